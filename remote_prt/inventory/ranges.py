"""Bracket ranges: `pc[01-40]` is forty names, `rack[1-4]-pc[001-120,205]` is 484.

A word is checked and counted by the grammar below before anything is expanded, so `pc[1-999999999]` costs nothing.
ClusterShell's RangeSet then turns each bracket into its padded numbers (this module is its home in the inventory). Its
NodeSet is not used: it folds duplicates without saying how many, refuses `pc[1-2][3-4]`, and would look for groups.

    word    = 1*(text / bracket)
    bracket = "[" item *("," item) "]"
    item    = digits ["-" digits ["/" digits]]        ; 01-40, 1-99/2, 205
"""

import itertools
import math
import re
from dataclasses import dataclass

from remote_prt.inventory.names import counted, shown

MAX_HOSTS = 100_000  #: hosts in one selection; more is a typing mistake, not a fleet
_MAX_DIGITS = 63  # the longest part of a name
_PIECE = re.compile(r"\[([^\[\]]*)\]|([^\[\]]+)")
_ITEM = re.compile(rf"([0-9]{{1,{_MAX_DIGITS}}})(?:-([0-9]{{1,{_MAX_DIGITS}}})(?:/([0-9]{{1,{_MAX_DIGITS}}}))?)?")


class BadRange(ValueError):
    """A bracket cannot be read; the text says why."""


@dataclass(frozen=True, slots=True)
class Expansion:
    """The names of one word, ascending inside each bracket; `folded` counts numbers a word named twice."""

    names: tuple[str, ...]
    folded: int


def expand(word: str, most: int = MAX_HOSTS) -> Expansion:
    """All names of `word`, which is itself where it has no bracket.

    Raises:
        BadRange: a bracket that is not closed, empty, descending or unevenly padded, or more than `most` names.
    """
    is_plain = "[" not in word and "]" not in word
    pieces = [("", word)] if is_plain else _pieces(word)
    count = math.prod(_count(inside) for inside, _ in pieces if inside)
    if count > most:
        raise BadRange(f"{counted(count, 'name')} more, and one selection may have {MAX_HOSTS:,} at most")
    if is_plain:
        return Expansion((word,), 0)
    names = tuple("".join(parts) for parts in itertools.product(*(_choices(*piece) for piece in pieces)))
    return Expansion(names, count - len(names))


def _pieces(word: str) -> list[tuple[str, str]]:
    """Pairs (inside of a bracket, plain text), one of the two empty."""
    pieces: list[tuple[str, str]] = []
    position = 0
    while position < len(word):
        match = _PIECE.match(word, position)
        if match is None:
            problem = "a bracket inside a bracket" if "[" in word[position + 1 :] else "a bracket that is never closed"
            raise BadRange(problem if word[position] == "[" else "a closing bracket without an opening one")
        if match[1] == "":
            raise BadRange("an empty bracket")
        pieces.append((match[1] or "", match[2] or ""))
        position = match.end()
    return pieces


def _count(inside: str) -> int:
    return sum(_count_item(item) for item in inside.split(","))


def _count_item(item: str) -> int:
    match = _ITEM.fullmatch(item)
    if match is None:
        raise BadRange(f"{shown(item)} is not a number or a range of numbers")
    first, last, step = match[1], match[2] or match[1], int(match[3] or 1)
    if int(first) > int(last):
        raise BadRange(f"{shown(item)} counts downwards")
    if step == 0:
        raise BadRange(f"{shown(item)} has a step of zero")
    if len(first) != len(last) and (last[0] == "0" or (first[0] == "0" and first != "0")):
        raise BadRange(f"{shown(item)} is padded to two different widths")
    return (int(last) - int(first)) // step + 1


def _choices(inside: str, text: str) -> list[str]:
    if not inside:
        return [text]
    from ClusterShell.RangeSet import RangeSet  # noqa: PLC0415  20 ms that plain names must not pay

    return list(RangeSet(inside).striter())
