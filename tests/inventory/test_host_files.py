"""Host lists as Windows and Unix tools write them.

A case is a file in `tests/data/inventory/lists` and beside it `NAME.expected`: a host (and its port) a line, or lines
with `! ` and the mistake. All samples are made up after the formats of Out-File, Export-Csv, Excel and Intune.
"""

import time
from pathlib import Path

import pytest

from remote_prt.errors import InventoryError, InventoryErrors
from remote_prt.inventory.host_files import HOST_COLUMNS, read_host_list
from remote_prt.inventory.ranges import MAX_HOSTS
from remote_prt.inventory.text_files import read_file

LISTS = Path(__file__).parents[1] / "data" / "inventory" / "lists"
CASES = sorted(path for path in LISTS.iterdir() if path.suffix != ".expected")


def told(path: Path) -> str:
    """What reading the file gives, in the form of the expected files."""
    try:
        hosts = read_host_list(read_file(str(path)), path.name).hosts
    except InventoryError as error:
        text = str(error).replace(str(path), path.name)
        return "".join(f"! {line}\n" for line in text.splitlines())
    return "".join(f"{host.name}{'' if host.port is None else f' {host.port}'}\n" for host in hosts)


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_each_list_reads_as_expected(path: Path) -> None:
    """Every list gives the hosts, or the mistakes with their lines, that its expected file names."""
    expected = path.with_name(f"{path.name}.expected").read_text(encoding="utf-8")

    assert expected == told(path)


@pytest.mark.parametrize("heading", HOST_COLUMNS)
def test_each_heading_is_known_in_any_case(heading: str) -> None:
    """Each of the headings names the host column, whatever its case."""
    found = read_host_list(f"Id,{heading.upper()}\n1,pc1\n", "x.csv")

    assert [host.name for host in found.hosts] == ["pc1"]


def test_csv_says_which_column_was_read() -> None:
    """A note tells that a file was read as CSV and by which column."""
    assert read_host_list("device NAME\npc1\n", "x.csv").notes == (
        "x.csv: read as CSV, hosts from the column device NAME",
    )


def test_folded_counts_what_a_range_names_twice() -> None:
    """A number that occurs twice in one bracket is one host, counted as folded."""
    found = read_host_list("pc[1-3,2]", "x")

    assert (len(found.hosts), found.folded) == (3, 1)


def test_a_list_is_bounded_over_all_its_lines() -> None:
    """Lines that together name more hosts than a selection may have are refused at the line that is too much."""
    with pytest.raises(InventoryError) as caught:
        read_host_list(f"pc[1-{MAX_HOSTS}]\nsrv1\nsrv[1-2]", "x")

    assert [error.line for error in caught.value.errors] == [2, 3]


def test_an_endless_cell_is_refused() -> None:
    """A cell longer than the csv module's limit is a mistake with its line."""
    with pytest.raises(InventoryError, match=r"x\.csv:2: not CSV: field larger than field limit"):
        read_host_list(f'Name,Note\npc1,"{"x" * 140_000}"\n', "x.csv")


def test_a_file_that_is_no_list_ends_early() -> None:
    """After a thousand mistakes nobody reads on."""
    with pytest.raises(InventoryErrors) as caught:
        read_host_list("pc;1\n" * 5000, "x")

    assert len(caught.value.errors) == 1000
    assert str(caught.value).endswith("\n... and 950 more mistakes")


@pytest.mark.parametrize("piece", ["[", "~[", "~(", "@ ", "a[", "-", " @"])
@pytest.mark.parametrize("repeated", [slice(0, 1), slice(1, 2), slice(0, 2)], ids=["first", "last", "both"])
def test_a_hostile_line_costs_no_more_than_its_length(piece: str, repeated: slice) -> None:
    """A megabyte of brackets or blanks is refused in a moment."""
    line = piece[:1] + piece[repeated] * 500_000 + "$"
    started = time.perf_counter()
    with pytest.raises(InventoryErrors):
        read_host_list(line, "x")

    assert time.perf_counter() - started < 5
