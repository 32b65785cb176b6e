"""A deadline is seconds or a time of the day, a limit of failures hosts or a share; anything else is a usage error."""

from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

import click
import pytest
from click.testing import CliRunner

from remote_prt.cli.pace_options import PaceRequest, WrittenDeadline, pace_options, pace_request

TOKYO, BERLIN = ZoneInfo("Asia/Tokyo"), ZoneInfo("Europe/Berlin")


def asked(*words: str) -> PaceRequest:
    """The request that these words make."""
    made: list[PaceRequest] = []

    @click.command()
    @pace_options
    def command(**values: object) -> None:
        made.append(pace_request(values))

    result = CliRunner().invoke(command, words)
    if result.exit_code:
        raise ValueError(result.output)
    return made[0]


def test_the_defaults_are_those_of_the_design() -> None:
    """No deadline, no limit, one retry after two seconds, a probe of two seconds."""
    assert asked() == PaceRequest(None, None, 1, 2.0, 2.0)


@pytest.mark.parametrize(
    ("word", "seconds"), [("900", 900), ("90s", 90), ("15m", 900), ("1.5h", 5400), ("24h", 86_400)]
)
def test_a_deadline_in_seconds(word: str, seconds: float) -> None:
    """Seconds, minutes and hours, up to a day."""
    assert asked("--deadline", word).deadline == WrittenDeadline(seconds)


@pytest.mark.parametrize("word", ["900", "06:30", "1.5", "20%", "7"])
def test_what_is_printed_can_be_typed(word: str) -> None:
    """A rerun hint names the options as they can be given again."""
    name = "--max-fail" if word in {"20%", "7"} else "--deadline"
    request = asked(name, word)

    assert str(request.deadline or request.max_fail) == word


@pytest.mark.parametrize("word", ["0", "25h", "-5", "1e3", "inf", "06:60", "24:00", "6:5", "soon", "", "15 m", "٩٠٠"])
def test_what_is_no_deadline(word: str) -> None:
    """Nothing, more than a day, and what only Python takes for a number."""
    with pytest.raises(ValueError, match="neither seconds"):
        asked("--deadline", word)


@pytest.mark.parametrize(
    ("now", "zone", "then"),
    [
        ("2026-01-30T20:00", TOKYO, "2026-01-30T21:30"),  # 05:00 there: this morning
        ("2026-01-30T22:00", TOKYO, "2026-01-31T21:30"),  # 07:00 there: tomorrow
        ("2026-01-30T21:30", TOKYO, "2026-01-31T21:30"),  # the very minute: the next one
        ("2026-03-28T10:00", BERLIN, "2026-03-29T04:30"),  # over the change to summer time: an hour sooner
        ("2026-10-24T10:00", BERLIN, "2026-10-25T05:30"),  # and back
    ],
)
def test_a_time_of_the_day_is_the_next_one_here(now: str, zone: ZoneInfo, then: str) -> None:
    """06:30 is the next 06:30 of the clock on the wall, also over a change of summer time."""
    at = WrittenDeadline(None, time(6, 30)).at(datetime.fromisoformat(now).replace(tzinfo=UTC), zone)

    assert at == datetime.fromisoformat(then).replace(tzinfo=UTC)


def test_a_time_of_the_day_is_that_of_this_machine() -> None:
    """Without a zone, the machine's own decides, and the moment is within a day."""
    now = datetime(2026, 1, 31, 1, 0, tzinfo=UTC)
    at = WrittenDeadline(None, time(6, 30)).at(now)

    assert at.astimezone().strftime("%H:%M") == "06:30"
    assert 0 < (at - now).total_seconds() <= 86_400


@pytest.mark.parametrize(("word", "number", "is_percent"), [("20", 20, False), ("30%", 30, True), ("100%", 100, True)])
def test_a_limit_of_failures(word: str, number: int, is_percent: bool) -> None:
    """Hosts or a share of them, and it reads as it was written."""
    limit = asked("--max-fail", word).max_fail

    assert limit is not None
    assert (limit.number, limit.is_percent, str(limit)) == (number, is_percent, word)


@pytest.mark.parametrize("word", ["0", "0%", "101%", "1.5", "-1", "many", "%", "100001"])
def test_what_is_no_limit(word: str) -> None:
    """None, more than all, and parts of a host."""
    with pytest.raises(ValueError, match="neither a number of hosts"):
        asked("--max-fail", word)
