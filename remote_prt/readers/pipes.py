"""Named pipes and `/dev/fd/63`: read as they come, but never waited for without end.

Opening a named pipe waits for a writer, and reading it for data; a pipe that nobody writes to would hold an analysis
for ever. So it is opened without waiting, and each wait has its bound: short while no writer has come, longer behind a
writer who is still at work (`analyze <(ssh pc dsregcmd /status)`).
"""

import errno
import io
import os
import select
from pathlib import Path
from typing import Any, Final

#: How long a writer may take to come.
WRITER_SECONDS: Final = 5.0
#: How long a writer may be silent.
DATA_SECONDS: Final = 60.0


class BoundedPipe(io.RawIOBase):
    """A named pipe whose reads end; POSIX only, Windows has no pipes among its files.

    Raises:
        OSError: it cannot be opened, or, of a read, nothing came in time.
    """

    def __init__(self, path: Path, *, writer_seconds: float = WRITER_SECONDS) -> None:
        super().__init__()
        self._writer_seconds = writer_seconds
        self._is_over = False  #: the last writer is gone: no data means the end
        self._descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK)

    def readable(self) -> bool:
        """Always."""
        return True

    def readinto(self, buffer: Any) -> int:
        """What has come, or 0 at the end."""
        while True:
            seconds = DATA_SECONDS
            try:
                data = os.read(self._descriptor, len(buffer))
            except BlockingIOError:  # a writer is there and has nothing yet
                data = b""
            else:
                if data or self._is_over:
                    buffer[: len(data)] = data
                    return len(data)
                seconds = self._writer_seconds
            self._wait(seconds)

    def close(self) -> None:
        """Let go of the pipe."""
        if not self.closed:
            os.close(self._descriptor)
        super().close()

    def _wait(self, seconds: float) -> None:
        poll = select.poll()
        poll.register(self._descriptor, select.POLLIN)
        events = poll.poll(round(seconds * 1000))
        if not events:
            raise TimeoutError(errno.ETIMEDOUT, f"nothing came through this pipe within {seconds:g} s")
        self._is_over = bool(events[0][1] & select.POLLHUP)
