"""What each step before the logon says about what it found."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Final

from remote_prt.doctor.step import ChainStep, Step, broken, passed
from remote_prt.errors import HostError
from remote_prt.transports.knock import Handshake, Identity
from remote_prt.transports.peer_certificate import PeerCertificate
from remote_prt.transports.printable import printable
from remote_prt.transports.settings import HTTP_PORT, HTTPS_PORT
from remote_prt.transports.socket_address import SocketAddress

_SOON: Final = timedelta(days=30)
_MOST_NAME: Final = 80


def resolved(addresses: Sequence[SocketAddress], reverse: str, name: str, milliseconds: int) -> Step:
    """The addresses of the name, and the name of the first of them."""
    seen = ", ".join(map(str, addresses))
    if not reverse:
        return passed(ChainStep.RESOLVE, f"{seen} (no reverse name)", milliseconds=milliseconds)
    shown = printable(reverse, _MOST_NAME)
    is_other = not name[:1].isdigit() and ":" not in name and _first_label(reverse) != _first_label(name)
    fix = "the address belongs to another name: look for an old DNS record of this host" if is_other else ""
    return passed(ChainStep.RESOLVE, f"{seen} (reverse name: {shown})", fix, milliseconds)


def _first_label(name: str) -> str:
    return name.partition(".")[0].casefold()


def port_step(port: int, others: Sequence[int], failure: HostError | None, milliseconds: int) -> Step:
    """The port of the visit; the other one of WinRM's two helps to find out what is meant.

    Args:
        port: of the visit.
        others: ports that answer besides.
        failure: why the port of the visit does not.
        milliseconds: for the port of the visit.
    """
    if failure is None:
        seen = f"TCP {port} answers, and TCP {others[0]} too" if others else f"TCP {port} answers"
        return passed(ChainStep.TCP, seen, "", milliseconds)
    fix = failure.try_next
    if HTTPS_PORT in others:
        fix = f"TCP {HTTPS_PORT} answers: use --https"
    elif HTTP_PORT in others:
        fix = f"TCP {HTTP_PORT} answers: use --http"
    return broken(ChainStep.TCP, failure.reason, fix, milliseconds)


def tls_step(shown: Handshake, milliseconds: int, now: datetime | None = None) -> Step:
    """How TLS went, with what the certificate says about itself."""
    about = shown.certificate
    if shown.error is not None:
        seen = shown.error.reason
        if about is not None:
            seen = f"{seen} (certificate for {_names(about)}; by {_issuer(about)}; until {about.expires_at:%Y-%m-%d})"
        return broken(ChainStep.TLS, seen, shown.error.try_next, milliseconds)
    if about is None:
        return passed(ChainStep.TLS, shown.version, "", milliseconds)
    left = about.expires_at - (now or datetime.now(UTC))
    fix = "renew the certificate of its WinRM listener" if left < _SOON else ""
    seen = f"{shown.version}: certificate for {_names(about)}; by {_issuer(about)}; until {about.expires_at:%Y-%m-%d}"
    return passed(ChainStep.TLS, seen, fix, milliseconds)


def _names(certificate: PeerCertificate) -> str:
    return printable(", ".join(certificate.names), 2 * _MOST_NAME) or "-"


def _issuer(certificate: PeerCertificate) -> str:
    return printable(certificate.issuer, _MOST_NAME)


def who_answers(identity: Identity, milliseconds: int) -> Step:
    """Who said it is there."""
    if identity.product:
        return passed(ChainStep.IDENTIFY, f"WinRM answers: {identity.product}", "", milliseconds)
    if identity.logons:
        return passed(
            ChainStep.IDENTIFY, f"it answers after a logon only; it offers {identity.logons}", "", milliseconds
        )
    return passed(ChainStep.IDENTIFY, "WinRM answers, and does not say which", "", milliseconds)
