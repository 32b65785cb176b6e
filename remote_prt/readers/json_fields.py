"""Reading fields of untrusted JSON objects: each accessor gives the wanted type or says which field is wrong.

Windows PowerShell 5.1's ConvertTo-Json has habits the accessors undo: a one-element array may arrive as the element, an
empty one as null, and a string that carried extra properties as an object with a `value` property.
"""

import json
import re
from dataclasses import dataclass
from datetime import datetime

from remote_prt.readers.utc_time import utc_moment

#: `2026-01-31T01:00:00.1234567Z`: .NET writes seven fraction digits.
_TIME = re.compile(r"(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2}:\d{2})(?:\.(\d{1,9}))?(?:Z|\+00:00| ?UTC)")


class FieldError(ValueError):
    """A field is missing or of another type; the text names it."""


@dataclass(frozen=True, slots=True)
class Fields:
    """A JSON object whose fields are read by type."""

    values: dict[str, object]
    path: str = ""

    def text(self, name: str) -> str:
        """A string; null and absence read as ""."""
        value = _unwrapped(self.values.get(name))
        if value is None:
            return ""
        if isinstance(value, str):
            return value
        raise FieldError(f"{self.path}{name} is not a text")

    def integer(self, name: str) -> int | None:
        """A whole number, or None where it is null or absent."""
        value = self.values.get(name)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int) or abs(value) >= 2**63:
            raise FieldError(f"{self.path}{name} is not a whole number")
        return value

    def flag(self, name: str) -> bool | None:
        """True or false, or None where it is null or absent."""
        value = self.values.get(name)
        if value is None or isinstance(value, bool):
            return value
        raise FieldError(f"{self.path}{name} is not true or false")

    def time(self, name: str) -> datetime | None:
        """An aware UTC time, or None where it is null, empty or absent."""
        text = self.text(name)
        return parse_utc(text, f"{self.path}{name}") if text else None

    def child(self, name: str) -> "Fields":
        """A nested object; null and absence read as an empty one."""
        value = self.values.get(name)
        if value is None:
            return Fields({}, f"{self.path}{name}.")
        if isinstance(value, dict):
            return Fields(value, f"{self.path}{name}.")
        raise FieldError(f"{self.path}{name} is not an object")

    def children(self, name: str) -> tuple["Fields", ...]:
        """Nested objects: an array, one bare object, or null."""
        items = _items(self.values.get(name))
        if not all(isinstance(item, dict) for item in items):
            raise FieldError(f"{self.path}{name} is not an array of objects")
        return tuple(Fields(item, f"{self.path}{name}.") for item in items if isinstance(item, dict))

    def texts(self, name: str) -> tuple[str, ...]:
        """Strings: an array, one bare string, or null."""
        items = [_unwrapped(item) for item in _items(self.values.get(name))]
        if not all(isinstance(item, str) for item in items):
            raise FieldError(f"{self.path}{name} is not an array of texts")
        return tuple(item for item in items if isinstance(item, str))


def parse_object(text: str) -> Fields:
    """The JSON object in a text.

    Raises:
        FieldError: it is no JSON, no object, or nested too deep (the parser's own recursion limit).
    """
    try:
        value = json.loads(text, parse_constant=_refuse)
    except (ValueError, RecursionError) as error:  # ValueError also covers numbers of thousands of digits
        raise FieldError("the record is no JSON") from error
    if not isinstance(value, dict):
        raise FieldError("the record is no JSON object")
    return Fields(value)


def parse_utc(text: str, name: str = "time") -> datetime:
    """An aware UTC time from ISO 8601 with up to nine fraction digits (kept to microseconds).

    Raises:
        FieldError: it is no UTC time.
    """
    match = _TIME.fullmatch(text.strip())
    if match is None:
        raise FieldError(f"{name} is not a UTC time")
    day, clock, fraction = match.groups()
    try:
        return utc_moment(f"{day}T{clock}", fraction)
    except ValueError as error:
        raise FieldError(f"{name} is not a UTC time") from error


def _refuse(constant: str) -> float:
    """JSON has no NaN and no Infinity (RFC 8259 section 6); Python reads them unless told otherwise."""
    raise ValueError(constant)


def _items(value: object) -> list[object]:
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def _unwrapped(value: object) -> object:
    if isinstance(value, dict) and "value" in value:
        return value["value"]
    return value
