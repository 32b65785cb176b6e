"""The one entry point: what was asked becomes whom to visit."""

import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from remote_prt.errors import InventoryError, InventoryErrors, UsageError
from remote_prt.inventory.listing import host_lines
from remote_prt.inventory.ranges import MAX_HOSTS
from remote_prt.inventory.selection import Selection, SelectionRequest, resolve_selection

FLEET = """
defaults: {user: 'LAB\\sweeper'}
groups:
  tokyo:
    port: 5986
    hosts: {"pc[01-03]": , pc02: {enabled: false, disabled_reason: in repair}}
  osaka: {hosts: [pc11.corp.example]}
  spare: {}
"""


@pytest.fixture
def fleet(tmp_path: Path) -> str:
    """The path of an inventory."""
    path = tmp_path / "fleet.yml"
    path.write_text(FLEET, encoding="utf-8")
    return str(path)


def resolve(*words: str, **more) -> Selection:
    """The selection of a request."""
    return resolve_selection(SelectionRequest(words=words, **more))


def names(selection: Selection) -> list[str]:
    """Hosts as `name` or `name:port`."""
    return [t.name if t.port is None else f"{t.name}:{t.port}" for t in selection.targets]


@pytest.mark.parametrize(
    ("words", "expected", "folded"),
    [
        (("pc1",), ["pc1"], 0),
        (("pc1", "PC1", "pc1.corp"), ["pc1", "pc1.corp"], 1),
        (("pc[01-02", "05]"), ["pc01", "pc02", "pc05"], 0),
        (("pc1,pc2", "pc[1-3,3]"), ["pc1", "pc2", "pc3"], 3),
        (("::1", "0:0::1"), ["::1"], 1),
        (("pc1", "pc1:81"), ["pc1:81"], 1),
        (("pc1:81", "pc1"), ["pc1:81"], 1),
        (("10.0.0.1:81", "10.0.0.1:82", "10.0.0.1:81", "10.0.0.1"), ["10.0.0.1:81", "10.0.0.1:82"], 2),
        (("z", "a", "m"), ["z", "a", "m"], 0),
    ],
)
def test_duplicates_are_folded(words: tuple[str, ...], expected: list[str], folded: int) -> None:
    """Each host comes once, in its first spelling and place; two ports at one name are two hosts."""
    found = resolve(*words)

    assert (names(found), found.folded) == (expected, folded)


@given(st.lists(st.sampled_from(["pc1", "PC1", "pc[1-3]", "pc[01-02,2-3]", "10.0.0.[1-2]", "x:1", "X"]), min_size=1))
def test_nothing_is_lost_by_folding(words: list[str]) -> None:
    """Hosts kept and duplicates folded add up to the hosts named, and no two kept are the same."""
    sizes = {"pc1": 1, "PC1": 1, "pc[1-3]": 3, "pc[01-02,2-3]": 4, "10.0.0.[1-2]": 2, "x:1": 1, "X": 1}
    found = resolve(*words)

    assert len(found.targets) + found.folded == sum(sizes[word] for word in words)
    assert len({target.name.lower() for target in found.targets}) == len(found.targets)


def test_files_and_pipes_join_the_words(tmp_path: Path) -> None:
    """Words, `@file`, `--hostfile` and a pipe in UTF-16 are one list; a file named twice folds."""
    (tmp_path / "a b.txt").write_text("pc2\n", encoding="utf-8")
    (tmp_path / "c.csv").write_text("Name\npc3\n", encoding="utf-8")
    piped = io.BytesIO("\ufeffpc4\r\n".encode("utf-16-le"))
    found = resolve(
        "pc1",
        f"@{tmp_path}/a b.txt",
        "-",
        hostfiles=(f"{tmp_path}/c.csv", f"{tmp_path}/a b.txt", "-"),
        stdin=piped.read,
    )

    assert names(found) == ["pc1", "pc2", "pc4", "pc3"]
    assert found.folded == 2
    assert found.notes == (f"{tmp_path}/c.csv: read as CSV, hosts from the column Name",)


def test_a_bare_word_is_never_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A word is a host even where a file of that name lies."""
    (tmp_path / "hosts.txt").write_text("pc1\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)

    assert names(resolve("hosts.txt")) == ["hosts.txt"]
    assert names(resolve("@hosts.txt")) == ["pc1"]


def test_an_inventory_alone_names_all_its_hosts(fleet: str) -> None:
    """Without words the whole inventory is meant, disabled hosts included as such."""
    found = resolve(inventory=fleet)

    assert names(found) == ["pc01:5986", "pc02:5986", "pc03:5986", "pc11.corp.example"]
    assert [t.disabled_reason for t in found.targets if not t.enabled] == ["in repair"]
    assert found.summary == f"4 hosts from --inventory {fleet} (1 disabled)"


def test_words_get_the_settings_of_the_inventory(fleet: str) -> None:
    """A named host takes its settings from the inventory, a port at the word wins, a stranger gets none and a note."""
    found = resolve("PC03:1", "pc11.corp.example", "pc11", inventory=fleet)

    assert names(found) == ["pc03:1", "pc11.corp.example", "pc11"]
    assert [t.user for t in found.targets] == ["LAB\\sweeper", "LAB\\sweeper", None]
    assert found.notes == (f"1 host without settings, for {fleet} does not list: pc11",)


def test_a_group_wins_over_a_file(fleet: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """`@osaka` is the group when an inventory is loaded, and the file when none is."""
    (tmp_path / "osaka").write_text("from-file\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)

    assert names(resolve("@OSAKA", inventory=fleet)) == ["pc11.corp.example"]
    assert names(resolve("@osaka")) == ["from-file"]
    assert names(resolve("@all", inventory=fleet)) == names(resolve(inventory=fleet))


def test_patterns_choose_from_the_inventory(fleet: str) -> None:
    """Globs and regular expressions among the words mean hosts of the inventory."""
    assert names(resolve("pc1*", "~^PC0[13]$", inventory=fleet)) == ["pc11.corp.example", "pc01:5986", "pc03:5986"]


def test_a_group_name_without_at_is_noted(fleet: str) -> None:
    """A bare word that is a group's name stays a host, with a note how to name the group."""
    assert resolve("tokyo", inventory=fleet).notes == (
        f"tokyo is taken as a host, which {fleet} does not list; the group is @tokyo",
    )


def test_addresses_are_noted_once() -> None:
    """All IP addresses of a selection share one note."""
    found = resolve("10.0.0.[1-5]", "pc1", "::1")

    assert found.notes == ("Kerberos cannot be used for an IP address: 10.0.0.1, 10.0.0.2, 10.0.0.3, ... 6 in all",)


def test_addresses_that_never_use_kerberos_are_not_noted(tmp_path: Path) -> None:
    """An address with another way to log on, or one that is disabled, needs no note."""
    (tmp_path / "i.yml").write_text("hosts: {10.0.0.1: {auth: ntlm}, 10.0.0.2: {enabled: false}}", encoding="utf-8")

    assert resolve(inventory=f"{tmp_path}/i.yml").notes == ()


def test_limit_and_exclude_work_on_plain_words() -> None:
    """Limits need no inventory; what a term misses is noted."""
    found = resolve("pc[1-9]", limit=("pc[3-12],!pc4",), exclude=("pc5", "pc9,pc10"))

    assert names(found) == ["pc3", "pc6", "pc7", "pc8"]
    assert found.notes == ("--exclude: 'pc10' matches no host",)
    assert found.source_words == ("pc[1-9]", "--limit pc[3-12],!pc4", "--exclude pc5", "--exclude pc9,pc10")


def test_a_sample_is_repeatable() -> None:
    """`--pick` keeps the order, takes the same hosts for the same seed, and tells a seed it chose itself."""
    one, same = (resolve("pc[1-50]", pick=5, pick_seed=7) for _ in range(2))
    free = resolve("pc[1-50]", pick=5)
    told = int(free.notes[0].rpartition(" ")[2])

    assert names(one) == names(same)
    assert names(one) == sorted(names(one), key=lambda name: int(name[2:]))
    assert len(names(one)) == 5
    assert names(resolve("pc[1-50]", pick=5, pick_seed=told)) == names(free)


def test_a_sample_is_of_enabled_hosts(fleet: str) -> None:
    """A disabled host takes no place in a sample, and a sample larger than the fleet is the fleet."""
    found = resolve(inventory=fleet, pick=99, pick_seed=1)

    assert names(found) == ["pc01:5986", "pc03:5986", "pc11.corp.example"]
    assert found.notes == ("--pick: 3 of 3 hosts, --pick-seed 1",)


@pytest.mark.parametrize(
    ("request_", "why"),
    [
        ({}, "no hosts were named - name hosts, or use --hostfile FILE or --inventory FILE"),
        ({"words": (" ,",)}, "no host is left: what was named holds none"),
        ({"words": ("@spare",), "inventory": "fleet"}, "no host is left: what was named holds none"),
        (
            {"words": ("pc1",), "limit": ("pc2",)},
            "no host is left: --limit keeps none of 1 host ('pc2' matches no host)",
        ),
        ({"words": ("pc1.corp",), "limit": ("pc1",)}, "'pc1' matches no host, did you mean pc1.corp?"),
        ({"words": ("pc1",), "exclude": ("pc*",)}, "no host is left: --exclude keeps none of 1 host - "),
        ({"inventory": "fleet", "limit": ("@spare",)}, "no host is left: --limit keeps none of 4 hosts"),
        ({"inventory": "fleet", "limit": ("pc02",), "pick": 1}, "every host is disabled in the inventory"),
        ({"words": ("pc1",), "pick": 0}, "--pick 0"),
        ({"words": ("",), "inventory": "fleet"}, "no host is left: what was named holds none"),
        ({"words": ("pc1",), "limit": (" , ",)}, "--limit is empty"),
        ({"words": ("pc1",), "exclude": ("pc2", "")}, "--exclude is empty"),
        ({"words": ("desktop-7f3k2q1",), "limit": ("desktop-7f3kq1",)}, "did you mean desktop-7f3k2q1?"),
    ],
)
def test_an_empty_selection_says_why(request_: dict, why: str, fleet: str) -> None:
    """A selection is never empty: the error names the option that left no host."""
    if "inventory" in request_:
        request_ = {**request_, "inventory": fleet}
    with pytest.raises(UsageError) as caught:
        resolve_selection(SelectionRequest(**request_))

    assert why in str(caught.value)


def test_all_mistakes_of_all_sources_are_told_together(tmp_path: Path) -> None:
    """Wrong words, wrong lists and a wrong inventory are one error with a line each."""
    bad_list, bad_inventory = tmp_path / "bad.txt", tmp_path / "bad.yml"
    bad_list.write_text("pc1\npc;2\n", encoding="utf-8")
    bad_inventory.write_text("hosts: {pc1: {port: x}}\n", encoding="utf-8")
    with pytest.raises(InventoryErrors) as caught:
        resolve(
            "a b$", f"@{bad_list}", "-", "!x", hostfiles=(str(bad_inventory), "missing"), inventory=str(bad_inventory)
        )
    places = [line.split(": ")[0] for line in str(caught.value).splitlines()]

    assert places == [
        f"{bad_inventory}:1",
        "command line",
        f"{bad_list}:2",
        "standard input",
        "command line",
        str(bad_inventory),
        "missing",
    ]


@pytest.mark.parametrize(
    ("words", "problem"),
    [
        (("@nope",), "'@nope': no such file, and no inventory is loaded that could have such a group"),
        (("pc*",), "'pc*': a pattern has nothing to match - expected --inventory FILE beside it"),
        (("~x",), "a pattern has nothing to match"),
        (("a[1-99999]", "b[1-9]"), f"100,008 hosts - expected at most {MAX_HOSTS:,} in one selection"),
        (("pc[1-999999999]",), "999,999,999 names more"),
    ],
)
def test_wrong_words(words: tuple[str, ...], problem: str) -> None:
    """A word that names nothing usable is told with its place."""
    with pytest.raises(InventoryError) as caught:
        resolve(*words)

    assert f"command line: {problem}" in str(caught.value) or problem in str(caught.value)


def test_too_many_hosts_in_all_are_refused(tmp_path: Path) -> None:
    """A file that is small enough on its own is refused together with words that fill the selection."""
    (tmp_path / "hosts.txt").write_text("srv[1-9]\n", encoding="utf-8")
    with pytest.raises(InventoryErrors, match="100,008 hosts - expected at most 100,000 in one selection"):
        resolve("pc[1-99999]", hostfiles=(f"{tmp_path}/hosts.txt",))


def test_many_idle_terms_make_a_short_note() -> None:
    """Three terms that match nothing are named, the rest is counted."""
    assert resolve("pc1", exclude=("a,b,c,d,e",)).notes[2:] == (
        "--exclude: 'c' matches no host",
        "--exclude: 2 more terms match no host",
    )


@pytest.mark.parametrize("name", ["a\0b", "x" * 5000])
def test_a_reference_that_can_be_no_file(name: str) -> None:
    """A path that the system would not even look up is a file that is not there."""
    with pytest.raises(InventoryErrors, match="no such file") as caught:
        resolve(f"@{name}")

    assert str(caught.value).isprintable()


def test_an_unknown_group_is_told_with_the_known_ones(fleet: str) -> None:
    """A misspelled group names the nearest one and lists what there is."""
    with pytest.raises(InventoryErrors) as caught:
        resolve("@tokoy", "zz*", inventory=fleet)

    assert (
        "and there is no such file, did you mean @tokyo? - expected one of the groups tokyo, osaka, spare or a file"
        in str(caught.value)
    )
    assert f"'zz*' matches no host of {fleet}" in str(caught.value)


def test_source_words_are_printable(tmp_path: Path) -> None:
    """Odd characters in a path are escaped in what the run's header shows."""
    path = tmp_path / "a\x1b[2J.txt"
    path.write_text("pc1\n", encoding="utf-8")

    assert all(word.isprintable() for word in resolve(hostfiles=(str(path),)).source_words)


HOST_WORDS = st.sampled_from(
    ["pc1", "Pc[01-12].corp", "10.0.0.1", "2001:db8::1", "h:15985", "[2001:db8::2]:1", "10.0.0.1:82"]
)


@given(st.lists(HOST_WORDS, min_size=1, max_size=6))
def test_a_listing_is_a_host_file(words: list[str]) -> None:
    """What `--list-hosts` prints, read as a host list, is the same selection."""
    first = resolve(*words)
    again = resolve("-", stdin=io.BytesIO("\n".join(host_lines(first)).encode()).read)

    assert again.targets == first.targets


def test_a_listing_comments_disabled_hosts_out(fleet: str) -> None:
    """A disabled host is listed as a comment with its reason."""
    assert list(host_lines(resolve("@tokyo", inventory=fleet))) == [
        "pc01:5986",
        "# pc02:5986  disabled: in repair",
        "pc03:5986",
    ]
