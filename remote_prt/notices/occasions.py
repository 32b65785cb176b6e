"""When a run is worth a message: pure functions of its outcome and of what changed since the last one.

A laptop that was off last night and is off or on again tonight is no change: only who could be judged both times is
compared, and gone means that the run did not even ask for the host. A host that flaps is told on the nights on which
it turns, not on all nights of the window.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

from remote_prt.diagnosis.sighting import BAD
from remote_prt.model import Run
from remote_prt.reports.change import Change, Changed


class Occasion(StrEnum):
    """What a message may be sent for, beside thresholds."""

    CHANGE = "change"  #: new, fixed, another cause, turned while flapping, gone from the run
    TROUBLE = "trouble"  #: the run itself: interrupted, brake, deadline, hosts that could not be listed
    ALWAYS = "always"  #: every run


#: Without `--notify-on`.
USUAL = (Occasion.CHANGE, Occasion.TROUBLE)

_OF_JUDGED = frozenset({"broken", "failing", "stale", "healthy"})
_COVERAGE = "coverage"
WORDS = (*sorted(_OF_JUDGED), "unknown", "unreachable", "refused", "timed-out", "skipped", _COVERAGE)
_THRESHOLD = re.compile(rf"({'|'.join(WORDS)})(>=|<)(\d{{1,6}})(%?)")


@dataclass(frozen=True, slots=True)
class Threshold:
    """`broken>=5`, `unreachable>=30%`, `coverage<60%`: statuses as shares of judged hosts, the rest of asked ones."""

    word: str
    is_below: bool
    number: int
    is_percent: bool

    def __str__(self) -> str:
        return f"{self.word}{'<' if self.is_below else '>='}{self.number}{'%' if self.is_percent else ''}"

    def value(self, run: Run) -> tuple[int, int]:
        """The number it looks at, and the whole."""
        coverage = run.coverage
        if self.word == _COVERAGE:
            return coverage.judged, coverage.asked
        part = run.counts.get(self.word.upper().replace("-", "_"), 0)
        return part, coverage.judged if self.word in _OF_JUDGED else coverage.asked

    def is_met(self, run: Run) -> bool:
        """Whether the run is beyond it; a share of nothing is beyond no threshold but that of coverage."""
        part, whole = self.value(run)
        if self.is_percent and not whole:
            return self.word == _COVERAGE and self.is_below
        reached = part * 100 if self.is_percent else part
        limit = self.number * whole if self.is_percent else self.number
        return reached < limit if self.is_below else reached >= limit


def threshold_of(text: str) -> Threshold | None:
    """The threshold that is written so, or None."""
    found = _THRESHOLD.fullmatch(text.strip().lower().replace(" ", "").replace("_", "-"))
    if found is None:
        return None
    word, is_below, number, is_percent = found[1], found[2] == "<", int(found[3]), bool(found[4])
    if (is_percent and not 1 <= number <= 100) or (word == _COVERAGE and not is_percent) or number < 1:
        return None
    return Threshold(word, is_below, number, is_percent)


def news_of(change: Change, run: Run) -> Change:
    """What of a change since the last run is news.

    Who is absent from a run that was cut off is not gone, and a user who is not signed in is not either.
    """
    is_whole = not run.interrupted and not run.hosts_missing
    hosts = {outcome.target.name.casefold() for outcome in run.outcomes}
    return replace(
        change,
        still=(),
        flapping=tuple(one for one in change.flapping if (one.status in BAD) != (one.before in BAD)),
        not_seen=tuple(one for one in change.not_seen if is_whole and one.host.casefold() not in hosts),
    )


def is_news(change: Change) -> bool:
    """Whether anything is left of it."""
    return any(True for _ in _all(change))


def has_worsened(change: Change) -> bool:
    """Whether the news are bad ones."""
    return any(one.status in BAD for one in _all(change))


def _all(change: Change) -> Iterator[Changed]:
    for found in (change.new, change.fixed, change.changed_cause, change.flapping, change.not_seen):
        yield from found
