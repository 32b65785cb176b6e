"""Hosts that the newest runs of a scope did not get, told from history: who waits, since when, and why.

Strategy: the newest whole run and what came after it tell who belongs to the scope; a host that it did not ask for is
not missed. Whoever was got by the newest run that asked for it waits for nothing; only of the others the lines of
earlier nights are read.

Rule: a run did not get a host whose line is UNREACHABLE, REFUSED, TIMED_OUT or SKIPPED. A host that is disabled in the
inventory or the directory is not asked for, so it never waits.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from itertools import groupby

from remote_prt.diagnosis.diagnosis import Status
from remote_prt.diagnosis.sighting import DISABLED, PastRun, Sighting
from remote_prt.diagnosis.waiting import Try, Waiting
from remote_prt.model import Outcome
from remote_prt.store.history import History

#: Outcomes under which nothing of a host was seen.
_NOT_GOT = frozenset(Outcome) - {Outcome.VISITED}

#: The reasons of so many of the newest tries are kept.
_MOST_REASONS = 3

Line = tuple[PastRun, Sighting]


def is_reached(line: Sighting) -> bool:
    """Whether the visit came to something, if only to UNKNOWN."""
    return line.status not in _NOT_GOT


def is_judged(line: Sighting) -> bool:
    """Whether the visit ended in a verdict."""
    return is_reached(line) and line.status != Status.UNKNOWN


def unreached(
    history: History,
    scope: str,
    is_got: Callable[[Sighting], bool] = is_reached,
    *,
    before: str = "",
) -> tuple[Waiting, ...]:
    """The hosts of a scope that wait, those that wait longest first.

    Args:
        history: an open one.
        scope: the words that named the hosts, as `PastRun.scope` has them.
        is_got: what a run must have brought of a host: `is_reached`, or `is_judged` for a verdict.
        before: as it was when the run of this id began: only runs before it count; "" = all.
    """
    runs = [run for run in history.runs(scope) if not before or run.run_id < before]
    known = {run.run_id for run in runs}
    told = history.lines_of(scope, _missed(history, runs, is_got))
    of_then = ([line for line in lines if line[0].run_id in known] for lines in told)
    waiting = [one for lines in of_then if lines and (one := _waiting(lines, is_got))]
    return tuple(sorted(waiting, key=lambda one: (one.since, one.host.casefold())))


def _missed(history: History, runs: Sequence[PastRun], is_got: Callable[[Sighting], bool]) -> tuple[str, ...]:
    """The hosts, casefolded, that the newest run which has them did not get."""
    newest: dict[str, list[Sighting]] = {}
    for run in runs:
        in_run: dict[str, list[Sighting]] = {}
        for line in history.sightings(run.run_id):
            in_run.setdefault(line.subject[0], []).append(line)
        newest = in_run | newest
        if run.is_whole:
            break
    return tuple(host for host, lines in newest.items() if not any(map(is_got, lines)) and not _is_disabled(lines))


def _waiting(lines: Sequence[Line], is_got: Callable[[Sighting], bool]) -> Waiting | None:
    """What the lines of one host tell, the newest first."""
    tries: list[Try] = []
    for run, group in groupby(lines, key=lambda each: each[0]):
        seen = [line for _, line in group]
        if any(map(is_got, seen)):
            return _told(lines[0][1].host, tries, run.started_at, _worst(seen))
        if not _is_disabled(seen):
            tries.append(Try(run.run_id, run.started_at, seen[0].status, seen[0].cause))
    return _told(lines[0][1].host, tries, None, "") if tries else None


def _told(host: str, tries: Sequence[Try], got_at: datetime | None, status: str) -> Waiting | None:
    if not tries:
        return None
    return Waiting(host, tries[-1].at, len(tries), got_at, status, tuple(tries[:_MOST_REASONS]))


def _is_disabled(lines: Iterable[Sighting]) -> bool:
    return any(line.status == Outcome.SKIPPED and line.cause == DISABLED for line in lines)


def _worst(lines: Sequence[Sighting]) -> str:
    """A fault rather than the good news of another user."""
    return min(lines, key=lambda line: (not line.is_bad, not line.is_telling)).status
