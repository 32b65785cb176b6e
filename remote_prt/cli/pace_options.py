"""How a run spends its time, as options: its deadline, when it gives up, how often it tries a host."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta, tzinfo
from typing import Any, TypeVar

import click

from remote_prt.cli.grouped_help import option, with_options
from remote_prt.cli.numbers import MOST_HOSTS, MOST_SECONDS, seconds

F = TypeVar("F", bound=Callable[..., Any])

_TIME = "Time"
_UNITS = {"": 1, "s": 1, "m": 60, "h": 3600}
_DURATION = re.compile(r"([0-9]{1,6}(?:\.[0-9]{1,3})?)([smh]?)")
_CLOCK = re.compile(r"([01]?[0-9]|2[0-3]):([0-5][0-9])")
_FAILURES = re.compile(r"([0-9]{1,6})(%?)")

#: Further tries of one host; more only make a broken host slow.
_MOST_RETRIES = 5


def clock_of(text: str) -> time | None:
    """A time of the day such as 06:30; None where it is written otherwise."""
    found = _CLOCK.fullmatch(text)
    return time(int(found[1]), int(found[2])) if found else None


@dataclass(frozen=True, slots=True)
class WrittenDeadline:
    """When a run is to be over, as written: so many seconds, or a time of the day here."""

    seconds: float | None
    clock: time | None = None

    def __str__(self) -> str:
        return f"{self.seconds:g}" if self.clock is None else f"{self.clock:%H:%M}"

    def at(self, now: datetime, zone: tzinfo | None = None) -> datetime:
        """The moment in UTC; a time of the day is the next one.

        Args:
            now: aware.
            zone: where times of the day are meant; None: that of this machine.
        """
        if self.clock is None:
            return (now + timedelta(seconds=self.seconds or 0)).astimezone(UTC)
        today = now.astimezone(zone).date()
        then = datetime.combine(today, self.clock, zone).astimezone(UTC)
        return then if then > now else datetime.combine(today + timedelta(days=1), self.clock, zone).astimezone(UTC)


@dataclass(frozen=True, slots=True)
class WrittenMaxFail:
    """After how many failed hosts a run gives up, as written."""

    number: int
    is_percent: bool

    def __str__(self) -> str:
        return f"{self.number}%" if self.is_percent else str(self.number)


@dataclass(frozen=True, slots=True)
class PaceRequest:
    """What the user said about time."""

    deadline: WrittenDeadline | None = None
    max_fail: WrittenMaxFail | None = None
    retries: int = 0
    retry_delay_seconds: float = 2.0
    probe_timeout_seconds: float = 2.0


def pace_options(command: F) -> F:
    """Add these options to a click command; they arrive as the keyword arguments of `pace_request`."""
    return with_options(command, _OPTIONS)


def pace_request(values: dict[str, Any]) -> PaceRequest:
    """Take these options out of a click command's values."""
    return PaceRequest(**{name: values.pop(name) for name in PaceRequest.__dataclass_fields__})


class _Deadline(click.ParamType):  # type: ignore[type-arg]  # generic only in later versions of click
    """Seconds, minutes, hours, or a time of the day."""

    name = "deadline"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> WrittenDeadline:
        """The deadline.

        Raises:
            click.BadParameter: it is none.
        """
        if isinstance(value, WrittenDeadline):
            return value
        text = str(value).strip()
        if (clock := clock_of(text)) is not None:
            return WrittenDeadline(None, clock)
        duration = _DURATION.fullmatch(text)
        length = float(duration[1]) * _UNITS[duration[2]] if duration else 0.0
        if not 1 <= length <= MOST_SECONDS:
            self.fail(
                f"{text!r} is neither seconds (900, 15m, 2h: up to a day) nor a time of the day (06:30).", param, ctx
            )
        return WrittenDeadline(length)


class _MaxFail(click.ParamType):  # type: ignore[type-arg]  # as above
    """A number of hosts, or a percentage."""

    name = "failures"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> WrittenMaxFail:
        """The limit.

        Raises:
            click.BadParameter: it is none.
        """
        if isinstance(value, WrittenMaxFail):
            return value
        found = _FAILURES.fullmatch(str(value).strip())
        number, is_percent = (int(found[1]), bool(found[2])) if found else (0, False)
        if not 1 <= number <= (100 if is_percent else MOST_HOSTS):
            self.fail(f"{str(value)!r} is neither a number of hosts (20) nor a percentage (30%).", param, ctx)
        return WrittenMaxFail(number, is_percent)


_OPTIONS = (
    option(
        _TIME,
        "--deadline",
        type=_Deadline(),
        metavar="S|HH:MM",
        help="When the run is to be over: 900, 15m, 2h, or a time of the day. Hosts it leaves no time for are SKIPPED.",
    ),
    option(
        _TIME,
        "--max-fail",
        type=_MaxFail(),
        metavar="N|N%",
        help="Begin no new host once so many could not be judged; a percentage counts from the 20th host on.",
    ),
    option(
        _TIME,
        "--retries",
        type=click.IntRange(0, _MOST_RETRIES),
        default=1,
        show_default=True,
        metavar="N",
        help="Further tries after silence, a reset, HTTP 503 or a full quota; never after a rejected logon.",
    ),
    option(
        _TIME,
        "--retry-delay",
        "retry_delay_seconds",
        type=seconds(0, 600),
        default=2.0,
        show_default=True,
        metavar="S",
        help="Seconds before the second try, plus up to as many again by chance; doubled for each further one.",
    ),
    option(
        _TIME,
        "--probe-timeout",
        "probe_timeout_seconds",
        type=seconds(0, 3600),
        default=2.0,
        show_default=True,
        metavar="S",
        help="Seconds for a first TCP connection, before a host takes one of the places; 0: none is made.",
    ),
)
