"""What a directory is asked with: the ticket of whoever runs this, in a cache of its own, or the Windows logon."""

from dataclasses import dataclass
from typing import Any

import spnego

from remote_prt.errors import SecretUnavailable
from remote_prt.model import AuthMethod
from remote_prt.transports.credentials import Credential
from remote_prt.transports.native_logon import native_code, native_error
from remote_prt.transports.tickets import Tickets


@dataclass(frozen=True, slots=True)
class DirectoryLogon:
    """How to log on to a domain controller."""

    credential: Any = None  #: for pyspnego; None where the system logs on by itself
    owner: str = ""  #: whose ticket it is; "" where the system logs on by itself
    cache: object = None  #: lives as long as this


def directory_logon(tickets: Tickets) -> DirectoryLogon:
    """The current logon of this machine.

    Raises:
        SecretUnavailable: there is no ticket.
    """
    try:
        cache = tickets.cache_for(Credential(), AuthMethod.KERBEROS)
    except Exception as error:
        code = native_code(error)
        told = None if code is None else native_error(code)
        if told is None:
            raise
        raise SecretUnavailable(f"the directory cannot be asked: {told.reason}", told.try_next) from error
    if cache is None:
        return DirectoryLogon()
    return DirectoryLogon(spnego.KerberosCCache(cache.name), cache.owner, cache)
