"""Computers read from a domain controller, as its pages arrive."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import sansldap

from remote_prt.directory.computer import Computer, ComputerQuery, Scope
from remote_prt.directory.distinguished_name import MOST_CHARACTERS, BadName, domain_of, split_name
from remote_prt.directory.ldap_session import DirectoryEntry, DirectorySession, PageEnd
from remote_prt.errors import DirectoryError, UsageError

_ATTRIBUTES = (
    *("name", "dNSHostName", "userAccountControl", "objectClass", "sAMAccountName"),
    *("operatingSystem", "lastLogonTimestamp"),
)
_SCOPES = {
    Scope.SUBTREE: sansldap.SearchScope.SUBTREE,
    Scope.ONE_LEVEL: sansldap.SearchScope.ONE_LEVEL,
    Scope.BASE: sansldap.SearchScope.BASE,
}
_DISABLED = 0x2  # ACCOUNTDISABLE, MS-ADTS 2.2.16
_NO_MACHINES = frozenset(
    {
        "msds-groupmanagedserviceaccount",
        "msds-managedserviceaccount",
        "msds-delegatedmanagedserviceaccount",  # Windows Server 2025
    }
)
_SEAMLESS_SSO = "azureadssoacc$"
_FILETIME_EPOCH = datetime(1601, 1, 1, tzinfo=UTC)
_MOST_TEXT = 256
_MOST_AT_ONCE = 1000  # computers; of a server that sends longer pages than it was asked for
_MOST_OF_NAMES = 500_000  # characters of distinguished names, which are all kept...
_MOST_OF_A_NAME = 500  # ...or of each on average, where computers are many
_MOST_REPEATED_PAGES = 1200  # pages of computers that are known: bases may overlap, endless pages may not


@dataclass(frozen=True, slots=True)
class ComputerPage:
    """Computers that came together."""

    computers: tuple[Computer, ...]
    is_last: bool = False  #: the listing has ended with it
    domains_beneath: tuple[str, ...] = ()  #: of the last one: domains that were referred to, which nobody asked


def check_query(query: ComputerQuery) -> None:
    """See that names and filter can be sent, before anybody is contacted.

    Raises:
        UsageError: one of them cannot be read.
    """
    for base in query.bases:
        try:
            split_name(base)
        except BadName as problem:
            hint = 'as in --ou "OU=Clients,DC=corp,DC=example"'
            raise UsageError(f"--ou {_quoted(base)} is no distinguished name: {problem}", hint) from problem
    _filter(query.narrowing)


async def computers(session: DirectorySession, query: ComputerQuery) -> AsyncIterator[Computer]:
    """The computers that a query means, each object once, however its bases overlap.

    Raises:
        UsageError: a name or the filter cannot be read.
        DirectoryError: the server says no, or stops answering.
    """
    async for page in computer_pages(session, query):
        for computer in page.computers:
            yield computer


async def computer_pages(session: DirectorySession, query: ComputerQuery) -> AsyncIterator[ComputerPage]:
    """As `computers`, those of a page together and before the next page is asked for; the last one may be empty.

    Raises:
        UsageError: a name or the filter cannot be read.
        DirectoryError: the server says no, stops answering, or repeats itself.
    """
    seen: set[str] = set()
    page: list[Computer] = []
    characters = 0
    bases, repeated = query.bases or ("",), 0
    for number, base in enumerate(bases, start=1):
        whole = base if domain_of(base) else ",".join(filter(None, (base, await session.naming_context())))
        found = session.pages(whole, _filter(query.narrowing), _ATTRIBUTES, scope=_SCOPES[query.scope])
        async for entry in found:
            if not isinstance(entry, PageEnd):
                if entry.dn.casefold() not in seen:
                    seen.add(entry.dn.casefold())
                    page.append(_computer(entry))
                    characters += len(entry.dn)
                if len(page) < _MOST_AT_ONCE:
                    continue
            if characters > max(_MOST_OF_NAMES, _MOST_OF_A_NAME * len(seen)):
                raise DirectoryError(session.server, f"it sent names of {characters // len(seen):,} characters each")
            repeated = 0 if page else repeated + 1
            if repeated > _MOST_REPEATED_PAGES:
                raise DirectoryError(session.server, f"it sent {repeated:,} pages without a new computer")
            is_last = entry is PageEnd.LAST and number == len(bases)
            if page or is_last:
                yield ComputerPage(tuple(page), is_last, session.domains_beneath if is_last else ())
            page = []


def _filter(narrowing: str) -> sansldap.LDAPFilter:
    kind = sansldap.FilterEquality("objectClass", b"computer")
    if not narrowing:
        return kind
    if place := filter_problem(narrowing):
        hint = 'as in --ldap-filter "(operatingSystem=Windows 11*)"'
        raise UsageError(f"--ldap-filter {_quoted(narrowing)} cannot be read from character {place} on", hint)
    return sansldap.FilterAnd([kind, sansldap.LDAPFilter.from_string(narrowing)])


def filter_problem(text: str) -> int:
    """The character from which on an LDAP filter cannot be read, counted from 1; 0 where it can."""
    try:
        sansldap.LDAPFilter.from_string(text)
    except (ValueError, RecursionError) as problem:  # its own error is a ValueError, too
        return int(getattr(problem, "offset", 0)) + 1
    return 0


def _computer(entry: DirectoryEntry) -> Computer:
    classes = {value.decode("ascii", "replace").lower() for value in entry.attributes.get("objectclass", ())}
    control = _number(entry.text("userAccountControl"))
    is_sso = (entry.text("sAMAccountName") or "").lower() == _SEAMLESS_SSO
    return Computer(
        dn=entry.dn[:MOST_CHARACTERS],
        name=_text(entry, "name"),
        dns_name=_text(entry, "dNSHostName").removesuffix("."),
        is_enabled=not (control or 0) & _DISABLED,
        is_machine=not (classes & _NO_MACHINES or is_sso),
        operating_system=_text(entry, "operatingSystem"),
        last_logon=_time(_number(entry.text("lastLogonTimestamp"))),
    )


def _text(entry: DirectoryEntry, name: str) -> str:
    return (entry.text(name) or "").strip()[:_MOST_TEXT]


def _number(text: str | None) -> int | None:
    try:
        return int(text[:20]) if text else None
    except ValueError:
        return None


def _time(filetime: int | None) -> datetime | None:
    """A FILETIME; 0 and what no calendar has is None."""
    try:
        return _FILETIME_EPOCH + timedelta(microseconds=filetime // 10) if filetime and filetime > 0 else None
    except OverflowError:
        return None


def _quoted(text: str) -> str:
    return ascii(text[:200])
