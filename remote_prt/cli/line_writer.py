"""Lines written by a thread of their own: a disk or reader that is slow must not hold up the deadlines of a run."""

import queue
import threading
from collections.abc import Callable


class LineWriter:
    """Hands each line on in order; after the first error the rest is dropped.

    What waits is bounded by the run: a few lines a host, which are small beside what is kept of it anyway.

    Args:
        write: writes one line, and may take its time.
        name: of the thread.
    """

    def __init__(self, write: Callable[[str], None], name: str) -> None:
        self.problem: Exception | None = None  #: what ended the writing
        self._write = write
        self._lines: queue.SimpleQueue[str | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._write_all, name=name, daemon=True)
        self._thread.start()

    def put(self, line: str) -> None:
        """Take a line; never waits and never fails."""
        self._lines.put(line)

    def close(self, seconds: float | None = None) -> bool:
        """Wait until all lines are written or given up, so long at most; whether they are."""
        self._lines.put(None)
        self._thread.join(seconds)
        return not self._thread.is_alive()

    def _write_all(self) -> None:
        while (line := self._lines.get()) is not None:
            if self.problem is None:
                try:
                    self._write(line)
                except Exception as error:  # noqa: BLE001  told at the end by whoever made this
                    self.problem = error
