"""Explanations for people: one block a code, in English or Japanese, at the width of the terminal."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from remote_prt.diagnosis.catalog_entry import CatalogEntry
from remote_prt.diagnosis.code_spellings import spellings
from remote_prt.diagnosis.finding import CauseClass
from remote_prt.diagnosis.kind_words import spoken, spoken_with_value
from remote_prt.readers.lookup import Answer
from remote_prt.reports.colour import bold
from remote_prt.reports.escape import printable

#: What stands before each part of a block.
_LABELS: Final = {
    "en": {
        "meaning": "Meaning", "cause": "Cause", "do": "Do", "look": "Look at", "or": "May be", "article": "Article",
        "class": "Class", "written": "Written", "names": "Names", "also": "See also", "finding": "Finding",
        "from": "From", "event": "As event",
    },
    "ja": {
        "meaning": "意味", "cause": "原因", "do": "対処", "look": "確認先", "or": "他の可能性", "article": "記事",
        "class": "分類", "written": "表記", "names": "別名", "also": "関連項目", "finding": "検出 ID",
        "from": "出典", "event": "イベント",
    },
}  # fmt: skip
_LABEL_CELLS: Final = 12

#: Sentences of the page; `{}` is what was asked for, or a file.
_SENTENCES: Final = {
    "en": {
        "no_code": "{}: neither a code nor a name the catalogue knows",
        "did_you_mean": "Did you mean: {}",
        "look_at_list": "remote_prt explain --list shows everything it knows.",
        "again": "{}: the same as {}, see above",
        "site": "{} (your catalogue)",
        "site_replaces": "{} (your catalogue, replacing the entry that ships)",
    },
    "ja": {
        "no_code": "{}: コードでも、カタログにある名前でもありません",
        "did_you_mean": "候補: {}",
        "look_at_list": "remote_prt explain --list で、カタログの内容をすべて表示できます。",
        "again": "{}: {} と同じです (上を参照)",
        "site": "{} (独自のカタログ)",
        "site_replaces": "{} (独自のカタログ。標準の項目を置き換えています)",
    },
}
_WIDE: Final = frozenset("WF")
#: Blanks, a word, a katakana word, or one other wide character; each with what may not begin a line after it.
_PIECE: Final = re.compile(
    r"\s+|\(*(?:[!-~]+[、。）」』，．]*|[ァ-ヴー]+[)、。）」』，．]*|.[)、。）」』，．ーぁぃぅぇぉっゃゅょァィゥェォッャュョ]*)"
)


@dataclass(frozen=True, slots=True)
class Page:
    """How to write: in which language, how wide in cells, for which encoding, with bold titles or without."""

    language: str = "en"
    width: int = 80
    encoding: str = "utf-8"
    colour: bool = False


def render_text(answers: Sequence[Answer], page: Page) -> str:
    """A block per answer, a blank line between two."""
    blocks: list[str] = []
    explained: dict[str, str] = {}
    for answer in answers:
        key = answer.entry.key if answer.entry else ""
        lines = [_again(answer, explained[key], page)] if key in explained else [*_block(answer, page)]
        blocks.append("\n".join([*lines, ""]))
        if key:
            explained.setdefault(key, answer.asked)
    return "\n".join(blocks)


def list_text(entries: Iterable[CatalogEntry], page: Page) -> str:
    """A line per entry under its cause class, cut where it is too long."""
    by_class: dict[CauseClass, list[CatalogEntry]] = {cause_class: [] for cause_class in CauseClass}
    for entry in entries:
        by_class[entry.cause_class].append(entry)
    lines: list[str] = []
    for cause_class, found in by_class.items():
        if found:
            lines += [
                "",
                _title(spoken_with_value(cause_class, page.language), page),
                *(_list_line(entry, page) for entry in found),
            ]
    return "\n".join(lines[1:]) + "\n"


def wrapped(text: str, width: int) -> list[str]:
    """Lines of at most `width` cells, broken at blanks and between Japanese characters, never before a 。 or ）."""
    lines, line, used = [], "", 0
    for piece in _pieces(text, width):
        cells = _cells(piece)
        if used + cells > width and line:
            lines.append(line.rstrip())
            line, used = "", 0
        if line or not piece.isspace():
            line, used = line + piece, used + cells
    return [*lines, line.rstrip()] if line.rstrip() or not lines else lines


def _block(answer: Answer, page: Page) -> Iterator[str]:
    about = answer.entry or answer.template
    if about is None:
        yield from _nothing(answer, page)
        return
    names = answer.symbols
    head = about.key if answer.code is None else answer.code.spelling
    yield _title("  ".join((head, *names[:1])), page)
    if answer.event is not None:
        name = answer.event.channel.removeprefix("Microsoft-Windows-")
        yield from _part("event", f"{name} {answer.event.event_id}: {answer.event.text}", page)
    yield from _part("meaning", about.title, page)
    yield from _part("cause", about.cause, page)
    yield from _steps(about.remedy, page)
    if answer.entry is None:
        yield from _tail(answer, page)
        return
    yield from _part("look", about.where, page)
    yield from _part("or", "; ".join(about.alternatives), page)
    yield from _part("article", about.section, page)
    yield from _tail(answer, page)
    yield from _part("finding", f"PRT-{about.key}", page)
    yield from _part("also", ", ".join(answer.see_also), page)
    if about.origin:
        sentence = "site_replaces" if about.is_replacement else "site"
        yield from _part("from", _SENTENCES[page.language][sentence].format(about.origin), page)


def _again(answer: Answer, first: str, page: Page) -> str:
    """The line for a second spelling of what was explained already."""
    return printable(_SENTENCES[page.language]["again"].format(answer.asked, first), page.encoding)


def _tail(answer: Answer, page: Page) -> Iterator[str]:
    """What is known of the code itself."""
    classes = [] if answer.entry is None else [spoken_with_value(answer.entry.cause_class, page.language)]
    if answer.code is not None:
        classes.append(spoken(answer.code.code_class, page.language))
    yield from _part("class", " / ".join(classes), page)
    if answer.code is not None:
        yield from _part("written", ", ".join(spellings(answer.code)), page)
        yield from _part("names", ", ".join(answer.symbols[1:]), page)


def _nothing(answer: Answer, page: Page) -> Iterator[str]:
    sentences = _SENTENCES[page.language]
    yield from wrapped(sentences["no_code"].format(printable(answer.asked[:200], page.encoding)), page.width)
    if answer.suggestions:
        yield from wrapped(sentences["did_you_mean"].format(", ".join(answer.suggestions)), page.width)
    yield from wrapped(sentences["look_at_list"], page.width)


def _steps(steps: tuple[str, ...], page: Page) -> Iterator[str]:
    for number, step in enumerate(steps, 1):
        label = "do" if number == 1 else ""
        yield from _part(label, step, page, mark=f"{number}. " if len(steps) > 1 else "")


def _part(label: str, text: str, page: Page, mark: str = "") -> Iterator[str]:
    """A label and its text beside it, nothing for an empty text."""
    if not text:
        return
    name = _LABELS[page.language].get(label, "")
    indent = _LABEL_CELLS + len(mark)
    first, *rest = wrapped(printable(text, page.encoding), page.width - indent - 2)
    yield f"  {name}{' ' * (_LABEL_CELLS - _cells(name))}{mark}{first}"
    yield from (" " * (indent + 2) + line for line in rest)


def _list_line(entry: CatalogEntry, page: Page) -> str:
    text = printable(f"  {entry.key:<25}  {entry.title}", page.encoding)
    if _cells(text) <= page.width:
        return text
    return wrapped(text.strip(), page.width - 5)[0].join(("  ", "..."))


def _title(text: str, page: Page) -> str:
    shown = printable(text, page.encoding)
    return bold(shown) if page.colour else shown


def _pieces(text: str, width: int) -> Iterator[str]:
    """What may stand on a line of its own; a word wider than a line is cut."""
    for piece in _PIECE.findall(text):
        step = len(piece) if _cells(piece) <= width else width if piece.isascii() else max(1, width // 2)
        yield from (piece[start : start + step] for start in range(0, len(piece), step))


def _cells(text: str) -> int:
    """Display cells: East Asian wide characters take two. Exact for the catalogue's own texts."""
    if text.isascii():
        return len(text)
    return sum(2 if unicodedata.east_asian_width(character) in _WIDE else 1 for character in text)
