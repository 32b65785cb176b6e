"""A farm inside the test's own event loop, made of scenarios the test writes; clients run in threads beside it."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from remote_prt.lab.account import LabAccount, known_to_ntlm
from remote_prt.lab.certificates import LabCertificates, make_certificates
from remote_prt.lab.echo import EchoEngine
from remote_prt.lab.engine import Engine
from remote_prt.lab.farm import Farm
from remote_prt.lab.faults import Fault
from remote_prt.lab.host_sockets import bind_hosts, with_addresses
from remote_prt.lab.scenario import Scenario, SimulatedHost

NOW = datetime(2026, 1, 31, 1, 0, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class RunningFarm:
    """What a test needs to talk to the farm."""

    account: LabAccount = field(repr=False)
    farm: Farm
    hosts: list[SimulatedHost]
    certificates: LabCertificates


def scenario(name: str = "plain", *, faults: tuple[Fault, ...] = (), latency_seconds: float = 0.0) -> Scenario:
    """A scenario without a story, for the wire alone."""
    return Scenario(name, f"a host called {name}", "UNKNOWN", faults=faults, latency_seconds=latency_seconds)


async def until(condition: Callable[[], bool], seconds: float = 5.0) -> None:
    """Waits until the condition holds, for something that only time brings about; TimeoutError when it never does."""
    never = asyncio.Event()
    async with asyncio.timeout(seconds):
        while not condition():
            with suppress(TimeoutError):
                await asyncio.wait_for(never.wait(), 0.02)


@asynccontextmanager
async def running_farm(
    folder: Path, *scenarios: Scenario, engine: Engine | None = None, account: LabAccount | None = None
) -> AsyncIterator[RunningFarm]:
    """One host per scenario on free ports; a plain one when none is given."""
    account = account or LabAccount.with_random_password()
    planned = [
        SimulatedHost(f"pc-{number:03}", played, number, NOW)
        for number, played in enumerate(scenarios or (scenario(),), start=1)
    ]
    bound = bind_hosts(with_addresses(planned, "127.0.1.1"), free_ports=True)
    hosts = [sockets.host for sockets in bound]
    addresses = [host.address for host in hosts if host.address]
    certificates = make_certificates(folder, [host.computer_name for host in hosts], addresses)
    farm = Farm(account, engine or EchoEngine(), certificates)
    with known_to_ntlm(account, folder):
        await farm.listen(bound)
        try:
            yield RunningFarm(account, farm, hosts, certificates)
        finally:
            await farm.close()
