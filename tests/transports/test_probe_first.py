"""Before a host gets its turn it is asked for a TCP connection; and what may be over in a moment is marked as such."""

import asyncio
import socket
import sys
import time
from contextlib import ExitStack
from pathlib import Path

import pytest

from remote_prt.controller.brake import AuthBrake
from remote_prt.errors import HostUnreachable, LogonWithheld, Phase
from remote_prt.model import AuthMethod, Deadline, Target
from remote_prt.transports.credentials import Credential
from remote_prt.transports.guarded_http import status_error
from remote_prt.transports.pypsrp_threads import PypsrpTransport
from remote_prt.transports.settings import PhaseLimits, TransportSettings
from remote_prt.transports.wsman_words import fault_error
from tests.conftest import StartFarm
from tests.transports.certificates import authority, listener
from tests.transports.hostile_servers import read_request, serving
from tests.transports.visiting import visit

SWEEPER = Credential("LAB\\sweeper", "x")
QUICK = TransportSettings(limits=PhaseLimits(probe=0.2))


def soon() -> Deadline:
    """Five seconds from now."""
    return Deadline.after(5, time.monotonic())


async def test_a_probe_finds_the_address_and_logs_on_nowhere(start_farm: StartFarm) -> None:
    """The target comes back with the address at which it answers, and its name stays its own."""
    farm = await start_farm()
    port = farm.hosts[0].http_port
    async with PypsrpTransport() as transport:
        place = await transport.probe(Target("localhost", "127.0.1.1", port, auth=AuthMethod.NTLM), SWEEPER, soon())

    assert (place.name, place.address, place.port) == ("localhost", "127.0.1.1", port)
    assert farm.farm.stats().logon_attempts == 0


@pytest.mark.skipif(sys.platform != "linux", reason="a full queue drops a SYN on Linux only")
async def test_a_host_that_answers_no_syn_costs_the_probes_time() -> None:
    """A switched-off PC is unreachable after the limit of the probe, not of a connection, and may be tried again."""
    with ExitStack() as stack:
        deaf = stack.enter_context(socket.create_server(("127.0.0.1", 0), backlog=0))
        for _ in range(2):
            filler = stack.enter_context(socket.socket())
            filler.setblocking(False)
            filler.connect_ex(deaf.getsockname())
        target = Target("127.0.0.1", port=deaf.getsockname()[1], auth=AuthMethod.NTLM)
        async with PypsrpTransport(QUICK) as transport:
            began = time.monotonic()
            with pytest.raises(HostUnreachable, match=r"did not answer within 0\.2 s") as caught:
                await transport.probe(target, SWEEPER, soon())

    assert time.monotonic() - began < 2
    assert (caught.value.phase, caught.value.transport, caught.value.is_transient) == (Phase.CONNECT, "http", True)


async def test_a_closed_port_is_an_answer() -> None:
    """A host that refuses the connection is on; nothing is gained by asking again."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    async with PypsrpTransport(QUICK) as transport:
        with pytest.raises(HostUnreachable, match="is closed") as caught:
            await transport.probe(Target("127.0.0.1", port=port, auth=AuthMethod.NTLM), SWEEPER, soon())

    assert not caught.value.is_transient


async def test_no_host_is_probed_for_an_account_that_is_held_back() -> None:
    """After the brake has closed neither a probe nor a session begins: nothing is sent, not even a SYN."""
    gate = AuthBrake(limit=0)
    nowhere = Target("no-such-host.invalid", auth=AuthMethod.NTLM)
    async with PypsrpTransport(QUICK, gate) as transport:
        with pytest.raises(LogonWithheld):
            async with gate.logon(nowhere, SWEEPER, soon()):
                pass
        with pytest.raises(LogonWithheld):
            await transport.probe(nowhere, SWEEPER, soon())
        with pytest.raises(LogonWithheld):
            async with transport.connect(nowhere, SWEEPER, soon()):
                pass


@pytest.mark.parametrize("shows_the_password", [True, False])
async def test_a_host_that_takes_the_password_and_says_nothing_may_have_counted_it(
    tmp_path: Path, shows_the_password: bool
) -> None:
    """A connection cut after the password was sent is marked, one that was cut before it is not."""

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await read_request(reader)
        writer.transport.abort()

    method = AuthMethod.BASIC if shows_the_password else AuthMethod.NTLM
    async with (
        serving(handle, listener(tmp_path)) as server,
        PypsrpTransport(TransportSettings(ca_file=authority().write(tmp_path))) as transport,
    ):
        seen = await visit(transport, Target("127.0.0.1", port=server.port, auth=method, https=True))

    assert seen.error is not None
    assert seen.error.phase is Phase.AUTHENTICATE
    assert seen.error.is_logon_unanswered is shows_the_password
    assert seen.error.is_transient


@pytest.mark.parametrize(
    ("code", "is_transient"),
    [
        (0x803381A5, True),  # MaxShellsPerUser
        (0x803381A6, True),  # MaxConcurrentOperationsPerUser
        (0x80338029, True),  # the host gave up waiting for its own PowerShell
        (0x5, False),  # access denied
        (0x80090322, False),  # wrong service principal
        (0x80090324, False),  # clocks
        (0x8009030C, False),  # logon denied
        (0x12345678, False),  # unknown
    ],
)
def test_which_faults_may_be_over_in_a_moment(code: int, is_transient: bool) -> None:
    """Quotas and a slow start are worth another try; rights, names, clocks and credentials are not."""
    assert fault_error(Phase.SHELL, code).is_transient is is_transient


@pytest.mark.parametrize(("status", "is_transient"), [(503, True), (403, False), (404, False), (500, False)])
def test_which_http_statuses_may_be_over_in_a_moment(status: int, is_transient: bool) -> None:
    """A service that is not ready may be ready soon."""
    assert status_error(Phase.SHELL, status).is_transient is is_transient
