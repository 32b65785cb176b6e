"""The heartbeat says that a sweep goes on and how it ended, however that was, and never costs a result."""

import asyncio
import json
import os
import socket
import stat
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from remote_prt.cli.heartbeat import Heart
from remote_prt.cli.main import run
from remote_prt.store.run_lock import scope_lock
from tests.lab_farm import until
from tests.reports.builders import fleet

CLOSED = "127.0.0.1:1"
ACCOUNT = ("--user", "LAB\\x", "--auth", "ntlm", "--retries", "0", "--lang", "en", "--no-progress")


@pytest.fixture
def words(tmp_path: Path) -> tuple[str, ...]:
    """A sweep with a password, a state folder and a heartbeat of its own."""
    password = tmp_path / "password"
    password.write_text("S3cr3t-of-the-sweeper\n", "utf-8")
    password.chmod(0o600)
    own = ("--password-file", str(password), "--state-dir", str(tmp_path / "state"))
    return (*ACCOUNT, *own, "--heartbeat", str(tmp_path / "new" / "beat.json"))


@pytest.fixture
def silent_host() -> Iterator[str]:
    """A host that takes connections and never answers."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        yield f"127.0.0.1:{listening.getsockname()[1]}"


def beat(folder: Path) -> dict[str, Any]:
    """What the file says; nothing where there is none."""
    path = folder / "new" / "beat.json"
    found: dict[str, Any] = json.loads(path.read_text("ascii")) if path.exists() else {}
    return found


def test_a_run_that_ends_says_how(words: tuple[str, ...], tmp_path: Path) -> None:
    """Exit code, counts, coverage, when, and what visits the rest again; nothing secret."""
    before = datetime.now(UTC).replace(microsecond=0)
    code = run([CLOSED, *words])
    told = beat(tmp_path)

    assert code == 4
    assert (told["State"], told["ExitCode"], told["Scope"]) == ("ended", 4, CLOSED)
    assert told["Counts"] == {"UNREACHABLE": 1}
    assert told["Coverage"] == {"Asked": 1, "Reached": 0, "Judged": 0, "Failed": 1}
    assert before <= datetime.fromisoformat(told["Started"]) <= datetime.fromisoformat(told["Updated"])
    assert f"--rerun unreachable:{told['Run']}" in told["Next"]
    assert "S3cr3t" not in json.dumps(told)
    assert [one.name for one in (tmp_path / "new").iterdir()] == ["beat.json"]


@pytest.mark.skipif(os.name != "posix", reason="SIGKILL")
async def test_a_killed_run_leaves_that_it_was_running(
    words: tuple[str, ...], tmp_path: Path, silent_host: str
) -> None:
    """Whoever looks later finds a run that has gone on for longer than any does."""
    nowhere = asyncio.subprocess.DEVNULL
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "remote_prt", silent_host, *words), stdin=nowhere, stdout=nowhere, stderr=nowhere
    )
    try:
        await until(lambda: bool(beat(tmp_path)), 20)
    finally:
        process.kill()
        await process.wait()
    told = beat(tmp_path)

    assert (told["State"], told["Pid"]) == ("running", process.pid)
    assert "ExitCode" not in told


def test_a_run_that_may_not_begin_leaves_the_file_to_the_other(words: tuple[str, ...], tmp_path: Path) -> None:
    """Exit code 7 is not the news of the night."""
    other = Heart(tmp_path / "new" / "beat.json")
    other.began("the-other", datetime.now(UTC), CLOSED)
    with scope_lock(tmp_path / "state", CLOSED, "the-other"):
        code = run([CLOSED, *words])

    assert (code, beat(tmp_path)["Run"], beat(tmp_path)["State"]) == (7, "the-other", "running")


@pytest.mark.parametrize(
    ("more", "problem"),
    [
        (("--password-file", "/etc/hosts"), "others may read it"),
        (("--inventory", "no-such.yml"), "no-such.yml"),
        (("--ou", "x\x1b[31m"), "is no distinguished name"),
    ],
    ids=["secret", "inventory", "hostile"],
)
def test_a_mistake_is_told(words: tuple[str, ...], tmp_path: Path, more: tuple[str, ...], problem: str) -> None:
    """Whoever only sees `Last Run Result 0x2` finds the sentence here, without what acts on a terminal."""
    code = run([CLOSED, *words, *more])
    told = beat(tmp_path)

    assert (code, told["State"], told["ExitCode"]) == (2, "ended", 2)
    assert problem in told["Problem"]
    assert "\x1b" not in told["Problem"]


def test_names_that_are_redacted_are_not_told(words: tuple[str, ...], tmp_path: Path) -> None:
    """What names hosts is left out."""
    run([CLOSED, *words, "--redact", "hosts"])

    assert (beat(tmp_path)["Scope"], beat(tmp_path)["State"]) == ("", "ended")


def test_a_list_of_hosts_is_no_run(words: tuple[str, ...], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Nothing is written."""
    code = run([CLOSED, *words, "--list-hosts"])

    assert (code, beat(tmp_path), capsys.readouterr().out) == (0, {}, f"{CLOSED}\n")


def test_a_place_that_cannot_be_written_costs_a_warning(
    words: tuple[str, ...], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The report and its code are as they were."""
    (tmp_path / "new").touch()
    code = run([CLOSED, *words])
    out, err = capsys.readouterr()

    assert code == 4
    assert "UNREACHABLE" in out
    assert err.count("warning: --heartbeat") == 2


@pytest.mark.skipif(os.name != "posix", reason="modes of POSIX")
def test_monitoring_may_read_it_as_far_as_the_umask_allows(tmp_path: Path) -> None:
    """A unit's UMask decides."""
    modes = []
    for mask in (0o022, 0o027, 0o077):
        before = os.umask(mask)
        try:
            Heart(tmp_path / "beat.json").ended(fleet(), 1, "")
        finally:
            os.umask(before)
        modes.append(stat.S_IMODE((tmp_path / "beat.json").stat().st_mode))

    assert modes == [0o644, 0o640, 0o600]


def test_scopes_are_bounded(tmp_path: Path) -> None:
    """A list of a thousand hosts does not make the file big."""
    Heart(tmp_path / "beat.json").began("run", datetime.now(UTC), "pc-01," * 5000)

    assert len(json.loads((tmp_path / "beat.json").read_text("ascii"))["Scope"]) == 300
