"""Whole sweeps over lab hosts that misbehave: a wrong password stops early, every hang has its phase, nothing leaks."""

import threading
from dataclasses import replace

import psutil
import pytest

from remote_prt.cli.composition import SweepSettings, open_visitor
from remote_prt.controller.retrying import RetryPolicy
from remote_prt.controller.sweep import sweep
from remote_prt.lab.canned import CannedEngine
from remote_prt.lab.faults import Fault, FaultKind, FaultPoint
from remote_prt.lab.fleet import load_scenarios
from remote_prt.lab.scenario import Scenario
from remote_prt.model import AuthMethod, Context, Outcome, Run, RunOptions, Target
from remote_prt.transports.credentials import Credential
from remote_prt.transports.settings import PhaseLimits, TransportSettings
from tests.conftest import StartFarm
from tests.lab_farm import RunningFarm

HEALTHY = next(scenario for scenario in load_scenarios() if scenario.name == "healthy-hybrid")
QUICK = PhaseLimits(probe=0.3, connect=0.5, tls=0.5, authenticate=0.5, shell=0.8, close=0.5, reap=0.5)


def faulty(point: FaultPoint, kind: FaultKind) -> Scenario:
    """A healthy host but for that."""
    return replace(HEALTHY, faults=(Fault(point, kind),))


async def swept(
    farm: RunningFarm, *, password: str = "", user: str = "", auth: AuthMethod = AuthMethod.NTLM, concurrency: int = 20
) -> Run:
    """A sweep of the farm with short limits."""
    account = farm.account
    settings = SweepSettings(
        transport=TransportSettings(max_threads=concurrency, limits=QUICK),
        credential=Credential(user or account.name, password or account.password),
        retry=RetryPolicy(1, 0.0),
        host_timeout_seconds=3,
    )
    targets = [Target(host.address or "", port=host.http_port, auth=auth) for host in farm.hosts]
    options = RunOptions("lab", Context.AUTO, "pypsrp", account.name, concurrency, 3)
    async with open_visitor(settings) as visitor:
        return await sweep(targets, visitor, options)


def our_connections(farm: RunningFarm) -> set[object]:
    """The client ends of connections to the farm, which lives in this process too."""
    ports = {host.http_port for host in farm.hosts}
    lines = psutil.Process().net_connections(kind="tcp")
    return {line.laddr for line in lines if line.raddr and line.raddr.port in ports and line.fd != -1}


@pytest.mark.parametrize("auth", [AuthMethod.NTLM, AuthMethod.NEGOTIATE])
async def test_a_wrong_password_reaches_two_hosts_of_sixty(start_farm: StartFarm, auth: AuthMethod) -> None:
    """At most three logon attempts are counted by the lab itself; the rest is SKIPPED by the brake."""
    farm = await start_farm(*[HEALTHY] * 60, engine=CannedEngine(pace=0))
    run = await swept(farm, password="not-the-password", auth=auth)

    assert farm.farm.stats().logon_attempts <= 3
    assert run.counts == {"REFUSED": 2, "SKIPPED": 58}
    assert all("lockout brake" in o.failure.message for o in run.outcomes if o.outcome is Outcome.SKIPPED and o.failure)


async def test_a_local_account_is_an_account_of_each_host(start_farm: StartFarm) -> None:
    r"""A wrong password of `.\\admin` is tried once on each host: their accounts have nothing to do with each other."""
    farm = await start_farm(*[HEALTHY] * 5, engine=CannedEngine(pace=0))
    run = await swept(farm, user=".\\admin", password="not-the-password")

    assert run.counts == {"REFUSED": 5}
    assert farm.farm.stats().logon_attempts == 5


async def test_each_hang_has_its_phase_and_costs_no_other_host(start_farm: StartFarm) -> None:
    """Whatever phase hosts hang in is named, the others are judged, and no thread, socket or shell of ours is left."""
    hang = FaultKind.HANG
    farm = await start_farm(
        HEALTHY,
        faulty(FaultPoint.LISTEN, hang),
        faulty(FaultPoint.CONNECT, hang),
        faulty(FaultPoint.AUTHENTICATE, hang),
        faulty(FaultPoint.CREATE, hang),
        faulty(FaultPoint.COMMAND, hang),
        faulty(FaultPoint.RECEIVE, hang),
        faulty(FaultPoint.DELETE, hang),
        HEALTHY,
        engine=CannedEngine(pace=0),
    )
    threads, lines = set(threading.enumerate()), our_connections(farm)
    run = await swept(farm)
    told = [(o.outcome.value, o.failure.phase.value if o.failure and o.failure.phase else "") for o in run.outcomes]
    left = {thread.name for thread in set(threading.enumerate()) - threads if not thread.name.startswith("asyncio_")}

    assert told == [
        ("VISITED", ""),
        ("UNREACHABLE", "connect"),
        ("TIMED_OUT", "authenticate"),
        ("TIMED_OUT", "authenticate"),
        ("TIMED_OUT", "shell"),
        ("TIMED_OUT", "run"),
        ("TIMED_OUT", "run"),
        ("VISITED", ""),
        ("VISITED", ""),
    ]
    assert [run.outcomes[index].status_word for index in (0, 7, 8)] == ["HEALTHY"] * 3
    assert run.coverage.reached == 5
    assert left == set()
    assert our_connections(farm) == lines
