"""YAML inventories: what a good one means, and every mistake of a bad one with its line and key.

A bad inventory is a file in `tests/data/inventory/mistakes`, beside it `NAME.expected` with the whole error text.
"""

import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from remote_prt.errors import InventoryError, InventoryErrors
from remote_prt.inventory.file_mistakes import EXPECTED
from remote_prt.inventory.file_model import Group, HostSettings, InventoryFile, Settings, Source
from remote_prt.inventory.inventory_file import read_inventory
from remote_prt.inventory.text_files import read_file
from remote_prt.model import AuthMethod, Target

MISTAKES = Path(__file__).parents[1] / "data" / "inventory" / "mistakes"


def by_name(text: str) -> dict[str, Target]:
    """The targets of an inventory by name."""
    return {target.name: target for target in read_inventory(text, "fleet.yml").targets}


@pytest.mark.parametrize("path", sorted(MISTAKES.glob("*.yml")), ids=lambda path: path.stem)
def test_every_mistake_is_told_with_its_place(path: Path) -> None:
    """A wrong file is refused with all its mistakes at once: file, line, key, what is there, what was expected."""
    with pytest.raises(InventoryErrors if path.stem != "not_utf8" else InventoryError) as caught:
        read_inventory(read_file(str(path)), path.name)

    assert path.with_suffix(".expected").read_text(encoding="utf-8") == str(caught.value).replace(str(path), path.name)


@pytest.mark.parametrize("path", sorted(MISTAKES.glob("*.yml")), ids=lambda path: path.stem)
def test_no_mistake_repeats_a_secret(path: Path) -> None:
    """What stands at a key that looks like a secret is not repeated, nor what the parser stumbles over there."""
    assert "hunter2" not in path.with_suffix(".expected").read_text(encoding="utf-8")


def test_every_key_has_its_expectation() -> None:
    """Each key that a file may hold has a sentence for what was expected there."""
    keys = {key for model in (InventoryFile, Group, HostSettings, Settings, Source) for key in model.model_fields}

    assert keys == set(EXPECTED)


def test_target_has_every_setting() -> None:
    """Each setting of a host arrives in the field of the same name."""
    text = (
        "hosts:\n  pc1: {address: 10.0.0.1, port: 5986, https: true, auth: basic, user: 'LAB\\a', "
        "configuration_name: PowerShell.7, enabled: false, disabled_reason: in repair}\n"
    )

    assert by_name(text)["pc1"] == Target(
        "pc1", "10.0.0.1", 5986, True, AuthMethod.BASIC, "LAB\\a", "PowerShell.7", False, "in repair"
    )


PRECEDENCE = """
defaults: {port: 1}
hosts: [free]
groups:
  outer:
    port: 2
    hosts: {in_outer: , host_wins: {port: 9}, again: , exact: {port: 8}}
    children:
      inner:
        port: 3
        hosts: [in_inner, again]
      silent:
        https: true
        hosts: [in_silent]
  aside:
    https: false
    hosts: [in_outer]
"""


@pytest.mark.parametrize(
    ("host", "port"),
    [("free", 1), ("in_outer", 2), ("in_inner", 3), ("in_silent", 2), ("host_wins", 9), ("again", 3), ("exact", 8)],
)
def test_the_nearest_setting_wins(host: str, port: int) -> None:
    """Host beats nearest group beats outer group beats defaults, wherever in a group the host stands."""
    assert by_name(PRECEDENCE)[host].port == port


def test_groups_of_a_host_are_all_named() -> None:
    """A host knows every group around it, outermost first, and those that stand aside."""
    found = by_name(PRECEDENCE)

    assert found["again"].groups == ("outer", "inner")
    assert found["in_outer"].groups == ("outer", "aside")
    assert found["free"].groups == ()


def test_a_name_written_out_beats_a_range() -> None:
    """Of a host's own settings those at its full name count, those of a range fill the gaps."""
    found = by_name("hosts:\n  pc[1-3]: {port: 1, user: a}\n  pc2: {port: 2}\n")

    assert [(t.port, t.user) for t in found.values()] == [(1, "a"), (2, "a"), (1, "a")]


def test_order_is_the_order_of_the_file() -> None:
    """Targets come in the order in which the file first names them, in its first spelling."""
    text = "groups:\n  a: {hosts: {z: , 'm[1-2]': , B: }}\nhosts: [b, y]\n"

    assert list(by_name(text)) == ["b", "y", "z", "m1", "m2"]


@pytest.mark.parametrize("name", ["no", "on", "yes", "null_", "true", "1e3", "pc1"])
def test_words_of_older_yaml_stay_names(name: str) -> None:
    """Hosts called `no` or `true` are hosts, as keys and in lists."""
    assert name in by_name(f"hosts:\n  {name}:\n")
    assert name in by_name(f"hosts:\n  - {name}\n")


@pytest.mark.parametrize(
    ("word", "meant"), [("true", True), ("false", False), ("no", False), ("yes", True), ("off", False)]
)
def test_truth_in_any_yaml(word: str, meant: bool) -> None:
    """`enabled: no` means what it says, in the words of either YAML version."""
    assert by_name(f"hosts: {{pc1: {{enabled: {word}}}}}")["pc1"].enabled is meant


def test_reasons_of_a_disabled_host() -> None:
    """The reasons of all groups that disable a host are kept; an enabled host has none."""
    found = by_name(
        "groups:\n"
        "  a: {enabled: false, disabled_reason: moved, hosts: [x]}\n"
        "  b: {enabled: false, disabled_reason: retired, hosts: [x, y]}\n"
        "  c: {hosts: {y: {enabled: true}}}\n"
    )

    assert (found["x"].enabled, found["x"].disabled_reason) == (False, "moved; retired")
    assert (found["y"].enabled, found["y"].disabled_reason) == (True, "")


def test_empty_parts_are_allowed() -> None:
    """Keys without a value say nothing and do no harm."""
    text = "defaults:\nhosts:\ngroups:\n  a:\n    hosts:\n    children:\n    port:\n  b: {hosts: {pc1: {port: }}}\n"

    assert read_inventory(text, "f").groups == ("a", "b")
    assert by_name(text)["pc1"].port is None


def test_five_thousand_hosts_are_read_in_seconds() -> None:
    """5,000 hosts with two settings each take about a second; ten would be a defect."""
    lines = [
        f"      pc{n:05d}.corp.example:\n        port: 5986\n        address: 10.0.{n // 250}.{n % 250}"
        for n in range(5000)
    ]
    started = time.perf_counter()
    found = read_inventory("groups:\n  big:\n    hosts:\n" + "\n".join(lines), "f").targets
    seconds = time.perf_counter() - started

    assert len(found) == 5000
    assert found[-1] == Target("pc04999.corp.example", "10.0.19.249", 5986, groups=("big",))
    assert seconds < 10


def test_many_mistakes_are_cut_short_in_the_text_only() -> None:
    """The text shows fifty mistakes and counts the rest, the error holds them all."""
    with pytest.raises(InventoryErrors) as caught:
        read_inventory("hosts:\n" + "".join(f"  pc{n}: {{prot: 1}}\n" for n in range(80)), "f")

    assert len(caught.value.errors) == 80
    assert str(caught.value).splitlines()[50:] == ["... and 30 more mistakes"]


def test_an_error_is_known_by_its_fields() -> None:
    """A caller finds source, line, key, problem and expectation of each mistake as fields."""
    with pytest.raises(InventoryErrors) as caught:
        read_inventory("hosts:\n  pc1:\n    port: 0\n", "fleet.yml")
    (only,) = caught.value.errors

    assert (only.source, only.line, only.key) == ("fleet.yml", 3, "hosts.pc1.port")
    assert (only.problem, only.expected) == ("'0' does not fit here", "a whole number from 1 to 65535")
    assert (caught.value.line, caught.value.key) == (3, "hosts.pc1.port")


YAML_BITS = st.one_of(
    st.sampled_from(["hosts", "groups", "children", "defaults", "port", "pc1", "5986", "pc[1-2]", "password: x\n"]),
    st.sampled_from(["source", "ou", "filter", "OU=a,DC=b", "(cn=*)", "max_logon_age", "45d", "server"]),
    st.sampled_from(
        [": ", ":\n", "\n", "  ", "- ", "[", "]", "{", "}", ", ", '"', "'", "# ", "? ", "|\n", "\t", "---\n"]
    ),
    st.sampled_from(["&a ", "*a ", "!t ", "~", "@", "%", "\x07", "\u00e9"]),
)


@settings(max_examples=150)
@given(st.lists(YAML_BITS, max_size=25).map("".join))
def test_any_text_is_an_inventory_or_mistakes(text: str) -> None:
    """Whatever the file holds, reading ends in targets or in InventoryErrors whose lines are printable and in order."""
    try:
        read_inventory(text, "f")
    except InventoryErrors as caught:
        lines = [error.line or 0 for error in caught.errors]

        assert lines == sorted(lines)
        assert all(str(error).isprintable() for error in caught.errors)  # noqa: PT017


def test_nested_brackets_do_not_exhaust_the_stack() -> None:
    """A file of thousands of opening brackets is refused like any other."""
    with pytest.raises(InventoryErrors, match="nested too deeply"):
        read_inventory("[" * 5000, "f")


def test_a_repeated_anchor_is_a_mistake_and_no_warning() -> None:
    """What the parser would only warn about is refused like every anchor."""
    with pytest.raises(InventoryErrors):
        read_inventory("&a : &a ", "x.yml")
