"""The run as one JSON document: schema 1 of design section 7, written down in docs/report.schema.json.

Made for Windows PowerShell 5.1's `ConvertFrom-Json` as much as for Python: names in PascalCase, no two keys of an
object that differ only in case, at most 10 levels, times as ISO 8601 text with `Z`, and nothing but ASCII (5.1 decodes
native output by the console's code page). `null` says "not known".
"""

import json
from collections.abc import Iterable
from datetime import datetime
from typing import TypeAlias

from remote_prt.diagnosis.diagnosis import DeviceSummary, UserDiagnosis
from remote_prt.diagnosis.dsregcmd import DsregReport
from remote_prt.diagnosis.evidence import EventRecord, Evidence, LogonSession, Missing
from remote_prt.diagnosis.finding import Finding
from remote_prt.model import Failure, Run, VisitOutcome
from remote_prt.reports.clusters import Cluster, clusters
from remote_prt.reports.escape import without_lone_surrogates
from remote_prt.reports.folding import fold_hosts
from remote_prt.reports.rows import report_rows, urgency, user_name
from remote_prt.reports.times import utc_seconds_text, utc_text

SCHEMA_VERSION = 1

Json: TypeAlias = "dict[str, Json] | list[Json] | str | int | float | bool | None"


def render_json(run: Run, *, exit_code: int, exit_codes: Iterable[int] = (), evidence: bool = False) -> str:
    """The run as one JSON text with a final newline.

    Args:
        run: complete or interrupted.
        exit_code: what the process is going to return.
        exit_codes: every code that applies, `exit_code` among them; by default that one alone.
        evidence: add to each result the dsregcmd rows, events and attempts it was judged by.
    """
    document: Json = {
        "SchemaVersion": SCHEMA_VERSION,
        "Run": _run(run, exit_code, sorted({exit_code, *exit_codes})),
        "Results": [_result(outcome, evidence=evidence) for outcome in run.outcomes],
        "Clusters": [_cluster(cluster) for cluster in clusters(report_rows(run)) if cluster.finding_id],
    }
    return json.dumps(document, indent=1, ensure_ascii=True, allow_nan=False) + "\n"


def _run(run: Run, exit_code: int, exit_codes: list[int]) -> Json:
    coverage, counts = run.coverage, run.counts
    return {
        "Id": _text(run.run_id),
        "Started": utc_seconds_text(run.started_at),
        "Finished": None if run.finished_at is None else utc_seconds_text(run.finished_at),
        "Scope": _text(run.options.scope),
        "Transport": _text(run.options.transport),
        "Context": run.options.context.value,
        "ToolVersion": _text(run.tool_version),
        "Weakened": [_text(switch) for switch in run.options.weakened],
        "Counts": {word: counts[word] for word in sorted(counts, key=urgency)},
        "Coverage": {"Asked": coverage.asked, "Reached": coverage.reached, "Judged": coverage.judged},
        "ExitCode": exit_code,
        "ExitCodes": list(exit_codes),
    }


def _result(outcome: VisitOutcome, *, evidence: bool) -> Json:
    diagnosis = outcome.diagnosis
    result: dict[str, Json] = {
        "ComputerName": _text(outcome.target.name),
        "Address": _text(outcome.address),
        "Outcome": outcome.outcome.value,
        "Status": outcome.status_word,
        "Reason": None if diagnosis is None or diagnosis.reason is None else diagnosis.reason.value,
        "Failure": None if outcome.failure is None else _failure(outcome.failure),
        "Device": None if diagnosis is None else _device(diagnosis.device),
        "Users": [] if diagnosis is None else [_user(user) for user in diagnosis.users],
        "Findings": [] if diagnosis is None else [_finding(finding) for finding in diagnosis.findings],
        "DurationSeconds": round(outcome.duration_seconds, 3),
    }
    if evidence:
        result |= _evidence(outcome.evidence)
    return result


def _failure(failure: Failure) -> Json:
    return {
        "Phase": None if failure.phase is None else failure.phase.value,
        "Transport": _text(failure.transport),
        "Port": failure.port,
        "Message": _text(failure.message),
        "Try": _text(failure.try_next),
    }


def _device(device: DeviceSummary) -> Json:
    return {
        "JoinType": device.join_type.value,
        "TenantId": _text(device.tenant_id),
        "DeviceAuthStatus": _text(device.device_auth_status),
        "OsBuild": _text(device.os_build),
        "CollectedAt": _time(device.collected_at),
    }


def _user(user: UserDiagnosis) -> Json:
    return {
        "UserName": _text(user_name(user)),
        "UserSid": _text(user.session.sid),
        "LogonSession": _logon_session(user.session),
        "Status": user.status.value,
        "Reason": None if user.reason is None else user.reason.value,
        "Notes": [_text(note) for note in user.notes],
        "AzureAdPrt": _text(user.azure_ad_prt),
        "PrtUpdateTime": _time(user.prt_update_at),
        "PrtExpiryTime": _time(user.prt_expiry_at),
        "Findings": [_finding(finding) for finding in user.findings],
    }


def _logon_session(session: LogonSession) -> dict[str, Json]:
    return {"Kind": session.kind.value, "Id": session.session_id, "State": session.state.value}


def _finding(finding: Finding) -> Json:
    return {
        "Id": finding.finding_id,
        "Severity": finding.severity.value,
        "CauseClass": finding.cause_class.value,
        "Confidence": finding.confidence.value,
        "Code": _text(finding.code),
        "Symbol": _text(finding.symbol),
        "Title": _text(finding.title),
        "Cause": _text(finding.cause),
        "Remedy": [_text(step) for step in finding.remedy],
        "Evidence": [
            {"Source": _text(one.source), "Where": _text(one.where), "Value": without_lone_surrogates(one.value)}
            for one in finding.evidence
        ],
    }


def _cluster(cluster: Cluster) -> Json:
    return {"FindingId": cluster.finding_id, "Hosts": fold_hosts(cluster.hosts), "Count": len(cluster.hosts)}


def _evidence(evidence: Evidence | None) -> dict[str, Json]:
    if evidence is None:
        return {"Rows": [], "Events": []}
    events = [
        record
        for channel in evidence.channels
        if not isinstance(channel.records, Missing)
        for record in channel.records
    ]
    return {"Rows": _rows(evidence), "Events": [_event(record) for record in events]}


def _rows(evidence: Evidence) -> Json:
    """Every dsregcmd row of every session as printed, in order."""
    return [
        {
            "LogonSession": {**_logon_session(observation.session), "Sid": _text(observation.session.sid)},
            "Section": without_lone_surrogates(row.section),
            "Block": without_lone_surrogates(row.block),
            "Key": without_lone_surrogates(row.key),
            "Value": without_lone_surrogates(row.value),
        }
        for observation in evidence.observations
        if isinstance(observation.report, DsregReport)
        for row in observation.report.rows
    ]


def _event(record: EventRecord) -> Json:
    return {
        "Id": record.event_id,
        "Time": utc_text(record.time),
        "Channel": _text(record.channel),
        "Data": _event_data(record.data),
    }


def _event_data(data: Iterable[tuple[str, str]]) -> Json:
    """Event data by name; a name that repeats but for its case gets a number (5.1 refuses such objects)."""
    values: dict[str, Json] = {}
    taken: set[str] = set()
    for name, value in data:
        base = without_lone_surrogates(name) or "Data"
        key, number = base, 1
        while key.casefold() in taken:
            number += 1
            key = f"{base}_{number}"
        taken.add(key.casefold())
        values[key] = without_lone_surrogates(value)
    return values


def _text(text: str | None) -> str | None:
    """The text, or None where it is not known."""
    return without_lone_surrogates(text) if text else None


def _time(at: datetime | None) -> str | None:
    return None if at is None else utc_text(at)
