r"""The run as people read a fleet: causes first, then who is affected, then how much was seen, then what to do next.

```
Run 5f0c  scope pc-[01-24]  as LAB\sweeper  started 2026-01-31 10:00:00 +09:00  took 41 s  context auto

Causes
[4] PRT-AADSTS50126  BROKEN  Invalid user name or password
    hosts: pc-[03,07-09]
    do: ...

Host   User           Status  Cause   ...

Hosts    BROKEN 4  HEALTHY 17 ...
Coverage Asked 24  Reached 20  Judged 19
```
The only module that imports tabulate.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import tzinfo

from remote_prt.diagnosis.diagnosis import Status
from remote_prt.model import Run
from remote_prt.reports.cells import clip, wrap
from remote_prt.reports.clusters import cause_key
from remote_prt.reports.columns import COLUMNS, FILE_COLUMN, WIDE_COLUMNS, Column, fit, natural_widths, told_in
from remote_prt.reports.fleet_sense import sensed_clusters
from remote_prt.reports.folding import natural_order
from remote_prt.reports.not_reached import waiting_text
from remote_prt.reports.rows import ReportRow, failure_text, report_rows, urgency
from remote_prt.reports.table_causes import cause_lines
from remote_prt.reports.table_frame import coverage_lines, header_lines, next_lines, rerun_command
from remote_prt.reports.text_page import TextPage
from remote_prt.reports.words import words_for

#: More hosts that failed alike than this are told once, under the causes.
_MOST_ALIKE = 20

#: Cells of a line below which a table is no longer one.
_NARROWEST = 70


def render_table(
    run: Run,
    *,
    width: int,
    colour: bool,
    encoding: str,
    show_all: bool,
    wide: bool = False,
    zone: tzinfo | None = None,
    rerun: str = "remote_prt",
    again: str = "",
    exit_codes: Iterable[int] = (),
    language: str = "en",
) -> str:
    """The run as text with a final newline, each line at most `width` display cells unless `wide`.

    Args:
        run: complete or interrupted.
        width: of the terminal in cells.
        colour: whether status words may be coloured.
        encoding: of the stream it is written to: borders are ASCII, and what it lacks is spelled out, unless UTF-8.
        show_all: healthy rows too.
        wide: every column, nothing cut.
        zone: of the printed times; by default that of this machine.
        rerun: what the rerun hint starts with, options included; the hosts follow in quotes. Empty: no hint.
        again: the whole command that visits those hosts again, instead of `rerun`.
        exit_codes: every code that applies to the run, the one returned first; none is printed when empty.
        language: of headings and sentences; status words, codes and names are the same in every language.
    """
    page = TextPage(max(width, _NARROWEST), colour, encoding, wide, zone, words_for(run.options, language))
    rows = sorted(report_rows(run, page.words), key=lambda row: (urgency(row.status), natural_order(row.host)))
    seen = [row for row in rows if show_all or row.status != Status.HEALTHY]
    blocks = (
        header_lines(run, page),
        cause_lines(sensed_clusters(rows), page),
        _table([row for row in seen if row.outcome.diagnosis is not None], page),
        _not_judged([row for row in seen if row.outcome.diagnosis is None], page, show_all=show_all),
        coverage_lines(run, page, tuple(exit_codes)),
        next_lines(rows, page, rerun_command(run, rerun, again), show_all=show_all),
    )
    return "\n\n".join("\n".join(lines) for lines in blocks if lines) + "\n"


def _table(rows: Sequence[ReportRow], page: TextPage) -> list[str]:
    if not rows:
        return []
    chosen = [*COLUMNS, *WIDE_COLUMNS] if page.is_wide else [*COLUMNS]
    if any(map(FILE_COLUMN.value, rows)):
        chosen.insert(2, FILE_COLUMN)
    columns = told_in(page.words, chosen)
    columns = tuple(replace(column, heading=page.shown(column.heading)) for column in columns)
    cells = [[page.shown(column.value(row)) for column in columns] for row in rows]
    natural = natural_widths(columns, cells)
    widths = natural if page.is_wide else fit(columns, natural, page.width)
    kept = [index for index, cell_count in enumerate(widths) if cell_count]
    body = [
        [_cell(columns[index], line[index], widths[index], row, page) for index in kept]
        for row, line in zip(rows, cells, strict=True)
    ]
    text = _tabulated([columns[i].heading for i in kept], [widths[i] for i in kept], body, page)
    left_out = [column.heading for column, cell_count in zip(columns, widths, strict=True) if not cell_count]
    note = page.words.say("table.no-room", columns=", ".join(left_out)) if left_out else ""
    return [*text.splitlines(), *(wrap(page.shown(note), page.width) if note else ())]


def _cell(column: Column, text: str, width: int, row: ReportRow, page: TextPage) -> str:
    cut = clip(text, width, page.ellipsis)
    return page.word(row.status, cut) if column.is_status else cut


def _tabulated(headings: Sequence[str], widths: Sequence[int], body: Sequence[Sequence[str]], page: TextPage) -> str:
    from tabulate import DataRow, TableFormat, tabulate  # noqa: PLC0415 - machine formats do not pay for it

    stroke = "─" if page.is_unicode else "-"
    rules = [stroke * width for width in widths]
    cells = DataRow("", "  ", "")
    plain = TableFormat(None, None, None, None, cells, cells, 0, None)
    # Headings go in as a row: tabulate pads its own headings by two cells, which breaks a table that just fits.
    text = tabulate([headings, rules, *body], tablefmt=plain, disable_numparse=True)
    return "\n".join(line.rstrip() for line in text.splitlines())


def _not_judged(rows: Sequence[ReportRow], page: TextPage, *, show_all: bool) -> list[str]:
    """One line per host that gave nothing to judge: what, where, why, what next (design/ux.md 13)."""
    alike = Counter(cause_key(row) for row in rows)
    told = [row for row in rows if show_all or alike[cause_key(row)] <= _MOST_ALIKE]
    lines = [line for row in told for line in _failure_lines(row, page)]
    if len(told) < len(rows):
        lines += wrap(page.shown(page.words.say("failed.alike", number=len(rows) - len(told))), page.width)
    return [page.title("failed.title"), *lines] if lines else []


def _failure_lines(row: ReportRow, page: TextPage) -> list[str]:
    failure = row.outcome.failure
    tried = row.outcome.address or ""
    address = "" if tried == row.host else tried
    said = page.words.say("failed.no-reason") if failure is None else failure_text(failure, page.words, address)
    has_hint = failure is not None and failure.try_next
    hint = f" - {page.words.say('failed.try', hint=page.words.hint(failure.try_next))}" if failure and has_hint else ""
    waited = waiting_text(row.outcome, page.words)
    first, *more = wrap(
        page.shown(said + hint + (f" - {waited}" if waited else "")),
        page.width,
        first=f"{page.shown(row.host)}  {row.status}  ",
        rest="    ",
    )
    return [first.replace(f"  {row.status}  ", f"  {page.word(row.status, row.status)}  ", 1), *more]
