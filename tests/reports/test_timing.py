"""Percentiles are times that hosts really took, of every phase that any host came to."""

import json
from dataclasses import replace
from pathlib import Path

from remote_prt.errors import Phase
from remote_prt.model import Outcome, PhaseTime, VisitOutcome
from remote_prt.reports.json_document import render_json
from remote_prt.reports.timing import PhaseTiming, phase_timings, slowest, timing_members
from tests.reports.builders import failed, run
from tests.reports.schema_check import faults

SCHEMA = json.loads((Path(__file__).parents[2] / "docs" / "report.schema.json").read_text(encoding="utf-8"))


def took(host: str, seconds: float, **phases: float) -> VisitOutcome:
    """A visit that took so long, in these phases."""
    timed = tuple(PhaseTime(Phase(name), spent) for name, spent in phases.items())
    return replace(failed(host, Outcome.UNREACHABLE, None), duration_seconds=seconds, phases=timed)


def test_percentiles_are_nearest_ranks() -> None:
    """Of ten hosts half took no longer than the fifth, nine no longer than the ninth."""
    outcomes = [took(f"pc-{n}", n, connect=float(n)) for n in (10, 3, 7, 1, 9, 5, 2, 8, 6, 4)]

    assert phase_timings(outcomes) == (PhaseTiming(Phase.CONNECT, 10, 5.0, 9.0, 10.0),)


def test_one_host_is_all_percentiles() -> None:
    """A single time is the middle and the longest, and phases stand in the order in which they come."""
    timings = phase_timings([took("pc-1", 3, run=2.5, resolve=0.25)])

    assert timings == (PhaseTiming(Phase.RESOLVE, 1, 0.25, 0.25, 0.25), PhaseTiming(Phase.RUN, 1, 2.5, 2.5, 2.5))


def test_slowest_hosts_come_first_and_are_few() -> None:
    """Five hosts at most, and none that took no time: nobody visited it."""
    outcomes = [took(f"pc-{n}", float(n)) for n in range(8)]

    assert [one.target.name for one in slowest(outcomes)] == ["pc-7", "pc-6", "pc-5", "pc-4", "pc-3"]
    assert slowest(outcomes[:1]) == ()


def test_the_document_keeps_the_schema() -> None:
    """What the JSON document says of times is written down, for the run and for each host."""
    made = run(took("pc-1", 3, resolve=0.25, close=1.0), took("pc-2", 12, connect=11.5))
    document = json.loads(render_json(made, exit_code=4))

    assert list(faults(document, SCHEMA, SCHEMA)) == []
    assert [one["Phase"] for one in document["Run"]["Timing"]["Phases"]] == ["resolve", "connect", "close"]
    assert document["Run"]["Timing"]["Slowest"][0] == {"ComputerName": "pc-2", "Seconds": 12}
    assert document["Results"][1]["Phases"] == [{"Phase": "connect", "Seconds": 11.5}]


def test_nothing_timed_is_empty() -> None:
    """Saved files have no phases."""
    assert timing_members([]) == {"Phases": [], "Slowest": []}
