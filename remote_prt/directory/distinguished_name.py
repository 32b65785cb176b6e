r"""Distinguished names as the directory writes them (RFC 4514): `OU=Branch\, East,OU=Clients,DC=corp,DC=example`.

Only what is needed here: the parts with their escapes undone, the domain, and the units a computer is in.
"""

import re
from dataclasses import dataclass

MOST_CHARACTERS = 4096
_TYPE = re.compile(r"\s*([A-Za-z][A-Za-z0-9-]*|[0-9]+(?:\.[0-9]+)*)\s*=\s*")
_PIECE = re.compile(r"((?:\\[0-9A-Fa-f]{2})+)|\\(.)|([^\\,+])", re.DOTALL)


class BadName(ValueError):
    """The text is no distinguished name; the message says why."""


@dataclass(frozen=True, slots=True)
class NamePart:
    """One part, as `OU` and `Branch, East`."""

    kind: str  #: in capitals
    value: str


def split_name(text: str) -> tuple[NamePart, ...]:
    """The parts of a distinguished name, the innermost first.

    Raises:
        BadName: it is none.
    """
    if len(text) > MOST_CHARACTERS:
        raise BadName(f"{len(text):,} characters")
    parts, position = [], 0
    while True:
        match = _TYPE.match(text, position)
        if match is None:
            raise BadName("each part is TYPE=VALUE, parted by commas; a comma inside a value is written \\,")
        value, position = _value(text, match.end())
        if not value:
            raise BadName(f"nothing behind {match[1]}=")
        parts.append(NamePart(match[1].upper(), value))
        if position == len(text):
            return tuple(parts)
        position += 1


def domain_of(name: str) -> str:
    """The DNS name of the domain that an object is in; "" where its name says none."""
    try:
        return ".".join(part.value for part in split_name(name) if part.kind == "DC").lower()
    except BadName:
        return ""


def units_of(name: str) -> tuple[str, ...]:
    """The organizational units that an object is in, the outermost first."""
    try:
        return tuple(part.value for part in reversed(split_name(name)) if part.kind == "OU")
    except BadName:
        return ()


def fold_name(name: str) -> tuple[NamePart, ...]:
    """What two spellings of one name share.

    Raises:
        BadName: it is none.
    """
    return tuple(NamePart(part.kind, part.value.casefold()) for part in split_name(name))


def _value(text: str, start: int) -> tuple[str, int]:
    """The value that begins at `start`, and where it ends: at a comma or at the end."""
    pieces, position = [], start
    while position < len(text) and text[position] not in ",+":
        match = _PIECE.match(text, position)
        if match is None:
            raise BadName("a backslash at the end")
        pieces.append(_unescaped(match))
        position = match.end()
    if position < len(text) and text[position] == "+":
        raise BadName("a + parts values of one object, which Active Directory does not have; write \\+")
    return "".join(pieces).strip(), position


def _unescaped(match: re.Match[str]) -> str:
    if match[1] is None:
        return match[2] or match[3]
    try:
        return bytes.fromhex(match[1].replace("\\", "")).decode()
    except UnicodeDecodeError:
        raise BadName(f"{match[1]} is no UTF-8") from None
