"""Where a run spent its time: percentiles of each phase over all hosts that came to it, and the slowest hosts.

Percentiles are nearest-rank: each is a time that a host really took. Phases of visits that failed count too, else the
longest waits would be missing.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

from remote_prt.errors import Phase
from remote_prt.model import VisitOutcome
from remote_prt.reports.json_values import Json, printed

#: How many of the slowest hosts are named.
_MOST_SLOW = 5


@dataclass(frozen=True, slots=True)
class PhaseTiming:
    """How long one phase took, over all hosts that came to it; seconds."""

    phase: Phase
    hosts: int
    p50: float
    p90: float
    most: float


def phase_timings(outcomes: Sequence[VisitOutcome]) -> tuple[PhaseTiming, ...]:
    """The phases that were timed, in the order in which they come."""
    times: dict[Phase, list[float]] = {}
    for outcome in outcomes:
        for one in outcome.phases:
            times.setdefault(one.phase, []).append(one.seconds)
    return tuple(_timing(phase, sorted(times[phase])) for phase in Phase if phase in times)


def slowest(outcomes: Sequence[VisitOutcome]) -> tuple[VisitOutcome, ...]:
    """The hosts that took longest, the slowest first; those that took no time are none."""
    took = [outcome for outcome in outcomes if outcome.duration_seconds > 0]
    return tuple(sorted(took, key=lambda outcome: -outcome.duration_seconds)[:_MOST_SLOW])


def timing_members(outcomes: Sequence[VisitOutcome]) -> Json:
    """`Run.Timing` of the JSON document."""
    return {
        "Phases": [
            {"Phase": one.phase.value, "Hosts": one.hosts, "P50": one.p50, "P90": one.p90, "Max": one.most}
            for one in phase_timings(outcomes)
        ],
        "Slowest": [
            {"ComputerName": printed(one.target.name), "Seconds": round(one.duration_seconds, 3)}
            for one in slowest(outcomes)
        ],
    }


def _timing(phase: Phase, ordered: Sequence[float]) -> PhaseTiming:
    return PhaseTiming(phase, len(ordered), _rank(ordered, 50), _rank(ordered, 90), ordered[-1])


def _rank(ordered: Sequence[float], percent: int) -> float:
    return ordered[max(1, ceil(len(ordered) * percent / 100)) - 1]
