"""What a client may ask about shells and the service besides running something: list, leave, come back, take over."""

import asyncio
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from pypsrp.complex_objects import PSInvocationState
from pypsrp.exceptions import WSManFaultError
from pypsrp.powershell import PowerShell, RunspacePool
from pypsrp.shell import Process, WinRS
from pypsrp.wsman import WSMan

from remote_prt.lab.wsman_listing import CONFIG_URI
from tests.conftest import StartFarm
from tests.lab.pypsrp_client import connect
from tests.lab_farm import RunningFarm

RSP = "{http://schemas.microsoft.com/wbem/wsman/1/windows/shell}"


def started(pool: RunspacePool, script: str) -> PowerShell:
    """A script that has begun."""
    powershell = PowerShell(pool)
    powershell.add_script(script)
    powershell.begin_invoke()
    return powershell


def leave_and_come_back(wsman: WSMan) -> tuple[list[Any], str]:
    """The output of a script whose client went away and came back, and the shell's state meanwhile."""
    with wsman, RunspacePool(wsman) as pool:
        powershell = started(pool, "output: one\noutput after 0.1: two")
        pool.disconnect()
        (seen,) = RunspacePool.get_runspace_pools(wsman)
        shell = wsman.get(pool.shell.resource_uri, selector_set=pool.shell._selector_set)
        state = shell.findtext(".//{*}State")
        pool.connect()
        powershell.state = PSInvocationState.RUNNING  # pypsrp leaves that to its user
        assert seen.id.upper() == pool.id.upper()
        return powershell.end_invoke(), str(state)


async def test_a_client_leaves_and_comes_back(start_farm: StartFarm):
    """Between Disconnect and Reconnect the shell says Disconnected, its script goes on, and nothing of it is lost."""
    farm = await start_farm()
    output, state = await asyncio.to_thread(leave_and_come_back, connect(farm))

    assert (["one", "two"], "Disconnected") == (output, state)
    assert farm.farm.stats().open_shells == 0


def take_over(first: WSMan, second: WSMan) -> tuple[list[str], list[Any]]:
    """What a second client finds, and what it gets from the script of the first, and from one of its own."""
    with first, second:
        pool = RunspacePool(first)
        pool.open()
        begun = started(pool, "output: begun by the first\noutput after 0.1: fetched by the second")
        pool.disconnect()
        (found,) = RunspacePool.get_runspace_pools(second)
        found.connect()
        (running,) = found.create_disconnected_power_shells()
        output = list(running.connect())
        own = PowerShell(found)
        own.add_script("output: of the second")
        output += own.invoke()
        version = found.application_private_data.data["PSVersionTable"]["PSVersion"]
        found.close()
        assert running.id.upper() == begun.id.upper()
        return output, [str(version)]


async def test_another_client_takes_a_shell_over(start_farm: StartFarm):
    """A second client finds the shell and its command, connects to both, and fetches what the first had begun."""
    farm = await start_farm()
    output, version = await asyncio.to_thread(take_over, connect(farm), connect(farm))

    assert ["begun by the first", "fetched by the second", "of the second"] == output
    assert version[0].startswith("5.1")
    assert farm.farm.stats().open_shells == 0


async def test_every_shell_is_listed_the_newest_first(start_farm: StartFarm):
    """Enumerate lists PowerShell and command shells alike, with their states; on a quiet host it lists none."""
    farm = await start_farm()

    def ask() -> tuple[list[str], list[str]]:
        with connect(farm) as wsman, RunspacePool(wsman) as pool, WinRS(wsman) as shell:
            listed = [found.id.upper() for found in RunspacePool.get_runspace_pools(wsman)]
            return listed, [str(shell.id).upper(), pool.id.upper()]

    listed, opened = await asyncio.to_thread(ask)

    assert opened == listed
    assert await asyncio.to_thread(lambda: RunspacePool.get_runspace_pools(connect(farm))) == []


async def test_the_settings_of_the_service_are_told(start_farm: StartFarm):
    """`winrm get winrm/config`: the sizes, and the ways to log on of the service."""
    farm = await start_farm()
    config: ET.Element = await asyncio.to_thread(lambda: connect(farm).get(CONFIG_URI))

    assert config.findtext(".//{*}MaxEnvelopeSizekb") == "500"
    assert config.findtext(".//{*}Service/{*}Auth/{*}CbtHardeningLevel") == "Relaxed"
    assert config.findtext(".//{*}Winrs/{*}MaxShellsPerUser") == "30"


def faulty(farm: RunningFarm, what: str) -> None:
    """A request that no host can do."""
    with connect(farm) as wsman:
        shell = WinRS(wsman)
        if what == "enumerate processes":
            wsman.enumerate("http://schemas.microsoft.com/wbem/wsman/1/wmi/root/cimv2/Win32_Process", ET.Element("x"))
        with shell:
            process = Process(shell, "x")
            process.begin_invoke()
            if what == "connect to a command shell":
                asked = ET.Element(f"{RSP}Connect")
                wsman.connect(shell.resource_uri, asked, selector_set=shell._selector_set)
            if what == "connect to an unknown command":
                asked = ET.Element(f"{RSP}Connect", CommandId="11111111-1111-1111-1111-111111111111")
                wsman.connect(shell.resource_uri, asked, selector_set=shell._selector_set)


@pytest.mark.parametrize(
    "what", ["enumerate processes", "connect to a command shell", "connect to an unknown command"]
)  # fmt: skip
async def test_what_cannot_be_done_is_a_fault(start_farm: StartFarm, what: str):
    """Another resource, a shell that changes no hands, a command that is not there: a fault, and the host goes on."""
    farm = await start_farm()
    with pytest.raises(WSManFaultError):
        await asyncio.to_thread(faulty, farm, what)

    assert farm.farm.stats().open_shells == 0
