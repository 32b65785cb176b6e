"""What simulated hosts answer to actions, and what they remember of them.

An action is known by the hash of its whole script, as a visit is. To teach the lab another one: an answerer, and its
line in `_ANSWERERS`.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from remote_prt.lab import trace_answers
from remote_prt.lab.dsreg_text import LINE_END
from remote_prt.lab.event_records import CHANNEL_BYTES, channel_events, channel_mode, iso
from remote_prt.lab.event_text import CHANNEL_NAMES
from remote_prt.lab.host_memory import HostMemory
from remote_prt.lab.records import Data, SignIn, SnippetError, VisitRecords
from remote_prt.lab.story import Channel, LogState, RefreshEnd, TaskEnd
from remote_prt.lab.trace_memory import HostTrace

_SCHEDULED = "PRT refresh scheduled. Check AAD event logs for details."  # facts/dsregcmd.md (c)
#: Made up after the switches in facts/dsregcmd.md: what an older dsregcmd prints for one it lacks is not published.
_USAGE = ("DSREGCMD switches", "    /? : Displays the help message", "    /status : Displays the device join status")
_MORE_USAGE = ("    /leave : Performs Hybrid Unjoin", "    /debug : Displays debug messages")

_CHANNEL_OF = {name: channel for channel, name in CHANNEL_NAMES.items()}


@dataclass(frozen=True, slots=True)
class ActionCall:
    """One action on one host."""

    records: VisitRecords  #: the host as it is now
    memory: HostMemory
    parameters: Mapping[str, object]  #: as sent, names in lower case
    now: float  #: seconds of the farm's clock

    @property
    def is_dry(self) -> bool:
        """Whether it is only to say what it would do."""
        return self.parameters.get("dryrun") is True

    def text(self, name: str) -> str:
        """A parameter that is a text or a number."""
        value = self.parameters.get(name)
        return str(value) if isinstance(value, str | int) else ""

    def texts(self, name: str) -> tuple[str, ...]:
        """A parameter that is a list of texts."""
        value = self.parameters.get(name)
        return tuple(str(item) for item in value) if isinstance(value, list | tuple) else ()


@dataclass(frozen=True, slots=True)
class ActionAnswer:
    """What the host says, and what it remembers from now on."""

    data: Data | SnippetError
    memory: HostMemory
    parts: Iterable[str] = ()  #: strings that go before the record


Answerer = Callable[[ActionCall], ActionAnswer]


@cache
def action_answerers() -> Mapping[str, tuple[str, Answerer]]:
    """Name and answerer of each action, by the hash of its whole script."""
    from remote_prt.snippets import compose_action  # noqa: PLC0415 - only a farm that answers needs the snippets

    return {compose_action(name).sha256: (name, answerer) for name, answerer in _ANSWERERS.items()}


def _refresh(call: ActionCall) -> ActionAnswer:
    """`Invoke-PrtRefresh`: a task per account that was named."""
    memory = call.memory if call.is_dry else call.memory.touched(call.now)
    wanted = call.texts("onlysid")
    users: list[Data] = []
    for one in call.records.sign_ins():
        if one.user.same_account_as is not None or (wanted and one.person.sid not in wanted):
            continue
        users.append(_asked(call, one))
        if users[-1]["State"] == "finished" and one.user.refresh.end is not RefreshEnd.NO_SWITCH:
            memory = memory.asked(one.number, call.now)
    return ActionAnswer({"Users": users}, memory)


def _asked(call: ActionCall, one: SignIn) -> Data:
    state, text, error_id, message = "finished", "", "", ""
    if call.is_dry:
        state = "whatif"
    elif call.records.is_refused(one):
        state, error_id, message = "refused", "HRESULT 0x80070005,Register-ScheduledTask", "Access is denied."
    elif one.user.task is TaskEnd.RUNNING:
        state = "running"
    else:
        proof = call.records.task_text(one).partition("REMOTE-PRT-DSREGCMD")[0]
        text = proof + "REMOTE-PRT-DSREGCMD" + LINE_END + LINE_END.join(_said(one)) + LINE_END
    removed = not one.user.task_stays
    told: Data = {"State": state, "Text": text, "ErrorId": error_id, "Message": message, "Removed": removed}
    return one.task_reference | told


def _said(one: SignIn) -> tuple[str, ...]:
    return (*_USAGE, *_MORE_USAGE) if one.user.refresh.end is RefreshEnd.NO_SWITCH else (_SCHEDULED,)


def _log_state(call: ActionCall) -> ActionAnswer:
    """`Get-PrtLogState`."""
    names = call.texts("channel") or tuple(CHANNEL_NAMES[c] for c in (Channel.OPERATIONAL, Channel.ANALYTIC))
    most = call.parameters.get("maxevents")
    wanted = most if isinstance(most, int) else 0
    channels: list[Data] = [_channel(call.records, _CHANNEL_OF[name], wanted) for name in names]
    return ActionAnswer({"Channels": channels}, call.memory)


def _channel(records: VisitRecords, channel: Channel, most: int) -> Data:
    story = records.host.scenario.story
    told = story.channel(channel)
    is_there = told.state in (LogState.OK, LogState.DISABLED)
    logged = channel_events(records.host, records.identity, channel, records.moment)
    is_full = story.device.language_mode == "FullLanguage"
    readable = logged[told.unreadable :]
    kept = readable[:most] if is_full else ()
    return {
        "Channel": CHANNEL_NAMES[channel],
        "State": "ok" if is_there else told.state.value,
        "Enabled": told.state is LogState.OK if is_there else None,
        "Mode": channel_mode(channel) if is_there else None,
        "MaximumSizeInBytes": CHANNEL_BYTES if is_there else None,
        "RecordCount": len(logged) if is_there else None,
        "OldestUtc": iso(readable[0].time) if readable else None,
        "NewestUtc": iso(readable[-1].time) if readable and channel is not Channel.ANALYTIC else None,
        "RecordState": "ok" if is_full or not most else "constrained",
        "Capped": bool(most) and len(readable) > most,
        "Unreadable": min(told.unreadable, len(logged)) if most else 0,
        "Events": [event.xml for event in kept],
    }


def _set_log_state(call: ActionCall) -> ActionAnswer:
    """`Set-PrtLogState`."""
    name = str(call.parameters.get("channel"))
    wanted = call.parameters.get("enabled") is True
    story = call.records.host.scenario.story
    state = story.channel(_CHANNEL_OF[name]).state
    is_there = state in (LogState.OK, LogState.DISABLED)
    before = state is LogState.OK if is_there else None
    is_other = before is not None and before is not wanted
    is_changed = is_other and (call.is_dry or not story.device.logs_are_fixed)
    is_asked = is_other and not call.is_dry
    memory = call.memory
    if is_changed and is_asked:
        memory = memory.channel_set(_CHANNEL_OF[name], call.now, enabled=wanted)
    data: Data = {
        "Channel": name,
        "State": "ok" if is_there else state.value,
        "EnabledBefore": before,
        "EnabledAfter": wanted if is_changed and is_asked else before,
        "Changed": is_changed,
        "ExitCode": (0 if is_changed else 5) if is_asked else None,
        "WhatIf": call.is_dry,
    }
    return ActionAnswer(data, memory)


def _looking(look: Callable[[ActionCall], Data]) -> Answerer:
    """An action after which the host is as before."""
    return lambda call: ActionAnswer(look(call), call.memory)


def _tracing(do: Callable[[ActionCall], tuple[Data, HostTrace | None]]) -> Answerer:
    """An action that leaves another trace behind, or none."""

    def answer(call: ActionCall) -> ActionAnswer:
        data, trace = do(call)
        return ActionAnswer(data, call.memory.tracing(trace))

    return answer


def _read_file(call: ActionCall) -> ActionAnswer:
    """`Read-PrtFilePart`."""
    data, file = trace_answers.read_file(call)
    if file is None:
        return ActionAnswer(data, call.memory)
    beyond = 2 if call.records.host.scenario.story.trace.sends_more else 0
    return ActionAnswer(data, call.memory, file.parts(int(call.text("offset") or 0), beyond=beyond))


#: Who answers which action.
_ANSWERERS: Mapping[str, Answerer] = {
    "Invoke-PrtRefresh": _refresh,
    "Get-PrtLogState": _log_state,
    "Set-PrtLogState": _set_log_state,
    "Get-PrtTraceState": _looking(trace_answers.trace_state),
    "Get-PrtTracer": _looking(trace_answers.tracer),
    "Get-PrtFileFact": _looking(trace_answers.file_fact),
    "New-PrtTraceFolder": _tracing(trace_answers.new_folder),
    "Start-PrtTrace": _tracing(trace_answers.start),
    "Stop-PrtTrace": _tracing(trace_answers.stop),
    "Remove-PrtTrace": _tracing(trace_answers.remove),
    "Read-PrtFilePart": _read_file,
    "Write-PrtFilePart": _tracing(trace_answers.write_file),
}
