"""How far a run is, on standard error: one living line on a terminal, a plain line now and then elsewhere.

```
312/400 done  41 running  12 not judged  ETA 0:40  slowest pc-117 (74 s)
```
The only module that imports rich. Standard output is never touched: it belongs to the report.
"""

import os
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol, TextIO

from remote_prt.cli.prompt import language_here, speaker
from remote_prt.model import Observer, Outcome, Run, RunOptions, Target, VisitOutcome
from remote_prt.reports.escape import printable
from remote_prt.reports.output import stream_encoding, write_stream

if TYPE_CHECKING:
    from rich.text import Text

#: Seconds between two lines where nobody watches (design/ux.md 8).
PLAIN_INTERVAL_SECONDS = 30.0

#: Longer names are cut, so that the line stays one.
_NAME_LENGTH = 40


class Progress(Observer, Protocol):
    """An observer that also hears of files on their way."""

    def file_moved(self, target: Target, name: str, done: int, size: int) -> None:
        """So many bytes of a file of this host have arrived, of so many."""


@dataclass(slots=True)
class Tally:
    """What a run has done so far, as the observer's events tell it; the rich thread reads while the loop writes."""

    clock: Callable[[], float] = time.monotonic  #: seconds
    speak: Callable[[str], str] = str  #: says an English part in the language of the prompt
    total: int = 0
    done: int = 0
    not_judged: int = 0
    started_at: float = 0.0
    running: dict[Target, float] = field(default_factory=dict)  #: since when
    files: dict[Target, tuple[str, int, int]] = field(default_factory=dict)  #: name, bytes done, bytes in all
    lock: threading.Lock = field(default_factory=threading.Lock)

    def run_started(self, targets: tuple[Target, ...], options: RunOptions) -> None:  # noqa: ARG002 - the Observer door
        """Count what is asked."""
        with self.lock:
            self.total = len(targets)
            self.started_at = self.clock()

    def visit_started(self, target: Target) -> None:
        """Remember since when this host is visited."""
        with self.lock:
            self.running[target] = self.clock()

    def visit_finished(self, outcome: VisitOutcome) -> None:
        """Count the host as done."""
        with self.lock:
            self.running.pop(outcome.target, None)
            self.done += 1
            self.not_judged += outcome.outcome in {Outcome.UNREACHABLE, Outcome.REFUSED, Outcome.TIMED_OUT}

    def run_finished(self, run: Run) -> None:
        """Nothing is left to count."""

    def file_moved(self, target: Target, name: str, done: int, size: int) -> None:
        """Remember how far the file of this host is."""
        with self.lock:
            self.files[target] = (name, done, size)

    def line(self, encoding: str = "utf-8") -> str:
        """The state as one line."""
        with self.lock:
            now = self.clock()
            parts = [self.speak(f"{self.done}/{self.total} done"), self.speak(f"{len(self.running)} running")]
            if self.not_judged:
                parts.append(self.speak(f"{self.not_judged} not judged"))
            if 0 < self.done < self.total:
                left = int((now - self.started_at) / self.done * (self.total - self.done))
                parts.append(self.speak(f"ETA {left // 60}:{left % 60:02}"))
            if self.running:
                slowest, since = min(self.running.items(), key=lambda visit: visit[1])
                name = printable(slowest.name, encoding)[:_NAME_LENGTH]
                parts.append(self.speak(f"slowest {name} ({now - since:.0f} s)"))
            for name, done, size in [moving for target, moving in self.files.items() if target in self.running]:
                shown = printable(name, encoding)[:_NAME_LENGTH]
                percent = 100 * done // max(1, size)
                parts.append(self.speak(f"{shown} {percent}% of {size / 1_000_000:.0f} MB"))
        return "  ".join(parts)


@dataclass(slots=True)
class PlainProgress:
    """A line whenever a visit begins or ends and the last line is long enough ago; a short run prints nothing."""

    stream: TextIO
    tally: Tally = field(default_factory=Tally)
    interval_seconds: float = PLAIN_INTERVAL_SECONDS
    printed_at: float = 0.0

    def run_started(self, targets: tuple[Target, ...], options: RunOptions) -> None:
        """Start the interval."""
        self.tally.run_started(targets, options)
        self.printed_at = self.tally.clock()

    def visit_started(self, target: Target) -> None:
        """Print if it is time."""
        self.tally.visit_started(target)
        self._print()

    def visit_finished(self, outcome: VisitOutcome) -> None:
        """Print if it is time."""
        self.tally.visit_finished(outcome)
        self._print()

    def run_finished(self, run: Run) -> None:
        """Print nothing more: the report follows."""

    def file_moved(self, target: Target, name: str, done: int, size: int) -> None:
        """Print if it is time."""
        self.tally.file_moved(target, name, done, size)
        self._print()

    def _print(self) -> None:
        now = self.tally.clock()
        if now - self.printed_at >= self.interval_seconds:
            self.printed_at = now
            write_stream(f"remote_prt: {self.tally.line(stream_encoding(self.stream))}\n", self.stream)


@contextmanager
def progress_observer(stream: TextIO, *, wanted: bool | None = None) -> Iterator[Progress]:
    """The observer that fits the stream, for as long as the block lasts; the living line is wiped at its end.

    Args:
        stream: standard error.
        wanted: `--progress` or `--no-progress`; None: neither was given. A living line needs a terminal that can go
            back to the start of a line, whatever is wanted.
    """
    tally = Tally(speak=speaker(language_here()))
    if wanted is False:
        yield tally
    elif stream.isatty() and os.environ.get("TERM") != "dumb":
        with _living_line(stream, tally):
            yield tally
    else:
        yield PlainProgress(stream, tally)


@contextmanager
def _living_line(stream: TextIO, tally: Tally) -> Iterator[None]:
    from rich.console import Console  # noqa: PLC0415 - only a terminal pays for rich
    from rich.live import Live  # noqa: PLC0415
    from rich.text import Text  # noqa: PLC0415

    encoding = stream_encoding(stream)

    def text() -> "Text":
        return Text(tally.line(encoding) if tally.total else "", no_wrap=True, overflow="ellipsis")

    console = Console(file=stream, highlight=False, markup=False, emoji=False)
    with Live(
        console=console,
        get_renderable=text,
        transient=True,
        refresh_per_second=4,
        redirect_stdout=False,
        redirect_stderr=False,
    ):
        yield
