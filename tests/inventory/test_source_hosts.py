"""Sources of an inventory file: whom they add with which settings, what is left out, and when they are asked."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from remote_prt.directory.computer import Computer, Listing
from remote_prt.errors import DirectoryError, InventoryError, InventoryErrors, SourceNotAsked
from remote_prt.inventory.file_source import FileSource
from remote_prt.inventory.inventory_file import read_inventory
from remote_prt.inventory.listing import host_lines
from remote_prt.inventory.selection import Selection, SelectionRequest, resolve_selection

NOW = datetime(2026, 1, 31, tzinfo=UTC)
CORP = "DC=corp,DC=example"
TWO_BRANCHES = """
defaults: {user: 'CORP\\sweeper'}
hosts:
  srv-01.corp.example: {port: 15985}
  pc-02.corp.example: {port: 25985}
groups:
  clients:
    https: true
    source:
      ou: ["OU=Tokyo,DC=corp,DC=example", "OU=Osaka,DC=corp,DC=example"]
      max_logon_age: 45d
  kiosks:
    https: true
    port: 45986
    hosts: [kiosk-99]
    source: {ou: "OU=Kiosks,OU=Rooms,DC=corp,DC=example"}
"""


def computer(name: str, unit: str, *, enabled: bool = True, age: int = 1, system: str = "Windows 11") -> Computer:
    """A computer in that unit."""
    return Computer(
        f"CN={name},{unit},{CORP}",
        name,
        f"{name}.corp.example",
        enabled,
        operating_system=system,
        last_logon=NOW - timedelta(days=age),
    )


DIRECTORY = {
    f"OU=Tokyo,{CORP}": (computer("pc-01", "OU=Laptops,OU=Tokyo"), computer("pc-02", "OU=Desktops,OU=Tokyo")),
    f"OU=Osaka,{CORP}": (
        computer("pc-03", "OU=Laptops,OU=Osaka"),
        computer("pc-04", "OU=Laptops,OU=Osaka", enabled=False),
        computer("pc-05", "OU=Laptops,OU=Osaka", age=99),
    ),
    f"OU=Kiosks,OU=Rooms,{CORP}": (computer("kiosk-01", "OU=Kiosks,OU=Rooms"),),
}


class Directory:
    """Answers by what stands above, and remembers what it was asked."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def ask(self, source: FileSource) -> Listing:
        """The computers of a source."""
        self.asked.append(source.place.key)
        found = [one for base in source.query.bases for one in DIRECTORY.get(base, ())]
        return Listing("dc1.corp.example", NOW, tuple(found))


def selected(
    folder: Path, *words: str, text: str = TWO_BRANCHES, ask: Directory | None = None, **more: Sequence[str]
) -> Selection:
    """What a selection makes of an inventory."""
    path = folder / "fleet.yml"
    path.write_text(text, encoding="utf-8")
    directory = ask or Directory()
    request = SelectionRequest(inventory=str(path), words=words, ask_source=directory.ask, **more)  # type: ignore[arg-type]
    return resolve_selection(request)


def names(selection: Selection) -> list[str]:
    """Their short names."""
    return [target.name.partition(".")[0] for target in selection.targets]


def test_hosts_of_file_and_sources_are_one_fleet(tmp_path: Path) -> None:
    """The file's hosts come first, then those of its sources with the settings of their groups."""
    selection = selected(tmp_path)
    targets = {target.name.partition(".")[0]: target for target in selection.targets}

    assert names(selection) == ["srv-01", "pc-02", "kiosk-99", "pc-01", "pc-03", "pc-04", "pc-05", "kiosk-01"]
    assert (targets["pc-01"].https, targets["pc-01"].user) == (True, "CORP\\sweeper")
    assert (targets["kiosk-01"].port, targets["kiosk-01"].groups) == (45986, ("kiosks", "Rooms"))
    assert list(host_lines(selection))[5:7] == [
        "# pc-04.corp.example  disabled: disabled in Active Directory",
        "# pc-05.corp.example  disabled: last logon 99 days ago (--max-logon-age)",
    ]


def test_what_the_file_says_of_a_host_wins(tmp_path: Path) -> None:
    """A host of the file keeps its settings, whatever groups a source adds."""
    (host,) = (target for target in selected(tmp_path).targets if target.name.startswith("pc-02"))

    assert (host.port, host.https) == (25985, None)
    assert host.groups == ("clients", "Tokyo", "Desktops")


def test_units_are_groups_of_options_and_words(tmp_path: Path) -> None:
    """`--limit @osaka`, `--exclude @kiosks` and `@tokyo` as a word take the units, in any case."""
    assert names(selected(tmp_path, limit=("@osaka:!pc-05*",))) == ["pc-03", "pc-04"]
    assert names(selected(tmp_path, "@tokyo")) == ["pc-02", "pc-01"]
    assert "kiosk-01" not in names(selected(tmp_path, exclude=("@kiosks",)))
    assert names(selected(tmp_path, "@Tokyo/Laptops", "pc-77")) == ["pc-01", "pc-77"]


def test_a_name_of_two_units_is_never_taken_for_one(tmp_path: Path) -> None:
    """`@Laptops` is a mistake where Tokyo and Osaka both have such a unit, and the line names both."""
    with pytest.raises(InventoryError) as refused:
        selected(tmp_path, limit=("@laptops",))

    assert str(refused.value).endswith("'@laptops' may mean 2 OUs - expected one of @Osaka/Laptops, @Tokyo/Laptops")


def test_the_counts_add_up(tmp_path: Path) -> None:
    """Each source says what it was given, and all of them together whom they leave out."""
    assert selected(tmp_path).notes == (
        "groups.clients.source: dc1.corp.example lists 5 computers",
        "groups.kiosks.source: dc1.corp.example lists 1 computer",
        "Active Directory: 6 computers, 4 to be visited, 2 not",
        "not visited: 1: disabled in Active Directory",
        "not visited: 1: no logon for longer than --max-logon-age",
        "2 OUs called by more than the name, which is not theirs alone: @Osaka/Laptops, @Tokyo/Laptops",
    )


def test_nobody_is_asked_for_hosts_that_the_file_has(tmp_path: Path) -> None:
    """The directory is asked once somebody whom it may list is meant."""
    directory = Directory()

    selected(tmp_path, "srv-01.corp.example", "kiosk-99", ask=directory, exclude=("kiosk-9*",))
    assert directory.asked == []
    selected(tmp_path, "pc-01.corp.example", ask=directory)
    assert directory.asked == ["groups.clients.source", "groups.kiosks.source"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (TWO_BRANCHES + "  wrong: {prot: 1}\n", ()),
        (TWO_BRANCHES, ("pc-[1-",)),
        (TWO_BRANCHES.replace("OU=Kiosks,OU=Rooms", "Kiosks,OU=Rooms"), ()),
    ],
    ids=["file", "word", "name"],
)
def test_mistakes_are_told_without_waiting(tmp_path: Path, text: str, words: tuple[str, ...]) -> None:
    """What is wrong with the file or the words is told before anybody is asked."""
    directory = Directory()

    with pytest.raises(InventoryErrors):
        selected(tmp_path, *words, text=text, ask=directory)
    assert directory.asked == []


def test_the_line_of_a_source_that_cannot_be_asked_is_told(tmp_path: Path) -> None:
    """File, line and key stand before what happened, and the advice names the key and not an option."""

    class Unreachable(Directory):
        def ask(self, source: FileSource) -> Listing:
            raise DirectoryError("dc1", "it has no object of that name", "check the name in --ou")

    with pytest.raises(SourceNotAsked) as refused:
        selected(tmp_path, ask=Unreachable())

    assert str(refused.value) == (
        f"{tmp_path / 'fleet.yml'}:9: groups.clients.source: directory server dc1: it has no object of that name"
        " - check the name in ou"
    )


NESTED = """
groups:
  outer:
    https: true
    port: 1
    source: {ou: "OU=Tokyo,DC=corp,DC=example"}
    children:
      inner:
        port: 2
        source: {ou: "OU=Tokyo,DC=corp,DC=example"}
"""


def test_the_inner_group_wins_where_two_sources_list_a_computer(tmp_path: Path) -> None:
    """As for hosts that stand in the file; the computer is one, and in both groups."""
    targets = selected(tmp_path, text=NESTED).targets

    assert [(target.port, target.https, target.groups[:2]) for target in targets] == [(2, True, ("outer", "inner"))] * 2


def test_sources_side_by_side_must_agree(tmp_path: Path) -> None:
    """Where two groups say different things about one computer, the line names both and the computer."""
    text = NESTED.replace("    children:\n      inner:\n        port: 2\n    ", "  inner:\n    port: 2\n")

    with pytest.raises(InventoryError) as refused:
        selected(tmp_path, text=text)

    assert "port is 1 by groups.outer and 2 by groups.inner, and both have pc-01.corp.example" in str(refused.value)


def test_a_unit_that_is_the_source_of_a_group_of_its_name_is_that_group(tmp_path: Path) -> None:
    """`tokyo` with OU=Tokyo as its source is not two groups."""
    text = 'groups:\n  tokyo:\n    source: {ou: "OU=Tokyo,DC=corp,DC=example"}\n'

    assert selected(tmp_path, text=text).targets[0].groups == ("tokyo", "Laptops")


def test_units_are_no_groups_where_none_are_wanted(tmp_path: Path) -> None:
    """`groups_from: none` leaves only the groups of the file."""
    text = 'source: {ou: "OU=Tokyo,DC=corp,DC=example", groups_from: none}\n'

    assert [target.groups for target in selected(tmp_path, text=text).targets] == [(), ()]


def test_a_filter_that_cannot_be_read_is_a_mistake_of_the_file() -> None:
    """Where the extra is there to read it, before anybody is asked."""
    pytest.importorskip("sansldap", reason="the extra `ad` is not installed")
    text = 'source:\n  ou: "DC=corp,DC=example"\n  filter: (cn=a\n'

    with pytest.raises(InventoryErrors) as refused:
        read_inventory(text, "fleet.yml")

    assert str(refused.value).startswith("fleet.yml:3: source.filter: '(cn=a' cannot be read from character")
