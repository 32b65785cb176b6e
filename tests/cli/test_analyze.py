"""`remote_prt analyze` judges saved files as a sweep judges hosts."""

import json
import os
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from remote_prt.cli.main import cli, run
from remote_prt.lab.fleet import OUTCOME_WORDS, load_scenarios
from remote_prt.readers.captures import dump_capture
from tests.readers.samples import BROKEN_TEXT, HEALTHY_TEXT, capture, event_xml
from tests.truth import captured


def analyze(*words: str, stdin: bytes | None = None) -> Result:
    """The verb's answer to a command line."""
    return CliRunner().invoke(cli, ["analyze", *words], input=stdin, standalone_mode=False)


def results(*words: str, stdin: bytes | None = None) -> list[dict[str, object]]:
    """The results of the JSON report."""
    found: list[dict[str, object]] = json.loads(analyze(*words, "--format", "json", stdin=stdin).stdout)["Results"]
    return found


def test_a_text_is_judged(tmp_path: Path) -> None:
    """A dsregcmd text with a failed attempt is BROKEN with its cause, named after its device."""
    (tmp_path / "status.txt").write_text(BROKEN_TEXT)
    [result] = results(str(tmp_path / "status.txt"))

    assert (result["ComputerName"], result["Status"]) == ("PC-07", "BROKEN")
    assert result["Users"][0]["Findings"][0]["Code"] == "AADSTS50126"


def test_lines_come_as_files_are_judged(tmp_path: Path) -> None:
    """JSON lines of saved files: how many there will be is not known at first, and nothing is written for none."""
    for name, text in (("a", BROKEN_TEXT), ("b", HEALTHY_TEXT)):
        (tmp_path / f"{name}.txt").write_text(text)
    told = analyze(str(tmp_path / "a.txt"), str(tmp_path / "b.txt"), "--format", "ndjson", "--no-progress")
    lines = [json.loads(line) for line in told.stdout.splitlines()]
    none = analyze(str(tmp_path / "missing"), "--format", "ndjson")

    assert [line["Type"] for line in lines] == ["Run", "Result", "Result", "Summary"]
    assert (lines[0]["Asked"], lines[-1]["Coverage"]["Asked"]) == (None, 2)
    assert lines[1]["Status"] == "BROKEN"
    assert none.stdout == ""


def test_a_capture_is_judged(tmp_path: Path) -> None:
    """A capture is judged as its visit was."""
    (tmp_path / "one.json").write_text(dump_capture(capture("pc-09")))
    [result] = results(str(tmp_path / "one.json"))

    assert (result["ComputerName"], result["Outcome"], result["Address"]) == ("pc-09", "VISITED", "127.0.1.9")


def test_standard_input_is_judged() -> None:
    """A dash means what was piped in, whatever Windows wrote it with."""
    [result] = results("-", "--at", "2026-01-31T01:00Z", stdin=HEALTHY_TEXT.encode("utf-16"))

    assert result["Status"] == "HEALTHY"


def test_a_text_without_clock_asks_for_one(tmp_path: Path) -> None:
    """A token whose age cannot be told is UNKNOWN, and the way out is said."""
    (tmp_path / "status.txt").write_text(HEALTHY_TEXT)
    answer = analyze(str(tmp_path / "status.txt"))

    assert answer.return_value == 3
    assert "--at TIME" in answer.stderr


def test_events_beside_a_text_are_its_clock(tmp_path: Path) -> None:
    """In a folder the newest logged event says how late it was at least."""
    (tmp_path / "status.txt").write_text(HEALTHY_TEXT)
    (tmp_path / "aad.xml").write_text(event_xml(1098, computer="pc-07.contoso.com"))
    [result] = results(str(tmp_path))

    assert (result["ComputerName"], result["Status"]) == ("pc-07.contoso.com", "HEALTHY")


def test_unreadable_files_do_not_hide_others(tmp_path: Path) -> None:
    """Each file that tells nothing has its line; the others are judged."""
    (tmp_path / "a.txt").write_text("hello")
    (tmp_path / "b.txt").write_text(BROKEN_TEXT)
    answer = analyze(str(tmp_path / "a.txt"), str(tmp_path / "b.txt"), str(tmp_path / "c.txt"))

    assert answer.return_value == 1
    assert [line.split(": ")[2] for line in answer.stderr.splitlines()[:2]] == [
        "nothing in it is a capture, a dsregcmd text or an event of ours",
        "cannot be read",
    ]
    assert "AADSTS50126" in answer.stdout


def test_nothing_readable_is_a_usage_error(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Where nothing could be read there is no report, two lines and exit code 2."""
    code = run(["analyze", str(tmp_path / "none")])
    told = capsys.readouterr()

    assert (code, told.out) == (2, "")
    assert len(told.err.splitlines()) == 2


@pytest.mark.parametrize("words", [["--at", "noon"], ["--at", "0001-01-01T00:00"], ["--stale-after", "0"], []])
def test_wrong_words_are_a_usage_error(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    """What the options or arguments do not mean is said in one line."""
    code = run(["analyze", *words, *(["x"] if words else [])])

    assert code == 2
    assert len(capsys.readouterr().err.splitlines()) == 1


def test_the_report_says_nothing_of_visits(tmp_path: Path) -> None:
    """The header of saved files names no context and promises no task on any host."""
    (tmp_path / "status.txt").write_text(BROKEN_TEXT)

    assert "task" not in analyze(str(tmp_path / "status.txt")).stdout.split("Causes")[0]


async def test_a_folder_of_captures_is_judged_as_their_visits_were(tmp_path: Path) -> None:
    """The captures of all simulated hosts, saved as Windows PowerShell saves them, keep every host's truth."""
    truth = {scenario.name: scenario.status for scenario in load_scenarios() if scenario.status not in OUTCOME_WORDS}
    for scenario in load_scenarios():
        if scenario.name in truth:
            seen = replace(await captured(scenario), computer_name=scenario.name, transport="local")
            (tmp_path / f"{scenario.name}.capture.json").write_bytes(dump_capture(seen).encode("utf-8-sig"))

    assert truth == {str(result["ComputerName"]): result["Status"] for result in results(str(tmp_path))}


def test_a_zip_with_other_things_is_judged(tmp_path: Path) -> None:
    """What of a support case is about something else is counted, what is broken is named."""
    with zipfile.ZipFile(tmp_path / "case.zip", "w") as case:
        for name, text in {"status.txt": BROKEN_TEXT, "notes.txt": "hello", "bad.json": '{"Capture": 9}'}.items():
            case.writestr(name, text)
    answer = analyze(str(tmp_path / "case.zip"))
    told = [line.removeprefix(f"remote_prt: {tmp_path / 'case.zip'}: ") for line in answer.stderr.splitlines()]

    assert told[0] == "1 dsregcmd text; 1 other file"
    assert told[1].startswith("bad.json: this is no capture of schema 1")
    assert "AADSTS50126" in answer.stdout


def test_what_is_counted_is_said_in_its_number(tmp_path: Path) -> None:
    """Two texts are texts, and no other file is files."""
    for name in ("monday.txt", "tuesday.txt"):
        (tmp_path / name).write_text(BROKEN_TEXT, "utf-8")

    assert f"{tmp_path}: 2 dsregcmd texts; 0 other files\n" in analyze(str(tmp_path)).stderr


def test_limits_are_said_before_anything_else(tmp_path: Path) -> None:
    """What a bound left out is counted in a line of its own, and of many unreadable files the rest is counted too."""
    with zipfile.ZipFile(tmp_path / "case.zip", "w", zipfile.ZIP_DEFLATED) as case:
        case.writestr("bomb", b"\0" * (64 * 1024 * 1024))
        for number in range(7):
            case.writestr(f"{number}.json", '{"Capture": 9}')
    answer = CliRunner().invoke(cli, ["analyze", str(tmp_path / "case.zip")], standalone_mode=False)
    told = [line.removeprefix(f"remote_prt: {tmp_path / 'case.zip'}: ") for line in answer.stderr.splitlines()]

    assert told[1] == "the limit of 28 MiB is reached; files left out: 1 (bomb)"
    assert told[-2:] == ["2 more files could not be read", "nothing in its 7 files can be judged"]


@pytest.mark.skipif(not Path("/dev/fd").exists(), reason="there is no process substitution here")
@pytest.mark.parametrize(("text", "name"), [(BROKEN_TEXT, "PC-07"), ("AzureAdJoined : NO\n", "standard input")])
def test_a_pipe_is_called_by_what_came_through_it(text: str, name: str) -> None:
    """The number that the shell gives to `<(command)` is no name of a host."""
    reading, writing = os.pipe()
    os.write(writing, text.encode())
    os.close(writing)
    try:
        assert [name] == [result["ComputerName"] for result in results(f"/dev/fd/{reading}")]
    finally:
        os.close(reading)


def test_names_from_strangers_act_on_no_terminal(tmp_path: Path) -> None:
    """A member's name that holds terminal commands is spelled out, on both streams."""
    with zipfile.ZipFile(tmp_path / "case.zip", "w") as case:
        case.writestr("\x1b[2Jbad.json", '{"Capture": 9}')
        case.writestr("a", BROKEN_TEXT.replace("PC-07", "PC\x1b[31m"))
    answer = analyze(str(tmp_path / "case.zip"))

    assert "\x1b" not in answer.stderr + answer.stdout
    assert "\\u001b[2Jbad.json" in answer.stderr


@pytest.mark.parametrize(("given", "name"), [("case.2026", "case.2026"), (".", "here"), ("case.2026/a.txt", "a")])
def test_a_case_without_host_is_called_as_its_path(
    given: str, name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A folder keeps its whole name, a file loses its ending, and a dot is the folder it stands for."""
    (tmp_path / "here" / "case.2026").mkdir(parents=True)
    (tmp_path / "here" / "case.2026" / "a.txt").write_text("AzureAdJoined : NO\nDomainJoined : NO\n")
    monkeypatch.chdir(tmp_path / "here")

    assert [name] == [result["ComputerName"] for result in results(given)]


def test_texts_of_one_pc_name_their_files(tmp_path: Path) -> None:
    """Rows that would look alike say which file each is from, in the table, the JSON document and the CSV file."""
    (tmp_path / "anna.txt").write_text(BROKEN_TEXT)
    (tmp_path / "bob.txt").write_text(BROKEN_TEXT.replace("AnnaMüller, anna", "Bob, bob").replace("anna@", "bob@"))
    [result] = results(str(tmp_path))
    table, rows = analyze(str(tmp_path)).stdout, analyze(str(tmp_path), "--format", "csv").stdout

    assert [user["File"] for user in result["Users"]] == ["anna.txt", "bob.txt"]
    assert [line.split()[2] for line in table.splitlines() if line.startswith("PC-07 ")] == ["anna.txt", "bob.txt"]
    assert "from bob.txt" in rows
    assert [user["File"] for user in results(str(tmp_path / "bob.txt"))[0]["Users"]] == [None]


def test_older_texts_of_a_user_are_named(tmp_path: Path) -> None:
    """Which file decided, and which it stands for, is said on standard error."""
    (tmp_path / "monday.txt").write_text(BROKEN_TEXT.replace("2026-01-31", "2026-01-30"))
    (tmp_path / "tuesday.txt").write_text(BROKEN_TEXT)

    assert (
        "tuesday.txt decides; older texts of the same user: monday.txt (2026-01-30 00:40 UTC)"
        in analyze(str(tmp_path)).stderr
    )
