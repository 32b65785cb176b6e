"""Event log files (.evtx) as records: the only importer of the optional package `evtx`.

`evtx` reads the binary format in compiled code and gives each record's XML, which then takes the same way as an event
that came over the wire (`event_xml`). A file is read to the first of: its end, a chunk that breaks the reader, a bound.
"""

from collections.abc import Iterator
from io import BytesIO

from remote_prt.diagnosis.evidence import EventRecord
from remote_prt.errors import UnreadableInput
from remote_prt.readers.event_xml import UnreadableEvent, parse_event
from remote_prt.readers.saved_events import MAX_RECORDS, MAX_SEEN, SavedEvents, concerns_us, newest

#: What every event log file begins with ([MS-EVEN6] says nothing of it; libyal's "Windows XML Event Log" does).
MAGIC = b"ElfFile\0"
#: A log of this size holds some hundred thousand records.
MAX_BYTES = 128 * 1024 * 1024

#: Broken records in a row after which the rest of a file is not believed any more.
_MAX_BROKEN_IN_A_ROW = 1_000


def read_evtx(data: bytes) -> SavedEvents:
    """Our providers' records of one event log file.

    Raises:
        UnreadableInput: the package is not installed, or the file is no event log.
    """
    if not data.startswith(MAGIC):
        raise UnreadableInput("this is no event log file")
    records: list[EventRecord] = []
    seen = unread = 0
    for text in _texts(data):
        seen += 1
        if text is None:
            unread += 1
        elif concerns_us(text):
            try:
                records.append(parse_event(text))
            except UnreadableEvent:
                unread += 1
    return SavedEvents(newest(records), seen, unread, seen >= MAX_SEEN or len(records) > MAX_RECORDS)


def _texts(data: bytes) -> Iterator[str | None]:
    """The XML of each record, None for one that the reader could not give."""
    try:
        from evtx import PyEvtxParser  # noqa: PLC0415  optional, and needed for this one format only
    except ImportError as error:
        raise UnreadableInput(
            "event log files need the optional package evtx", "pip install 'remote_prt[evtx]', or export the log as XML"
        ) from error
    try:
        records = PyEvtxParser(BytesIO(data), 1).records()
    except (RuntimeError, OSError, ValueError) as error:
        raise UnreadableInput("this is no event log file that can be read") from error
    broken = 0
    for _ in range(MAX_SEEN):
        try:
            record = next(records)
            broken = 0
            yield None if record is None else str(record["data"])
        except StopIteration:
            return
        except (RuntimeError, OSError, ValueError):
            broken += 1
            if broken > _MAX_BROKEN_IN_A_ROW:
                return
            yield None
