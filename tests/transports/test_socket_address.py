"""Every part of an address, from the lookup to the connect."""

import asyncio
import contextlib
import socket
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from remote_prt.errors import HostError
from remote_prt.model import AuthMethod, Deadline, Target
from remote_prt.transports.probe import Resolver, connect_tcp
from remote_prt.transports.pypsrp_threads import PypsrpTransport
from remote_prt.transports.settings import Bounds, PhaseLimits, TransportSettings
from remote_prt.transports.socket_address import SocketAddress, is_literal, look_up
from remote_prt.transports.wire import Endpoint, Wire
from tests.conftest import StartFarm
from tests.transports.certificates import authority, listener
from tests.transports.hostile_servers import answer, serving
from tests.transports.test_pypsrp_threads import credential_of, transport_for
from tests.transports.visiting import visit


def can_listen_on_ipv6() -> bool:
    """Whether this machine has the IPv6 loopback address."""
    try:
        socket.create_server(("::1", 0), family=socket.AF_INET6).close()
    except OSError:
        return False
    return True


needs_ipv6 = pytest.mark.skipif(not can_listen_on_ipv6(), reason="this machine has no ::1")
SCOPED = "::1%1"  # the first interface is loopback; its address does without the scope, but keeps it


@asynccontextmanager
async def relayed(address: str, port: int) -> AsyncIterator[int]:
    """A port on ::1 whose connections lead on to another address."""

    async def pass_on(source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError):
            while data := await source.read(65536):
                sink.write(data)
                await sink.drain()
        sink.transport.abort()

    async def relay(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        onward_reader, onward_writer = await asyncio.open_connection(address, port)
        await asyncio.gather(pass_on(reader, onward_writer), pass_on(onward_reader, writer))

    async with await asyncio.start_server(relay, "::1", 0) as server:
        yield server.sockets[0].getsockname()[1]


@pytest.mark.parametrize(
    ("address", "parts", "text"),
    [
        (SocketAddress(socket.AF_INET, "10.1.2.3"), ("10.1.2.3", 5985), "10.1.2.3"),
        (SocketAddress(socket.AF_INET6, "2001:db8::1"), ("2001:db8::1", 5985, 0, 0), "2001:db8::1"),
        (SocketAddress(socket.AF_INET6, "fe80::1", 5, 3), ("fe80::1", 5985, 5, 3), "fe80::1%3"),
    ],
)
def test_ipv6_has_four_parts(address: SocketAddress, parts: tuple[object, ...], text: str):
    """IPv4 is address and port; IPv6 adds flow and scope, and the scope is printed as it is typed."""
    assert address.with_port(5985) == parts
    assert str(address) == text


@needs_ipv6
@pytest.mark.parametrize(("name", "scope"), [("fe80::1", 0), ("fe80::1%1", 1)])
def test_a_written_scope_survives_the_lookup(name: str, scope: int):
    """The interface after the % is part of what is connected to, and of what is printed."""
    (found,) = look_up(name)

    assert (found.family, found.ip, found.scope_id) == (socket.AF_INET6, "fe80::1", scope)
    assert str(found) == name


@pytest.mark.parametrize(
    ("name", "expected"), [("::1", True), ("fe80::1%eth0", True), ("10.0.0.1", True), ("pc-01", False), ("10", False)]
)
def test_written_addresses_are_told_from_names(name: str, expected: bool):
    """An address is one with or without its scope."""
    assert is_literal(name) is expected


@needs_ipv6
@pytest.mark.parametrize("name", ["::1", SCOPED])
async def test_ipv6_is_connected_to(name: str):
    """With and without a scope the probe and the wire's own redial reach the listener, with all four parts."""
    with socket.create_server(("::1", 0), family=socket.AF_INET6) as waiting:
        port = waiting.getsockname()[1]
        (address,) = await Resolver(1).addresses(Target(name), 1)
        sock, reached = await connect_tcp((address,), port, 5)
        endpoint = Endpoint("::1", reached, port, https=False)
        wire = Wire(endpoint, None, PhaseLimits(), Bounds(), Deadline.after(5, time.monotonic()))
        peers = [sock.getpeername()[:2], wire.open().getpeername()[:2]]
        sock.close()
        wire.close()

    assert peers == [("::1", port)] * 2
    assert endpoint.address == name


@needs_ipv6
@pytest.mark.parametrize("name", ["::1", SCOPED])
async def test_a_host_is_visited_over_ipv6(start_farm: StartFarm, name: str):
    """A whole visit, logon and sealing included, works with an IPv6 address; the peer is told as it was written."""
    farm = await start_farm()
    host = farm.hosts[0]
    async with relayed(host.address or "", host.http_port or 0) as port, transport_for(farm) as transport:
        seen = await visit(transport, Target(name, port=port), credential_of(farm))

    assert (seen.error, seen.records) == (None, ["hello"])
    assert seen.peer is not None
    assert (seen.peer.address, seen.peer.port, seen.peer.auth) == (name, port, "ntlm")


@needs_ipv6
@pytest.mark.parametrize("name", ["::1", SCOPED])
async def test_a_certificate_for_an_ipv6_address_is_verified(tmp_path: Path, name: str):
    """TLS is completed with a host whose certificate names its IPv6 address; a scope is no part of that name."""
    busy = answer(b"HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n")
    settings = TransportSettings(https=True, auth=AuthMethod.BASIC, ca_file=authority().write(tmp_path))
    async with (
        serving(busy, listener(tmp_path, name="::1")) as server,
        relayed("127.0.0.1", server.port) as port,
        PypsrpTransport(settings) as transport,
    ):
        seen = await visit(transport, Target(name, port=port))

    assert seen.error is not None
    assert "HTTP 503" in seen.error.reason
    assert seen.error.address == name


@needs_ipv6
async def test_the_scope_stays_here():
    """What is sent to the host names it without the scope, which means something on this machine only."""
    asked: list[bytes] = []

    async def note(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        asked.append(await reader.readuntil(b"\r\n\r\n"))
        writer.transport.abort()

    async with await asyncio.start_server(note, "::1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        async with PypsrpTransport() as transport:
            seen = await visit(transport, Target(SCOPED, port=port))

    assert isinstance(seen.error, HostError)
    assert f"Host: [::1]:{port}\r\n".encode() in asked[0]
    assert b"%" not in asked[0]
