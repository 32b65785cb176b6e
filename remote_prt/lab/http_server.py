"""The lab's HTTP: one `asyncio.Protocol` per TCP connection, requests answered one after another.

A raw protocol because NTLM and its sealing belong to the TCP connection, not to a request, and because faults need the
socket itself. What arrives is bounded; a request that breaks a bound or the grammar gets 400 or 413 and a FIN.
"""

import asyncio
import socket
import struct
from collections import deque
from typing import Protocol

import httptools

from remote_prt.lab.http_messages import Delivery, HttpReply, HttpRequest

MAX_BODY_BYTES = 8 * 1024 * 1024  # far above MaxEnvelopeSize 512000; a bound, not a limit of Windows
MAX_HEAD_BYTES = 64 * 1024
MAX_WAITING = 64  # requests sent before the first is answered
DRIP_SECONDS = 1.0
_FLOOD_CHUNK = b"\x00" * 65536


class Conversation(Protocol):
    """What one connection talks about: it keeps the logon and answers requests."""

    async def answer(self, request: HttpRequest) -> HttpReply:
        """The reply to one request."""
        ...


class TcpPeer:
    """The connection as faults and logons see it."""

    def __init__(self, transport: asyncio.Transport) -> None:
        self.transport = transport

    @property
    def client_address(self) -> str:
        """The client's IP address."""
        peer = self.transport.get_extra_info("peername")
        return str(peer[0]) if peer else ""

    @property
    def is_tls(self) -> bool:
        """Whether TLS is below."""
        return self.transport.get_extra_info("ssl_object") is not None

    @property
    def certificate_name(self) -> str:
        """The common name of the client's certificate, which TLS has verified; "" where it showed none."""
        certificate = self.transport.get_extra_info("peercert") or {}
        names = [value for part in certificate.get("subject", ()) for key, value in part if key == "commonName"]
        return str(names[0]) if names else ""

    def reset(self) -> None:
        """Ends the connection with RST instead of FIN (SO_LINGER 0)."""
        sock = self.transport.get_extra_info("socket")
        if sock is not None:
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.transport.abort()


class ConversationMaker(Protocol):
    """Starts the conversation of a new connection."""

    def __call__(self, peer: TcpPeer) -> Conversation:
        """The conversation."""
        ...


class HttpConnection(asyncio.Protocol):
    """Parses requests with httptools and writes replies as their `Delivery` says."""

    def __init__(self, make_conversation: ConversationMaker, connected: set[asyncio.Transport]) -> None:
        self._make_conversation = make_conversation
        self._connected = connected
        self._conversation: Conversation | None = None
        self._parser = httptools.HttpRequestParser(self)
        self._waiting: deque[HttpRequest] = deque()
        self._worker: asyncio.Task[None] | None = None
        self._writable = asyncio.Event()
        self._writable.set()
        self._is_head_alone = True
        self._head_bytes = 0
        self._begin_request()

    # asyncio.Protocol

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._peer = TcpPeer(transport)
        self._connected.add(transport)
        self._conversation = self._make_conversation(self._peer)

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 - asyncio's signature
        self._connected.discard(self._transport)
        self._writable.set()
        if self._worker is not None:
            self._worker.cancel()

    def pause_writing(self) -> None:
        self._writable.clear()

    def resume_writing(self) -> None:
        self._writable.set()

    def data_received(self, data: bytes) -> None:
        if self._conversation is None:
            return
        self._is_head_alone = not self._is_in_body
        try:
            self._parser.feed_data(data)
        except httptools.HttpParserError:
            self._refuse(HttpReply(400, close=True))
            return
        # httptools keeps an unfinished header line to itself, so what it was given is counted here.
        self._head_bytes = self._head_bytes + len(data) if self._is_head_alone else 0
        if self._head_bytes > MAX_HEAD_BYTES:
            self._refuse(HttpReply(431, close=True))

    # httptools callbacks

    def on_url(self, url: bytes) -> None:
        self._url += url

    def on_header(self, name: bytes, value: bytes) -> None:
        self._headers[name.decode("latin-1").lower()] = value.decode("latin-1")

    def on_headers_complete(self) -> None:
        self._is_head_alone = False
        self._is_in_body = True

    def on_body(self, body: bytes) -> None:
        self._body += body
        if len(self._body) > MAX_BODY_BYTES:
            self._refuse(HttpReply(413, close=True))

    def on_message_complete(self) -> None:
        method = self._parser.get_method().decode("latin-1")
        request = HttpRequest(method, self._url.decode("latin-1"), self._headers, bytes(self._body))
        self._waiting.append(request)
        self._begin_request()
        if len(self._waiting) > MAX_WAITING:
            self._refuse(HttpReply(429, close=True))
            return
        if self._worker is None or self._worker.done():
            self._worker = asyncio.get_running_loop().create_task(self._work())

    # the rest

    def _begin_request(self) -> None:
        self._url = b""
        self._headers: dict[str, str] = {}
        self._body = bytearray()
        self._is_in_body = False

    def _refuse(self, reply: HttpReply) -> None:
        self._conversation = None
        self._transport.write(reply.head())
        self._transport.close()

    async def _work(self) -> None:
        is_sound = False
        try:
            while self._waiting and self._conversation is not None:
                reply = await self._conversation.answer(self._waiting.popleft())
                await self._deliver(reply)
                if reply.close and not self._transport.is_closing():
                    self._transport.close()
            is_sound = True
        finally:
            if not is_sound:  # a mistake of the lab: better a broken connection than a client that waits
                self._transport.abort()

    async def _deliver(self, reply: HttpReply) -> None:
        whole = reply.head() + reply.body
        match reply.delivery:
            case Delivery.WHOLE:
                await self._write(whole)
            case Delivery.SILENCE:
                await asyncio.get_running_loop().create_future()
            case Delivery.RST:
                self._peer.reset()
            case Delivery.DRIP:
                await self._drip(whole)
            case Delivery.HALF_THEN_FIN:
                await self._write(whole[: len(whole) // 2])
                self._transport.close()
            case Delivery.HALF_THEN_RST:
                await self._write(whole[: len(whole) // 2])
                self._peer.reset()
            case Delivery.FLOOD:
                await self._flood(reply)
            case Delivery.RAW:
                await self._sing(reply)

    async def _drip(self, whole: bytes) -> None:
        for byte in whole:
            await self._write(bytes([byte]))
            await asyncio.sleep(DRIP_SECONDS)

    async def _sing(self, reply: HttpReply) -> None:
        await self._write(reply.body)
        while reply.refrain and not self._transport.is_closing():
            await self._write(reply.refrain)
            await asyncio.sleep(0)

    async def _flood(self, reply: HttpReply) -> None:
        await self._write(reply.head())
        left = reply.flood_bytes
        while not self._transport.is_closing() and left != 0:
            chunk = _FLOOD_CHUNK if left is None else _FLOOD_CHUNK[:left]
            await self._write(chunk)
            left = None if left is None else left - len(chunk)
            await asyncio.sleep(0)

    async def _write(self, data: bytes) -> None:
        self._transport.write(data)
        await self._writable.wait()
