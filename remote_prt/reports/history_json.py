"""`history` and `diff` for programs: documents of a version of their own (docs/history.md)."""

import json
from collections.abc import Sequence

from remote_prt.diagnosis.sighting import PastRun
from remote_prt.reports.change import Change, Changed
from remote_prt.reports.history_text import SETS, Line, by_subject, phases
from remote_prt.reports.times import utc_text

SCHEMA_VERSION = 1

_NAMES = {
    "new": "New",
    "changed_cause": "ChangedCause",
    "flapping": "Flapping",
    "fixed": "Fixed",
    "still": "Still",
    "not_seen": "NotSeen",
}


def history_json(name: str, found: Sequence[Line]) -> str:
    """What was seen of a host or user: each change of status or cause, and each run."""
    subjects = [_subject(lines) for lines in by_subject(found)]
    return _text({"SchemaVersion": SCHEMA_VERSION, "Name": name, "Subjects": subjects})


def diff_json(change: Change, newer: PastRun, exit_code: int) -> str:
    """Both runs and every set, also those that are empty."""
    return _text(
        {
            "SchemaVersion": SCHEMA_VERSION,
            "Scope": newer.scope,
            "Newer": {"Run": newer.run_id, "StartedAt": utc_text(newer.started_at)},
            "Older": {"Run": change.run_id, "StartedAt": utc_text(change.started_at)},
            "ExitCode": exit_code,
            **{_NAMES[key]: [_changed(one) for one in getattr(change, key)] for key in SETS},
        }
    )


def _subject(lines: Sequence[Line]) -> dict[str, object]:
    last = lines[-1][1]
    return {
        "ComputerName": last.host,
        "UserName": last.user,
        "Upn": last.upn,
        "FirstSeen": utc_text(lines[0][1].seen_at),
        "LastSeen": utc_text(last.seen_at),
        "Status": last.status,
        "Changes": [
            {
                "At": utc_text(same[0][1].seen_at),
                "Run": same[0][0].run_id,
                "Status": same[0][1].status,
                "Cause": same[0][1].cause,
                "CauseClass": same[0][1].cause_class,
                "Runs": len(same),
            }
            for same in phases(lines)
        ],
    }


def _changed(one: Changed) -> dict[str, object]:
    return {
        "ComputerName": one.host,
        "UserName": one.user,
        "Status": one.status,
        "Before": one.before,
        "Cause": one.cause,
    }


def _text(document: dict[str, object]) -> str:
    return json.dumps(document, indent=1, ensure_ascii=True) + "\n"
