"""The published events: every expected fact about what is written in them is read, and every file goes through."""

import json
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest
from click.testing import CliRunner

from remote_prt.cli.main import cli
from remote_prt.diagnosis.codes import server_codes
from remote_prt.diagnosis.dsreg_report import DsregReport
from remote_prt.diagnosis.evidence import EventRecord
from remote_prt.readers.file_contents import FileContents, read_file

pytestmark = pytest.mark.corpus

#: What follows from the facts, or belongs to the table of codes: tested where it is judged.
_JUDGED = {
    "noise", "same_flow_as", "network_code", "network_symbol", "ntstatus_twin", "symbol", "verdict_hint", "primary",
    "upn", "time", "prt_flow_events",
}  # fmt: skip
_UNKEPT = {"keywords"}  #: our record has no such member
_CODES = {"error", "inner", "hresult", "status", "distinct_error_codes"}
_NUMBER = re.compile(r"0[xX][0-9A-Fa-f]{8}|(?<![\w-])-?[0-9]{9,10}(?!\w)")


def _facts(corpus: Path) -> Iterator[tuple[str, str, str]]:
    for line in (corpus / "events" / "INDEX.tsv").read_text("utf-8").splitlines()[1:]:
        file, *_, facts = line.split("\t")
        for fact in facts.split("; "):
            label, _, value = fact.partition("=")
            yield file, label, re.sub(r"\s*\((?!empty).*\)$", "", value)


def _records(contents: FileContents) -> tuple[EventRecord, ...]:
    return (*(contents.events.records if contents.events is not None else ()), *contents.pasted)


def _values(contents: FileContents) -> str:
    """Everything that was read, as one text."""
    rows = contents.report.rows if isinstance(contents.report, DsregReport) else ()
    return "\n".join(
        [*(value for record in _records(contents) for _, value in record.data), *(row.value for row in rows)]
    )


def _codes(text: str) -> set[str]:
    return {f"0x{int(number, 0) & 0xFFFFFFFF:08X}" for number in _NUMBER.findall(text)}


def _counted(records: Sequence[EventRecord]) -> str:
    return ",".join(f"{number}x{count}" for number, count in sorted(Counter(r.event_id for r in records).items()))


def _time(record: EventRecord) -> str:
    return record.time.isoformat().replace("+00:00", "Z")


#: What the records say under a label of the index, one text; what is not listed is looked for in all values.
_SAID: dict[str, Callable[[Sequence[EventRecord]], str]] = {
    "records": lambda records: str(len(records)),
    "ids": _counted,
    "event_ids": lambda records: ",".join(str(record.event_id) for record in records),
    "event_id": lambda records: str(records[0].event_id),
    "record_id": lambda records: str(records[0].record_id),
    "level": lambda records: str(records[0].level),
    "task": lambda records: ",".join({str(record.task) for record in records}),
    "channel": lambda records: ",".join({record.channel for record in records}),
    "computer": lambda records: ",".join({record.computer for record in records}),
    "first": lambda records: _time(records[0]),
    "last": lambda records: _time(records[-1]),
}


def _is_read(contents: FileContents, label: str, value: str) -> bool:
    """Whether a fact of the index is in what was read."""
    if label in _SAID:
        return value.partition(" or ")[0] == _SAID[label](_records(contents))  # of ids with one text the first is told
    text = _values(contents)
    if label in _CODES:
        return {code[:2] + code[2:].upper() for code in value.split(",")} <= _codes(text)
    if label in {"server_code", "server_codes"}:
        return set(value.split(",")) <= {code.key for code in server_codes(text)}
    if value == "(empty)":
        return "resource: ," in text or [record.value("CorrelationID") for record in _records(contents)] == [""]
    return value.casefold() in text.casefold()


def test_every_fact_about_reading_is_read(corpus: Path) -> None:
    """100 % of the index's facts that are written in the files are in the records we read."""
    checked, missed = 0, []
    for file, label, value in _facts(corpus):
        if label in _JUDGED | _UNKEPT:
            continue
        checked += 1
        contents = read_file(file, (corpus / "events" / file).read_bytes())
        if not _is_read(contents, label, value):
            missed.append((file, label, value))

    assert missed == []
    assert checked >= 60


def test_every_file_of_both_corpora_goes_through(corpus: Path) -> None:
    """`analyze` of every published text and event gives each file its result, and none is an internal error."""
    files = [path for folder in ("dsregcmd", "events") for path in sorted((corpus / folder).glob("[0-9]*"))]
    inputs = [str(path) for path in files]
    answer = CliRunner().invoke(cli, ["analyze", *inputs, "--format", "json", "--evidence"], standalone_mode=False)
    report = json.loads(answer.stdout)

    assert answer.return_value == 1
    assert len(report["Results"]) == len(inputs)
    assert {result["Outcome"] for result in report["Results"]} == {"VISITED"}


@pytest.mark.parametrize("folder", ["dsregcmd", "events"])
def test_a_corpus_as_one_folder_goes_through(corpus: Path, folder: str) -> None:
    """A folder full of cases of many PCs gives each named PC its own result."""
    answer = CliRunner().invoke(cli, ["analyze", str(corpus / folder), "--format", "json"], standalone_mode=False)
    names = [result["ComputerName"] for result in json.loads(answer.stdout)["Results"]]

    assert answer.exception is None
    assert len(names) == len(set(names))
