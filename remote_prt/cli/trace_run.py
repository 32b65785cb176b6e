"""What the verbs about traces are put together from: the archive, the memory, where cases go, and how far a file is."""

import zipfile
from dataclasses import dataclass
from pathlib import Path

from remote_prt.cli.progress import Progress
from remote_prt.errors import UsageError
from remote_prt.model import Target
from remote_prt.store.case_folder import CaseFolders
from remote_prt.store.private_files import state_folder
from remote_prt.store.remembered_traces import RememberedTraces
from remote_prt.transports.settings import Bounds

#: What happens on each host, for the question.
STARTING = {
    "network": "a network trace is begun there (netsh, until it is stopped, also across restarts)",
    "auth": "your archive is put there, and its Start-auth.ps1 run: it changes settings of logging until stop-auth",
    "ttd": "TTD.exe is attached to LSASS (its licence is accepted): signing in gets slow, and a crash restarts Windows",
}

#: The scripts are far below a megabyte.
_MOST_ARCHIVE_BYTES = 32 * 1024 * 1024
_SCRIPT = "start-auth.ps1"


def read_archive(kind: str, path: str | None) -> bytes:
    """The archive that goes to the hosts; nothing for other kinds.

    Raises:
        UsageError: it is missing where it is needed, or is not what it must be.
    """
    if kind != "auth":
        if path is not None:
            raise UsageError("--archive is for --kind auth", "leave it out")
        return b""
    if path is None:
        raise UsageError("--kind auth without --archive", "give the zip of the Auth scripts, as downloaded")
    file = Path(path)
    try:
        if file.stat().st_size > _MOST_ARCHIVE_BYTES:
            raise UsageError(f"{path} is larger than the Auth scripts are", "give the zip as downloaded")
        with zipfile.ZipFile(file) as archive:
            names = [name.rpartition("/")[2].casefold() for name in archive.namelist()]
        if _SCRIPT not in names:
            raise UsageError(f"{path} holds no Start-auth.ps1", "give the zip of the Auth scripts, as downloaded")
        return file.read_bytes()
    except (OSError, zipfile.BadZipFile) as error:
        raise UsageError(f"{path} cannot be read as a zip", "give the zip as downloaded") from error


def trace_memory() -> RememberedTraces:
    """What this account remembers of traces."""
    return RememberedTraces(state_folder())


def case_folders(root: str | None) -> CaseFolders:
    """Where case folders are made."""
    if root is not None:
        return CaseFolders(Path(root).absolute())
    return CaseFolders(state_folder() / "cases", state_folder())


def bounds_for(most: int) -> Bounds:
    """How much a host may send when it sends a file of at most so many bytes.

    Base64 twice, in records and in replies, is 1.8 times the file; parts are of 393,216 bytes, and memory is bounded by
    the backlog of the session.
    """
    return Bounds(visit_bytes=2 * most + 64_000_000, records=most // 100_000 + 1000, record_bytes=2 * most + 64_000_000)


@dataclass(slots=True)
class FileNews:
    """Hands on how far a file is, once there is somebody who shows it."""

    progress: Progress | None = None

    def hear(self, progress: Progress) -> None:
        """From now on this one is told."""
        self.progress = progress

    def moved(self, target: Target, name: str, done: int, size: int) -> None:
        """So much of a file is here."""
        if self.progress is not None:
            self.progress.file_moved(target, name, done, size)
