"""What `history` and `diff` do, and what a report is told about earlier runs."""

import sys
from collections.abc import Sequence
from pathlib import Path

from remote_prt.cli.exit_codes import ExitCode
from remote_prt.cli.history.importing import import_kept, sightings_of
from remote_prt.cli.prompt import language_here
from remote_prt.diagnosis.sighting import BAD, PastRun
from remote_prt.errors import UsageError
from remote_prt.model import Run
from remote_prt.reports.change import Change, Earlier, TrendPoint
from remote_prt.reports.comparing import WINDOW, Seen, compare, seen_of
from remote_prt.reports.history_json import diff_json, history_json
from remote_prt.reports.history_text import diff_table, history_table
from remote_prt.reports.output import write_stream
from remote_prt.store.history import History, open_history
from remote_prt.store.history_file import history_path
from remote_prt.store.private_files import state_folder
from remote_prt.store.run_folders import LAST, RunFolders

#: Earlier runs in a report's trend (design/ux.md 10).
_MOST_IN_TREND = 30


def print_history(name: str, state: Path | None, *, as_json: bool) -> ExitCode:
    """Write what was seen of a host or user.

    Raises:
        UsageError: no run saw such a host or user; history cannot be used.
    """
    folder = state_folder(state)
    with open_history(folder) as history:
        import_kept(history, RunFolders(folder))
        found = history.of(name)
    if not found:
        raise UsageError(f"no run in {history_path(folder)} saw {name[:60]!r}", "name a host or user as a report does")
    write_stream(history_json(name, found) if as_json else history_table(found, language_here()), sys.stdout)
    return ExitCode.OK


def print_diff(words: tuple[str, ...], state: Path | None, *, as_json: bool) -> ExitCode:
    """Write what changed between two runs; FINDINGS where something got worse.

    Raises:
        UsageError: there are no two such runs; history cannot be used.
    """
    if len(words) > 2:
        raise UsageError("diff compares two runs", "name two, one, or none for the last two of the same hosts")
    folder = state_folder(state)
    with open_history(folder) as history:
        import_kept(history, RunFolders(folder))
        older, newer = _chosen(history, words, folder)
        change = _since(history, newer, older)
    code = ExitCode.FINDINGS if _is_worse(change) else ExitCode.OK
    write_stream(
        diff_json(change, newer, int(code)) if as_json else diff_table(change, newer, language_here()), sys.stdout
    )
    return code


def earlier_of(run: Run, scope: str, state: Path) -> Earlier:
    """What a report on `run` is told: the change since the last whole run of its scope, and the trend.

    Raises:
        UsageError: history cannot be used.
    """
    with open_history(state) as history:
        runs = _before(history, scope, run.run_id)[:_MOST_IN_TREND]
        if not runs:
            return Earlier()
        seen = _seen(history, runs)
    trend = (TrendPoint(one.run_id, one.started_at, dict(one.counts), one.asked, one.judged) for one in reversed(runs))
    return Earlier(compare(seen_of(sightings_of(run)), runs[0], seen), tuple(trend))


def _chosen(history: History, words: tuple[str, ...], folder: Path) -> tuple[PastRun, PastRun]:
    """The older and the newer run that are meant, the last two whole ones of the same hosts by default."""
    runs = [_named(history, word, folder) for word in words]
    if len(runs) == 2:
        return runs[0], runs[1]
    newer = runs[0] if runs else _named(history, LAST, folder)
    before = _before(history, newer.scope, newer.run_id)
    if not before:
        problem = f"run {newer.run_id} is the only one of its hosts in {history_path(folder)}"
        raise UsageError(problem, "sweep the same hosts once more, or name two runs")
    return before[0], newer


def _named(history: History, word: str, folder: Path) -> PastRun:
    if word == LAST:
        newest = history.runs(whole=True, most=1)
        if not newest:
            raise UsageError(f"no whole run is in {history_path(folder)}", "sweep hosts first")
        return newest[0]
    found = history.run(word)
    if found is None:
        raise UsageError(f"run {word[:60]!r} is not in {history_path(folder)}", "see: remote_prt runs list")
    return found


def _before(history: History, scope: str, run_id: str) -> list[PastRun]:
    """Whole runs of the same hosts before that one, the newest first; ids sort by time, to a part of a second."""
    return [one for one in history.runs(scope, whole=True) if one.run_id < run_id]


def _since(history: History, newer: PastRun, older: PastRun) -> Change:
    earlier = _seen(history, [older, *_before(history, older.scope, older.run_id)])
    return compare(seen_of(history.sightings(newer.run_id)), older, earlier)


def _seen(history: History, runs: Sequence[PastRun]) -> list[Seen]:
    """What the newest of these runs saw, the newest first; behind it those count that could judge somebody.

    A week without a ticket must not make all old faults new ones.
    """
    looked_at = [one for number, one in enumerate(runs) if one.judged or not number][: WINDOW - 1]
    return [seen_of(history.sightings(one.run_id)) for one in looked_at]


def _is_worse(change: Change) -> bool:
    return bool(change.new or change.changed_cause or any(one.status in BAD for one in change.flapping))
