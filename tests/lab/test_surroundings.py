"""The lab's probe answers as the snippet promises, in every context."""

import json
from datetime import UTC, datetime

import pytest

from remote_prt.lab.canned import CannedEngine
from remote_prt.lab.engine import PipelineCall
from remote_prt.lab.fleet import plan_fleet
from remote_prt.snippets import compose_visit, get_snippet

NOW = datetime(2026, 1, 31, 1, 0, tzinfo=UTC)


async def probe_of(scenario: str, **parameters: object) -> dict:
    """The record of the probe in one visit."""
    host = plan_fleet(1, 11, NOW, [scenario])[0]
    call = PipelineCall(compose_visit().text, parameters={"Probe": "network", **parameters})
    records = [json.loads(item.value) async for item in CannedEngine(pace=0).run(host, call)]
    names = [record["Snippet"] for record in records]
    assert names.index("Get-PrtNetworkProbe") > names.index("Get-PrtProxySetting")
    return records[names.index("Get-PrtNetworkProbe")]["Data"]


@pytest.mark.parametrize(
    ("scenario", "context", "asker", "refusal"),
    [
        ("system-has-no-way", "auto", "system", ""),
        ("system-has-no-way", "caller", "caller", "MayNotWrite"),
        ("system-has-no-way", "events", "caller", "MayNotWrite"),
        ("locked-down", "auto", "caller", "ConstrainedLanguage"),
    ],
)
async def test_a_probe_says_who_asked(scenario: str, context: str, asker: str, refusal: str) -> None:
    """SYSTEM asks where tasks are allowed and the language is full; else the caller, with the reason."""
    data = await probe_of(scenario, Context=context)

    assert list(data) == [output.name for output in get_snippet("Get-PrtNetworkProbe").outputs]
    assert (data["Context"], data["Refusal"]) == (asker, refusal)
    assert ("S-1-5-18" in data["Text"]) == (asker == "system")


async def test_a_visit_probes_only_when_asked() -> None:
    """Without the parameter no record of a probe comes."""
    host = plan_fleet(1, 11, NOW, ["system-has-no-way"])[0]
    items = [item.value async for item in CannedEngine(pace=0).run(host, PipelineCall(compose_visit().text))]

    assert not any("Get-PrtNetworkProbe" in item for item in items)
