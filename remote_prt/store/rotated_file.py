"""A file that lines are added to and that stays small: a full one is put aside as FILE.1, the one before as FILE.2.

Several processes may write it at once. Each line is one write; who finds the file full takes a lock beside it and looks
again, and who finds that its file has been put aside opens the new one. Where the file cannot be put aside (Windows, as
long as another process has it open) it grows until it can.
"""

import os
import stat
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from remote_prt.store.run_lock import exclusive

_MODE: Final = 0o600
_FLAGS: Final = os.O_WRONLY | os.O_APPEND | os.O_CREAT | getattr(os, "O_BINARY", 0)

#: Another process puts the file aside in less; who does not get the lock by then writes on.
_LOCK_SECONDS: Final = 2.0
_NO_FILE: Final = -1


@dataclass(frozen=True, slots=True)
class Rotation:
    """How much is kept."""

    most_bytes: int = 10_000_000  #: of the file before it is put aside; 0: never
    kept: int = 5  #: files that were put aside; 0: none


class RotatedFile:
    """The file, open for adding; one thread at a time writes.

    Args:
        path: made if it is not there, for this account alone; its folder must be there.
        rotation: when it is put aside. Devices and pipes never are.

    Raises:
        OSError: it cannot be written.
    """

    def __init__(self, path: Path, rotation: Rotation) -> None:
        self._path = path
        self._rotation = rotation
        self._descriptor = os.open(path, _FLAGS, _MODE)
        self._is_rotated = rotation.most_bytes > 0 and stat.S_ISREG(os.fstat(self._descriptor).st_mode)
        if self._is_rotated and path.is_symlink():
            self._path = path.resolve()  # the link stays, and what is put aside lies beside the file
        self._retry_at = 0  #: the size below which it is not tried again to put it aside

    def append(self, line: bytes) -> None:
        """Add a line in one write.

        Raises:
            OSError: it does not fit.
        """
        if self._is_rotated:
            self._make_room(len(line))
        os.write(self._descriptor, line)

    def close(self) -> None:
        """Give the file back."""
        descriptor, self._descriptor = self._descriptor, _NO_FILE  # its number may soon be somebody else's
        os.close(descriptor)

    def _make_room(self, more: int) -> None:
        if self._is_put_aside():
            self._reopen()
        if not self._is_full(more):
            return
        try:
            with exclusive(self._path.with_name(f".{self._path.name}.lock"), _LOCK_SECONDS):
                if not self._is_put_aside():
                    self.close()  # Windows puts no open file aside
                    try:
                        self._put_aside()
                    finally:
                        self._descriptor = os.open(self._path, _FLAGS, _MODE)
                else:
                    self._reopen()
        except (TimeoutError, OSError):  # the log is worth more than its size
            self._retry_at = os.fstat(self._descriptor).st_size + self._rotation.most_bytes // 10

    def _is_full(self, more: int) -> bool:
        size = os.fstat(self._descriptor).st_size
        return size > 0 and size + more > self._rotation.most_bytes and size >= self._retry_at

    def _is_put_aside(self) -> bool:
        """Whether another process has done it: the name means another file by now, or none."""
        if os.name != "posix":
            return False
        here = os.fstat(self._descriptor)
        try:
            there = self._path.stat()
        except FileNotFoundError:
            return True
        return (here.st_dev, here.st_ino) != (there.st_dev, there.st_ino)

    def _reopen(self) -> None:
        fresh = os.open(self._path, _FLAGS, _MODE)
        os.close(self._descriptor)
        self._descriptor = fresh
        self._retry_at = 0

    def _put_aside(self) -> None:
        """Move each to the next number; the last one goes."""
        path, kept = self._path, self._rotation.kept
        if kept == 0:
            path.unlink()
        for number in range(kept, 0, -1):
            older = path.with_name(f"{path.name}.{number}")
            newer = path if number == 1 else path.with_name(f"{path.name}.{number - 1}")
            with suppress(FileNotFoundError):
                newer.replace(older)
        self._retry_at = 0
