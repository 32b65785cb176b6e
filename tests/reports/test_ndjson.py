"""JSON lines say what the JSON document says, and each can be read alone."""

import json
from pathlib import Path

import pytest

from remote_prt.reports.json_document import render_json
from remote_prt.reports.ndjson import RunStart, result_line, start_line, summary_line
from tests.reports.builders import fleet
from tests.reports.schema_check import faults

SCHEMA = json.loads((Path(__file__).parents[2] / "docs" / "report.schema.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("language", ["en", "ja"])
@pytest.mark.parametrize("evidence", [False, True])
def test_lines_together_are_the_document(language: str, evidence: bool) -> None:
    """Results are equal, and the first and the last line together hold all that `Run` does."""
    run = fleet()
    document = json.loads(render_json(run, exit_code=1, exit_codes=[1, 4], evidence=evidence, language=language))
    start = json.loads(start_line(RunStart(run.run_id, run.started_at, run.tool_version, run.options, 18)))
    results = [json.loads(result_line(one, run.options, evidence=evidence, language=language)) for one in run.outcomes]
    summary = json.loads(summary_line(run, exit_code=1, exit_codes=[4]))

    assert [{"Type": "Result"} | one for one in document["Results"]] == results
    assert {name: (start | summary)[name] for name in document["Run"]} == document["Run"]
    assert (start["Type"], start["SchemaVersion"], start["Asked"]) == ("Run", 1, 18)
    assert summary["Type"] == "Summary"
    for line, kind in ((start, "RunLine"), (results[0], "Result"), (summary, "SummaryLine")):
        assert list(faults(line, SCHEMA["$defs"][kind], SCHEMA)) == []


def test_a_line_is_one_line_of_ascii() -> None:
    """Whatever hosts and users are called, nothing but the last character ends a line or leaves ASCII."""
    run = fleet()
    for outcome in run.outcomes:
        line = result_line(outcome, run.options, evidence=True, language="ja")

        assert line.isascii()
        assert line.index("\n") == len(line) - 1
        assert "\r" not in line
