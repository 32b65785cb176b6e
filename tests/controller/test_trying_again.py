"""A second try is made for what may be over in a moment, and for nothing else; what was seen is kept."""

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace

import pytest

from remote_prt.cli.composition import SweepSettings, open_visitor
from remote_prt.controller.retrying import RetryPolicy
from remote_prt.controller.visit import Visitor
from remote_prt.errors import (
    HostError,
    HostRefused,
    HostTimedOut,
    HostUnreachable,
    LogonRefused,
    LogonWithheld,
    Phase,
)
from remote_prt.lab.canned import CannedEngine
from remote_prt.lab.faults import Fault, FaultKind, FaultPoint
from remote_prt.lab.fleet import load_scenarios
from remote_prt.model import AuthMethod, Deadline, Outcome, Target, VisitOutcome
from remote_prt.transports.base import Connection
from remote_prt.transports.credentials import Credential
from remote_prt.transports.replay import Recording, ReplayTransport
from remote_prt.transports.settings import PhaseLimits, TransportSettings
from tests.conftest import StartFarm
from tests.controller.test_visit import END, FACTS, SESSIONS, visitor_over
from tests.lab_farm import RunningFarm

AT_ONCE = RetryPolicy(retries=1, delay_seconds=0.0)
HEALTHY = next(scenario for scenario in load_scenarios() if scenario.name == "healthy-hybrid")
SHORT = PhaseLimits(authenticate=0.5, shell=0.5)


async def visited(farm: RunningFarm, limits: PhaseLimits | None = None, password: str = "") -> VisitOutcome:
    """The visit of the first host of a farm, with one retry."""
    host, account = farm.hosts[0], farm.account
    settings = SweepSettings(
        transport=TransportSettings(limits=limits or PhaseLimits()),
        credential=Credential(account.name, password or account.password),
        retry=AT_ONCE,
        host_timeout_seconds=20,
    )
    async with open_visitor(settings) as visitor:
        return await visitor.visit(Target(host.address or "", port=host.http_port, auth=AuthMethod.NTLM))


@pytest.mark.parametrize(
    ("point", "kind"),
    [
        (FaultPoint.AUTHENTICATE, FaultKind.RESET),
        (FaultPoint.AUTHENTICATE, FaultKind.UNAVAILABLE),
        (FaultPoint.CREATE, FaultKind.UNAVAILABLE),
        (FaultPoint.CREATE, FaultKind.QUOTA),
        (FaultPoint.CREATE, FaultKind.HANG),
        (FaultPoint.COMMAND, FaultKind.RESET),
        (FaultPoint.RECEIVE, FaultKind.TRUNCATED),
    ],
)
async def test_a_fault_that_strikes_once_costs_no_verdict(
    start_farm: StartFarm, point: FaultPoint, kind: FaultKind
) -> None:
    """Silence before the shell, a reset, 503 and a full quota are tried again, and the host is judged."""
    faulty = replace(HEALTHY, faults=(Fault(point, kind, once=True),))
    farm = await start_farm(faulty, engine=CannedEngine(pace=0))
    done = await visited(farm, SHORT if kind is FaultKind.HANG else None)

    assert (done.status_word, done.tries) == ("HEALTHY", 2)


@pytest.mark.parametrize(
    ("point", "kind"),
    [
        (FaultPoint.AUTHENTICATE, FaultKind.UNAUTHORIZED),
        (FaultPoint.AUTHENTICATE, FaultKind.REDIRECT),
        (FaultPoint.CREATE, FaultKind.ACCESS_DENIED),
        (FaultPoint.LISTEN, FaultKind.REFUSE),
    ],
)
async def test_an_answer_is_not_asked_for_twice(start_farm: StartFarm, point: FaultPoint, kind: FaultKind) -> None:
    """A rejected logon, missing rights, a redirect and a closed port are tried once."""
    farm = await start_farm(replace(HEALTHY, faults=(Fault(point, kind),)), engine=CannedEngine(pace=0))
    done = await visited(farm)

    assert done.outcome in {Outcome.REFUSED, Outcome.UNREACHABLE}
    assert done.tries == 1
    assert farm.farm.stats().logon_attempts <= 1


class _InTurn:
    """A door behind which a host is something else at each try."""

    name = "in turn"

    def __init__(self, tries: Sequence[Recording | HostError]) -> None:
        self._left = list(tries)

    @asynccontextmanager
    async def connect(self, target: Target, credential: Credential, deadline: Deadline) -> AsyncIterator[Connection]:
        door = ReplayTransport({target.name: self._left.pop(0)})
        async with door.connect(target, credential, deadline) as connection:
            yield connection


def trying(*tries: Recording | HostError, retries: int = 1) -> Visitor:
    """A visitor of a host that is these things in turn."""
    return replace(visitor_over({}), transport=_InTurn(tries), retry=RetryPolicy(retries, 0.0))


def reset() -> HostUnreachable:
    """A connection that was lost."""
    return HostUnreachable(Phase.RUN, "the connection was reset", "try it again", is_transient=True)


async def test_evidence_of_an_earlier_try_is_kept() -> None:
    """What the first try brought is judged, with its own reason, when the second brings nothing."""
    silent = HostTimedOut(Phase.SHELL, "nothing came", "wait", is_transient=True)
    done = await trying(Recording((FACTS,), reset()), silent).visit(Target("pc-01"))

    assert (done.outcome, done.tries) == (Outcome.VISITED, 2)
    assert done.capture is not None
    assert done.capture.records == (FACTS,)
    assert done.failure is not None
    assert done.failure.message == "the connection was reset"


async def test_a_better_second_try_replaces_the_first() -> None:
    """A try that comes to its end counts alone: no failure, and no record twice."""
    done = await trying(Recording((FACTS,), reset()), Recording((FACTS, SESSIONS, END))).visit(Target("pc-01"))

    assert done.failure is None
    assert done.capture is not None
    assert done.capture.records == (FACTS, SESSIONS, END)


@pytest.mark.parametrize("retries", [0, 1, 3])
async def test_the_number_of_tries_is_told(retries: int) -> None:
    """A host that fails in a transient way every time is tried once more than there are retries."""
    done = await trying(*(reset() for _ in range(5)), retries=retries).visit(Target("pc-01"))

    assert (done.outcome, done.tries) == (Outcome.UNREACHABLE, retries + 1)


@pytest.mark.parametrize(
    "error",
    [
        LogonRefused(Phase.AUTHENTICATE, "rejected", "check it"),
        LogonWithheld(Phase.AUTHENTICATE, "held back", "check it"),
        HostRefused(Phase.SHELL, "access is denied", "ask"),
        HostUnreachable(Phase.TLS, "its certificate has expired", "renew it"),
        HostTimedOut(Phase.RUN, "the script did not finish in time", "wait"),
    ],
    ids=lambda error: type(error).__name__ + "-" + error.phase.value,
)
async def test_what_is_not_transient_is_tried_once(error: HostError) -> None:
    """Credentials, rights, TLS and a script that takes too long get no second try."""
    done = await trying(error, Recording((FACTS, SESSIONS, END))).visit(Target("pc-01"))

    assert done.tries == 1
    assert done.failure is not None


async def test_no_try_begins_that_the_hosts_time_does_not_allow() -> None:
    """A retry that would begin after the host's own time is not made."""
    visitor = replace(trying(reset(), Recording((FACTS,))), retry=RetryPolicy(1, 60.0), host_timeout_seconds=30)
    done = await visitor.visit(Target("pc-01"))

    assert (done.outcome, done.tries) == (Outcome.UNREACHABLE, 1)


async def test_a_disabled_host_was_tried_not_once() -> None:
    """Who is skipped has no try."""
    done = await visitor_over({}).visit(Target("pc-01", enabled=False))

    assert done.tries == 0


async def test_a_probe_that_fails_takes_no_slot_and_is_tried_again() -> None:
    """A host that answers the second TCP connect only is visited at the address that the probe found."""
    answers: list[Callable[[], str]] = [lambda: _raise(reset()), lambda: "127.0.0.9"]

    async def probe(target: Target, credential: Credential, deadline: Deadline) -> Target:
        return replace(target, address=answers.pop(0)())

    visitor = replace(trying(Recording((FACTS, SESSIONS, END), address="127.0.0.9")), probe=probe)
    done = await visitor.visit(Target("pc-01"))

    assert (done.outcome, done.tries, done.address) == (Outcome.VISITED, 2, "127.0.0.9")
    assert done.target == Target("pc-01")


def _raise(error: HostError) -> str:
    raise error
