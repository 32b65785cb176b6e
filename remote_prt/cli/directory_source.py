"""Computers of Active Directory, asked for before a run: which domain controller, with whose ticket, over what."""

import asyncio
import os
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from remote_prt.cli.directory_account import DirectoryAccount
from remote_prt.cli.prompt import say
from remote_prt.errors import DirectoryError, DirectoryUnreachable, UsageError

if TYPE_CHECKING:
    import ssl

    from remote_prt.cli.listing_thread import ListingThread
    from remote_prt.directory.computer import ComputerQuery, Listing
    from remote_prt.directory.computer_search import ComputerPage
    from remote_prt.transports.directory_logon import DirectoryLogon

    TakePage = Callable[[str, ComputerPage], None]

T = TypeVar("T")

_PACKAGES = ("sansldap", "dns")
_MOST_SECONDS = 600.0
_MOST_COMPUTERS = 200_000


@dataclass(frozen=True, slots=True)
class DirectorySource:
    """Where computers are asked for.

    Args:
        server: a domain controller; None: those that DNS names, one after the other.
        over_tls: LDAPS.
        ca_file: an authority to trust besides the system's.
        account: who asks, where that is not whoever runs this.
        user: whom an inventory names for it.
    """

    server: str | None = None
    over_tls: bool = False
    ca_file: Path | None = None
    account: DirectoryAccount = field(default_factory=DirectoryAccount)
    user: str | None = None

    def ask(self, query: "ComputerQuery") -> "Listing":
        """The computers that a query means.

        Raises:
            UsageError: the query cannot be read, there is no ticket, or no domain controller answers.
        """
        from remote_prt.directory.computer import Computer, Listing  # noqa: PLC0415  only --ou needs it

        logon, server, found, beneath = self._checked(query), "", list[Computer](), tuple[str, ...]()
        asked_at = datetime.now(UTC)

        def take(answering: str, page: "ComputerPage") -> None:
            nonlocal server, beneath
            if server != answering:  # the one before broke off
                found.clear()
            server, beneath = answering, page.domains_beneath
            found.extend(page.computers)

        asyncio.run(self._ask(query, logon, take, lambda: False))
        return Listing(server, asked_at, tuple(found), beneath)

    def begin(self, query: "ComputerQuery") -> "ListingThread":
        """The same, begun: its pages come while whoever waits for them does something else, until it is closed.

        Raises:
            UsageError: the query cannot be read, or there is no ticket.
        """
        from remote_prt.cli.listing_thread import ListingThread  # noqa: PLC0415  only --ou needs it

        logon = self._checked(query)

        async def listing(pages: ListingThread) -> None:
            def take(server: str, page: "ComputerPage") -> None:
                pages.domains_beneath = page.domains_beneath
                pages.put(server, page.computers, is_last=page.is_last)

            await self._ask(query, logon, take, lambda: pages.has_pages)

        return ListingThread(listing)

    def _checked(self, query: "ComputerQuery") -> "DirectoryLogon":
        """How to log on, once it is known that the query can be asked."""
        if any(find_spec(name) is None for name in _PACKAGES):
            raise UsageError("--ou needs Python packages that are not installed", "pip install 'remote_prt[ad]'")
        from remote_prt.directory.access import DirectoryAccess  # noqa: PLC0415  only --ou needs it
        from remote_prt.directory.computer_search import check_query  # noqa: PLC0415  only --ou needs it
        from remote_prt.transports.directory_logon import directory_logon, is_proven  # noqa: PLC0415  only --ou needs it
        from remote_prt.transports.tickets import Tickets  # noqa: PLC0415  only --ou needs it

        check_query(query)
        access = DirectoryAccess(self.server, self.over_tls)
        may_use_ntlm = self.account.may_use_ntlm or is_proven(access)
        return directory_logon(Tickets(), self.account.credential(self.user), may_use_ntlm=may_use_ntlm)

    async def _ask(
        self, query: "ComputerQuery", logon: "DirectoryLogon", take: "TakePage", are_used: Callable[[], bool]
    ) -> None:
        """Hand over the pages of the first server that answers; none is asked behind one whose pages are in use."""
        servers = [self.server] if self.server else await _servers(query, logon)
        tls = self._tls()
        await first_answer(servers, lambda server: _read(server, query, logon, tls, take), are_used)

    def _tls(self) -> "ssl.SSLContext | None":
        if not self.over_tls:
            return None
        from remote_prt.transports.settings import TransportSettings  # noqa: PLC0415  only --ldaps needs it
        from remote_prt.transports.tls_files import context_of  # noqa: PLC0415  only --ldaps needs it

        return context_of(TransportSettings(ca_file=self.ca_file))


async def first_answer(
    servers: Sequence[str], ask: Callable[[str], Awaitable[T]], is_begun: Callable[[], bool] = lambda: False
) -> T:
    """What the first server says that answers at all; a no counts as an answer, for the others would say the same.

    Args:
        servers: in the order to ask them in.
        ask: asks one.
        is_begun: whether a part of its answer is in use already, so that another server's would not fit.

    Raises:
        DirectoryError: it says no, or none answers.
    """
    *others, last = servers
    for server in others:
        try:
            return await ask(server)
        except DirectoryUnreachable as error:
            if is_begun():
                raise
            say(f"{error.message}; the next one is asked")
    return await ask(last)


async def _read(
    server: str, query: "ComputerQuery", logon: "DirectoryLogon", tls: "ssl.SSLContext | None", take: "TakePage"
) -> None:
    from remote_prt.directory.computer_search import computer_pages  # noqa: PLC0415  only --ou needs it
    from remote_prt.directory.ldap_session import open_session  # noqa: PLC0415  only --ou needs it

    count = 0
    try:
        async with asyncio.timeout(_MOST_SECONDS), open_session(server, logon.credential, tls=tls) as session:
            async for page in computer_pages(session, query):
                count += len(page.computers)
                if count > _MOST_COMPUTERS:
                    problem = f"more than {_MOST_COMPUTERS:,} computers"
                    raise DirectoryError(server, problem, "narrow it with --ou or --ldap-filter")
                take(server, page)
    except TimeoutError:
        problem = f"it was not done after {_MOST_SECONDS:g} s"
        raise DirectoryError(server, problem, "narrow it with --ou or --ldap-filter") from None


async def _servers(query: "ComputerQuery", logon: "DirectoryLogon") -> Sequence[str]:
    """The domain controllers of the domain that the query is about, else of the ticket's, else of this machine's."""
    from remote_prt.directory.distinguished_name import domain_of  # noqa: PLC0415  only --ou needs it
    from remote_prt.directory.locating import domain_controllers  # noqa: PLC0415  only --ou needs it

    named = list(dict.fromkeys(filter(None, map(domain_of, query.bases))))
    if len(named) > 1:
        raise UsageError(f"--ou names {len(named)} domains", "ask for one at a time")
    _, at, realm = logon.owner.rpartition("@")
    realm = (realm if at else "") or os.environ.get("USERDNSDOMAIN", "")
    domain = (named or [realm.lower()])[0]
    if not domain:
        raise UsageError("--ou: not known which domain", "end it with ,DC=corp,DC=example, or use --ldap-server")
    return await domain_controllers(domain)
