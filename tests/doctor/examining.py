"""An examiner as the composition root makes it, for tests."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from remote_prt.controller.brake import AuthBrake
from remote_prt.doctor.chain import Examiner
from remote_prt.doctor.step import ChainStep, HostExamination, Step, StepState
from remote_prt.doctor.stopwatch import Stopwatch
from remote_prt.snippets import compose_door
from remote_prt.transports.by_target import ByTarget
from remote_prt.transports.credentials import Credential, SameForAll
from remote_prt.transports.knock import Knocker
from remote_prt.transports.local import LocalTransport
from remote_prt.transports.pypsrp_threads import PypsrpTransport
from remote_prt.transports.settings import PhaseLimits, TransportSettings

#: Long enough for every honest lab host, short for those that hang.
LIMITS = PhaseLimits(resolve=2.0, connect=2.0, tls=2.0, authenticate=4.0)


@asynccontextmanager
async def examiner(
    credential: Credential, ca_file: Path | None = None, limits: PhaseLimits = LIMITS
) -> AsyncIterator[Examiner]:
    """An examiner over the real transports."""
    settings = TransportSettings(ca_file=ca_file, limits=limits)
    stopwatch = Stopwatch()
    async with PypsrpTransport(settings, AuthBrake(), stopwatch.enter) as there, Knocker(settings) as knocker:
        door = ByTarget(settings, LocalTransport(compose_door().text, settings.bounds), there)
        yield Examiner(settings, door, SameForAll(credential), knocker, stopwatch, door.is_here, 20.0)


def step(seen: HostExamination, name: ChainStep) -> Step:
    """The step of that name."""
    return next(one for one in seen.steps if one.name is name)


def states(seen: HostExamination) -> list[StepState]:
    """How the steps went, in order."""
    return [one.state for one in seen.steps]
