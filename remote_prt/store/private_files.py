"""Files that are this account's alone: folders 0700, files 0600, replaced in one step, refused where others own them.

They name accounts and hosts and hold event records, and what they say is later done on hosts (a channel is put back to
what was remembered). So a folder or file that belongs to somebody else, or is a link, is never read or written. Windows
gives a profile's folders to its account by inheritance; there is no owner to compare there.
"""

import os
import re
import stat
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import IO

from platformdirs import user_state_path

from remote_prt.errors import UsageError
from remote_prt.store.replaced_file import replace_file

_FOLDER_MODE = 0o700
_FILE_MODE = 0o600

#: No link is followed, no pipe is waited for, and Windows changes no line end.
_OURS = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
_AS_IS = _OURS | getattr(os, "O_BINARY", 0)

#: More than this nobody of us has written.
MOST_BYTES = 64 * 1024 * 1024

_PLAIN = re.compile(r"[^A-Za-z0-9._-]+")


def state_folder(named: Path | None = None) -> Path:
    r"""Where state belongs: as it was named, else `$XDG_STATE_HOME/remote_prt`, `%LOCALAPPDATA%\remote_prt`."""
    return user_state_path("remote_prt", appauthor=False) if named is None else named.resolve()


def private_folder(path: Path) -> Path:
    """The folder, made if it was not there, for this account alone; its parents are made too.

    Raises:
        UsageError: it belongs to another account, is no folder, or cannot be made.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with suppress(FileExistsError):
            path.mkdir(mode=_FOLDER_MODE)
        found = path.lstat()
        if not stat.S_ISDIR(found.st_mode):
            raise UsageError(f"{path} is no folder", "move it away, or set XDG_STATE_HOME")
        _require_own(path, found)
        if os.name == "posix" and stat.S_IMODE(found.st_mode) != _FOLDER_MODE:
            path.chmod(_FOLDER_MODE)
    except OSError as error:
        raise UsageError(
            f"{path} cannot be used: {error.strerror}", "set XDG_STATE_HOME to a folder of yours"
        ) from error
    return path


def owned_folder(path: Path) -> Path:
    """A folder that somebody named to us, made for this account alone if it was not there; its mode stays as it is.

    Raises:
        UsageError: it belongs to another account, others may rename what lies in it, or it cannot be used.
    """
    if not path.exists():
        return private_folder(path)
    try:
        found = path.lstat()
    except OSError as error:
        raise UsageError(f"{path} cannot be used: {error.strerror}", "name another folder") from error
    if not stat.S_ISDIR(found.st_mode):
        raise UsageError(f"{path} is no folder", "name another one")
    _require_own(path, found)
    is_open = found.st_mode & (stat.S_IWGRP | stat.S_IWOTH) and not found.st_mode & stat.S_ISVTX
    if os.name == "posix" and is_open:
        raise UsageError(
            f"others may write to {path}", "take that right from them (chmod go-w), or name another folder"
        )
    return path


def write_private(path: Path, text: str) -> None:
    """Write the file in one step: what reads it finds the old text or the new, never a part.

    Raises:
        UsageError: its folder is not ours, or it cannot be written.
    """
    private_folder(path.parent)
    try:
        # What a host sent may hold half a surrogate pair, which no encoding has.
        replace_file(path, text.encode("utf-8", "backslashreplace"), _FILE_MODE)
    except OSError as error:
        raise UsageError(f"{path} cannot be written: {error.strerror}", "look at the folder and the disk") from error


def read_private(path: Path) -> str | None:
    """The text of a file of ours, or None where there is none.

    Raises:
        UsageError: it is a link or no file, belongs to another account, is too big, or cannot be read as UTF-8.
    """
    try:
        descriptor = os.open(path, os.O_RDONLY | _OURS)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror}", "remove it if it is not yours") from error
    try:
        with os.fdopen(descriptor, "rb") as file:
            _require_own_file(path, os.fstat(file.fileno()))
            content = file.read(MOST_BYTES + 1)
        if len(content) > MOST_BYTES:
            raise UsageError(f"{path} is larger than anything we write", "remove it")
        return content.decode()
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{path} cannot be read: {type(error).__name__}", "remove it") from error


def remove_private(path: Path) -> None:
    """The file is gone.

    Raises:
        UsageError: it cannot be removed.
    """
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        raise UsageError(f"{path} cannot be removed: {error.strerror}", "remove it by hand") from error


def open_private(path: Path) -> IO[bytes]:
    """A file of ours, to be read a piece at a time.

    Raises:
        UsageError: it belongs to another account, or is no file.
        OSError: it is not there, is a link, or cannot be read.
    """
    file = os.fdopen(os.open(path, os.O_RDONLY | _AS_IS), "rb")
    try:
        _require_own_file(path, os.fstat(file.fileno()))
    except BaseException:
        file.close()
        raise
    return file


def append_private(path: Path) -> int:
    """The descriptor of a file of ours, made if it was not there, that grows at its end only.

    Raises:
        UsageError: its folder or the file belongs to another account, or it is no file.
        OSError: it is a link, or cannot be written.
    """
    private_folder(path.parent)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND | _AS_IS, _FILE_MODE)
    try:
        _require_own_file(path, os.fstat(descriptor))
    except BaseException:
        os.close(descriptor)
        raise
    return descriptor


def sync_folder(path: Path) -> None:
    """What was made in the folder is there after a power failure too; Windows does so by itself.

    Raises:
        OSError: the disk does not take it.
    """
    if os.name != "posix":
        return
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def file_name(host: str) -> str:
    """A file name for a host: readable, and never that of another host whatever signs its name has."""
    name = host.casefold()
    digest = sha256(name.encode("utf-8", "surrogatepass")).hexdigest()[:8]
    return f"{_PLAIN.sub('_', name)[:60].lstrip('.') or 'host'}-{digest}"


def scope_key(scope: str) -> str:
    """What files about the hosts that these words name are told by."""
    return sha256(scope.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def _require_own_file(path: Path, found: os.stat_result) -> None:
    """Refuse pipes and devices too: whoever is at their other end would be waited for, or believed."""
    if not stat.S_ISREG(found.st_mode):
        raise UsageError(f"{path} is no file", "remove it")
    _require_own(path, found)


def _require_own(path: Path, found: os.stat_result) -> None:
    """Refuse what belongs to somebody else: they could have written what we would do on hosts."""
    if os.name == "posix" and found.st_uid != os.geteuid():
        raise UsageError(f"{path} belongs to another account", "set XDG_STATE_HOME to a folder of yours")
