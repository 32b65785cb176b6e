"""Where a finished text goes: a file, replaced in one step, or a stream of whatever code page.

A report is written only when it is complete: a reader of the file sees the old one or the new one, never half of one,
also when the power fails in between.
"""

import errno
import os
import stat
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TextIO

from remote_prt.errors import UsageError

#: Opening a pipe must not wait for its reader, nor make a terminal ours; Windows has neither.
_AT_ONCE = getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOCTTY", 0) | getattr(os, "O_BINARY", 0)


def csv_encoding(platform: str = sys.platform) -> str:
    """The encoding of a CSV file: with a byte order mark on Windows, where Excel takes others for Shift-JIS."""
    return "utf-8-sig" if platform == "win32" else "utf-8"


def check_output(path: Path) -> int | None:
    """Find out before any host is contacted that the file cannot be written; nothing is left behind.

    Returns:
        For a named pipe its write end, kept open for as long as the process lives: the reader would take a close for
        the end of the report. Else None.

    Raises:
        UsageError: a directory, a pipe that nobody reads, or a place where no file can be made.
    """
    try:
        if path.is_dir():
            raise UsageError(f"--output {path}: is a directory", "give a file name in it")
        if path.is_fifo():
            return _open_special(path)
        if path.exists() and not path.is_file():
            os.close(_open_special(path))
        else:
            _probe(path.resolve().parent)
    except OSError as error:
        raise _unwritable(path, error) from error
    return None


def write_output(text: str | bytes, path: Path, *, encoding: str = "utf-8") -> None:
    """Replace the file by the text in one step; line ends are written as they are.

    The temporary file lies beside it (a rename does not cross file systems). A new file is readable by its owner
    only, because reports name users; one that exists keeps its mode. A device or pipe is written to directly.

    Raises:
        UsageError: the file cannot be written; what was there is unchanged.
    """
    file = StreamedFile(path, encoding)
    try:
        file.write(text)
        file.keep()
    finally:
        file.discard()


class StreamedFile:
    """A file that is written piece by piece and gets its name when it is whole; see `write_output`.

    Args:
        path: what it will be called; a device or pipe gets each piece at once.
        encoding: of each piece.

    Raises:
        UsageError: it cannot be made.
    """

    def __init__(self, path: Path, encoding: str = "utf-8") -> None:
        self._path = path
        self._encoding = encoding
        self._temporary: str | None = None
        with self._told():
            if path.exists() and not path.is_file():
                descriptor = _open_special(path)
            else:
                descriptor, self._temporary = _beside(path.resolve())
        self._file = os.fdopen(descriptor, "wb")

    def write(self, text: str | bytes) -> None:
        """Write a piece, as far as the operating system.

        Raises:
            UsageError: it does not fit.
        """
        with self._told():
            content = text if isinstance(text, bytes) else text.encode(self._encoding, "backslashreplace")
            self._file.write(content)
            self._file.flush()

    def keep(self) -> None:
        """Give the file its name.

        Raises:
            UsageError: it cannot have it; what was there is unchanged.
        """
        with self._told():
            if self._temporary is None:
                self._file.close()
                return
            os.fsync(self._file.fileno())
            self._file.close()
            path = self._path.resolve()
            if path.exists():
                Path(self._temporary).chmod(stat.S_IMODE(path.stat().st_mode))
            os.replace(self._temporary, path)  # noqa: PTH105 - both names are at hand as text
            self._temporary = None

    def discard(self) -> None:
        """Leave nothing behind of a file that was not kept; nothing otherwise."""
        with suppress(OSError):  # what was buffered may not fit
            self._file.close()
        if self._temporary is not None:
            Path(self._temporary).unlink(missing_ok=True)
            self._temporary = None

    @contextmanager
    def _told(self) -> Iterator[None]:
        """What goes wrong, with the name of the file."""
        try:
            yield
        except OSError as error:
            raise _unwritable(self._path, error) from error


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


def _open_special(path: Path) -> int:
    """A descriptor of a device or pipe to write to; a pipe that nobody reads is refused instead of waited for."""
    descriptor = os.open(path, os.O_WRONLY | _AT_ONCE)
    if os.name == "posix":
        os.set_blocking(descriptor, True)
    return descriptor


def _probe(folder: Path) -> None:
    """Make a file there and take it away again, with every folder that was missing."""
    import tempfile  # noqa: PLC0415  most reports go to standard output

    made: list[Path] = []
    try:
        for missing in reversed([each for each in (folder, *folder.parents) if not each.exists()]):
            missing.mkdir()
            made.append(missing)
        with tempfile.TemporaryFile(dir=folder):
            pass
    finally:
        for each in reversed(made):
            each.rmdir()


def _beside(path: Path) -> tuple[int, str]:
    """A new temporary file in the same folder, open."""
    import tempfile  # noqa: PLC0415  as above

    path.parent.mkdir(parents=True, exist_ok=True)
    return tempfile.mkstemp(prefix=f".{path.name[:100]}.", suffix=".tmp", dir=path.parent)


def _unwritable(path: Path, error: OSError) -> UsageError:
    if error.errno == errno.ENXIO:
        return UsageError(f"--output {path}: nobody reads this pipe", "start its reader first, or give a file")
    return UsageError(f"--output {path}: {error.strerror or error}", "close it elsewhere, or choose another file")
