"""The log of a run: every event a line of JSON, never a secret, and never in the way of the run."""

import base64
import json
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from remote_prt.cli.loud import Loud
from remote_prt.cli.main import run
from remote_prt.cli.run_log import LogFile, RunLog, redactor_of
from remote_prt.diagnosis.diagnosis import Status
from remote_prt.errors import HostRefused, HostUnreachable, Phase, UsageError
from remote_prt.model import Failure, Outcome, Target
from remote_prt.reports.words import words_of
from remote_prt.transports.credentials import Credential
from tests.reports.builders import failed, fleet, user, visited

PC = Target("pc-01")
SECRET = 'p"ä ss\\wörd'
CREDENTIAL = Credential("LAB\\sweeper", SECRET)


def events(path: Path) -> list[dict[str, object]]:
    """What the log holds, each line being JSON of its own."""
    return [json.loads(line) for line in path.read_text("ascii").splitlines()]


def test_every_event_is_a_line(tmp_path: Path) -> None:
    """A whole run leaves its events in order, each with its time, level and run."""
    log = RunLog(LogFile(tmp_path / "new" / "run.jsonl"))
    log.file.run_id = "run-1"
    log.run_started((PC,), fleet().options)
    log.visit_started(PC)
    log.phase_ended(PC, Phase.CONNECT, 0.0124)
    log.try_failed(PC, HostUnreachable(Phase.TLS, "reset", "try it again", is_transient=True))
    log.visit_finished(visited("pc-01", user(Status.BROKEN)))
    log.run_finished(fleet())
    log.file.close()
    told = events(log.file.path)

    assert [event["Event"] for event in told] == [
        "run-started", "visit-started", "phase-ended", "try-failed", "visit-finished", "run-finished",
    ]  # fmt: skip
    assert all(event["Run"] == "run-1" and str(event["Time"]).endswith("Z") for event in told)
    assert (told[2]["Phase"], told[2]["Milliseconds"]) == ("connect", 12)
    assert (told[3]["Level"], told[3]["Transient"]) == ("warning", True)
    assert told[4]["Status"] == "BROKEN"


def test_no_secret_is_written(tmp_path: Path) -> None:
    """A password, as it is and as Basic sends it, stays out: from failures, names, scopes and tracebacks."""
    token = base64.b64encode(f"LAB\\sweeper:{SECRET}".encode()).decode()
    log = RunLog(LogFile(tmp_path / "run.jsonl"))
    log.file.redactor = redactor_of([CREDENTIAL, Credential()])
    failure = Failure(Phase.AUTHENTICATE, "http", 5985, f"the host says {SECRET} and Basic {token}", SECRET)
    told: list[str] = []
    loud = Loud(told.append, str, words_of("en"), log.file.redactor, is_louder=True)
    for listener in (log, loud):
        listener.visit_finished(failed(f"pc-{SECRET}" if listener is log else "pc-01", Outcome.REFUSED, failure))
        listener.try_failed(PC, HostRefused(Phase.SHELL, f"{SECRET} {token}", "x", is_transient=True))
        try:
            _send(token)
        except RuntimeError as error:
            listener.visit_broke(PC, error)
    log.file.close()
    written = log.file.path.read_text()

    for text in (written, "\n".join(told), json.dumps(told), json.loads(json.dumps(written))):
        for secret in (SECRET, json.dumps(SECRET)[1:-1], token):
            assert secret not in text
    assert "[redacted]" in written
    assert "RuntimeError" in written
    assert any("test_run_log.py" in line for line in told)


def _send(token: str) -> None:
    raise RuntimeError(f"sent {SECRET}") from ValueError(token)


def test_the_brake_is_told_once(tmp_path: Path) -> None:
    """Hundreds of hosts that the lockout brake leaves out make one event of it."""
    log = RunLog(LogFile(tmp_path / "run.jsonl"))
    withheld = Failure(Phase.AUTHENTICATE, "http", 5985, "LAB\\x was rejected by 2 hosts already", "check it")
    for number in range(3):
        log.visit_finished(failed(f"pc-{number}", Outcome.SKIPPED, withheld))

    log.file.close()

    assert [event["Event"] for event in events(log.file.path)].count("brake") == 1


def test_a_new_log_is_private_and_an_old_one_grows(tmp_path: Path) -> None:
    """Failures name hosts and accounts: nobody else may read them, and no run overwrites another's events."""
    for _ in range(2):
        file = LogFile(tmp_path / "run.jsonl")
        file.write("x")
        file.close()
        file.write("too late")

    assert len(events(tmp_path / "run.jsonl")) == 2
    if os.name == "posix":
        assert stat.S_IMODE((tmp_path / "run.jsonl").stat().st_mode) == 0o600


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no full disk at hand")
def test_a_full_disk_ends_the_log_and_nothing_else() -> None:
    """Writing never raises; what ended it is remembered."""
    file = LogFile(Path("/dev/full"))
    file.write("x")
    file.write("y")
    file.close()

    assert file.problem is not None


def test_a_log_without_a_place_is_said_at_once(tmp_path: Path) -> None:
    """A folder is no log."""
    with pytest.raises(UsageError, match="--log-file"):
        LogFile(tmp_path)


def test_a_sweep_is_logged_and_quiet(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """`--quiet --log-file` leave standard error empty and the events in the file, the password in neither."""
    secret = tmp_path / "secret"
    secret.write_text("planted-password\n")
    secret.chmod(0o600)
    log = tmp_path / "run.jsonl"
    words = ["127.0.0.1:9", "--user", "x", "--password-file", str(secret), "--no-journal", "--retries", "0"]
    code = run([*words, "-q", "--log-file", str(log), "-o", str(tmp_path / "a.csv")])
    out, err = capsys.readouterr()

    assert (code, out, err) == (4, "", "")
    assert events(log)[0]["Event"] == "run-started"
    assert {"visit-finished", "run-finished", "try-failed"} <= {event["Event"] for event in events(log)}
    assert "planted-password" not in log.read_text()


@pytest.mark.parametrize(
    ("loudness", "says", "says_not"),
    [
        ("-v", "127.0.0.1: UNREACHABLE after 0.0 s - connect http:9: TCP 9 is closed", ": begun"),
        ("-vv", "127.0.0.1: connect took", "Traceback"),
    ],
)
def test_levels_of_telling(
    loudness: str, says: str, says_not: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """-v tells how visits end, -vv their phases too; nothing lands in the report."""
    secret = tmp_path / "secret"
    secret.write_text("planted-password\n")
    secret.chmod(0o600)
    words = ["127.0.0.1:9", "--user", "x", "--password-file", str(secret), "--no-journal", "--retries", "0"]
    run([*words, loudness, "--format", "json"])
    out, err = capsys.readouterr()

    assert says in err
    assert "remote_prt: slowest: 127.0.0.1 (0.0 s)" in err or "max" in err
    assert says_not not in err
    assert json.loads(out)["Results"][0]["Status"] == "UNREACHABLE"


@pytest.mark.parametrize("debug", ["", "1"])
def test_a_bug_has_a_code_of_its_own(debug: str) -> None:
    """An internal error returns 70, names its kind, and tells where only who asked; a planted password never."""
    program = (
        "import sys; from remote_prt.cli import main;"
        "main.VERBS['demo'] = ('remote_prt.cli.planted-password', 'demo', ''); sys.argv[1:] = ['demo']; main.main()"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=False,
        env={**os.environ, "REMOTE_PRT_DEBUG": debug, "REMOTE_PRT_PASSWORD": "planted-password", "LANG": "C.UTF-8"},
    )  # fmt: skip

    assert (done.returncode, done.stdout) == (70, "")
    assert "internal error: ModuleNotFoundError" in done.stderr
    assert ("Traceback" in done.stderr) == bool(debug)
    assert "planted-password" not in done.stderr
