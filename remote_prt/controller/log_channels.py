"""The AAD event channels of hosts: looked at, enabled, and put back to what they were.

Rule 1: enabling empties a channel, so what it holds is read and kept first; where that is not possible, or only in
part, it is not enabled. Rule 2: what a channel was is remembered before it is changed, so that a run that is cut off
can be undone. Rule 3: only what we changed is put back. A channel that was as wanted is never touched.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Protocol

from remote_prt.collectors.action import Action
from remote_prt.controller.doing import Hands, from_visit
from remote_prt.errors import UsageError
from remote_prt.model import ActionOutcome, Deed, DeedPart, FormerChannel, HostDeed, Outcome, Remark, Target
from remote_prt.readers.action_records import ActionFailed, ChannelChange, ChannelState, read_change, read_channels

OPERATIONAL = "Microsoft-Windows-AAD/Operational"
ANALYTIC = "Microsoft-Windows-AAD/Analytic"

#: A channel of the default size (1 MB) holds about 700 records.
_MOST_RECORDS = 20_000

_UTC = "%Y-%m-%dT%H:%M:%SZ"
_WORDS = {True: "enabled", False: "disabled", None: ""}


class LogMemory(Protocol):
    """What is kept between runs; every call may raise UsageError, and may wait for the disk."""

    def recall(self, host: str) -> tuple[FormerChannel, ...]:
        """What we changed there and have not put back."""
        ...

    def remember(self, host: str, former: FormerChannel) -> None:
        """Keep what a channel was, unless that is known already."""
        ...

    def forget(self, host: str, channel: str) -> None:
        """The channel is as it was."""
        ...

    def keep_records(self, host: str, state: ChannelState, at: datetime) -> Path:
        """Write a channel's records to a file and return where."""
        ...


@dataclass(frozen=True, slots=True)
class LogStatus:
    """Only looking."""

    memory: LogMemory
    channels: tuple[str, ...] = (OPERATIONAL, ANALYTIC)

    async def work(self, hands: Hands, target: Target) -> HostDeed:
        """The state of the channels on one host."""
        outcome, states = await _read_states(hands, target, self.channels, records=False)
        if isinstance(states, ActionFailed):
            return _unanswered(outcome, self.channels, states)
        ours = frozenset(one.channel for one in await asyncio.to_thread(self.memory.recall, target.name))
        parts = [_part(state, Deed.SEEN, *_held(state), *_ours(state, ours)) for state in states]
        return _done(outcome, parts, outcome.duration_seconds)


@dataclass(frozen=True, slots=True)
class LogEnable:
    """Enabling, after reading."""

    memory: LogMemory
    channels: tuple[str, ...] = (ANALYTIC,)
    dry_run: bool = False

    async def work(self, hands: Hands, target: Target) -> HostDeed:
        """Enable the channels on one host."""
        started = hands.visitor.clock.monotonic()
        outcome, states = await _read_states(hands, target, self.channels, records=True)
        if isinstance(states, ActionFailed):
            return _unanswered(outcome, self.channels, states)
        parts = [await self._enable(hands, target, state) for state in states]
        return _done(outcome, parts, hands.visitor.clock.monotonic() - started)

    async def _enable(self, hands: Hands, target: Target, state: ChannelState) -> DeedPart:
        why_not = _why_not(state)
        if why_not is not None:
            return _part(state, Deed.NOT_POSSIBLE, why_not)
        if state.enabled:
            return _part(state, Deed.UNCHANGED, Remark("log.already"), after=True)
        if self.dry_run:
            held = str(len(state.events))
            return _part(state, Deed.WOULD_CHANGE, Remark("log.would-enable", (("records", held),)))
        try:
            kept = await self._keep(hands, target, state)
        except UsageError as error:
            return _part(state, Deed.NOT_POSSIBLE, Remark("log.not-remembered", (("why", str(error)),)))
        return await self._change(hands, target, state, kept)

    async def _keep(self, hands: Hands, target: Target, state: ChannelState) -> tuple[Remark, ...]:
        """What will be lost on the host, kept here; and what the channel was, before it is anything else."""
        now = hands.visitor.clock.utc()
        kept: tuple[Remark, ...] = ()
        if state.events:
            path = await asyncio.to_thread(self.memory.keep_records, target.name, state, now)
            kept = (Remark("log.saved", (("records", str(len(state.events))), ("path", str(path)))),)
        former = FormerChannel(state.channel, enabled=False, remembered_at=now)
        await asyncio.to_thread(self.memory.remember, target.name, former)
        return kept

    async def _change(self, hands: Hands, target: Target, state: ChannelState, kept: tuple[Remark, ...]) -> DeedPart:
        outcome, change = await _set(hands, target, state.channel, enabled=True)
        if isinstance(change, ActionFailed):
            return _part(state, Deed.FAILED, *_no_answer(outcome, change), *kept)
        if change.enabled_after:
            return _part(state, Deed.DONE, Remark("log.enabled"), *kept, after=True)
        await asyncio.to_thread(self.memory.forget, target.name, state.channel)
        return _part(state, Deed.FAILED, _refused(change.exit_code), *kept, after=change.enabled_after)


@dataclass(frozen=True, slots=True)
class LogRestore:
    """Putting back what we changed."""

    memory: LogMemory
    dry_run: bool = False

    async def work(self, hands: Hands, target: Target) -> HostDeed:
        """Put back every channel that we changed on one host; a host where there is none is not contacted."""
        started, started_at = hands.visitor.clock.monotonic(), hands.visitor.clock.utc()
        try:
            former = await asyncio.to_thread(self.memory.recall, target.name)
        except UsageError as error:
            part = DeedPart("", Deed.FAILED, remarks=(Remark("log.not-remembered", (("why", str(error)),)),))
            return _nothing_done(target, part, started_at)
        if not former:
            part = DeedPart("", Deed.UNCHANGED, remarks=(Remark("log.nothing-remembered"),))
            return _nothing_done(target, part, started_at)
        outcomes, parts = [], []
        for one in former:
            outcome, part = await self._restore(hands, target, one)
            outcomes.append(outcome)
            parts.append(part)
        return _done(outcomes[-1], parts, hands.visitor.clock.monotonic() - started)

    async def _restore(self, hands: Hands, target: Target, former: FormerChannel) -> tuple[ActionOutcome, DeedPart]:
        outcome, change = await _set(hands, target, former.channel, enabled=former.enabled, dry_run=self.dry_run)
        wanted = _WORDS[former.enabled]
        if isinstance(change, ActionFailed):
            return outcome, DeedPart(former.channel, Deed.FAILED, remarks=_no_answer(outcome, change))
        before, after = _WORDS[change.enabled_before], _WORDS[change.enabled_after]
        if self.dry_run and change.is_changed:
            remark = Remark("log.would-restore", (("state", wanted),))
            return outcome, DeedPart(former.channel, Deed.WOULD_CHANGE, before, remarks=(remark,))
        if change.enabled_after is not former.enabled:
            return outcome, DeedPart(former.channel, Deed.FAILED, before, after, (_refused(change.exit_code),))
        if not self.dry_run:
            await asyncio.to_thread(self.memory.forget, target.name, former.channel)
        if not change.is_changed:
            return outcome, DeedPart(former.channel, Deed.UNCHANGED, before, after, (Remark("log.already-back"),))
        return outcome, DeedPart(former.channel, Deed.DONE, before, after, (Remark("log.restored"),))


async def _read_states(
    hands: Hands, target: Target, channels: Sequence[str], *, records: bool
) -> tuple[ActionOutcome, tuple[ChannelState, ...] | ActionFailed]:
    values = (("Channel", list(channels)), ("MaxEvents", _MOST_RECORDS if records else 0))
    outcome = await hands.act(target, Action("Get-PrtLogState", values))
    # In a thread: a host that sends much must not hold up the others.
    states = await asyncio.to_thread(read_channels, outcome.records)
    if isinstance(states, ActionFailed):
        return outcome, states
    answered = {state.channel: state for state in states}
    if missing := [channel for channel in channels if channel not in answered]:
        return outcome, ActionFailed(f"the host said nothing about {', '.join(missing)}")
    return outcome, tuple(answered[channel] for channel in channels)


async def _set(
    hands: Hands, target: Target, channel: str, *, enabled: bool, dry_run: bool = False
) -> tuple[ActionOutcome, ChannelChange | ActionFailed]:
    values = (("Channel", channel), ("Enabled", enabled))
    outcome = await hands.act(target, Action("Set-PrtLogState", values, dry_run))
    return outcome, read_change(outcome.records)


def _held(state: ChannelState) -> tuple[Remark, ...]:
    """How large a channel is and what it holds; what the host does not say is a dash."""
    if state.state != "ok":
        return ()
    values = {
        "records": "-" if state.record_count is None else str(state.record_count),
        "oldest": "-" if state.oldest_at is None else f"{state.oldest_at:{_UTC}}",
        "newest": "-" if state.newest_at is None else f"{state.newest_at:{_UTC}}",
        "size": "-" if state.maximum_bytes is None else f"{state.maximum_bytes / 1024:.0f}",
        "mode": state.mode or "-",
    }
    return (Remark("log.holds", tuple(values.items())),)


def _ours(state: ChannelState, ours: frozenset[str]) -> tuple[Remark, ...]:
    return (Remark("log.ours"),) if state.channel in ours else ()


def _why_not(state: ChannelState) -> Remark | None:
    """Why this channel is not to be enabled; None where it may."""
    if state.state != "ok":
        return _absent(state)
    if state.enabled:
        return None
    if state.record_state != "ok" and state.record_count != 0:
        return Remark("log.unread", (("records", "?" if state.record_count is None else str(state.record_count)),))
    return Remark("log.too-many", (("records", str(state.record_count or "?")),)) if state.is_capped else None


def _absent(state: ChannelState) -> Remark:
    return Remark("log.missing" if state.state == "missing" else "log.denied")


def _refused(exit_code: int | None) -> Remark:
    return Remark("log.refused", (("code", "?" if exit_code is None else str(exit_code)),))


def _no_answer(outcome: ActionOutcome, failed: ActionFailed) -> tuple[Remark, ...]:
    """Why there is no answer; a session that failed is told with the host."""
    return () if outcome.failure is not None else (Remark("log.no-answer", (("why", failed.problem),)),)


def _unanswered(outcome: ActionOutcome, channels: Sequence[str], failed: ActionFailed) -> HostDeed:
    """A host that gave no state: its visit failed, or its answer was none."""
    if outcome.failure is not None:
        return from_visit(outcome)
    remark = Remark("log.no-answer", (("why", failed.problem),))
    parts = [DeedPart(channel, Deed.FAILED, remarks=(remark,)) for channel in channels]
    return _done(outcome, parts, outcome.duration_seconds)


def _part(state: ChannelState, deed: Deed, *remarks: Remark, after: bool | None = None) -> DeedPart:
    counted = {"RecordCount": state.record_count, "MaximumSizeInBytes": state.maximum_bytes}
    timed = {"OldestUtc": state.oldest_at, "NewestUtc": state.newest_at}
    lost = () if state.state == "ok" or deed is not Deed.SEEN else (_absent(state),)
    return DeedPart(
        subject=state.channel,
        deed=deed,
        before=_WORDS[state.enabled],
        after=_WORDS[after],
        remarks=(*remarks, *lost),
        details=(
            ("State", state.state),
            ("Mode", state.mode),
            *((name, "" if value is None else str(value)) for name, value in counted.items()),
            *((name, "" if at is None else f"{at:{_UTC}}") for name, at in timed.items()),
        ),
    )


def _done(outcome: ActionOutcome, parts: Sequence[DeedPart], seconds: float) -> HostDeed:
    return HostDeed(
        target=outcome.target,
        outcome=outcome.outcome,
        address=outcome.address,
        failure=outcome.failure,
        parts=tuple(parts),
        started_at=outcome.started_at,
        duration_seconds=round(seconds, 3),
    )


def _nothing_done(target: Target, part: DeedPart, at: datetime) -> HostDeed:
    """A host that was not contacted, because there was nothing to do there."""
    return HostDeed(target, Outcome.SKIPPED, target.address, None, (part,), at, 0.0)
