"""The demo is the main job end to end: a farm in a process of its own, real WinRM, honest verdicts."""

import csv
import io
import json
import os
import subprocess
import sys
from dataclasses import dataclass

import pytest

from remote_prt.diagnosis.diagnosis import Status
from remote_prt.model import Outcome

WORDS = {*Status, *Outcome} - {Outcome.VISITED}


def start(*words: str) -> subprocess.Popen[str]:
    """A command line, started."""
    return subprocess.Popen(
        [sys.executable, "-m", "remote_prt", *words],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        env={**os.environ, "PYTHONUTF8": "1", "NO_COLOR": "1", "COLUMNS": "120"},
    )


@dataclass(frozen=True)
class Done:
    """A finished command line."""

    code: int
    out: str
    err: str


COMMANDS = {
    "all": ("demo", "--check", "--format", "json", "--evidence"),
    "seven": ("demo", "--hosts", "30", "--seed", "7", "--format", "json"),
    "seven's truth": ("lab", "--hosts", "30", "--seed", "7", "--truth", "json"),
    "caller": ("demo", "--hosts", "40", "--context", "caller", "--format", "csv"),
    "caller's truth": ("lab", "--hosts", "40", "--truth", "json"),
    "table": ("demo", "--hosts", "30"),
}


@pytest.fixture(scope="module")
def done() -> dict[str, Done]:
    """All command lines of this file, run side by side: each waits for a hanging host most of its time."""
    processes = {name: start(*words) for name, words in COMMANDS.items()}
    finished = {name: process.communicate(timeout=120) for name, process in processes.items()}
    return {name: Done(processes[name].returncode, out, err) for name, (out, err) in finished.items()}


def test_every_verdict_equals_the_written_truth(done: dict[str, Done]) -> None:
    """`demo --check` ends with 0 and says how many verdicts were compared."""
    assert done["all"].code == 0, done["all"].err
    assert "check passed" in done["all"].err
    assert json.loads(done["all"].out)["Run"]["ExitCode"] == 0  # what the report says is what is returned


def test_every_word_occurs(done: dict[str, Done]) -> None:
    """The demo shows every status and every outcome at least once."""
    document = json.loads(done["all"].out)

    assert WORDS <= {result["Status"] for result in document["Results"]}
    assert len(document["Results"]) >= 24


def test_the_document_and_the_counts_agree(done: dict[str, Done]) -> None:
    """Counts and coverage in the run's head add up to the results, and the document is ASCII."""
    document = json.loads(done["all"].out)

    assert sum(document["Run"]["Counts"].values()) == len(document["Results"]) == document["Run"]["Coverage"]["Asked"]
    assert done["all"].out.isascii()


def test_no_users_line_is_the_callers(done: dict[str, Done]) -> None:
    """No user entry is the remoting account's."""
    users = [user for result in json.loads(done["all"].out)["Results"] for user in result["Users"]]

    assert {user["LogonSession"]["Kind"] for user in users} == {"user"}
    assert all("sweeper" not in user["UserName"] for user in users)


def test_the_same_seed_gives_the_same_hosts_and_verdicts(done: dict[str, Done]) -> None:
    """The truth of a farm in JSON names the hosts and statuses the demo finds, host by host."""
    expected = {host["ComputerName"]: host["Status"] for host in json.loads(done["seven's truth"].out)["Hosts"]}

    assert {r["ComputerName"]: r["Status"] for r in json.loads(done["seven"].out)["Results"]} == expected
    assert done["seven"].code == 1


def test_without_user_tasks_nobody_is_called_broken_by_the_callers_no(done: dict[str, Done]) -> None:
    """With `--context caller` a healthy user is HEALTHY by events or UNKNOWN, never BROKEN by the admin's own NO."""
    truth = {host["ComputerName"]: host["Status"] for host in json.loads(done["caller's truth"].out)["Hosts"]}
    rows = csv.DictReader(io.StringIO(done["caller"].out))
    healthy = [row for row in rows if truth[row["ComputerName"]] == "HEALTHY"]

    assert healthy
    assert {row["Status"] for row in healthy} <= {"HEALTHY", "UNKNOWN", "NOT_APPLICABLE"}
    assert {row["Reason"] for row in healthy if row["Status"] == "UNKNOWN"} <= {"wrong-session", "not-collected"}


def test_the_table_is_for_people(done: dict[str, Done]) -> None:
    """The default output shows causes first, then hosts, then coverage, in plain text when it is no terminal."""
    text = done["table"].out

    assert text.index("Causes") < text.index("Host ") < text.index("Asked 30")
    assert "\x1b" not in text
