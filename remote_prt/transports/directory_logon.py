"""What a directory is asked with: the ticket of whoever runs this, the Windows logon, or another account's password.

With a password Kerberos is the way as everywhere: a ticket in a cache in memory. NTLM, which proves no server, is taken
only where the server is an address, where verified TLS has proven it, or where the caller allows it; it signs and seals
the session (MS-NLMP 3.4), or is bound to the channel: that is unverified with Windows, and Samba 4.17 refuses it.
"""

import sys
from dataclasses import dataclass, field
from typing import Any

import spnego

from remote_prt.directory.access import DirectoryAccess, split_port
from remote_prt.errors import SecretUnavailable
from remote_prt.model import AuthMethod
from remote_prt.transports.auth import is_address
from remote_prt.transports.credentials import Credential
from remote_prt.transports.native_logon import native_code, native_error
from remote_prt.transports.tickets import Tickets


@dataclass(frozen=True, slots=True)
class DirectoryLogon:
    """How to log on to a domain controller."""

    credential: Any = field(default=None, repr=False)  #: for pyspnego; None where the system logs on by itself
    owner: str = ""  #: whose ticket or account it is; "" where the system logs on by itself
    cache: object = None  #: lives as long as this


def directory_logon(
    tickets: Tickets, credential: Credential | None = None, *, may_use_ntlm: bool = False
) -> DirectoryLogon:
    """The logon of an account, or the current one of this machine.

    Args:
        tickets: where they are kept.
        credential: None, or without an account: the current logon.
        may_use_ntlm: whether a password may be shown to a server that Kerberos does not prove.

    Raises:
        SecretUnavailable: there is no ticket, and none to be had.
    """
    wanted = credential or Credential()
    user, password = wanted.user or "", wanted.password
    method = AuthMethod.NEGOTIATE if password is not None and may_use_ntlm else AuthMethod.KERBEROS
    try:
        cache = tickets.cache_for(wanted, method)
    except Exception as error:
        code = native_code(error)
        if code is None:
            raise
        told = native_error(code)
        if told is None:
            problem = f"the directory cannot be asked: Kerberos gave no ticket (error {code.number})"
            raise SecretUnavailable(problem, "check the account's name, krb5.conf and klist") from error
        hint = told.try_next.replace("give --user and", "give --ldap-user and")  # `--user` is who visits hosts
        raise SecretUnavailable(f"the directory cannot be asked: {told.reason}", hint) from error
    if cache is not None:
        return DirectoryLogon(spnego.KerberosCCache(cache.name), cache.owner, cache)
    if password is None:
        return DirectoryLogon()
    if not may_use_ntlm and sys.platform != "win32":
        hint = "pip install 'remote_prt[kerberos]', or use --ldaps"
        raise SecretUnavailable("the directory cannot be asked: Kerberos is not installed here", hint)
    return DirectoryLogon(spnego.Password(user, password), user)


def is_proven(access: DirectoryAccess) -> bool:
    """Whether NTLM costs nothing there: TLS proves the server, or it has no name that Kerberos could."""
    return access.over_tls or is_address(split_port(access.server or "")[0])
