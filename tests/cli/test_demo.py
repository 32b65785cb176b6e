"""The demo is the main job end to end: a farm in a process of its own, real WinRM, honest verdicts."""

import csv
import io
import json
import os
import subprocess
import sys

import pytest

from remote_prt.diagnosis.diagnosis import Status
from remote_prt.model import Outcome

WORDS = {*Status, *Outcome} - {Outcome.VISITED}


def remote_prt(*words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """The finished process of a command line."""
    return subprocess.run(
        [sys.executable, "-m", "remote_prt", *words],
        capture_output=True,
        encoding="utf-8",
        env={**os.environ, "PYTHONUTF8": "1", **environment},
        timeout=120,
        check=False,
    )


@pytest.fixture(scope="module")
def fleet() -> subprocess.CompletedProcess[str]:
    """One demo of every scenario, as JSON, compared with the written truth."""
    return remote_prt("demo", "--check", "--format", "json", "--evidence")


def test_every_verdict_equals_the_written_truth(fleet: subprocess.CompletedProcess[str]) -> None:
    """`demo --check` ends with 0 and says how many verdicts were compared."""
    assert fleet.returncode == 0, fleet.stderr
    assert "check passed" in fleet.stderr


def test_every_word_occurs(fleet: subprocess.CompletedProcess[str]) -> None:
    """The demo shows every status and every outcome at least once."""
    document = json.loads(fleet.stdout)

    assert WORDS <= {result["Status"] for result in document["Results"]}
    assert len(document["Results"]) >= 24


def test_the_document_and_the_counts_agree(fleet: subprocess.CompletedProcess[str]) -> None:
    """Counts and coverage in the run's head add up to the results."""
    document = json.loads(fleet.stdout)

    assert sum(document["Run"]["Counts"].values()) == len(document["Results"]) == document["Run"]["Coverage"]["Asked"]
    assert fleet.stdout.isascii()


def test_no_secret_and_no_caller_state_is_shown(fleet: subprocess.CompletedProcess[str]) -> None:
    """No user entry is the remoting account's, and its name occurs only as the account that asked."""
    document = json.loads(fleet.stdout)
    sessions = [user["LogonSession"]["Kind"] for result in document["Results"] for user in result["Users"]]

    assert set(sessions) == {"user"}
    assert all("sweeper" not in user["UserName"] for result in document["Results"] for user in result["Users"])


def test_the_same_seed_gives_the_same_hosts_and_verdicts() -> None:
    """The truth of a farm in JSON names the hosts and statuses the demo finds, host by host."""
    truth = remote_prt("lab", "--hosts", "30", "--seed", "7", "--truth", "json")
    told = remote_prt("demo", "--hosts", "30", "--seed", "7", "--format", "json")
    expected = {host["ComputerName"]: host["Status"] for host in json.loads(truth.stdout)["Hosts"]}

    assert {r["ComputerName"]: r["Status"] for r in json.loads(told.stdout)["Results"]} == expected
    assert told.returncode == 1


def test_without_user_tasks_nobody_is_called_broken_by_the_callers_no() -> None:
    """With `--context caller` a healthy user is HEALTHY by events or UNKNOWN, never BROKEN by the admin's own NO."""
    truth = {
        h["ComputerName"]: h["Status"]
        for h in json.loads(remote_prt("lab", "--hosts", "40", "--truth", "json").stdout)["Hosts"]
    }
    told = remote_prt("demo", "--hosts", "40", "--context", "caller", "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(told.stdout)))
    healthy = [row for row in rows if truth[row["ComputerName"]] == "HEALTHY"]

    assert healthy
    assert {row["Status"] for row in healthy} <= {"HEALTHY", "UNKNOWN", "NOT_APPLICABLE"}
    assert {row["Reason"] for row in healthy if row["Status"] == "UNKNOWN"} <= {"wrong-session", "no-user-signed-in"}


def test_the_table_is_for_people() -> None:
    """The default output shows causes first, then hosts, then coverage, in plain text when it is no terminal."""
    done = remote_prt("demo", "--hosts", "30", NO_COLOR="1")

    assert done.stdout.index("Causes") < done.stdout.index("Host ") < done.stdout.index("Asked 30")
    assert "\x1b" not in done.stdout
