"""What `history --missing` does: say which runs and which hosts are missed."""

import sys
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from remote_prt.cli.exit_codes import ExitCode
from remote_prt.cli.history.importing import import_kept
from remote_prt.cli.prompt import language_here, say
from remote_prt.diagnosis.rhythm import Punctuality, Watched, watched
from remote_prt.diagnosis.waiting import Waiting
from remote_prt.errors import UsageError
from remote_prt.reports.missing import Missing, missing_json, missing_table
from remote_prt.reports.output import write_stream
from remote_prt.store.history import History, open_history
from remote_prt.store.history_file import history_path
from remote_prt.store.private_files import state_folder
from remote_prt.store.run_folders import RunFolders
from remote_prt.store.waiting import is_judged, unreached

_EXPECTED = frozenset({Punctuality.ON_TIME, Punctuality.OVERDUE})

#: What needs somebody's time first.
_ORDER = (Punctuality.OVERDUE, Punctuality.ON_TIME, Punctuality.NO_RHYTHM, Punctuality.GIVEN_UP)


@dataclass(frozen=True, slots=True)
class MissingRequest:
    """What the user asked for."""

    words: str = ""  #: part of the words that named the hosts; "" = all runs with a rhythm
    since: timedelta | None = None  #: the age that is allowed; None: what is usual
    days: int = 7  #: hosts without a verdict for longer are told


def print_missing(request: MissingRequest, state: Path | None, *, as_json: bool) -> ExitCode:
    """Write what is missed; FINDINGS where a run is overdue, UNKNOWN where no run is expected that one could miss.

    Raises:
        UsageError: no such run is in the history; it cannot be used.
    """
    folder = state_folder(state)
    now = datetime.now(UTC)
    with open_history(folder) as history:
        import_kept(history, RunFolders(folder))
        scopes = _asked(history, request, folder)
        is_named = bool(request.words)
        found = [watched(one, history.runs(one), now, limit=request.since, is_named=is_named) for one in scopes]
        found.sort(key=lambda one: _ORDER.index(one.state))
        told = tuple((one, _hosts(history, one, request, now)) for one in found)
    missing = Missing(now, request.days, told)
    code = _code(found)
    if code is ExitCode.UNKNOWN:
        say("no hosts are swept often enough to say when a run is due; name them, and say --since")
    write_stream(missing_json(missing, int(code)) if as_json else missing_table(missing, language_here()), sys.stdout)
    return code


def _asked(history: History, request: MissingRequest, folder: Path) -> tuple[str, ...]:
    """The scopes that are meant: one that is exactly so, or all that hold the words.

    Raises:
        UsageError: there is none.
    """
    scopes, words = history.scopes(), request.words.casefold()
    exact = tuple(scope for scope in scopes if scope.casefold() == words)
    found = exact or tuple(scope for scope in scopes if words in scope.casefold())
    if not scopes:
        raise UsageError(f"no run is in {history_path(folder)}", "sweep hosts first")
    if not found:
        raise UsageError(f"no run of {request.words[:60]!r} is in {history_path(folder)}", "see: remote_prt runs list")
    return found


def _hosts(history: History, one: Watched, request: MissingRequest, now: datetime) -> tuple[Waiting, ...] | None:
    """The hosts without a verdict for long, the longest first; None where nobody expects one."""
    if one.state not in _EXPECTED:
        return None
    limit = timedelta(days=request.days)
    waiting = (host for host in unreached(history, one.scope, is_judged) if now - host.nothing_since > limit)
    return tuple(sorted(waiting, key=lambda host: (host.nothing_since, host.host.casefold())))


def _code(found: list[Watched]) -> ExitCode:
    states = {one.state for one in found}
    if Punctuality.OVERDUE in states:
        return ExitCode.FINDINGS
    return ExitCode.OK if Punctuality.ON_TIME in states else ExitCode.UNKNOWN
