"""The journal of a run: an observer that keeps every outcome on disk as it comes, whatever ends the run.

Strategy: the event loop only hands over; a thread of our own packs, writes and syncs. It takes all that waits at once,
writes each record in one write, then calls fsync once: a busy disk makes the batches larger and never the sweep slower.
So what a killed process loses is what ended in the last moments, and what a lost machine loses is one batch more; their
hosts are visited again. A journal that cannot be written (full disk) ends by itself: the results go on.
"""

import os
import queue
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from remote_prt.model import Run, RunOptions, Target, VisitOutcome
from remote_prt.store.journal_lines import seal
from remote_prt.store.journal_records import JournalHeader, dump_header, dump_outcome, dump_targets, utc_text
from remote_prt.store.private_files import append_private, sync_folder
from remote_prt.version import __version__

#: What waits for a disk that hangs must not fill the memory: then the journal is given up.
_MOST_WAITING_BYTES = 256 * 1024 * 1024

#: A disk that has not taken the rest by then (a share that is gone) does not hold up the report.
_CLOSING_SECONDS = 10.0

#: Records written before they are synced, at most.
_BATCH = 256


@dataclass(frozen=True, slots=True)
class _Visit:
    """A record still to be packed; packing belongs to the thread."""

    position: int
    outcome: VisitOutcome

    @property
    def size(self) -> int:
        """Roughly the bytes it holds in memory."""
        return 0 if self.outcome.capture is None else sum(map(len, self.outcome.capture.records))


class Journal:
    """An `Observer` that writes a record per finished visit. Made by `begin_journal` or `continue_journal`.

    Args:
        path: of the file, which exists and has its head.
        positions: of the targets this process visits, in the run as it was first asked.
    """

    def __init__(self, path: Path, positions: Mapping[Target, int]) -> None:
        self.path = path
        self.problem: OSError | None = None  #: what ended the journal early
        self.written = 0  #: outcomes
        self._positions = dict(positions)
        self._waiting: queue.SimpleQueue[_Visit | dict[str, object] | None] = queue.SimpleQueue()
        self._waiting_bytes = 0
        self._lock = threading.Lock()
        self._file = append_private(path)
        self._thread = threading.Thread(target=self._write_all, name="remote_prt-journal", daemon=True)
        self._thread.start()

    @property
    def waiting_bytes(self) -> int:
        """Roughly what the thread has still to write."""
        return self._waiting_bytes

    def run_started(self, targets: tuple[Target, ...], options: RunOptions) -> None:
        """Nothing: targets and options were written before."""

    def targets_added(self, targets: tuple[Target, ...], *, more: bool) -> None:
        """Hand over who is to be visited besides, before any of their outcomes; without `more`, that these are all."""
        first = len(self._positions)
        self._positions |= {target: position for position, target in enumerate(targets, start=first)}
        if self.problem is None:
            self._waiting.put(dump_targets(targets, first=first, more=more))

    def visit_started(self, target: Target) -> None:
        """Nothing: only what has ended counts."""

    def visit_finished(self, outcome: VisitOutcome) -> None:
        """Hand the outcome to the thread that writes it."""
        visit = _Visit(self._positions[outcome.target], outcome)
        with self._lock:
            self._waiting_bytes += visit.size
            if self._waiting_bytes > _MOST_WAITING_BYTES and self.problem is None:
                self.problem = OSError(None, "the disk does not keep up")
        if self.problem is None:
            self._waiting.put(visit)

    def run_finished(self, run: Run) -> None:
        """Write what the run amounts to."""
        self._waiting.put(
            {
                "Record": "End",
                "At": utc_text(run.finished_at or datetime.now(UTC)),
                "Interrupted": run.interrupted,
                "StoppedBy": None if run.stopped_by is None else run.stopped_by.value,
                "Hosts": len(run.outcomes),
                "HostsMissing": run.hosts_missing or None,
                "Counts": run.counts,
            }
        )

    def close(self) -> None:
        """Wait until all is on disk, or until it is known that it will not be; a second time does nothing."""
        self._waiting.put(None)
        self._thread.join(_CLOSING_SECONDS)
        if self._thread.is_alive():
            self.problem = self.problem or OSError(None, "the disk does not answer")

    def _write_all(self) -> None:
        """The thread: batches until the end, or until one cannot be written; then everything is let go."""
        is_open = True
        while is_open:
            batch = self._batch()
            is_open = batch[-1] is not None
            try:
                if self.problem is None:
                    self._write(batch)
            except OSError as error:
                self.problem = error
        try:
            os.close(self._file)
        except OSError as error:
            self.problem = self.problem or error

    def _batch(self) -> list[_Visit | dict[str, object] | None]:
        """The next record and all that wait behind it; None is the last of all."""
        batch = [self._waiting.get()]
        while batch[-1] is not None and len(batch) < _BATCH and not self._waiting.empty():
            batch.append(self._waiting.get())
        return batch

    def _write(self, batch: Sequence[_Visit | dict[str, object] | None]) -> None:
        for record in batch:
            if isinstance(record, _Visit):
                write_whole(self._file, seal(dump_outcome(record.position, record.outcome)))
                self.written += 1
                with self._lock:
                    self._waiting_bytes -= record.size
            elif record is not None:
                write_whole(self._file, seal(record))
        os.fsync(self._file)


def begin_journal(path: Path, header: JournalHeader, targets: Sequence[Target]) -> Journal:
    """The journal of a new run, its head on disk: nothing has been contacted, and already nothing can be lost.

    Raises:
        UsageError: the folder is not ours.
        OSError: it cannot be written.
    """
    more = header.options.hosts_arrive
    _append(path, seal(dump_header(header)) + seal(dump_targets(targets, first=0, more=more)))
    sync_folder(path.parent)
    sync_folder(path.parent.parent)
    return Journal(path, {target: position for position, target in enumerate(targets)})


def continue_journal(path: Path, positions: Mapping[Target, int], *, is_torn: bool) -> Journal:
    """The journal of a run that is resumed; what comes stands on lines of its own behind a torn one.

    Raises:
        UsageError: the file is not ours.
        OSError: it cannot be written.
    """
    resumed = seal({"Record": "Resumed", "At": utc_text(datetime.now(UTC)), "ToolVersion": __version__})
    _append(path, (b"\n" if is_torn else b"") + resumed)
    return Journal(path, positions)


def write_whole(descriptor: int, content: bytes) -> None:
    """Write all of it, in one write wherever the file system takes it so.

    Raises:
        OSError: it does not fit.
    """
    while content:
        content = content[os.write(descriptor, content) :]


def _append(path: Path, content: bytes) -> None:
    descriptor = append_private(path)
    try:
        write_whole(descriptor, content)
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
