"""What a host shows before any logon: the certificate of its listener, and whether WinRM is what answers.

Both go over a `Wire`, with its bounds and its clock, and show nothing of our credential. WS-Management Identify is the
one question that a WinRM service answers to anybody (DSP0226 section 11); the header that says so is Windows' own
(WSMANIDENTIFY: unauthenticated). A service that asks for a logon even then still tells which logons it offers.
"""

import asyncio
import re
import ssl
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from importlib import import_module
from types import TracebackType
from typing import Final, Self, TypeVar

from remote_prt.errors import HostError, HostRefused, Phase
from remote_prt.model import AuthMethod, Deadline
from remote_prt.transports.blocking_visit import BlockingVisit
from remote_prt.transports.credentials import Credential
from remote_prt.transports.daemon_pool import DaemonPool
from remote_prt.transports.metered_socket import tls_context
from remote_prt.transports.peer_certificate import PeerCertificate, read_certificate
from remote_prt.transports.session_plan import SessionPlan
from remote_prt.transports.settings import TransportSettings
from remote_prt.transports.tls_files import context_of
from remote_prt.transports.wire import Endpoint, Wire

R = TypeVar("R")

_OK: Final = 200
_UNAUTHORIZED: Final = 401
_MOST_CHARACTERS: Final = 120
_IDENTIFY: Final = (
    b'<s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope"'
    b' xmlns:wsmid="http://schemas.dmtf.org/wbem/wsman/identity/1/wsmanidentity.xsd">'
    b"<s:Header/><s:Body><wsmid:Identify/></s:Body></s:Envelope>"
)
#: Not parsed: two short texts of a reply that anybody may have written.
_ANSWERED: Final = re.compile(rb"<(?:\w{1,20}:)?IdentifyResponse[\s>]")
_PRODUCT: Final = re.compile(rb"<(?:\w{1,20}:)?ProductVersion>([^<]{1,200})<")


@dataclass(frozen=True, slots=True)
class Handshake:
    """How TLS went: `error` None = chain, name and dates were accepted, or need not be."""

    certificate: PeerCertificate | None
    version: str  #: `TLSv1.3`, or "" where there was none
    error: HostError | None = None


@dataclass(frozen=True, slots=True)
class Identity:
    """Who answers on the port."""

    product: str = ""  #: in its own words, or "" where it tells only who has logged on
    logons: str = ""  #: the logons it offered instead, in its own words


class Knocker:
    """Asks hosts what they tell anybody; use it as `async with`.

    Args:
        settings: what all hosts share.
    """

    def __init__(self, settings: TransportSettings) -> None:
        self._settings = settings
        self._pool = DaemonPool(settings.max_threads, "knock")

    async def __aenter__(self) -> Self:
        """Imports what is heavy now, so that it counts for no host."""
        await asyncio.wrap_future(self._pool.submit(import_module, "remote_prt.transports.pypsrp_errors"))
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._pool.shutdown(wait=False, cancel_futures=True)

    async def handshake(self, endpoint: Endpoint, deadline: Deadline) -> Handshake:
        """How TLS with the host goes; where its certificate is not accepted, what that one says."""
        try:
            der, version = await self._over(endpoint, context_of(self._settings), deadline, _shake_hands)
        except HostError as error:
            if not isinstance(error.__cause__, ssl.SSLCertVerificationError):
                return Handshake(None, "", error)
            try:
                der, version = await self._over(endpoint, _unverified(), deadline, _shake_hands)
            except HostError:
                return Handshake(None, "", error)
            return Handshake(read_certificate(der), version, error)
        return Handshake(read_certificate(der), version)

    async def identify(self, endpoint: Endpoint, deadline: Deadline) -> Identity:
        """Who answers there.

        Raises:
            HostError: nobody, or no WinRM.
        """
        tls = context_of(self._settings) if endpoint.https else None
        return await self._over(endpoint, tls, deadline, partial(_ask_identity, self._settings))

    async def _over(
        self, endpoint: Endpoint, tls: ssl.SSLContext | None, deadline: Deadline, work: Callable[[Wire], R]
    ) -> R:
        """What a blocking piece of work found out over a wire of its own."""
        settings = self._settings
        limits = settings.limits
        now = time.monotonic()
        until = Deadline.after(min(deadline.remaining(now), limits.connect + limits.tls + limits.silence), now)
        wire = Wire(endpoint, tls, limits, settings.bounds, until)
        visit = BlockingVisit(wire, _no_session(settings))
        try:
            return await visit.step(self._pool, partial(_begun, wire, work))
        finally:
            wire.cut()
            if visit.job is None:
                wire.close()
            else:
                visit.job.add_done_callback(lambda _: wire.close())


def _begun(wire: Wire, work: Callable[[Wire], R]) -> R:
    from remote_prt.transports.pypsrp_errors import translated  # noqa: PLC0415  heavy

    wire.begin()
    with translated(wire, AuthMethod.NEGOTIATE):
        return work(wire)


def _shake_hands(wire: Wire) -> tuple[bytes, str]:
    sock = wire.open()
    assert isinstance(sock, ssl.SSLSocket)
    return sock.getpeercert(binary_form=True) or b"", sock.version() or ""


def _ask_identity(settings: TransportSettings, wire: Wire) -> Identity:
    from remote_prt.transports.guarded_http import guarded_session, status_error  # noqa: PLC0415  heavy

    session = guarded_session(wire, settings.operation_timeout_seconds, AuthMethod.NEGOTIATE)
    name = f"[{wire.endpoint.name}]" if ":" in wire.endpoint.name else wire.endpoint.name
    reply = session.post(
        f"{wire.endpoint.scheme}://{name}:{wire.endpoint.port}/wsman",
        data=_IDENTIFY,
        headers={"WSMANIDENTIFY": "unauthenticated", "Content-Type": "application/soap+xml;charset=UTF-8"},
    )
    if reply.status_code == _UNAUTHORIZED:
        return Identity(logons=wire.said(reply.headers.get("WWW-Authenticate", ""), _MOST_CHARACTERS))
    if reply.status_code != _OK:
        raise wire.placed(status_error(Phase.AUTHENTICATE, reply.status_code))
    body = reply.content
    if not _ANSWERED.search(body):
        raise wire.placed(
            HostRefused(
                Phase.AUTHENTICATE,
                "what answers on that port is no WinRM service",
                "check that WinRM is what listens on that port",
            )
        )
    product = _PRODUCT.search(body)
    return Identity(wire.said(product.group(1).decode("utf-8", "replace"), _MOST_CHARACTERS) if product else "")


def _unverified() -> ssl.SSLContext:
    """For a look at a certificate that was refused: nothing is sent over it."""
    return tls_context(verify=False, ca_file=None, certificate=None)


def _no_session(settings: TransportSettings) -> SessionPlan:
    return SessionPlan(
        AuthMethod.NEGOTIATE,
        Credential(),
        settings.configuration_name,
        settings.operation_timeout_seconds,
        idle_seconds=0,
        bounds=settings.bounds,
    )
