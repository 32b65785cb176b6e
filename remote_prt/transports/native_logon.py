"""What the Kerberos of this machine says about a logon: codes of MIT krb5, GSSAPI and SSPI, and what is not installed.

pyspnego hands most of it on as a `SpnegoError` around the native error, krb5's own errors as they are. Their numbers
are read from attributes, so that neither gssapi nor krb5 has to be installed: `min_code` (python-gssapi), `err_code`
(pykrb5), `winerror` (Windows; unverified).
"""

import re
from dataclasses import dataclass

from remote_prt.errors import HostRefused, LogonRefused, NoTicket, Phase
from remote_prt.model import AuthMethod
from remote_prt.transports.auth import kerberos_missing
from remote_prt.transports.printable import printable
from remote_prt.transports.wsman_words import CODES, Words

_KRB5_BASE = -1765328384  # ERROR_TABLE_BASE_krb5, krb5.h: the numbers of RFC 4120 section 7.5.9 count from here
_UNSIGNED = 0xFFFFFFFF
_SEC_E_LOGON_DENIED = 0x8009030C
_STATUS_LOGON_FAILURE = 0xC000006D
_PREAUTH_FAILED = 24
_PACKAGE_NAMES = (re.compile(r"No module named '(\w+)"), re.compile(r"\b(sspilib|krb5|gssapi)\b"))  # the better first

KRB5_WORDS: dict[int, Words] = {
    6: Words("the domain controller does not know the account", "check the user name and its realm"),
    7: CODES[0x80090303],
    14: Words(
        "the domain allows no kind of key that the host's account and this machine share (RC4 only?)",
        "let its computer account have AES keys (msDS-SupportedEncryptionTypes 24, then a new password)",
    ),
    18: Words("the account is disabled or locked out", "look at the account in Active Directory"),
    23: Words("the password has expired", "change it"),
    32: CODES[0x80090328],
    37: CODES[0x80090324],
    41: CODES[0x80090322],
    141: Words("this machine holds no ticket of that account", "run kinit for it, or give its password"),
    154: Words("no domain controller is known for the realm", "check the realm's spelling, the DNS and krb5.conf"),
    156: CODES[0x80090311],  # not of the RFC: KRB5_KDC_UNREACH, as 154 is KRB5_REALM_UNKNOWN, 141 KRB5_CC_NOTFOUND
    195: CODES[0x8009030E],  # KRB5_FCC_NOFILE
}

#: What is wrong with every logon of the account, whatever the host; a skewed clock (37) may be the host's own.
_NO_TICKET: dict[bool, dict[int, NoTicket]] = {
    True: {
        **dict.fromkeys((6, 18, 23, 32, 141, 195), NoTicket.NOT_TO_BE_HAD),
        **dict.fromkeys((154, 156), NoTicket.UNANSWERED),  # 154 is also what a DNS that is down comes to
    },
    False: {0x8009030E: NoTicket.NOT_TO_BE_HAD, 0x80090311: NoTicket.UNANSWERED},  # SSPI: unverified
}


@dataclass(frozen=True, slots=True)
class NativeCode:
    """The number of a native error and whose it is."""

    number: int  #: of krb5: from `_KRB5_BASE`; of Windows: unsigned
    is_kerberos: bool


def native_code(error: BaseException) -> NativeCode | None:
    """The number that an error, or the native one in it, carries."""
    native = getattr(error, "base_error", None) or error
    windows = getattr(native, "winerror", None)
    if isinstance(windows, int):
        return NativeCode(windows & _UNSIGNED, is_kerberos=False)
    for name in ("min_code", "err_code"):
        code = getattr(native, name, None)
        if isinstance(code, int):
            return NativeCode((code - _KRB5_BASE) & _UNSIGNED, is_kerberos=True)
    return None


def is_krb5_error(error: BaseException) -> bool:
    """Whether it is one of pykrb5's, which pyspnego lets through as they are."""
    return type(error).__module__.partition(".")[0] == "krb5"


def native_error(code: NativeCode) -> HostRefused | None:
    """What a code means; None for one without words.

    The domain controller's "wrong password" is a `LogonRefused`: it counts towards a lockout like one that a host saw.
    """
    if code.number in ((_PREAUTH_FAILED,) if code.is_kerberos else (_SEC_E_LOGON_DENIED, _STATUS_LOGON_FAILURE)):
        return LogonRefused(
            Phase.AUTHENTICATE, "the domain controller rejected the credential", "check user name and password"
        )
    words = (KRB5_WORDS if code.is_kerberos else CODES).get(code.number)
    if words is None:
        return None
    told = HostRefused(Phase.AUTHENTICATE, words.reason, words.try_next)
    told.no_ticket = _NO_TICKET[code.is_kerberos].get(code.number)
    return told


def missing_error(said: str, method: AuthMethod) -> HostRefused:
    """What is not installed here, by what the library says about it."""
    package = next((found.group(1) for names in _PACKAGE_NAMES if (found := names.search(said))), "")
    if package in ("gssapi", "krb5") and method in (AuthMethod.KERBEROS, AuthMethod.NEGOTIATE):
        return kerberos_missing(package)
    missing = f"the Python package {package}, which is not installed here" if package else printable(said, 200)
    return HostRefused(
        Phase.AUTHENTICATE,
        f"a logon by {method.value} lacks something here: {missing}",
        "install it, or try another --auth",
    )
