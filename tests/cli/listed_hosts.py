"""Computers of a fake domain controller, listed by the product's own thread, as hosts of a farm or of closed ports."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

import spnego

from remote_prt.cli.listing_thread import ListingThread
from remote_prt.directory.computer import Computer, ComputerQuery
from remote_prt.directory.computer_search import computer_pages
from remote_prt.directory.ldap_session import open_session
from remote_prt.inventory.arriving import ArrivingHosts
from remote_prt.inventory.directory_hosts import DirectoryRequest
from remote_prt.model import Target
from tests.directory.fake_ldap import DOMAIN, PASSWORD, ROOT, USER

REQUEST = DirectoryRequest(ComputerQuery((f"OU=Clients,{ROOT}",)))
PLACE = ("127.0.0.9", 9)  #: nobody listens there


@contextmanager
def listing(port: int, seconds: float = 5.0) -> Iterator[ListingThread]:
    """A listing that is under way."""
    credential = spnego.Password(f"{DOMAIN}\\{USER}", PASSWORD)

    async def read(pages: ListingThread) -> None:
        async with open_session("127.0.0.1", credential, port=port, seconds=seconds) as session:
            async for page in computer_pages(session, REQUEST.query):
                pages.put("dc1", page.computers, is_last=page.is_last)

    pages = ListingThread(read)
    try:
        yield pages
    finally:
        pages.close()


@dataclass(slots=True)
class PlacedHosts(ArrivingHosts):
    """Hosts at places where this machine finds them, whatever their names are."""

    places: Mapping[str, tuple[str, int]] = field(default_factory=dict)  #: address and port by name; else a closed port

    def take(self, page: Sequence[Computer]) -> tuple[Target, ...]:
        """The hosts of a page, each with its place."""
        found = ArrivingHosts.take(self, page)
        return tuple(replace(one, address=self._place(one)[0], port=self._place(one)[1]) for one in found)

    def _place(self, target: Target) -> tuple[str, int]:
        return self.places.get(target.name, PLACE)
