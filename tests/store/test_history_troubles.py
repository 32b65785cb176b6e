"""What happens to history under a full disk, a folder that may not be written, a reader beside a writer, odd clocks."""

import os
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from remote_prt.diagnosis.sighting import Sighting
from remote_prt.errors import UsageError
from remote_prt.store.history import KEEP_DAYS, open_history
from remote_prt.store.history_file import MIGRATIONS, history_path
from tests.store.nights import FIRST, past_run, sighting

if sys.platform != "win32":
    import resource

POSIX = pytest.mark.skipif(os.name != "posix", reason="limits and modes of POSIX")
_NOBODY = 65534
_READ_ONLY = """
import filelock, os, sys  # the lock is loaded before its files cannot be read any more
from pathlib import Path
from remote_prt.errors import UsageError
from remote_prt.store.history import open_history
from tests.store.nights import past_run, sighting
if os.geteuid() == 0:
    os.seteuid(int(sys.argv[2]))
state = Path(sys.argv[1]) / "state"
with open_history(state) as history:
    history.add(past_run(0), [sighting("pc-1", "ok", 0)])
folder = state / "history"
for path in folder.iterdir():
    path.chmod(0o400)
folder.chmod(0o500)
try:
    with open_history(state) as history:
        history.add(past_run(1), [])
except UsageError as error:
    print(error)
"""


@POSIX
def test_a_full_disk_costs_the_run_alone(tmp_path: Path) -> None:
    """One line; what was there before is whole, and there is room for a run once there is room."""
    many = [sighting(f"pc-{number}", "ok", 1, f"LAB\\user{number}") for number in range(3000)]
    with open_history(tmp_path) as history:
        history.add(past_run(0), [sighting("pc-1", "ok", 0)])
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, before[1]))
    try:
        with pytest.raises(UsageError, match="cannot be used") as caught, open_history(tmp_path) as history:
            history.add(past_run(1), many)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    with open_history(tmp_path) as history:
        kept = history.runs()
        history.add(past_run(1), many)
        later = history.runs()

    assert "\n" not in caught.value.message
    assert kept == (past_run(0),)
    assert later == (past_run(1), past_run(0))


@pytest.mark.parametrize("name", ["history.lock", "history.sqlite3"])
def test_a_file_that_cannot_be_made_is_one_line(tmp_path: Path, name: str) -> None:
    """Whichever of them it is; no error of the operating system comes through."""
    (tmp_path / "history").mkdir(mode=0o700)
    (tmp_path / "history" / name).mkdir()
    with pytest.raises(UsageError, match=r"history\.sqlite3 cannot be used"), open_history(tmp_path):
        pass


@pytest.fixture
def of_nobody() -> Iterator[Path]:
    """A folder of the account that the child process runs as."""
    with tempfile.TemporaryDirectory() as name:
        if os.geteuid() == 0:
            os.chown(name, _NOBODY, _NOBODY)
        yield Path(name)


@POSIX
def test_a_folder_that_may_only_be_read_is_one_line(of_nobody: Path) -> None:
    """Found out by an account that is not root, to which nothing is read-only."""
    words = [sys.executable, "-c", _READ_ONLY, str(of_nobody), str(_NOBODY)]
    found = subprocess.run(words, capture_output=True, text=True, check=False)

    assert (found.returncode, found.stderr) == (0, "")
    assert "history.sqlite3 cannot be used: " in found.stdout
    assert found.stdout.count("\n") == 1


def test_who_reads_waits_for_nobody_who_writes(tmp_path: Path) -> None:
    """A run that is being written does not hold up `history`, which sees what was there before."""
    with open_history(tmp_path) as history:
        history.add(past_run(0), [sighting("pc-1", "ok", 0)])
    with closing(sqlite3.connect(history_path(tmp_path), isolation_level=None)) as writer:
        writer.execute("BEGIN IMMEDIATE")
        writer.execute("DELETE FROM runs")
        with open_history(tmp_path) as history:
            seen = history.runs()
        writer.execute("ROLLBACK")

    assert seen == (past_run(0),)


@pytest.mark.parametrize("version", range(1, len(MIGRATIONS)))
def test_every_older_version_is_brought_up_to_date(tmp_path: Path, version: int) -> None:
    """With all it had, and a copy beside it; it can be read, written and trimmed."""
    with open_history(tmp_path, MIGRATIONS[:version]) as history:
        history.add(past_run(0), [sighting("pc-1", "pw", 0)])
    with open_history(tmp_path) as history:
        history.add(past_run(1), [sighting("pc-1", "ok", 1)])
        history.trim(FIRST, 1)
        found = [one.status for _, one in history.of("pc-1")]

    assert found == ["BROKEN", "HEALTHY"]
    assert history_path(tmp_path).with_name(f"history.sqlite3.v{version}").exists()


def test_a_clock_that_goes_back_loses_nothing(tmp_path: Path) -> None:
    """Runs are told in the order of their own times, whichever entered first, and an import anew moves nothing."""
    earlier, later = past_run(3), past_run(5)
    with open_history(tmp_path) as history:
        history.add(later, [sighting("pc-1", "pw", 5)])
        history.add(earlier, [sighting("pc-1", "ok", 3)])
        history.add(later, [sighting("pc-1", "pw", 5)])
        runs = history.runs()
        told = [one.status for _, one in history.of("pc-1")]

    assert runs == (later, earlier)
    assert told == ["HEALTHY", "BROKEN"]


def test_a_clock_that_is_years_ahead_forgets_nothing(tmp_path: Path) -> None:
    """One such run does not make all others too old, whatever is to be kept."""
    with open_history(tmp_path) as history:
        for night in range(3):
            history.add(past_run(night), [sighting("pc-1", "ok", night)])
        history.add(past_run(5000), [sighting("pc-1", "ok", 5000)])
        removed = history.trim(FIRST + timedelta(days=5000), 30)
        runs = history.runs()

    assert removed == 0
    assert len(runs) == 4


@pytest.mark.parametrize("days", [1, 5, KEEP_DAYS])
def test_the_last_good_word_of_a_host_is_never_forgotten(tmp_path: Path, days: int) -> None:
    """Whatever is set: each host keeps its last HEALTHY line, and its last line; the setting is there for importers."""
    script = {"well-long-ago": ["ok", *["pw"] * 9], "never-well": ["pw"] * 10, "gone": ["ok", "pw", *[""] * 8]}
    with open_history(tmp_path) as history:
        usual = history.keep_days
        for night in range(10):
            history.add(past_run(night), [sighting(one, w[night], night) for one, w in script.items() if w[night]])
        history.trim(FIRST + timedelta(days=9), days)
        kept = history.keep_days
        statuses = {host: [(one.status, run.run_id) for run, one in history.of(host)] for host in script}
    since = max(0, 8 - days)  # of the newest run but one

    assert (usual, kept) == (KEEP_DAYS, days)
    assert statuses["well-long-ago"][0] == ("HEALTHY", past_run(0).run_id)
    assert statuses["gone"] == [("HEALTHY", past_run(0).run_id), ("BROKEN", past_run(1).run_id)]
    assert [run for _, run in statuses["never-well"]] == [past_run(night).run_id for night in range(since, 10)]


def test_names_are_one_whatever_their_case_and_shown_as_written_last(tmp_path: Path) -> None:
    """Of every script; a name that was known with its principal name keeps that where it is not told."""
    with open_history(tmp_path) as history:
        for night, host in enumerate(("PC-É1", "pc-é1", "Pc-É1")):
            upn = "anna@lab.example" if night == 0 else ""
            history.add(past_run(night), [Sighting(host, "LAB\\Änna", "HEALTHY", "", "", FIRST, upn)])
        found = history.of("pC-É1")
        by_principal = history.of("ANNA@lab.example")

    assert [one.host for _, one in found] == ["Pc-É1"] * 3
    assert by_principal == found
