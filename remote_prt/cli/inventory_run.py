"""What `remote_prt inventory` prints: a line for each computer, as table, CSV or JSON."""

import csv
import io
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

import click

from remote_prt.cli.idle_options import refuse_idle_directory
from remote_prt.cli.prompt import language_here, note
from remote_prt.errors import InventoryErrors, UsageError
from remote_prt.inventory.directory_hosts import (
    AskDirectory,
    DirectoryRequest,
    ListedComputer,
    directory_groups,
    directory_inventory,
    directory_notes,
    groups_of,
    listed,
)
from remote_prt.inventory.names import fold_key
from remote_prt.inventory.selection import SelectionRequest, narrowed
from remote_prt.inventory.source_hosts import AskSource, SourceHosts
from remote_prt.inventory.sources import Sources
from remote_prt.inventory.text_files import ReadBytes
from remote_prt.inventory.unit_groups import names_notes
from remote_prt.reports.cells import cell_width, clip
from remote_prt.reports.escape import printable, spreadsheet_cell
from remote_prt.reports.words import words_of

_WIDEST = 60  # cells of a column of the table
_COLUMNS = ("ComputerName", "WouldVisit", "Reason", "Groups", "OperatingSystem", "LastLogon", "DistinguishedName")
_DISABLED = "disabled in the inventory"
_LOOK = "see what it chooses from without this option"
_IN_TABLE = 5  # the first columns


class ListingFormat(StrEnum):
    """How the computers are written."""

    TABLE = "table"
    CSV = "csv"
    JSON = "json"


@dataclass(frozen=True, slots=True)
class _Row:
    """One computer; its texts are the directory's own, unescaped."""

    name: str
    would_visit: bool
    reason: str
    groups: tuple[str, ...]
    operating_system: str = ""
    last_logon: str = ""
    dn: str = ""  #: "" of a host that only the file has

    @property
    def group_cell(self) -> str:
        """Its groups as one text: units one in another, unless one of them goes by such a path already."""
        return (", " if any("/" in group for group in self.groups) else "/").join(self.groups)


@dataclass(frozen=True, slots=True)
class Patterns:
    """`--limit` and `--exclude`, as a sweep has them."""

    limit: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()

    def kept(self, rows: Sequence[_Row], sources: Sources) -> list[_Row]:
        """The rows of the hosts of the inventory that they leave, and of objects that go by the names of these.

        Raises:
            InventoryError: a term cannot be read.
            UsageError: nobody is left.
        """
        if sources.inventory is None or not sources.inventory.targets:
            return list(rows)
        request = SelectionRequest(limit=self.limit, exclude=self.exclude)
        names = {fold_key(target.name) for target in narrowed(sources.inventory.targets, request, sources, _LOOK)}
        return [row for row in rows if fold_key(row.name) in names]


def print_listing(
    request: DirectoryRequest, ask: AskDirectory, patterns: Patterns, output_format: ListingFormat
) -> None:
    """Ask, and print what was found.

    Raises:
        InventoryError: a pattern cannot be read.
        UsageError: the directory cannot be asked, or the patterns leave nobody.
    """
    listing = ask(request.query)
    found = listed(listing, request.max_logon_age)
    units, sources = directory_groups(found), Sources()
    sources.notes += (*directory_notes(listing, request), *names_notes(units.names))
    sources.add_directory(directory_inventory(found, units))
    rows = patterns.kept([_row(one, () if one.is_twin else groups_of(one, units.names)) for one in found], sources)
    for line in sources.notes:
        note(line)
    asked = {"Server": listing.server, "AskedAt": _utc(listing.asked_at)}
    _print(rows, asked, output_format)


def print_inventory(
    path: str, ask: AskSource, stdin: ReadBytes, patterns: Patterns, output_format: ListingFormat
) -> None:
    """Ask the sources of an inventory, and print them together with the hosts that it names itself.

    Raises:
        InventoryErrors: what is wrong with the file.
        InventoryError: a pattern cannot be read.
        UsageError: a source cannot be asked, or nobody is listed or left.
    """
    sources = Sources(stdin)
    sources.load_inventory(path)
    if sources.inventory is None:
        raise InventoryErrors(tuple(sources.mistakes))
    if not sources.inventory.sources:
        refuse_idle_directory()
    sources.ask_sources(ask)
    found = sources.hosts_of_sources
    assert found is not None
    if not found.inventory.targets:
        raise UsageError("no host is left: what was named holds none", "look into the files and groups that were named")
    rows = patterns.kept(list(_rows_of(found)), sources)
    for line in sources.notes:
        note(line)
    asked = [
        {
            "Source": answer.source.place.key,
            "Server": answer.listing.server,
            "AskedAt": _utc(answer.listing.asked_at),
            "Computers": len(answer.listing.computers),
        }
        for answer in found.answers
    ]
    _print(rows, {"Inventory": path, "Sources": asked}, output_format)


def _rows_of(found: SourceHosts) -> Iterator[_Row]:
    """The hosts in the order of a sweep, then the objects that go by the name of one of them."""
    computers = {fold_key(one.name): one for one in found.computers if not one.is_twin}
    for target in found.inventory.targets:
        one = computers.get(fold_key(target.name))
        row = _Row(target.name, target.enabled, target.disabled_reason, target.groups) if one is None else _row(one, ())
        reason = target.disabled_reason or ("" if target.enabled else _DISABLED)
        yield replace(row, would_visit=target.enabled, reason=reason, groups=target.groups)
    yield from (_row(one, ()) for one in found.computers if one.is_twin)


def _print(rows: Sequence[_Row], asked: Mapping[str, object], output_format: ListingFormat) -> None:
    match output_format:
        case ListingFormat.TABLE:
            text = "\n".join(_table(rows))
        case ListingFormat.CSV:
            text = _csv(rows)
        case ListingFormat.JSON:
            text = _json(asked, rows)
    click.echo(text)
    note(f"would be visited: {sum(row.would_visit for row in rows)} of {len(rows)}")


def _utc(at: datetime) -> str:
    return f"{at:%Y-%m-%dT%H:%M:%SZ}"


def _row(one: ListedComputer, groups: tuple[str, ...]) -> _Row:
    at = one.computer.last_logon
    return _Row(
        one.name,
        would_visit=not one.reason,
        reason=one.reason,
        groups=groups,
        operating_system=one.computer.operating_system,
        last_logon="" if at is None else _utc(at),
        dn=one.computer.dn,
    )


def _table(rows: Sequence[_Row]) -> Iterator[str]:
    """Columns by their cells, so that Japanese names keep them straight."""
    words = words_of(language_here())
    table = [list(_COLUMNS[:_IN_TABLE])]
    for row in rows:
        reason = words.failure(row.reason) if row.reason else ""
        texts = (row.name, "yes" if row.would_visit else "no", reason, row.group_cell, row.operating_system)
        table.append([clip(printable(text), _WIDEST, "...") for text in texts])
    widths = [max(map(cell_width, column)) for column in zip(*table, strict=True)]
    for line in table:
        padded = (text + " " * (width - cell_width(text)) for text, width in zip(line, widths, strict=True))
        yield "  ".join(padded).rstrip()


def _csv(rows: Sequence[_Row]) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(_COLUMNS)
    for row in rows:
        visit, groups = str(row.would_visit).lower(), row.group_cell
        cells = (row.name, visit, row.reason, groups, row.operating_system, row.last_logon, row.dn)
        writer.writerow([spreadsheet_cell(cell) for cell in cells])
    return text.getvalue().rstrip("\n")


def _json(asked: Mapping[str, object], rows: Sequence[_Row]) -> str:
    visited = sum(row.would_visit for row in rows)
    document = {
        "SchemaVersion": 1,
        **asked,
        "Counts": {"Computers": len(rows), "WouldVisit": visited, "LeftOut": len(rows) - visited},
        "Computers": [
            {
                "ComputerName": row.name,
                "WouldVisit": row.would_visit,
                "Reason": row.reason or None,
                "Groups": row.groups,
                "OperatingSystem": row.operating_system or None,
                "LastLogon": row.last_logon or None,
                "DistinguishedName": row.dn or None,
            }
            for row in rows
        ],
    }
    return json.dumps(document, indent=1)
