"""Requests that make no sense, one envelope at a time, and engines that break."""

import asyncio
import base64
import re
from collections.abc import AsyncIterator
from xml.etree import ElementTree as ET

import pytest
from pypsrp.complex_objects import CommandType, PSInvocationState
from pypsrp.exceptions import WSManFaultError
from pypsrp.messages import GetCommandMetadata
from pypsrp.powershell import PowerShell, RunspacePool
from pypsrp.shell import Process, SignalCode, WinRS

from remote_prt.lab.engine import PipelineCall, Stream, StreamItem
from remote_prt.lab.scenario import Endpoint, Scenario, SimulatedHost
from remote_prt.lab.wsman import COMMAND, CREATE, GET, RECEIVE, RSP, SEND, SIGNAL, A, S, W
from tests.conftest import StartFarm
from tests.lab.pypsrp_client import connect, run
from tests.lab_bare_client import BareClient, bare_client

CMD = f"{RSP}/cmd"
POWERSHELL = "http://schemas.microsoft.com/powershell/Microsoft.PowerShell"
CREATION = '<creationXml xmlns="http://schemas.microsoft.com/powershell">{}</creationXml>'


def envelope(action: str, body: str = "", *, shell_id: str = "", resource: str = CMD) -> bytes:
    """A request with that action and body."""
    selector = f'<w:SelectorSet><w:Selector Name="ShellId">{shell_id}</w:Selector></w:SelectorSet>' if shell_id else ""
    return (
        f'<s:Envelope xmlns:s="{S}" xmlns:a="{A}" xmlns:w="{W}" xmlns:r="{RSP}"><s:Header><a:Action>{action}</a:Action>'
        f"<a:MessageID>uuid:1</a:MessageID><a:To>http://pc/wsman</a:To><w:ResourceURI>{resource}</w:ResourceURI>"
        f"{selector}</s:Header><s:Body>{body}</s:Body></s:Envelope>"
    ).encode()


def code_of(body: bytes) -> str:
    """The fault's code, or "" for an answer that is none."""
    match = re.search(rb'Code="(\d+)"', body)
    return match[1].decode() if match else ""


async def open_cmd(client: BareClient) -> str:
    """The id of a new command shell."""
    reply = await client.ask(envelope(CREATE, "<r:Shell/>"))
    match = re.search(rb'Name="ShellId">([^<]+)<', reply.body)
    assert match, reply
    return match[1].decode()


@pytest.mark.parametrize(
    "request_bytes",
    [
        pytest.param(envelope(CREATE), id="no_shell_in_the_body"),
        pytest.param(envelope(CREATE, "<r:Shell/>", resource=POWERSHELL), id="powershell_without_creation"),
        pytest.param(
            envelope(CREATE, "<r:Shell/>", resource="http://schemas.microsoft.com/wbem/wsman/1/x"), id="no_shell"
        ),
        pytest.param(
            envelope(CREATE, f"<r:Shell>{CREATION.format('AAAA')}</r:Shell>", resource=POWERSHELL), id="no_fragments"
        ),
        pytest.param(
            envelope(CREATE, f"<r:Shell>{CREATION.format('A')}</r:Shell>", resource=POWERSHELL), id="no_base64"
        ),
        pytest.param(
            envelope(
                CREATE,
                f"<r:Shell>{CREATION.format(base64.b64encode(b'<!DOCTYPE a>').decode())}</r:Shell>",
                resource=POWERSHELL,
            ),
            id="a_document_type",
        ),
    ],
)
async def test_a_shell_that_makes_no_sense_is_not_created(start_farm: StartFarm, request_bytes: bytes):
    """Fault 87, and nothing is open."""
    farm = await start_farm()

    async with bare_client(farm) as client:
        await client.log_on()
        reply = await client.ask(request_bytes)

    assert (reply.status, code_of(reply.body)) == (500, "87")
    assert farm.farm.stats().open_shells == 0


@pytest.mark.parametrize(
    ("action", "body", "code"),
    [
        (COMMAND, "", "87"),
        (SIGNAL, "", "87"),
        (SIGNAL, "<r:Signal><r:Code>x</r:Code></r:Signal>", "87"),
        (SIGNAL, '<r:Signal CommandId="none"><r:Code>x</r:Code></r:Signal>', "2150858843"),
        (SEND, '<r:Send><r:Stream Name="stdin" CommandId="none">AAAA</r:Stream></r:Send>', "2150858843"),
        (RECEIVE, "<r:Receive><r:DesiredStream>stdout</r:DesiredStream></r:Receive>", "2150858843"),
        ("http://schemas.xmlsoap.org/ws/2004/09/enumeration/Enumerate", "", "2150858753"),
        (f"{RSP}/Disconnect", "", "87"),
        (f"{RSP}/Connect", "", "87"),
        (f"{RSP}/Frobnicate", "", "2150858753"),
    ],
)
async def test_a_request_that_makes_no_sense_in_a_shell_is_a_fault(
    start_farm: StartFarm, action: str, body: str, code: str
):
    """The code Windows has for it, and the shell stays."""
    farm = await start_farm()

    async with bare_client(farm) as client:
        await client.log_on()
        shell_id = await open_cmd(client)
        reply = await client.ask(envelope(action, body, shell_id=shell_id))
        alive = await client.ask(envelope(GET, shell_id=shell_id))

    assert (reply.status, code_of(reply.body)) == (500, code)
    assert alive.status == 200


async def test_an_unknown_word_ends_a_command_shell_as_cmd_does(start_farm: StartFarm):
    """Exit code 1 and cmd.exe's own sentence on stderr."""

    class Knowing:
        """An engine that knows no command."""

        async def run(self, host: SimulatedHost, call: PipelineCall) -> AsyncIterator[StreamItem]:
            """Nothing."""
            from remote_prt.lab.engine import UnknownScript

            raise UnknownScript(call.command)
            yield  # an async generator all the same

        def open_tasks(self) -> int:
            """None."""
            return 0

    farm = await start_farm(engine=Knowing())
    wsman = connect(farm)

    def ask() -> tuple[bytes, int]:
        with wsman, WinRS(wsman) as shell:
            process = Process(shell, "frobnicate", ["now"])
            process.invoke()
            return process.stderr, process.rc

    said, code = await asyncio.to_thread(ask)

    assert said.startswith(b"'frobnicate' is not recognized")
    assert code == 1


class Slow:
    """An engine that says one word and then takes its time."""

    async def run(self, host: SimulatedHost, call: PipelineCall) -> AsyncIterator[StreamItem]:
        """A word, then nothing for a minute."""
        yield StreamItem(Stream.OUTPUT, "word")
        yield StreamItem(Stream.OUTPUT, "never", 60.0)

    def open_tasks(self) -> int:
        """None."""
        return 0


async def test_a_running_command_ends_by_control_c(start_farm: StartFarm):
    """The exit code of a command that was interrupted is STATUS_CONTROL_C_EXIT."""
    farm = await start_farm(engine=Slow())
    wsman = connect(farm)

    def ask() -> tuple[bytes, int]:
        with wsman, WinRS(wsman) as shell:
            process = Process(shell, "ping", ["-t"])
            process.begin_invoke()
            process.signal(SignalCode.CTRL_C)
            while process.rc is None:
                process.poll_invoke()
            return process.stdout, process.rc

    said, code = await asyncio.to_thread(ask)

    assert (said, code) == (b"word", 0xC000013A)


async def test_a_shell_deleted_while_its_script_runs_leaves_nothing(start_farm: StartFarm):
    """Delete ends the script with the shell."""
    farm = await start_farm(engine=Slow())
    wsman = connect(farm)

    def ask() -> None:
        with wsman, RunspacePool(wsman) as pool:
            powershell = PowerShell(pool)
            powershell.add_script("anything")
            powershell.begin_invoke()

    await asyncio.to_thread(ask)

    assert farm.farm.stats().open_shells == 0


async def test_a_broken_engine_fails_the_pipeline_and_is_heard_of(start_farm: StartFarm):
    """The client gets state Failed at once; the loop hears of the mistake."""

    class Broken(Slow):
        """An engine with a mistake."""

        async def run(self, host: SimulatedHost, call: PipelineCall) -> AsyncIterator[StreamItem]:
            """A word, then the mistake."""
            yield StreamItem(Stream.OUTPUT, "word")
            raise LookupError("a mistake")

    heard: list[dict] = []
    asyncio.get_running_loop().set_exception_handler(lambda _loop, context: heard.append(context))
    farm = await start_farm(engine=Broken())

    done = await asyncio.to_thread(run, connect(farm), "anything")

    assert (done.state, done.output) == (PSInvocationState.FAILED, ["word"])
    assert "engine broke" in str(done.streams.error[0])


@pytest.mark.parametrize("commands", [(), ("Invoke-PrtVisit",), ("Get-PrtLogState", "Invoke-PrtRefresh")])
async def test_command_metadata_lists_what_an_endpoint_shows(start_farm: StartFarm, commands: tuple[str, ...]):
    """A client that asks which commands there are gets their count, each by name, and state Completed."""
    played = Scenario("plain", "plain", "UNKNOWN", endpoint=Endpoint(commands=commands))
    farm = await start_farm(played)
    wsman = connect(farm)

    def ask() -> tuple[int, int, list[str]]:
        with wsman, RunspacePool(wsman) as pool:
            powershell = PowerShell(pool)
            powershell._invoke(GetCommandMetadata(names=["*"], command_type=CommandType(value=8)))
            while powershell.state == PSInvocationState.RUNNING:
                powershell.poll_invoke(timeout=1)
            count, *shown = powershell.output
            return powershell.state, count.count, [ET.fromstring(one._xml).findtext('.//*[@N="Name"]') for one in shown]

    assert await asyncio.to_thread(ask) == (PSInvocationState.COMPLETED, len(commands), list(commands))


async def test_a_command_id_can_be_used_once(start_farm: StartFarm):
    """A second command under the same id is fault 87."""
    farm = await start_farm(engine=Slow())
    line = '<r:CommandLine CommandId="11111111-1111-1111-1111-111111111111"><r:Command>a</r:Command></r:CommandLine>'

    async with bare_client(farm) as client:
        await client.log_on()
        shell_id = await open_cmd(client)
        first = await client.ask(envelope(COMMAND, line, shell_id=shell_id))
        second = await client.ask(envelope(COMMAND, line, shell_id=shell_id))

    assert (first.status, code_of(second.body)) == (200, "87")


async def test_an_engine_that_is_stopped_cleans_up_at_once(start_farm: StartFarm):
    """Stopping a script runs the engine's own clean-up before anything else happens to the shell."""
    cleaned: list[str] = []

    class Careful(Slow):
        """An engine with something to put away."""

        async def run(self, host: SimulatedHost, call: PipelineCall) -> AsyncIterator[StreamItem]:
            """A word, then nothing for a minute; whatever happens, it is put away."""
            try:
                yield StreamItem(Stream.OUTPUT, "word")
                yield StreamItem(Stream.OUTPUT, "never", 60.0)
            finally:
                cleaned.append(call.command or "")

    farm = await start_farm(engine=Careful())
    wsman = connect(farm)

    def ask() -> None:
        with wsman, WinRS(wsman) as shell:
            process = Process(shell, "ping", ["-t"])
            process.begin_invoke()
            process.poll_invoke()

    await asyncio.to_thread(ask)

    assert cleaned == ["ping -t"]


async def test_a_shell_id_can_be_used_once(start_farm: StartFarm):
    """Pypsrp opening the same pool twice meets fault 87."""
    farm = await start_farm()
    wsman = connect(farm)

    def ask() -> int:
        with wsman, RunspacePool(wsman) as pool:
            second = RunspacePool(wsman)
            second.id = second.shell.id = pool.id
            with pytest.raises(WSManFaultError) as caught:
                second.open()
            return caught.value.code

    assert await asyncio.to_thread(ask) == 87
