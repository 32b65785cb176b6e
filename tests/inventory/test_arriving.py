"""Pages of a listing as targets: who comes at once, who at the end, and that the counts are those of a whole list."""

from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from remote_prt.directory.computer import Computer, ComputerQuery, Listing
from remote_prt.errors import DirectoryError, InventoryError, UsageError
from remote_prt.inventory.arriving import ArrivingHosts, Listed
from remote_prt.inventory.directory_hosts import DirectoryRequest
from remote_prt.inventory.selection import Selection, SelectionRequest, pattern_terms, resolve_selection
from remote_prt.inventory.sources import Sources
from remote_prt.inventory.streaming import begin_selection
from remote_prt.inventory.unit_groups import settled
from remote_prt.model import Target
from tests.inventory.played_pages import AT, ROOT, PlayedPages, pc

REQUEST = DirectoryRequest(ComputerQuery((ROOT,)), timedelta(days=45))


@dataclass(slots=True)
class Holder:
    """Keeps what it is given until it is let go, as a command does."""

    held: list[AbstractContextManager[Listed]] = field(default_factory=list)

    def __call__(self, resource: AbstractContextManager[Listed]) -> Listed:
        self.held.append(resource)
        return resource.__enter__()


def begun(pages: PlayedPages, **asked: object) -> Selection:
    """The selection of a command that names Active Directory."""
    request = SelectionRequest(directory=REQUEST, begin=lambda _: pages, ask=lambda _: whole(pages), **asked)  # type: ignore[arg-type]
    return begin_selection(request, Holder())


def whole(pages: PlayedPages) -> Listing:
    """The same, listed at once."""
    return Listing("dc1", AT, tuple(one for page in pages.pages for one in page))


async def everybody(selection: Selection) -> list[Target]:
    """All targets, those to come included."""
    if selection.arriving is None:
        return list(selection.targets)
    return [*selection.targets, *[target async for batch in selection.arriving for target in batch]]


AWKWARD = (
    [pc("pc-1", "OU=Laptops,OU=Tokyo"), pc("pc-2", is_enabled=False), pc("srv-1")],
    [pc("PC-2", "OU=Osaka"), pc("pc-1", "OU=Osaka"), pc("mac", operating_system="macOS")],
    [
        pc("old", last_logon=AT - timedelta(days=200)),
        pc("svc", is_machine=False),
        pc("Svc", "OU=Osaka", is_machine=False),
    ],
    [pc("pc-3", "OU=laptops,OU=Osaka")],
)


async def test_a_stream_and_a_whole_list_mean_the_same_hosts() -> None:
    """Twins over pages are folded, the one that can be visited counts, and all reasons and notes are the same."""
    selection = begun(PlayedPages(AWKWARD))
    listed = resolve_selection(SelectionRequest(directory=REQUEST, ask=lambda _: whole(PlayedPages(AWKWARD))))

    found = settled(await everybody(selection))
    assert selection.arriving is not None
    assert sorted(found, key=lambda one: one.name.lower()) == sorted(listed.targets, key=lambda one: one.name.lower())
    assert selection.arriving.folded == listed.folded == 3
    assert set(selection.arriving.notes()) == set(listed.notes)
    assert selection.source_words == listed.source_words


COMPUTERS = st.builds(
    lambda name, unit, **more: pc(name, f"OU={unit}", **more),
    st.sampled_from(["pc-1", "PC-1", "pc-2", "@file", "srv-1", "srv-2", "Srv-2", "10.0.0.1"]),
    st.sampled_from(["Tokyo", "Osaka", "Osaka,OU=Tokyo", "TOKYO,OU=Osaka", "all"]),
    is_enabled=st.booleans(),
    is_machine=st.booleans(),
    operating_system=st.sampled_from(["", "Windows 11 Pro", "Ubuntu"]),
    last_logon=st.sampled_from([None, AT, AT - timedelta(days=99)]),
)


def _key(target: Target) -> str:
    return target.name.lower()


def is_shorter(streamed: Target, target: Target) -> bool:
    """Whether both are the same host, its units called by their whole places in `streamed`."""
    groups = zip(streamed.groups, target.groups, strict=True)
    whole = all(f"/{group}".lower().endswith(f"/{end}".lower()) for group, end in groups)
    return whole and replace(streamed, groups=()) == replace(target, groups=())


@settings(max_examples=80)
@given(
    st.lists(st.lists(COMPUTERS, max_size=4), min_size=1, max_size=5), st.sampled_from([(), ("pc-*",), ("!srv-1*",)])
)
def test_any_pages_mean_what_the_whole_list_means(pages: list[list[Computer]], limit: tuple[str, ...]) -> None:
    """However a directory is cut into pages, the same hosts are visited and the same are left out, for a reason."""
    request = SelectionRequest(directory=REQUEST, ask=lambda _: whole(PlayedPages(pages)), limit=limit)
    try:
        expected = resolve_selection(request)
    except UsageError as nobody:
        expected = Selection((), notes=(nobody.message,))
    terms = pattern_terms(request, Sources())
    hosts = ArrivingHosts(PlayedPages(pages), REQUEST, terms)
    found = [target for page in pages for target in hosts.take(page)] + list(hosts.left_out())

    assert {(one.name.lower(), one.enabled) for one in found} == {(o.name.lower(), o.enabled) for o in expected.targets}
    assert len(found) == len(expected.targets)
    if limit:  # the units of whoever was left out need not be told apart
        pairs = zip(sorted(found, key=_key), sorted(expected.targets, key=_key), strict=True)
        assert all(is_shorter(one, other) for one, other in pairs if one.enabled)
    else:
        assert {one for one in settled(found) if one.enabled} == {one for one in expected.targets if one.enabled}
    if expected.targets:
        assert set(expected.notes) - set(hosts.notes()) <= {
            note for note in expected.notes if "matches no host" in note or (limit and "called by more" in note)
        }
        assert hosts.folded == expected.folded


async def test_who_is_left_out_comes_last() -> None:
    """Until the end another object of the same name may be one to visit."""
    found = await everybody(begun(PlayedPages(AWKWARD)))

    enabled = [target.enabled for target in found]
    assert enabled == sorted(enabled, reverse=True)
    assert [target.name.partition(".")[0] for target in found[:4]] == ["pc-1", "srv-1", "PC-2", "pc-3"]


def test_as_many_pages_are_waited_for_as_bring_a_host_to_visit() -> None:
    """Pages of computers that are all left out start nothing."""
    pages = PlayedPages(([pc("a", is_enabled=False)], [pc("b", is_enabled=False)], [pc("c")], [pc("d")]))

    selection = begun(pages)

    assert [target.name for target in selection.targets] == ["c.corp.example"]
    assert pages.taken == 3
    assert "first 1 host from --ou" in selection.summary
    assert "others are listed meanwhile" in selection.notes[0]


def test_a_listing_that_is_over_is_a_selection_as_any_other() -> None:
    """One page: nothing is to come, and everything is said before the run."""
    selection = begun(PlayedPages(([pc("c"), pc("off", is_enabled=False)],)))

    assert selection.arriving is None
    assert len(selection.targets) == 2
    assert "dc1: 2 computers, 1 to be visited, 1 not" in selection.notes


def test_an_error_before_a_host_is_known_is_an_error() -> None:
    """Also where pages of computers that are left out have come."""
    pages = PlayedPages(([pc("a", is_enabled=False)],), DirectoryError("dc1", "it closed the connection"))

    with pytest.raises(DirectoryError, match="closed the connection"):
        begun(pages)


def test_an_error_behind_a_host_leaves_a_run_to_make() -> None:
    """What is known is visited; that others are missing is known to the run from the start."""
    pages = PlayedPages(([pc("a")],), DirectoryError("dc1", "it closed the connection"))

    selection = begun(pages)

    assert [target.name for target in selection.targets] == ["a.corp.example"]
    assert selection.arriving is not None
    assert selection.arriving.problem == "directory server dc1: it closed the connection"


async def test_patterns_hold_for_each_page() -> None:
    """`--limit` and `--exclude` keep and drop page by page; a term that no page has matched is told at the end."""
    selection = begun(PlayedPages(AWKWARD), limit=("pc-*,nas-*",), exclude=("pc-3*", "~^gone"))
    found = await everybody(selection)

    assert selection.arriving is not None
    assert [target.name for target in found] == ["pc-1.corp.example", "PC-2.corp.example"]
    assert list(selection.arriving.notes())[-2:] == [
        "--limit: 'nas-*' matches no host",
        "--exclude: '~^gone' matches no host",
    ]


@pytest.mark.parametrize(
    "asked",
    [
        {"words": ("pc-9",)},
        {"hostfiles": ("/dev/null",)},
        {"pick": 1},
        {"limit": ("@Tokyo",)},
        {"exclude": ("x,@Tokyo",)},
    ],
    ids=["words", "hostfile", "pick", "limit-group", "exclude-group"],
)
def test_what_needs_the_whole_list_waits_for_it(asked: dict[str, object]) -> None:
    """Nothing is begun; the list is asked for at once."""
    pages = PlayedPages(AWKWARD)
    request = SelectionRequest(directory=REQUEST, begin=lambda _: pages, ask=lambda _: whole(pages), **asked)  # type: ignore[arg-type]

    assert begin_selection(request, Holder()).arriving is None
    assert pages.taken == 0


@pytest.mark.parametrize("limit", ["pc-[", " ,"])
def test_a_pattern_that_cannot_be_read_asks_nobody(limit: str) -> None:
    """It is told before the directory is asked."""
    pages = PlayedPages(AWKWARD)

    with pytest.raises((InventoryError, UsageError)):
        begun(pages, limit=(limit,))
    assert pages.taken == 0


async def test_more_hosts_than_a_run_can_have_end_the_list() -> None:
    """A directory without end is cut off, and the run says so."""
    pages = PlayedPages([[pc(f"pc-{number}")] for number in range(9)])
    hosts = ArrivingHosts(pages, REQUEST, most=3)

    found = [target async for batch in hosts for target in batch]

    assert len(found) == 3
    assert hosts.problem == "more than 3 hosts"
    assert pages.taken == 4
