"""The time of a pasted event: what somebody's Event Viewer printed, its zone and its order of day and month unseen.

The earliest moment the text can mean is taken: of both orders of day and month the earlier, and the zone farthest
ahead (UTC+14). So a pasted failure never looks newer than a renewal that came after it; the printed words are kept
beside it. A text with `Z` or `UTC` is exact.
"""

import re
from datetime import MAXYEAR, UTC, datetime, timedelta
from typing import Final

#: Stands for "no time was pasted": before every real event.
UNKNOWN_TIME: Final = datetime(1970, 1, 1, tzinfo=UTC)

_FARTHEST_AHEAD: Final = timedelta(hours=14)
_TIME: Final = re.compile(
    r"(\d{1,4})[-/.](\d{1,2})[-/.](\d{1,4})[T,\s]+(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,]\d{1,9})?)?\s*([AaPp]\.?[Mm]\.?)?\s*(Z|UTC)?"
)


def earliest_time(text: str) -> datetime:
    """The earliest moment a printed time can mean, or `UNKNOWN_TIME` where it is no time."""
    match = _TIME.search(text[:100])
    if match is None:
        return UNKNOWN_TIME
    one, two, three, hour, minute, second, half, zone = match.groups()
    orders = [(one, two, three)] if len(one) == 4 else [(three, one, two), (three, two, one)]
    hours = _hours(int(hour), half)
    clock = timedelta(hours=hours, minutes=int(minute), seconds=int(second or 0))
    days = [_day(int(year), int(month), int(day)) for year, month, day in orders]
    known = [day + clock for day in days if day is not None]
    if not known:
        return UNKNOWN_TIME
    return max(UNKNOWN_TIME, min(known) - (timedelta(0) if zone else _FARTHEST_AHEAD))


def _hours(hour: int, half: str | None) -> int:
    if not half:
        return hour
    return hour % 12 + (12 if half[0] in "pP" else 0)


def _day(year: int, month: int, day: int) -> datetime | None:
    """The begin of that day, if there is such a day; a year of two digits is of this century."""
    full_year = 2000 + year if year < 100 else year
    if not UNKNOWN_TIME.year < full_year < MAXYEAR:
        return None
    try:
        return datetime(full_year, month, day, tzinfo=UTC)
    except ValueError:
        return None
