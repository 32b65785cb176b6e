"""Runs enter history: when they end, and those that are kept and not yet in it when somebody asks.

A run is imported once; one whose journal has grown since (it was resumed, or was still under way) is imported anew.
"""

from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

from remote_prt.cli.kept_run import KeptRun
from remote_prt.cli.prompt import note, say
from remote_prt.cli.run_again import judging_of, outcomes_again
from remote_prt.diagnosis.catalog_entry import Catalog
from remote_prt.diagnosis.sighting import DISABLED, PastRun, Sighting
from remote_prt.errors import UnreadableInput, UsageError
from remote_prt.model import Run, VisitOutcome
from remote_prt.readers.catalogue import load_catalog
from remote_prt.reports.rows import ReportRow, report_rows, user_name
from remote_prt.store.history import History, open_history
from remote_prt.store.journal_reading import read_journal
from remote_prt.store.run_folders import RunFolders
from remote_prt.store.run_list import RunState, RunSummary, summary_of


def sightings_of(run: Run) -> tuple[Sighting, ...]:
    """What a run saw of each host and user, as its report tells it."""
    return tuple(map(_sighting, report_rows(run)))


def remember(run: Run, kept: KeptRun) -> None:
    """Keep a run that has just ended, and forget what is too old for it; a history that fails costs no result."""
    folders, resumed = kept.keeping.folders, kept.keeping.resumed
    if kept.journal is None and resumed is None:
        return
    size = _size(folders.path(kept.run_id))
    rerun_of = kept.keeping.rerun_of if resumed is None else resumed.header.rerun_of
    is_whole = not (run.interrupted or run.hosts_missing or rerun_of)
    try:
        with open_history(folders.state) as history:
            past = _past_run(run, kept.keeping.scope, rerun_of, is_whole=is_whole, size=size)
            history.add(past, sightings_of(run))
            history.trim(datetime.now(UTC), kept.keeping.keep_history_days)
    except (UsageError, UnreadableInput) as error:
        say(f"warning: this run is not in the history: {error.message}; {error.hint}")


def import_kept(history: History, folders: RunFolders, before: str = "") -> int:
    """Import every kept run that history lacks or knows in part, and return how many.

    Args:
        history: an open one.
        folders: where runs are kept.
        before: only runs that began before the one of this id; "" = all.
    """
    known = history.imported()
    oldest = f"{datetime.now(UTC) - timedelta(days=history.keep_days):%Y%m%dT%H%M%SZ}"
    missing = [
        run_id
        for run_id in reversed(folders.ids())
        if run_id >= oldest
        and (not before or run_id < before)
        and known.get(run_id) != (size := _size(folders.path(run_id)))
        and size
    ]
    if missing:
        note(f"runs that history lacks, judged again from their journals: {len(missing)}")
    catalog = cache(_catalog)
    summaries = (summary_of(folders, run_id) for run_id in missing)
    return sum(_import(history, folders, one, catalog) for one in summaries if one is not None)


def _import(
    history: History, folders: RunFolders, summary: RunSummary, catalog: Callable[[Path | None], Catalog]
) -> bool:
    """Whether the run could be read; its hosts are judged by the catalogue of today and the settings of the run."""
    header = summary.header
    with suppress(UnreadableInput):
        contents = read_journal(folders.path(summary.run_id))
        judging = judging_of(header)
        judged = outcomes_again(contents, judging, catalog(judging.catalog))
        outcomes = tuple(replace(outcome, evidence=None) for _, outcome in judged)
        ended_at = None if contents.end is None else contents.end.at
        run = Run(summary.run_id, header.started_at, ended_at, header.options, header.tool_version, outcomes)
        is_whole = summary.state is RunState.ENDED and not (header.rerun_of or contents.hosts_missing)
        past = _past_run(run, header.scope, header.rerun_of, is_whole=is_whole, size=summary.size)
        history.add(replace(past, asked=summary.asked), sightings_of(run))
        return True
    return False


def _catalog(site: Path | None) -> Catalog:
    """Ours with the site's own, or alone where that cannot be read any more."""
    try:
        return load_catalog("en", site=site)
    except UsageError as error:
        say(f"warning: judged without the catalogue of the site: {error.message}")
        return load_catalog("en")


def _past_run(run: Run, scope: str, rerun_of: str, *, is_whole: bool, size: int) -> PastRun:
    coverage = run.coverage
    return PastRun(
        run_id=run.run_id,
        scope=scope,
        started_at=run.started_at,
        finished_at=run.finished_at or _last(run.outcomes),
        counts=tuple(run.counts.items()),
        asked=coverage.asked,
        judged=coverage.judged,
        is_whole=is_whole,
        rerun_of=rerun_of,
        journal_bytes=size,
    )


def _last(outcomes: Iterable[VisitOutcome]) -> datetime | None:
    ends = [outcome.started_at + timedelta(seconds=outcome.duration_seconds) for outcome in outcomes]
    return max(ends, default=None)


def _sighting(row: ReportRow) -> Sighting:
    session = None if row.user is None else row.user.session
    return Sighting(
        host=row.host,
        user="" if row.user is None else user_name(row.user),
        status=row.status,
        cause=_cause(row),
        cause_class="" if row.headline is None else row.headline.cause_class.value,
        seen_at=row.outcome.started_at,
        upn="" if session is None else session.upn,
    )


def _cause(row: ReportRow) -> str:
    """The finding, or why nothing is known, or where the visit failed, or that nobody wants the host visited."""
    if row.headline is not None:
        return row.headline.finding_id
    if row.reason is not None:
        return row.reason.value
    if not row.outcome.target.enabled:
        return DISABLED
    failure = row.outcome.failure
    return "" if failure is None else " ".join(filter(None, (str(failure.phase or ""), failure.transport)))


def _size(path: Path) -> int:
    try:
        return path.lstat().st_size
    except OSError:
        return 0
