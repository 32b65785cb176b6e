"""A printed time is never taken for later than it can be."""

from datetime import UTC, datetime, timedelta

import pytest

from remote_prt.readers.pasted_times import UNKNOWN_TIME, earliest_time

_AHEAD = timedelta(hours=14)


@pytest.mark.parametrize(
    ("text", "local"),
    [
        ("2/23/2026 10:29:50 AM", datetime(2026, 2, 23, 10, 29, 50, tzinfo=UTC)),
        ("2/23/2026 12:29:50 AM", datetime(2026, 2, 23, 0, 29, 50, tzinfo=UTC)),
        ("2/23/2026 12:29:50 PM", datetime(2026, 2, 23, 12, 29, 50, tzinfo=UTC)),
        ("23.02.2026 22:29:50", datetime(2026, 2, 23, 22, 29, 50, tzinfo=UTC)),
        ("2026/02/23 10:29:50", datetime(2026, 2, 23, 10, 29, 50, tzinfo=UTC)),
        ("3/2/2026 10:29:50 AM", datetime(2026, 2, 3, 10, 29, 50, tzinfo=UTC)),
        ("2026-02-23T10:29", datetime(2026, 2, 23, 10, 29, tzinfo=UTC)),
    ],
    ids=["us", "midnight", "noon", "german", "japanese", "either-order", "no-seconds"],
)
def test_local_times_are_the_earliest_they_can_be(text: str, local: datetime) -> None:
    """A time without zone is that of the zone farthest ahead, in the earlier of both orders of day and month."""
    assert local - _AHEAD == earliest_time(text)


@pytest.mark.parametrize("text", ["2026-02-23T10:29:50.1234567Z", "2026-02-23 10:29:50.000 UTC"])
def test_a_zone_is_exact(text: str) -> None:
    """A time that says UTC is that time."""
    assert earliest_time(text) == datetime(2026, 2, 23, 10, 29, 50, tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "<Timestamp>",
        "yesterday",
        "31/31/2026 10:00:00",
        "0/0/0 0:00",
        "1/1/1970 00:00",
        "9999-12-31 23:59",
        "1-1-1 1:1",
    ],
)
def test_what_is_no_time_is_unknown(text: str) -> None:
    """No time, an impossible or an absurd one is the sentinel before all events."""
    assert earliest_time(text) == UNKNOWN_TIME
