"""Every fault at every point, seen from a bare socket or a bare HTTP client."""

import asyncio
import base64
import gzip
import ssl
from collections.abc import Callable

import pytest
from pypsrp.powershell import PowerShell, RunspacePool

from remote_prt.errors import LabError
from remote_prt.lab.faults import Fault, FaultKind, FaultPoint
from remote_prt.lab.misbehaviour import GARBAGE, KINDS_AT, check_faults
from remote_prt.lab.wsman import COMMAND, CREATE, DELETE, RECEIVE, RSP, A, NotAnEnvelope, S, W, parse_xml
from tests.conftest import StartFarm
from tests.lab.pypsrp_client import connect, run
from tests.lab_bare_client import (
    PATIENCE_SECONDS,
    SHORT_PATIENCE_SECONDS,
    BareClient,
    Reply,
    bare_client,
    raw_exchange,
)
from tests.lab_farm import scenario

ACTIONS = {
    FaultPoint.CREATE: CREATE,
    FaultPoint.COMMAND: COMMAND,
    FaultPoint.RECEIVE: RECEIVE,
    FaultPoint.DELETE: DELETE,
}
TESTED_APART = {(FaultPoint.COMMAND, FaultKind.ENDLESS), (FaultPoint.RECEIVE, FaultKind.ENDLESS)}
AT_REQUESTS = [
    pytest.param(point, kind, id=f"{kind}_at_{point}")
    for point in (FaultPoint.AUTHENTICATE, *ACTIONS)
    for kind in sorted(KINDS_AT[point])
    if kind is not FaultKind.GARBAGE and (point, kind) not in TESTED_APART
]
AT_SOCKETS = [
    pytest.param(point, kind, id=f"{kind}_at_{point}")
    for point in (FaultPoint.CONNECT, FaultPoint.TLS)
    for kind in sorted(KINDS_AT[point])
]
SLOW_SECONDS = 0.2


def patience_for(kind: FaultKind) -> float:
    """Short for what goes on for ever."""
    never_ends = kind in {FaultKind.HANG, FaultKind.DRIP, FaultKind.ENDLESS}
    return SHORT_PATIENCE_SECONDS if never_ends else PATIENCE_SECONDS


def envelope(action: str) -> bytes:
    """A request about a shell and command that do not exist: enough to meet a fault."""
    body = f'<r:Receive xmlns:r="{RSP}"><r:DesiredStream CommandId="00000000-0000-0000-0000-000000000001"/></r:Receive>'
    return (
        f'<s:Envelope xmlns:s="{S}" xmlns:a="{A}" xmlns:w="{W}"><s:Header><a:Action>{action}</a:Action>'
        f"<a:MessageID>uuid:1</a:MessageID><a:To>http://pc/wsman</a:To></s:Header><s:Body>{body}</s:Body></s:Envelope>"
    ).encode()


async def meet(client: BareClient, point: FaultPoint, patience_seconds: float = PATIENCE_SECONDS) -> Reply:
    """The reply to the request at which the fault strikes."""
    if point is FaultPoint.AUTHENTICATE:
        client.patience_seconds = patience_seconds
        return await client.log_on()
    await client.log_on()
    client.patience_seconds = patience_seconds
    return await client.ask(envelope(ACTIONS[point]))


#: what shows that the fault has struck as its line in `faults.py` says
SIGNS: dict[FaultKind, Callable[[Reply], bool]] = {
    FaultKind.HANG: lambda reply: (reply.body, reply.ended) == (b"", "silent"),
    FaultKind.REFUSE: lambda reply: reply.ended == "rst",
    FaultKind.RESET: lambda reply: reply.ended == "rst",
    FaultKind.DRIP: lambda reply: (reply.body, reply.ended) == (b"H", "more"),
    FaultKind.TRUNCATED: lambda reply: reply.ended == "fin",
    FaultKind.ENDLESS: lambda reply: reply.ended == "more" and "content-length" not in reply.headers,
    FaultKind.OVERSIZE: lambda reply: reply.headers["content-length"] == "3000000" and len(reply.body) == 3_000_000,
    FaultKind.UNAUTHORIZED: lambda reply: (reply.status, reply.headers["www-authenticate"]) == (401, "Negotiate"),
    FaultKind.UNAVAILABLE: lambda reply: reply.status == 503,
    FaultKind.REDIRECT: lambda reply: reply.status == 307 and reply.headers["location"].startswith("https://127."),
    FaultKind.HTTP_STATUS: lambda reply: reply.status == 403,
    FaultKind.WSMAN_FAULT: lambda reply: reply.status == 500 and b'Code="2150858770"' in reply.body,
    FaultKind.GZIP: lambda reply: reply.headers["content-encoding"] == "gzip",
    FaultKind.UNSEALED: lambda reply: reply.body.startswith(b"<s:Envelope"),
    FaultKind.SLOW: lambda reply: reply.ended == "whole",
    FaultKind.DROP: lambda reply: reply.ended == "whole",  # before its megabytes went out
    FaultKind.ACCESS_DENIED: lambda reply: reply.status == 500 and b'Code="5"' in reply.body,
    FaultKind.QUOTA: lambda reply: reply.status == 500 and b'Code="2150859173"' in reply.body,
    FaultKind.SHELL_GONE: lambda reply: reply.status == 500 and b'Code="2150858843"' in reply.body,
    FaultKind.OPERATION_TIMEOUT: lambda reply: reply.status == 500 and b'Code="2150858793"' in reply.body,
}


@pytest.mark.parametrize(("point", "kind"), AT_REQUESTS)
async def test_a_fault_at_a_request_shows_on_the_wire(start_farm: StartFarm, point: FaultPoint, kind: FaultKind):
    """Each fault does what its line in `faults.py` says, at the request it names."""
    farm = await start_farm(scenario(faults=(Fault(point, kind, seconds=SLOW_SECONDS, megabytes=3),)))

    async with bare_client(farm) as client:
        started = asyncio.get_running_loop().time()
        reply = await meet(client, point, patience_for(kind))
        took = asyncio.get_running_loop().time() - started

    assert SIGNS[kind](reply), reply
    assert took >= SLOW_SECONDS or kind is not FaultKind.SLOW


@pytest.mark.parametrize(("point", "kind"), AT_SOCKETS)
async def test_a_fault_at_the_socket_shows_on_the_wire(start_farm: StartFarm, point: FaultPoint, kind: FaultKind):
    """A connection may go wrong before HTTP or instead of the TLS handshake; slow ones turn honest in the end."""
    farm = await start_farm(scenario(faults=(Fault(point, kind, seconds=SLOW_SECONDS),)))
    host = farm.hosts[0]
    port = host.https_port if point is FaultPoint.TLS else host.http_port
    hello = b"\x16\x03\x01\x00\x05hello" if point is FaultPoint.TLS else b"POST /wsman HTTP/1.1\r\n\r\n"

    if kind is FaultKind.SLOW and point is FaultPoint.TLS:
        trust = ssl.create_default_context(cafile=farm.certificates.authority_path)
        _, writer = await asyncio.open_connection(host.address, port, ssl=trust)
        writer.transport.abort()
        return
    seen, ended = await raw_exchange(host.address, port, hello, patience_for(kind))

    expected = {
        FaultKind.REFUSE: (0, 0, "rst"),
        FaultKind.RESET: (0, 0, "rst"),
        FaultKind.HANG: (0, 0, "silent"),
        FaultKind.DRIP: (1, 1, "more"),
        FaultKind.GARBAGE: (len(GARBAGE), len(GARBAGE), "fin"),
        FaultKind.OLD_PROTOCOL: (7, 7, "fin"),
        FaultKind.ENDLESS: (4096, 10_000_000, "more"),
        FaultKind.SLOW: (0, 0, "whole"),
    }[kind]
    assert (expected[0] <= len(seen) <= expected[1], ended) == (True, expected[2])


@pytest.mark.parametrize("point", [FaultPoint.CREATE, FaultPoint.COMMAND, FaultPoint.DELETE])
async def test_garbage_instead_of_an_envelope_is_no_xml(start_farm: StartFarm, point: FaultPoint):
    """The reply is sealed rightly and holds bytes that no parser takes."""
    farm = await start_farm(scenario(faults=(Fault(point, FaultKind.GARBAGE),)))

    async with bare_client(farm) as client:
        reply = await meet(client, point)

    with pytest.raises(NotAnEnvelope):
        parse_xml(reply.body)


async def test_garbage_instead_of_output_is_no_psrp(start_farm: StartFarm):
    """The envelope is right and its stream holds bytes that are no fragment."""
    farm = await start_farm(scenario(faults=(Fault(FaultPoint.RECEIVE, FaultKind.GARBAGE),)))

    async with bare_client(farm) as client:
        reply = await meet(client, FaultPoint.RECEIVE)

    stream = parse_xml(reply.body).find(f".//{{{RSP}}}Stream")
    assert stream is not None
    assert base64.b64decode(stream.text or "") == GARBAGE


async def test_garbage_instead_of_a_token_is_no_token(start_farm: StartFarm):
    """The 401 carries a token that no mechanism understands."""
    farm = await start_farm(scenario(faults=(Fault(FaultPoint.AUTHENTICATE, FaultKind.GARBAGE),)))

    async with bare_client(farm) as client:
        reply = await client.post()

    assert reply.status == 401
    assert base64.b64decode(reply.headers["www-authenticate"].removeprefix("Negotiate ")) == GARBAGE


async def test_a_closed_port_refuses(start_farm: StartFarm):
    """Nothing listens, and nobody else can take the port meanwhile."""
    farm = await start_farm(scenario(faults=(Fault(FaultPoint.LISTEN, FaultKind.REFUSE),)))
    host = farm.hosts[0]

    for port in (host.http_port, host.https_port):
        with pytest.raises(ConnectionRefusedError):
            await asyncio.open_connection(host.address, port)


async def test_a_firewalled_port_never_connects(start_farm: StartFarm):
    """The connection attempt neither succeeds nor fails."""
    farm = await start_farm(scenario(faults=(Fault(FaultPoint.LISTEN, FaultKind.HANG),)))
    host = farm.hosts[0]

    for port in (host.http_port, host.https_port):
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(asyncio.open_connection(host.address, port), 0.3)


@pytest.mark.parametrize("point", [FaultPoint.COMMAND, FaultPoint.RECEIVE])
async def test_endless_output_goes_on_and_dies_with_its_shell(start_farm: StartFarm, point: FaultPoint):
    """A script that never stops keeps filling replies, waits while nobody fetches, and ends with Delete."""
    farm = await start_farm(scenario(faults=(Fault(point, FaultKind.ENDLESS),)))
    wsman = connect(farm)

    def ask() -> int:
        with wsman, RunspacePool(wsman) as pool:
            powershell = PowerShell(pool)
            powershell.add_script("output: short")
            powershell.begin_invoke()
            while len(powershell.output) < 200:
                powershell.poll_invoke()
            return sum(map(len, powershell.output))

    assert await asyncio.to_thread(ask) >= 200 * 16_384
    assert farm.farm.stats().open_shells == 0


async def test_an_operation_timeout_strikes_once(start_farm: StartFarm):
    """After one 2150858793 the same host goes on, and the client gets its output."""
    farm = await start_farm(scenario(faults=(Fault(FaultPoint.RECEIVE, FaultKind.OPERATION_TIMEOUT),)))

    done = await asyncio.to_thread(run, connect(farm), "output: there")

    assert done.output == ["there"]


async def test_latency_delays_every_reply(start_farm: StartFarm):
    """A far host takes its latency for each of the nine requests of a visit."""
    farm = await start_farm(scenario(latency_seconds=0.05))
    started = asyncio.get_running_loop().time()

    await asyncio.to_thread(run, connect(farm), "output: far")

    assert asyncio.get_running_loop().time() - started >= 9 * 0.05


async def test_refused_rights_leave_no_shell(start_farm: StartFarm):
    """Access denied at Create counts a logon but no visit."""
    farm = await start_farm(scenario(faults=(Fault(FaultPoint.CREATE, FaultKind.ACCESS_DENIED),)))

    async with bare_client(farm) as client:
        await meet(client, FaultPoint.CREATE)

    assert farm.farm.stats().totals == {"LogonAttempts": 1, "OpenShells": 0, "OpenTasks": 0, "Visits": 0}


async def test_a_gzip_body_holds_the_honest_answer(start_farm: StartFarm):
    """What is packed is the sealed reply itself, padded to the size the fault asks for."""
    farm = await start_farm(scenario(faults=(Fault(FaultPoint.DELETE, FaultKind.GZIP, megabytes=2),)))

    async with bare_client(farm) as client:
        await client.log_on()
        body = await client.ask_packed(envelope(DELETE))

    assert len(body) < 20_000
    assert len(gzip.decompress(body)) > 2_000_000


def test_a_fault_where_it_makes_no_sense_is_refused():
    """A quota in the TLS handshake is a mistake of the scenario's author, named at the start."""
    wrong = scenario("odd", faults=(Fault(FaultPoint.TLS, FaultKind.QUOTA),))

    with pytest.raises(LabError, match=r"scenario odd: no fault quota exists at tls"):
        check_faults([wrong])


def test_every_point_has_kinds_and_every_kind_a_point():
    """Nothing of `faults.py` is out of reach."""
    assert set(KINDS_AT) == set(FaultPoint)
    assert set().union(*KINDS_AT.values()) == set(FaultKind)
