"""Numbers of options: finite, and within bounds that the help names.

`inf`, `nan` and `1e300` are numbers for Python, and none for a clock: they would end in a wait without end or an error
deep inside.
"""

import math
from datetime import timedelta
from typing import Any

import click

#: A visit, a connection or an answer of a host takes no longer than a day.
MOST_SECONDS = 86_400

#: A PRT lives 14 days; three months without renewal are stale by every rule.
MOST_HOURS = 24 * 90

#: Ten years: who has not logged on for longer is stale by any rule.
MOST_DAYS = 3650

#: File descriptors end far below: Linux allows 1,048,576 a process at most by default (`fs.nr_open`).
MOST_DESCRIPTORS = 1_048_575

#: A selection holds no more (`inventory/ranges.py`, which is imported only when hosts are named).
MOST_HOSTS = 100_000

#: What a random generator is seeded with.
MOST_SEED = 2**32 - 1


_UNITS = {"m": timedelta(minutes=1), "h": timedelta(hours=1), "d": timedelta(days=1)}
_MOST_DIGITS = 7


class FiniteRange(click.FloatRange):
    """A finite number of `unit` from `least` to `most`; the help shows both bounds."""

    name = "number"

    def __init__(self, least: float, most: float, unit: str) -> None:
        super().__init__(min=least, max=most)
        self.unit = unit

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:
        """The number.

        Raises:
            click.BadParameter: no number, or out of bounds.
        """
        try:
            number = float(value)
        except ValueError:
            number = math.nan
        if not (self.min is not None and self.max is not None and self.min <= number <= self.max):
            self.fail(f"{value!r} is no number of {self.unit} from {self.min:g} to {self.max:g}.", param, ctx)
        return number


def seconds(least: float, most: float = MOST_SECONDS) -> FiniteRange:
    """The type of an option in seconds."""
    return FiniteRange(least, most, "seconds")


def hours(least: float = 0.1, most: float = MOST_HOURS) -> FiniteRange:
    """The type of an option in hours."""
    return FiniteRange(least, most, "hours")


class SpanType(click.ParamType[timedelta]):
    """A span of time, written `90m`, `36h` or `2d`."""

    name = "span"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> timedelta:
        """The span.

        Raises:
            click.BadParameter: no span, or out of bounds.
        """
        if isinstance(value, timedelta):
            return value
        number, unit = str(value)[:-1], _UNITS.get(str(value)[-1:])
        if unit is None or not (number.isascii() and number.isdigit() and len(number) <= _MOST_DIGITS):
            self.fail(f"{value!r} is no span such as 90m, 36h or 2d", param, ctx)
        if not timedelta() < (span := int(number) * unit) <= timedelta(days=MOST_DAYS):
            self.fail(f"{value!r} is no span from 1m to {MOST_DAYS}d", param, ctx)
        return span


class DaysType(click.ParamType[int]):
    """Whole days, written `45d` or `45`; a week is 7."""

    name = "days"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """The number.

        Raises:
            click.BadParameter: no number of days, or out of bounds.
        """
        text = str(value).removesuffix("d")
        if not (text.isascii() and text.isdigit() and len(text) <= len(str(MOST_DAYS)) and 1 <= int(text) <= MOST_DAYS):
            self.fail(f"{value!r} is no number of days from 1d to {MOST_DAYS}d.", param, ctx)
        return int(text)
