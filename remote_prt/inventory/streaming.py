"""A selection whose first hosts are visited while Active Directory still lists the others.

Only where the directory alone names the hosts and nothing needs the whole list: `--pick` draws from all, words and
inventories say more about hosts that may come late, and a misspelled `@GROUP` in `--limit` or `--exclude` must be found
before anybody is contacted. A listing that is over by the time a host is known is a selection as any other.
"""

from collections.abc import Callable
from contextlib import AbstractContextManager, closing
from dataclasses import replace

from remote_prt.directory.computer import Computer, Listing
from remote_prt.inventory.arriving import ArrivingHosts, Listed, Pages
from remote_prt.inventory.directory_hosts import DirectoryRequest
from remote_prt.inventory.names import counted
from remote_prt.inventory.patterns import Term
from remote_prt.inventory.selection import Selection, SelectionRequest, pattern_terms, resolve_selection, source_words
from remote_prt.inventory.sources import Sources
from remote_prt.model import Target

#: Holds a resource until the command is over: `click.Context.with_resource`.
Hold = Callable[[AbstractContextManager[Listed]], Listed]


def begin_selection(request: SelectionRequest, hold: Hold) -> Selection:
    """The hosts that `request` means: as many of them as have to be known before the first visit.

    Args:
        request: what the user wrote.
        hold: keeps the listing open as long as the command lasts.

    Raises:
        InventoryError: as `resolve_selection`.
        UsageError: as `resolve_selection`; the listing has failed before a host was known.
    """
    if request.directory is None or request.begin is None or not _can_stream(request):
        return resolve_selection(request)
    terms = pattern_terms(request, Sources())
    pages = hold(closing(request.begin(request.directory.query)))
    return _begun(request, request.directory, pages, terms)


def _can_stream(request: SelectionRequest) -> bool:
    has_others = request.words or request.hostfiles or request.inventory is not None
    has_groups = any("@" in pattern for pattern in (*request.limit, *request.exclude))
    return not has_others and not has_groups and request.pick is None


def _begun(
    request: SelectionRequest,
    directory: DirectoryRequest,
    pages: Listed,
    terms: tuple[tuple[Term, ...], tuple[Term, ...]],
) -> Selection:
    """Wait until a host is to be visited."""
    arriving = ArrivingHosts(pages, directory, terms)
    computers: list[Computer] = []
    targets: tuple[Target, ...] = ()
    while not targets and (page := pages.wait()):
        computers += page
        targets = arriving.take(page)
    if pages.is_over and not pages.problem:
        return _whole(request, pages, computers)
    so_far = f"{pages.server}: {counted(len(targets), 'host')} to visit so far; others are listed meanwhile"
    return Selection(targets, source_words(request), notes=(so_far,), arriving=arriving)


def _whole(request: SelectionRequest, pages: Pages, computers: list[Computer]) -> Selection:
    """The selection of a listing that is over already, with all that is said before a run about it."""
    listing = Listing(pages.server, pages.asked_at, tuple(computers), pages.domains_beneath)
    return resolve_selection(replace(request, ask=lambda _: listing))
