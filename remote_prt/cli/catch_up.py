"""Hosts that earlier runs of the same words did not reach: who comes first, and how long each has been waiting.

Rule 1: a laptop that was off comes first, the longest waiting before the others: what gave no answer, ran out of time,
or was not come to (deadline, `--max-fail`, brake, Ctrl-C).
Rule 2: who was reached waits for nothing, if only to be UNKNOWN: where nobody is signed in nothing can be caught up.
Rule 3: a host that said no (REFUSED) keeps its place. It was awake, so its turn does not matter to it; and one that
rejects the credential must not be the first to be shown it.
Rule 4: who has waited for very long may be gone for good, and comes last.
"""

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from remote_prt.cli.journal_options import RETIRED_DAYS
from remote_prt.cli.prompt import say
from remote_prt.diagnosis.waiting import Waiting
from remote_prt.errors import UnreadableInput, UsageError
from remote_prt.model import CatchUp, NotReached, Outcome, Run, StopReason, Target, VisitOutcome
from remote_prt.store.run_folders import RunFolders

if TYPE_CHECKING:  # SQLite only where runs are kept
    from remote_prt.store.history import History

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Waitlist:
    """Who waits for a run; empty where nothing is known of earlier ones."""

    hosts: Mapping[str, Waiting] = field(default_factory=dict)  #: by name, casefolded
    now: datetime = _EPOCH
    retired_after: timedelta = timedelta(days=RETIRED_DAYS)
    is_known: bool = False  #: history could be asked
    is_order: bool = False  #: hosts are visited in this order

    def is_due(self, name: str) -> bool:
        """Whether a host is to be caught up with."""
        waiting = self.hosts.get(name.casefold())
        return waiting is not None and waiting.tries[0].status != Outcome.REFUSED

    def is_retired(self, since: datetime) -> bool:
        """Whether who has waited since then may be gone."""
        return self.now - since >= self.retired_after

    def ordered(self, targets: Iterable[Target]) -> tuple[Target, ...]:
        """Who waits, the longest waiting first; then the rest as they were; last those that may be gone."""

        def place(target: Target) -> tuple[int, datetime]:
            if not self.is_due(target.name):
                return 1, self.now
            since = self.hosts[target.name.casefold()].since
            return (2, since) if self.is_retired(since) else (0, since)

        return tuple(sorted(targets, key=place))

    def due(self, targets: Iterable[Target]) -> tuple[Target, ...]:
        """Only those that wait, in that order."""
        return self.ordered(target for target in targets if target.enabled and self.is_due(target.name))

    @property
    def expected(self) -> frozenset[str]:
        """Hosts whose failure says nothing about the run: they come first, and were not reached before either."""
        return frozenset(filter(self.is_due, self.hosts)) if self.is_order else frozenset()

    def told(self, outcome: VisitOutcome, run_id: str = "") -> VisitOutcome:
        """The outcome with how long its host has not been reached.

        Args:
            outcome: of this run.
            run_id: of this run, where history may have a part of it already.
        """
        if not self.is_known or outcome.outcome is Outcome.VISITED or not outcome.target.enabled:
            return outcome
        waiting = self.hosts.get(outcome.target.name.casefold())
        if waiting is None:
            return replace(outcome, not_reached=NotReached(self.now, 1))
        runs = waiting.runs + (waiting.tries[0].run_id != run_id)
        return replace(outcome, not_reached=NotReached(waiting.since, runs, self.is_retired(waiting.since)))

    def told_of(self, run: Run) -> Run:
        """The run with all of that, and what became of those who waited."""
        run = replace(run, outcomes=tuple(self.told(outcome, run.run_id) for outcome in run.outcomes))
        if not self.is_order:
            return run
        due = [one for one in run.outcomes if one.target.enabled and self.is_due(one.target.name)]
        longest = min((self.hosts[one.target.name.casefold()].since for one in due), default=None)
        reached = sum(one.outcome is Outcome.VISITED for one in due)
        return replace(run, catch_up=CatchUp(len(due), reached, longest))


def told_again(run: Run, history: "History", scope: str, *, is_order: bool) -> Run:
    """A kept run with how long its hosts had not been reached then; a host that it has still to visit is not told.

    Args:
        run: told from its journal.
        history: with all runs before it.
        scope: the words.
        is_order: hosts were visited in this order.
    """
    from remote_prt.store.waiting import unreached  # noqa: PLC0415  as below

    found = {one.host.casefold(): one for one in unreached(history, scope, before=run.run_id)}
    told = Waitlist(found, run.started_at, is_known=True, is_order=is_order).told_of(run)
    if run.stopped_by is not StopReason.UNDER_WAY:
        return told
    outcomes = (then if not then.tries else now for then, now in zip(run.outcomes, told.outcomes, strict=True))
    return replace(run, outcomes=tuple(outcomes))


def waitlist(state: Path, scope: str, *, is_order: bool = False, retired_days: int = RETIRED_DAYS) -> Waitlist:
    """Who waits for a run over these words; a history that cannot be read costs no run.

    Args:
        state: the state folder.
        scope: the words.
        is_order: hosts are visited in this order, so kept runs that history lacks are looked at too.
        retired_days: after which a machine may be gone.
    """
    from remote_prt.cli.history.importing import import_kept  # noqa: PLC0415  SQLite only where runs are kept
    from remote_prt.store.history import open_history  # noqa: PLC0415  as above
    from remote_prt.store.history_file import history_path  # noqa: PLC0415  as above
    from remote_prt.store.waiting import unreached  # noqa: PLC0415  as above

    if not is_order and not os.path.exists(history_path(state)):  # noqa: PTH110  the first run of all; a folder that is closed to us is none
        return Waitlist(now=datetime.now(UTC), is_known=True)
    try:
        with open_history(state) as history:
            if is_order:
                import_kept(history, RunFolders(state))
            found = unreached(history, scope)
    except (UsageError, UnreadableInput) as error:
        say(f"warning: it is not known which hosts earlier runs did not reach: {error.message}")
        return Waitlist()
    return Waitlist(
        {one.host.casefold(): one for one in found},
        datetime.now(UTC),
        timedelta(days=retired_days),
        is_known=True,
        is_order=is_order,
    )
