"""pypsrp 0.9.1, which knows nothing of the lab, talks to it as to Windows."""

import asyncio
import base64
import http.client
import json
import shutil
import ssl

import pypsrp.powershell
import pytest
import spnego
from pypsrp.complex_objects import PSInvocationState
from pypsrp.exceptions import AuthenticationError, WinRMTransportError, WSManFaultError
from pypsrp.powershell import PowerShell, RunspacePool
from pypsrp.shell import Process, SignalCode, WinRS
from spnego.channel_bindings import GssChannelBindings

from tests.conftest import StartFarm
from tests.lab.pypsrp_client import connect, run
from tests.lab_farm import RunningFarm, until


@pytest.mark.parametrize(
    ("auth", "options"),
    [
        pytest.param("ntlm", {}, id="ntlm_sealed_over_http"),
        pytest.param("negotiate", {}, id="negotiate_sealed_over_http"),
        pytest.param("basic", {}, id="basic_over_tls"),
        pytest.param("ntlm", {"ssl": True}, id="ntlm_over_tls_with_channel_binding"),
        pytest.param("negotiate", {"ssl": True, "encryption": "always"}, id="negotiate_sealed_over_tls"),
    ],
)
async def test_a_script_runs_over_every_logon_the_lab_offers(start_farm: StartFarm, auth: str, options: dict):
    """Each way to log on leads to a shell, an answer, and nothing left behind."""
    farm = await start_farm()

    done = await asyncio.to_thread(run, connect(farm, auth, **options), "output: hello")

    assert done.output == ["hello"]
    assert done.state == PSInvocationState.COMPLETED
    assert farm.farm.stats().totals == {"LogonAttempts": 1, "OpenShells": 0, "OpenTasks": 0, "Visits": 1}


@pytest.mark.parametrize("auth", ["ntlm", "negotiate", "basic"])
async def test_a_wrong_password_is_refused_and_counted(start_farm: StartFarm, auth: str):
    """A wrong password ends in 401, counts as one attempt and opens nothing."""
    farm = await start_farm()

    with pytest.raises(AuthenticationError):
        await asyncio.to_thread(run, connect(farm, auth, password="wrong"), "output: hello")

    assert (farm.farm.stats().logon_attempts, farm.farm.stats().visits) == (1, 0)


async def test_an_unknown_account_is_refused(start_farm: StartFarm):
    r"""Only LAB\sweeper exists, whatever password another account brings."""
    farm = await start_farm()

    with pytest.raises(AuthenticationError):
        await asyncio.to_thread(run, connect(farm, username=r"LAB\nobody"), "output: hello")


@pytest.mark.parametrize("protocol", ["ntlm", "negotiate"])
@pytest.mark.parametrize(("is_bound", "is_right"), [(True, True), (True, False), (False, False)])
async def test_a_channel_binding_must_be_right_if_sent(
    start_farm: StartFarm, protocol: str, is_bound: bool, is_right: bool
):
    """A logon bound to another certificate is refused; a right one and one without are let in (Relaxed)."""
    farm = await start_farm()
    digest = farm.certificates.server_hash if is_right else bytes(range(32))
    bindings = GssChannelBindings(application_data=b"tls-server-end-point:" + digest) if is_bound else None
    client = spnego.client(farm.account.name, farm.account.password, channel_bindings=bindings, protocol=protocol)

    status = await asyncio.to_thread(log_on_over_tls, farm, client)

    assert status == (401 if is_bound and not is_right else 200)
    assert farm.farm.stats().logon_attempts == 1


def log_on_over_tls(farm: RunningFarm, client: spnego.ContextProxy) -> int:
    """The last status of a logon over TLS with that security context."""
    host = farm.hosts[0]
    trust = ssl.create_default_context(cafile=farm.certificates.authority_path)
    connection = http.client.HTTPSConnection(host.address, host.https_port, context=trust)
    status, token = 0, client.step()
    while token is not None:
        header = {"Authorization": f"Negotiate {base64.b64encode(token).decode()}"}
        connection.request("POST", "/wsman", headers=header)
        reply = connection.getresponse()
        reply.read()
        status, offered = reply.status, (reply.getheader("WWW-Authenticate") or "").split(",")[0]
        answer = base64.b64decode(offered.partition(" ")[2])
        token = client.step(answer) if answer and not client.complete else None
    connection.close()
    return status


@pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed")
@pytest.mark.parametrize(("options", "over_tls"), [(["--ntlm"], False), (["--ntlm"], True), (["--basic"], True)])
@pytest.mark.parametrize("is_right", [True, False])
async def test_curl_logs_on_with_its_own_ntlm(
    start_farm: StartFarm, options: list[str], over_tls: bool, is_right: bool
):
    """An NTLM that has nothing to do with pyspnego is let in with the right password only."""
    farm = await start_farm()
    host, account = farm.hosts[0], farm.account
    endpoint = f"https://{host.address}:{host.https_port}" if over_tls else f"http://{host.address}:{host.http_port}"
    settings = f'user = "LAB\\\\sweeper:{account.password if is_right else "wrong"}"\n'

    curl = await asyncio.create_subprocess_exec(
        "curl", "--silent", "--noproxy", "*", "--cacert", str(farm.certificates.authority_path), *options,
        "--config", "-", "--data", "", "--output", "/dev/null", "--write-out", "%{http_code}", f"{endpoint}/wsman",
        stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE,
    )  # fmt: skip
    said, _ = await curl.communicate(settings.encode())

    assert said.decode() == ("200" if is_right else "401")


async def test_plain_text_over_http_is_not_accepted(start_farm: StartFarm):
    """After a logon over plain HTTP an unsealed envelope is refused."""
    farm = await start_farm()

    with pytest.raises(WinRMTransportError) as caught:
        await asyncio.to_thread(run, connect(farm, encryption="never"), "output: hello")

    assert caught.value.code == 500


async def test_every_stream_arrives_on_its_own(start_farm: StartFarm):
    """Output, errors, warnings, verbose and progress records reach the client on their streams."""
    farm = await start_farm()
    script = "output: o\nerror: e\nwarning: w\nverbose: v\nprogress: p"

    done = await asyncio.to_thread(run, connect(farm), script)

    assert done.output == ["o"]
    assert [str(error) for error in done.streams.error] == ["e"]
    assert [record.message for record in done.streams.warning] == ["w"]
    assert [record.message for record in done.streams.verbose] == ["v"]
    assert [record.activity for record in done.streams.progress] == ["p"]


async def test_parameters_reach_the_engine_as_plain_values(start_farm: StartFarm):
    """Strings, numbers, booleans, lists and null arrive as what they are."""
    farm = await start_farm()
    sent = {"Context": "auto", "EventHours": 168, "Deep": True, "Names": ["a", "b"], "Nothing": None}

    done = await asyncio.to_thread(run, connect(farm), "parameters:", **sent)

    assert json.loads(done.output[0]) == sent


@pytest.mark.parametrize("length", [1, 32_000, 32_747, 40_000, 700_000])
async def test_output_of_any_length_arrives_whole(start_farm: StartFarm, length: int):
    """Text beyond one fragment and beyond one envelope comes in several fragments and replies, and whole."""
    farm = await start_farm()

    done = await asyncio.to_thread(run, connect(farm), f"repeat {length}: 雪\noutput: end")

    assert [len(text) for text in done.output] == [length, 3]
    assert set(done.output[0]) == {"雪"}


async def test_a_script_longer_than_one_envelope_arrives_whole(start_farm: StartFarm):
    """A pipeline that needs Send for its later fragments starts when the last one is there."""
    farm = await start_farm()
    script = "\n".join(f"output: {number:0200}" for number in range(4000))

    done = await asyncio.to_thread(run, connect(farm), script)

    assert len(done.output) == 4000


async def test_an_unknown_script_fails_with_a_reason(start_farm: StartFarm):
    """What the engine does not know ends in state Failed with an error record, after the output before it."""
    farm = await start_farm()

    done = await asyncio.to_thread(run, connect(farm), "output: before\nGet-Date")

    assert done.state == PSInvocationState.FAILED
    assert done.output == ["before"]
    assert "does not know this script" in str(done.streams.error[0])


async def test_a_command_by_name_reaches_the_engine(start_farm: StartFarm):
    """A command without script text, as a JEA endpoint gets it, is handed over by its name."""
    farm = await start_farm()
    wsman = connect(farm)

    def ask() -> list[str]:
        with wsman, RunspacePool(wsman, configuration_name="PrtReader") as pool:
            return PowerShell(pool).add_cmdlet("Get-PrtReport").invoke()

    assert await asyncio.to_thread(ask) == ["pc-001 ran Get-PrtReport"]


async def test_silence_is_answered_with_the_operation_timeout_until_output_comes(start_farm: StartFarm):
    """While the script is silent each Receive ends in 2150858793, and pypsrp asks again."""
    farm = await start_farm()

    done = await asyncio.to_thread(run, connect(farm, operation_timeout=1), "output after 1.3: late")

    assert done.output == ["late"]


async def test_a_receive_on_a_silent_shell_times_out(start_farm: StartFarm):
    """With nothing to say for the shell itself, Receive ends in fault 2150858793 after its own timeout."""
    farm = await start_farm()
    wsman = connect(farm, operation_timeout=1)

    def ask() -> int:
        with wsman, RunspacePool(wsman) as pool:
            with pytest.raises(WSManFaultError) as caught:
                pool.shell.receive("stdout")
            return caught.value.code

    assert await asyncio.to_thread(ask) == 2150858793


async def test_an_unknown_command_and_an_unknown_shell_are_faults(start_farm: StartFarm):
    """Both end in 2150858843, each with the message Windows has for it."""
    farm = await start_farm()
    wsman = connect(farm)

    def ask() -> list[tuple[int, str]]:
        said = []
        with wsman, RunspacePool(wsman) as pool:
            with pytest.raises(WSManFaultError) as unknown_command:
                pool.shell.receive("stdout", command_id="D1BF48DA-B26C-4F4A-BE52-B382AC20DD1F")
            pool.shell.close()
            pool.shell.opened = True
            pool.shell._selector_set.values[0] = ("ShellId", pool.id, {})
            with pytest.raises(WSManFaultError) as unknown_shell:
                pool.shell.receive("stdout")
            pool.shell.opened = False
            said += [(caught.value.code, caught.value.reason) for caught in (unknown_command, unknown_shell)]
            pool.state = 6  # closed already
        return said

    (first_code, first_reason), (second_code, second_reason) = await asyncio.to_thread(ask)

    assert (first_code, second_code) == (2150858843, 2150858843)
    assert "command identifier that does not exist" in first_reason
    assert "invalid selectors" in second_reason


async def test_one_user_may_open_thirty_shells(start_farm: StartFarm):
    """The thirty-first shell ends in the quota fault 2150859173; deleting them brings the count to nothing."""
    farm = await start_farm()
    wsman = connect(farm)

    def ask() -> int:
        with wsman:
            pools = [RunspacePool(wsman) for _ in range(31)]
            for pool in pools[:30]:
                pool.open()
            with pytest.raises(WSManFaultError) as caught:
                pools[30].open()
            for pool in pools[:30]:
                pool.close()
            return caught.value.code

    assert await asyncio.to_thread(ask) == 2150859173
    assert farm.farm.stats().open_shells == 0


async def test_a_shell_that_nobody_uses_expires(start_farm: StartFarm):
    """After its IdleTimeOut a shell that was never deleted is gone, and asking for it is a fault."""
    farm = await start_farm()
    wsman = connect(farm)
    pool = RunspacePool(wsman, idle_timeout=1)

    await asyncio.to_thread(pool.open)
    opened = farm.farm.stats().open_shells
    await until(lambda: farm.farm.stats().open_shells == 0)
    with pytest.raises(WSManFaultError) as caught:
        await asyncio.to_thread(pool.shell.receive, "stdout")
    wsman.close()

    assert (opened, caught.value.code) == (1, 2150858843)


async def test_a_running_script_can_be_stopped(start_farm: StartFarm):
    """Signal ctrl_c ends a running pipeline in state Stopped at once."""
    farm = await start_farm()
    wsman = connect(farm)

    def ask() -> tuple[int, list[str]]:
        with wsman, RunspacePool(wsman) as pool:
            powershell = PowerShell(pool)
            powershell.add_script("output: first\noutput after 60: never")
            powershell.begin_invoke()
            powershell.poll_invoke(timeout=1)
            pool.shell.signal(SignalCode.PS_CTRL_C, str(powershell.id).upper())
            while powershell.state == PSInvocationState.RUNNING:
                powershell.poll_invoke(timeout=1)
            return powershell.state, powershell.output

    assert await asyncio.to_thread(ask) == (PSInvocationState.STOPPED, ["first"])


async def test_a_terminated_command_is_forgotten(start_farm: StartFarm):
    """After Signal terminate the command's id is unknown."""
    farm = await start_farm()
    wsman = connect(farm)

    def ask() -> int:
        with wsman, RunspacePool(wsman) as pool:
            powershell = PowerShell(pool)
            powershell.add_script("output: all")
            powershell.invoke()
            command_id = str(powershell.id).upper()
            pool.shell.signal(SignalCode.TERMINATE, command_id)
            with pytest.raises(WSManFaultError) as caught:
                pool.shell.receive("stdout", command_id=command_id)
            return caught.value.code

    assert await asyncio.to_thread(ask) == 2150858843


async def test_the_session_key_is_exchanged(start_farm: StartFarm):
    """A client that asks for the session key can send a secure string, and the server half reads it."""
    farm = await start_farm()
    wsman = connect(farm)

    def ask() -> list[str]:
        with wsman, RunspacePool(wsman) as pool:
            pool.exchange_keys()
            powershell = PowerShell(pool)
            powershell.add_script("parameters:")
            powershell.add_parameter("Secret", pool.serialize("hidden", pypsrp.powershell.ObjectMeta("SS")))
            return powershell.invoke()

    assert await asyncio.to_thread(ask) == ['{"Secret": "hidden"}']


async def test_the_pool_tells_its_free_runspaces(start_farm: StartFarm):
    """Availability and size requests are answered on the shell's own stream."""
    farm = await start_farm()
    wsman = connect(farm)

    def ask() -> tuple[int, int]:
        with wsman, RunspacePool(wsman) as pool:
            pool.max_runspaces = 3
            return pool.get_available_runspaces(), pool.max_runspaces

    assert await asyncio.to_thread(ask) == (3, 3)


async def test_a_shell_tells_about_itself(start_farm: StartFarm):
    """Get on an open shell says that it is there; once deleted it is not."""
    farm = await start_farm()
    wsman = connect(farm)

    def ask() -> bool:
        with wsman, RunspacePool(wsman) as pool:
            return pool.is_alive()

    assert await asyncio.to_thread(ask)


async def test_deleting_a_shell_ends_a_waiting_receive(start_farm: StartFarm):
    """A Receive that waits on the shell is aborted by Delete on another connection instead of waiting on."""
    farm = await start_farm()
    waiting, deleting = connect(farm), connect(farm)

    def wait(pool: RunspacePool) -> int:
        with pytest.raises(WSManFaultError) as caught:
            pool.shell.receive("stdout")
        return caught.value.code

    def delete(pool: RunspacePool) -> None:
        deleting.delete(pool.shell.resource_uri, selector_set=pool.shell._selector_set)

    pool = RunspacePool(waiting)
    await asyncio.to_thread(pool.open)
    receive = asyncio.create_task(asyncio.to_thread(wait, pool))
    await asyncio.to_thread(delete, pool)
    async with asyncio.timeout(5):
        code = await receive
    waiting.close()
    deleting.close()

    assert code in {995, 2150858843}  # aborted, or deleted before the Receive arrived


async def test_a_command_shell_runs_a_command(start_farm: StartFarm):
    """WinRS gives stdout and exit code of a command the engine knows."""
    farm = await start_farm()
    wsman = connect(farm)

    def ask() -> tuple[bytes, bytes, int]:
        with wsman, WinRS(wsman) as shell:
            process = Process(shell, "hostname", ["/all"])
            process.invoke()
            process.signal(SignalCode.CTRL_C)
            return process.stdout, process.stderr, process.rc

    assert await asyncio.to_thread(ask) == (b"pc-001 ran hostname /all", b"", 0)
