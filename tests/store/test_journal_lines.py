"""A line of a journal proves itself: whole lines count, whatever happened to the others."""

import io
import json

from hypothesis import given
from hypothesis import strategies as st

from remote_prt.store.journal_lines import Damaged, Line, read_lines, seal, unseal

RECORD = {"Record": "Outcome", "Text": "日本 \ud800 \n \x1b[2J", "Number": 7, "Nothing": None, "List": [{"a": True}]}


def test_a_line_is_json_and_comes_back() -> None:
    """One line of ASCII, JSON for any reader, with what was written."""
    line = seal(RECORD)
    document = json.loads(line)

    assert line.count(b"\n") == 1
    assert line.isascii()
    assert {name: document[name] for name in RECORD} == RECORD
    fields = unseal(line)
    assert fields is not None
    assert fields.text("Text") == RECORD["Text"]


@given(st.integers(0, len(seal(RECORD)) - 1), st.integers(1, 255))
def test_a_changed_byte_is_noticed(position: int, change: int) -> None:
    """Whichever byte changes into whichever other."""
    line = bytearray(seal(RECORD))
    line[position] ^= change

    assert unseal(bytes(line)) is None


@given(st.integers(0, len(seal(RECORD)) - 1))
def test_a_line_that_was_cut_off_is_noticed(length: int) -> None:
    """Wherever it was cut; the lines before it count."""
    whole, torn = seal({"Record": "Run"}), seal(RECORD)[:length]
    first, *rest = read_lines(io.BytesIO(whole + torn))

    assert isinstance(first, Line)
    assert rest == ([Damaged(len(whole), is_torn=True)] if torn else [])


def test_a_damaged_line_costs_no_other() -> None:
    """What stands behind it is read, with the place where it begins."""
    lines = [seal({"Record": str(number)}) for number in range(3)]
    read = list(read_lines(io.BytesIO(lines[0] + lines[1][:9] + b"\n" + lines[2])))

    assert [isinstance(line, Line) for line in read] == [True, False, True]
    assert read[2].offset == len(lines[0]) + 10
    assert read[1] == Damaged(len(lines[0]), is_torn=False)


@given(st.binary(max_size=300))
def test_anything_can_be_read(content: bytes) -> None:
    """Bytes of whatever origin are lines, damaged or not, never an error."""
    assert all(isinstance(line, Damaged | Line) for line in read_lines(io.BytesIO(content)))
