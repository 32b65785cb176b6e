"""A file is known by what is in it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from remote_prt.errors import UnreadableInput
from remote_prt.readers.captures import dump_capture
from remote_prt.readers.file_contents import NothingOfOurs, read_file
from tests.readers.samples import BROKEN_TEXT, capture, event_xml

_PASTED = "Logon failure. Status: 0xC000006D Correlation ID: 8da1f9c0-1111-4222-8333-444455556666"


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        (dump_capture(capture("pc-01")), ("capture",)),
        (f"\n{dump_capture(capture('pc-01'))}\n", ("capture",)),
        (BROKEN_TEXT, ("dsregcmd text",)),
        ("AzureAdPrt : NO", ("dsregcmd text",)),
        (event_xml(1081), ("event log",)),
        (_PASTED, ("pasted events",)),
        (f"Hello,\nmy PC says:\n{BROKEN_TEXT}\nand the log:\n{_PASTED}", ("dsregcmd text", "pasted events")),
    ],
    ids=["capture", "capture-with-blanks", "text", "one-row", "xml", "pasted", "mail-with-both"],
)
def test_contents_are_told_by_themselves(text: str, kinds: tuple[str, ...]) -> None:
    """Captures, texts and events are recognised whatever the file is called, also when one text holds several."""
    assert kinds == read_file("x.bin", text.encode()).kinds


@pytest.mark.parametrize(
    ("data", "error", "words"),
    [
        (b"", NothingOfOurs, "nothing in it"),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)), NothingOfOurs, "nothing in it"),
        (b'{"Results": []}', NothingOfOurs, "nothing in it"),
        (b"Correlation ID: 1\nUser Identity: x", NothingOfOurs, "nothing in it"),
        (event_xml(1, provider="Disk").encode(), NothingOfOurs, "none of its 1 events is of AAD"),
        (event_xml(1081).replace("</System>", "").encode(), UnreadableInput, "none of its 1 events can be read"),
        (b'{"Capture": 2}', UnreadableInput, "no capture of schema 1"),
        (b'{"Capture": ', UnreadableInput, "no JSON"),
    ],
    ids=["empty", "picture", "report", "common-words", "other-log", "broken-event", "newer-capture", "cut-capture"],
)
def test_what_tells_nothing_is_refused(data: bytes, error: type[UnreadableInput], words: str) -> None:
    """What is about something else is told from what is ours and broken."""
    with pytest.raises(UnreadableInput, match=words) as raised:
        read_file("x", data)

    assert type(raised.value) is error


def test_a_user_tasks_result_keeps_its_proof() -> None:
    """A saved task result says who ran dsregcmd, and its rows are those behind the mark."""
    proof = 'REMOTE-PRT-PROOF whoami="contoso\\anna","S-1-5-21-1-2-3-1141"\nREMOTE-PRT-DSREGCMD\n'
    found = read_file("x", (proof + BROKEN_TEXT).encode())

    assert found.proof is not None
    assert (found.proof.sid, found.kinds) == ("S-1-5-21-1-2-3-1141", ("dsregcmd text",))


@given(
    st.binary(max_size=300),
    st.sampled_from([b"", b"{", b'{"Capture":1,', b"<Event ", b"ElfFile\0", b"\xff\xfe", b"PK\x03\x04"]),
)
def test_no_bytes_raise_anything_else(data: bytes, head: bytes) -> None:
    """Whatever a file holds, the answer is contents or one error of ours."""
    try:
        found = read_file("x", head + data)
    except UnreadableInput:
        return

    assert found.kinds
