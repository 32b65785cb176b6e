"""What a request has shown of our credential: it decides whether a 401 speaks against the password.

Accounts are locked after a few wrong passwords, so only a host that has seen the proof of ours may count against it
(`LogonRefused`). An NTLM logon proves it in its third message only (MS-NLMP 2.2.1.3). A Kerberos ticket was given out
by a domain controller that knows the password to be right: what the host has against it is another matter.
"""

import binascii
from base64 import b64decode
from enum import IntEnum

from remote_prt.errors import HostRefused, LogonRefused, Phase

_NTLM = b"NTLMSSP\0"  # within SPNEGO, too, a message lies in one piece
_NTLM_AUTHENTICATE = _NTLM + b"\3\0\0\0"


class Proof(IntEnum):
    """The most that was shown so far."""

    NOTHING = 0
    TICKET = 1  #: of Kerberos
    CREDENTIAL = 2  #: the password itself (Basic), the answer to an NTLM challenge, a client certificate


def proof_in(authorization: str | bytes) -> Proof:
    """What an Authorization header shows; an empty one nothing."""
    text = authorization.decode("latin-1") if isinstance(authorization, bytes) else authorization
    scheme, _, token = text.partition(" ")
    if scheme.lower() not in ("negotiate", "kerberos", "ntlm"):
        return Proof.CREDENTIAL if scheme else Proof.NOTHING
    try:
        message = b64decode(token)
    except binascii.Error:
        return Proof.NOTHING
    if _NTLM_AUTHENTICATE in message:
        return Proof.CREDENTIAL
    return Proof.TICKET if message and _NTLM not in message else Proof.NOTHING


def unauthorized_error(proof: Proof) -> HostRefused:
    """What a final 401 means."""
    if proof is Proof.CREDENTIAL:
        return LogonRefused(Phase.AUTHENTICATE, "the host rejected the credential", "check user name and password")
    if proof is Proof.TICKET:
        return HostRefused(
            Phase.AUTHENTICATE,
            "the host did not accept the Kerberos ticket",
            "check the clocks here and there, and who owns setspn -Q HTTP/NAME: for another account than the computer's"
            " --kerberos-service host; for a PC joined again, kinit again",
        )
    return HostRefused(
        Phase.AUTHENTICATE,
        "the host broke off the logon before it saw a password",
        "check --auth, and the Auth settings under WSMan:\\localhost\\Service there",
    )
