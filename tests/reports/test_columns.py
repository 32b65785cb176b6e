"""Columns share the width of a terminal and give way in a fixed order."""

import pytest

from remote_prt.reports.columns import COLUMNS, fit, natural_widths

HEADINGS = [column.heading for column in COLUMNS]

#: Host, User, Status, Cause, Code, PRT age, Context, Action
NATURAL = [10, 22, 14, 60, 11, 9, 17, 70]


def _total(widths: list[int]) -> int:
    shown = [cells for cells in widths if cells]
    return sum(shown) + 2 * (len(shown) - 1)


@pytest.mark.parametrize(
    ("width", "left_out"),
    [
        (300, []),
        (137, []),
        (136, ["Context"]),
        (118, ["Context"]),
        (117, ["Context", "Code"]),
        (105, ["Context", "Code"]),
        (104, ["Context", "Code", "PRT age"]),
        (94, ["Context", "Code", "PRT age"]),
        (93, ["Context", "Code", "Action"]),
        (83, ["Context", "Code", "Action"]),
        (82, ["Context", "Code", "PRT age", "Action"]),
        (70, ["Context", "Code", "PRT age", "Action"]),
    ],
)
def test_columns_leave_in_their_order(width: int, left_out: list[str]) -> None:
    """A narrower terminal loses context, code, age and action in turn; the age returns in the place of the action."""
    widths = fit(COLUMNS, NATURAL, width)

    assert set(left_out) == {heading for heading, cells in zip(HEADINGS, widths, strict=True) if not cells}
    assert _total(widths) <= width


@pytest.mark.parametrize("width", range(70, 260, 7))
def test_no_cell_is_wasted(width: int) -> None:
    """The columns use the whole width as long as one of them is cut, and never more than they need."""
    widths = fit(COLUMNS, NATURAL, width)

    assert all(cells <= needed for cells, needed in zip(widths, NATURAL, strict=True))
    assert width == _total(widths) or all(cells in {0, needed} for cells, needed in zip(widths, NATURAL, strict=True))


def test_cause_grows_first() -> None:
    """The first cells to spare go to the cause."""
    widths = dict(zip(HEADINGS, fit(COLUMNS, NATURAL, 160), strict=True))

    assert 40 <= widths["Cause"]
    assert widths["Action"] < 40


def test_long_names_give_way_on_a_narrow_terminal() -> None:
    """Where the columns that never leave are too wide, the widest are cut."""
    widths = fit(COLUMNS, [60, 60, 14, 60, 11, 9, 17, 70], 70)

    assert 70 == _total(widths)
    assert 14 == widths[HEADINGS.index("Status")]


def test_natural_width_counts_cells_and_the_heading() -> None:
    """A column is as wide as its widest cell or its heading."""
    assert [4, 8] == natural_widths(COLUMNS[:2], [["pc", "山田太郎"]])
    assert [4, 4] == natural_widths(COLUMNS[:2], [])
