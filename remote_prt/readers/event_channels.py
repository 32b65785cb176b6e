"""One channel's answer becomes an EventChannel: its state, how far back it reaches, its records."""

from remote_prt.diagnosis.evidence import EventChannel, EventRecord, Missing, MissingReason
from remote_prt.readers.event_xml import UnreadableEvent, parse_event
from remote_prt.readers.json_fields import FieldError, Fields
from remote_prt.readers.records import SnippetError

#: More records than this from one channel are not read, whatever the host sends (the script asks for 500).
MAX_RECORDS = 5_000

_UNREADABLE_STATES = {
    "missing": "the channel does not exist on this Windows",
    "disabled": "the channel is switched off",
    "constrained": "ConstrainedLanguage gives events only by a file, which this context or account may not write",
    "denied": "the account may not read the channel (needs Event Log Readers)",
}


def read_channel(data: Fields | SnippetError) -> EventChannel:
    """The channel of one `Get-PrtAadEvent` record."""
    if isinstance(data, SnippetError):
        return EventChannel("", Missing(MissingReason.LOG_UNREADABLE, f"{data.error_id}: {data.message}"[:300]))
    try:
        name, state = data.text("Channel"), data.text("State")
        texts = data.texts("Events")
        records = _records(texts[-MAX_RECORDS:]) if state == "ok" else _unreadable(state)
        broken = 0 if isinstance(records, Missing) else len(texts[-MAX_RECORDS:]) - len(records)
        return EventChannel(
            name=name,
            records=records,
            enabled=data.flag("Enabled"),
            oldest_at=data.time("OldestUtc"),
            newest_at=data.time("NewestUtc"),
            capped=bool(data.flag("Capped")) or len(texts) > MAX_RECORDS,
            unread=max(0, data.integer("Unreadable") or 0) + broken,
        )
    except FieldError as error:
        return EventChannel("", Missing(MissingReason.UNREADABLE, f"Get-PrtAadEvent: {error}"))


def _records(texts: tuple[str, ...]) -> tuple[EventRecord, ...]:
    """The readable events in order; one unreadable event must not hide the others, and proves nothing itself."""
    records = []
    for text in texts:
        try:
            records.append(parse_event(text))
        except UnreadableEvent:
            continue
    return tuple(records)


def _unreadable(state: str) -> Missing:
    return Missing(MissingReason.LOG_UNREADABLE, _UNREADABLE_STATES.get(state, f"the host says {state[:40]!r}"))
