"""Hosts of Active Directory that become known while others are visited: the pages of a listing as targets.

Rule 1: who is to be visited comes with the page, the first of a name; a later one of that name is folded into it.
Rule 2: who is left out comes when the listing is over: until then an object of the same name may be one to visit.
Rule 3: all of them have the settings of the run. So accounts and switches that were settled with the first of them,
before anybody was contacted, are right for all.
Rule 4: organizational units go by their whole places (`corp.example/Clients/Tokyo`), for a later page may have another
`Tokyo`; who reports on the run names them by `unit_groups.settled`.
"""

from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from remote_prt.directory.computer import Computer, ComputerQuery, Listing
from remote_prt.inventory.directory_hosts import (
    LATE_LOGONS,
    DirectoryRequest,
    ListedComputer,
    elsewhere_notes,
    is_late,
    judged,
    reason_notes,
    target_of,
    twin_reason,
    units_of,
)
from remote_prt.inventory.names import fold_key, shown
from remote_prt.inventory.patterns import Term, keep
from remote_prt.inventory.ranges import MAX_HOSTS
from remote_prt.inventory.unit_groups import WholeNames, names_notes, settled_groups
from remote_prt.model import Target

_NAMED_IN_NOTE = 3


class Pages(Protocol):
    """Computers as a domain controller lists them; whoever lists reads on, however slowly they are taken."""

    @property
    def server(self) -> str:
        """Who answers; "" before the first page."""

    @property
    def asked_at(self) -> datetime:
        """When."""

    @property
    def problem(self) -> str:
        """Why computers are missing, once the listing is over; "" = they are all there."""

    @property
    def is_over(self) -> bool:
        """Whether the last page was taken."""

    @property
    def domains_beneath(self) -> tuple[str, ...]:
        """Domains that it referred to, once the listing is over; nobody asked them."""

    def wait(self) -> tuple[Computer, ...]:
        """The next page, waiting for it; () when there is none.

        Raises:
            UsageError: the listing has failed.
        """

    def __aiter__(self) -> AsyncIterator[tuple[Computer, ...]]:
        """The pages from the next one on; raises nothing."""

    def cut(self) -> None:
        """Wait for no more."""


class Listed(Pages, Protocol):
    """Pages that are being listed until they are closed."""

    def close(self) -> None:
        """List no more, and let go of the connection."""


#: Begins to list what a query means; only the composition root knows how.
BeginListing = Callable[[ComputerQuery], Listed]


@dataclass(slots=True)
class ArrivingHosts:
    """The targets that are still to come; `controller.roster.Arriving` for a sweep."""

    pages: Pages
    request: DirectoryRequest
    terms: tuple[tuple[Term, ...], tuple[Term, ...]] = ((), ())  #: of `--limit` and of `--exclude`
    most: int = MAX_HOSTS  #: targets
    folded: int = 0  #: objects that go by the name of another one
    idle: list[dict[str, None]] = field(default_factory=list)  #: of each of them, what no host has matched so far
    _reasons: list[str] = field(default_factory=list)  #: of every computer, "" for those to be visited
    _visited: dict[str, str] = field(default_factory=dict)  #: names that have come, folded, and the object's
    _left_out: dict[str, ListedComputer] = field(default_factory=dict)  #: the first of each other name
    _units: WholeNames = field(default_factory=WholeNames)  #: what units are called until all are known
    _by_place: dict[tuple[str, ...], Target] = field(default_factory=dict)  #: a target of each list of groups
    _count: int = 0  #: of targets
    _is_too_much: bool = False

    def __post_init__(self) -> None:
        self.idle = [dict.fromkeys(term.text for term in terms) for terms in self.terms]

    @property
    def problem(self) -> str:
        """Why hosts are missing, once there are no more; "" = they are all there."""
        return f"more than {self.most:,} hosts" if self._is_too_much else self.pages.problem

    def take(self, page: Sequence[Computer]) -> tuple[Target, ...]:
        """The hosts of a page that are to be visited."""
        found = []
        listing = Listing(self.pages.server, self.pages.asked_at, tuple(page))
        for one in judged(listing, self.request.max_logon_age):
            key = fold_key(one.name)
            if key in self._visited:
                self.folded += 1
                self._reasons.append(one.reason or twin_reason(self._visited[key]))
            elif one.reason:
                self.folded += key in self._left_out
                self._left_out.setdefault(key, one)
                self._reasons.append(one.reason)
            else:
                self.folded += self._left_out.pop(key, None) is not None
                self._visited[key] = one.computer.dn
                self._reasons.append("")
                found.append(self._target(one))
        return self._kept(found)

    def left_out(self) -> tuple[Target, ...]:
        """Those that are not visited, once no other computers can come; a second time there are none."""
        found, self._left_out = list(self._left_out.values()), {}
        return self._kept([self._target(one) for one in found])

    async def __aiter__(self) -> AsyncIterator[tuple[Target, ...]]:
        """Hosts page by page, in the end those that are left out."""
        async for page in self.pages:
            targets = self.take(page)
            if targets:
                yield targets
            if self._is_too_much:
                self.pages.cut()
                break
        if rest := self.left_out():
            yield rest

    def cut(self) -> None:
        """Wait for no more: who was listed so far comes at once."""
        self.pages.cut()

    def notes(self) -> Iterator[str]:
        """What is known when the listing is over: how many were found, why some are not visited, idle terms."""
        yield from reason_notes(self.pages.server, self._reasons)
        yield from elsewhere_notes(Listing(self.pages.server, self.pages.asked_at, (), self.pages.domains_beneath))
        if is_late(self.request.max_logon_age):
            yield f"--max-logon-age: {LATE_LOGONS}"
        yield from names_notes(settled_groups(self._by_place.values()).names)
        for option, idle in zip(("--limit", "--exclude"), self.idle, strict=True):
            yield from (f"{option}: {shown(term)} matches no host" for term in list(idle)[:_NAMED_IN_NOTE])
            if len(idle) > _NAMED_IN_NOTE:
                yield f"{option}: {len(idle) - _NAMED_IN_NOTE} more terms match no host"

    def _target(self, one: ListedComputer) -> Target:
        return target_of(one, tuple(map(self._units.of, units_of(one))))

    def _kept(self, found: list[Target]) -> tuple[Target, ...]:
        """Those that the patterns leave, and no more than a selection may have."""
        kept = tuple(found)
        for number, terms in enumerate(self.terms):
            kept, idle = keep(kept, terms)
            self.idle[number] = {text: None for text in self.idle[number] if text in idle}
        room = self.most - self._count
        self._is_too_much = self._is_too_much or len(kept) > room
        self._count += min(len(kept), room)
        self._by_place |= {target.groups: target for target in kept[:room]}
        return kept[:room]
