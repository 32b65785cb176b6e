"""How signals end a run: in order, at once when they come twice, and not at all when this process ignores them."""

import asyncio
import os
import signal
import sys
import time
from collections.abc import Iterator

import pytest

from remote_prt.cli.composition import SweepSettings
from remote_prt.cli.running import run_sweep
from remote_prt.cli.swept import Swept
from remote_prt.errors import Phase
from remote_prt.lab.faults import Fault, FaultKind, FaultPoint
from remote_prt.model import AuthMethod, Context, RunOptions, Target
from remote_prt.reports.table import render_table
from remote_prt.transports.credentials import Credential
from tests.conftest import StartFarm
from tests.lab_farm import RunningFarm, scenario, until

if sys.platform == "win32":
    pytest.skip("POSIX signals", allow_module_level=True)

STOPPING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


@pytest.fixture(autouse=True)
def handlers() -> Iterator[None]:
    """Signals are handled as before once the test is done."""
    before = {number: signal.getsignal(number) for number in STOPPING}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


async def start(start_farm: StartFarm) -> tuple[RunningFarm, "asyncio.Task[Swept]"]:
    """A run that waits for a host which answers neither the script nor the request to clean up."""
    faults = (Fault(FaultPoint.RECEIVE, FaultKind.HANG), Fault(FaultPoint.DELETE, FaultKind.HANG))
    farm = await start_farm(scenario("hangs", faults=faults))
    host = farm.hosts[0]
    target = Target(host.address or "", port=host.http_port, auth=AuthMethod.NTLM)
    settings = SweepSettings(credential=Credential(farm.account.name, farm.account.password))
    options = RunOptions("hangs", Context.AUTO, "pypsrp", farm.account.name, 1, 120)
    run = asyncio.create_task(run_sweep([target], settings, options))
    await until(lambda: any(one.phase is Phase.RUN for one in settings.phases.under_way().values()))
    return farm, run


async def test_a_second_signal_skips_the_cleaning(start_farm: StartFarm) -> None:
    """After one signal a host has seconds to clean up; after two the run ends within one second."""
    _, run = await start(start_farm)
    began = time.monotonic()
    os.kill(os.getpid(), signal.SIGINT)
    os.kill(os.getpid(), signal.SIGTERM)
    swept = await run

    assert time.monotonic() - began < 1.0
    assert swept.stopped_by is signal.SIGINT
    assert [outcome.status_word for outcome in swept.run.outcomes] == ["SKIPPED"]


async def test_a_hang_up_stops_the_run_in_order(start_farm: StartFarm) -> None:
    """A dropped terminal stops the run as TERM does, and the host is asked to clean up."""
    _, run = await start(start_farm)
    began = time.monotonic()
    os.kill(os.getpid(), signal.SIGHUP)
    swept = await run

    assert 1.0 < time.monotonic() - began < 10.0
    assert swept.stopped_by is signal.SIGHUP
    assert swept.run.interrupted
    table = render_table(swept.run, width=100, colour=False, encoding="utf-8", show_all=False)
    assert "Asked 1  Reached 1  Judged 0" in table  # its session was open


async def test_an_ignored_signal_stays_ignored(start_farm: StartFarm) -> None:
    """Under `nohup` a hang-up does not end the run."""
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    _, run = await start(start_farm)
    os.kill(os.getpid(), signal.SIGHUP)
    is_ignored = signal.getsignal(signal.SIGHUP) is signal.SIG_IGN
    os.kill(os.getpid(), signal.SIGINT)
    os.kill(os.getpid(), signal.SIGINT)
    swept = await run

    assert is_ignored
    assert swept.stopped_by is signal.SIGINT
