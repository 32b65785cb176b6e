"""Host words as people type them: lists, ranges and ports become named hosts, a wrong word becomes one clear line.

    pc1,pc2 pc[01-40].corp.example 10.0.0.7 2001:db8::7 pc9:15985 [2001:db8::9]:15985

Rules that keep every word unambiguous:

1. Commas and white space part words, except inside a bracket, where both part numbers. Words of the command line are
   joined with commas first: PowerShell hands `pc[01-02,05]` over as the two words `pc[01-02` and `05]`.
2. A bracket with a colon inside is an IPv6 address (`[2001:db8::9]`), any other bracket is a range.
3. `NAME:DIGITS` with exactly one colon outside brackets is a port; an IPv6 address has two colons at least.
4. `@` begins a file or a group and reaches to the next comma or ` @`, for paths may have spaces (where there is no such
   file, the spaces part words after all: `Sources.parted`); `-` is standard input.
5. `~` begins a regular expression; a comma inside its brackets, braces or parentheses belongs to it.
6. A bare word is always a host and never a file, even if a file of that name exists.
7. `.` is this very machine, as with tools of Windows: it is `localhost`.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from remote_prt.errors import InventoryError
from remote_prt.inventory.names import name_problem, shown
from remote_prt.inventory.ranges import MAX_HOSTS, BadRange, expand

COMMAND_LINE = "command line"  #: the `source` of errors about words that were typed
THIS_MACHINE = "."
EXPECTED_HOST = "a host name, an IP address or a range such as pc[01-40]"
# Every look ahead is bounded, so that a hostile line of a file costs time in proportion to its length.
REGEX_PIECE = r"\[[^\]]{0,99}\]|\{[^}]{0,99}\}|\([^)]{0,99}\)|\\."  #: pieces of a `~regex` where no separator counts
_PART = re.compile(rf"@(?:(?!\s{{1,99}}@)[^,\r\n])+|~(?:{REGEX_PIECE}|[^\s,])*|(?:\[[^\]]*(?:\]|$)|[^\s,\[])+")
_SEPARATORS = re.compile(r"[\s,]+")
_BRACKET_ENDS = re.compile(r"(\[),|,(\])")
_BRACKETED_ADDRESS = re.compile(r"\[([^\[\]]*:[^\[\]]*)\](?::([0-9]{1,9}))?")
_WITH_PORT = re.compile(r"([^:]*):([0-9]{1,9})")
_MAX_PORT = 65535


@dataclass(frozen=True, slots=True)
class Place:
    """Where a word stands, for error lines."""

    source: str
    line: int | None = None
    key: str = ""

    def error(self, problem: str, expected: str = "") -> InventoryError:
        """The mistake at this place."""
        return InventoryError(self.source, self.line, self.key, problem, expected)


@dataclass(frozen=True, slots=True)
class NamedHost:
    """One host that somebody asked for; the port is None unless it was written behind the name."""

    name: str
    port: int | None = None


@dataclass(frozen=True, slots=True)
class HostsOfWord:
    """What one word stands for; `folded` counts the hosts it names twice (`pc[1-3,2]`)."""

    hosts: tuple[NamedHost, ...]
    folded: int = 0


def split_words(text: str) -> Iterator[str]:
    """The words of a comma and white space list; separators inside brackets become single commas."""
    for match in _PART.finditer(text):
        part = match[0].strip()
        yield part if part[0] in "@~" else _BRACKET_ENDS.sub(r"\1\2", _SEPARATORS.sub(",", part))


def hosts_of_word(word: str, place: Place, most: int = MAX_HOSTS) -> HostsOfWord:
    """The hosts that one word names, at most `most`.

    Raises:
        InventoryError: not a host name, address or range, or too many hosts.
    """
    if "://" in word:
        raise place.error(f"{shown(word)} is a URL", EXPECTED_HOST)
    if word == THIS_MACHINE:
        return HostsOfWord((NamedHost("localhost"),))
    text, port = _part_port(word, place)
    try:
        expansion = expand(text, most)
    except BadRange as problem:
        raise place.error(f"{shown(word)}: {problem}", "a range such as pc[01-40] or pc[1-99/2,205]") from problem
    for name in expansion.names:
        if problem_of_name := name_problem(name):
            raise place.error(f"{shown(name)}: {problem_of_name}", EXPECTED_HOST)
    return HostsOfWord(tuple(NamedHost(name, port) for name in expansion.names), expansion.folded)


def _part_port(word: str, place: Place) -> tuple[str, int | None]:
    match = _BRACKETED_ADDRESS.fullmatch(word) or _WITH_PORT.fullmatch(word)
    if match is None:
        return word, None
    port = int(match[2]) if match[2] else None
    if port is not None and not 1 <= port <= _MAX_PORT:
        raise place.error(f"{shown(word)}: {port} is not a port", f"a number from 1 to {_MAX_PORT} behind the colon")
    return match[1], port
