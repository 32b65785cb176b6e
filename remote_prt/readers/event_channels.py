"""One channel's answer becomes an EventChannel: its state, how far back it reaches, its records."""

from typing import Final

from remote_prt.diagnosis.evidence import ChannelState, EventChannel, EventRecord, Missing, MissingReason
from remote_prt.readers.event_xml import UnreadableEvent, parse_event
from remote_prt.readers.json_fields import FieldError, Fields
from remote_prt.readers.records import SnippetError

#: More records than this from one channel are not read, whatever the host sends (the script asks for 500).
MAX_RECORDS = 5_000

_UNREADABLE_STATES: Final = {
    ChannelState.MISSING: "the channel does not exist on this Windows",
    ChannelState.DISABLED: "the channel is switched off",
    ChannelState.CONSTRAINED: "ConstrainedLanguage gives events only by a file, which may not be written",
    ChannelState.DENIED: "the account may not read the channel (needs Event Log Readers)",
}
_MAX_NAME = 200
_MAX_MODE = 40


def read_channel(data: Fields | SnippetError) -> EventChannel:
    """The channel of one `Get-PrtChannelEvent` record, or of one `Get-PrtAadEvent` record of an earlier version."""
    if isinstance(data, SnippetError):
        reason = Missing(MissingReason.LOG_UNREADABLE, f"{data.error_id}: {data.message}"[:300])
        return EventChannel("", reason, ChannelState.FAILED)
    try:
        name, told = data.text("Channel"), data.text("State")
        state = ChannelState(told) if told in set(ChannelState) else ChannelState.FAILED
        texts = data.texts("Events")
        is_read = state is ChannelState.READ
        records = _records(texts[-MAX_RECORDS:]) if is_read else _unreadable(state, told, data.text("ErrorId"))
        broken = 0 if isinstance(records, Missing) else len(texts[-MAX_RECORDS:]) - len(records)
        return EventChannel(
            name=name[:_MAX_NAME],
            records=records,
            state=state,
            enabled=data.flag("Enabled"),
            oldest_at=data.time("OldestUtc"),
            newest_at=data.time("NewestUtc"),
            capped=bool(data.flag("Capped")) or len(texts) > MAX_RECORDS,
            unread=max(0, data.integer("Unreadable") or 0) + broken,
            since_at=data.time("SinceUtc"),
            complete_since_at=data.time("CompleteSinceUtc"),
            mode=data.text("Mode")[:_MAX_MODE],
            maximum_bytes=data.integer("MaximumSizeInBytes"),
            record_count=data.integer("RecordCount"),
        )
    except FieldError as error:
        return EventChannel("", Missing(MissingReason.UNREADABLE, f"an event channel: {error}"), ChannelState.FAILED)


def _records(texts: tuple[str, ...]) -> tuple[EventRecord, ...]:
    """The readable events in order; one unreadable event must not hide the others, and proves nothing itself."""
    records = []
    for text in texts:
        try:
            records.append(parse_event(text))
        except UnreadableEvent:
            continue
    return tuple(records)


def _unreadable(state: ChannelState, told: str, error_id: str) -> Missing:
    said = error_id[:300] or f"the host says {told[:40]!r}"
    return Missing(MissingReason.LOG_UNREADABLE, _UNREADABLE_STATES.get(state, said))
