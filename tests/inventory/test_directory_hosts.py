"""Computers of a directory as targets: who is visited, under which name, and why the others are not."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from remote_prt.directory.computer import Computer, ComputerQuery, Listing
from remote_prt.errors import InventoryError, UsageError
from remote_prt.inventory.directory_hosts import (
    DirectoryRequest,
    directory_groups,
    directory_inventory,
    directory_notes,
    listed,
)
from remote_prt.inventory.left_out import next_step
from remote_prt.inventory.listing import host_lines
from remote_prt.inventory.names import name_problem
from remote_prt.inventory.selection import Selection, SelectionRequest, resolve_selection
from remote_prt.reports.words import words_of

NOW = datetime(2026, 1, 31, tzinfo=UTC)
USUAL = Computer(
    dn="CN=pc-01,OU=Laptops,OU=Tokyo,DC=corp,DC=example",
    name="pc-01",
    dns_name="pc-01.corp.example",
    operating_system="Windows 11 Enterprise",
    last_logon=NOW - timedelta(days=3),
)
AGE = timedelta(days=45)


def found(*computers: Computer) -> Listing:
    """What a server answered."""
    return Listing("dc1.corp.example", NOW, computers)


def selected(*computers: Computer, **asked: object) -> Selection:
    """What a selection makes of them."""
    directory = DirectoryRequest(ComputerQuery(("DC=corp,DC=example",)), AGE)
    request = SelectionRequest(directory=directory, ask=lambda _: found(*computers))
    return resolve_selection(replace(request, **asked))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("computer", "reason"),
    [
        (USUAL, ""),
        (replace(USUAL, operating_system=""), ""),
        (replace(USUAL, last_logon=None), ""),
        (replace(USUAL, last_logon=NOW - AGE), ""),
        (replace(USUAL, last_logon=NOW - AGE - timedelta(seconds=1)), "last logon 45 days ago (--max-logon-age)"),
        (replace(USUAL, is_enabled=False), "disabled in Active Directory"),
        (replace(USUAL, is_machine=False, is_enabled=False), "a service account, no computer"),
        (replace(USUAL, operating_system="Ubuntu"), "not Windows: Ubuntu"),
        (replace(USUAL, operating_system="\x1b[2J"), r"not Windows: \x1b[2J"),
    ],
)
def test_whoever_is_left_out_has_a_reason(computer: Computer, reason: str) -> None:
    """Each kind has its own; what the directory does not say is no reason."""
    (one,) = listed(found(computer), AGE)

    assert one.reason == reason


@pytest.mark.parametrize(
    ("dns_name", "name", "expected"),
    [
        ("pc-01.corp.example", "other", "pc-01.corp.example"),
        ("", "pc-01", "pc-01.corp.example"),
        ("pc-01", "other", "pc-01.corp.example"),
        ("localhost", "pc-01", "localhost.corp.example"),
    ],
)
def test_the_dns_name_comes_first(dns_name: str, name: str, expected: str) -> None:
    """Without one, or with a short one, the domain is added: no computer can call itself this machine."""
    (one,) = listed(found(replace(USUAL, dns_name=dns_name, name=name)))

    assert (one.name, one.reason) == (expected, "")


@pytest.mark.parametrize(
    "name",
    ["@file.x", "pc[1-9].x", "--yes.x", "a,b.x", "~.*.x", "*.x", "10.0.0.1", "::1", "a b.x", "\x1b[2J.x", "=1+1.x",
     "a..b", "pc.x:22", "!pc.x", "&pc.x", "pc\n.x", "#pc.x", "-w.x", "localhost.localdomain", "PC.localhost"],
)  # fmt: skip
def test_no_name_of_a_directory_means_anything_else(name: str) -> None:
    """A name that is no host's is not visited, and is written so that it is no host, file, option, range or formula."""
    (one,) = listed(found(replace(USUAL, dns_name=name)))

    assert one.reason.startswith("its name in Active Directory cannot be a host's: '")
    assert one.reason.isprintable()
    assert name_problem(one.name)
    assert one.name[0].isalnum() or one.name[0] == "%"
    assert not set(one.name) & set("@[]*?,=!&# \n\x1b")


def test_an_object_without_any_name_is_still_counted() -> None:
    """It goes by its distinguished name, in harmless spelling."""
    (one,) = listed(found(Computer("CN=x", "", "")))

    assert (one.name, bool(one.reason)) == ("CN%3Dx", True)


def test_of_two_objects_with_one_name_the_enabled_one_is_visited() -> None:
    """They are one host: it is visited once, and the other object is counted as folded."""
    old = replace(USUAL, dn="CN=old,DC=corp,DC=example", is_enabled=False)

    computers = listed(found(old, USUAL, replace(USUAL, dn="CN=third,DC=corp,DC=example")))
    inventory = directory_inventory(computers, directory_groups(computers))

    assert [(target.name, target.enabled, target.groups) for target in inventory.targets] == [
        ("pc-01.corp.example", True, ("Tokyo", "Laptops"))
    ]
    assert [one.is_twin for one in computers] == [True, False, True]


def test_the_notes_add_up() -> None:
    """Visited and left out are all that were found, by reason."""
    linux = replace(USUAL, dns_name="lx.corp.example", operating_system="Ubuntu")
    mac = replace(USUAL, dns_name="mac.corp.example", operating_system="macOS")
    off = replace(USUAL, dns_name="off.corp.example", is_enabled=False)

    notes = list(directory_notes(found(USUAL, linux, mac, off), DirectoryRequest(ComputerQuery(), AGE)))

    assert notes == [
        "dc1.corp.example: 4 computers, 1 to be visited, 3 not",
        "not visited: 2: not Windows",
        "not visited: 1: disabled in Active Directory",
    ]


def test_domains_beneath_are_said_with_how_to_ask_them() -> None:
    """The counts are those of one domain, and the note says so."""
    listing = replace(found(USUAL), domains_beneath=("a.example", "b.example"))

    assert list(directory_notes(listing, DirectoryRequest(ComputerQuery())))[1:] == [
        "dc1.corp.example: 2 domains beneath not asked, their computers are not counted: a.example, b.example",
        "to ask such a domain, name it: --ou DC=a,DC=example",
    ]


def test_an_age_below_what_the_directory_knows_is_said() -> None:
    """Logons reach the directory up to two weeks late."""
    (*_, last) = directory_notes(found(USUAL), DirectoryRequest(ComputerQuery(), timedelta(days=14)))

    assert "up to 14 days late" in last


def test_units_are_groups_whatever_they_are_called() -> None:
    """`--limit @...` takes them; characters that no group may have become hyphens, and none is called @all."""
    east = replace(USUAL, dns_name="e.corp.example", dn=r"CN=e,OU=Branch\, East,OU=大阪,OU=all,DC=corp,DC=example")

    assert [one.name for one in selected(USUAL, east, limit=("@Branch-East:&@大阪",)).targets] == ["e.corp.example"]


def test_two_units_of_one_name_are_two_groups() -> None:
    """Each is called by more than its name, which alone is refused with both; what names them is said."""
    tokyo = replace(USUAL, dn="CN=a,OU=Laptops,OU=Tokyo,DC=corp,DC=example")
    osaka = replace(USUAL, dns_name="o.corp.example", dn="CN=o,OU=Laptops,OU=Osaka,DC=corp,DC=example")
    selection = selected(tokyo, osaka, limit=("@osaka/laptops",))

    assert [(one.name, one.groups) for one in selection.targets] == [("o.corp.example", ("Osaka", "Osaka/Laptops"))]
    assert any(note.startswith("2 OUs called by more than the name") for note in selection.notes)
    with pytest.raises(InventoryError, match=r"'@Laptops' may mean 2 OUs.*@Osaka/Laptops, @Tokyo/Laptops"):
        selected(tokyo, osaka, limit=("@Laptops",))


def test_a_group_of_the_file_is_no_unit(tmp_path: Path) -> None:
    """The unit of that name is called by its place, and is a group beside it."""
    file = tmp_path / "fleet.yml"
    file.write_text("groups:\n  laptops:\n    hosts:\n      pc-99.corp.example:\n", encoding="utf-8")
    beside = ("pc-99.corp.example",)

    found = selected(USUAL, words=beside, inventory=str(file)).targets
    by_file = selected(USUAL, words=beside, inventory=str(file), limit=("@Laptops",)).targets
    by_unit = selected(USUAL, words=beside, inventory=str(file), limit=("@Tokyo/Laptops",)).targets

    assert [one.groups for one in found] == [("laptops",), ("Tokyo", "Tokyo/Laptops")]
    assert [one.name for one in by_file] == ["pc-99.corp.example"]
    assert [one.name for one in by_unit] == ["pc-01.corp.example"]


def test_a_selection_keeps_whoever_is_left_out_as_not_enabled() -> None:
    """So that a run reports each of them, SKIPPED; `--list-hosts` shows them as comments."""
    selection = selected(USUAL, replace(USUAL, dns_name="@file.x"))

    assert list(host_lines(selection)) == [
        "pc-01.corp.example",
        "# %40file.x  disabled: its name in Active Directory cannot be a host's: '@file.x'",
    ]
    assert selection.summary == "2 hosts from --ou DC=corp,DC=example --max-logon-age 45d (1 disabled)"


def test_an_inventory_beside_it_gives_settings_and_names_nobody(tmp_path: Path) -> None:
    """Hosts are the directory's; port, account and a reason to leave one out are the file's."""
    file = tmp_path / "fleet.yml"
    file.write_text(
        "hosts:\n  pc-01.corp.example: {port: 5986}\n"
        "  pc-02.corp.example: {enabled: false, disabled_reason: in repair}\n  elsewhere.example:\n",
        encoding="utf-8",
    )
    second = replace(USUAL, dns_name="pc-02.corp.example")

    targets = selected(USUAL, second, inventory=str(file)).targets

    assert [(one.name, one.port, one.disabled_reason) for one in targets] == [
        ("pc-01.corp.example", 5986, ""),
        ("pc-02.corp.example", None, "in repair"),
    ]
    assert targets[0].groups == ("Tokyo", "Laptops")


def test_words_beside_it_are_visited_too() -> None:
    """`--ou` adds to what is named otherwise."""
    assert [one.name for one in selected(USUAL, words=("pc-99",)).targets] == ["pc-99", "pc-01.corp.example"]


def test_an_empty_answer_is_told() -> None:
    """Nobody there: the options to look at are named."""
    with pytest.raises(UsageError, match="lists no computer there") as refused:
        selected()

    assert "--ou" in refused.value.hint


def test_what_to_do_is_said_in_both_languages() -> None:
    """Every reason has its next step, and reason and step have their Japanese."""
    twin = replace(USUAL, dn="CN=twin,DC=corp,DC=example")
    computers = (
        replace(USUAL, dns_name="a.x", is_enabled=False),
        replace(USUAL, dns_name="b.x", is_machine=False),
        replace(USUAL, dns_name="c.x", operating_system="Ubuntu"),
        replace(USUAL, dns_name="d.x", last_logon=NOW - timedelta(days=99)),
        replace(USUAL, dns_name="@e.x"),
        *(USUAL, twin),
    )
    reasons = [one.reason for one in listed(found(*computers), AGE) if one.reason]
    japanese = words_of("ja")

    assert len(reasons) == 6
    assert [reason for reason in reasons if japanese.failure(reason) == reason] == []
    assert [step for step in map(next_step, reasons) if japanese.hint(step) == step] == []
