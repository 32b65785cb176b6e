"""Times for people are local with offset, for programs UTC with Z."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from remote_prt.reports.times import age_text, local_text, utc_seconds_text, utc_text

TOKYO = timezone(timedelta(hours=9))


@pytest.mark.parametrize(
    ("age", "text"),
    [
        (timedelta(0), "0 s"),
        (timedelta(seconds=59), "59 s"),
        (timedelta(seconds=60), "1 m"),
        (timedelta(minutes=59, seconds=59), "59 m"),
        (timedelta(hours=1), "1 h 0 m"),
        (timedelta(hours=2, minutes=10), "2 h 10 m"),
        (timedelta(hours=23, minutes=59), "23 h 59 m"),
        (timedelta(days=1), "1 d 0 h"),
        (timedelta(days=13, hours=4), "13 d 4 h"),
        (timedelta(minutes=-3), "-3 m"),
        (timedelta(milliseconds=-5), "0 s"),
    ],
)
def test_age_is_told_in_two_units(age: timedelta, text: str) -> None:
    """An age shows its two largest units; one in the future has a minus."""
    assert text == age_text(age)


def test_utc_text_ends_in_z_and_keeps_a_fraction() -> None:
    """Another zone is converted; the fraction is kept only where there is one."""
    assert "2026-01-31T01:00:00Z" == utc_text(datetime(2026, 1, 31, 10, tzinfo=TOKYO))
    assert "2026-01-31T01:00:00.250000Z" == utc_text(datetime(2026, 1, 31, 1, 0, 0, 250_000, tzinfo=UTC))
    assert "2026-01-31T01:00:00Z" == utc_seconds_text(datetime(2026, 1, 31, 1, 0, 0, 250_000, tzinfo=UTC))


def test_local_text_carries_its_offset() -> None:
    """A local time says its offset, east and west."""
    at = datetime(2026, 1, 31, 1, 0, 5, 99, tzinfo=UTC)

    assert "2026-01-31 10:00:05 +09:00" == local_text(at, TOKYO)
    assert "2026-01-30 21:00:05 -04:00" == local_text(at, timezone(timedelta(hours=-4)))
