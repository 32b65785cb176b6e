"""Names to addresses, addresses to sockets."""

import socket
import time

import pytest

from remote_prt.errors import HostUnreachable, Phase
from remote_prt.model import Target
from remote_prt.transports.probe import Resolver, connect_tcp, connect_words
from remote_prt.transports.socket_address import look_up
from tests.transports.hostile_servers import hang, serving


async def test_an_address_is_not_looked_up():
    """Literal addresses, given or written, come back as they are."""
    resolver = Resolver(1)

    assert [str(found) for found in await resolver.addresses(Target("192.0.2.1"), 1)] == ["192.0.2.1"]
    assert [str(found) for found in await resolver.addresses(Target("pc-01", address="::1"), 1)] == ["::1"]


async def test_a_scope_that_is_no_interface_is_unreachable():
    """A link-local address on an interface nobody has says what is wrong with it."""
    with pytest.raises(HostUnreachable, match="scope this machine does not know") as caught:
        await Resolver(1).addresses(Target("fe80::1%no-such-if"), 1)

    assert caught.value.phase is Phase.RESOLVE


async def test_a_name_is_looked_up():
    """The machine's own name for itself resolves to loopback."""
    found = await Resolver(1).addresses(Target("localhost"), 5)

    assert {str(address) for address in found} <= {"127.0.0.1", "::1"}


@pytest.mark.parametrize("name", ["a..b", "x" * 300, "a/b", "a b", "a?b", "a@b", "a\r\nHost: b", ""])
async def test_an_impossible_name_is_unreachable(name: str):
    """A name that no DNS could hold fails like one that does not exist."""
    with pytest.raises(HostUnreachable) as caught:
        await Resolver(1).addresses(Target(name), 5)

    assert caught.value.phase is Phase.RESOLVE


async def test_the_second_address_is_tried_when_the_first_is_dead(unused_tcp_port: int):
    """A name with a dead and a living address leads to the living one."""
    async with serving(hang) as server:
        sock, address = await connect_tcp(look_up("127.0.0.9") + look_up("127.0.0.1"), server.port, 4)
        sock.close()

    assert str(address) == "127.0.0.1"


async def test_a_closed_port_says_so(unused_tcp_port: int):
    """Connection refused is named with the port and the address."""
    with pytest.raises(HostUnreachable) as caught:
        await connect_tcp(look_up("127.0.0.1"), unused_tcp_port, 2)

    assert (caught.value.phase, caught.value.port, caught.value.address) == (
        Phase.CONNECT,
        unused_tcp_port,
        "127.0.0.1",
    )
    assert "is closed" in caught.value.reason


async def test_a_port_that_never_answers_costs_its_limit():
    """A listener whose queue is full lets the connect wait; the wait ends at its limit."""
    deaf = socket.socket()
    deaf.bind(("127.0.0.1", 0))
    deaf.listen(0)
    fillers = [socket.socket() for _ in range(3)]
    for filler in fillers:
        filler.setblocking(False)
        filler.connect_ex(deaf.getsockname())
    started = time.monotonic()

    try:
        with pytest.raises(HostUnreachable) as caught:
            await connect_tcp(look_up("127.0.0.1"), deaf.getsockname()[1], 0.3)
    finally:
        for sock in (deaf, *fillers):
            sock.close()

    assert "did not answer within 0.3 s" in caught.value.reason
    assert time.monotonic() - started < 1


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (TimeoutError(), "did not answer"),
        (ConnectionRefusedError(), "is closed"),
        (ConnectionResetError(), "reset"),
        (OSError(101, "Network is unreachable"), "no route"),
    ],
)
def test_each_way_not_to_connect_has_its_words(error: OSError, words: str):
    """Timeout, closed port, reset and missing route are told apart."""
    assert words in connect_words(error, 5985, 10)[0]
