"""The password of a host's local administrator, as LAPS keeps it with the computer object.

Windows LAPS in clear text: `msLAPS-Password`, a JSON text `{"n": account, "t": time, "p": password}`; encrypted
(`msLAPS-EncryptedPassword`) it is not read here. The older Microsoft LAPS: `ms-Mcs-AdmPwd`, the bare password, whose
account only its policy knows. Both are confidential attributes: who may not read them sees the expiry alone. Names and
format: Microsoft Learn, "Windows LAPS schema extensions reference"; that 5.1-time clients write nothing else is
unverified.
"""

import json
from dataclasses import dataclass, field

import sansldap

from remote_prt.directory.ldap_session import DirectoryEntry, DirectorySession
from remote_prt.errors import SecretUnavailable

_CLEAR, _ENCRYPTED, _EXPIRES = "msLAPS-Password", "msLAPS-EncryptedPassword", "msLAPS-PasswordExpirationTime"
_LEGACY, _LEGACY_EXPIRES = "ms-Mcs-AdmPwd", "ms-Mcs-AdmPwdExpirationTime"
_MOST_CHARACTERS = 4096


@dataclass(frozen=True, slots=True)
class LapsSecret:
    """What LAPS keeps of one host."""

    account: str  #: "" where only the policy knows it
    password: str = field(repr=False)


async def laps_secret(session: DirectorySession, base: str, host: str) -> LapsSecret:
    """The password of a host's local administrator.

    Args:
        session: logged on as who may read it.
        base: where the computers are.
        host: its name, short or in full.

    Raises:
        SecretUnavailable: there is none, or this account may not read it.
        DirectoryError: the directory could not be asked.
    """
    wanted = [_CLEAR, _ENCRYPTED, _EXPIRES, _LEGACY, _LEGACY_EXPIRES]
    found = [entry async for entry in session.search(base, _computer(host), wanted)]
    if not found:
        raise SecretUnavailable(f"the directory has no computer {host}", "check the name: it must be the domain's own")
    if len(found) > 1:
        raise SecretUnavailable(f"the directory has more than one computer {host}", "use its full name")
    return _secret_of(found[0], host)


def _secret_of(entry: DirectoryEntry, host: str) -> LapsSecret:
    if (clear := entry.text(_CLEAR)) is not None:
        return _parsed(clear, host)
    if legacy := entry.text(_LEGACY):
        return LapsSecret("", legacy)
    if entry.attributes.get(_ENCRYPTED.lower()):
        raise SecretUnavailable(
            f"the LAPS password of {host} is kept encrypted, which is not read here", "use another account for it"
        )
    if entry.text(_EXPIRES) or entry.text(_LEGACY_EXPIRES):
        raise SecretUnavailable(
            f"this account may not read the LAPS password of {host}",
            "have the right delegated to it (Set-LapsADReadPasswordPermission)",
        )
    raise SecretUnavailable(f"LAPS keeps no password of {host}", "see whether its LAPS policy applies")


def _parsed(text: str, host: str) -> LapsSecret:
    """The clear text of Windows LAPS; whoever can write the attribute may have written anything."""
    try:
        document = json.loads(text[:_MOST_CHARACTERS])
        account, password = document["n"], document["p"]
    except (ValueError, KeyError, TypeError, RecursionError):
        account = password = None
    if not (isinstance(account, str) and isinstance(password, str) and account and password):
        raise SecretUnavailable(f"what LAPS keeps of {host} is not what Windows writes", "look at its msLAPS-Password")
    return LapsSecret(account, password)


def _computer(host: str) -> sansldap.LDAPFilter:
    """The computer of that DNS name, or of that short name; in full also one whose DNS name the directory lacks."""
    short, dot, _ = host.partition(".")
    named: sansldap.LDAPFilter = sansldap.FilterEquality("sAMAccountName", f"{short}$".encode())
    if dot:
        nameless = sansldap.FilterNot(sansldap.FilterPresent("dNSHostName"))
        in_full = sansldap.FilterEquality("dNSHostName", host.encode())
        named = sansldap.FilterOr([in_full, sansldap.FilterAnd([named, nameless])])
    return sansldap.FilterAnd([sansldap.FilterEquality("objectCategory", b"computer"), named])
