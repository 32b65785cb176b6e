"""Event log files are read through the optional package, and its absence is one clear sentence."""

import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from remote_prt.errors import UnreadableInput
from remote_prt.readers.event_files import read_event_xml
from remote_prt.readers.evtx_file import MAGIC, read_evtx


def test_what_is_no_log_is_refused() -> None:
    """Bytes without the magic, or cut right behind it, are one error of ours."""
    for data in (b"", b"PK\x03\x04", MAGIC):
        with pytest.raises(UnreadableInput, match="no event log file"):
            read_evtx(data)


def test_a_missing_package_says_how_to_get_it() -> None:
    """Without the package the error names it and both ways out."""
    code = (
        "import sys; sys.modules['evtx'] = None\n"
        "from remote_prt.errors import UnreadableInput\n"
        "from remote_prt.readers.evtx_file import MAGIC, read_evtx\n"
        "try: read_evtx(MAGIC)\n"
        "except UnreadableInput as error: print(error)\n"
    )
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60).stdout

    assert "need the optional package evtx - pip install 'remote_prt[evtx]'" in told


@given(st.binary(max_size=300), st.integers(0, 4096))
def test_no_log_raises_anything_else(tail: bytes, zeros: int) -> None:
    """Whatever follows the magic, the answer is records or one error of ours."""
    try:
        found = read_evtx(MAGIC + b"\0" * zeros + tail)
    except UnreadableInput:
        return

    assert found.records == ()


@pytest.mark.corpus
def test_the_published_log_is_read_whole(corpus: Path) -> None:
    """The one real log has the records, ids, times, computer and channel its index names."""
    found = read_evtx((corpus / "events" / "01-aad-operational-real.evtx").read_bytes())
    ids = [record.event_id for record in found.records]

    assert (found.seen, found.unread, found.is_capped) == (39, 0, False)
    assert {number: ids.count(number) for number in set(ids)} == {1097: 21, 1098: 18}
    assert [record.record_id for record in found.records] == list(range(1, 40))
    assert {record.computer for record in found.records} == {"DESKTOP-1D5ALF0"}
    assert {record.channel for record in found.records} == {"Microsoft-Windows-AAD/Operational"}
    assert found.records[0].time == datetime(2025, 3, 3, 5, 44, 32, 47527, tzinfo=UTC)
    assert found.records[-1].time == datetime(2025, 7, 1, 23, 9, 16, 73353, tzinfo=UTC)
    assert {record.task for record in found.records} == {103}


@pytest.mark.corpus
def test_the_same_record_reads_alike_from_log_and_xml(corpus: Path) -> None:
    """Records published both ways are equal in everything, so no format has a meaning of its own."""
    logged = read_evtx((corpus / "events" / "01-aad-operational-real.evtx").read_bytes()).records
    by_id = {record.record_id: record for record in logged}
    for file in sorted((corpus / "events").glob("*-real-*.xml")):
        [record] = read_event_xml(file.read_text("utf-8-sig")).records

        assert by_id[record.record_id] == record


@pytest.mark.corpus
@pytest.mark.parametrize("where", [0.1, 0.5, 0.9])
def test_a_damaged_log_gives_what_is_whole(corpus: Path, where: float) -> None:
    """A log overwritten in one place, or cut there, gives the other records or one error of ours."""
    data = (corpus / "events" / "01-aad-operational-real.evtx").read_bytes()
    place = int(len(data) * where)
    for damaged in (data[:place] + b"\xff" * 64 + data[place + 64 :], data[:place]):
        try:
            found = read_evtx(damaged)
        except UnreadableInput:
            continue

        assert len(found.records) <= 39
