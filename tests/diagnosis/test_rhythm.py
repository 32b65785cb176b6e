"""When a run is overdue: by what is usual, with weekends in it, and not for hosts that somebody tried by hand."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from remote_prt.diagnosis.rhythm import Punctuality, watched
from remote_prt.diagnosis.sighting import PastRun

MONDAY = datetime(2026, 1, 5, 1, 0, tzinfo=UTC)
DAY, HOUR = timedelta(days=1), timedelta(hours=1)


def runs(days: Sequence[float], *, whole: bool = True) -> list[PastRun]:
    """Runs that began so many days after the first Monday, the newest first."""
    at = [MONDAY + day * DAY for day in sorted(days, reverse=True)]
    return [PastRun(f"r{one:%d%H%M}", "@lab", one, one, (), 1, 1, whole) for one in at]


NIGHTLY = tuple(range(20))
WORKDAYS = tuple(day for day in range(19) if day % 7 < 5)


@pytest.mark.parametrize(
    ("days", "after_last", "state"),
    [
        (NIGHTLY, 35.9 * HOUR, Punctuality.ON_TIME),
        (NIGHTLY, 36.1 * HOUR, Punctuality.OVERDUE),
        ((*NIGHTLY[:10], *NIGHTLY[11:]), 36.1 * HOUR, Punctuality.OVERDUE),  # a night that failed is not usual
        (WORKDAYS, 83.9 * HOUR, Punctuality.ON_TIME),  # weekends are
        (WORKDAYS, 84.1 * HOUR, Punctuality.OVERDUE),
        ((0, 7, 14), 179 * HOUR, Punctuality.ON_TIME),
        ((0, 7, 14), 181 * HOUR, Punctuality.OVERDUE),
        (tuple(n / 24 for n in range(60)), 1.4 * HOUR, Punctuality.ON_TIME),
        ((0, 0.1, 0.2, 0.3, 0.4), 90 * HOUR, Punctuality.NO_RHYTHM),  # by hand, on one day
        ((0, 1), 90 * HOUR, Punctuality.NO_RHYTHM),
        ((), HOUR, Punctuality.NO_RHYTHM),
        (NIGHTLY, 29 * DAY, Punctuality.OVERDUE),
        (NIGHTLY, 31 * DAY, Punctuality.GIVEN_UP),
        ((0, 30, 60), 89 * DAY, Punctuality.OVERDUE),
        ((0, 30, 60), 91 * DAY, Punctuality.GIVEN_UP),
    ],
)
def test_a_run_is_overdue_by_what_is_usual(days: tuple[float, ...], after_last: timedelta, state: Punctuality) -> None:
    """The second longest interval and half of it, at most twelve hours more; after a month nobody expects one."""
    now = MONDAY + max(days, default=0) * DAY + after_last
    found = watched("@lab", runs(days), now)

    assert found.state is state
    assert found.age == (after_last if days else None)


def test_a_limit_takes_the_place_of_what_is_usual() -> None:
    """For hosts with a rhythm; without one only where somebody named them, and then nothing is given up."""
    now = MONDAY + 19 * DAY + 40 * DAY
    ad_hoc = runs((19,))

    assert watched("@lab", runs(NIGHTLY), MONDAY + 19 * DAY + 40 * HOUR, limit=48 * HOUR).state is Punctuality.ON_TIME
    assert watched("@lab", ad_hoc, now, limit=48 * HOUR).state is Punctuality.NO_RHYTHM
    assert watched("@lab", ad_hoc, now, limit=48 * HOUR, is_named=True).state is Punctuality.OVERDUE
    assert watched("@lab", runs(NIGHTLY), now, is_named=True).state is Punctuality.OVERDUE
    assert watched("@lab", (), now, limit=HOUR, is_named=True).state is Punctuality.OVERDUE


def test_a_run_that_did_not_end_is_told_and_does_not_count() -> None:
    """The last whole one counts; a rerun of some hosts is neither."""
    broken_off = runs((20,), whole=False)
    rerun = [replace(broken_off[0], rerun_of="r")]
    found = watched("@lab", [*broken_off, *runs(NIGHTLY)], MONDAY + 20.7 * DAY)

    assert (found.state, found.newest) == (Punctuality.OVERDUE, broken_off[0])
    assert watched("@lab", [*rerun, *runs(NIGHTLY)], MONDAY + 20.1 * DAY).newest is None


def test_a_clock_that_was_ahead_hides_nothing() -> None:
    """A run of the year 2040 is none of today, and a clock that went back makes no age negative."""
    ahead = runs((5000,))
    found = watched("@lab", [*ahead, *runs(NIGHTLY)], MONDAY + 22 * DAY)

    assert (found.state, found.newest) == (Punctuality.OVERDUE, None)
    assert watched("@lab", runs(NIGHTLY), MONDAY + 19 * DAY - timedelta(minutes=30)).age == timedelta()
