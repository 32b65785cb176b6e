"""The one place where errors of the libraries below become ours: `with translated(wire): ...`.

Order matters: an error of ours that came through a library stays what it is; on a wire that was cut any error means the
time was up; what pypsrp or spnego said outranks the socket error it wraps; last comes what Python says when a reply makes
no sense to the code that reads it.
"""

import binascii
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from xml.etree.ElementTree import ParseError

import spnego.exceptions
from pypsrp._pool_manager import NewConnectionDisabled
from pypsrp.exceptions import AuthenticationError, WinRMError, WinRMTransportError, WSManFaultError
from pypsrp.negotiate import NoCertificateRetrievedWarning, UnknownSignatureAlgorithmOID
from pypsrp.powershell import RunspacePoolWarning

from remote_prt.errors import HostError, HostMisbehaved, HostRefused, LogonRefused, Phase
from remote_prt.transports.auth import kerberos_missing
from remote_prt.transports.guarded_http import http_error, is_http_error, status_error
from remote_prt.transports.net_errors import socket_error
from remote_prt.transports.printable import printable
from remote_prt.transports.wire import Wire
from remote_prt.transports.wsman_words import fault_error

_MOST_LINKS = 20

#: what the libraries' code raises when a host's reply makes no sense to it
_NONSENSE = (
    ArithmeticError,
    AttributeError,
    LookupError,
    MemoryError,
    ParseError,
    RecursionError,
    RuntimeError,
    TypeError,
    ValueError,
    binascii.Error,
    struct.error,
)
_UNEXPECTED = (WinRMError, NewConnectionDisabled, RunspacePoolWarning, UnknownSignatureAlgorithmOID)


@contextmanager
def translated(wire: Wire) -> Iterator[None]:
    """Whatever goes wrong inside leaves as a `HostError` with its place, the cause attached."""
    try:
        yield
    except Exception as error:
        ours = translate(error, wire)
        if ours is None:
            raise
        raise ours from error


def translate(error: BaseException, wire: Wire) -> HostError | None:
    """What an error means on this wire; None for one that no library here raises."""
    links = _chain(error)
    for link in links:
        if isinstance(link, HostError):
            return wire.placed(link)
    if wire.is_cut:
        return wire.timed_out()
    known = _logon_error(error, wire) or _winrm_error(error, wire)
    if known is not None:
        return wire.placed(known)
    for link in links:
        if isinstance(link, OSError) and not is_http_error(link):
            return socket_error(link, wire)
    for link in links:
        broken = http_error(link, wire)
        if broken is not None:
            return broken
    if isinstance(error, _NONSENSE):
        return wire.misbehaved("the host sent what cannot be understood")
    return None


def _winrm_error(error: BaseException, wire: Wire) -> HostError | None:
    match error:
        case WSManFaultError():
            code, _, reason = (*error.args, None, None, None)[:3]
            return fault_error(wire.phase, code, reason)
        case AuthenticationError():
            return LogonRefused(
                Phase.AUTHENTICATE, "the host rejected the credential", "check user name and password, and the account"
            )
        case WinRMTransportError():
            return status_error(wire.phase, int(error.code) if str(error.code).isdecimal() else 0)
        case NoCertificateRetrievedWarning():
            return HostRefused(
                Phase.AUTHENTICATE, "the logon cannot be bound to the TLS channel", "use --auth kerberos"
            )
        case WinRMError() if wire.phase is Phase.SHELL:
            return HostRefused(Phase.SHELL, f"the host opened no session: {printable(error)}", "look at its event log")
    if isinstance(error, _UNEXPECTED):
        return HostMisbehaved(wire.phase, f"the host broke the protocol: {printable(error)}", "try it again")
    return None


def _logon_error(error: BaseException, wire: Wire) -> HostError | None:
    match error:
        case spnego.exceptions.FeatureMissingError() | ImportError():
            return kerberos_missing()
        case spnego.exceptions.InvalidCredentialError():
            return LogonRefused(Phase.AUTHENTICATE, "the credential was rejected", "check user name and password")
        case spnego.exceptions.NoCredentialError():
            return fault_error(Phase.AUTHENTICATE, 0x8009030E, None)
        case spnego.exceptions.BadNameError():
            return fault_error(Phase.AUTHENTICATE, 0x80090303, None)
        case spnego.exceptions.BadBindingsError():
            return fault_error(Phase.AUTHENTICATE, 0x80090346, None)
        case spnego.exceptions.CredentialsExpiredError() | spnego.exceptions.ContextExpiredError():
            return HostRefused(Phase.AUTHENTICATE, "the ticket has expired", "run kinit again")
        case spnego.exceptions.SpnegoError() | spnego.exceptions.NativeError():
            if wire.sealed:
                return HostMisbehaved(
                    wire.phase, "a sealed reply does not open with this session's key", "try it again"
                )
            detail = printable(_first_text(error), 200)
            return HostRefused(
                Phase.AUTHENTICATE, f"the logon did not complete: {detail}", "try --auth or another name"
            )
    return None


def _first_text(error: BaseException) -> str:
    return next((arg for arg in error.args if isinstance(arg, str)), type(error).__name__)


def _chain(error: BaseException) -> list[BaseException]:
    """The error and what it wraps - causes, contexts, arguments - outermost first."""
    links: list[BaseException] = []
    waiting: list[object] = [error]
    while waiting and len(links) < _MOST_LINKS:
        link = waiting.pop(0)
        if not isinstance(link, BaseException) or any(link is seen for seen in links):
            continue
        links.append(link)
        waiting += [*link.args, getattr(link, "reason", None), link.__cause__, link.__context__]
    return links
