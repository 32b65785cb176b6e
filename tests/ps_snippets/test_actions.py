"""The records of actions: docs/doing.md, the help of each action, its code and the lab say the same fields."""

import re
from collections.abc import Mapping

import pytest

from remote_prt.lab.action_answers import ActionCall, action_answerers
from remote_prt.lab.fleet import load_scenarios
from remote_prt.lab.host_memory import HostMemory
from remote_prt.lab.records import SnippetError, VisitParameters, VisitRecords
from remote_prt.lab.scenario import SimulatedHost
from remote_prt.lab.trace_memory import HostTrace, SimulatedFile
from remote_prt.snippets import action_snippets
from tests.lab_farm import NOW
from tests.ps_snippets.powershell_rules import emissions, hash_keys
from tests.ps_snippets.powershell_source import words
from tests.ps_snippets.shipped_sources import ACTION_SOURCES, ROOT

ACTIONS = {snippet.name: snippet for snippet in action_snippets() if snippet.outputs}
_EACH = pytest.mark.parametrize("name", ACTIONS)
_FOLDER = "remote_prt-20260131T010500Z-16edca0e-37a7-47aa-a88a-052410886d6f"
_CHANNEL = "Microsoft-Windows-AAD/Analytic"


def documented() -> dict[str, list[str]]:
    """The fields of each action in the table of docs/doing.md."""
    table: dict[str, list[str]] = {}
    name = ""
    for line in (ROOT / "docs" / "doing.md").read_text("utf-8").split("\n"):
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if len(cells) == 4 and (cells[0].strip("`") in ACTIONS or (name and not cells[0] and line.startswith("| |"))):
            name = cells[0].strip("`") or name
            table.setdefault(name, []).extend(re.findall(r"`(\w+)`", cells[1]))
    return table


def inner_keys(meaning: str) -> list[str]:
    """The fields of the objects in an array."""
    return re.findall(r"\b([A-Z]\w+) \(", meaning)


def answered(name: str) -> Mapping[str, object]:
    """What the lab answers for a host with somebody signed in."""
    played = next(scenario for scenario in load_scenarios() if scenario.name == "healthy-entra")
    records = VisitRecords(SimulatedHost("pc-001", played, 1, NOW), NOW, VisitParameters())
    answerer = dict(action_answerers().values())[name]
    end = "prepared" if name == "Start-PrtTrace" else "stopped"
    trace = HostTrace(_FOLDER, "network", end, "2026-01-31T01:00:00Z", (SimulatedFile("network.etl", 1000, 1),))
    given = {"folder": _FOLDER, "name": "network.etl", "kind": "network", "base64": "UEs=", "offset": 0}
    given |= {"channel": _CHANNEL if name == "Set-PrtLogState" else [_CHANNEL], "maxevents": 5, "enabled": True}
    data = answerer(ActionCall(records, HostMemory(trace=trace), given, 0.0)).data
    assert not isinstance(data, SnippetError)
    return data


@_EACH
def test_document_and_help_promise_the_same(name: str) -> None:
    """The page names the fields of the help, in its order."""
    assert documented()[name] == [output.name for output in ACTIONS[name].outputs]


@_EACH
def test_the_lab_answers_what_is_promised(name: str) -> None:
    """The simulated host sends exactly those fields, and in arrays objects with exactly theirs."""
    data = answered(name)

    assert list(data) == [output.name for output in ACTIONS[name].outputs]
    for output in ACTIONS[name].outputs:
        if output.type == "array":
            (one,) = data[output.name]
            assert sorted(one) == sorted(inner_keys(output.meaning))


@_EACH
def test_the_code_builds_what_is_promised(name: str) -> None:
    """One hash of the code has the promised keys, one each those of the objects; nothing else is emitted."""
    source = ACTION_SOURCES[name]
    built = [hash_keys(literal) for literal in source.nodes("hash_literal_expression")]
    emitted = [words(node) for node in emissions(source)]

    assert [output.name for output in ACTIONS[name].outputs] in built
    for output in ACTIONS[name].outputs:
        if output.type == "array":
            assert inner_keys(output.meaning) in built
    if name != "Read-PrtFilePart":  # its parts go before
        assert len(emitted) == 1, emitted


@_EACH
def test_every_promise_says_what_it_means(name: str) -> None:
    """Each promised field has a meaning that ends as a sentence."""
    assert [o.name for o in ACTIONS[name].outputs if not re.fullmatch(r".{8,}\.", o.meaning)] == []


def test_every_action_is_known_to_the_lab() -> None:
    """Whatever may be sent is answered."""
    assert {name for name, _ in action_answerers().values()} == set(ACTIONS)


def test_what_changes_looks_first_whether_it_may() -> None:
    """Each function that supports WhatIf reads the preference before anything else, and undoes it for what it calls."""
    for name, source in ACTION_SOURCES.items():
        if "SupportsShouldProcess" in source.text:
            body = source.text.partition("$ProgressPreference = 'SilentlyContinue'\n")[2]
            assert body.startswith("    $isDry = [bool]$WhatIfPreference\n    $WhatIfPreference = $false\n"), name
