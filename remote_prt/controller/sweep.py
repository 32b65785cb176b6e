"""Many hosts: each target gets exactly one outcome, observers hear of it at once, a stop keeps what is done."""

import asyncio
import secrets
from collections.abc import Callable, Sequence
from dataclasses import replace

from remote_prt.controller.audience import Audience
from remote_prt.controller.pool import bounded
from remote_prt.controller.roster import Arriving, Roster
from remote_prt.controller.stopping import until_stopped
from remote_prt.controller.traffic import Pace, Traffic
from remote_prt.controller.visit import Visitor, left_out
from remote_prt.model import Observer, Run, RunOptions, StopReason, Target, VisitOutcome
from remote_prt.version import __version__

#: After a stop, for visits to end in order and for judging what they have brought.
_PATIENCE_SECONDS = 3.0


async def sweep(
    targets: Sequence[Target],
    visitor: Visitor,
    options: RunOptions,
    *,
    arriving: Arriving | None = None,
    observers: Sequence[Observer] = (),
    stop: asyncio.Event | None = None,
    keep_evidence: bool = True,
    pace: Pace | None = None,
) -> Run:
    """Visit all targets, and those still `arriving`; the run's outcomes are in the order in which they became known.

    Once `stop` is set, no further host is contacted, visits under way are cut off (their hosts are asked to clean up,
    and what they have sent is judged), and what has nothing to show is reported as SKIPPED. So it is at the deadline of
    the run and at `--max-fail`, which `pace` names. Without `keep_evidence` the run's outcomes carry no captures and
    no events (observers still get them): at our default bounds those are about 2 MB a host.
    """
    started_at = visitor.clock.utc()
    audience = Audience(observers)
    road = Traffic(
        options.concurrency,
        pace or Pace(),
        visitor.clock,
        len(targets),
        lambda target: audience.tell(lambda observer: observer.visit_started(target)),
    )
    roster = Roster(targets, arriving, road, audience)
    audience.tell(lambda observer: observer.run_started(tuple(targets), options))
    keep = _whole if keep_evidence else _slim
    gathered = await _gather(roster, visitor, road, audience=audience, keep=keep, stop=stop or asyncio.Event())
    interrupted = road.was_interrupted or len(gathered) < len(roster.targets)
    for index, target in enumerate(roster.targets):
        if index not in gathered:
            gathered[index] = left_out(target, StopReason.INTERRUPTED, visitor.clock.utc())
            _tell_finished(audience, gathered[index])
    run = Run(
        run_id=f"{started_at:%Y%m%dT%H%M%SZ}-{secrets.token_hex(3)}",
        started_at=started_at,
        finished_at=visitor.clock.utc(),
        options=options,
        tool_version=__version__,
        outcomes=tuple(gathered[index] for index in range(len(roster.targets))),
        interrupted=interrupted,
        remarks=tuple(audience.remarks),
        stopped_by=road.stopped_by,
        hosts_missing=roster.missing,
    )
    audience.tell(lambda observer: observer.run_finished(run))
    return run


async def _gather(
    roster: Roster,
    visitor: Visitor,
    road: Traffic,
    *,
    audience: Audience,
    keep: Callable[[VisitOutcome], VisitOutcome],
    stop: asyncio.Event,
) -> dict[int, VisitOutcome]:
    """Outcomes by position, as far as they were finished when all were done, or shortly after `stop` was set."""
    gathered: dict[int, VisitOutcome] = {}

    async def visit(numbered: tuple[int, Target]) -> tuple[int, VisitOutcome]:
        position, target = numbered
        return position, await visitor.visit(target, road)

    async def consume() -> None:
        async with bounded(visit, roster.numbered(), road.room) as finished:
            async for position, outcome in finished:
                gathered[position] = keep(outcome)
                _tell_finished(audience, outcome)

    too_late = asyncio.Event()
    beside = [
        asyncio.create_task(roster.grow()),
        asyncio.create_task(road.ramp()),
        asyncio.create_task(_cut_when(stop, road, too_late)),
    ]
    try:
        await until_stopped(asyncio.create_task(consume()), too_late)
    finally:
        for task in beside:
            task.cancel()
        await asyncio.wait(beside)
    return gathered


async def _cut_when(stop: asyncio.Event, road: Traffic, too_late: asyncio.Event) -> None:
    """Once `stop` is set, end all visits in order; whoever takes too long over it is not waited for."""
    await stop.wait()
    road.cut()
    await asyncio.sleep(_PATIENCE_SECONDS)
    too_late.set()


def _tell_finished(audience: Audience, outcome: VisitOutcome) -> None:
    audience.tell(lambda observer: observer.visit_finished(outcome))


def _whole(outcome: VisitOutcome) -> VisitOutcome:
    return outcome


def _slim(outcome: VisitOutcome) -> VisitOutcome:
    """The outcome with what reports read: without the raw capture and without events."""
    evidence = None if outcome.evidence is None else replace(outcome.evidence, channels=())
    return replace(outcome, capture=None, evidence=evidence)
