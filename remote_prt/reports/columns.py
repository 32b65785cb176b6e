"""The columns of the table, and how they share the width of a terminal."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from remote_prt.diagnosis.kind_words import spoken
from remote_prt.reports.cells import cell_width
from remote_prt.reports.clusters import action_of, cause_of
from remote_prt.reports.rows import ReportRow, user_name
from remote_prt.reports.times import age_text
from remote_prt.reports.words import Words

_GAP = 2  #: blanks between two columns

_NARROWEST_COLUMN = 8  #: cells that no column goes below


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its heading, what a row shows in it, and how it gives way when the terminal is narrow."""

    heading: str
    value: Callable[[ReportRow], str]
    least: int  #: cells below which it is not cut
    leaves: int = 0  #: the order in which columns are left out; 0: never
    comfort: int = 0  #: cells it gets before the others grow
    is_status: bool = False  #: its words may be coloured


def _context(row: ReportRow) -> str:
    if row.user is None:
        return ""
    session, language = row.user.session, row.words.language
    return f"{spoken(session.kind, language)}/{spoken(session.state, language)}"


def _prt_age(row: ReportRow) -> str:
    return "" if row.prt_age is None else age_text(row.prt_age, row.words)


def _confidence(row: ReportRow) -> str:
    return row.words.say(f"confidence.{row.headline.confidence.value}") if row.headline else ""


#: What everybody sees, in reading order.
COLUMNS: tuple[Column, ...] = (
    Column("Host", lambda row: row.host, 20),
    Column("User", lambda row: "" if row.user is None else user_name(row.user), 24),
    Column("Status", lambda row: row.status, 14, is_status=True),
    Column("Cause", cause_of, 20, comfort=40),
    Column("Code", lambda row: row.headline.code if row.headline else "", 14, leaves=2),
    Column("PRT age", _prt_age, 10, leaves=3),
    Column("Context", _context, 17, leaves=1),
    Column("Action", action_of, 20, leaves=4),
)

#: Shown behind the user where a saved case has several texts of one host.
FILE_COLUMN = Column("File", lambda row: "" if row.user is None else row.user.file, 16)

#: What `--format wide` adds.
WIDE_COLUMNS: tuple[Column, ...] = (
    Column("Address", lambda row: row.outcome.address or "", 15),
    Column("Join", lambda row: spoken(row.device.join_type, row.words.language) if row.device else "", 11),
    Column("OS build", lambda row: row.device.os_build if row.device else "", 16),
    Column("Finding", lambda row: row.headline.finding_id if row.headline else "", 20),
    Column("Confidence", _confidence, 10),
    Column("Notes", lambda row: "; ".join(row.notes), 20),
)


def told_in(words: Words, columns: Sequence[Column]) -> tuple[Column, ...]:
    """The columns with their headings in that language."""
    return tuple(replace(column, heading=words.say(f"column.{column.heading}")) for column in columns)


def fit(columns: Sequence[Column], natural: Sequence[int], width: int) -> list[int]:
    """The width of each column in cells, 0 for one left out.

    Columns start at their least width and leave in their order until the rest fits. What is then left over goes to the
    first cause that is cut, then to all that are cut, the most shortened first. Where even the columns that never leave
    are too wide, the widest give way.

    Args:
        columns: in reading order.
        natural: what each needs to show everything, heading included.
        width: of the terminal.
    """
    widths = [min(needed, column.least) for column, needed in zip(columns, natural, strict=True)]
    _leave(columns, widths, width)
    while _total(widths) > width and max(widths) > _NARROWEST_COLUMN:
        widths[widths.index(max(widths))] -= 1
    comfortable = [min(needed, column.comfort) for column, needed in zip(columns, natural, strict=True)]
    _grow(widths, comfortable, width)
    _grow(widths, natural, width)
    return widths


def _leave(columns: Sequence[Column], widths: list[int], width: int) -> None:
    """Set the width of columns for which there is no room to 0."""
    least = list(widths)
    left_out: list[int] = []
    for index in sorted((i for i, one in enumerate(columns) if one.leaves), key=lambda i: columns[i].leaves):
        if _total(widths) > width:
            widths[index] = 0
            left_out.append(index)
    for index in reversed(left_out[:-1]):  # the last one to leave was wide: a narrow one may fit in its place
        if _total(widths) + _GAP + least[index] <= width:
            widths[index] = least[index]


def _grow(widths: list[int], wanted: Sequence[int], width: int) -> None:
    """Give what is left of the width to the columns that want more."""
    while _total(widths) < width:
        short = [index for index, cells in enumerate(widths) if 0 < cells < wanted[index]]
        if not short:
            break
        widths[min(short, key=lambda index: widths[index] / wanted[index])] += 1


def natural_widths(columns: Sequence[Column], cells: Sequence[Sequence[str]]) -> list[int]:
    """What each column needs to show everything."""
    return [
        max([cell_width(column.heading), *(cell_width(row[index]) for row in cells)])
        for index, column in enumerate(columns)
    ]


def _total(widths: Sequence[int]) -> int:
    shown = [cells for cells in widths if cells]
    return sum(shown) + _GAP * (len(shown) - 1)
