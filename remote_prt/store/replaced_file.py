"""A file replaced in one step: what reads it finds the old content or the new, never a part."""

import errno
import os
import secrets
import time
from contextlib import suppress
from pathlib import Path

#: Windows: somebody reads the file just now, and is done in less.
_TRIES = 5
_PAUSE_SECONDS = 0.2


def replace_file(path: Path, content: bytes, mode: int) -> None:
    """Put the content where the file was, or will be; on the disk when this returns.

    Args:
        path: its folder must be there.
        content: all of it.
        mode: of the new file, less the umask.

    Raises:
        OSError: it cannot be written, or a device or pipe is there; what was there is unchanged.
    """
    if path.exists() and not path.is_file():  # `/dev/null` would be a file from then on, for everybody
        raise OSError(errno.EINVAL, "no file but something else is there", str(path))
    fresh = path.with_name(f".{path.name[:100]}.{secrets.token_hex(4)}")
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), mode)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        for _ in range(_TRIES - 1):
            with suppress(PermissionError):
                fresh.replace(path)
                return
            time.sleep(_PAUSE_SECONDS)
        fresh.replace(path)
    finally:
        fresh.unlink(missing_ok=True)
