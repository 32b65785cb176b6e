"""What the errors of sockets and TLS mean on a wire: each cause its own sentence and its own next step."""

import http.client
import ssl

from remote_prt.errors import HostError, HostUnreachable, Phase
from remote_prt.transports.wire import Wire

# X509_V_ERR_*, openssl/x509_vfy.h
_CERTIFICATE_WORDS = {
    10: ("its certificate has expired", "renew the certificate of its WinRM listener"),
    9: ("its certificate is not valid yet", "check the clocks here and there"),
    18: ("its certificate is self-signed", "issue one from your authority, or give --ca-cert"),
    19: ("its certificate comes from an authority that signed itself and is not trusted", "give --ca-cert"),
    20: ("its certificate comes from an authority that is not trusted", "give --ca-cert"),
    21: ("its certificate comes from an authority that is not trusted", "give --ca-cert"),
    23: ("its certificate was revoked", "renew the certificate of its WinRM listener"),
    62: ("its certificate is for another name", "use the name the certificate is for"),
    64: ("its certificate is for another address", "use the name the certificate is for"),
}

_BROKEN_OFF = "UNEXPECTED_EOF_WHILE_READING"
#: OpenSSL's names of what goes wrong in a handshake (openssl/sslerr.h); any other is shown as it is
_HANDSHAKE_WORDS = {
    _BROKEN_OFF: "the host broke off the handshake",
    "WRONG_VERSION_NUMBER": "what answers on that port speaks no TLS",
    "HTTP_REQUEST": "what answers on that port speaks no TLS",
    "RECORD_LAYER_FAILURE": "what answers on that port speaks no TLS",
    "UNSUPPORTED_PROTOCOL": "the host speaks no TLS 1.2",
    "TLSV1_ALERT_PROTOCOL_VERSION": "the host speaks no TLS 1.2",
    "SSLV3_ALERT_HANDSHAKE_FAILURE": "the host and this machine have no cipher in common",
    "NO_PROTOCOLS_AVAILABLE": "the host speaks no TLS 1.2",
}

_LOST_WORDS: tuple[tuple[type[OSError], str], ...] = (
    (http.client.RemoteDisconnected, "the host closed the connection without an answer"),
    (ConnectionResetError, "the connection was reset"),
    (ConnectionAbortedError, "the connection was reset"),
    (BrokenPipeError, "the connection was reset"),
    (OSError, "the connection broke"),
)


def certificate_error(error: ssl.SSLCertVerificationError, wire: Wire) -> HostUnreachable:
    """Why the host could not prove its name."""
    words = _CERTIFICATE_WORDS.get(getattr(error, "verify_code", -1))
    if words is None:
        detail = wire.said(getattr(error, "verify_message", "") or "unknown reason", 100)
        words = (f"its certificate was not accepted: {detail}", "check the certificate of its WinRM listener")
    return wire.placed(HostUnreachable(Phase.TLS, f"TLS not completed: {words[0]}", words[1]))


def socket_error(error: OSError, wire: Wire) -> HostError:
    """What an error of a socket, or of TLS on it, means in the phase the visit is in."""
    if isinstance(error, ssl.SSLCertVerificationError):
        return certificate_error(error, wire)
    if isinstance(error, TimeoutError):
        return wire.timed_out()
    if wire.phase is Phase.TLS:
        return _handshake_error(error, wire)
    if isinstance(error, ConnectionRefusedError):
        port = wire.endpoint.port
        return wire.placed(HostUnreachable(Phase.CONNECT, f"TCP {port} is closed", "run `winrm quickconfig` there"))
    return wire.lost(next(words for kind, words in _LOST_WORDS if isinstance(error, kind)))


def _handshake_error(error: OSError, wire: Wire) -> HostUnreachable:
    name = (isinstance(error, ssl.SSLError) and error.reason) or _BROKEN_OFF
    detail = _HANDSHAKE_WORDS.get(name) or wire.said(name.replace("_", " ").lower(), 100)
    try_next = "check that HTTPS with TLS 1.2 is what listens on that port"
    return wire.placed(HostUnreachable(Phase.TLS, f"TLS not completed: {detail}", try_next))
