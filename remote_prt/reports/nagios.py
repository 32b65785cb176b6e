"""A run as one line for Nagios, Icinga and their kin: state, counts, performance data.

```
PRT CRITICAL - 2 BROKEN, 1 STALE, 4 UNREACHABLE; judged 19 of 24 | asked=24;;;0 reached=20;;;0;24 ... duration=41s;;;0
```
Format and states: Monitoring Plugins Development Guidelines, "Plugin Output" and "Plugin Return Codes".
"""

from enum import IntEnum

from remote_prt.diagnosis.diagnosis import Status
from remote_prt.model import Outcome, Run, StopReason
from remote_prt.reports.rows import urgency

#: What is worth a warning where it is not critical.
_WARNING = frozenset({Status.FAILING, Status.STALE})

#: What needs no word in the line.
_AT_EASE = frozenset({Status.HEALTHY.value, Status.NOT_APPLICABLE.value})


class NagiosState(IntEnum):
    """What monitoring is told; the value is the exit code."""

    OK = 0
    WARNING = 1  #: a user or device FAILING or STALE
    CRITICAL = 2  #: a user or device at or above `--fail-on`
    UNKNOWN = 3  #: nothing of these, and something could not be judged, or the run did not come to its end


def nagios_state(run: Run, *, is_failure: bool, is_unsure: bool) -> NagiosState:
    """The state of a run.

    Args:
        run: complete or not.
        is_failure: something is at or above `--fail-on`.
        is_unsure: something could not be judged, or the run was stopped.
    """
    if is_failure:
        return NagiosState.CRITICAL
    if any(status in _WARNING for status in _statuses(run)):
        return NagiosState.WARNING
    return NagiosState.UNKNOWN if is_unsure else NagiosState.OK


def nagios_line(state: NagiosState, run: Run) -> str:
    """The line with a final newline; counts are of hosts, each by its worst status. Nothing in it is from a host.

    It says so where hosts are missing from their list, and what stopped the run.
    """
    coverage, counts = run.coverage, run.counts
    told = [f"{counts[word]} {word}" for word in sorted(counts, key=urgency) if word not in _AT_EASE]
    healthy = counts.get(Status.HEALTHY.value, 0)
    data = [
        f"asked={coverage.asked};;;0",
        f"reached={coverage.reached};;;0;{coverage.asked}",
        f"judged={coverage.judged};;;0;{coverage.asked}",
        *(f"{word.lower()}={counts.get(word, 0)};;;0;{coverage.asked}" for word in _measured()),
        *(
            []
            if run.finished_at is None
            else [f"duration={(run.finished_at - run.started_at).total_seconds():.0f}s;;;0"]
        ),
    ]
    summary = ", ".join(told) or f"{healthy} HEALTHY"
    judged = [f"judged {coverage.judged} of {coverage.asked}", *_cut(run)]
    return f"PRT {state.name} - {summary}; {', '.join(judged)} | {' '.join(data)}\n"


def _cut(run: Run) -> list[str]:
    """What kept the run from telling of all hosts; not the reason itself, which names a server."""
    stopped = run.stopped_by or (StopReason.INTERRUPTED if run.interrupted else None)
    return ["hosts missing from their list"] * bool(run.hosts_missing) + ([f"stopped: {stopped}"] if stopped else [])


def nagios_error(problem: str) -> str:
    """The line of a run that did not begin; the bar would begin performance data."""
    return f"PRT {NagiosState.UNKNOWN.name} - {' '.join(problem.split()).replace('|', '/')}\n"


def _statuses(run: Run) -> set[Status]:
    judged = [outcome.diagnosis for outcome in run.outcomes if outcome.diagnosis is not None]
    return {one.status for one in judged} | {user.status for one in judged for user in one.users}


def _measured() -> list[str]:
    """Every word, so that a graph has no gaps."""
    words = [*(status.value for status in Status), *(one.value for one in Outcome if one is not Outcome.VISITED)]
    return sorted(words, key=urgency)
