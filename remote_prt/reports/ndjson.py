"""A run as JSON lines: what the JSON document says, host by host as they are judged (docs/formats.md, section 3).

```
{"Type": "Run", "SchemaVersion": 1, "Id": "...", "Asked": 400, ...}
{"Type": "Result", "ComputerName": "pc-07", "Status": "BROKEN", ...}
{"Type": "Summary", "Counts": {...}, "Coverage": {...}, "ExitCode": 1, ...}
```
No line needs another one to be read, but for the last: without it the run was cut off. Clusters need all hosts, so they
stand in the JSON document only.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from remote_prt.model import Run, RunOptions, VisitOutcome
from remote_prt.reports.json_document import SCHEMA_VERSION, result_members, run_members
from remote_prt.reports.json_values import Json, printed, text
from remote_prt.reports.times import utc_seconds_text
from remote_prt.reports.words import words_for

#: What is known before the first host is judged.
_OF_THE_START = (
    "Id",
    "Started",
    "Scope",
    "Transport",
    "Context",
    "ToolVersion",
    "Weakened",
    "Redacted",
    "OnlyUser",
    "Deadline",
)


@dataclass(frozen=True, slots=True)
class RunStart:
    """What is known of a run before it begins."""

    run_id: str
    started_at: datetime
    tool_version: str
    options: RunOptions
    asked: int | None  #: hosts; None where they are found on the way


def start_line(start: RunStart) -> str:
    """The first line."""
    options = start.options
    return _line(
        "Run",
        {
            "SchemaVersion": SCHEMA_VERSION,
            "Id": printed(start.run_id),
            "Started": utc_seconds_text(start.started_at),
            "Scope": text(options.scope),
            "Transport": text(options.transport),
            "Context": options.context.value,
            "ToolVersion": text(start.tool_version),
            "Weakened": [printed(switch) for switch in options.weakened],
            "Redacted": list(options.redacted),
            "OnlyUser": text(options.only_user) if options.only_user else None,
            "Deadline": None if options.deadline is None else utc_seconds_text(options.deadline),
            "Asked": start.asked,
        },
    )


def result_line(outcome: VisitOutcome, options: RunOptions, *, evidence: bool, language: str) -> str:
    """The line of one host."""
    return _line("Result", result_members(outcome, words_for(options, language), evidence=evidence))


def summary_line(run: Run, *, exit_code: int, exit_codes: Iterable[int] = ()) -> str:
    """The last line: what `Run` of the JSON document says beyond the first line."""
    members = run_members(run, exit_code, sorted({exit_code, *exit_codes}))
    return _line(
        "Summary", {"Id": members["Id"]} | {name: members[name] for name in members if name not in _OF_THE_START}
    )


def _line(kind: str, members: dict[str, Json]) -> str:
    return json.dumps({"Type": kind} | members, ensure_ascii=True, allow_nan=False, separators=(",", ":")) + "\n"
