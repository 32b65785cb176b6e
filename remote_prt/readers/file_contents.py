"""What one file of a support case holds: told by its content, never by its name.

A capture is one JSON object, an event log file has its magic, events as XML have their tags; any other text is looked
through for rows of dsregcmd and for events that somebody pasted. One text may hold both: people paste a whole mail.

The readers of captures and of texts are imported when the first one is met: an event log alone needs neither.
"""

from dataclasses import dataclass

from remote_prt.diagnosis.dsreg_report import DsregReport
from remote_prt.diagnosis.evidence import EventRecord
from remote_prt.errors import UnreadableInput
from remote_prt.model import Capture
from remote_prt.readers.event_files import is_event_xml, read_event_xml
from remote_prt.readers.evtx_file import MAGIC, read_evtx
from remote_prt.readers.saved_events import SavedEvents
from remote_prt.readers.text_decoding import decode_text
from remote_prt.readers.user_task import UserTaskText


class NothingOfOurs(UnreadableInput):
    """The file is whole and about something else: support cases are full of such files."""


@dataclass(frozen=True, slots=True)
class FileContents:
    """What was found in one file; nothing at all is an `UnreadableInput` instead."""

    name: str
    capture: Capture | None = None
    report: DsregReport | None = None
    proof: UserTaskText | None = None  #: who ran dsregcmd, where the text is the result of a user task
    events: SavedEvents | None = None
    pasted: tuple[EventRecord, ...] = ()  #: weaker evidence: read from rendered text
    further: tuple[DsregReport, ...] = ()  #: more outputs of dsregcmd in the same text

    @property
    def kinds(self) -> tuple[str, ...]:
        """What was found, in words."""
        found = (
            ("capture", self.capture is not None),
            ("dsregcmd text", self.report is not None),
            ("event log", self.events is not None),
            ("pasted events", bool(self.pasted)),
        )
        return tuple(word for word, is_there in found if is_there)


def read_file(name: str, data: bytes) -> FileContents:
    """What the bytes of a file hold.

    Raises:
        UnreadableInput: nothing that tells about a PRT, or a capture or log that cannot be read.
    """
    if data.startswith(MAGIC):
        return FileContents(name, events=_some(read_evtx(data)))
    text = decode_text(data).text
    if text.startswith('{"Record":"Run"'):
        raise UnreadableInput("it is the journal of a run", "give the folder of that run by itself")
    if text.lstrip().startswith("{") and '"Capture"' in text:
        from remote_prt.readers.captures import load_capture  # noqa: PLC0415  see the head

        return FileContents(name, capture=load_capture(text))
    if text.lstrip().startswith("{") and '"Artefacts"' in text[:1000]:
        raise NothingOfOurs("it is the manifest of a case folder, which says what lies beside it")
    if is_event_xml(text):
        return FileContents(name, events=_some(read_event_xml(text)))
    from remote_prt.readers.text_contents import read_text  # noqa: PLC0415  see the head

    found = read_text(text)
    if found.report is None and not found.pasted:
        raise NothingOfOurs("nothing in it is a capture, a dsregcmd text or an event of ours")
    return FileContents(name, report=found.report, proof=found.proof, pasted=found.pasted, further=found.further)


def _some(events: SavedEvents) -> SavedEvents:
    """The events, when there are any.

    Raises:
        UnreadableInput: none is ours, or none can be read.
    """
    if events.records:
        return events
    if events.unread:
        raise UnreadableInput(f"none of its {events.seen} events can be read")
    if not events.seen:
        raise UnreadableInput("it is an event log without events")
    raise NothingOfOurs(f"none of its {events.seen} events is of AAD or User Device Registration")
