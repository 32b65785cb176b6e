"""Runs to be told again: journals whose hosts sent real captures, without any host."""

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from remote_prt.controller.attempt import left_out
from remote_prt.model import Capture, Context, Run, RunOptions, StopReason, Target, VisitOutcome
from remote_prt.store.journal import begin_journal
from remote_prt.store.journal_records import JournalHeader
from remote_prt.store.run_folders import RunFolders
from tests.readers.samples import BROKEN_TEXT, HEALTHY_TEXT
from tests.readers.samples import capture as nobody_there
from tests.store.played_run import missed, visited

#: Ten days ago: history forgets what is much older.
FIRST = (datetime.now(UTC) - timedelta(days=10)).replace(hour=1, minute=0, second=0, microsecond=0)
OPTIONS = RunOptions("@lab", Context.AUTO, "pypsrp", "LAB\\sweeper", 4, 120.0)
TARGETS = (Target("pc-1"), Target("pc-2"), Target("pc-3"), Target("old", enabled=False, disabled_reason="retired"))
_ANNA = {"Sid": "S-1-5-21-1-2-3-1141", "Name": "CONTOSO\\anna", "SessionId": 2}
_PROOF = (
    'REMOTE-PRT-PROOF whoami="contoso\\anna","S-1-5-21-1-2-3-1141"\r\nREMOTE-PRT-PROOF upn=anna@contoso.com\r\n'
    "REMOTE-PRT-PROOF session=2\r\nREMOTE-PRT-DSREGCMD\r\n"
)


def run_id(night: int) -> str:
    """The name of that night's run."""
    return f"{FIRST + timedelta(days=night):%Y%m%dT%H%M%SZ}-{night:06x}"


def seven_hours_old(name: str) -> Capture:
    """A host whose user's PRT was renewed nearly seven hours before, with an unlock since."""
    return _with_user(name, HEALTHY_TEXT, clock="2026-01-31T07:00:00Z", unlocked="2026-01-31T06:30:00Z")


def broken(name: str) -> Capture:
    """A host whose user's password was not accepted."""
    return _with_user(name, BROKEN_TEXT, clock="2026-01-31T01:00:01Z", unlocked="2026-01-31T00:30:00Z")


def keep(
    state: Path,
    night: int,
    seen: Mapping[str, Capture | StopReason | None],
    *,
    words: tuple[tuple[str, ...], ...] = (),
    ends: bool = True,
    stopped_by: StopReason | None = None,
    targets: tuple[Target, ...] = TARGETS,
) -> Path:
    """The journal of a run: a capture, None where the host was off, or what kept the run from coming to it.

    A host that is not in `seen` has no record.
    """
    at = FIRST + timedelta(days=night)
    header = JournalHeader(run_id(night), at, "0.1.0", "@lab", OPTIONS, words)
    path = RunFolders(state).begin(run_id(night))
    journal = begin_journal(path, header, targets)
    outcomes = [replace(_outcome(one, seen[one.name]), started_at=at) for one in targets if one.name in seen]
    for outcome in outcomes:
        journal.visit_finished(outcome)
    if ends:
        interrupted = stopped_by is StopReason.INTERRUPTED
        reason = None if interrupted else stopped_by
        end = Run(run_id(night), at, at + timedelta(minutes=5), OPTIONS, "0.1.0", tuple(outcomes), interrupted)
        journal.run_finished(replace(end, stopped_by=reason))
    journal.close()
    return path


def _outcome(target: Target, capture: Capture | StopReason | None) -> VisitOutcome:
    if isinstance(capture, StopReason):
        return left_out(target, capture, FIRST)
    return missed(target) if capture is None else replace(visited(target), capture=capture)


def _with_user(name: str, text: str, *, clock: str, unlocked: str) -> Capture:
    facts = {"ComputerName": name, "OsBuild": "10.0.22631.1", "ProductType": 1, "ClockUtc": clock}
    session = _ANNA | {"State": "active", "LastUnlockUtc": unlocked}
    task = {"TaskName": "t", "State": "finished", "Text": _PROOF + text, "Truncated": False, "FinishedUtc": clock}
    records = (
        _record("Get-PrtHostFact", facts),
        _record("Get-PrtLogonSession", {"Sessions": [session]}),
        _record("Receive-PrtUserTask", task, {"Kind": "user"} | _ANNA),
        _record("Invoke-PrtVisit", {"Completed": True}),
    )
    at = datetime.fromisoformat(clock)
    return replace(nobody_there(name), records=records, started_at=at, finished_at=at + timedelta(seconds=3))


def _record(snippet: str, data: object, session: object = None) -> str:
    return json.dumps({"Snippet": snippet, "Ok": True, "Milliseconds": 1, "LogonSession": session or {}, "Data": data})
