"""A sweep gives each target exactly one outcome, in the order of the targets, whatever happens."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from remote_prt.controller.sweep import sweep
from remote_prt.controller.visit import Visitor
from remote_prt.errors import HostUnreachable, Phase
from remote_prt.model import Context, Deadline, Outcome, Run, RunOptions, Target, VisitOutcome
from remote_prt.transports.base import Connection
from remote_prt.transports.credentials import Credential
from tests.controller.test_visit import END, FACTS, SESSIONS, visitor_over

OPTIONS = RunOptions("pc[01-03]", Context.AUTO, "replay", "LAB\\sweeper", concurrency=2, host_timeout_seconds=5)


class Listener:
    """An observer that remembers what it heard."""

    def __init__(self) -> None:
        self.heard: list[str] = []
        self.runs: list[Run] = []

    def run_started(self, targets: tuple[Target, ...], options: RunOptions) -> None:
        self.heard.append(f"started {len(targets)} {options.scope}")

    def targets_added(self, targets: tuple[Target, ...], *, more: bool) -> None:
        self.heard.append(f"added {len(targets)}{' of more' if more else ''}")

    def visit_started(self, target: Target) -> None:
        self.heard.append(f"visit {target.name}")

    def visit_finished(self, outcome: VisitOutcome) -> None:
        self.heard.append(f"done {outcome.target.name} {outcome.status_word}")

    def run_finished(self, run: Run) -> None:
        self.runs.append(run)


async def test_one_bad_host_costs_no_other_its_result() -> None:
    """Outcomes keep the order of the targets, and counts and coverage add up."""
    visitor = visitor_over(
        {
            "pc-01": (FACTS, SESSIONS, END),
            "pc-02": HostUnreachable(Phase.CONNECT, "closed", "switch it on"),
            "pc-03": ("{",),
        }
    )
    listener = Listener()
    targets = [Target("pc-01"), Target("pc-02"), Target("pc-03"), Target("pc-04", enabled=False)]

    run = await sweep(targets, visitor, OPTIONS, observers=[listener])

    assert [outcome.target.name for outcome in run.outcomes] == ["pc-01", "pc-02", "pc-03", "pc-04"]
    assert [o.outcome for o in run.outcomes] == [Outcome.VISITED, Outcome.UNREACHABLE, Outcome.VISITED, Outcome.SKIPPED]
    assert sum(run.counts.values()) == 4
    assert (run.coverage.asked, run.coverage.reached) == (4, 2)
    assert not run.interrupted
    assert listener.runs == [run]
    assert listener.heard[0] == "started 4 pc[01-03]"
    assert sum(line.startswith("done ") for line in listener.heard) == 4


class _Waiting:
    """A transport whose host `slow` never answers; `reached` is set when it is being visited."""

    name = "waiting"

    def __init__(self, visitor: Visitor) -> None:
        self._others = visitor.transport
        self.reached = asyncio.Event()
        self.left = asyncio.Event()

    @asynccontextmanager
    async def connect(self, target: Target, credential: Credential, deadline: Deadline) -> AsyncIterator[Connection]:
        if target.name != "slow":
            async with self._others.connect(target, credential, deadline) as connection:
                yield connection
            return
        try:
            self.reached.set()
            await asyncio.Event().wait()
        finally:
            self.left.set()


async def test_a_stop_keeps_what_is_done() -> None:
    """After a stop, finished hosts keep their verdict, the running one is left in order, the rest is SKIPPED."""
    base = visitor_over({"pc-01": (FACTS, SESSIONS, END)})
    waiting = _Waiting(base)
    visitor = Visitor(waiting, base.credentials, base.judge)
    stop, listener = asyncio.Event(), Listener()
    one_at_a_time = RunOptions("x", Context.AUTO, "replay", "a", concurrency=1, host_timeout_seconds=5)
    running = asyncio.create_task(
        sweep(
            [Target("pc-01"), Target("slow"), Target("pc-03")], visitor, one_at_a_time, observers=[listener], stop=stop
        )
    )
    await waiting.reached.wait()
    stop.set()
    run = await running

    assert [o.outcome for o in run.outcomes] == [Outcome.VISITED, Outcome.SKIPPED, Outcome.SKIPPED]
    assert run.interrupted
    assert waiting.left.is_set()
    assert sum(line.startswith("done ") for line in listener.heard) == 3
    assert len(asyncio.all_tasks()) == 1


async def test_no_targets_make_an_empty_run() -> None:
    """An empty list is a finished run with nothing in it."""
    run = await sweep([], visitor_over({}), OPTIONS)

    assert run.outcomes == ()
    assert run.counts == {}


class _Full(Listener):
    """An observer whose disk is full from the first outcome on."""

    def visit_finished(self, outcome: VisitOutcome) -> None:
        raise OSError(28, "No space left on device")


async def test_an_observer_that_fails_costs_no_result() -> None:
    """A broken observer is dropped and named; the run is whole and the others heard all of it."""
    visitor, listener = visitor_over({"pc-01": (FACTS, SESSIONS, END)}), Listener()
    run = await sweep([Target("pc-01"), Target("pc-02")], visitor, OPTIONS, observers=[_Full(), listener])

    assert [outcome.outcome for outcome in run.outcomes] == [Outcome.VISITED, Outcome.UNREACHABLE]
    assert run.remarks == ("_Full stopped listening: OSError",)
    assert listener.runs == [run]


async def test_a_long_run_keeps_verdicts_not_events() -> None:
    """Without `keep_evidence` outcomes carry neither capture nor events; an observer still gets them."""

    class _Keeper(Listener):
        whole: VisitOutcome | None = None

        def visit_finished(self, outcome: VisitOutcome) -> None:
            self.whole = outcome

    visitor, keeper = visitor_over({"pc-01": (FACTS, SESSIONS, END)}), _Keeper()
    run = await sweep([Target("pc-01")], visitor, OPTIONS, observers=[keeper], keep_evidence=False)
    (outcome,) = run.outcomes

    assert keeper.whole is not None
    assert keeper.whole.capture is not None
    assert (outcome.capture, outcome.diagnosis) == (None, keeper.whole.diagnosis)
    assert outcome.evidence is not None
    assert outcome.evidence.channels == ()
