"""The logon of one connection: Negotiate and NTLM through pyspnego's pure-Python acceptor, Basic over TLS.

Where the lab has a keytab also Kerberos, through GSSAPI.

Pure Python by force (`use_ntlm`, `use_negotiate`): on Windows pyspnego would take SSPI, which knows no lab accounts.
Over TLS the channel binding `tls-server-end-point` (RFC 5929) is checked when the client sends one, as Windows does.
"""

import base64
import binascii
import struct
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import spnego
from spnego.channel_bindings import GssChannelBindings
from spnego.exceptions import SpnegoError

from remote_prt.lab.account import LabAccount
from remote_prt.lab.channel_binding import carries_channel_binding
from remote_prt.lab.kerberos import holds_ticket, is_made_out_for, kerberos_acceptor

#: The Authorization header of a logon by client certificate (a security profile of DSP0226); the proof is in TLS.
CERTIFICATE_PROFILE = "http://schemas.dmtf.org/wbem/wsman/1/wsman/secprofile/https/mutual"

#: A wrong proof, or a token that is none. AttributeError: pyspnego looks at a GSSAPI context that never began.
_NO_LOGON = (SpnegoError, ValueError, IndexError, struct.error, AttributeError)


class Logon(StrEnum):
    """What an Authorization header led to."""

    GRANTED = "granted"
    CONTINUE = "continue"  #: a token goes back with 401; nothing has been proven yet
    REFUSED = "refused"  #: a proof was wrong: counts as an attempt
    MALFORMED = "malformed"  #: no header, or one that cannot be read


@dataclass(frozen=True, slots=True)
class LogonStep:
    """The result of one header: what it led to and what `WWW-Authenticate` says in the reply, if anything."""

    logon: Logon
    challenges: tuple[str, ...] = ()


class Authenticator:
    """Keeps the security context of one TCP connection.

    Args:
        account: who may log on with a password.
        is_tls: whether TLS is below.
        certificate_hash: of the certificate shown there.
        kerberos_host: the host's name, if it accepts tickets (of anybody: who may do what is not simulated).
        certificate_user: whom the client's certificate names that TLS has verified, or "".
    """

    def __init__(
        self,
        account: LabAccount,
        *,
        is_tls: bool,
        certificate_hash: bytes | None,
        kerberos_host: str | None = None,
        certificate_user: str = "",
    ) -> None:
        self._account = account
        self._is_tls = is_tls
        self._kerberos_host = kerberos_host
        self._channel_bindings = (
            None
            if certificate_hash is None
            else GssChannelBindings(application_data=b"tls-server-end-point:" + certificate_hash)
        )
        self._certificate_user = certificate_user
        self._pending: Any = None  # pyspnego's acceptor while tokens are exchanged
        self.context: Any = None  #: the finished security context, which seals; None after Basic
        self.is_granted = False
        self._granted_basic: str | None = None
        self._is_granted_by_certificate = False

    @property
    def offers(self) -> tuple[str, ...]:
        """What a 401 offers; Basic only where TLS hides the password, Kerberos only where the lab has keys for it."""
        offered = ("Negotiate",) if self._kerberos_host is None else ("Negotiate", "Kerberos")
        return (*offered, 'Basic realm="WSMAN"') if self._is_tls else offered

    def step(self, header: str) -> LogonStep:
        """Takes one Authorization header."""
        scheme, _, value = header.partition(" ")
        match scheme.lower():
            case "negotiate" | "ntlm" | "kerberos":
                return self._step_token(scheme, value.strip())
            case _ if header == CERTIFICATE_PROFILE and self._is_tls:
                return self._step_certificate()
            case "basic" if self._is_tls:
                return self._step_basic(value.strip())
            case _:
                return LogonStep(Logon.MALFORMED, self.offers)

    def is_known(self, header: str) -> bool:
        """Whether this very header was granted before on this connection: some repeat it on every request."""
        if header == CERTIFICATE_PROFILE:
            return self._is_granted_by_certificate
        return self._granted_basic is not None and header.partition(" ")[2].strip() == self._granted_basic

    def _step_token(self, scheme: str, value: str) -> LogonStep:
        try:
            token = base64.b64decode(value, validate=True)
        except binascii.Error:
            return LogonStep(Logon.MALFORMED, self.offers)
        if not token:
            return LogonStep(Logon.MALFORMED, self.offers)
        is_first = self._pending is None
        is_ticket = self._kerberos_host is not None and is_first and holds_ticket(token)
        bindings = self._channel_bindings if is_ticket or carries_channel_binding(token) else None
        try:
            acceptor = self._pending or (kerberos_acceptor(token) if is_ticket else _acceptor(token))
            answer = acceptor.step(token, channel_bindings=bindings)
        except _NO_LOGON:
            self.forget()
            return LogonStep(Logon.MALFORMED if is_first and not is_ticket else Logon.REFUSED, self.offers)
        if is_ticket and acceptor.complete and not is_made_out_for(acceptor, self._kerberos_host or ""):
            self.forget()
            return LogonStep(Logon.REFUSED, self.offers)
        challenges = (f"{scheme} {base64.b64encode(answer).decode()}",) if answer else ()
        if not acceptor.complete:
            self._pending = acceptor
            return LogonStep(Logon.CONTINUE, challenges)
        self._pending, self.context, self.is_granted = None, acceptor, True
        return LogonStep(Logon.GRANTED, challenges)

    def _step_basic(self, value: str) -> LogonStep:
        try:
            user, colon, password = base64.b64decode(value, validate=True).decode().partition(":")
        except (binascii.Error, UnicodeDecodeError):
            return LogonStep(Logon.MALFORMED, self.offers)
        if not colon:
            return LogonStep(Logon.MALFORMED, self.offers)
        if not self._account.is_basic(user, password):
            self.forget()
            return LogonStep(Logon.REFUSED, self.offers)
        self.is_granted = True
        self._granted_basic = value
        return LogonStep(Logon.GRANTED)

    def _step_certificate(self) -> LogonStep:
        """As a host with `winrm/config/service/certmapping` for the account; an unmapped certificate is refused."""
        if not self._account.is_certificate_of(self._certificate_user):
            self.forget()
            return LogonStep(Logon.REFUSED, self.offers)
        self.is_granted = self._is_granted_by_certificate = True
        return LogonStep(Logon.GRANTED)

    def forget(self) -> None:
        """Drops what this connection has proven so far."""
        self._is_granted_by_certificate = False
        self._pending = self.context = self._granted_basic = None
        self.is_granted = False


def _acceptor(token: bytes) -> Any:
    """Pyspnego's acceptor for the kind of token a client begins with."""
    is_raw_ntlm = token.startswith(b"NTLMSSP\0")  # no SPNEGO around it: a client that was told `ntlm`
    if is_raw_ntlm:
        return spnego.server(protocol="ntlm", options=spnego.NegotiateOptions.use_ntlm)
    options = spnego.NegotiateOptions.use_negotiate | spnego.NegotiateOptions.use_ntlm
    return spnego.server(protocol="negotiate", options=options)
