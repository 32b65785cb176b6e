"""Quiet hours and digest days go by the clock on the wall."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from remote_prt.notices.calendar import DigestDay, is_due, quiet_hours_of

BERLIN = ZoneInfo("Europe/Berlin")  # summer time began on 2026-03-29 and ended on 2026-10-25


def at(text: str) -> datetime:
    """A time in UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("hours", "now", "until"),
    [
        ("22:00-07:00", "2026-01-31T20:59", None),
        ("22:00-07:00", "2026-01-31T21:00", "2026-02-01T06:00"),
        ("22:00-07:00", "2026-02-01T05:59", "2026-02-01T06:00"),
        ("22:00-07:00", "2026-02-01T06:00", None),
        ("22:00-07:00", "2026-03-28T22:30", "2026-03-29T05:00"),
        ("22:00-07:00", "2026-10-24T22:30", "2026-10-25T06:00"),
        ("9:00-17:30", "2026-01-31T08:00", "2026-01-31T16:30"),
        ("9:00-17:30", "2026-01-31T16:30", None),
    ],
)
def test_quiet_hours(hours: str, now: str, until: str | None) -> None:
    """Their end is a time on the wall, across midnight and in the nights when clocks change."""
    quiet = quiet_hours_of(hours)

    assert quiet is not None
    assert quiet.end_of(at(now), BERLIN) == (None if until is None else at(until))


@pytest.mark.parametrize("text", ["22:00", "22-07", "24:00-07:00", "22:00-22:00", "22:60-07:00", ""])
def test_what_are_no_hours(text: str) -> None:
    """Two times of the day that differ."""
    assert quiet_hours_of(text) is None


@pytest.mark.parametrize(
    ("day", "last", "now", "expected"),
    [
        ("daily", "2026-01-31T01:00", "2026-01-31T22:00", False),
        ("daily", "2026-01-31T22:30", "2026-01-31T23:30", True),  # midnight in Berlin
        ("weekly", "2026-01-26T01:00", "2026-02-01T22:00", False),  # Monday to Sunday
        ("weekly", "2026-01-26T01:00", "2026-02-02T01:00", True),
        ("weekly", "2026-01-26T01:00", "2026-02-05T01:00", True),  # Monday's run did not happen
        ("fri", "2026-01-30T01:00", "2026-02-05T01:00", False),
        ("fri", "2026-01-29T01:00", "2026-01-30T01:00", True),
        ("weekly", "2040-01-29T01:00", "2026-01-30T01:00", True),  # the clock was wrong
    ],
)
def test_digest_days(day: str, last: str, now: str, *, expected: bool) -> None:
    """Due once after the day has begun, also with a later run."""
    assert is_due(DigestDay(day), at(last), at(now), BERLIN) is expected
