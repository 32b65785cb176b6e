"""Many hosts, something done on each: what a sweep is for visits, with the same pool, observers and stop.

The work of a host may wait long between its sessions (for a user to unlock), so all hosts are under way at once and
only sessions are rationed: `Slots` holds as many as the run's concurrency. One host's trouble costs no other host.
"""

import asyncio
import secrets
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field

from remote_prt.collectors.action import Action
from remote_prt.controller.acting import act
from remote_prt.controller.audience import Audience
from remote_prt.controller.pool import bounded
from remote_prt.controller.stopping import until_stopped
from remote_prt.controller.visit import Visitor, skipped, unforeseen
from remote_prt.errors import UsageError
from remote_prt.inventory.left_out import next_step
from remote_prt.model import (
    ActionOutcome,
    DeedRun,
    Failure,
    HostDeed,
    Observer,
    Outcome,
    RunOptions,
    Target,
    VisitOutcome,
)
from remote_prt.version import __version__

#: What is done on one host; it raises nothing.
Work = Callable[["Hands", Target], Awaitable[HostDeed]]


@dataclass(frozen=True, slots=True)
class Hands:
    """What a host's work may use: visits and actions, rationed, and pauses that hold no slot."""

    visitor: Visitor
    slots: asyncio.Semaphore
    pause: Callable[[float], Awaitable[None]] = asyncio.sleep  #: seconds; a door, so that time can be played in tests

    async def visit(self, target: Target) -> VisitOutcome:
        """One visit, when a slot is free."""
        async with self.slots:
            return await self.visitor.visit(target)

    async def act(self, target: Target, action: Action) -> ActionOutcome:
        """One action, when a slot is free."""
        async with self.slots:
            return await act(self.visitor, target, action)


@dataclass(frozen=True, slots=True)
class Task:
    """What is to be done on every host of a run."""

    verb: str  #: as typed: `refresh`, `logs enable`
    work: Work
    dry_run: bool = False


@dataclass(slots=True)
class _Gathered:
    """What is finished so far, by position."""

    deeds: dict[int, HostDeed] = field(default_factory=dict)


async def do_on_all(
    targets: Sequence[Target],
    task: Task,
    visitor: Visitor,
    options: RunOptions,
    *,
    observers: Sequence[Observer] = (),
    stop: asyncio.Event | None = None,
    pause: Callable[[float], Awaitable[None]] = asyncio.sleep,
) -> DeedRun:
    """Do it on all targets and return what became of it, in the order of the targets.

    Once `stop` is set nothing further is begun; what was not finished is reported as SKIPPED.
    """
    started_at = visitor.clock.utc()
    audience = Audience(observers)
    audience.tell(lambda observer: observer.run_started(tuple(targets), options))
    hands = Hands(visitor, asyncio.Semaphore(options.concurrency), pause)
    gathered = _Gathered()
    work = asyncio.create_task(_gather(targets, task, hands, audience, gathered))
    await until_stopped(work, stop or asyncio.Event())
    interrupted = len(gathered.deeds) < len(targets)
    for position, target in enumerate(targets):
        if position not in gathered.deeds:
            gathered.deeds[position] = _unfinished(target, hands)
            _tell(audience, gathered.deeds[position])
    return DeedRun(
        verb=task.verb,
        run_id=f"{started_at:%Y%m%dT%H%M%SZ}-{secrets.token_hex(3)}",
        started_at=started_at,
        finished_at=visitor.clock.utc(),
        options=options,
        tool_version=__version__,
        deeds=tuple(gathered.deeds[position] for position in range(len(targets))),
        dry_run=task.dry_run,
        interrupted=interrupted,
        remarks=tuple(audience.remarks),
    )


async def _gather(targets: Sequence[Target], task: Task, hands: Hands, audience: Audience, gathered: _Gathered) -> None:
    async def do(numbered: tuple[int, Target]) -> tuple[int, HostDeed]:
        position, target = numbered
        audience.tell(lambda observer: observer.visit_started(target))
        return position, await _do(task, hands, target)

    async with bounded(do, enumerate(targets), max(1, len(targets))) as finished:
        async for position, deed in finished:
            gathered.deeds[position] = deed
            _tell(audience, deed)


async def _do(task: Task, hands: Hands, target: Target) -> HostDeed:
    """The work of one host, or why there is none."""
    started_at, started = hands.visitor.clock.utc(), hands.visitor.clock.monotonic()
    if not target.enabled:
        reason = target.disabled_reason or "disabled in the inventory"
        return from_visit(skipped(target, reason, next_step(reason), started_at))
    try:
        return await task.work(hands, target)
    except UsageError as error:  # what is kept on this machine cannot be used: said, and no fault of the host
        failure = Failure(None, "", None, error.message, error.hint or "look at the state folder")
        return HostDeed(target, Outcome.SKIPPED, target.address, failure, (), started_at, 0.0)
    except Exception as error:  # noqa: BLE001  the one line where the unforeseen becomes data: it costs no other host its result
        spent = round(hands.visitor.clock.monotonic() - started, 3)
        return HostDeed(target, Outcome.VISITED, target.address, unforeseen(error), (), started_at, spent)


def from_visit(outcome: VisitOutcome | ActionOutcome) -> HostDeed:
    """A host on which nothing was done: its visit or action ended so."""
    return HostDeed(
        outcome.target,
        outcome.outcome,
        outcome.address,
        outcome.failure,
        (),
        outcome.started_at,
        outcome.duration_seconds,
    )


def _unfinished(target: Target, hands: Hands) -> HostDeed:
    why = "the run was interrupted before this host was finished"
    return from_visit(skipped(target, why, "run again for this host", hands.visitor.clock.utc()))


def _tell(audience: Audience, deed: HostDeed) -> None:
    """Observers count visits: how the host's sessions ended is one."""
    ended = VisitOutcome(
        deed.target, deed.outcome, deed.address, deed.failure, None, None, None, deed.started_at, deed.duration_seconds
    )
    audience.tell(lambda observer: observer.visit_finished(ended))
