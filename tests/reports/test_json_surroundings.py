"""What was seen around the PRT stands in the document, and what was not asked is null."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from remote_prt.lab.fleet import load_scenarios
from remote_prt.reports.json_document import render_json
from remote_prt.reports.json_surroundings import host_members
from tests.reports.builders import device, run, user, visited
from tests.reports.schema_check import faults
from tests.truth import judged

SCHEMA = json.loads((Path(__file__).parents[2] / "docs" / "report.schema.json").read_text(encoding="utf-8"))
SCENARIOS = {scenario.name: scenario for scenario in load_scenarios()}


def test_what_was_not_asked_is_null() -> None:
    """A device of which only a pasted text is known has every member, and null in each."""
    assert set(host_members(device()).values()) == {None}


@pytest.mark.parametrize(
    "name", ["system-has-no-way", "device-certificate-missing", "proxy-for-users-only", "registered-by-its-user-too"]
)
async def test_members_of_a_visited_host_keep_the_schema(name: str) -> None:
    """The document of a host whose surroundings were read fits the schema and has no member beside it."""
    outcome = visited("pc-01", user())
    diagnosis = (await judged(SCENARIOS[name])).diagnosis
    document = json.loads(render_json(run(replace(outcome, diagnosis=diagnosis)), exit_code=1))
    told = document["Results"][0]["Device"]

    assert [] == list(faults(document, SCHEMA, SCHEMA))
    assert told["Tpm"]["Version"] == "2.0"
    assert (told["Probe"] is None) == (name != "system-has-no-way")
    assert document["Results"][0]["Users"][0]["LogonTime"].endswith("Z")


async def test_a_probe_names_server_step_and_number() -> None:
    """Each server stands with how far SYSTEM got."""
    probe = host_members((await judged(SCENARIOS["system-has-no-way"])).diagnosis.device)["Probe"]
    first = probe["Endpoints"][0]

    assert probe["AsSystem"] is True
    assert (first["Host"], first["Reached"], first["Phase"], first["Connect"], first["WinHttp"]) == (
        "login.microsoftonline.com", False, "connect", 10060, 12029,
    )  # fmt: skip
    assert all(one["Reached"] for one in probe["Endpoints"][1:])
