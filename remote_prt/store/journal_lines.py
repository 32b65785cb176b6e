"""One line of a journal: a JSON object whose last member is the CRC-32 of all that stands before it.

```
{"Record":"Resumed","At":"2026-01-31T01:00:00Z","Crc32":"5b0c1f7a"}
```
A line that was cut off when the machine died, or in which one byte has changed, is recognised and left out; every other
line counts. A line is its own proof, so lines may be appended behind a torn one.
"""

import json
import re
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import IO

from remote_prt.readers.json_fields import FieldError, Fields, parse_object

#: A longer line nobody of us has written: 100,000 targets are 30 MB, a capture at its bounds a few.
MOST_LINE_BYTES = 64 * 1024 * 1024

_SEAL = re.compile(rb',"Crc32":"([0-9a-f]{8})"\}\n')
_SEAL_LENGTH = len(b',"Crc32":"01234567"}\n')


@dataclass(frozen=True, slots=True)
class Line:
    """A line that is whole, and where it begins."""

    offset: int
    fields: Fields


@dataclass(frozen=True, slots=True)
class Damaged:
    """A line that is not whole."""

    offset: int
    is_torn: bool  #: the file ends in it: its writer was cut off


def seal(record: Mapping[str, object]) -> bytes:
    """The line of a record, with its line end; plain ASCII."""
    body = json.dumps(record, separators=(",", ":"))[:-1].encode("ascii")
    return body + b',"Crc32":"%08x"}\n' % zlib.crc32(body)


def unseal(line: bytes) -> Fields | None:
    """The fields of a line, or None where it is not what was once written."""
    match = _SEAL.fullmatch(line[-_SEAL_LENGTH:])
    body = line[:-_SEAL_LENGTH]
    if match is None or zlib.crc32(body) != int(match[1], 16):
        return None
    try:
        return parse_object(line.decode("ascii"))
    except (FieldError, ValueError):
        return None


def read_lines(file: IO[bytes]) -> Iterator[Line | Damaged]:
    """Every line of a journal in order, one at a time in memory."""
    offset = file.tell()
    while line := file.readline(MOST_LINE_BYTES):
        fields = unseal(line)
        if fields is None:
            yield Damaged(offset, is_torn=not line.endswith(b"\n"))
        else:
            yield Line(offset, fields)
        offset += len(line)
