"""Many hosts: each target gets exactly one outcome, observers hear of it at once, a stop keeps what is done."""

import asyncio
import secrets
from collections.abc import Sequence
from datetime import datetime

from remote_prt.controller.pool import bounded
from remote_prt.controller.visit import Visitor, skipped
from remote_prt.model import Observer, Run, RunOptions, Target, VisitOutcome
from remote_prt.version import __version__


async def sweep(
    targets: Sequence[Target],
    visitor: Visitor,
    options: RunOptions,
    *,
    observers: Sequence[Observer] = (),
    stop: asyncio.Event | None = None,
) -> Run:
    """Visit all targets and return the run, its outcomes in the order of the targets.

    Once `stop` is set, no further host is contacted, visits under way are cut off (their hosts are asked to clean up),
    and what was not finished is reported as SKIPPED.
    """
    started_at = visitor.clock.utc()
    for observer in observers:
        observer.run_started(tuple(targets), options)
    gathered = await _gather(targets, visitor, options.concurrency, observers, stop or asyncio.Event())
    interrupted = len(gathered) < len(targets)
    outcomes = [gathered.get(i) or _unfinished(target, visitor.clock.utc()) for i, target in enumerate(targets)]
    for index, outcome in enumerate(outcomes):
        if index not in gathered:
            _tell_finished(observers, outcome)
    run = Run(
        run_id=f"{started_at:%Y%m%dT%H%M%SZ}-{secrets.token_hex(3)}",
        started_at=started_at,
        finished_at=visitor.clock.utc(),
        options=options,
        tool_version=__version__,
        outcomes=tuple(outcomes),
        interrupted=interrupted,
    )
    for observer in observers:
        observer.run_finished(run)
    return run


async def _gather(
    targets: Sequence[Target],
    visitor: Visitor,
    concurrency: int,
    observers: Sequence[Observer],
    stop: asyncio.Event,
) -> dict[int, VisitOutcome]:
    """Outcomes by position, as far as they were finished when all were done or `stop` was set."""
    gathered: dict[int, VisitOutcome] = {}

    async def visit(numbered: tuple[int, Target]) -> tuple[int, VisitOutcome]:
        position, target = numbered
        for observer in observers:
            observer.visit_started(target)
        return position, await visitor.visit(target)

    async def consume() -> None:
        async with bounded(visit, enumerate(targets), concurrency) as finished:
            async for position, outcome in finished:
                gathered[position] = outcome
                _tell_finished(observers, outcome)

    await _until_stopped(asyncio.create_task(consume()), stop)
    return gathered


async def _until_stopped(work: "asyncio.Task[None]", stop: asyncio.Event) -> None:
    """Wait for the work, or cancel it when `stop` is set; an outer cancellation cancels the work too."""
    stopped = asyncio.create_task(stop.wait())
    try:
        await asyncio.wait([work, stopped], return_when=asyncio.FIRST_COMPLETED)
    finally:
        stopped.cancel()
        if not work.done():
            work.cancel()
        await asyncio.wait([work, stopped])
    if not work.cancelled():
        work.result()


def _tell_finished(observers: Sequence[Observer], outcome: VisitOutcome) -> None:
    for observer in observers:
        observer.visit_finished(outcome)


def _unfinished(target: Target, at: datetime) -> VisitOutcome:
    return skipped(target, "the run was interrupted before this host was finished", "run again for this host", at)
