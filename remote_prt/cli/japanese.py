"""What the prompt says, in Japanese: English templates with `{}` holes, each with its Japanese, and a matcher.

The program speaks English and names no keys: a sentence is found again by its template. The table is data
(`sentences/*.toml`), read only when Japanese is spoken. What has no entry stays English. In the Japanese stand:

    {1}         the value of the first hole, untouched
    {1*}        a value that may be a sentence of ours, which is then said in Japanese too
    {1!} {1#}   one that must be such a sentence, or a number: else the template does not fit
    {1,} {1;}   several such sentences, parted by commas or semicolons

Values are filled in once, in one pass, and never read as templates.
"""

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final

from remote_prt.errors import InventoryError, InventoryErrors, RemotePrtError, UsageError
from remote_prt.reports.words import words_of

#: A longer text is no sentence of ours.
_LONGEST: Final = 5_000
#: A sentence in a sentence in a sentence; names full of colons must not cost more with each of them.
_DEEPEST: Final = 4
_HOLE: Final = "{}"
_FILLED: Final = re.compile(r"\{([1-9])([*!#,;]?)\}")
_NUMBER: Final = re.compile(r"[0-9][0-9,.]*")


@dataclass(frozen=True, slots=True)
class Template:
    """One sentence in both languages."""

    pieces: tuple[str, ...]  #: the English around the holes, one more than there are holes
    japanese: str

    @property
    def weight(self) -> tuple[int, int]:
        """Of two templates that fit, the one with the longer beginning is meant, then the one that says more."""
        return len(self.pieces[0]), sum(map(len, self.pieces))

    def values(self, text: str) -> list[str] | None:
        """What stands in the holes, each as short as can be; None where the text is another sentence."""
        first, last = self.pieces[0], self.pieces[-1]
        if len(self.pieces) == 1:
            return [] if text == first else None
        end = len(text) - len(last)
        if end < len(first) or not (text.startswith(first) and text.endswith(last)):
            return None
        found, position = [], len(first)
        for piece in self.pieces[1:-1]:
            at = text.find(piece, position, end)
            if at < 0:
                return None
            found.append(text[position:at])
            position = at + len(piece)
        return [*found, text[position:end]]


class Sentences:
    """The table, ready to be asked."""

    def __init__(self, entries: Iterable[tuple[str, str]]) -> None:
        made = [Template(tuple(english.split(_HOLE)), japanese) for english, japanese in entries]
        self._whole = {template.pieces[0]: template.japanese for template in made if len(template.pieces) == 1}
        self._with_holes = sorted((t for t in made if len(t.pieces) > 1), key=lambda t: t.weight, reverse=True)

    def say(self, english: str, depth: int = 0) -> str:
        """The sentence in Japanese, or as it is; `depth` counts the sentences around it."""
        if english in self._whole:
            return self._whole[english]
        if not english or len(english) > _LONGEST or depth > _DEEPEST:
            return english
        for template in self._with_holes:
            values = template.values(english)
            said = None if values is None else self._filled(template.japanese, values, depth)
            if said is not None:
                return said
        return _as_in_reports(english)

    def _filled(self, japanese: str, values: list[str], depth: int) -> str | None:
        """The Japanese with its values; None where one of them is not what the template says it must be."""
        said: list[str] = []
        for hole in _FILLED.finditer(japanese):
            value, kind = values[int(hole[1]) - 1], hole[2]
            if kind == "#" and not _NUMBER.fullmatch(value):
                return None
            said.append(self._said(value, kind, depth + 1))
            if kind == "!" and said[-1] == value:
                return None
        given = iter(said)
        return _FILLED.sub(lambda _: next(given), japanese)

    def _said(self, value: str, kind: str, depth: int) -> str:
        if kind in {"*", "!"}:
            return self.say(value, depth)
        if kind in {",", ";"}:
            return f"{kind} ".join(self.say(part, depth) for part in value.split(f"{kind} "))
        return value


def read_entries() -> list[tuple[str, str]]:
    """Every pair of the table, file by file."""
    folder = files("remote_prt.cli").joinpath("sentences")
    tables = [tomllib.loads(file.read_text("utf-8")) for file in folder.iterdir() if file.name.endswith(".toml")]
    return [pair for table in tables for pair in table.items()]


@cache
def sentences() -> Sentences:
    """The shipped table."""
    return Sentences(read_entries())


def in_japanese(english: str) -> str:
    """A sentence of ours in Japanese; one that has no entry as it is."""
    return sentences().say(english)


def error_in_japanese(error: Exception) -> str:
    """The lines of an error in Japanese: where, what, and what to do, each said for itself."""
    match error:
        case InventoryErrors():
            lines = [error_in_japanese(each) for each in error.errors[: error.MOST_LINES]]
            left_out = len(error.errors) - len(lines)
            return "\n".join([*lines, in_japanese(f"... and {left_out} more mistakes")] if left_out else lines)
        case InventoryError():
            source = in_japanese(error.source)
            place = source if error.line is None else f"{source}:{error.line}"
            where = f"{place}: {error.key}" if error.key else place
            hint = f" - {in_japanese(error.hint)}" if error.hint else ""
            return f"{where}: {in_japanese(error.problem)}{hint}"
        case UsageError():
            hint = f" - {in_japanese(error.hint)}" if error.hint else ""
            return f"{in_japanese(error.message)}{hint}"
        case RemotePrtError():
            return in_japanese(str(error))
        case _:
            return str(error)


def _as_in_reports(english: str) -> str:
    """A failure or hint of a visit, which reports say too."""
    words = words_of("ja")
    return words.hint(english) if words.hint(english) != english else words.failure(english)
