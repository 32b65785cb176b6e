"""A farm whose time is played: the lab's clock and the tool's run together, and pauses cost nothing."""

import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import partial

from remote_prt.cli.composition import judge
from remote_prt.collectors.prt_visit import CollectOptions
from remote_prt.controller.clock import Clock
from remote_prt.controller.doing import Task, Work, do_on_all
from remote_prt.controller.visit import Visitor
from remote_prt.diagnosis.evidence import Policy
from remote_prt.lab.canned import CannedEngine
from remote_prt.lab.fleet import load_scenarios
from remote_prt.lab.scenario import Scenario
from remote_prt.model import Context, DeedRun, RunOptions, Target
from remote_prt.readers.catalogue import load_catalog
from remote_prt.transports.base import Transport
from remote_prt.transports.credentials import SameForAll
from remote_prt.transports.settings import Bounds
from tests.conftest import StartFarm
from tests.lab_farm import RunningFarm
from tests.transports.test_pypsrp_threads import credential_of, target_of, transport_for

OPTIONS = RunOptions("the farm", Context.AUTO, "pypsrp", "sweeper", concurrency=4, host_timeout_seconds=30)


@dataclass(slots=True)
class PlayedTime:
    """Real time plus what was played."""

    played: float = 0.0
    pauses: list[float] = field(default_factory=list)

    def now(self) -> float:
        """Seconds."""
        return time.monotonic() + self.played

    async def pause(self, seconds: float) -> None:
        """That many seconds later at once."""
        self.pauses.append(seconds)
        self.played += seconds


@dataclass(frozen=True, slots=True)
class PlayedFarm:
    """A farm, who visits it, and its time."""

    farm: RunningFarm
    visitor: Visitor
    time: PlayedTime
    engine: CannedEngine

    async def do(self, work: Work, targets: Sequence[Target] | None = None, *, verb: str = "refresh") -> DeedRun:
        """The finished run of a work over all hosts, or those given."""
        everybody = [target_of(self.farm, number) for number in range(len(self.farm.hosts))]
        return await do_on_all(targets or everybody, Task(verb, work), self.visitor, OPTIONS, pause=self.time.pause)


def playing(name: str) -> Scenario:
    """The shipped scenario of that name."""
    return next(scenario for scenario in load_scenarios() if scenario.name == name)


def visitor_over(farm: RunningFarm, transport: Transport, clock: Clock) -> Visitor:
    """A visitor as the composition root makes it."""
    return Visitor(
        transport=transport,
        credentials=SameForAll(credential_of(farm)),
        judge=partial(judge, load_catalog(), Policy()),
        collect_options=CollectOptions(),
        host_timeout_seconds=30,
        clock=clock,
    )


@asynccontextmanager
async def played_farm(
    start_farm: StartFarm, *scenarios: Scenario, bounds: Bounds | None = None
) -> AsyncIterator[PlayedFarm]:
    """Hosts of these scenarios, over the real wire."""
    played = PlayedTime()
    engine = CannedEngine(pace=0, clock=played.now)
    farm = await start_farm(*scenarios, engine=engine)
    async with transport_for(farm, bounds=bounds or Bounds()) as transport:
        yield PlayedFarm(farm, visitor_over(farm, transport, Clock(monotonic=played.now)), played, engine)
