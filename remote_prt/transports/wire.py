"""The wire of one visit: its sockets, the meter on them, the clock of its phases, and the switch that cuts it.

A blocking library reads from these sockets in a worker thread. It cannot be cancelled, and closing its connection from
another thread does not wake it. What does: a **duplicate** of each socket, made before the library gets the socket, and
`shutdown(SHUT_RDWR)` on the duplicate - any read, write, connect or TLS handshake in the other thread ends within
milliseconds. A duplicate, because the library may close its own descriptor at any time and the number would then belong
to somebody else.

Limits: only these sockets are cut, not those that Kerberos and SSPI open to a domain controller. That `shutdown` on a
duplicate wakes a reader on Windows too is unverified; duplicates there come from WSADuplicateSocket, which says that
they share the connection.

Threads: `phase`, `is_cut` and `sealed` are plain attributes, each written by one side and read by the other.
"""

import socket
import ssl
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import TypeVar

from remote_prt.errors import HostError, HostMisbehaved, HostTimedOut, HostUnreachable, NoTicket, Phase
from remote_prt.model import Deadline
from remote_prt.transports.logon_proof import Proof
from remote_prt.transports.metered_socket import MeteredSocket, MeteredTlsSocket
from remote_prt.transports.printable import printable
from remote_prt.transports.redaction import Redactor
from remote_prt.transports.settings import Bounds, PhaseLimits
from remote_prt.transports.socket_address import SocketAddress

AnyHostError = TypeVar("AnyHostError", bound=HostError)
_MOST_REDIALS = 8  # http.sys may close after a 401; nobody honest closes more often within one visit


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where a visit goes."""

    name: str  #: the target's own name, without a scope: Host header, service principal, certificate
    peer: SocketAddress  #: the IP address that is connected to
    port: int
    https: bool

    @property
    def scheme(self) -> str:
        """`http` or `https`."""
        return "https" if self.https else "http"

    @property
    def address(self) -> str:
        """The IP address for people."""
        return str(self.peer)


class Wire:
    """The sockets of one visit, in one place.

    Args:
        endpoint: where they lead.
        tls: the context they are wrapped in, or None for plain HTTP.
        limits: how long each phase may take.
        bounds: how many bytes may arrive.
        deadline: when the visit ends, whatever the phase.
    """

    def __init__(
        self, endpoint: Endpoint, tls: ssl.SSLContext | None, limits: PhaseLimits, bounds: Bounds, deadline: Deadline
    ) -> None:
        self.endpoint = endpoint
        self.is_cut = False
        self.sealed = False  #: messages are encrypted from here on, bound to this very connection
        self.proof = Proof.NOTHING  #: what the host has seen of our credential
        self.asks_domain_controller = False  #: Kerberos gets a ticket now: the host waits for us
        self.redactor = Redactor()  #: knows what the host must not be able to have printed
        self.has_asked = False  #: a request with a body went out: there may be a shell to delete
        self.tls = tls
        self.limits = limits
        self._bounds = bounds
        self._deadline = deadline
        self._lock = threading.Lock()
        self._ready: socket.socket | None = None
        self._sockets: list[socket.socket] = []
        self._duplicates: list[socket.socket] = []
        self._reply_bytes = 0
        self._visit_bytes = 0
        self._phase_and_end = (Phase.TLS if tls else Phase.AUTHENTICATE, deadline.at)
        self._watcher: Callable[[], None] = lambda: None
        self._logged_on: Callable[[], None] = lambda: None
        self._entered: Callable[[Phase], None] = lambda _: None

    # phases and time

    def begin(self) -> None:
        """A thread starts on the wire: what it waited for that thread does not count against the first phase."""
        self.enter(self.phase)

    def enter(self, phase: Phase, *joined: Phase) -> None:
        """A phase begins: its own limit starts now, or the longest one where others take place together with it."""
        limits = [self.limits.of(each) for each in (phase, *joined)]
        limit = max((each for each in limits if each is not None), default=None)
        ends_at = self._deadline.at if limit is None else min(self._deadline.at, time.monotonic() + limit)
        self._phase_and_end = (phase, ends_at)  # one assignment: read from the other thread
        self._watcher()
        self._entered(phase)
        if phase is Phase.SHELL:
            self._logged_on()

    def watch(self, watcher: Callable[[], None]) -> None:
        """Whoever keeps the time is told, in any thread, when a phase begins: from then on its limit counts."""
        self._watcher = watcher

    def when_entered(self, told: Callable[[Phase], None]) -> None:
        """Whoever measures the phases is told, in any thread, when one begins."""
        self._entered = told

    def when_logged_on(self, told: Callable[[], None]) -> None:
        """Whoever waits for the host's yes to the credential is told, in any thread."""
        self._logged_on = told

    def extend(self, deadline: Deadline) -> None:
        """The visit may last until another deadline, e.g. a little longer to leave in good order."""
        self._deadline = deadline

    @property
    def phase(self) -> Phase:
        """Where the visit is."""
        return self._phase_and_end[0]

    @property
    def ends_at(self) -> float:
        """When the present phase must be over, on the monotonic clock."""
        return self._phase_and_end[1]

    def seconds_left(self) -> float:
        """Until the phase or the visit ends."""
        return max(0.001, self.ends_at - time.monotonic())

    # sockets

    def adopt(self, sock: socket.socket) -> None:
        """Takes over a connected socket: the next `open` returns it."""
        sock.setblocking(True)
        self._ready = self._keep(sock)

    def open(self) -> socket.socket:
        """A connected socket, in TLS where the endpoint asks for it, under the kill switch.

        Raises:
            HostError: the visit was cut, also while connecting, or the host closed a sealed connection.
            OSError: the connection failed (`ssl.SSLError` in the handshake).
        """
        if self.sealed:
            raise self.lost("the host closed the sealed connection")
        if len(self._sockets) > _MOST_REDIALS:
            raise self.misbehaved("the host closed the connection again and again")
        sock, self._ready = self._ready or self._dial(), None
        sock.settimeout(self.seconds_left())
        if self.tls is None:
            return sock
        wrapped = self.tls.wrap_socket(sock, server_hostname=self.endpoint.name)
        assert isinstance(wrapped, MeteredTlsSocket)
        wrapped.meter = self._count
        self._sockets.append(wrapped)
        return wrapped

    def _dial(self) -> socket.socket:
        peer = self.endpoint.peer
        sock = self._keep(socket.socket(peer.family, socket.SOCK_STREAM))
        sock.settimeout(min(self.limits.connect, self.seconds_left()))
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        sock.connect(peer.with_port(self.endpoint.port))
        if self.is_cut:  # between `_keep` and `connect` there was nothing to shut down yet
            self.close()
            raise self.timed_out()
        return sock

    def _keep(self, sock: socket.socket) -> socket.socket:
        metered = MeteredSocket(sock.family, sock.type, sock.proto, fileno=sock.detach())
        metered.meter = self._count
        with self._lock:
            self._sockets.append(metered)
            if self.is_cut:
                metered.close()
                raise self.timed_out()
            self._duplicates.append(metered.dup())
        return metered

    def cut(self) -> None:
        """Ends every read and write of the visit, from any thread, within milliseconds. Never blocks, never fails."""
        with self._lock:
            self.is_cut = True
            for duplicate in self._duplicates:
                with suppress(OSError):  # not connected any more
                    duplicate.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        """Gives all sockets back; only once no thread uses them."""
        self.cut()
        with self._lock:
            for sock in (*self._sockets, *self._duplicates):
                _close_now(sock)
            self._sockets.clear()
            self._duplicates.clear()

    # the meter

    def begin_reply(self) -> None:
        """The bytes that arrive from now on belong to the next reply."""
        self._reply_bytes = 0

    def announce(self, size: int) -> None:
        """The host says how large its reply is; refused before it is read when over the bound."""
        if size > self._bounds.reply_bytes:
            raise self.misbehaved(f"the host announced a reply of {size:,} bytes", "see what answers on that port")

    def _count(self, count: int) -> None:
        self._reply_bytes += count
        self._visit_bytes += count
        if self._reply_bytes > self._bounds.reply_bytes:
            raise self.misbehaved(f"the host sent more than {self._bounds.reply_bytes:,} bytes in one reply")
        if self._visit_bytes > self._bounds.visit_bytes:
            raise self.misbehaved(f"the host sent more than {self._bounds.visit_bytes:,} bytes in one visit")

    # what the host says

    def said(self, text: object, most: int = 300) -> str:
        """A text of the host, fit to be shown: without our secrets, on one line, escaped, bounded."""
        return printable(self.redactor.words(str(text)), most)

    # errors, with their place filled in

    def misbehaved(self, reason: str, try_next: str = "see what answers on that port, and report it") -> HostMisbehaved:
        """The host broke the protocol in the present phase."""
        return self.placed(HostMisbehaved(self.phase, reason, try_next))

    def lost(self, reason: str) -> HostUnreachable:
        """The connection is gone in the present phase."""
        try_next = "check the network to the host, and try it again"
        return self.placed(HostUnreachable(self.phase, reason, try_next, is_transient=True))

    def timed_out(self) -> HostError:
        """The present phase took too long, or the host was silent for too long within it.

        The same hang has the same words, whichever limit was the first to end it. A TLS handshake that hangs counts as
        no answer, as a connect does.
        """
        phase = self.phase
        again = phase in _BEFORE_SHELL
        reason = _WAITING_FOR.get(phase, "it did not answer in time")
        try_next = _AFTER_WAITING.get(phase, "try it again")
        if self.asks_domain_controller:
            no_ticket = "no domain controller gave a ticket for the host in time"
            late = HostTimedOut(phase, no_ticket, "check the VPN and TCP 88 to the domain controllers")
            late.no_ticket = NoTicket.UNANSWERED
            return self.placed(late)
        if phase is Phase.TLS:
            return self.placed(HostUnreachable(phase, reason, try_next, is_transient=again))
        return self.placed(HostTimedOut(phase, reason, try_next, is_transient=again))

    def placed(self, error: AnyHostError) -> AnyHostError:
        """The error with scheme, port and address of this visit."""
        error.transport = error.transport or self.endpoint.scheme
        error.port = error.port or self.endpoint.port
        error.address = error.address or self.endpoint.address
        return error


def _close_now(sock: socket.socket) -> None:
    """Closes a socket although an unread reply may still hold a file on it, which `socket.close` would wait for."""
    descriptor = sock.detach()
    if descriptor >= 0:
        socket.close(descriptor)


_BEFORE_SHELL = {Phase.TLS, Phase.AUTHENTICATE, Phase.SHELL}
_WAITING_FOR = {
    Phase.TLS: "the TLS handshake was not completed in time",
    Phase.AUTHENTICATE: "it accepted the connection, but did not answer the logon in time",
    Phase.SHELL: "it let us in, but opened no PowerShell session in time",
    Phase.RUN: "the script did not finish in time",
    Phase.CLOSE: "it did not close the session in time",
}
_AFTER_WAITING = {
    Phase.TLS: "check that HTTPS is what listens on that port",
    Phase.AUTHENTICATE: "check the WinRM service there and its domain controller",
    Phase.SHELL: "restart the WinRM service there, or look at its load",
    Phase.RUN: "look at the load of the host and the network to it; raise --host-timeout if it is only slow",
}
