"""Where a finished text goes: a file, replaced in one step, or a stream of whatever code page.

A report is written only when it is complete: a reader of the file sees the old one or the new one, never half of one,
also when the power fails in between.
"""

import os
import stat
import sys
import tempfile
from pathlib import Path
from typing import TextIO

from remote_prt.errors import UsageError


def csv_encoding(platform: str = sys.platform) -> str:
    """The encoding of a CSV file: with a byte order mark on Windows, where Excel takes others for Shift-JIS."""
    return "utf-8-sig" if platform == "win32" else "utf-8"


def check_output(path: Path) -> None:
    """Make the parent directory, and find out before any host is contacted that the file cannot be written.

    Raises:
        UsageError: the path is a directory, or its parent cannot be made or written.
    """
    if path.is_dir():
        raise UsageError(f"--output {path}: is a directory", "give a file name in it")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise _unwritable(path, error) from error
    if not os.access(path.parent, os.W_OK):
        raise UsageError(f"--output {path}: no right to write in {path.parent}", "choose another folder")


def write_output(text: str, path: Path, *, encoding: str = "utf-8") -> None:
    """Replace the file by the text in one step; line ends are written as they are.

    The temporary file lies beside it (a rename does not cross file systems). A new file is readable by its owner
    only, because reports name users; one that exists keeps its mode. A device or pipe is written to directly.

    Raises:
        UsageError: the file cannot be written; what was there is unchanged.
    """
    content = text.encode(encoding, "backslashreplace")
    try:
        if path.exists() and not path.is_file():
            path.write_bytes(content)
        else:
            _replace(path.resolve(), content)
    except OSError as error:
        raise _unwritable(path, error) from error


def write_stream(text: str, stream: TextIO) -> None:
    """Write all of the text; what the stream's code page lacks is spelled out, a reader that has gone is no error.

    Bytes are written where the stream has them, so that Windows does not turn CR LF into CR CR LF.
    """
    encoding = stream_encoding(stream)
    content = text.encode(encoding, "backslashreplace")
    buffer = getattr(stream, "buffer", None)
    try:
        if buffer is None:
            stream.write(content.decode(encoding))
        else:
            stream.flush()
            buffer.write(content)
        stream.flush()
    except BrokenPipeError:
        # `| head` is satisfied. What is still buffered must go somewhere, or the interpreter complains at exit.
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, stream.fileno())
        os.close(nowhere)


def stream_encoding(stream: TextIO) -> str:
    """The stream's encoding, or UTF-8 for one that keeps text as text."""
    return getattr(stream, "encoding", None) or "utf-8"


def _replace(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor, temporary = tempfile.mkstemp(prefix=f".{path.name[:100]}.", suffix=".tmp", dir=path.parent)
    try:
        if path.exists():
            Path(temporary).chmod(stat.S_IMODE(path.stat().st_mode))
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, path)  # noqa: PTH105 - both names are at hand as text
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


def _unwritable(path: Path, error: OSError) -> UsageError:
    return UsageError(f"--output {path}: {error.strerror or error}", "close it elsewhere, or choose another file")
