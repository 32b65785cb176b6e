"""How far a run is, on standard error: one living line on a terminal, a plain line now and then elsewhere.

```
312/400 done  41 running  12 not judged  ETA 0:40  slowest pc-117 (74 s)
```
The only module that imports rich. Standard output is never touched: it belongs to the report.
"""

import os
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol, TextIO

from remote_prt.cli.pending import answering
from remote_prt.cli.prompt import is_quiet, language_here, may_ask, speaker
from remote_prt.cli.tally import Tally
from remote_prt.controller.phases import PhaseBook
from remote_prt.model import Observer, Run, RunOptions, Target, VisitOutcome
from remote_prt.reports.escape import printable
from remote_prt.reports.output import stream_encoding, write_stream

if TYPE_CHECKING:
    from rich.text import Text

#: Seconds between two lines where nobody watches (design/ux.md 8).
PLAIN_INTERVAL_SECONDS = 30.0


class Progress(Observer, Protocol):
    """An observer that also hears of files on their way, and prints lines beside what it shows."""

    def file_moved(self, target: Target, name: str, done: int, size: int) -> None:
        """So many bytes of a file of this host have arrived, of so many."""

    def tell(self, line: str) -> None:
        """Print a line under our name, in any thread, without breaking the living one."""


@dataclass(slots=True)
class PlainProgress:
    """Prints lines; how far the run is each time `ticking` finds the last line long enough ago."""

    stream: TextIO
    tally: Tally = field(default_factory=Tally)
    interval_seconds: float = PLAIN_INTERVAL_SECONDS
    printed_at: float = 0.0
    printing: threading.Lock = field(default_factory=threading.Lock)

    def run_started(self, targets: tuple[Target, ...], options: RunOptions) -> None:
        """Start the interval."""
        self.printed_at = self.tally.clock()
        self.tally.run_started(targets, options)

    def targets_added(self, targets: tuple[Target, ...], *, more: bool) -> None:
        """Count them, too."""
        self.tally.targets_added(targets, more=more)

    def visit_started(self, target: Target) -> None:
        """Count it."""
        self.tally.visit_started(target)

    def visit_finished(self, outcome: VisitOutcome) -> None:
        """Count it."""
        self.tally.visit_finished(outcome)

    def run_finished(self, run: Run) -> None:
        """Print nothing more: the report follows."""
        self.tally.run_finished(run)

    def file_moved(self, target: Target, name: str, done: int, size: int) -> None:
        """Remember it."""
        self.tally.file_moved(target, name, done, size)

    def tell(self, line: str) -> None:
        """Print the line."""
        with self.printing:
            write_stream(f"remote_prt: {printable(line, stream_encoding(self.stream))}\n", self.stream)

    def seconds_to_next(self) -> float:
        """Until the next line is due; a run that has not begun is looked at again soon."""
        if not self.tally.total:
            return min(1.0, self.interval_seconds)
        return max(0.001, self.printed_at + self.interval_seconds - self.tally.clock())

    def tick(self) -> None:
        """Print how far the run is, if it runs and it is time."""
        now = self.tally.clock()
        if self.tally.total and now - self.printed_at >= self.interval_seconds:
            self.printed_at = now
            self.tell(self.tally.line(stream_encoding(self.stream)))


@dataclass(slots=True)
class _LivingProgress(PlainProgress):
    """A line that is drawn again and again; others are printed above it."""

    above: Callable[[str], None] = print

    def tell(self, line: str) -> None:
        """Print the line above the living one."""
        self.above(f"remote_prt: {printable(line, stream_encoding(self.stream))}")

    def tick(self) -> None:
        """Nothing: it is drawn all the time."""


@contextmanager
def progress_observer(
    stream: TextIO, *, wanted: bool | None = None, phases: PhaseBook | None = None, keyboard: TextIO | None = None
) -> Iterator[Progress]:
    """The observer that fits the stream, for as long as the block lasts; the living line is wiped at its end.

    Meanwhile SIGUSR1, and Enter on a terminal, print the hosts that are under way.

    Args:
        stream: standard error.
        wanted: `--progress` or `--no-progress`; None: neither was given. A living line needs a terminal that can go
            back to the start of a line, whatever is wanted.
        phases: where each visit is.
        keyboard: where Enter is waited for if both are terminals; standard input by default.
    """
    language = language_here()
    tally = Tally(speak=speaker(language), language=language, phases=phases or PhaseBook())
    shown = wanted is not False and not (wanted is None and is_quiet())
    is_living = shown and stream.isatty() and os.environ.get("TERM") != "dumb"
    asks = (keyboard or sys.stdin) if stream.isatty() and may_ask() else None
    with (
        _living_line(stream, tally) if is_living else _ticking(PlainProgress(stream, tally), shown=shown) as progress,
        answering(lambda: _tell_pending(progress, tally), asks),
    ):
        yield progress


def _tell_pending(progress: PlainProgress, tally: Tally) -> None:
    for line in tally.pending(stream_encoding(progress.stream)):
        progress.tell(line)


@contextmanager
def _ticking(progress: PlainProgress, *, shown: bool) -> Iterator[PlainProgress]:
    """Lines now and then, also while nothing ends: the hosts that hang are what somebody wants to hear of."""
    ended = threading.Event()

    def tick() -> None:
        while not ended.wait(progress.seconds_to_next()):
            progress.tick()

    ticker = threading.Thread(target=tick, name="remote_prt-progress", daemon=True)
    if shown:
        ticker.start()
    try:
        yield progress
    finally:
        ended.set()
        if shown:
            ticker.join()


@contextmanager
def _living_line(stream: TextIO, tally: Tally) -> Iterator[PlainProgress]:
    from rich.console import Console  # noqa: PLC0415 - only a terminal pays for rich
    from rich.live import Live  # noqa: PLC0415  as above
    from rich.text import Text  # noqa: PLC0415  as above

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
        yield _LivingProgress(stream, tally, above=lambda line: console.print(Text(line)))
