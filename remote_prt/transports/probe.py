"""The first two steps of a visit: from a name to addresses, from an address to a connected socket.

Both run without a thread of the visits' pool, so that switched-off PCs, the most common kind, cost only a socket.
A DNS lookup cannot be interrupted: each runs in a daemon thread of its own, of which there are few, and is left to its
own end when its time is up. (`loop.getaddrinfo` would fill the loop's default pool and be waited for at exit.)
"""

import asyncio
import re
import socket
import threading
from collections.abc import Sequence
from contextlib import suppress

from remote_prt.errors import HostUnreachable, Phase
from remote_prt.model import Target
from remote_prt.transports.socket_address import SocketAddress, is_literal, look_up

_NAME = re.compile(r"[\w.:%-]+")  # it becomes part of a URL and of a header; letters of any script may be IDNA
_MOST_ADDRESSES = 4  # tried in turn; a name with more is a round robin, not a PC


class Resolver:
    """Turns names into addresses, a few at a time.

    Args:
        slots: how many lookups may be under way at once, hung ones included.
    """

    def __init__(self, slots: int) -> None:
        self._slots = asyncio.Semaphore(slots)

    async def addresses(self, target: Target, seconds: float) -> tuple[SocketAddress, ...]:
        """The target's IP addresses, best first; a given or literal address is not looked up.

        Raises:
            HostUnreachable: no such name or interface, or no answer in time.
        """
        if not _NAME.fullmatch(target.name):
            raise HostUnreachable(Phase.RESOLVE, "that is no name of a host", "check how the host is written")
        name = target.address or target.name
        if is_literal(name):
            return _literal(name)
        await self._slots.acquire()  # given back when the lookup ends, however long after its time that is
        try:
            async with asyncio.timeout(seconds):
                found = await self._look_up(name)
        except TimeoutError as error:
            raise HostUnreachable(
                Phase.RESOLVE,
                f"no name server answered within {round(seconds, 1):g} s",
                "check the DNS of this machine",
                is_transient=True,
            ) from error
        except (OSError, UnicodeError) as error:
            again = getattr(error, "errno", None) == socket.EAI_AGAIN
            why = ": no name server answers" if again else ""
            raise HostUnreachable(
                Phase.RESOLVE,
                f"the name does not resolve{why}",
                "check the spelling, the DNS suffix and the VPN",
                is_transient=again,
            ) from error
        return found[:_MOST_ADDRESSES]

    async def _look_up(self, name: str) -> tuple[SocketAddress, ...]:
        loop = asyncio.get_running_loop()
        answer: asyncio.Future[tuple[SocketAddress, ...]] = loop.create_future()

        def deliver(found: tuple[SocketAddress, ...] | OSError | UnicodeError) -> None:
            self._slots.release()
            if answer.done():  # nobody waits any more
                return
            if isinstance(found, tuple):
                answer.set_result(found)
            else:
                answer.set_exception(found)

        def ask() -> None:
            found = _found_or_error(name)
            with suppress(RuntimeError):  # the loop was closed meanwhile
                loop.call_soon_threadsafe(deliver, found)

        threading.Thread(target=ask, name=f"resolve {name}", daemon=True).start()
        return await answer


async def connect_tcp(
    addresses: Sequence[SocketAddress], port: int, seconds: float
) -> tuple[socket.socket, SocketAddress]:
    """A connected, non-blocking socket and the address it leads to; the addresses are tried in turn.

    Raises:
        HostUnreachable: none of them answers; the reason is that of the last one.
    """
    each = seconds / len(addresses)
    failure: HostUnreachable | None = None
    for address in addresses:
        try:
            async with asyncio.timeout(each):
                return await _connect(address, port), address
        except OSError as error:  # TimeoutError is one
            failure = _not_connected(error, address, port, each)
    assert failure is not None
    raise failure


def _not_connected(error: OSError, address: SocketAddress, port: int, seconds: float) -> HostUnreachable:
    reason, try_next = connect_words(error, port, seconds)
    again = isinstance(error, TimeoutError | ConnectionResetError)
    failure = HostUnreachable(Phase.CONNECT, reason, try_next, port=port, address=str(address), is_transient=again)
    failure.__cause__ = error
    return failure


def connect_words(error: OSError, port: int, seconds: float) -> tuple[str, str]:
    """What a failed TCP connect means, and what to try."""
    if isinstance(error, TimeoutError):
        reason = f"TCP {port} did not answer within {round(seconds, 1):g} s"
        return reason, "is the PC on? check the firewall between here and it"
    if isinstance(error, ConnectionRefusedError):
        return f"TCP {port} is closed", "run `winrm quickconfig` there, or check --port and --https"
    if isinstance(error, ConnectionResetError):
        return f"TCP {port} was reset on connecting", "check what inspects traffic between here and the host"
    return f"TCP {port} cannot be reached (no route)", "check the VPN, the route and the address"


async def _connect(address: SocketAddress, port: int) -> socket.socket:
    sock = socket.socket(address.family, socket.SOCK_STREAM)
    try:
        sock.setblocking(False)
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        await asyncio.get_running_loop().sock_connect(sock, address.with_port(port))
    except BaseException:
        sock.close()
        raise
    return sock


def _literal(name: str) -> tuple[SocketAddress, ...]:
    """A written address, which no name server is asked for."""
    try:
        return look_up(name)
    except OSError as error:
        raise HostUnreachable(
            Phase.RESOLVE, "that address has a scope this machine does not know", "check the interface after the %"
        ) from error


def _found_or_error(name: str) -> tuple[SocketAddress, ...] | OSError | UnicodeError:
    try:
        return look_up(name)
    except (OSError, UnicodeError) as error:
        return error
