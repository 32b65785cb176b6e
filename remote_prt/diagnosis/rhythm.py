"""How often the same hosts are swept, and whether a run is overdue: told from the runs themselves, values in and out.

Rule: the usual interval is the second longest of the last runs in a row, the longest where there are few: weekends are
usual, one night that failed is not. A run is overdue when half as long again has passed, at most twelve hours more.
Whoever swept some hosts by hand on a day or two has no rhythm, and nothing of it is ever overdue.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import pairwise

from remote_prt.diagnosis.sighting import PastRun

#: Runs that tell the interval, and days on which any must have begun.
_RUNS, _DAYS = 15, 3

#: Fewer intervals are too few to leave the longest out.
_FEW = 5

_MOST_SLACK = timedelta(hours=12)

#: After so long without a run the hosts are taken to be swept under other words.
_GIVEN_UP = timedelta(days=30)

#: A run that begins later than this from now was begun under a clock that was ahead.
_AHEAD = timedelta(hours=1)


class Punctuality(StrEnum):
    """Whether the last whole run of some hosts is where it should be."""

    ON_TIME = "ON_TIME"
    OVERDUE = "OVERDUE"
    NO_RHYTHM = "NO_RHYTHM"  #: nobody can say when the next one is due
    GIVEN_UP = "GIVEN_UP"  #: none for so long that nobody seems to expect one


@dataclass(frozen=True, slots=True)
class Watched:
    """The runs of the same hosts, as a watchman sees them."""

    scope: str  #: the words that named the hosts
    state: Punctuality
    last: PastRun | None  #: the last one that came to its end; None: there is none
    newest: PastRun | None  #: a later one that did not; None: there is none
    age: timedelta | None  #: since the last whole run began
    usual: timedelta | None  #: interval; None: no rhythm
    due_after: timedelta | None  #: age from which it is overdue


def watched(
    scope: str, runs: Sequence[PastRun], now: datetime, *, limit: timedelta | None = None, is_named: bool = False
) -> Watched:
    """Whether these hosts are swept as usual.

    Args:
        scope: the words that named the hosts.
        runs: of them, the newest first.
        now: by the clock that the runs were begun by.
        limit: the age that is allowed, instead of what is usual.
        is_named: somebody asked for these hosts: a limit holds without a rhythm too, and nothing is given up.
    """
    known = [run for run in runs if run.started_at <= now + _AHEAD]
    whole = [run for run in known if run.is_whole]
    usual = usual_interval([run.started_at for run in whole])
    due_after = None if usual is None else limit or usual + min(usual / 2, _MOST_SLACK)
    due_after = limit if limit is not None and is_named else due_after
    last = whole[0] if whole else None
    age = None if last is None else max(now - last.started_at, timedelta())
    is_given_up = not is_named and age is not None and usual is not None and age > max(_GIVEN_UP, 3 * usual)
    if due_after is None:
        state = Punctuality.NO_RHYTHM
    elif is_given_up:
        state = Punctuality.GIVEN_UP
    else:
        state = Punctuality.OVERDUE if age is None or age > due_after else Punctuality.ON_TIME
    newest = next((run for run in known[:1] if not run.is_whole and not run.rerun_of), None)
    return Watched(scope, state, last, newest, age, usual, due_after)


def usual_interval(starts: Sequence[datetime]) -> timedelta | None:
    """The interval between runs that began then, the newest first; None where there is no rhythm."""
    if len({start.date() for start in starts}) < _DAYS:
        return None
    intervals = sorted((newer - older for newer, older in pairwise(starts[:_RUNS])), reverse=True)
    return intervals[0 if len(intervals) < _FEW else 1]
