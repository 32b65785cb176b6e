"""`remote_prt analyze` judges saved files as a sweep judges hosts."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from remote_prt.cli.main import cli, run
from remote_prt.readers.captures import dump_capture
from tests.readers.samples import BROKEN_TEXT, HEALTHY_TEXT, capture, event_xml


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
