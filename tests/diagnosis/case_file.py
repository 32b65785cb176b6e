r"""A case is a file: evidence about one host beside what must be said about it (tests/data/diagnosis/cases/*.toml).

```toml
title = "one sentence"
source = "where the situation comes from, and what was made up"
clock = 2026-03-02T12:00:00Z          # the host's; omit it and the evidence has none
answered_as = "PC-08"                 # where it is not the name that was asked for
[[users]]                             # who is signed in; omit all and the list was not collected
name = 'CONTOSO\\anna'
upn = "anna@contoso.com"              # sid, account, session_id, logon_at, last_unlock_at as needed
[[observations]]
session = "anna"                      # a user's short name, or caller, system, stated
text = '''...'''                      # or: missing = "task-refused"
[[events]]
id = 1085
at = 2026-03-02T11:40:00Z             # channel, thread, sid, task as needed
data = { Status = "0xc000006d" }
[records.Get-PrtDeviceCertificate]   # the Data of a record about the host's surroundings, as docs/formats.md has it
Certificates = []
[expect]
status = "BROKEN"                     # reason, host_findings as needed
[[expect.users]]
status = "BROKEN"
findings = ["PRT-AADSTS50126"]        # reason, notes (parts of them, in order) as needed
```
"""

import tomllib
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from remote_prt.diagnosis.dsregcmd import parse_dsregcmd
from remote_prt.diagnosis.evidence import (
    AccountKind,
    EventChannel,
    EventRecord,
    Evidence,
    HostFacts,
    LogonSession,
    Missing,
    MissingReason,
    Observation,
    SessionKind,
)
from remote_prt.readers.host_state import read_host_state
from remote_prt.readers.json_fields import Fields
from tests.diagnosis.builders import ANALYTIC, OPERATIONAL, record

FOLDER = Path(__file__).parent.parent / "data" / "diagnosis" / "cases"


@dataclass(frozen=True, slots=True)
class Case:
    """One file, read."""

    title: str
    evidence: Evidence
    expect: dict[str, Any]


def read_case(path: Path) -> Case:
    """The case that a file describes."""
    document = tomllib.loads(path.read_text("utf-8"))
    clock = document.get("clock")
    sessions = {
        _short(user["name"]): _session(number, user) for number, user in enumerate(document.get("users", []), 2)
    }
    host: HostFacts | Missing = Missing(MissingReason.NOT_COLLECTED)
    if clock is not None:
        host = HostFacts("PC-07", document.get("os_build", ""), "", None, clock, None, "FullLanguage", None)
    evidence = Evidence(
        computer_name="pc-07",
        host=host,
        sessions=tuple(sessions.values()) if "users" in document else Missing(MissingReason.NOT_COLLECTED),
        observations=tuple(_observation(table, sessions, clock) for table in document.get("observations", [])),
        channels=tuple(_channel(name, document.get("events", [])) for name in (OPERATIONAL, ANALYTIC)),
        state=read_host_state(_records(document.get("records", {}))),
        answered_as=document.get("answered_as", ""),
        ended_early=Missing(MissingReason(document["ended_early"])) if "ended_early" in document else None,
    )
    assert document["source"], "say where the situation comes from"
    return Case(document["title"], evidence, document["expect"])


def _records(tables: dict[str, Any]) -> Callable[[str], Fields | Missing]:
    return lambda name: Fields(tables[name]) if name in tables else Missing(MissingReason.NOT_COLLECTED)


def _short(name: str) -> str:
    return name.rpartition("\\")[2]


def _session(number: int, user: dict[str, Any]) -> LogonSession:
    return LogonSession(
        SessionKind.USER,
        sid=user.get("sid", f"S-1-5-21-1-2-3-{1100 + number}"),
        name=user["name"],
        upn=user.get("upn", ""),
        session_id=user.get("session_id", number),
        account=AccountKind(user.get("account", "unknown")),
        logon_at=user.get("logon_at"),
        last_unlock_at=user.get("last_unlock_at"),
        last_unlock_source="Security 4801" if "last_unlock_at" in user else "",
    )


def _observation(table: dict[str, Any], sessions: dict[str, LogonSession], clock: Any) -> Observation:
    session = sessions.get(table["session"]) or LogonSession(SessionKind(table["session"]))
    if "missing" in table:
        return Observation(session, None, Missing(MissingReason(table["missing"])))
    return Observation(session, clock, parse_dsregcmd(table["text"]))


def _channel(name: str, events: list[dict[str, Any]]) -> EventChannel:
    records = tuple(
        _record(name, number, event)
        for number, event in enumerate(events, 1)
        if event.get("channel", OPERATIONAL) == name
    )
    return EventChannel(name, records)


def _record(channel: str, number: int, event: dict[str, Any]) -> EventRecord:
    thread, data = event.get("thread", 900), event.get("data", {})
    made = record(event["id"], event["at"], number, channel=channel, thread=thread, **data)
    return replace(made, user_sid=event.get("sid", made.user_sid), task=event.get("task", made.task))
