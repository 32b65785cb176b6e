"""The JSON document keeps its schema, also for readers as narrow as Windows PowerShell 5.1."""

import json
from pathlib import Path
from typing import Any

import pytest

from remote_prt.cli.exit_codes import ExitCode
from remote_prt.diagnosis.attempt import AttemptKind, AttemptPhase, AttemptSource
from remote_prt.diagnosis.diagnosis import JoinType, Status
from remote_prt.diagnosis.evidence import MissingReason, SessionKind, SessionState
from remote_prt.diagnosis.finding import CauseClass, Confidence, Severity
from remote_prt.errors import Phase
from remote_prt.model import Context, Outcome, Run
from remote_prt.reports.json_document import render_json
from tests.reports.builders import HOSTILE_HOST, JAPANESE_USER, evidence, fleet, run, user, visited
from tests.reports.golden import golden
from tests.reports.schema_check import faults

SCHEMA = json.loads((Path(__file__).parents[2] / "docs" / "report.schema.json").read_text(encoding="utf-8"))

DOCUMENTS = {
    "fleet": lambda: render_json(fleet(), exit_code=1, exit_codes=(1, 3, 4)),
    "fleet_with_evidence": lambda: render_json(fleet(), exit_code=1, exit_codes=(1, 3, 4), evidence=True),
    "nobody_asked": lambda: render_json(run(), exit_code=0),
    "interrupted": lambda: render_json(run(interrupted=True), exit_code=130),
}


@pytest.mark.parametrize("name", DOCUMENTS)
def test_document_keeps_the_schema(name: str) -> None:
    """Every document fits docs/report.schema.json and has no member that is not written down there."""
    assert [] == list(faults(json.loads(DOCUMENTS[name]()), SCHEMA, SCHEMA))


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"SchemaVersion": 2}, "$.SchemaVersion"),
        ({"Results": [{}]}, "$.Results[0].Outcome: missing"),
        ({"Extra": 1}, "$.Extra: not in the schema"),
        ({"Clusters": [{"FindingId": "x", "Hosts": "a", "Count": 0}]}, "out of range"),
    ],
)
def test_checker_sees_a_broken_document(change: dict[str, Any], said: str) -> None:
    """A document changed for the worse is refused, so the checker is no formality."""
    found = list(faults(json.loads(DOCUMENTS["fleet"]()) | change, SCHEMA, SCHEMA))

    assert any(said in fault for fault in found), found


@pytest.mark.parametrize("name", ["fleet", "fleet_with_evidence"])
def test_document_is_the_golden_one(name: str) -> None:
    """The document of the made-up fleet is byte for byte the one on file."""
    text = DOCUMENTS[name]()

    assert golden(f"{name}.json", text) == text


def test_powershell_5_1_can_read_it() -> None:
    """The document is plain ASCII without a byte order mark, at most 10 deep, and no two keys differ only in case."""
    text = DOCUMENTS["fleet_with_evidence"]()
    document = json.loads(text)

    assert text.isascii()
    assert text.startswith("{")
    assert _depth(document) <= 10
    assert [] == list(_clashing_keys(document))


def test_names_come_back_as_they_were() -> None:
    """A Japanese user and a hostile host survive the way through the document unchanged."""
    results = json.loads(DOCUMENTS["fleet"]())["Results"]

    assert JAPANESE_USER in {one["UserName"] for result in results for one in result["Users"]}
    assert HOSTILE_HOST in {result["ComputerName"] for result in results}


def test_clusters_name_findings_only() -> None:
    """The clusters hold the headline findings with their folded hosts, biggest first; failures are no findings."""
    clusters = json.loads(DOCUMENTS["fleet"]())["Clusters"]

    told = {"FindingId": "PRT-AADSTS50126", "Hosts": "pc-[03,07-08]", "Count": 3, "Shared": [], "IsFleetWide": False}

    assert told == clusters[0]
    assert {"PRT-AADSTS50126", "PRT-AADSTS50155", "PRT-WINHTTP-12007", "PRT-NOT-RENEWED"} == {
        one["FindingId"] for one in clusters
    }


def test_evidence_is_added_only_when_asked_for() -> None:
    """Rows, events and attempts appear with `evidence`, on every result, and not without."""
    one: Run = run(visited("pc-03", user(Status.HEALTHY), evidence=evidence("pc-03")), visited("pc-04", user()))
    plain = json.loads(render_json(one, exit_code=0))["Results"][0]
    full = json.loads(render_json(one, exit_code=0, evidence=True))["Results"]

    assert not {"Rows", "Channels", "Events", "Attempts"} & set(plain)
    assert ["AzureAdPrt", "Server Error Description"] == [row["Key"] for row in full[0]["Rows"]]
    assert {"Error": "0xC000006D", "error_2": "second", "Data": "unnamed \ufffd"} == full[0]["Events"][0]["Data"]
    assert ["0xc000006d"] == full[0]["Events"][0]["Codes"]
    names = ("Rows", "Channels", "Events", "Attempts")
    assert [full[1][key] for key in names] == [[], [], [], []]


def test_exit_code_is_always_among_the_exit_codes() -> None:
    """`ExitCodes` holds `ExitCode` even when only that one is given."""
    assert [3] == json.loads(render_json(run(), exit_code=3))["Run"]["ExitCodes"]


def _listed(*path: str) -> set[str | None]:
    schema = SCHEMA["$defs"]
    for key in path:
        schema = schema[key]
    return set(schema["enum"])


@pytest.mark.parametrize(
    ("path", "words"),
    [
        (("ReasonOrNull",), {None, *MissingReason}),
        (("Failure", "properties", "Phase"), {None, *Phase}),
        (("Device", "properties", "JoinType"), set(JoinType)),
        (("User", "properties", "Status"), set(Status)),
        (("Result", "properties", "Outcome"), set(Outcome)),
        (("Result", "properties", "Status"), {*Status, *Outcome}),
        (("LogonSession", "properties", "Kind"), set(SessionKind)),
        (("LogonSession", "properties", "State"), set(SessionState)),
        (("Finding", "properties", "Severity"), set(Severity)),
        (("Finding", "properties", "CauseClass"), set(CauseClass)),
        (("Finding", "properties", "Confidence"), set(Confidence)),
        (("Attempt", "properties", "Kind"), set(AttemptKind)),
        (("Attempt", "properties", "Phase"), {None, *AttemptPhase}),
        (("Attempt", "properties", "Source"), set(AttemptSource) - {AttemptSource.DSREGCMD}),
        (("Run", "properties", "Context"), set(Context)),
        (("Run", "properties", "ExitCode"), {int(code) for code in ExitCode}),
    ],
    ids=lambda value: ".".join(value) if isinstance(value, tuple) else "",
)
def test_schema_lists_every_word_of_the_code(path: tuple[str, ...], words: set[str | None]) -> None:
    """A word added to the code is added to the published schema too."""
    assert words == _listed(*path)


def _depth(value: Any) -> int:
    members = value.values() if isinstance(value, dict) else value if isinstance(value, list) else None
    return 0 if members is None else 1 + max((_depth(member) for member in members), default=0)


def _clashing_keys(value: Any) -> list[str]:
    if isinstance(value, list):
        return [clash for member in value for clash in _clashing_keys(member)]
    if not isinstance(value, dict):
        return []
    folded = [key.casefold() for key in value]
    clashes = [key for key in folded if folded.count(key) > 1 or not key]
    return clashes + [clash for member in value.values() for clash in _clashing_keys(member)]
