"""A host that says what it is told to, whatever it is asked: the bytes of a fuzzer become its replies.

The session, the HTTP half and the wire are the real ones; only the network below is missing. Ids that a session makes
up by itself are marked in a reply: `POOL`, `PIPELINE` and `MESSAGE` stand for them, as text and, in PSRP messages, as
16 bytes.
"""

import base64
import binascii
import re
import socket
import time
import uuid
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from remote_prt.errors import HostError
from remote_prt.model import AuthMethod, Deadline
from remote_prt.transports.base import Script
from remote_prt.transports.credentials import Credential
from remote_prt.transports.metered_socket import MeteredSocket
from remote_prt.transports.pypsrp_session import PypsrpSession
from remote_prt.transports.session_plan import SessionPlan
from remote_prt.transports.settings import Bounds, PhaseLimits
from remote_prt.transports.socket_address import SocketAddress
from remote_prt.transports.wire import Endpoint, Wire

if TYPE_CHECKING:
    from typing_extensions import Buffer

POOL = uuid.UUID("11111111-1111-1111-1111-111111111111")
PIPELINE = uuid.UUID("22222222-2222-2222-2222-222222222222")
MESSAGE = uuid.UUID("33333333-3333-3333-3333-333333333333")
MOST_REPLIES = 12
Answer = Callable[[bytes], bytes]
_SECONDS = 30.0
_MOST_WORDS = 600
_COMMAND_ID = re.compile(rb'CommandId="([0-9A-Fa-f-]{36})"')
_MESSAGE_ID = re.compile(rb"MessageID>uuid:([0-9A-Fa-f-]{36})")
_STREAM = re.compile(rb"(<rsp:Stream[^>]*>)([A-Za-z0-9+/=]+)(</rsp:Stream>)")
_SHELL_ID = re.compile(rb'(?:ShellId="|Name="ShellId">)([0-9A-Fa-f-]{36})')


def in_order(replies: Sequence[bytes]) -> Answer:
    """One reply after another, whatever is asked; then the host hangs up."""
    left = iter(replies[:MOST_REPLIES])
    return lambda _: next(left, b"")


class ReplayedSocket(MeteredSocket):
    """Gives out one prepared reply for each request, then nothing more."""

    answer: Answer
    ids: dict[uuid.UUID, uuid.UUID]
    asked: bytes
    current: bytes

    def sendall(self, data: "Buffer", flags: int = 0) -> None:
        """A request, or a piece of one: learns its ids."""
        sent = bytes(data)
        for marked, pattern in ((POOL, _SHELL_ID), (PIPELINE, _COMMAND_ID), (MESSAGE, _MESSAGE_ID)):
            if found := pattern.search(sent):
                self.ids[marked] = uuid.UUID(found[1].decode())
        self.asked += sent

    def recv_into(self, buffer: "Buffer", nbytes: int = 0, flags: int = 0) -> int:
        """The next bytes of the reply to what was asked last."""
        if self.asked:
            self.current = self._with_ids(self.answer(self.asked))
            self.asked = b""
        view = memoryview(buffer)
        size = min(nbytes or len(view), len(view), len(self.current))
        view[:size] = self.current[:size]
        self.current = self.current[size:]
        self.meter(size)
        return size

    def _with_ids(self, reply: bytes) -> bytes:
        return _STREAM.sub(self._stream_with_ids, self._replaced(reply))

    def _stream_with_ids(self, found: re.Match[bytes]) -> bytes:
        try:
            fragments = base64.b64decode(found[2], validate=True)
        except binascii.Error:
            return found[0]
        return found[1] + base64.b64encode(self._replaced(fragments)) + found[3]

    def _replaced(self, data: bytes) -> bytes:
        for marked, real in self.ids.items():
            data = data.replace(marked.bytes_le, real.bytes_le)
            data = data.replace(str(marked).encode(), str(real).upper().encode())
        return data


class ReplayedWire(Wire):
    """A wire whose only socket is replayed: whoever hangs up is not called again."""

    def __init__(self, answer: Answer) -> None:
        endpoint = Endpoint("pc-001", SocketAddress(socket.AF_INET, "127.0.0.1"), 5986, https=True)
        super().__init__(endpoint, None, PhaseLimits(), Bounds(), Deadline.after(_SECONDS, time.monotonic()))
        ours, self._theirs = socket.socketpair()
        replayed = ReplayedSocket(ours.family, ours.type, ours.proto, fileno=ours.detach())
        replayed.meter = self._count
        replayed.answer, replayed.ids, replayed.asked, replayed.current = answer, {}, b"", b""
        self._replayed: ReplayedSocket | None = replayed
        self._sockets.append(replayed)

    def open(self) -> socket.socket:
        """The socket, once."""
        replayed, self._replayed = self._replayed, None
        if replayed is None:
            raise self.lost("the host closed the connection")
        return replayed

    def close(self) -> None:
        """Both ends."""
        super().close()
        self._theirs.close()


class OpenSeal:
    """A sealing context that keeps no secret: what a hostile host, which has the key, may put into a sealed message."""

    response_auth_header = "negotiate"

    def wrap_winrm(self, message: bytes) -> tuple[bytes, bytes, int]:
        """As it is."""
        return b"", message, 0

    def unwrap_winrm(self, _header: bytes, message: bytes) -> bytes:
        """As it is."""
        return message


class OpenLogon:
    """A logon that is complete after the first request."""

    def __init__(self) -> None:
        self.contexts = {"pc-001": OpenSeal()}

    def __call__(self, request: object) -> object:
        """Signs nothing."""
        return request


def visit(answer: Answer, *, sealed: bool = False) -> list[str]:
    """A whole visit to a host that answers so; the records it gave.

    Raises:
        HostError: as visits do, checked to be fit for a report.
    """
    wire = ReplayedWire(answer)
    plan = SessionPlan(AuthMethod.BASIC, Credential("LAB\\operator", "S3cret-of-the-lab"), "", 20, 7200, Bounds())
    records: list[str] = []
    try:
        session = PypsrpSession(plan, wire)
        if sealed:
            session._transport.wrap_required = True
            session._transport.session.auth = OpenLogon()
        session.open()
        session.run(Script("output: hello", "00"), records.append)
        session.close()
    except HostError as error:
        words = f"{error} {error.try_next}"
        assert words.isprintable(), words
        assert len(words) < _MOST_WORDS, words
        assert "S3cret-of-the-lab" not in words
        raise
    finally:
        wire.close()
    return records


def http(body: bytes, content_type: str = "application/soap+xml;charset=UTF-8") -> bytes:
    """A whole reply around a body; the status is that of a fault if it has one."""
    status = b"500 Internal Server Error" if b":Fault>" in body else b"200 OK"
    head = b"HTTP/1.1 %s\r\nContent-Type: %s\r\nContent-Length: %d\r\n\r\n"
    return head % (status, content_type.encode(), len(body)) + body


_ENVELOPE = (
    b'<s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope"'
    b' xmlns:a="http://schemas.xmlsoap.org/ws/2004/08/addressing"'
    b' xmlns:rsp="http://schemas.microsoft.com/wbem/wsman/1/windows/shell"><s:Header>'
    b"<a:RelatesTo>uuid:33333333-3333-3333-3333-333333333333</a:RelatesTo></s:Header><s:Body>%s</s:Body></s:Envelope>"
)
CREATED = _ENVELOPE % b"<rsp:Shell><rsp:ShellId>%s</rsp:ShellId></rsp:Shell>" % str(POOL).encode()
COMMANDED = (
    _ENVELOPE % b"<rsp:CommandResponse><rsp:CommandId>%s</rsp:CommandId></rsp:CommandResponse>" % str(PIPELINE).encode()
)


def proper(fragments: Sequence[bytes]) -> Answer:
    """What is asked is answered as an honest host does, and each Receive with the next of these fragments."""
    left = iter(fragments[:MOST_REPLIES])

    def answer(request: bytes) -> bytes:
        if b"/shell/Receive<" in request:
            carried = next(left, None)
            return b"" if carried is None else http(_received(carried))
        return http(COMMANDED if b"/shell/Command<" in request else CREATED)

    return answer


def _received(fragments: bytes) -> bytes:
    stream = b'<rsp:Stream Name="stdout">%s</rsp:Stream>' % base64.b64encode(fragments)
    return _ENVELOPE % b"<rsp:ReceiveResponse>%s</rsp:ReceiveResponse>" % stream
