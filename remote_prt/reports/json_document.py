"""The run as one JSON document: schema 1 of design section 7, written down in docs/report.schema.json.

Made for Windows PowerShell 5.1's `ConvertFrom-Json` as much as for Python: names in PascalCase, no two keys of an
object that differ only in case, at most 10 levels, times as ISO 8601 text with `Z`, and nothing but ASCII (5.1 decodes
native output by the console's code page). `null` says "not known".
"""

import json
from collections.abc import Iterable
from datetime import timedelta

from remote_prt.diagnosis.diagnosis import DeviceSummary, UserDiagnosis
from remote_prt.diagnosis.finding import Finding
from remote_prt.diagnosis.kind_words import told_evidence
from remote_prt.model import CatchUp, Failure, JudgedAgain, NotReached, Run, VisitOutcome
from remote_prt.reports.clusters import Cluster
from remote_prt.reports.fleet_sense import sensed_clusters
from remote_prt.reports.folding import fold_hosts
from remote_prt.reports.json_evidence import evidence_members
from remote_prt.reports.json_surroundings import host_members
from remote_prt.reports.json_values import Json, coverage_members, logon_session, printed, text, time
from remote_prt.reports.rows import report_rows, urgency, user_name
from remote_prt.reports.times import utc_seconds_text
from remote_prt.reports.timing import timing_members
from remote_prt.reports.traits import Shared
from remote_prt.reports.words import Words, words_for

SCHEMA_VERSION = 1


def render_json(
    run: Run, *, exit_code: int, exit_codes: Iterable[int] = (), evidence: bool = False, language: str = "en"
) -> str:
    """The run as one JSON text with a final newline.

    Args:
        run: complete or interrupted.
        exit_code: what the process is going to return.
        exit_codes: every code that applies, `exit_code` among them; by default that one alone.
        evidence: add to each result the dsregcmd rows, events and attempts it was judged by.
        language: of sentences; names and words of the schema are the same in every language.
    """
    document: Json = {
        "SchemaVersion": SCHEMA_VERSION,
        "Run": run_members(run, exit_code, sorted({exit_code, *exit_codes})),
        "Results": [
            result_members(outcome, words_for(run.options, language), evidence=evidence) for outcome in run.outcomes
        ],
        "Clusters": [_cluster(cluster) for cluster in sensed_clusters(report_rows(run)) if cluster.finding_id],
    }
    return json.dumps(document, indent=1, ensure_ascii=True, allow_nan=False) + "\n"


def run_members(run: Run, exit_code: int, exit_codes: list[int]) -> dict[str, Json]:
    """What is told about the run itself."""
    counts = run.counts
    return {
        "Id": printed(run.run_id),
        "Started": utc_seconds_text(run.started_at),
        "Finished": None if run.finished_at is None else utc_seconds_text(run.finished_at),
        "Scope": text(run.options.scope),
        "Transport": text(run.options.transport),
        "Context": run.options.context.value,
        "ToolVersion": text(run.tool_version),
        "Weakened": [printed(switch) for switch in run.options.weakened],
        "Redacted": list(run.options.redacted),
        "OnlyUser": text(run.options.only_user) if run.options.only_user else None,
        "Deadline": None if run.options.deadline is None else utc_seconds_text(run.options.deadline),
        "StoppedBy": None if run.stopped_by is None else run.stopped_by.value,
        "HostsMissing": text(run.hosts_missing) if run.hosts_missing else None,
        "JudgedAgain": None if run.judged_again is None else _judged_again(run.judged_again),
        "CatchUp": None if run.catch_up is None else _catch_up(run.catch_up),
        "Counts": {word: counts[word] for word in sorted(counts, key=urgency)},
        "Coverage": coverage_members(run.coverage),
        "ExitCode": exit_code,
        "ExitCodes": list(exit_codes),
        "Timing": timing_members(run.outcomes),
    }


def _judged_again(again: JudgedAgain) -> dict[str, Json]:
    return {
        "At": utc_seconds_text(again.at),
        "StaleAfterHours": again.stale_after / timedelta(hours=1),
        "OwnCatalog": again.has_site_catalog,
        "CollectedBy": text(again.collected_by),
    }


def _catch_up(caught: CatchUp) -> dict[str, Json]:
    since = caught.longest_since
    return {
        "Waiting": caught.waiting,
        "Reached": caught.reached,
        "LongestSince": None if since is None else utc_seconds_text(since),
    }


def _not_reached(waiting: NotReached) -> dict[str, Json]:
    return {
        "Since": utc_seconds_text(waiting.since),
        "Runs": waiting.runs,
        "PerhapsRetired": waiting.is_retired,
    }


def result_members(outcome: VisitOutcome, words: Words, *, evidence: bool) -> dict[str, Json]:
    """What is told about one host."""
    diagnosis = outcome.diagnosis
    result: dict[str, Json] = {
        "ComputerName": printed(outcome.target.name),
        "Address": text(outcome.address),
        "Outcome": outcome.outcome.value,
        "Status": outcome.status_word,
        "Reason": None if diagnosis is None or diagnosis.reason is None else diagnosis.reason.value,
        "Failure": None if outcome.failure is None else _failure(outcome.failure, words),
        "Device": None if diagnosis is None else _device(diagnosis.device),
        "Users": [] if diagnosis is None else [_user(user, words.language) for user in diagnosis.users],
        "Findings": [] if diagnosis is None else [_finding(finding, words.language) for finding in diagnosis.findings],
        "Notes": [] if diagnosis is None else [printed(note) for note in diagnosis.notes],
        "NotReached": None if outcome.not_reached is None else _not_reached(outcome.not_reached),
        "DurationSeconds": round(outcome.duration_seconds, 3),
        "Tries": outcome.tries,
        "Phases": [{"Phase": one.phase.value, "Seconds": one.seconds} for one in outcome.phases],
    }
    if evidence:
        result |= evidence_members(outcome.evidence)
    return result


def _failure(failure: Failure, words: Words) -> Json:
    return {
        "Phase": None if failure.phase is None else failure.phase.value,
        "Transport": text(failure.transport),
        "Port": failure.port,
        "Message": text(words.failure(failure.message)),
        "Try": text(words.hint(failure.try_next)),
    }


def _device(device: DeviceSummary) -> Json:
    members: dict[str, Json] = {
        "JoinType": device.join_type.value,
        "TenantId": text(device.tenant_id),
        "DeviceId": text(device.device_id),
        "DeviceAuthStatus": text(device.device_auth_status),
        "OsBuild": text(device.os_build),
        "CollectedAt": time(device.collected_at),
    }
    return members | host_members(device)


def _user(user: UserDiagnosis, language: str) -> Json:
    return {
        "UserName": text(user_name(user)),
        "UserSid": text(user.session.sid),
        "File": text(user.file),
        "LogonSession": logon_session(user.session),
        "LogonTime": time(user.session.logon_at),
        "LastUnlockTime": time(user.session.last_unlock_at),
        "LastUnlockSource": text(user.session.last_unlock_source),
        "Status": user.status.value,
        "Reason": None if user.reason is None else user.reason.value,
        "Notes": [printed(note) for note in user.notes],
        "AzureAdPrt": text(user.azure_ad_prt),
        "PrtUpdateTime": time(user.prt_update_at),
        "PrtExpiryTime": time(user.prt_expiry_at),
        "Findings": [_finding(finding, language) for finding in user.findings],
    }


def _finding(finding: Finding, language: str) -> Json:
    return {
        "Id": finding.finding_id,
        "Severity": finding.severity.value,
        "CauseClass": finding.cause_class.value,
        "Confidence": finding.confidence.value,
        "Code": text(finding.code),
        "Symbol": text(finding.symbol),
        "Title": text(finding.title),
        "Cause": text(finding.cause),
        "Alternatives": [printed(other) for other in finding.alternatives],
        "Remedy": [printed(step) for step in finding.remedy],
        "Evidence": [
            {"Source": text(one.source), "Where": text(one.where), "Value": printed(one.value)}
            for one in (told_evidence(reference, language) for reference in finding.evidence)
        ],
    }


def _cluster(cluster: Cluster) -> Json:
    return {
        "FindingId": cluster.finding_id,
        "Hosts": fold_hosts(cluster.hosts),
        "Count": len(cluster.hosts),
        "Shared": [_shared(one) for one in cluster.shared],
        "IsFleetWide": cluster.is_everywhere,
    }


def _shared(shared: Shared) -> Json:
    return {
        "Kind": shared.trait.value,
        "Value": printed(shared.value),
        "Count": shared.hosts,
        "Elsewhere": shared.others,
        "ElsewhereOf": shared.rest,
        "IsTelling": shared.is_telling,
    }
