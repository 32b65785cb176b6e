"""What a saved log gave, whatever its format, and which of its events are ours to read."""

from dataclasses import dataclass
from typing import Final

from remote_prt.diagnosis.evidence import EventRecord

#: Of one file the newest are kept; a 1 MB AAD log holds about 700 records.
MAX_RECORDS: Final = 20_000
#: Records that are looked at in one file before it is left, whoever wrote them.
MAX_SEEN: Final = 200_000

#: Providers as XML attributes spell them; dumpers print the name, or nothing but the GUID.
OUR_PROVIDERS: Final = (
    "Microsoft-Windows-AAD",
    "Microsoft-Windows-User Device Registration",
    "4DE9BC9C-B27A-43C9-8994-0915F1A5E24F",
)
_MARKS: Final = tuple(mark.casefold() for name in OUR_PROVIDERS for mark in (f'"{name}', f"'{name}", f"{{{name}"))


@dataclass(frozen=True, slots=True)
class SavedEvents:
    """The events of one file that concern the PRT, in record order."""

    records: tuple[EventRecord, ...]
    seen: int  #: events of any provider that were looked at
    unread: int = 0  #: events that could not be understood
    is_capped: bool = False  #: older ones of ours were left out, or the file was not read to its end


def concerns_us(xml: str) -> bool:
    """Whether the text of an event may name one of our providers: cheap, asked before it is parsed."""
    head = xml[:2048].casefold()
    return any(mark in head for mark in _MARKS)


def newest(records: list[EventRecord]) -> tuple[EventRecord, ...]:
    """The newest records up to the bound, in the order in which they were written, each once."""
    unique = {(record.channel, record.record_id, record.time, record.event_id): record for record in records}
    ordered = sorted(unique.values(), key=lambda record: (record.time, record.channel, record.record_id))
    return tuple(ordered[-MAX_RECORDS:])
