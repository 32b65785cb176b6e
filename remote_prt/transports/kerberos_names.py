r"""An account as people write it, as Kerberos wants it.

Windows accepts `DOMAIN\name`, where DOMAIN is the short name or the DNS name of the domain, and the user principal name
`name@suffix`, whose suffix need be no realm. Kerberos has `name@REALM`, in capitals, and for all other spellings the
enterprise name, which the domain controllers of one's own realm look up (RFC 6806 section 5).
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class KerberosName:
    """A name to ask a domain controller for."""

    text: str
    is_enterprise: bool = False  #: the realm is for the domain controller to find out


def kerberos_name(user: str, default_realm: str) -> KerberosName:
    r"""What to call an account.

    Args:
        user: as people write it.
        default_realm: of this machine's krb5.conf; "" where there is none.

    >>> kerberos_name("CORP\\anna", "CORP.EXAMPLE").text
    'anna@CORP.EXAMPLE'
    """
    domain, separator, name = user.partition("\\")
    if separator:
        realm = domain.upper()
        if realm in (default_realm.upper(), default_realm.upper().partition(".")[0]):
            return KerberosName(f"{name}@{default_realm}")
        return KerberosName(f"{name}@{realm}", is_enterprise="." not in realm)
    name, separator, suffix = user.rpartition("@")
    if not separator or suffix == suffix.upper():
        return KerberosName(user)
    if suffix.upper() == default_realm.upper():
        return KerberosName(f"{name}@{default_realm}")
    return KerberosName(user, is_enterprise=True)
