"""A UTC moment from its parts, as hosts print them: nine fraction digits at most, of which datetime keeps six."""

from datetime import UTC, datetime


def utc_moment(stamp: str, fraction: str | None) -> datetime:
    """The aware moment of `2026-01-31T01:02:03` and the digits behind its point.

    Raises:
        ValueError: there is no such day or hour.
    """
    moment = datetime.fromisoformat(stamp).replace(tzinfo=UTC)
    return moment.replace(microsecond=int((fraction or "0").ljust(6, "0")[:6]))
