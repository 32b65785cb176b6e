"""How each fault of `faults.py` looks on the wire, at each point where it makes sense.

Tables say which kinds exist where: at the socket (listen, connect, TLS), at any HTTP request, and only where there is
a WS-Man envelope. Nothing here knows how a client should react.
"""

import asyncio
import gzip
import ssl
from collections.abc import AsyncIterator, Iterable
from dataclasses import replace

from remote_prt.errors import LabError
from remote_prt.lab.engine import Engine, PipelineCall, Stream, StreamItem
from remote_prt.lab.faults import Fault, FaultKind, FaultPoint
from remote_prt.lab.http_messages import Delivery, HttpReply
from remote_prt.lab.http_server import DRIP_SECONDS, HttpConnection, TcpPeer
from remote_prt.lab.scenario import Scenario, SimulatedHost
from remote_prt.lab.wsman_faults import (
    ACCESS_DENIED,
    OPERATION_TIMEOUT,
    SHELL_QUOTA,
    UNKNOWN_SHELL,
    WsmanFaultText,
)

DEFAULT_MEGABYTES = 50
DEFAULT_SLOW_SECONDS = 5.0
DEFAULT_CODE = 0x80338012  # ERROR_WSMAN_CANNOT_CONNECT
GARBAGE = b"\x00\xff\x1b[31m<Obj RefId='0'>\x07 this is neither XML nor PSRP \xf0\x28\x8c\x28"
#: fatal alert protocol_version (RFC 5246 section 7.2): nothing newer than TLS 1.1 is spoken here
_OLD_PROTOCOL_ALERT = b"\x15\x03\x02\x00\x02\x02\x46"
#: what is said instead of anything else, before the connection is closed
_LAST_WORDS = {FaultKind.GARBAGE: GARBAGE, FaultKind.OLD_PROTOCOL: _OLD_PROTOCOL_ALERT}

_LISTEN_KINDS = frozenset({FaultKind.REFUSE, FaultKind.HANG})
_SOCKET_KINDS = frozenset(
    {
        FaultKind.REFUSE, FaultKind.RESET, FaultKind.HANG, FaultKind.SLOW, FaultKind.DRIP, FaultKind.GARBAGE,
        FaultKind.ENDLESS,
    }
)  # fmt: skip
_HTTP_KINDS = _SOCKET_KINDS | {
    FaultKind.UNAUTHORIZED, FaultKind.UNAVAILABLE, FaultKind.REDIRECT, FaultKind.TRUNCATED, FaultKind.OVERSIZE,
    FaultKind.GZIP, FaultKind.HTTP_STATUS,
}  # fmt: skip
_ENVELOPE_KINDS = _HTTP_KINDS | {
    FaultKind.ACCESS_DENIED, FaultKind.QUOTA, FaultKind.SHELL_GONE, FaultKind.OPERATION_TIMEOUT, FaultKind.UNSEALED,
    FaultKind.WSMAN_FAULT,
}  # fmt: skip
KINDS_AT = {
    FaultPoint.LISTEN: _LISTEN_KINDS,
    FaultPoint.CONNECT: _SOCKET_KINDS,
    FaultPoint.TLS: _SOCKET_KINDS | {FaultKind.OLD_PROTOCOL},
    FaultPoint.AUTHENTICATE: _HTTP_KINDS,
    FaultPoint.CREATE: _ENVELOPE_KINDS,
    FaultPoint.COMMAND: _ENVELOPE_KINDS,
    FaultPoint.RECEIVE: _ENVELOPE_KINDS | {FaultKind.DROP},
    FaultPoint.DELETE: _ENVELOPE_KINDS,
}
#: kinds that change only how the reply is put on the wire
_DELIVERIES = {
    FaultKind.DRIP: Delivery.DRIP,
    FaultKind.RESET: Delivery.HALF_THEN_RST,
    FaultKind.DROP: Delivery.HALF_THEN_RST,
    FaultKind.TRUNCATED: Delivery.HALF_THEN_FIN,
    FaultKind.ENDLESS: Delivery.FLOOD,
}
#: kinds that answer with a WS-Man fault instead of doing what was asked
FAULT_TEXTS: dict[FaultKind, WsmanFaultText] = {
    FaultKind.ACCESS_DENIED: ACCESS_DENIED,
    FaultKind.QUOTA: SHELL_QUOTA,
    FaultKind.SHELL_GONE: UNKNOWN_SHELL,
    FaultKind.OPERATION_TIMEOUT: OPERATION_TIMEOUT,
}


def check_faults(scenarios: Iterable[Scenario]) -> None:
    """Refuses a fault at a point where it makes no sense.

    Raises:
        LabError: names scenario, point and kind.
    """
    for scenario in scenarios:
        for fault in scenario.faults:
            if fault.kind not in KINDS_AT[fault.point]:
                raise LabError(f"scenario {scenario.name}: no fault {fault.kind} exists at {fault.point}")


def reply_before_work(fault: Fault, redirect_to: str) -> HttpReply | None:
    """What is answered instead of looking at the request at all; None: the request is worked on."""
    match fault.kind:
        case FaultKind.HANG:
            return HttpReply(200, delivery=Delivery.SILENCE)
        case FaultKind.REFUSE:
            return HttpReply(200, delivery=Delivery.RST)
        case FaultKind.UNAVAILABLE:
            return HttpReply(503)
        case FaultKind.HTTP_STATUS:
            return HttpReply(fault.code or 403)
        case FaultKind.REDIRECT:
            return HttpReply(307, (("Location", redirect_to),))
        case _:
            return None


def spoilt(fault: Fault, reply: HttpReply) -> HttpReply:
    """The reply as the fault makes it; unchanged for faults that are not about delivery."""
    if fault.kind in _DELIVERIES:
        return replace(reply, delivery=_DELIVERIES[fault.kind])
    match fault.kind:
        case FaultKind.OVERSIZE:
            size = (fault.megabytes or DEFAULT_MEGABYTES) * 1_000_000
            return replace(reply, delivery=Delivery.FLOOD, flood_bytes=size)
        case FaultKind.GZIP:
            packed = gzip.compress(reply.body + b" " * (fault.megabytes * 1_000_000))
            return replace(reply, body=packed).with_header("Content-Encoding", "gzip")
        case _:
            return reply


def fault_text(fault: Fault) -> WsmanFaultText | None:
    """The WS-Man fault that is answered instead of doing what was asked; None: it is done."""
    if fault.kind is FaultKind.WSMAN_FAULT:
        return WsmanFaultText(fault.code or DEFAULT_CODE, sender=True, subcode="w:InternalError", message="So it is. ")
    return FAULT_TEXTS.get(fault.kind)


def is_endless_output(fault: Fault) -> bool:
    """Whether the fault is a script whose output never ends, rather than a reply that never ends."""
    return fault.kind is FaultKind.ENDLESS and fault.point in {FaultPoint.COMMAND, FaultPoint.RECEIVE}


class EndlessEngine:
    """Runs any script as one that never stops writing."""

    def __init__(self, honest: Engine) -> None:
        self._honest = honest

    async def run(self, host: SimulatedHost, call: PipelineCall) -> AsyncIterator[StreamItem]:  # noqa: ARG002 - the door
        """Lines of 16 KB without end, as fast as they are fetched."""
        while True:
            yield StreamItem(Stream.OUTPUT, "x" * 16_384)
            await asyncio.sleep(0)

    def open_tasks(self) -> int:
        """Those of the honest engine."""
        return self._honest.open_tasks()


class SpoiltConnection(asyncio.Protocol):
    """A connection that goes wrong before HTTP: right after accept, or where the TLS handshake should be."""

    def __init__(
        self, fault: Fault, honest: HttpConnection, tls: ssl.SSLContext | None, connected: set[asyncio.Transport]
    ) -> None:
        self._fault = fault
        self._connected = connected
        self._honest = honest
        self._tls = tls
        self._task: asyncio.Task[None] | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._connected.add(transport)
        if self._fault.kind is FaultKind.REFUSE or (
            self._fault.kind is FaultKind.RESET and self._fault.point is FaultPoint.CONNECT
        ):
            TcpPeer(transport).reset()
        elif self._fault.kind is FaultKind.SLOW:
            transport.pause_reading()
            self._task = asyncio.get_running_loop().create_task(self._turn_honest())
        elif self._fault.kind in {FaultKind.DRIP, FaultKind.ENDLESS}:
            self._task = asyncio.get_running_loop().create_task(self._pour())

    def data_received(self, data: bytes) -> None:  # noqa: ARG002 - whatever the client says
        if self._fault.kind is FaultKind.RESET:  # in the middle of the handshake
            TcpPeer(self._transport).reset()
        elif self._fault.kind in _LAST_WORDS and not self._transport.is_closing():
            self._transport.write(_LAST_WORDS[self._fault.kind])
            self._transport.close()

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 - asyncio's signature
        self._connected.discard(self._transport)
        if self._task is not None:
            self._task.cancel()

    async def _turn_honest(self) -> None:
        """After the delay, what should have been there from the start: TLS if the port has it, then HTTP."""
        await asyncio.sleep(self._fault.seconds or DEFAULT_SLOW_SECONDS)
        transport: asyncio.Transport = self._transport
        self._task = None  # from here on the honest protocol owns the connection
        if self._tls is None:
            transport.set_protocol(self._honest)
            self._honest.connection_made(transport)
            transport.resume_reading()
        else:
            loop = asyncio.get_running_loop()
            secured = await loop.start_tls(transport, self._honest, self._tls, server_side=True)
            if secured is not None:
                self._honest.connection_made(secured)

    async def _pour(self) -> None:
        """Bytes that a TLS client takes for a long handshake record, and an HTTP client for an endless header."""
        is_tls = self._tls is not None and self._fault.point is FaultPoint.TLS
        head = b"\x16\x03\x03\x40\x00\x02" if is_tls else b"HTTP/1.1 200 OK\r\nX-Filler: "
        while not self._transport.is_closing():
            if self._fault.kind is FaultKind.DRIP:
                self._transport.write(head[:1] or b"x")
                head = head[1:]
                await asyncio.sleep(DRIP_SECONDS)
            else:
                self._transport.write(head or b"x" * 4096)
                head = b""
                await asyncio.sleep(0.01)  # some 400 KB a second: without end, but not the machine's end
