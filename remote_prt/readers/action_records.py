"""What actions answer, as typed values (docs/doing.md): untrusted, as every record of a host."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from remote_prt.readers.json_fields import FieldError, Fields
from remote_prt.readers.records import BrokenRecord, SnippetError, read_record

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class RefreshAnswer:
    """What asking for a renewal gave for one account (`Invoke-PrtRefresh`)."""

    sid: str
    name: str
    state: str  #: finished, running, silent, unreadable, refused or whatif
    text: str  #: what the task wrote: proof lines, then dsregcmd's own words
    error_id: str
    message: str
    is_removed: bool  #: nothing of the task is left on the host


@dataclass(frozen=True, slots=True)
class ChannelState:
    """One event channel (`Get-PrtLogState`)."""

    channel: str
    state: str  #: ok, missing or denied
    enabled: bool | None
    mode: str
    maximum_bytes: int | None
    record_count: int | None
    oldest_at: datetime | None
    newest_at: datetime | None
    record_state: str  #: ok, constrained or denied: whether its records could be read
    is_capped: bool
    unreadable: int
    events: tuple[str, ...]  #: XML, oldest first


@dataclass(frozen=True, slots=True)
class ChannelChange:
    """What enabling or disabling a channel gave (`Set-PrtLogState`)."""

    channel: str
    state: str  #: ok, missing or denied
    enabled_before: bool | None
    enabled_after: bool | None
    is_changed: bool
    exit_code: int | None  #: of wevtutil: the Win32 error


@dataclass(frozen=True, slots=True)
class ActionFailed:
    """The action gave no answer that can be used, and why."""

    problem: str


def read_refresh(records: tuple[str, ...]) -> tuple[RefreshAnswer, ...] | ActionFailed:
    """The answers of `Invoke-PrtRefresh`, one per account."""
    return _read(records, "Invoke-PrtRefresh", lambda data: tuple(map(_refresh, data.children("Users"))))


def read_channels(records: tuple[str, ...]) -> tuple[ChannelState, ...] | ActionFailed:
    """The answers of `Get-PrtLogState`, one per channel."""
    return _read(records, "Get-PrtLogState", lambda data: tuple(map(_channel, data.children("Channels"))))


def read_change(records: tuple[str, ...]) -> ChannelChange | ActionFailed:
    """The answer of `Set-PrtLogState`."""
    return _read(records, "Set-PrtLogState", _change)


def _read(records: tuple[str, ...], snippet: str, read: Callable[[Fields], T]) -> T | ActionFailed:
    """The data of the one record that an action sends."""
    if not records:
        return ActionFailed("the host sent no answer")
    record = read_record(records[-1])
    if isinstance(record, BrokenRecord):
        return ActionFailed(record.problem)
    if record.snippet != snippet:
        return ActionFailed(f"the host answered {record.snippet} where {snippet} was asked")
    if isinstance(record.data, SnippetError):
        return ActionFailed(f"{record.data.message} ({record.data.error_id})")
    try:
        return read(record.data)
    except FieldError as problem:
        return ActionFailed(str(problem))


def _refresh(user: Fields) -> RefreshAnswer:
    return RefreshAnswer(
        sid=user.text("Sid"),
        name=user.text("Name"),
        state=user.text("State"),
        text=user.text("Text"),
        error_id=user.text("ErrorId"),
        message=user.text("Message"),
        is_removed=user.flag("Removed") is not False,
    )


def _channel(channel: Fields) -> ChannelState:
    return ChannelState(
        channel=channel.text("Channel"),
        state=channel.text("State"),
        enabled=channel.flag("Enabled"),
        mode=channel.text("Mode"),
        maximum_bytes=channel.integer("MaximumSizeInBytes"),
        record_count=channel.integer("RecordCount"),
        oldest_at=channel.time("OldestUtc"),
        newest_at=channel.time("NewestUtc"),
        record_state=channel.text("RecordState"),
        is_capped=channel.flag("Capped") is True,
        unreadable=channel.integer("Unreadable") or 0,
        events=channel.texts("Events"),
    )


def _change(data: Fields) -> ChannelChange:
    return ChannelChange(
        channel=data.text("Channel"),
        state=data.text("State"),
        enabled_before=data.flag("EnabledBefore"),
        enabled_after=data.flag("EnabledAfter"),
        is_changed=data.flag("Changed") is True,
        exit_code=data.integer("ExitCode"),
    )
