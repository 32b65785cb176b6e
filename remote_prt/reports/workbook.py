"""The run as an Excel workbook: summary, causes, hosts and users, facts of the run.

Every cell is text, written as text: whatever a host is called, nothing is a formula, a link or a number to be computed.
The only module that imports xlsxwriter.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import UTC
from io import BytesIO
from typing import Any

from remote_prt.model import Run
from remote_prt.reports.cells import cell_width
from remote_prt.reports.change import NOTHING_EARLIER, Earlier
from remote_prt.reports.csv_file import HEADER, cells_of
from remote_prt.reports.escape import printable
from remote_prt.reports.folding import fold_hosts, spaced
from remote_prt.reports.page import Page

#: Excel refuses cells of 32,768 characters and more.
_LONGEST_CELL = 32_000
_WIDEST = 60  #: characters that a column is made wide for
_HEAD = {"bold": True, "valign": "top"}
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
        _paper(book, page.say("sheet-summary"), _summary(page), bold=len(page.verdict))
        if page.sets:
            _sheet(book, page.say("since"), _changes(page), wraps=True)
        _sheet(book, page.say("sheet-causes"), _causes(page), wraps=True)
        _sheet(book, page.say("sheet-rows"), [HEADER, *(cells_of(row) for row in page.rows)])
        _paper(book, page.say("sheet-run"), [*page.facts(exit_codes), *(("", line) for line in page.presence)])
    return content.getvalue()


def _summary(page: Page) -> list[Sequence[str]]:
    """What a reader must know first, then the numbers."""
    told = [(line,) for line in (*page.verdict, *page.warnings, *page.waiting)]
    head = (page.words.say("column.Status"), page.say("number"), page.say("part"))
    return [*told, (), head, *((tile.heading, tile.number, tile.note) for tile in page.tiles)]


def _causes(page: Page) -> list[Sequence[str]]:
    words = page.words
    head = [words.say(f"column.{name}") for name in ("Finding", "Status", "Cause", "Confidence")]
    lines = [
        (
            one.cluster.finding_id,
            ", ".join(f"{word} {number}" if len(one.counts) > 1 else word for word, number in one.counts),
            one.cluster.title,
            words.say(f"confidence.{one.cluster.confidence.value}") if one.cluster.confidence else "",
            str(len(one.cluster.hosts)),
            " | ".join(one.steps),
            "; ".join(one.cluster.alternatives),
            " | ".join((one.remark, *one.shared) if one.remark else one.shared),
            spaced(fold_hosts(one.cluster.hosts)),
        )
        for one in page.causes
    ]
    unvisited = [
        ("", one.status, one.title, "", str(len(one.hosts)), one.action, "", "", spaced(fold_hosts(one.hosts)))
        for one in page.unvisited
    ]
    more = [page.say("number"), *(page.say(key) for key in ("do", "or", "shared", "who"))]
    return [[*head, *more], *lines, *unvisited]


def _changes(page: Page) -> list[Sequence[str]]:
    head = [page.say("since"), *(page.words.say(f"column.{name}") for name in ("Host", "User", "Status", "Cause"))]
    lines = [
        (
            page.say(f"since-{each.key}"),
            one.host,
            one.user,
            " > ".join(filter(None, (one.before, one.status))),
            page.titles.get(one.cause, ""),
            one.cause,
        )
        for each in page.sets
        for one in each.entries
    ]
    return [[*head, page.words.say("column.Finding")], *lines]


def _sheet(book: Any, name: str, lines: Sequence[Sequence[str]], *, wraps: bool = False) -> None:
    """A sheet whose first line is its heading, stays in sight and filters."""
    sheet = book.add_worksheet(name)
    head, body = book.add_format(_HEAD), book.add_format({"text_wrap": wraps, "valign": "top"})
    _write(sheet, lines, lambda number: body if number else head)
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, max(1, len(lines) - 1), len(lines[0]) - 1)


def _paper(book: Any, name: str, lines: Sequence[Sequence[str]], *, bold: int = 0) -> None:
    """A sheet to be read from the top; its first lines are sentences, as many as `bold`."""
    sheet = book.add_worksheet(name)
    strong = book.add_format(_HEAD)
    _write(sheet, lines, lambda number: strong if number < bold else None)


def _write(sheet: Any, lines: Sequence[Sequence[str]], format_of: Callable[[int], Any]) -> None:
    for number, line in enumerate(lines):
        for column, text in enumerate(line):
            sheet.write_string(number, column, printable(text[:_LONGEST_CELL]), format_of(number))
    tabular = [line for line in lines if len(line) > 1]  # sentences may reach over the columns beside them
    for column in range(max(map(len, tabular), default=0)):
        widest = max(cell_width(line[column][:_WIDEST]) for line in tabular if len(line) > column)
        sheet.set_column(column, column, min(_WIDEST, max(8, widest + 2)))
    sheet.ignore_errors({"number_stored_as_text": "A1:XFD1048576"})
