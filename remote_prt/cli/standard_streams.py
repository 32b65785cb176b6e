"""Standard output and standard error as they may be found: closed, full, hung up, or with a reader that has gone.

Whatever writes (`click.echo`, `write_stream`, the help) writes through the guards that `guard_streams` puts in place,
so each case is decided here and nowhere else. A reader that has gone (`| head`) is satisfied: the rest is dropped and
the exit code stays that of the work. Any other loss of standard output is a UsageError, raised once. What is lost on
standard error is dropped: nobody is left to be told.
"""

import errno
import io
import os
import sys
from typing import TextIO

from remote_prt.errors import UsageError

#: A pipe without a reader; Windows says EINVAL instead (unverified, from CPython issue 35754).
_READER_HAS_GONE = {errno.EPIPE, errno.ESHUTDOWN, *([errno.EINVAL] if sys.platform == "win32" else [])}


class _Guarded(io.RawIOBase):
    """The bytes of a stream; once it is lost, everything is swallowed."""

    def __init__(self, raw: io.RawIOBase | None, *, complains: bool) -> None:
        super().__init__()
        self._raw = raw
        self._complains = complains
        self._is_lost = False

    @property
    def is_closed_from_the_start(self) -> bool:
        return self._raw is None

    def writable(self) -> bool:
        return True

    def isatty(self) -> bool:
        return self._raw is not None and self._raw.isatty()

    def fileno(self) -> int:
        if self._raw is None:
            raise io.UnsupportedOperation("fileno")
        return self._raw.fileno()

    def write(self, data, /):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202  the buffer type is 3.12's
        """Bytes taken; None where a non-blocking stream takes none."""
        if self._is_lost:
            return len(data)
        try:
            return self._open_raw().write(data)
        except OSError as error:
            self._is_lost = True
            if self._complains and error.errno not in _READER_HAS_GONE:
                raise lost_output(error) from error
            return len(data)

    def _open_raw(self) -> io.RawIOBase:
        if self._raw is None:
            raise OSError(errno.EBADF, "it is closed")
        return self._raw


def guard_streams() -> None:
    """Put the guards in place, for the rest of the process; a closed standard input becomes an empty one."""
    if sys.stdin is None:
        sys.stdin = open(os.devnull, encoding="utf-8")  # noqa: PTH123, SIM115  for as long as the process lives
    sys.stdout = _guard(sys.stdout, complains=True)
    sys.stderr = _guard(sys.stderr, complains=False)


def require_standard_output() -> None:
    """Let pass where standard output is open; asked before hosts are contacted for a report that would go there.

    Raises:
        UsageError: it is closed.
    """
    raw = getattr(getattr(sys.stdout, "buffer", None), "raw", None)
    if isinstance(raw, _Guarded) and raw.is_closed_from_the_start:
        raise UsageError("standard output: it is closed", "leave it open, or use --output")


def lost_output(error: OSError) -> UsageError:
    """What to say when nothing can be written there."""
    return UsageError(f"standard output: {error.strerror or error}", "send it elsewhere")


def _guard(stream: TextIO | None, *, complains: bool) -> TextIO:
    if stream is None:
        # So that the number of the closed descriptor is not given to a socket, which a child would write to.
        os.open(os.devnull, os.O_RDWR)
        return io.TextIOWrapper(io.BufferedWriter(_Guarded(None, complains=complains)), "utf-8", "backslashreplace")
    buffer = getattr(stream, "buffer", None)
    if buffer is None:
        return stream
    raw = getattr(buffer, "raw", buffer)  # with PYTHONUNBUFFERED there is no buffer between
    return io.TextIOWrapper(
        io.BufferedWriter(_Guarded(raw, complains=complains)),
        encoding=stream.encoding,
        errors=stream.errors,
        line_buffering=getattr(stream, "line_buffering", False) or raw is buffer,
    )
