"""A UTC moment from its parts, as hosts print them: nine fraction digits at most, of which datetime keeps six."""

from datetime import UTC, datetime
from typing import Final

#: From the first moment of a FILETIME to far away from the last of `datetime`: adding days to a time must not overflow.
_FIRST_YEAR: Final = 1601
_LAST_YEAR: Final = 2999


def utc_moment(stamp: str, fraction: str | None) -> datetime:
    """The aware moment of `2026-01-31T01:02:03` and the digits behind its point.

    Raises:
        ValueError: there is no such day or hour, or no clock of Windows has it.
    """
    moment = datetime.fromisoformat(stamp).replace(tzinfo=UTC)
    if not _FIRST_YEAR <= moment.year <= _LAST_YEAR:
        raise ValueError("a time of another age")
    return moment.replace(microsecond=int((fraction or "0").ljust(6, "0")[:6]))
