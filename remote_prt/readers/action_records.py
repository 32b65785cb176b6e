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
class FoundTrace:
    """A work folder with the mark of a trace (`Get-PrtTraceState`)."""

    folder: str
    kind: str  #: network, auth or ttd
    state: str  #: prepared, running or stopped
    since: str
    files: tuple[tuple[str, int], ...]  #: name and bytes, as the host says; of a stopped trace only


@dataclass(frozen=True, slots=True)
class TraceSight:
    """What traces of ours a host holds."""

    traces: tuple[FoundTrace, ...]
    free_bytes: int | None
    language_mode: str


@dataclass(frozen=True, slots=True)
class TraceFolder:
    """What making a folder for a trace gave (`New-PrtTraceFolder`)."""

    state: str  #: made, exists or whatif
    folder: str
    other_kind: str
    other_state: str
    free_bytes: int | None


@dataclass(frozen=True, slots=True)
class TraceChange:
    """What starting, stopping or removing a trace gave."""

    state: str  #: running, stopped, removed, refused, missing, left or whatif
    reason: str  #: of starting
    exit_code: int | None
    text: str


@dataclass(frozen=True, slots=True)
class Tracer:
    """What a time travel trace would use (`Get-PrtTracer`)."""

    program: str
    process_id: int | None
    is_protected: bool
    free_bytes: int | None


@dataclass(frozen=True, slots=True)
class FileFact:
    """A file in a work folder (`Get-PrtFileFact`)."""

    exists: bool
    size: int
    sha256: str  #: 64 digits in lower case, or ""
    free_bytes: int | None


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


def read_trace_state(records: tuple[str, ...]) -> TraceSight | ActionFailed:
    """The answer of `Get-PrtTraceState`."""
    return _read(records, "Get-PrtTraceState", _trace_sight)


def read_trace_folder(records: tuple[str, ...]) -> TraceFolder | ActionFailed:
    """The answer of `New-PrtTraceFolder`."""
    return _read(records, "New-PrtTraceFolder", _trace_folder)


def read_trace_change(records: tuple[str, ...], action: str) -> TraceChange | ActionFailed:
    """The answer of `Start-PrtTrace`, `Stop-PrtTrace` or `Remove-PrtTrace`."""
    return _read(records, action, _trace_change)


def read_tracer(records: tuple[str, ...]) -> Tracer | ActionFailed:
    """The answer of `Get-PrtTracer`."""
    return _read(records, "Get-PrtTracer", _tracer)


def read_file_fact(records: tuple[str, ...]) -> FileFact | ActionFailed:
    """The answer of `Get-PrtFileFact`."""
    return _read(records, "Get-PrtFileFact", _file_fact)


def read_file_word(record: str) -> str | ActionFailed:
    """How `Read-PrtFilePart` or `Write-PrtFilePart` went, in its own word."""
    if '"Read-PrtFilePart"' in record[:200]:
        return _read((record,), "Read-PrtFilePart", lambda data: data.text("Way"))
    return _read((record,), "Write-PrtFilePart", lambda data: data.text("State"))


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


#: More files than this no trace of ours leaves.
_MOST_FILES = 50


def _trace_sight(data: Fields) -> TraceSight:
    traces = tuple(
        FoundTrace(
            folder=one.text("Folder"),
            kind=one.text("Kind"),
            state=one.text("State"),
            since=one.text("SinceUtc"),
            files=tuple(map(_file, one.texts("Files")[:_MOST_FILES])),
        )
        for one in data.children("Traces")
    )
    return TraceSight(traces, data.integer("FreeBytes"), data.text("LanguageMode"))


def _file(told: str) -> tuple[str, int]:
    size, _, name = told.partition(" ")
    if not (size.isascii() and size.isdigit() and len(size) <= 15):
        raise FieldError(f"no length before the name of a file: {told[:80]!r}")
    return name, int(size)


def _trace_folder(data: Fields) -> TraceFolder:
    return TraceFolder(
        state=data.text("State"),
        folder=data.text("Folder"),
        other_kind=data.text("OtherKind"),
        other_state=data.text("OtherState"),
        free_bytes=data.integer("FreeBytes"),
    )


def _trace_change(data: Fields) -> TraceChange:
    return TraceChange(data.text("State"), data.text("Reason"), data.integer("ExitCode"), data.text("Text"))


def _tracer(data: Fields) -> Tracer:
    program, is_protected = data.text("ProgramPath"), data.flag("IsProtected") is True
    return Tracer(program, data.integer("ProcessId"), is_protected, data.integer("FreeBytes"))


def _file_fact(data: Fields) -> FileFact:
    digest = data.text("Sha256").casefold()
    is_digest = len(digest) == 64 and set(digest) <= set("0123456789abcdef")
    size = data.integer("Length") or 0
    return FileFact(data.flag("Exists") is True, max(0, size), digest if is_digest else "", data.integer("FreeBytes"))
