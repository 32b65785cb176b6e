"""One visit as the controller makes it, for tests: what arrived, how it ended, how long it took."""

import threading
import time
from dataclasses import dataclass

import psutil

from remote_prt.errors import HostError
from remote_prt.model import Deadline, Target
from remote_prt.transports.base import CommandCall, PeerInfo, Script, Transport
from remote_prt.transports.credentials import Credential

HELLO = Script("output: hello", "00")


@dataclass(frozen=True, slots=True)
class Visited:
    """What came of a visit."""

    records: list[str]
    error: HostError | None
    seconds: float
    peer: PeerInfo | None


async def visit(
    transport: Transport,
    target: Target,
    credential: Credential | None = None,
    *,
    call: Script | CommandCall = HELLO,
    seconds: float = 10.0,
) -> Visited:
    """Connects, runs, leaves; host errors become part of the result."""
    started = time.monotonic()
    deadline = Deadline.after(seconds, started)
    records: list[str] = []
    peer: PeerInfo | None = None
    error: HostError | None = None
    try:
        async with transport.connect(target, credential or Credential("nobody", "x"), deadline) as connection:
            peer = connection.peer
            async for record in connection.run(call, deadline):
                records.append(record)  # noqa: PERF401  a comprehension would lose what came before the error
    except HostError as ended_by:
        error = ended_by
    return Visited(records, error, time.monotonic() - started, peer)


def our_threads() -> list[str]:
    """Names of threads that belong to transports; a lookup under way is a daemon and cannot be ended."""
    return [thread.name for thread in threading.enumerate() if thread.name.startswith(("visit", "reap"))]


def sockets_to(port: int) -> int:
    """How many TCP connections of this process lead to a port."""
    mine = psutil.Process().net_connections(kind="tcp")
    return sum(1 for connection in mine if connection.raddr and connection.raddr.port == port)
