"""Times as people and programs read them: local with offset, ages in two units, UTC with `Z` (design/ux.md 8)."""

from datetime import UTC, datetime, timedelta, tzinfo

from remote_prt.reports.words import ENGLISH, Words

#: Where the offset begins in `2026-01-31 10:00:00+09:00`.
_SECONDS_END = 19

_MINUTE, _HOUR, _DAY = 60, 3600, 86400


def utc_text(at: datetime) -> str:
    """ISO 8601 in UTC with `Z`; the fraction of a second only where there is one."""
    return at.astimezone(UTC).replace(tzinfo=None).isoformat() + "Z"


def utc_seconds_text(at: datetime) -> str:
    """ISO 8601 in UTC with `Z`, whole seconds: what a controller clock is good for."""
    return utc_text(at.replace(microsecond=0))


def local_text(at: datetime, zone: tzinfo | None = None) -> str:
    """`2026-01-31 10:00:00 +09:00` in the given zone, by default that of this machine."""
    text = at.astimezone(zone).replace(microsecond=0).isoformat(sep=" ")
    return f"{text[:_SECONDS_END]} {text[_SECONDS_END:]}"


def age_text(age: timedelta, words: Words = ENGLISH) -> str:
    """A duration in its two largest units: `41 s`, `12 m`, `2 h 10 m`, `3 d 4 h`; below zero with a minus."""
    seconds = int(abs(age.total_seconds()))
    sign = "-" if age < timedelta(0) and seconds else ""
    if seconds < _MINUTE:
        return words.say("age.seconds", sign=sign, number=seconds)
    if seconds < _HOUR:
        return words.say("age.minutes", sign=sign, number=seconds // _MINUTE)
    if seconds < _DAY:
        return words.say("age.hours", sign=sign, number=seconds // _HOUR, rest=seconds % _HOUR // _MINUTE)
    return words.say("age.days", sign=sign, number=seconds // _DAY, rest=seconds % _DAY // _HOUR)
