"""What may count towards an account's lockout: a 401 to our own credential, and nothing else a host can say."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from remote_prt.errors import HostRefused, LogonRefused, Phase
from remote_prt.lab.faults import Fault, FaultKind, FaultPoint
from remote_prt.model import AuthMethod, Target
from remote_prt.transports.credentials import Credential
from remote_prt.transports.pypsrp_threads import PypsrpTransport
from remote_prt.transports.settings import TransportSettings
from tests.conftest import StartFarm
from tests.lab_farm import scenario
from tests.transports.certificates import authority, listener
from tests.transports.hostile_servers import HostileServer, read_request, serving
from tests.transports.test_pypsrp_threads import credential_of, target_of, transport_for
from tests.transports.visiting import Visited, visit

NTLM, NEGOTIATE, BASIC = AuthMethod.NTLM, AuthMethod.NEGOTIATE, AuthMethod.BASIC
WAYS = [(NTLM, False), (NTLM, True), (NEGOTIATE, False), (NEGOTIATE, True), (BASIC, True)]
each_way = pytest.mark.parametrize(("auth", "https"), WAYS, ids=[f"{a}_{'tls' if s else 'http'}" for a, s in WAYS])


@asynccontextmanager
async def always(folder: Path, head: bytes, *, https: bool) -> AsyncIterator[HostileServer]:
    """A server that gives every request the same answer."""

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                await read_request(reader)
                writer.write(b"HTTP/1.1 " + head + b"\r\nContent-Length: 0\r\n\r\n")
                await writer.drain()
        except asyncio.IncompleteReadError:
            pass  # the visitor has left

    async with serving(handle, listener(folder) if https else None) as server:
        yield server


async def visited(folder: Path, head: bytes, auth: AuthMethod, *, https: bool) -> Visited:
    """A visit to such a server."""
    async with (
        always(folder, head, https=https) as server,
        PypsrpTransport(TransportSettings(ca_file=authority().write(folder))) as transport,
    ):
        return await visit(transport, Target("127.0.0.1", port=server.port, auth=auth, https=https))


@each_way
async def test_a_wrong_password_counts(start_farm: StartFarm, auth: AuthMethod, https: bool):
    """A 401 to the password itself, or to the answer to an NTLM challenge, is a rejected credential."""
    farm = await start_farm()

    async with transport_for(farm) as transport:
        seen = await visit(transport, target_of(farm, auth=auth, https=https), Credential(farm.account.name, "wrong"))

    assert type(seen.error) is LogonRefused
    assert seen.error.phase is Phase.AUTHENTICATE
    assert farm.farm.stats().logon_attempts == 1


@each_way
async def test_missing_rights_do_not_count(start_farm: StartFarm, auth: AuthMethod, https: bool):
    """Access denied comes after the logon: the password was right."""
    farm = await start_farm(scenario("bad", faults=(Fault(FaultPoint.CREATE, FaultKind.ACCESS_DENIED),)))

    async with transport_for(farm) as transport:
        seen = await visit(transport, target_of(farm, auth=auth, https=https), credential_of(farm))

    assert type(seen.error) is HostRefused
    assert seen.error.phase is Phase.SHELL
    assert "access is denied" in seen.error.reason


@each_way
@pytest.mark.parametrize(
    ("head", "words"),
    [
        (b"401 Unauthorized\r\nWWW-Authenticate: Digest realm=x", "offers no"),
        (b"403 Forbidden", "HTTP 403"),
        (b"407 Proxy Authentication Required\r\nProxy-Authenticate: Basic", "HTTP 407"),
        (b"503 Service Unavailable", "HTTP 503"),
    ],
)
async def test_what_else_a_host_refuses_does_not_count(
    tmp_path: Path, auth: AuthMethod, https: bool, head: bytes, words: str
):
    """A method that is not offered, forbidden access, a proxy's wish and a busy service say nothing of the password."""
    seen = await visited(tmp_path, head, auth, https=https)

    assert type(seen.error) is HostRefused
    assert words in seen.error.reason


@pytest.mark.parametrize("https", [False, True], ids=["http", "tls"])
@pytest.mark.parametrize("auth", [NTLM, NEGOTIATE])
async def test_a_host_that_never_challenges_does_not_count(tmp_path: Path, auth: AuthMethod, https: bool):
    """A 401 to the first message of NTLM, which holds no proof yet, is no word against the password."""
    seen = await visited(tmp_path, b"401 Unauthorized\r\nWWW-Authenticate: Negotiate", auth, https=https)

    assert type(seen.error) is HostRefused
    assert seen.error.phase is Phase.AUTHENTICATE
    assert "before it saw a password" in seen.error.reason
