"""Damage as people and programs do it to a text: lines cut, shuffled, doubled, joined, quoted, wrapped, re-encoded."""

import random
from collections.abc import Callable

#: What a mail client, a ticket system, an editor or a terminal makes of a text.
ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252", "cp850", "cp932")
_WIDTH = 40


def mutated(data: bytes, dice: random.Random) -> bytes:
    """The text after one to four kinds of damage, in perhaps another encoding."""
    text = data.decode("utf-8", "replace")
    for _ in range(dice.randint(1, 4)):
        lines = text.splitlines(keepends=True) or [""]
        text = "".join(dice.choice(_DAMAGE)(lines, dice))
    return text.encode(dice.choice(ENCODINGS) if dice.random() < 0.4 else "utf-8", "replace")


def _cut(lines: list[str], dice: random.Random) -> list[str]:
    text = "".join(lines)
    place = dice.randrange(len(text) + 1)
    return [text[:place] if dice.random() < 0.5 else text[place:]]


def _drop(lines: list[str], dice: random.Random) -> list[str]:
    place = dice.randrange(len(lines))
    return lines[:place] + lines[place + dice.randint(1, 5) :]


def _double(lines: list[str], dice: random.Random) -> list[str]:
    place = dice.randrange(len(lines))
    return lines[:place] + lines[place : place + dice.randint(1, 8)] + lines[place:]


def _shuffle(lines: list[str], dice: random.Random) -> list[str]:
    place = dice.randrange(len(lines))
    some = lines[place : place + 10]
    dice.shuffle(some)
    return lines[:place] + some + lines[place + 10 :]


def _join(lines: list[str], dice: random.Random) -> list[str]:
    place, count = dice.randrange(len(lines)), dice.randint(2, 30)
    joined = " ".join(line.rstrip() for line in lines[place : place + count])
    return [*lines[:place], joined + "\n", *lines[place + count :]]


def _each(change: Callable[[str], str]) -> Callable[[list[str], random.Random], list[str]]:
    return lambda lines, _: [change(line) for line in lines]


def _odd_character(lines: list[str], dice: random.Random) -> list[str]:
    place = dice.randrange(len(lines))
    odd = chr(dice.randrange(0x2500))
    return [*lines[:place], lines[place][:1] + odd + lines[place][1:], *lines[place + 1 :]]


_DAMAGE: tuple[Callable[[list[str], random.Random], list[str]], ...] = (
    _cut,
    _drop,
    _double,
    _shuffle,
    _join,
    _odd_character,
    _each(lambda line: line.rstrip("\n") + "\r\n"),
    _each(str.lstrip),
    _each(lambda line: "> " + line),
    _each(lambda line: line.rstrip("\n") + "<br>"),
    _each(lambda line: line.replace(" ", "\u00a0")),
    _each(lambda line: line if len(line) <= _WIDTH else line[:_WIDTH] + "\n" + line[_WIDTH:]),
)
