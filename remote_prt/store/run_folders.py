"""Where runs are kept: one folder each under `runs/` of the state folder, named by the run, for this account alone.

Only folders that bear the name of a run, are no links, belong to this account and hold nothing but files of ours are
ever removed; the newest run of each scope stays however old it is.
"""

import os
import re
import shutil
import stat
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from remote_prt.errors import UnreadableInput, UsageError
from remote_prt.store.journal_place import JOURNAL_NAME
from remote_prt.store.journal_reading import read_header
from remote_prt.store.journal_records import JournalHeader
from remote_prt.store.private_files import owned_folder, private_folder

#: The newest run, whatever its scope.
LAST = "last"

#: `20260131T010000Z-5f0c1a`: sorts by time.
_RUN_ID = re.compile(r"\d{8}T\d{6}Z-[0-9a-f]{6}")

#: What a visit's record takes on disk for most hosts: 600 events of each channel deflate to a tenth.
BYTES_A_HOST = 128 * 1024


@dataclass(frozen=True, slots=True)
class RunFolders:
    """The runs of this account in one state folder."""

    state: Path

    def path(self, run_id: str) -> Path:
        """The journal of a run, there or not."""
        return self.state / "runs" / run_id / JOURNAL_NAME

    def begin(self, run_id: str) -> Path:
        """The journal's place for a new run, its folder made.

        Raises:
            UsageError: the folder cannot be made, or is not ours.
        """
        owned_folder(self.state)
        private_folder(self.state / "runs")
        private_folder(self.state / "runs" / run_id)
        return self.path(run_id)

    def ids(self) -> tuple[str, ...]:
        """Every run that is kept, the newest first."""
        try:
            with os.scandir(self.state / "runs") as entries:
                names = [entry.name for entry in entries if entry.is_dir(follow_symlinks=False)]
        except OSError:
            return ()
        return tuple(sorted(filter(_RUN_ID.fullmatch, names), reverse=True))

    def find(self, word: str) -> str:
        """The id of the run that a word names: an id, or `last`.

        Raises:
            UsageError: there is none.
        """
        ids = self.ids()
        if word == LAST and ids:
            return ids[0]
        if word in ids:
            return word
        folder = self.state / "runs"
        problem = f"no run is kept in {folder}" if word == LAST else f"run {word[:60]!r} is not kept in {folder}"
        newest = f"the newest is {ids[0]}" if ids else "sweep hosts first, or name its folder with --state-dir"
        raise UsageError(problem, newest)

    def newest_of(self, scope: str) -> str | None:
        """The id of the newest run of a scope."""
        return next((run_id for run_id, header in self._headers() if header.scope == scope), None)

    def remove_old(self, keep_days: int, now: datetime) -> tuple[str, ...]:
        """The ids of the runs that were removed: last written before so many days, and not the newest of a scope."""
        before = (now - timedelta(days=keep_days)).timestamp()
        if not any(self._written_at(run_id) < before for run_id in self.ids()):
            return ()  # most often: no journal needs to be opened
        seen: set[str] = set()
        removed: list[str] = []
        for run_id, header in self._headers():
            if header.scope in seen and self._written_at(run_id) < before and self.remove(run_id):
                removed.append(run_id)
            seen.add(header.scope)
        return tuple(removed)

    def _headers(self) -> Iterator[tuple[str, JournalHeader]]:
        """The head of every run that can be read, the newest first."""
        for run_id in self.ids():
            with suppress(UnreadableInput, UsageError):
                yield run_id, read_header(self.path(run_id))

    def _written_at(self, run_id: str) -> float:
        """When the run was last written, in seconds; a run without a journal counts as just written."""
        try:
            return self.path(run_id).lstat().st_mtime
        except OSError:
            return float("inf")

    def remove(self, run_id: str) -> bool:
        """Whether the folder could be removed; one that holds what is not ours stays."""
        folder = self.state / "runs" / run_id
        try:
            found = folder.lstat()
            if not stat.S_ISDIR(found.st_mode) or (os.name == "posix" and found.st_uid != os.geteuid()):
                return False
            if [entry.name for entry in folder.iterdir()] != [JOURNAL_NAME]:
                return False
            self.path(run_id).unlink()
            folder.rmdir()
        except OSError:
            return False
        return True


def missing_bytes(folder: Path, hosts: int) -> int | None:
    """How much the disk lacks for a journal of so many hosts, None where there is enough or nobody can tell."""
    existing = next((each for each in (folder, *folder.parents) if each.exists()), folder)
    try:
        free = shutil.disk_usage(existing).free
    except OSError:
        return None
    needed = hosts * BYTES_A_HOST
    return needed - free if needed > free else None
