"""Several reports of one run: each in its place, in its format, whole or not at all."""

import json
import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from remote_prt.cli.emit import deliver
from remote_prt.cli.main import run
from remote_prt.cli.output_options import OutputRequest
from remote_prt.cli.output_places import Report, reports_of
from remote_prt.errors import UsageError

#: Nothing listens there, and nothing is asked of it but a connection.
CLOSED = ["127.0.0.1:9", "127.0.0.2:9", "--user", "x", "--no-journal", "--retries", "0"]


@pytest.mark.parametrize(
    ("words", "asked", "expected"),
    [
        ([], None, [("table", None)]),
        ([], "ndjson", [("ndjson", None)]),
        (["-"], "csv", [("csv", None)]),
        (["a.csv"], None, [("csv", "a.csv")]),
        (["a.jsonl"], None, [("ndjson", "a.jsonl")]),
        (["a.csv"], "json", [("json", "a.csv")]),
        (["csv=a", "json=b"], None, [("csv", "a"), ("json", "b")]),
        (["csv=a", "b.json"], "ndjson", [("csv", "a"), ("ndjson", "b.json")]),
        (["csv=a"], "table", [("table", None), ("csv", "a")]),
        (["csv=-", "json=a=b.json"], None, [("csv", None), ("json", "a=b.json")]),
        (["./odd=name.csv"], None, [("csv", "odd=name.csv")]),
    ],
    ids=str,
)
def test_where_each_report_goes(words: list[str], asked: str | None, expected: list[tuple[str, str | None]]) -> None:
    """A format in front of the file wins, then `--format`, then the ending; `--format` alone is standard output's."""
    made = reports_of(words, asked)

    assert made == tuple(Report(named, None if path is None else Path(path)) for named, path in expected)


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["jsn=a"], "'jsn' is no format of this report - did you mean json?"),
        (["frobnicate=a"], "use one of table, wide, csv, json, ndjson"),
        (["csv=a", "json=a"], "two reports for a"),
        (["csv=-", "json=-"], "two reports for standard output"),
    ],
)
def test_what_cannot_be_meant_is_said(words: list[str], says: str) -> None:
    """An unknown format gets its nearest match, and no report overwrites another."""
    with pytest.raises(UsageError, match=says):
        reports_of(words, None)


def test_all_are_written_and_agree(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """CSV, JSON, JSON lines, table and wide table of one run lie in folders that were made for them."""
    places = {name: tmp_path / "new" / f"report.{name}" for name in ("csv", "json", "ndjson", "table", "wide")}
    code = run([*CLOSED, "--password-file", _secret(tmp_path), *(f"-o{name}={at}" for name, at in places.items())])
    out, err = capsys.readouterr()
    document = json.loads(places["json"].read_text())
    lines = [json.loads(line) for line in places["ndjson"].read_text().splitlines()]

    assert (code, out) == (4, "")
    assert all(f"report written to {at}" in err for at in places.values())
    assert [line["Type"] for line in lines] == ["Run", "Result", "Result", "Summary"]
    assert sorted(line["ComputerName"] for line in lines[1:3]) == ["127.0.0.1", "127.0.0.2"]
    assert document["Run"]["Id"] == lines[0]["Id"] == lines[-1]["Id"]
    assert {name: lines[-1][name] for name in ("Counts", "Coverage", "ExitCode")} == {
        name: document["Run"][name] for name in ("Counts", "Coverage", "ExitCode")
    }
    assert places["csv"].read_text().count(",UNREACHABLE,UNREACHABLE,") == 2
    assert "127.0.0.[1-2]" in places["table"].read_text()
    assert sorted(path.name for path in (tmp_path / "new").iterdir()) == sorted(at.name for at in places.values())


@pytest.mark.parametrize("ending", ["SIGINT", "SIGTERM"])
def test_a_signal_costs_no_report(ending: str, tmp_path: Path) -> None:
    """Lines come while a host still hangs; after Ctrl-C or TERM every report is there, and whole."""
    if not hasattr(signal, "SIGUSR1"):
        pytest.skip("signals as POSIX has them")
    program = [sys.executable, "-m", "remote_prt", "127.0.0.2:9", "--user", "x", "--password-file", _secret(tmp_path)]
    reports = ["-o", "ndjson=-", "-o", "csv=a.csv", "-o", "new/a.json", "-o", "ndjson=b.ndjson"]
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    with socket.create_server(("127.0.0.1", 0)) as silent:
        name = f"127.0.0.1:{silent.getsockname()[1]}"
        with subprocess.Popen(
            [*program, name, "--auth", "ntlm", "--no-journal", "--retries", "0", *reports],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=tmp_path, env=environment,
        ) as child:  # fmt: skip
            assert child.stdout
            before = [json.loads(child.stdout.readline()) for _ in range(2)]
            connection, _ = silent.accept()
            child.send_signal(getattr(signal, ending))
            out, _ = child.communicate(timeout=30)
            connection.close()
    after = [json.loads(line) for line in out.splitlines()]

    assert [line["Type"] for line in (*before, *after)] == ["Run", "Result", "Result", "Summary"]
    assert [line.get("Status") for line in (before[1], after[0])] == ["UNREACHABLE", "SKIPPED"]
    assert child.returncode == after[-1]["ExitCode"] == {"SIGINT": 130, "SIGTERM": 143}[ending]
    assert (tmp_path / "a.csv").read_text().count("127.0.0.") >= 2
    assert json.loads((tmp_path / "new" / "a.json").read_text())["Run"]["ExitCode"] == child.returncode
    assert (tmp_path / "b.ndjson").read_text().count("\n") == 4
    assert sorted(one.name for one in tmp_path.iterdir()) == ["a.csv", "b.ndjson", "new", "secret"]


@pytest.mark.parametrize("other", [(), (Report("ndjson"),)], ids=["alone", "beside another"])
def test_a_report_without_a_place_lands_in_no_other_one(
    other: tuple[Report, ...], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Lost its file, a report goes to standard output; where JSON lines stand there, to a file of its own."""
    (tmp_path / "full").write_text("")
    report = Report("csv", tmp_path / "full" / "a.csv")
    before = Path.cwd()
    os.chdir(tmp_path)
    try:
        found = deliver("a,b", "run-1", report, request((report, *other)))
    finally:
        os.chdir(before)
    out, err = capsys.readouterr()

    assert found
    assert ("" if other else "a,b") == out
    assert (tmp_path / "remote_prt-run-1.csv").exists() == bool(other)
    assert "a.csv" in err


def request(reports: tuple[Report, ...]) -> OutputRequest:
    """A request for these reports, nothing else being asked."""
    return OutputRequest(reports, show_all=False, evidence=False, color="never", progress=False, fail_on=())


def _secret(folder: Path) -> str:
    path = folder / "secret"
    path.write_text("not-a-secret\n")
    path.chmod(0o600)
    return str(path)


def test_every_format_is_written_by_its_ending(tmp_path: Path) -> None:
    """Pages, workbook, metrics and XML of one run, each recognisable as what it is."""
    endings = {
        "html": b"<!DOCTYPE html>", "md": b"# ", "xlsx": b"PK", "prom": b"# HELP remote_prt_hosts", "xml": b"<?xml"
    }  # fmt: skip
    places = {ending: tmp_path / f"report.{ending}" for ending in endings}
    code = run([*CLOSED, "--password-file", _secret(tmp_path), *(f"-o{at}" for at in places.values())])

    assert code == 4
    assert {ending: at.read_bytes().lstrip()[: len(endings[ending])] for ending, at in places.items()} == endings
    assert b"UNREACHABLE" in places["html"].read_bytes()


def test_redaction_holds_in_all_reports_of_a_run(tmp_path: Path) -> None:
    """Whole reports and lines written on the way tell a host by the same stand-in, and no command names it."""
    places = {name: tmp_path / f"report.{name}" for name in ("ndjson", "json", "table", "html", "csv")}
    words = [*CLOSED, "--password-file", _secret(tmp_path), "--redact", "hosts,users"]
    run([*words, *(f"-o{name}={at}" for name, at in places.items())])
    lines = [json.loads(line) for line in places["ndjson"].read_text().splitlines()]
    results = json.loads(places["json"].read_text())["Results"]

    assert [name for name, at in places.items() if "127.0.0." in at.read_text()] == []
    assert {one["ComputerName"] for one in lines if one["Type"] == "Result"} == {"host-0001", "host-0002"}
    assert {one["ComputerName"]: one["Failure"]["Message"] for one in results} == {
        one["ComputerName"]: one["Failure"]["Message"] for one in lines if one["Type"] == "Result"
    }


def test_a_workbook_wants_a_file() -> None:
    """Bytes are not written to a terminal."""
    with pytest.raises(UsageError, match=r"xlsx needs a file - name one: -o report\.xlsx"):
        reports_of([], "xlsx")
