"""Host lists in files and pipes: plain lines, or the CSV that Windows tools export.

Plain: host words as on the command line, `#` starts a comment, blank lines do not matter. CSV: told by its first line,
which has one of `HOST_COLUMNS` (any case, quoted or not), parted by comma, semicolon or tab; one host per row. The
output of `Select-Object Name | Out-File`, a heading over dashes, reads as a CSV of one column.

    # hosts of the second floor          "Device name","OS","Owner"
    pc[01-40]  pc77:15985                "PC-01","Windows","Private"
"""

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import get_close_matches

from remote_prt.errors import InventoryError, InventoryErrors
from remote_prt.inventory.host_words import EXPECTED_HOST, HostsOfWord, NamedHost, Place, hosts_of_word, split_words
from remote_prt.inventory.names import shown
from remote_prt.inventory.ranges import MAX_HOSTS

HOST_COLUMNS = ("ComputerName", "DeviceName", "Device name", "DNSHostName", "Name", "Host", "PSComputerName")
"""Headings that name hosts, the first one present is taken: a DNS name serves Kerberos better than a short one."""
_DELIMITERS = ",;\t"
_LONGEST_HEADING = 10_000  # characters; below the csv module's limit for one cell
_MOST_MISTAKES = 1000  # a file with more is no host list at all
_COMMENT = re.compile(r"(?:^|\s)#.*")
_ONLY_DASHES = re.compile(r"-+")
_EXPECTED_COLUMN = "a first line with one of " + ", ".join(HOST_COLUMNS)


@dataclass(frozen=True, slots=True)
class HostList:
    """The hosts of one file in its order; `notes` says how it was read where that is not obvious."""

    hosts: tuple[NamedHost, ...]
    folded: int = 0  #: hosts that one word names twice; duplicates among words are the caller's
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Word:
    text: str
    place: Place


@dataclass(frozen=True, slots=True)
class _CsvLayout:
    line: int  # 1-based line of the heading
    delimiter: str
    column: int
    heading: str


def read_host_list(text: str, source: str) -> HostList:
    """The hosts that `text` names, its lines ending in a line feed alone.

    Raises:
        InventoryErrors: every line that is wrong.
    """
    lines = text.split("\n")
    layout = _csv_layout(lines, source)
    words = _plain_words(lines, source) if layout is None else _csv_words(lines, layout, source)
    hosts: list[NamedHost] = []
    folded = 0
    errors: list[InventoryError] = []
    for word in words:
        try:
            found = _hosts(word, MAX_HOSTS - len(hosts))
        except InventoryError as error:
            errors.append(error)
            if len(errors) == _MOST_MISTAKES:
                break
            continue
        hosts += found.hosts
        folded += found.folded
    if errors:
        raise InventoryErrors(tuple(errors))
    notes = () if layout is None else (f"{source}: read as CSV, hosts from the column {layout.heading}",)
    return HostList(tuple(hosts), folded, notes)


def _hosts(word: _Word, most: int) -> HostsOfWord:
    if word.text == "-" or word.text[:1] in {"@", "~", "!", "&"}:
        raise word.place.error(f"{shown(word.text)} means something on the command line only", EXPECTED_HOST)
    return hosts_of_word(word.text, word.place, most)


def _plain_words(lines: list[str], source: str) -> Iterator[_Word]:
    for number, line in enumerate(lines, start=1):
        for word in split_words(_COMMENT.sub("", line)):
            yield _Word(word, Place(source, number))


def _csv_words(lines: list[str], layout: _CsvLayout, source: str) -> Iterator[_Word]:
    """The cells of the host column; the line of a row with line breaks in its cells is its last one."""
    rows = csv.reader(lines[layout.line :], delimiter=layout.delimiter)
    try:
        for row in rows:
            cell = row[layout.column].strip() if len(row) > layout.column else ""
            if not cell or row[0].startswith("#") or (rows.line_num == 1 and _ONLY_DASHES.fullmatch(cell)):
                continue
            yield _Word(cell, Place(source, layout.line + rows.line_num, layout.heading))
    except csv.Error as error:
        raise InventoryError(source, layout.line + rows.line_num, "", f"not CSV: {error}") from error


def _csv_layout(lines: list[str], source: str) -> _CsvLayout | None:
    """How to read the CSV, None for a plain list."""
    number, first = next(((n, t) for n, t in enumerate(lines, 1) if _COMMENT.sub("", t).strip()), (0, ""))
    if len(first) > _LONGEST_HEADING:
        return None
    for delimiter in _DELIMITERS:
        headings = [cell.strip() for cell in next(csv.reader([first], delimiter=delimiter), [])]
        found = {heading.lower(): column for column, heading in reversed(list(enumerate(headings)))}
        known = next((name for name in HOST_COLUMNS if name.lower() in found), None)
        if known is not None:
            column = found[known.lower()]
            return _CsvLayout(number, delimiter, column, headings[column])
    if first.startswith('"') or (source.lower().endswith(".csv") and any(d in first for d in _DELIMITERS)):
        raise InventoryErrors((_no_column(first, source, number),))
    return None


def _no_column(first: str, source: str, line: int) -> InventoryError:
    cells = [cell.strip(' "') for cell in re.split(r"[,;\t]", first)]
    near = [match for cell in cells for match in get_close_matches(cell, HOST_COLUMNS, 1, 0.75)]
    meant = f" (did you mean {near[0]}?)" if near else ""
    return InventoryError(source, line, "", f"no column names the hosts{meant}", _EXPECTED_COLUMN)
