"""The run as an Excel workbook: summary, causes, hosts and users, facts of the run.

Every cell is text, written as text: whatever a host is called, nothing is a formula, a link or a number to be computed.
The only module that imports xlsxwriter.
"""

from collections.abc import Iterable, Sequence
from datetime import UTC
from io import BytesIO
from typing import Any

from remote_prt.model import Run
from remote_prt.reports.change import NOTHING_EARLIER, Change, Changed, Earlier
from remote_prt.reports.csv_file import HEADER, cells_of
from remote_prt.reports.escape import printable
from remote_prt.reports.folding import fold_hosts
from remote_prt.reports.page import Page

#: Excel refuses cells of 32,768 characters and more.
_LONGEST_CELL = 32_000
_WIDEST = 60  #: characters that a column is made wide for
_OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}


def render_workbook(
    run: Run,
    *,
    exit_codes: Iterable[int] = (),
    language: str = "en",
    earlier: Earlier = NOTHING_EARLIER,
) -> bytes:
    """The run as the bytes of an .xlsx file; the headings of hosts and users are those of the CSV file."""
    from xlsxwriter import Workbook  # noqa: PLC0415  optional, and needed for this format only

    page = Page(run, language, change=earlier.since)
    content = BytesIO()
    with Workbook(content, _OPTIONS) as book:
        book.set_properties({"title": printable(page.subject), "created": run.started_at.astimezone(UTC)})
        _sheet(book, page.say("sheet-summary"), _summary(page))
        if earlier.since is not None:
            _sheet(book, page.say("since"), _changes(page, earlier.since))
        _sheet(book, page.say("sheet-causes"), _causes(page))
        _sheet(book, page.say("sheet-rows"), [HEADER, *(cells_of(row) for row in page.rows)])
        _sheet(book, page.say("sheet-run"), [("", ""), *page.facts(exit_codes)])
    return content.getvalue()


def _summary(page: Page) -> list[Sequence[str]]:
    told = [*page.verdict, *page.warnings]
    head = (page.words.say("column.Status"), page.words.say("column.Host"), page.words.say("column.Notes"))
    return [head, *((tile.heading, tile.number, tile.note) for tile in page.tiles), *(("", "", line) for line in told)]


def _causes(page: Page) -> list[Sequence[str]]:
    words = page.words
    head = [words.say(f"column.{name}") for name in ("Finding", "Status", "Cause", "Confidence")]
    lines = [
        (
            one.cluster.finding_id,
            one.cluster.status,
            one.cluster.title,
            words.say(f"confidence.{one.cluster.confidence.value}") if one.cluster.confidence else "",
            str(len(one.cluster.hosts)),
            " | ".join(one.steps),
            "; ".join(one.cluster.alternatives),
            " | ".join((one.remark, *one.shared) if one.remark else one.shared),
            fold_hosts(one.cluster.hosts),
        )
        for one in page.causes
    ]
    unvisited = [
        ("", one.status, one.title, "", str(len(one.hosts)), one.action, "", "", fold_hosts(one.hosts))
        for one in page.unvisited
    ]
    more = [words.say("column.Host"), *(page.say(key) for key in ("do", "or", "shared", "who"))]
    return [[*head, *more], *lines, *unvisited]


def _changes(page: Page, change: Change) -> list[Sequence[str]]:
    sets: dict[str, tuple[Changed, ...]] = {
        "new": change.new, "fixed": change.fixed, "changed": change.changed_cause, "flapping": change.flapping,
        "still": change.still, "not-seen": change.not_seen,
    }  # fmt: skip
    head = [page.say("since"), *(page.words.say(f"column.{name}") for name in ("Host", "User", "Status", "Cause"))]
    lines = [
        (page.say(f"since-{key}"), one.host, one.user, " > ".join(filter(None, (one.before, one.status))), one.cause)
        for key, found in sets.items()
        for one in found
    ]
    return [head, *lines]


def _sheet(book: Any, name: str, lines: Sequence[Sequence[str]]) -> None:
    """A sheet whose first line is its heading and stays in sight."""
    sheet = book.add_worksheet(name)
    bold = book.add_format({"bold": True})
    for number, line in enumerate(lines):
        for column, text in enumerate(line):
            sheet.write_string(number, column, printable(text[:_LONGEST_CELL]), bold if number == 0 else None)
    for column in range(len(lines[0])):
        widest = max(len(line[column]) for line in lines)
        sheet.set_column(column, column, min(_WIDEST, max(8, widest + 2)))
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, max(1, len(lines) - 1), len(lines[0]) - 1)
