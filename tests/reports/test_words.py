"""Every language says everything, and what stands for programs is the same in all."""

import ast
import json
import string
from pathlib import Path

import pytest

from remote_prt.diagnosis.evidence import MissingReason
from remote_prt.diagnosis.finding import Confidence
from remote_prt.reports.cells import cell_width
from remote_prt.reports.columns import COLUMNS, WIDE_COLUMNS
from remote_prt.reports.csv_file import HEADER, render_csv
from remote_prt.reports.json_document import render_json
from remote_prt.reports.rows import WORD_ORDER
from remote_prt.reports.table import render_table
from remote_prt.reports.traits import Trait
from remote_prt.reports.words import ENGLISH, LANGUAGES, words_of
from tests.reports.builders import fleet
from tests.reports.golden import golden

PACKAGE = Path(__file__).parents[2] / "remote_prt"
JAPANESE = words_of("ja")

#: Which argument of a call is the hint that a person reads after a failed visit.
_HINT_OF = {
    **dict.fromkeys(("HostUnreachable", "HostRefused", "LogonRefused", "HostMisbehaved", "HostTimedOut"), 2),
    **dict.fromkeys(("Words", "misbehaved"), 1),
    "skipped": 2,
    "_refused": 3,
}


def placeholders(text: str) -> set[str]:
    """The names in braces."""
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def hints() -> set[str]:
    """Every hint that transports and controller write out, found in their source."""
    found = set()
    for path in (*(PACKAGE / "transports").glob("*.py"), *(PACKAGE / "controller").glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call):
                name = getattr(node.func, "id", getattr(node.func, "attr", ""))
                place = _HINT_OF.get(name, len(node.args))
                if place < len(node.args) and isinstance(node.args[place], ast.Constant):
                    found.add(node.args[place].value)
    return found


def page(language: str, width: int = 100, encoding: str = "utf-8") -> str:
    """The fleet as a table in that language."""
    return render_table(
        fleet(), width=width, colour=False, encoding=encoding, show_all=True, exit_codes=(1, 4), language=language
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_says_everything(language: str) -> None:
    """The same keys with the same values, every reason, every column, trait and confidence."""
    words = words_of(language)

    assert set(words.texts) == set(ENGLISH.texts)
    assert [key for key in words.texts if placeholders(words.texts[key]) != placeholders(ENGLISH.texts[key])] == []
    assert all(all(words.reasons[reason]) for reason in MissingReason)
    assert all(words.say(f"column.{column.heading}") for column in (*COLUMNS, *WIDE_COLUMNS))
    assert all(words.say(f"kind.{trait.value}") for trait in Trait)
    assert all(words.say(f"confidence.{sure.value}") for sure in Confidence)


def test_every_hint_is_said_in_japanese() -> None:
    """A hint that transports or controller gain needs its Japanese."""
    assert len(hints()) > 25
    assert sorted(hint for hint in hints() if hint not in JAPANESE.hints) == []


def test_a_language_without_words_is_english() -> None:
    """Nobody is left without a report."""
    assert words_of("tlh") is ENGLISH


@pytest.mark.parametrize(
    ("english", "japanese"),
    [
        ("TCP 5985 did not answer within 5 s", "TCP 5985 が 5 秒以内に応答しませんでした"),
        ("the host redirects to '\\1{x}', which is not followed", "ホストが '\\1{x}' へリダイレクトしました"),
        ("the host broke the protocol: ohne \\1", "ホストがプロトコルに違反しました: ohne \\1"),
        ("what nobody of ours says", "what nobody of ours says"),
    ],
)
def test_a_failure_is_said_in_japanese_where_it_is_ours(english: str, japanese: str) -> None:
    """Whole sentences are translated, the host's own words stay, and nothing in them is a pattern."""
    assert JAPANESE.failure(english).startswith(japanese)


@pytest.mark.parametrize("width", [80, 100, 140])
def test_no_japanese_line_is_wider_than_the_terminal(width: int) -> None:
    """A Japanese character takes two cells, and no line begins with a full stop."""
    lines = page("ja", width).splitlines()

    assert max(map(cell_width, lines)) <= width
    assert [line for line in lines if line.strip().startswith(("。", "、", "）"))] == []


def test_the_japanese_page_is_the_golden_one() -> None:
    """The whole page, as people in Japan read it."""
    text = page("ja")

    assert golden("table_100_ja.txt", text) == text


def test_a_code_page_without_japanese_still_gets_a_page() -> None:
    """What the stream lacks is spelled out; nothing raises."""
    assert page("ja", encoding="cp1252").encode("cp1252")


def test_status_words_and_names_for_programs_are_not_translated() -> None:
    """Statuses, CSV header and JSON names are the same in every language."""
    table, csv = page("ja"), render_csv(fleet(), language="ja")
    english, japanese = (json.loads(render_json(fleet(), exit_code=1, language=one)) for one in ("en", "ja"))

    assert all(word in table for word in WORD_ORDER if word in page("en"))
    assert csv.splitlines()[0] == ",".join(HEADER)
    assert _names(english) == _names(japanese)
    assert [one["Failure"]["Message"] for one in japanese["Results"] if one["Failure"]] != [
        one["Failure"]["Message"] for one in english["Results"] if one["Failure"]
    ]


def _names(value: object) -> list[str]:
    if isinstance(value, dict):
        return [name for key, member in value.items() for name in (key, *_names(member))]
    return [name for member in value for name in _names(member)] if isinstance(value, list) else []
