"""WS-Man and logon error codes in words: what users paste from PowerShell, and what to do about it.

Codes: wsmerror.h and winerror.h; MS-WSMV 3.1.4.5.2.1 for the quotas. Which of two quota codes a given Windows sends is
unverified; both are here.
"""

from dataclasses import dataclass

from remote_prt.errors import HostError, HostRefused, HostTimedOut, Phase

_UNSIGNED = 0xFFFFFFFF
_QUOTA_NEXT = "wait until old sessions end (or end them), or raise the quota under WSMan:\\localhost\\Shell there"


@dataclass(frozen=True, slots=True)
class Words:
    """What a code means, and what to try."""

    reason: str
    try_next: str
    timed_out: bool = False  #: the host gave up waiting, rather than said no


CODES: dict[int, Words] = {
    0x5: Words(
        "access is denied: the account may not open a remote session",
        "put the account into Administrators or Remote Management Users there",
    ),
    0x80070005: Words(
        "access is denied: the account may not open a remote session",
        "put the account into Administrators or Remote Management Users there",
    ),
    0x57: Words("the host calls a parameter of the request invalid", "check the configuration name"),
    0x80070002: Words("the host cannot find what the session needs", "check the configuration name"),
    0x80338012: Words("the WinRM service there cannot be reached", "run `winrm quickconfig` there"),
    0x80338029: Words(
        "the host gave up waiting for its own PowerShell", "look at the load of the host", timed_out=True
    ),
    0x8033805B: Words("the session is gone on the host", "try it again; look whether WinRM was restarted there"),
    0x803380E4: Words(
        "the host is not trusted for this kind of logon (TrustedHosts)", "use Kerberos with its full name, or --https"
    ),
    0x803381A5: Words("too many sessions of this account are open there (MaxShellsPerUser)", _QUOTA_NEXT),
    0x803381A6: Words("too many operations of this account run there (MaxConcurrentOperationsPerUser)", _QUOTA_NEXT),
    0x803381A7: Words("too many users are connected there", _QUOTA_NEXT),
    0x803381AB: Words("too many users have sessions there (MaxConcurrentUsers)", _QUOTA_NEXT),
    0x803381E4: Words("too many sessions of this account are open at this endpoint", _QUOTA_NEXT),
    0x803381E5: Words("too many users have sessions at this endpoint", _QUOTA_NEXT),
    0x803381E6: Words("too many sessions are open at this endpoint", _QUOTA_NEXT),
    0x803381E8: Words("too many operations of this account run at this endpoint", _QUOTA_NEXT),
    0x803381E9: Words("too many commands run in this session", _QUOTA_NEXT),
    0x80090303: Words(
        "Kerberos does not know the host under this name",
        "use its full DNS name, no alias; check setspn -Q HTTP/NAME, or try --kerberos-service host",
    ),
    0x8009030C: Words("the logon was denied", "check user name and password"),
    0x8009030E: Words("there is no ticket or credential to log on with", "run kinit, or give --user and a password"),
    0x80090311: Words("no domain controller could be reached for the logon", "check the VPN and the DNS of the domain"),
    0x80090317: Words("the logon has expired", "try it again; check the clocks here and there"),
    0x80090324: Words("the clocks of this machine and the domain differ too much", "set the clock"),
    0x80090328: Words("the ticket has expired", "run kinit again"),
    0x80090322: Words(
        "the host is not who its name says (wrong service principal)",
        "use its full DNS name; look for a stale DNS record",
    ),
    0x80090346: Words("the logon is bound to another TLS channel", "look for what inspects TLS on the way"),
}

# MS-WSMV and DSP0226 subcodes, for faults without a numeric code
_SUBCODES = {"AccessDenied": 0x5, "TimedOut": 0x80338029, "InvalidSelectors": 0x8033805B, "QuotaLimit": 0x803381A5}


def fault_error(phase: Phase, code: object, said: str = "") -> HostError:
    """What a WS-Man fault means.

    Args:
        phase: where it came.
        code: the number in any spelling, a SOAP subcode (`w:AccessDenied`), or None.
        said: what the host says about it, in its own language, fit to be shown; only where the code is not known.
    """
    number = normalised(code)
    words = None if number is None else CODES.get(number)
    if words is None:
        name = "without a code" if number is None else f"0x{number:08x} ({number})"
        reason = f"the host answered with WS-Man fault {name}: {said or 'it gives no reason'}"
        return HostRefused(phase, reason, "look the code up")
    if words.timed_out:
        return HostTimedOut(phase, words.reason, words.try_next, is_transient=True)
    return HostRefused(phase, words.reason, words.try_next, is_transient=words.try_next is _QUOTA_NEXT)


def normalised(code: object) -> int | None:
    """The code as an unsigned 32-bit number; None if it is none."""
    text = str(code or "").strip()
    subcode = text.rpartition(":")[2]
    if subcode in _SUBCODES:
        return _SUBCODES[subcode]
    try:
        number = int(text, 0)
    except ValueError:
        return None
    return number & _UNSIGNED if abs(number) <= _UNSIGNED else None
