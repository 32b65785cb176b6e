"""One run at a time over the same hosts: two would ask every host twice, and write over each other's reports.

The lock is the operating system's (flock, LockFile; the library filelock knows both): it ends with its process, however
that ended, so there are no stale locks. Who holds it is written beside it, for the line that the second run prints.
"""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from remote_prt.errors import ScopeLocked, UsageError
from remote_prt.readers.json_fields import FieldError, parse_object
from remote_prt.store.journal_records import utc_text
from remote_prt.store.private_files import owned_folder, private_folder, read_private, scope_key, write_private

if TYPE_CHECKING:
    from filelock import BaseFileLock

_FILE_MODE = 0o600

#: Characters of a scope in one line.
_MOST_OF_SCOPE = 60


@contextmanager
def exclusive(path: Path, seconds: float) -> Iterator[None]:
    """Hold the lock file of that path as long as the block lasts; who comes second waits.

    Raises:
        TimeoutError: another process held it all that time.
    """
    with _lock(path, seconds):
        yield


@contextmanager
def scope_lock(state: Path, scope: str, run_id: str) -> Iterator[None]:
    """Hold the scope for the run as long as the block lasts.

    Raises:
        ScopeLocked: another run holds it; says which, its process and since when.
        UsageError: the lock's folder is not ours, or cannot be used.
    """
    folder = private_folder(owned_folder(state) / "locks")
    holder, lock = _holder_and_lock(state, scope)
    try:
        lock.acquire()
    except TimeoutError:
        raise _locked(scope, holder) from None
    except OSError as error:
        raise UsageError(f"{folder} cannot be used: {error.strerror}", "use another --state-dir") from error
    try:
        told = {"Run": run_id, "Pid": os.getpid(), "Since": utc_text(datetime.now(UTC)), "Scope": scope}
        write_private(holder, json.dumps(told) + "\n")
        yield
    finally:
        lock.release()


def is_under_way(state: Path, scope: str, run_id: str) -> bool:
    """Whether a process is about that run at this moment.

    Only where that run held its scope last the lock is tried, for an instant.
    """
    holder, lock = _holder_and_lock(state, scope)
    try:
        if parse_object(read_private(holder) or "{}").text("Run") != run_id:
            return False
        lock.acquire()
    except TimeoutError:
        return True
    except (UsageError, FieldError, OSError):
        return False
    lock.release()
    return False


def _holder_and_lock(state: Path, scope: str) -> tuple[Path, "BaseFileLock"]:
    """Where it stands who holds a scope, and the lock itself, not acquired."""
    holder = state / "locks" / f"{scope_key(scope)}.json"
    return holder, _lock(holder.with_suffix(".lock"), 0)


def _lock(path: Path, seconds: float) -> "BaseFileLock":
    """A lock that says TimeoutError (filelock's Timeout is one) where another process holds it for so long."""
    from filelock import FileLock  # noqa: PLC0415  only who needs a lock pays for it

    return FileLock(path, timeout=seconds, mode=_FILE_MODE, fallback_to_soft=False)


def _shortened(scope: str) -> str:
    return scope if len(scope) <= _MOST_OF_SCOPE else f"{scope[:_MOST_OF_SCOPE]}..."


def _locked(scope: str, holder: Path) -> ScopeLocked:
    """What is known about who holds the lock."""
    run_id, process, minutes = "?", "?", "?"
    with suppress(UsageError, FieldError):
        fields = parse_object(read_private(holder) or "{}")
        since = fields.time("Since")
        run_id, process = fields.text("Run") or "?", str(fields.integer("Pid") or "?")
        if since is not None:
            minutes = str(max(0, int((datetime.now(UTC) - since).total_seconds() // 60)))
    return ScopeLocked(
        f"run {run_id} of {_shortened(scope)} is still active (pid {process}, for {minutes} min)",
        "nothing was contacted; wait for it, or end that process",
    )
