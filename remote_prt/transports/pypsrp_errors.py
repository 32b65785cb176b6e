"""The one place where errors of the libraries below become ours: `with translated(wire, method): ...`.

Order matters: an error of ours that came through a library stays what it is; on a wire that was cut any error means the
time was up; what pypsrp or spnego said outranks the socket error it wraps; last comes what Python says when a reply
makes no sense to the code that reads it.
"""

import binascii
import struct
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from xml.etree.ElementTree import ParseError

from pypsrp._pool_manager import NewConnectionDisabled
from pypsrp.exceptions import (
    AuthenticationError,
    InvalidPSRPOperation,
    WinRMError,
    WinRMTransportError,
    WSManFaultError,
)
from pypsrp.negotiate import NoCertificateRetrievedWarning, UnknownSignatureAlgorithmOID
from pypsrp.powershell import RunspacePoolWarning
from spnego import exceptions as spnego

from remote_prt.errors import HostError, HostMisbehaved, HostRefused, NoTicket, Phase
from remote_prt.model import AuthMethod
from remote_prt.transports.guarded_http import http_error, is_http_error, status_error
from remote_prt.transports.logon_proof import unauthorized_error
from remote_prt.transports.native_logon import is_krb5_error, missing_error, native_code, native_error
from remote_prt.transports.net_errors import socket_error
from remote_prt.transports.pypsrp_limits import HostileXmlError
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

#: pyspnego's errors that have a Windows code (SEC_E_*, winerror.h) with words of its own
_SPNEGO_CODES: tuple[tuple[type[Exception], int], ...] = (
    (spnego.NoCredentialError, 0x8009030E),
    (spnego.InvalidCredentialError, 0x8009030E),
    (spnego.BadNameError, 0x80090303),
    (spnego.BadBindingsError, 0x80090346),
    (spnego.CredentialsExpiredError, 0x80090328),
    (spnego.ContextExpiredError, 0x80090317),
)
_OF_THE_ACCOUNT = (spnego.NoCredentialError, spnego.InvalidCredentialError, spnego.CredentialsExpiredError)


@contextmanager
def translated(wire: Wire, method: AuthMethod) -> Iterator[None]:
    """Whatever goes wrong inside leaves as a `HostError` with its place, the cause attached.

    Args:
        wire: the visit's.
        method: how it logs on.
    """
    try:
        yield
    except Exception as error:
        ours = translate(error, wire, method)
        if ours is None or ours is error:
            raise
        raise ours from error


def translate(error: BaseException, wire: Wire, method: AuthMethod) -> HostError | None:
    """What an error means on this wire; None for one that no library here raises."""
    links = _chain(error)
    meant = (
        next((link for link in links if isinstance(link, HostError)), None)
        or (wire.timed_out() if wire.is_cut else None)
        or _logon_error(error, wire, method)
        or _winrm_error(error, wire)
        or _network_error(links, wire)
        or (wire.misbehaved("the host sent what cannot be understood") if isinstance(error, _NONSENSE) else None)
    )
    return meant and wire.placed(meant)


def _winrm_error(error: BaseException, wire: Wire) -> HostError | None:
    """What pypsrp says."""
    detail = wire.said(_first_text(error), 200)
    match error:
        case WSManFaultError():
            code, _, reason = (*error.args, None, None, None)[:3]
            ours: HostError | None = fault_error(wire.phase, _without_secret(code, wire), wire.said(reason or ""))
        case AuthenticationError():
            ours = unauthorized_error(wire.proof)
        case WinRMTransportError():
            _, status, _ = (*error.args, None, None, None)[:3]
            ours = status_error(wire.phase, status if isinstance(status, int) else 0)
        case NoCertificateRetrievedWarning():
            ours = HostRefused(Phase.AUTHENTICATE, "the logon cannot be bound to the TLS channel", "use Kerberos")
        case HostileXmlError():
            ours = wire.misbehaved(f"the host sent XML that is not read: {error}")
        case InvalidPSRPOperation():  # a pool in state Broken, with what the host says about it
            ours = HostRefused(wire.phase, f"the host opened no session: {detail}", "check the configuration name")
        case WinRMError() | NewConnectionDisabled() | RunspacePoolWarning() | UnknownSignatureAlgorithmOID():
            ours = HostMisbehaved(wire.phase, f"the host broke the protocol: {detail}", "try it again")
        case _:
            ours = None
    return ours


def _without_secret(code: object, wire: Wire) -> object:
    """The code of a fault, unless it is a password of digits."""
    return code if wire.redactor.record(str(code)) == str(code) else None


def _logon_error(error: BaseException, wire: Wire, method: AuthMethod) -> HostError | None:
    """What pyspnego says: before messages are sealed it is about the logon, afterwards about a message."""
    if isinstance(error, spnego.FeatureMissingError | ImportError):
        return missing_error(_what_is_missing(error), method)
    if not isinstance(error, spnego.SpnegoError | spnego.NativeError) and not is_krb5_error(error):
        return None
    code = native_code(error)
    if code is not None and not wire.sealed and (told := native_error(code)) is not None:
        return told
    for kind, windows_code in _SPNEGO_CODES:
        if isinstance(error, kind):
            meant = fault_error(Phase.AUTHENTICATE, windows_code)
            meant.no_ticket = NoTicket.NOT_TO_BE_HAD if kind in _OF_THE_ACCOUNT else None
            return meant
    if wire.sealed:
        return HostMisbehaved(wire.phase, "a sealed reply does not open with this session's key", "try it again")
    detail = wire.said(_first_text(error), 200)
    return HostRefused(Phase.AUTHENTICATE, f"the logon did not complete: {detail}", "try another --auth")


def _what_is_missing(error: BaseException) -> str:
    """What the error says; a feature pyspnego has no name for has no words either."""
    if isinstance(error, ImportError) or isinstance(next(iter(error.args), None), spnego.NegotiateOptions):
        return str(error)
    return "a feature of pyspnego"


def _network_error(links: Sequence[BaseException], wire: Wire) -> HostError | None:
    """What went wrong below: the socket's own error, wherever it is wrapped, says more than its wrappings."""
    for link in links:
        if isinstance(link, OSError) and not is_http_error(link):
            return socket_error(link, wire)
    return next((error for error in (http_error(link, wire) for link in reversed(links)) if error is not None), None)


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
        waiting += [*link.args, vars(link).get("reason"), link.__cause__, link.__context__]
    return links
