"""A run that is kept: the lock of its scope, its journal, and the union with what was journalled before.

Keeping must never cost results: a state folder that cannot be used, a full disk or a lost journal is one line on
standard error. Only what could be dangerous ends the run before it begins: another run over the same hosts, or a folder
that belongs to somebody else.
"""

import secrets
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from remote_prt.cli.earlier_run import Keeping
from remote_prt.cli.prompt import note, say
from remote_prt.cli.rerun import kept_command
from remote_prt.controller.visit import Judgement, skipped
from remote_prt.errors import ScopeLocked, UsageError
from remote_prt.inventory.left_out import next_step
from remote_prt.model import Capture, Context, Observer, Outcome, Run, RunOptions, Target, VisitOutcome
from remote_prt.store.journal import Journal, begin_journal, continue_journal
from remote_prt.store.journal_reading import JournalContents
from remote_prt.store.journal_records import JournalHeader
from remote_prt.store.run_folders import missing_bytes
from remote_prt.store.run_lock import scope_lock
from remote_prt.version import __version__

Judge = Callable[[Capture], Judgement]

_MEGABYTE = 1_000_000

#: So many captures are not judged in a moment, so it is said what is being done.
_MANY = 500


@dataclass(slots=True)
class KeptRun:
    """One run from its lock to its report."""

    keeping: Keeping
    run_id: str
    started_at: datetime
    journal: Journal | None = None
    known: dict[int, VisitOutcome] = field(default_factory=dict)  #: what the run that is resumed had found, by position

    @property
    def observers(self) -> tuple[Observer, ...]:
        """The journal, where one is kept."""
        return () if self.journal is None else (self.journal,)

    @property
    def again(self) -> str:
        """The command line that visits again what could not be judged; empty where nothing is kept."""
        is_kept = self.journal is not None or self.keeping.resumed is not None
        return self._command("--rerun", f"unreachable:{self.run_id}") if is_kept else ""

    def begin(self, targets: tuple[Target, ...], options: RunOptions) -> None:
        """Open the journal: from here on nothing is lost. Says where it is, or why there is none."""
        if not self.keeping.is_kept:
            return
        try:
            self.journal = self._opened(targets, options)
        except OSError as error:
            say(f"warning: no journal is kept of this run: {error.strerror}")
            return
        except UsageError as error:
            if not self.is_bearable(error):
                raise
            say(f"warning: no journal is kept of this run: {error.message}")
            return
        note(f"run {self.run_id} is kept in {self.journal.path.parent}")
        missing = missing_bytes(self.journal.path.parent, len(targets))
        if missing is not None:
            needed, folder = missing // _MEGABYTE + 1, self.journal.path.parent
            say(f"warning: the journal may need {needed} MB more than {folder} has free; the report is not in danger")

    def nothing_left(self) -> Run:
        """A run in which nobody was visited; what it resumes is added by `union`."""
        resumed = self.keeping.resumed
        options = RunOptions("", Context.AUTO, "", "", 1, 0.0) if resumed is None else resumed.header.options
        return Run(self.run_id, self.started_at, datetime.now(UTC), options, __version__)

    def recall(self, judge: Callable[[], Judge], *, keep_evidence: bool) -> None:
        """Judge again what the run that is resumed had found."""
        resumed = self.keeping.resumed
        if resumed is None:
            return
        tell_judging_again(len(resumed.entries))
        self.known = dict(judged_again(resumed, judge(), keep_evidence=keep_evidence))

    def union(self, run: Run) -> Run:
        """The run under its own name, with every host of the run that it resumed."""
        resumed = self.keeping.resumed
        run = replace(run, run_id=self.run_id, started_at=self.started_at)
        if resumed is None:
            return run
        outcomes = self.known | dict(zip(self.keeping.positions, run.outcomes, strict=True))
        for number, target in enumerate(resumed.targets):
            if number not in outcomes:  # disabled in the inventory, and cut off before that was written
                outcomes[number] = disabled(target, self.started_at)
        then = resumed.header.options
        options = replace(run.options, scope=then.scope, account=then.account, transport=then.transport)
        whole = tuple(outcomes[number] for number in range(len(resumed.targets)))
        return replace(run, options=options, outcomes=whole, hosts_missing=resumed.hosts_missing)

    def end(self) -> None:
        """Wait for the journal, however the run ended."""
        if self.journal is not None:
            self.journal.close()

    def tell(self, run: Run) -> None:
        """Say what became of the journal and of hosts that were not finished."""
        self.end()
        if self.journal is None:
            return
        if self.journal.problem is not None:
            why = self.journal.problem.strerror
            say(f"warning: the journal ends after {self.journal.written} hosts: {why}; the report is whole")
        left = sum(is_unfinished(outcome) for outcome in run.outcomes)
        if left:
            say(f"hosts that were not finished: {left}; go on with: {self._command('--resume', self.run_id)}")

    def is_bearable(self, error: UsageError) -> bool:
        """Whether the run goes on without being kept: the usual folder cannot be used, and nobody is to blame."""
        return isinstance(error.__cause__, OSError) and not self.keeping.is_own_state

    def _opened(self, targets: tuple[Target, ...], options: RunOptions) -> Journal:
        keeping = self.keeping
        if keeping.resumed is not None:
            positions = dict(zip(targets, keeping.positions, strict=True))
            return continue_journal(keeping.resumed.path, positions, is_torn=keeping.resumed.is_torn)
        header = JournalHeader(
            run_id=self.run_id,
            started_at=self.started_at,
            tool_version=__version__,
            scope=keeping.scope,
            options=options,
            option_words=keeping.option_words,
            rerun_of=keeping.rerun_of,
        )
        return begin_journal(keeping.folders.begin(self.run_id), header, targets)

    def _command(self, option: str, value: str) -> str:
        return kept_command(option, value, self.keeping.folders.state if self.keeping.is_own_state else None)


@contextmanager
def kept_run(keeping: Keeping) -> Iterator[KeptRun]:
    """The run, alone over its hosts as long as the block lasts; runs older than asked are removed first.

    Raises:
        ScopeLocked: another run visits these hosts.
        UsageError: the state folder is somebody else's, or one that was named cannot be used.
    """
    now = datetime.now(UTC)
    resumed = keeping.resumed
    run_id = _new_id(now) if resumed is None else resumed.header.run_id
    run = KeptRun(keeping, run_id, now if resumed is None else resumed.header.started_at)
    with ExitStack() as stack:
        if keeping.is_kept and _is_locked(stack, run):
            for removed in keeping.folders.remove_old(keeping.keep_days, now):
                note(f"removed a run older than {keeping.keep_days} days: {removed}")
        stack.callback(run.end)
        yield run


def _is_locked(stack: ExitStack, run: KeptRun) -> bool:
    """Whether the run holds its scope; where the usual folder cannot be used it goes on without a journal."""
    keeping = run.keeping
    try:
        stack.enter_context(scope_lock(keeping.folders.state, keeping.scope, run.run_id))
    except UsageError as error:
        if not run.is_bearable(error):
            raise
        say(f"warning: no journal is kept of this run: {error.message}")
        run.keeping = replace(keeping, is_kept=False)
        return False
    if keeping.resumed is not None and not keeping.resumed.is_current():
        raise ScopeLocked(f"run {run.run_id} has gone on just now", "nothing was contacted; resume it again")
    return True


def _new_id(now: datetime) -> str:
    """`20260131T010000Z-5f0c1a`; two of one second sort by time too, to a 256th part of it."""
    return f"{now:%Y%m%dT%H%M%SZ}-{now.microsecond * 256 // 10**6:02x}{secrets.token_hex(2)}"


def judged_again(contents: JournalContents, judge: Judge, *, keep_evidence: bool) -> Iterator[tuple[int, VisitOutcome]]:
    """The journalled outcomes by position, their captures judged; without evidence they hold what reports read."""
    for position, outcome in contents.outcomes():
        if outcome.capture is None:
            yield position, outcome
            continue
        judgement = judge(outcome.capture)
        evidence = judgement.evidence if keep_evidence else replace(judgement.evidence, channels=())
        capture = outcome.capture if keep_evidence else None
        yield position, replace(outcome, capture=capture, evidence=evidence, diagnosis=judgement.diagnosis)


def is_unfinished(outcome: VisitOutcome) -> bool:
    """Whether `--resume` would visit the host."""
    is_cut = outcome.failure is not None and outcome.failure.unfinished
    return is_cut or (outcome.outcome is Outcome.SKIPPED and outcome.target.enabled)


def tell_judging_again(hosts: int) -> None:
    """Say what is being done, where it takes more than a moment."""
    if hosts >= _MANY:
        note(f"judging again what the journal holds of {hosts} hosts")


def disabled(target: Target, at: datetime) -> VisitOutcome:
    """The outcome of a host that was never to be visited."""
    reason = target.disabled_reason or "disabled in the inventory"
    return skipped(target, reason, next_step(reason), at)
