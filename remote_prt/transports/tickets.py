"""Where Kerberos tickets live while a fleet is visited: in small caches in memory, each for a few hosts only.

Every host costs a service ticket, and the Kerberos library keeps it in the cache it came from. In the user's own cache,
a file, the tickets of a fleet would be read again for each host, so that the thousandth host costs many times what the
first did; and they would be left there. So the ticket-granting ticket is copied into a fresh cache in memory, which is
thrown away after a few hosts (`benchmarks/kerberos_tickets.py` has the figures). With a password the domain
controller is asked for it once, not for every host.

Where Kerberos is the system's own (SSPI on Windows), or is not installed, nothing is done here.
"""

import sys
import threading
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from importlib.util import find_spec
from typing import TYPE_CHECKING

from remote_prt.model import AuthMethod
from remote_prt.transports.credentials import Credential

if TYPE_CHECKING:
    from remote_prt.transports.krb5_tickets import Account, TicketCache

LOGONS_PER_CACHE = 32
_PREAUTH_FAILED = -1765328360  # KRB5KDC_ERR_PREAUTH_FAILED: the password is wrong


class Tickets:
    """The tickets of all accounts of a run; for any thread.

    Args:
        logons_per_cache: after which a cache is replaced by a fresh one.
    """

    def __init__(self, logons_per_cache: int = LOGONS_PER_CACHE) -> None:
        self._most = logons_per_cache
        self._lock = threading.Lock()
        self._accounts: dict[Credential, Account] = {}

    def cache_for(self, credential: Credential, method: AuthMethod) -> "TicketCache | None":
        """The cache to log on with; None where the logon library finds its own way.

        With Negotiate, what Kerberos cannot do NTLM may; only a wrong password ends it here, before it counts twice.

        Raises:
            krb5.Krb5Error: there is no ticket, and none to be had.
        """
        if method not in (AuthMethod.KERBEROS, AuthMethod.NEGOTIATE):
            return None
        try:
            from remote_prt.transports.krb5_tickets import (  # noqa: PLC0415  not on Windows
                Account,
                Krb5Error,
            )
        except ImportError:
            return None
        with self._lock:
            account = self._accounts.setdefault(credential, Account(credential, self._most))
        try:
            return account.cache()
        except Krb5Error as error:
            may_do_otherwise = method is AuthMethod.NEGOTIATE and credential.password is not None
            if may_do_otherwise and error.err_code != _PREAUTH_FAILED:
                return None
            raise


class TicketState(StrEnum):
    """Whether this machine can log on by Kerberos without a password."""

    HELD = "held"
    KEYTAB = "keytab"  #: no ticket, but the key of an account
    NONE = "none"
    NO_LIBRARY = "no-library"  #: `remote_prt[kerberos]` is not installed
    SYSTEM = "system"  #: Windows (SSPI) has its own, which nobody but it can tell


@dataclass(frozen=True, slots=True)
class TicketFacts:
    """The ticket of an account on this machine."""

    state: TicketState
    principal: str = ""
    ends_at: datetime | None = None


def ticket_facts(user: str | None = None) -> TicketFacts:
    """What this machine holds for an account, or for whoever runs this; no domain controller is asked."""
    if sys.platform == "win32":
        return TicketFacts(TicketState.SYSTEM)
    if find_spec("gssapi") is None:
        return TicketFacts(TicketState.NO_LIBRARY)
    try:
        from remote_prt.transports.krb5_tickets import Krb5Error, held_ticket  # noqa: PLC0415  may not be installed
    except ImportError:
        return TicketFacts(TicketState.NO_LIBRARY)
    try:
        held = held_ticket(user)
    except Krb5Error:
        return TicketFacts(TicketState.NONE)
    if not held.ends_at:  # a keytab has no end, a cache without a ticket in it none yet
        return TicketFacts(TicketState.KEYTAB if held.ends_at is None else TicketState.NONE, held.principal)
    return TicketFacts(TicketState.HELD, held.principal, datetime.fromtimestamp(held.ends_at, UTC))
