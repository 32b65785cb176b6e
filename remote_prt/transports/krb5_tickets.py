"""Tickets through the Kerberos library of this machine (MIT krb5 by way of pykrb5): taken over, asked for, and kept.

The only importer of krb5, whose errors `native_logon` translates. `tickets` says why and when.

Rule 1: only tickets of the account that was asked for are used; nothing is left to the library's own choice.
Rule 2: a cache lives as long as somebody who logs on with it.
"""

import threading
import time
import weakref
from dataclasses import dataclass

import krb5
from krb5 import Krb5Error

from remote_prt.transports.credentials import Credential
from remote_prt.transports.kerberos_names import kerberos_name

__all__ = ["Account", "HeldTicket", "Krb5Error", "TicketCache", "held_ticket"]

_TICKET_GRANTING = b"krbtgt/"
_CONFIGURATION = b"X-CACHECONF:"  # what MIT krb5 remembers beside the tickets
_RENEW_SECONDS = 300  # a ticket that ends sooner is not begun with


class TicketCache:
    """A cache in memory that ends with its last user."""

    def __init__(self, granted: "_Granted") -> None:
        context = krb5.init_context()
        cache = krb5.cc_new_unique(context, b"MEMORY")
        self._ending = weakref.finalize(self, krb5.cc_destroy, context, cache)
        krb5.cc_initialize(context, cache, granted.principal)
        for ticket in granted.tickets:
            krb5.cc_store_cred(context, cache, ticket)
        self.name = f"MEMORY:{(cache.name or b'').decode()}"
        self.owner = (granted.principal.name or b"").decode("utf-8", "replace")  #: whose tickets they are


@dataclass(frozen=True, slots=True)
class _Granted:
    """What opens every further ticket of an account."""

    principal: krb5.Principal
    tickets: tuple[krb5.Creds, ...]
    ends_at: float  #: on the clock of this machine


@dataclass(frozen=True, slots=True)
class HeldTicket:
    """What this machine can log on with without a password."""

    principal: str
    ends_at: float | None  #: on the clock of this machine; None: a keytab, from which a ticket is fetched


def held_ticket(user: str | None = None) -> HeldTicket:
    """The ticket that is there already, or the keytab for one; no domain controller is asked.

    Raises:
        krb5.Krb5Error: there is neither.
    """
    context = krb5.init_context()
    wanted = None if user is None else _principal(context, user)
    try:
        granted = _granted_in(_cache_of(context, wanted))
    except Krb5Error:
        keytab = krb5.kt_client_default(context)
        if not krb5.kt_have_content(context, keytab):
            raise
        first = next(iter(keytab))
        return HeldTicket(krb5.unparse_name_flags(context, wanted or first.principal).decode(), None)
    return HeldTicket(krb5.unparse_name_flags(context, granted.principal).decode(), granted.ends_at)


class Account:
    """The tickets of one account, for one thread at a time.

    Args:
        credential: whose; without a password its tickets are there already.
        most: logons with one cache.
    """

    def __init__(self, credential: Credential, most: int) -> None:
        self._credential = credential
        self._most = most
        self._lock = threading.Lock()
        self._granted: _Granted | None = None
        self._cache: TicketCache | None = None
        self._logons = 0
        self._failed: tuple[float, Krb5Error] | None = None  #: when no ticket was to be had last, and why

    def cache(self) -> TicketCache:
        """The cache for the next logon; who waited while there was no ticket to be had is not made to wait again.

        Raises:
            krb5.Krb5Error: there is no ticket, and none to be had.
        """
        asked_at = time.monotonic()
        with self._lock:
            if self._failed is not None and self._failed[0] > asked_at:
                raise self._failed[1].with_traceback(None)
            if self._cache is None or self._logons >= self._most or self._is_ending():
                self._cache, self._logons = TicketCache(self._granted_now()), 0
            self._logons += 1
            return self._cache

    def _granted_now(self) -> _Granted:
        try:
            return self._grant()
        except Krb5Error as error:
            self._failed = time.monotonic(), error
            raise

    def _is_ending(self) -> bool:
        return self._granted is None or self._granted.ends_at - time.time() < _RENEW_SECONDS

    def _grant(self) -> _Granted:
        if self._credential.password is None:
            self._granted = _current(self._credential.user)  # read again: somebody may have run kinit meanwhile
        elif self._granted is None or self._is_ending():
            self._granted = _by_password(self._credential)
        return self._granted


def _by_password(credential: Credential) -> _Granted:
    """A fresh ticket-granting ticket for a password."""
    context = krb5.init_context()
    wanted = _principal(context, credential.user or "")
    options = krb5.get_init_creds_opt_alloc(context)
    krb5.get_init_creds_opt_set_canonicalize(options, True)  # the domain controller may know it by another name
    secret = (credential.password or "").encode("utf-8", "replace")
    ticket = krb5.get_init_creds_password(context, wanted, options, password=secret)
    return _Granted(ticket.client, (ticket,), ticket.times.endtime)


def _current(user: str | None) -> _Granted:
    """The tickets that are there already: the default cache's, or those of the named account in any cache.

    Where there is no cache, a client keytab does (KRB5_CLIENT_KTNAME, krb5.conf), as for GSSAPI's own programs.
    """
    context = krb5.init_context()
    wanted = None if user is None else _principal(context, user)
    try:
        return _granted_in(_cache_of(context, wanted))
    except Krb5Error:
        keytab = krb5.kt_client_default(context)
        if not krb5.kt_have_content(context, keytab):
            raise
        return _by_keytab(context, keytab, wanted)


def _by_keytab(context: krb5.Context, keytab: krb5.KeyTab, wanted: krb5.Principal | None) -> _Granted:
    """A fresh ticket for the key of the wanted account, or for the first in the file."""
    first = next(iter(keytab))  # owns its principal
    options = krb5.get_init_creds_opt_alloc(context)
    ticket = krb5.get_init_creds_keytab(context, wanted or first.principal, options, keytab=keytab)
    return _Granted(ticket.client, (ticket,), ticket.times.endtime)


def _cache_of(context: krb5.Context, wanted: krb5.Principal | None) -> krb5.CCache:
    """The user's cache; never one of ours.

    Raises:
        krb5.Krb5Error: there is none of that account.
    """
    default = krb5.cc_default(context)
    if wanted is None or _names(default) == _unparsed(context, wanted):
        return default
    for cache in krb5.cccol_iter(context):
        if cache.cache_type != b"MEMORY" and _names(cache) == _unparsed(context, wanted):
            return cache
    return krb5.cc_cache_match(context, wanted)  # says in its own words that there is none


def _granted_in(cache: krb5.CCache) -> _Granted:
    """What a cache holds that opens further tickets; all of it where there is no ticket-granting ticket."""
    held = tuple(cache)
    granting = tuple(ticket for ticket in held if _is_granting(ticket))
    ends = [ticket.times.endtime for ticket in granting or held if ticket.times.endtime]
    owner = cache.principal
    assert owner is not None  # reading it raised where there is none
    return _Granted(owner, granting or held, max(ends, default=0))


def _is_granting(ticket: krb5.Creds) -> bool:
    name = ticket.server.name or b""
    return name.startswith(_TICKET_GRANTING) or _CONFIGURATION in name


def _names(cache: krb5.CCache) -> bytes:
    """Whose cache it is; nothing where it cannot be read."""
    try:
        owner = cache.principal
    except Krb5Error:
        return b""
    return (owner.name or b"").lower() if owner is not None else b""


def _principal(context: krb5.Context, user: str) -> krb5.Principal:
    try:
        default_realm = krb5.get_default_realm(context).decode()
    except Krb5Error:
        default_realm = ""
    name = kerberos_name(user, default_realm)
    kind = krb5.PrincipalParseFlags.enterprise if name.is_enterprise else krb5.PrincipalParseFlags.none
    return krb5.parse_name_flags(context, name.text.encode(), kind)


def _unparsed(context: krb5.Context, principal: krb5.Principal) -> bytes:
    unparsed: bytes = krb5.unparse_name_flags(context, principal)
    return unparsed.lower()
