"""When something may be sent: quiet hours and the days of digests, by this machine's own clock.

Rule: a wall clock decides, as people read it. In the night of a time change quiet hours are an hour longer or shorter,
and the end of them is looked up, not added: 07:00 is 07:00.
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta, tzinfo
from enum import StrEnum

_CLOCK = r"([01]?\d|2[0-3]):([0-5]\d)"
_HOURS = re.compile(rf"{_CLOCK}-{_CLOCK}")


class DigestDay(StrEnum):
    """When quiet runs are told."""

    DAILY = "daily"
    WEEKLY = "weekly"  #: on Monday, or with the first run after it
    MONDAY = "mon"
    TUESDAY = "tue"
    WEDNESDAY = "wed"
    THURSDAY = "thu"
    FRIDAY = "fri"
    SATURDAY = "sat"
    SUNDAY = "sun"


_DAY = timedelta(days=1)
_WEEKDAYS = tuple(DigestDay)[2:]


@dataclass(frozen=True, slots=True)
class QuietHours:
    """From one time of the day to another, maybe across midnight."""

    begin: time
    end: time

    def __str__(self) -> str:
        return f"{self.begin:%H:%M}-{self.end:%H:%M}"

    def end_of(self, now: datetime, zone: tzinfo | None = None) -> datetime | None:
        """When the quiet hours that `now` falls into are over, in UTC; None outside of them."""
        local = now.astimezone(zone)
        clock = local.time()
        across = self.begin > self.end
        is_quiet = clock >= self.begin or clock < self.end if across else self.begin <= clock < self.end
        if not is_quiet:
            return None
        day = local.date() + timedelta(days=1 if across and clock >= self.begin else 0)
        end = datetime.combine(day, self.end)
        return (end.replace(tzinfo=zone) if zone is not None else end.astimezone()).astimezone(UTC)


def quiet_hours_of(text: str) -> QuietHours | None:
    """`22:00-07:00`, or None where it is written otherwise or says nothing."""
    found = _HOURS.fullmatch(text.strip())
    if found is None:
        return None
    begin, end = time(int(found[1]), int(found[2])), time(int(found[3]), int(found[4]))
    return None if begin == end else QuietHours(begin, end)


def is_due(day: DigestDay, last: datetime, now: datetime, zone: tzinfo | None = None) -> bool:
    """Whether a digest day has begun since the last one was sent; a last one in days to come was a wrong clock's."""
    if last - now > _DAY:
        return True
    here, there = now.astimezone(zone).date(), last.astimezone(zone).date()
    if day is DigestDay.DAILY:
        return here > there
    wanted = 0 if day is DigestDay.WEEKLY else _WEEKDAYS.index(day)
    return there < here - timedelta(days=(here.weekday() - wanted) % 7)
