"""What `remote_prt report` does: a kept run is judged again from its journal and reported as a sweep reports."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from remote_prt.cli.catch_up import told_again
from remote_prt.cli.emit import emit, streams
from remote_prt.cli.history.importing import import_kept
from remote_prt.cli.history.run import earlier_of
from remote_prt.cli.kept_run import is_unfinished, tell_judging_again
from remote_prt.cli.output_options import OutputRequest
from remote_prt.cli.prompt import say
from remote_prt.cli.rerun import kept_command
from remote_prt.cli.run_again import CATALOG, CATCH_UP, Judging, judging_of, outcomes_again, run_again
from remote_prt.cli.swept import Swept
from remote_prt.cli.watching import logged
from remote_prt.errors import UnreadableInput, UsageError
from remote_prt.model import Run, VisitOutcome
from remote_prt.readers.catalogue import load_catalog
from remote_prt.reports.change import NOTHING_EARLIER, Earlier
from remote_prt.store.history import open_history
from remote_prt.store.journal_reading import JournalContents, read_journal
from remote_prt.store.private_files import state_folder
from remote_prt.store.run_folders import LAST, RunFolders
from remote_prt.store.run_lock import is_under_way

#: A run may have begun so far in the future: a clock was put back since.
_CLOCKS_APART = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class ReportRequest:
    """Which run, and how it is to be judged where not as it was."""

    run: str = LAST  #: an id, or `last`
    state: Path | None = None  #: None: the usual folder
    stale_after: timedelta | None = None  #: None: as the run had it
    max_age: timedelta | None = None  #: None: it may be as old as it likes


def report_again(request: ReportRequest, output: OutputRequest) -> int:
    """Write the reports of a kept run and return the exit code that its hosts amount to.

    Raises:
        UsageError: no such run is kept, or it is too old.
        UnreadableInput: its journal cannot be read.
    """
    folders = RunFolders(state_folder(request.state))
    run_id = _found(folders, request.run)
    contents = read_journal(folders.path(run_id))
    age = datetime.now(UTC) - contents.header.started_at
    if request.max_age is not None and age > request.max_age:
        hours = int(age / timedelta(hours=1))
        raise UsageError(f"run {run_id} began more than {hours} hours ago", "see: remote_prt history --missing")
    if request.max_age is not None and -age > _CLOCKS_APART:  # it would be news for years
        problem = f"run {run_id} begins in days to come: a clock was wrong"
        raise UsageError(problem, f"remove it: remote_prt runs remove {run_id}")
    is_going = not contents.has_ended and is_under_way(folders.state, contents.header.scope, run_id)
    _tell(contents, is_going=is_going)
    judging = _judging(request, contents, output)
    catalog = load_catalog(output.language, site=judging.catalog)
    with streams(output, lambda: run_id) as begun, logged(output.watch) as log:
        outcomes: dict[int, VisitOutcome] = {}
        for position, outcome in outcomes_again(contents, judging, catalog, keep_evidence=output.evidence):
            outcomes[position] = outcome
            if log is not None:
                log.visit_finished(outcome)
        run = run_again(contents, judging, outcomes, is_under_way=is_going)
        left = 0 if is_going else sum(map(is_unfinished, run.outcomes))
        if left:
            command = kept_command("--resume", run_id, _named_state(request))
            say(f"hosts that were not finished: {left}; go on with: {command}")
        run, earlier = _with_earlier(run, contents, folders, output)
        told_too = replace(output, again=_again(run_id, request), earlier=earlier)
        return int(emit(Swept(run, stopped_by=None), told_too, begun))


def _judging(request: ReportRequest, contents: JournalContents, output: OutputRequest) -> Judging:
    """What is asked for now, in place of what the run was given."""
    header = contents.header
    if output.catalog is not None:  # the one of then need not be there any more
        header = replace(header, option_words=tuple(one for one in header.option_words if one[0] != CATALOG))
    then = judging_of(header)
    return Judging(request.stale_after or then.stale_after, output.catalog or then.catalog)


def _again(run_id: str, request: ReportRequest) -> str:
    """The command that visits again what could not be judged."""
    return kept_command("--rerun", f"unreachable:{run_id}", _named_state(request))


def _named_state(request: ReportRequest) -> Path | None:
    return None if request.state is None else request.state.resolve()


def _found(folders: RunFolders, word: str) -> str:
    """The id of the run that is meant.

    Raises:
        UsageError: it is not kept, or not any more.
    """
    try:
        return folders.find(word)
    except UsageError:
        if word != LAST and _is_remembered(folders, word):
            problem = f"run {word[:60]!r} was removed: history knows it, and what its hosts sent is gone"
            raise UsageError(problem, "see: remote_prt runs list") from None
        raise


def _is_remembered(folders: RunFolders, word: str) -> bool:
    try:
        with open_history(folders.state) as history:
            return word in history.imported()
    except (UsageError, UnreadableInput):
        return False


def _tell(contents: JournalContents, *, is_going: bool) -> None:
    """What is known of the journal before it is judged."""
    run_id, entries, asked = contents.header.run_id, len(contents.entries), len(contents.targets)
    if is_going:
        say(f"run {run_id} is still under way: {entries} of {asked} hosts are in its journal")
    elif not contents.has_ended:
        say(f"run {run_id} was cut off: {entries} of {asked} hosts are in its journal")
    damaged = contents.damaged - (is_going and contents.is_torn)  # a line that is being written is no damage
    if damaged:
        say(f"run {run_id}: damaged records that are left out: {damaged}")
    tell_judging_again(entries)


def _with_earlier(
    run: Run, contents: JournalContents, folders: RunFolders, output: OutputRequest
) -> tuple[Run, Earlier]:
    """The run with how long hosts had not been reached, and what was known of earlier runs when it ran."""
    header = contents.header
    is_order = (CATCH_UP,) in header.option_words
    try:
        with open_history(folders.state) as history:
            import_kept(history, folders, before=run.run_id)
            run = told_again(run, history, header.scope, is_order=is_order)
        return run, earlier_of(run, header.scope, folders.state) if output.tells_earlier else NOTHING_EARLIER
    except (UsageError, UnreadableInput) as error:
        say(f"warning: the report cannot tell what has changed: {error.message}")
        return run, NOTHING_EARLIER
