"""A run that ends early keeps what it has: evidence is judged, coverage is exact, the rest says why it was left out."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

import pytest

from remote_prt.cli.exit_codes import ExitCode
from remote_prt.cli.run_exit_codes import exit_codes
from remote_prt.controller.retrying import RetryPolicy
from remote_prt.controller.sweep import sweep
from remote_prt.controller.traffic import MaxFail, Pace
from remote_prt.controller.visit import Visitor
from remote_prt.diagnosis.evidence import MissingReason
from remote_prt.errors import HostTimedOut, HostUnreachable, Phase
from remote_prt.model import Context, Deadline, Outcome, RunOptions, StopReason, Target
from remote_prt.transports.base import CommandCall, Connection, PeerInfo, Script
from remote_prt.transports.credentials import Credential
from tests.controller.test_visit import END, FACTS, SESSIONS, visitor_over
from tests.lab_farm import until


@dataclass
class Hanging:
    """A door behind which hosts hang: `logon-*` before the session, `open-*` after it, `half-*` after one record."""

    name: str = "hanging"
    hung: list[str] = field(default_factory=list)
    honest: Visitor = field(default_factory=lambda: visitor_over({}))

    @asynccontextmanager
    async def connect(self, target: Target, credential: Credential, deadline: Deadline) -> AsyncIterator[Connection]:
        kind = target.name.partition("-")[0]
        if kind == "logon":
            await self._hang(target, deadline, Phase.AUTHENTICATE)
        if kind == "off":
            raise HostUnreachable(Phase.CONNECT, "closed", "switch it on", port=5985)
        yield _Session(self, target, kind)

    async def _hang(self, target: Target, deadline: Deadline, phase: Phase) -> None:
        self.hung.append(target.name)
        loop = asyncio.get_running_loop()
        try:
            async with asyncio.timeout_at(min(deadline.at, loop.time() + 60)):
                await asyncio.Event().wait()
        except TimeoutError:
            raise HostTimedOut(phase, "it did not answer in time", "wait longer") from None


@dataclass
class _Session:
    door: Hanging
    target: Target
    kind: str

    @property
    def peer(self) -> PeerInfo:
        return PeerInfo("127.0.0.1", 5985, "http", "ntlm", door="hanging")

    async def run(self, call: Script | CommandCall, deadline: Deadline) -> AsyncIterator[str]:
        if self.kind != "open":
            yield FACTS
        if self.kind in {"open", "half"}:
            await self.door._hang(self.target, deadline, Phase.RUN)
        yield SESSIONS
        yield END


NAMES = ("good-1", "half-1", "open-1", "logon-1", "good-2")


def visiting(door: Hanging) -> Visitor:
    """A visitor through it."""
    return replace(visitor_over({}), transport=door)


def options(concurrency: int = 8) -> RunOptions:
    """Of a run."""
    return RunOptions("x", Context.AUTO, "hanging", "LAB\\sweeper", concurrency, 30)


async def test_a_stop_keeps_and_judges_what_was_seen_and_counts_who_was_reached() -> None:
    """A host cut off in its script keeps its records; one without any was reached if its session was open."""
    door, stop = Hanging(), asyncio.Event()
    targets = [Target(name) for name in (*NAMES, *(f"later-{n}" for n in range(5)))]
    running = asyncio.create_task(sweep(targets, visiting(door), options(3), stop=stop))
    await until(lambda: len(door.hung) == 3)
    stop.set()
    run = await running
    by_name = {outcome.target.name: outcome for outcome in run.outcomes}
    half = by_name["half-1"]

    assert half.outcome is Outcome.VISITED
    assert half.capture is not None
    assert (half.capture.records, half.capture.complete) == ((FACTS,), False)
    assert half.diagnosis is not None
    assert half.failure is not None
    assert half.failure.message == "the run was interrupted before this host was finished"
    assert [by_name[name].outcome for name in ("good-1", "open-1", "logon-1", "later-4")] == [
        Outcome.VISITED,
        Outcome.SKIPPED,
        Outcome.SKIPPED,
        Outcome.SKIPPED,
    ]
    assert (by_name["open-1"].is_reached, by_name["logon-1"].is_reached) == (True, False)
    assert run.coverage.reached == sum(name in {"good-1", "half-1", "open-1"} for name in by_name)
    assert run.interrupted
    assert ExitCode.INTERRUPTED in exit_codes(run)
    assert ExitCode.LOCKOUT_BRAKE not in exit_codes(run)
    assert len(asyncio.all_tasks()) == 1


async def test_the_deadline_of_the_run_ends_it_with_what_was_seen() -> None:
    """Visits under way are cut and judged, waiting hosts are SKIPPED with the reason, and the exit code is 6."""
    pace = Pace(deadline=datetime.now(UTC) + timedelta(seconds=0.5))
    run = await sweep([Target(name) for name in NAMES], visiting(Hanging()), options(1), pace=pace)
    outcomes = [(outcome.target.name, outcome.outcome.value) for outcome in run.outcomes]
    half, left = run.outcomes[1], run.outcomes[-1]

    assert outcomes == list(zip(NAMES, ("VISITED", "VISITED", "SKIPPED", "SKIPPED", "SKIPPED"), strict=True))
    assert half.diagnosis is not None
    assert half.diagnosis.reason is MissingReason.DEADLINE
    assert half.failure is not None
    assert half.failure.message == "the deadline of the run ended this visit"
    assert left.failure is not None
    assert left.failure.message == "the deadline of the run came before this host's turn"
    assert (run.stopped_by, run.interrupted) == (StopReason.DEADLINE, False)
    assert ExitCode.STOPPED in exit_codes(run)


async def test_a_deadline_that_cuts_without_leaving_out_is_told_too() -> None:
    """A run whose last host was cut by the deadline has exit code 6 although nobody was skipped."""
    pace = Pace(deadline=datetime.now(UTC) + timedelta(seconds=0.3))
    run = await sweep([Target("logon-1")], visiting(Hanging()), options(), pace=pace)

    assert run.outcomes[0].outcome is Outcome.TIMED_OUT
    assert ExitCode.STOPPED in exit_codes(run)


async def test_a_deadline_that_is_not_reached_changes_nothing() -> None:
    """A run that is done in time is not stopped."""
    pace = Pace(deadline=datetime.now(UTC) + timedelta(seconds=60))
    run = await sweep([Target("good-1"), Target("good-2")], visiting(Hanging()), options(), pace=pace)

    assert run.stopped_by is None
    assert ExitCode.STOPPED not in exit_codes(run)


@pytest.mark.parametrize(("limit", "begun"), [(MaxFail(3), 3), (MaxFail(50, is_percent=True), 20)])
async def test_too_many_failures_end_it(limit: MaxFail, begun: int) -> None:
    """No host is begun after so many have failed; the rest says so, and the exit code is 6."""
    targets = [Target(f"off-{n}") for n in range(40)]
    run = await sweep(targets, visiting(Hanging()), options(1), pace=Pace(max_fail=limit))
    words = [outcome.outcome for outcome in run.outcomes]
    last = run.outcomes[-1].failure

    assert words == [Outcome.UNREACHABLE] * begun + [Outcome.SKIPPED] * (40 - begun)
    assert last is not None
    assert last.message == "too many other hosts had failed (--max-fail)"
    assert run.stopped_by is StopReason.MAX_FAIL
    assert ExitCode.STOPPED in exit_codes(run)


async def test_a_second_try_that_never_came_hides_no_failure() -> None:
    """A host that failed once and has its second turn after the run's deadline keeps its failure and is not SKIPPED."""
    lost = HostUnreachable(Phase.CONNECT, "the connection was reset", "try it again", is_transient=True)
    probed: list[str] = []

    async def probe(target: Target, credential: Credential, deadline: Deadline) -> Target:
        probed.append(target.name)
        if probed == ["good-1"]:
            raise lost
        return target

    visitor = replace(visiting(Hanging()), probe=probe, retry=RetryPolicy(1, 0.0))
    pace = Pace(deadline=datetime.now(UTC) + timedelta(seconds=0.3), first_slots=1)
    run = await sweep([Target("good-1"), Target("open-1")], visitor, options(1), pace=pace)

    assert probed.count("good-1") == 2
    assert [outcome.outcome for outcome in run.outcomes] == [Outcome.UNREACHABLE, Outcome.TIMED_OUT]
    assert run.stopped_by is StopReason.DEADLINE
