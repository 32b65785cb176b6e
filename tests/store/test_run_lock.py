"""One run at a time over the same hosts; a lock ends with its process, so none is ever stale."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from remote_prt.errors import ScopeLocked, UsageError
from remote_prt.store.private_files import private_folder
from remote_prt.store.run_lock import scope_lock

HOLD = """
import sys
from pathlib import Path
from remote_prt.store.run_lock import scope_lock
with scope_lock(Path(sys.argv[1]), sys.argv[2], "20260131T010000Z-5f0c1a"):
    print("held", flush=True)
    sys.stdin.read()
"""


def hold(state: Path, scope: str) -> subprocess.Popen[str]:
    """A process that holds the lock until its standard input closes."""
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(state), scope], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    return process


def test_a_second_run_is_told_who_is_active(tmp_path: Path) -> None:
    """Run, process and age are named; another scope is free; a process that was killed holds nothing."""
    with hold(tmp_path / "state", "pc-[1-9]") as process:
        with pytest.raises(ScopeLocked) as told, scope_lock(tmp_path / "state", "pc-[1-9]", "x"):
            pass
        with scope_lock(tmp_path / "state", "srv-1", "x"):
            pass
        process.kill()
        process.wait()

    assert told.value.message == (
        f"run 20260131T010000Z-5f0c1a of pc-[1-9] is still active (pid {process.pid}, for 0 min)"
    )
    with scope_lock(tmp_path / "state", "pc-[1-9]", "x"):
        pass


@pytest.mark.skipif(os.name == "nt" or os.geteuid() != 0, reason="only root can give a folder away")
def test_a_folder_of_locks_that_is_not_ours_is_refused(tmp_path: Path) -> None:
    """Whoever owns it could hold up every run."""
    os.chown(private_folder(tmp_path / "state"), 65534, -1)

    with pytest.raises(UsageError, match="another account"), scope_lock(tmp_path / "state", "pc-1", "x"):
        pass
