"""What `remote_prt inventory` prints: a line for each computer, as table, CSV or JSON."""

import csv
import io
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

import click

from remote_prt.cli.prompt import language_here, note
from remote_prt.directory.computer import Listing
from remote_prt.inventory.directory_hosts import (
    AskDirectory,
    DirectoryRequest,
    ListedComputer,
    directory_notes,
    groups_of,
    listed,
)
from remote_prt.reports.cells import cell_width, clip
from remote_prt.reports.escape import printable, spreadsheet_cell
from remote_prt.reports.words import words_of

_WIDEST = 60  # cells of a column of the table
_COLUMNS = ("ComputerName", "WouldVisit", "Reason", "Groups", "OperatingSystem", "LastLogon", "DistinguishedName")
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
    operating_system: str
    last_logon: str
    dn: str


def print_listing(request: DirectoryRequest, ask: AskDirectory, output_format: ListingFormat) -> None:
    """Ask, and print what was found.

    Raises:
        UsageError: the directory cannot be asked.
    """
    listing = ask(request.query)
    rows = [_row(one) for one in listed(listing, request.max_logon_age)]
    for line in directory_notes(listing, request):
        note(line)
    match output_format:
        case ListingFormat.TABLE:
            text = "\n".join(_table(rows))
        case ListingFormat.CSV:
            text = _csv(rows)
        case ListingFormat.JSON:
            text = _json(listing, rows)
    click.echo(text)


def _row(one: ListedComputer) -> _Row:
    at = one.computer.last_logon
    return _Row(
        one.name,
        would_visit=not one.reason,
        reason=one.reason,
        groups=groups_of(one.computer),
        operating_system=one.computer.operating_system,
        last_logon="" if at is None else f"{at:%Y-%m-%dT%H:%M:%SZ}",
        dn=one.computer.dn,
    )


def _table(rows: Sequence[_Row]) -> Iterator[str]:
    """Columns by their cells, so that Japanese names keep them straight."""
    words = words_of(language_here())
    table = [list(_COLUMNS[:_IN_TABLE])]
    for row in rows:
        reason = words.failure(row.reason) if row.reason else ""
        texts = (row.name, "yes" if row.would_visit else "no", reason, "/".join(row.groups), row.operating_system)
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
        visit, groups = str(row.would_visit).lower(), "/".join(row.groups)
        cells = (row.name, visit, row.reason, groups, row.operating_system, row.last_logon, row.dn)
        writer.writerow([spreadsheet_cell(cell) for cell in cells])
    return text.getvalue().rstrip("\n")


def _json(listing: Listing, rows: Sequence[_Row]) -> str:
    visited = sum(row.would_visit for row in rows)
    document = {
        "SchemaVersion": 1,
        "Server": listing.server,
        "AskedAt": f"{listing.asked_at:%Y-%m-%dT%H:%M:%SZ}",
        "Counts": {"Computers": len(rows), "WouldVisit": visited, "LeftOut": len(rows) - visited},
        "Computers": [
            {
                "ComputerName": row.name,
                "WouldVisit": row.would_visit,
                "Reason": row.reason or None,
                "Groups": row.groups,
                "OperatingSystem": row.operating_system or None,
                "LastLogon": row.last_logon or None,
                "DistinguishedName": row.dn,
            }
            for row in rows
        ],
    }
    return json.dumps(document, indent=1)
