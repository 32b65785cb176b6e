"""What stands between pypsrp and the network: a requests session that trusts no host.

pypsrp speaks through a `requests.Session`. This one has a single connection on the visit's `Wire` and lets through
what a WinRM service honestly sends, nothing else: no redirects (pypsrp followed a 307 to another host and logged on
there), no content encoding (1.3 MB of gzip grew to 900 MB), no plain reply once messages are sealed (anyone on the path
could have written it), not more bytes than the bounds allow. The environment (proxies, requests' CA bundles, netrc, a
TLS key log) has no say, but for where OpenSSL finds the system's authorities: see `wire.tls_context`.

Rule: what a request was decides what its reply may be. A sealed request is answered sealed, or the visit ends.
The only importer of requests and urllib3; their errors are translated in `http_error`.
"""

import http.client
import re
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

import requests
import urllib3
from requests.adapters import BaseAdapter
from urllib3.connection import HTTPConnection

from remote_prt.errors import HostError, HostMisbehaved, HostRefused, Phase
from remote_prt.model import AuthMethod
from remote_prt.transports.logon_proof import proof_in
from remote_prt.transports.wire import Wire

_UNAUTHORIZED = 401
_UNAVAILABLE = 503
_FAULT = 500  # what WS-Man faults come with
_REDIRECTS = range(300, 400)
_SEALED_TYPE = "multipart/encrypted"
#: MS-WSMV 2.2.9.1, exactly: pypsrp does not open a reply whose type is spelled otherwise, but believes it as it is. It
#: takes the boundary for a pattern, with which it searches while no other thread can run: for ever, if made for that.
_SEALED_REPLY = re.compile(r'multipart/encrypted;\s*protocol="[\w/.+-]+";\s*boundary="Encrypted Boundary"\s*')
_SOAP_TYPE = "application/soap+xml"
_IS_IT_WINRM = "check that WinRM is what listens on that port"
_MOST_ROUNDS = 10  # NTLM takes two, Kerberos one or two, SPNEGO that changes its mind one more
_NEGOTIATE_SCHEMES = ("negotiate", "kerberos", "ntlm")


class WireConnection(HTTPConnection):
    """An HTTP connection whose sockets come from the wire, TCP and TLS alike."""

    def __init__(self, wire: Wire) -> None:
        super().__init__(wire.endpoint.name, wire.endpoint.port)
        self._wire = wire

    def connect(self) -> None:
        """Opens the wire; called for the first request and after the host closed the connection."""
        self.sock = self._wire.open()


class GuardedAdapter(BaseAdapter):
    """Sends requests over one wire, one after another, and judges each reply before anybody parses it.

    Args:
        wire: the visit's.
        read_seconds: the longest silence within a reply.
        schemes: what a 401 must offer for our logon to have a chance, in lower case.
        is_kerberos: whether a ticket is fetched after a 401.
    """

    def __init__(self, wire: Wire, read_seconds: float, schemes: tuple[str, ...], *, is_kerberos: bool = False) -> None:
        super().__init__()
        self._wire = wire
        self._read_seconds = read_seconds
        self._schemes = schemes
        self._is_kerberos = is_kerberos
        self._connection = WireConnection(wire)
        self._is_let_in = False
        self._has_asked = False  #: a message went out together with a logon
        self._rounds = 0  #: of the logon that is under way

    def send(  # noqa: PLR0917  requests' signature
        self,
        request: requests.PreparedRequest,
        stream: bool = False,  # noqa: ARG002  requests' signature; the body is read where it is asked for
        timeout: Any = None,  # noqa: ARG002  the wire knows the time
        verify: Any = True,  # noqa: ARG002  the wire's context decides
        cert: Any = None,  # noqa: ARG002  the wire's context decides
        proxies: Mapping[str, str] | None = None,  # noqa: ARG002  never a proxy
    ) -> requests.Response:
        """The reply, its body unread, metered and judged.

        Raises:
            HostError: the reply is nothing an honest host sends.
        """
        wire = self._wire
        sealed = request.headers.get("Content-Type", "").startswith(_SEALED_TYPE)
        if sealed and not wire.sealed:
            self._begin_sealed()
        self._be_connected()
        wire.redactor.learn_authorization(request.headers.get("Authorization", ""))
        if request.body and "Authorization" in request.headers:
            self._note_asked()
        reply = self._exchange(request)
        self._judge(reply, request, sealed=sealed)
        self._note_progress(reply)
        return _as_response(reply, request, self)

    def close(self) -> None:
        """Nothing to do: the wire owns the sockets."""

    def _note_asked(self) -> None:
        """The logon travels with the first message, so that one answer stands for both and PowerShell starts before it.

        It is still the logon that is waited for: nobody has been let in.
        """
        if not self._has_asked and not self._wire.sealed:
            self._wire.enter(Phase.AUTHENTICATE, Phase.SHELL)
        self._has_asked = True

    def _note_progress(self, reply: urllib3.HTTPResponse) -> None:
        """Tells the wire's clock where the visit is, until the host has let us in; then the callers know better."""
        wire = self._wire
        if reply.status == _UNAUTHORIZED:
            self._count_round()
            if not self._is_let_in and wire.phase is not Phase.AUTHENTICATE:  # a round does not begin the phase anew
                wire.enter(Phase.AUTHENTICATE)
            return
        self._rounds = 0
        if not self._is_let_in and _is_wsman(reply):
            self._is_let_in = True
            if wire.phase is Phase.AUTHENTICATE:
                wire.enter(Phase.SHELL)

    def _count_round(self) -> None:
        """Ends a logon that has no end: each round costs CPU here, and a host may ask for another for ever."""
        self._rounds += 1
        if self._rounds > _MOST_ROUNDS:
            raise self._wire.placed(
                HostMisbehaved(
                    Phase.AUTHENTICATE,
                    f"the logon did not end after {_MOST_ROUNDS} rounds: the host always asks for another",
                    "see what answers on that port, and report it",
                )
            )

    def _begin_sealed(self) -> None:
        """The logon is complete: from now on only this connection, and only sealed replies."""
        if self._connection.sock is None:
            raise self._wire.lost("the host closed the connection right after the logon")
        self._wire.sealed = True
        self._wire.enter(Phase.SHELL)

    def _be_connected(self) -> None:
        """Opens the connection where there is none."""
        connection, wire = self._connection, self._wire
        if connection.sock is not None and not connection.is_connected:
            connection.close()
        if connection.sock is not None:
            return
        connection.connect()
        if wire.phase is Phase.TLS:
            wire.enter(Phase.AUTHENTICATE)

    def _exchange(self, request: requests.PreparedRequest) -> urllib3.HTTPResponse:
        connection, wire = self._connection, self._wire
        wire.begin_reply()
        wire.has_asked = wire.has_asked or bool(request.body)
        wire.asks_domain_controller = False
        wire.proof = max(wire.proof, proof_in(request.headers.get("Authorization", "")))
        connection.timeout = min(self._read_seconds, wire.seconds_left() + 1)
        with suppress(BrokenPipeError, ConnectionResetError):  # it may have answered before it closed
            connection.request(
                request.method or "POST",
                request.path_url,
                body=request.body,
                headers=request.headers,
                preload_content=False,
                decode_content=False,
            )
        return connection.getresponse()

    def _judge(self, reply: urllib3.HTTPResponse, request: requests.PreparedRequest, *, sealed: bool) -> None:
        wire = self._wire
        if reply.status in _REDIRECTS:
            where = wire.said(reply.headers.get("Location", ""), 100)
            raise wire.misbehaved(f"the host redirects to '{where}', which is not followed", "visit that host by name")
        encoding = reply.headers.get("Content-Encoding", "identity")
        if encoding.lower() not in ("", "identity"):
            raise wire.misbehaved(f"the host compressed its reply ({wire.said(encoding, 30)}) although told not to")
        content_type = reply.headers.get("Content-Type", "")
        is_sealed = content_type.lower().startswith(_SEALED_TYPE)
        if sealed and not is_sealed:
            raise self._plain_in_sealed(reply.status)
        if is_sealed and not sealed:
            raise wire.misbehaved("the host sealed a reply before the logon was complete")
        if is_sealed and not _SEALED_REPLY.fullmatch(content_type):
            raise wire.misbehaved("the host sealed its reply in a way no WinRM does")
        length = reply.headers.get("Content-Length", "")
        if length.isascii() and length.isdigit():
            wire.announce(int(length[:20]))
        elif length:  # http.client takes what is below zero for no length, and reads until the host hangs up
            raise wire.misbehaved("the host's reply is no proper HTTP", _IS_IT_WINRM)
        if reply.status == _UNAUTHORIZED:
            self._judge_offer(reply.headers.get("WWW-Authenticate", ""), has_tried="Authorization" in request.headers)
            wire.asks_domain_controller = self._is_kerberos

    def _judge_offer(self, offer: str, *, has_tried: bool) -> None:
        """Tells `we cannot log on this way here` from `the credential is wrong`: only that may count for a lockout."""
        if any(scheme in offer.lower() for scheme in self._schemes) or (has_tried and not offer):
            return
        offered = self._wire.said(offer, 60) or "nothing"
        wanted = " or ".join(scheme.capitalize() for scheme in self._schemes)
        raise self._wire.placed(
            HostRefused(
                Phase.AUTHENTICATE,
                f"the host offers no {wanted} logon (it offers: {offered})",
                "check --auth, and the Auth settings under WSMan:\\localhost\\Service there",
            )
        )

    def _plain_in_sealed(self, status: int) -> HostError:
        """The error for a plain reply to a sealed request: its text is not believed, its status names it."""
        wire = self._wire
        if status == _UNAUTHORIZED:
            return wire.misbehaved("the host asked for a new logon in the middle of the sealed session", "try it again")
        if status == _UNAVAILABLE:
            return wire.placed(status_error(wire.phase, status))
        return wire.misbehaved(f"the host answered in plain text (HTTP {status}) in a sealed session")


def guarded_session(wire: Wire, operation_timeout_seconds: float, method: AuthMethod) -> requests.Session:
    """A session whose every request goes over the wire."""
    session = requests.Session()
    session.trust_env = False
    session.max_redirects = 0
    session.headers["User-Agent"] = "remote_prt"
    session.headers["Accept-Encoding"] = "identity"
    session.adapters.clear()
    schemes = (method.value,) if method in (AuthMethod.BASIC, AuthMethod.CERTIFICATE) else _NEGOTIATE_SCHEMES
    read_seconds = operation_timeout_seconds + wire.limits.silence
    is_kerberos = method in (AuthMethod.KERBEROS, AuthMethod.NEGOTIATE)
    adapter = GuardedAdapter(wire, read_seconds, schemes, is_kerberos=is_kerberos)
    session.mount(f"{wire.endpoint.scheme}://", adapter)
    return session


def status_error(phase: Phase, status: int) -> HostError:
    """What an HTTP status means that is no success and carries no WS-Man fault."""
    if status == _UNAVAILABLE:
        return HostRefused(
            phase,
            "the WinRM service is not ready (HTTP 503)",
            "restart WinRM there, or look at its load",
            is_transient=True,
        )
    if status == http.client.FORBIDDEN:
        return HostRefused(phase, "access is forbidden (HTTP 403)", "check the rights of the account on that host")
    return HostRefused(phase, f"the host answered HTTP {status}", "check that WinRM is what listens on that port")


def is_http_error(error: BaseException) -> bool:
    """Whether it is one of requests' own; they are also `OSError`, but of no socket."""
    return isinstance(error, requests.RequestException)


def http_error(error: BaseException, wire: Wire) -> HostError | None:
    """What an error of requests, urllib3 or http.client means; None for any other.

    Whatever has a socket's error inside is `net_errors.socket_error`'s business and does not come here.
    """
    if isinstance(error, requests.Timeout | urllib3.exceptions.TimeoutError):
        return wire.timed_out()
    if isinstance(error, _BAD_NAME):
        return wire.misbehaved("the name of the host makes no URL", "check how the host is written")
    if _is_broken_off(error):
        return wire.lost("the connection broke in the middle of a reply")
    if isinstance(error, _IMPROPER):
        return wire.misbehaved("the host's reply is no proper HTTP", _IS_IT_WINRM)
    return None


def _is_broken_off(error: BaseException) -> bool:
    """Whether the reply was fine as far as it came; urllib3 says the one case of chunks in words only."""
    if isinstance(error, urllib3.exceptions.ProtocolError):
        return "prematurely" in str(error)
    return isinstance(error, http.client.IncompleteRead) and not isinstance(
        error, urllib3.exceptions.InvalidChunkLength
    )


_BAD_NAME = (
    http.client.InvalidURL,
    requests.exceptions.InvalidURL,
    requests.exceptions.MissingSchema,
    requests.exceptions.InvalidSchema,
    urllib3.exceptions.LocationValueError,
)
_IMPROPER = (
    http.client.HTTPException,
    requests.RequestException,
    requests.exceptions.RequestsWarning,
    urllib3.exceptions.HTTPError,
    urllib3.exceptions.HTTPWarning,
)


def _is_wsman(reply: urllib3.HTTPResponse) -> bool:
    """Whether it is what WinRM answers to who has logged on: an envelope, sealed or not, be it with a fault."""
    content_type = reply.headers.get("Content-Type", "").lower()
    return reply.status in (http.client.OK, _FAULT) and content_type.startswith((_SOAP_TYPE, _SEALED_TYPE))


def _as_response(
    reply: urllib3.HTTPResponse, request: requests.PreparedRequest, adapter: GuardedAdapter
) -> requests.Response:
    response = requests.Response()
    response.status_code = reply.status
    response.headers = requests.structures.CaseInsensitiveDict(reply.headers)
    response.encoding = "utf-8"  # never guessed: guessing takes minutes on a large hostile body
    response.raw = reply
    response.reason = reply.reason or ""
    response.url = request.url or ""
    response.request = request
    response.connection = adapter  # type: ignore[assignment]  # pypsrp's logon sends its next token through it
    return response
