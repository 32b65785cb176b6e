"""JSON lines written while the run goes on: an observer for each place, flushed per line, holding no host back.

A file gets its name when the run is over, so that a reader sees the old one or a whole new one; until then the lines
stand in a temporary file beside it. Standard output, pipes and devices get each line at once. What cannot be written
any more (a full disk) is said at the end and costs no other report.
"""

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from remote_prt.cli.line_writer import LineWriter
from remote_prt.cli.output_options import OutputRequest
from remote_prt.cli.output_places import Report
from remote_prt.errors import UsageError
from remote_prt.model import Run, RunOptions, Target, VisitOutcome
from remote_prt.reports.ndjson import RunStart, result_line, start_line, summary_line
from remote_prt.reports.output import StreamedFile, write_stream
from remote_prt.version import __version__

if TYPE_CHECKING:
    from remote_prt.reports.redaction import Redactor

#: A reader that takes nothing any more does not hold up an error for longer.
_ABANDONING_SECONDS = 2.0


@dataclass(slots=True)
class NdjsonStream:
    """An `Observer` that writes a line per host; `finish` writes the rest and the last line."""

    report: Report
    evidence: bool
    language: str
    run_id: Callable[[], str]
    problem: UsageError | None = None  #: what ended the writing
    told: Callable[[VisitOutcome], VisitOutcome] | None = None  #: what earlier runs add to an outcome
    redactor: "Redactor | None" = None  #: replaces names; the same one for all streams of a run
    _file: StreamedFile | None = None
    _writer: LineWriter | None = None
    _options: RunOptions | None = None
    _told: set[Target] = field(default_factory=set)

    def run_started(self, targets: tuple[Target, ...], options: RunOptions) -> None:
        """Write the first line."""
        self._begin(options, None if options.hosts_arrive else len(targets), datetime.now(UTC))

    def targets_added(self, targets: tuple[Target, ...], *, more: bool) -> None:
        """Nothing: each has a line when its visit has ended."""

    def visit_started(self, target: Target) -> None:
        """Nothing is known yet."""

    def visit_finished(self, outcome: VisitOutcome) -> None:
        """Write the host's line."""
        self._tell(outcome)

    def judged(self, outcome: VisitOutcome, options: RunOptions) -> None:
        """Write the line of a host that was found on the way, and the first line before the first of them."""
        if self._options is None:
            self._begin(options, None, datetime.now(UTC))
        self._tell(outcome)

    def run_finished(self, run: Run) -> None:
        """Wait for `finish`: the exit code is not known yet, nor what an earlier run had found."""

    def finish(self, run: Run, *, exit_code: int, exit_codes: Sequence[int]) -> UsageError | None:
        """Write hosts that no event told (a resumed run's), and the last line; what went wrong, or None."""
        if self._options is None:
            self._begin(run.options, len(run.outcomes), run.started_at)
        for outcome in run.outcomes:
            if outcome.target not in self._told:
                self._tell(outcome)
        run = run if self.redactor is None else self.redactor.run(run)
        self._write(summary_line(run, exit_code=exit_code, exit_codes=exit_codes))
        self._settle()
        if self._file is not None and self.problem is None:
            try:
                self._file.keep()
            except UsageError as error:
                self.problem = error
        return self.problem

    def abandon(self) -> None:
        """Leave no temporary file behind."""
        self._settle(_ABANDONING_SECONDS)
        if self._file is not None:
            self._file.discard()

    def _begin(self, options: RunOptions, asked: int | None, started_at: datetime) -> None:
        self._options = options
        if self.report.path is not None:
            try:
                self._file = StreamedFile(self.report.path)
            except UsageError as error:
                self.problem = error
        self._writer = LineWriter(self._now, "remote_prt-ndjson")
        options = options if self.redactor is None else self.redactor.options(options)
        self._write(start_line(RunStart(self.run_id(), started_at, __version__, options, asked)))

    def _tell(self, outcome: VisitOutcome) -> None:
        assert self._options is not None
        self._told.add(outcome.target)
        outcome = outcome if self.told is None else self.told(outcome)
        outcome = outcome if self.redactor is None else self.redactor.outcome(outcome)
        self._write(result_line(outcome, self._options, evidence=self.evidence, language=self.language))

    def _write(self, line: str) -> None:
        if self.problem is None and self._writer is not None:
            self._writer.put(line)

    def _now(self, line: str) -> None:
        """In the thread that writes."""
        if self._file is None:
            write_stream(line, sys.stdout)
        else:
            self._file.write(line)

    def _settle(self, seconds: float | None = None) -> None:
        """Wait for the lines that are still to be written, and find out what became of them."""
        if self._writer is None:
            return
        self._writer.close(seconds)
        match self._writer.problem:
            case None:
                pass
            case UsageError() as problem:
                self.problem = self.problem or problem
            case OSError() as error:
                lost = UsageError(f"standard output: {error.strerror or error}", "send it elsewhere")
                self.problem = self.problem or lost
            case error:
                raise error
        self._writer = None


def _redactor(output: OutputRequest) -> "Redactor | None":
    if not output.redact:
        return None
    from remote_prt.reports.redaction import Redact, Redactor  # noqa: PLC0415  only where it is asked for

    return Redactor(Redact(kind) for kind in output.redact)


@contextmanager
def ndjson_streams(
    output: OutputRequest, run_id: Callable[[], str], told: Callable[[VisitOutcome], VisitOutcome] | None = None
) -> Iterator[tuple[NdjsonStream, ...]]:
    """A stream for each report of that format; what was not finished leaves nothing behind."""
    redactor = _redactor(output)
    streams = tuple(
        NdjsonStream(report, output.evidence, output.language, run_id, told=told, redactor=redactor)
        for report in output.reports
        if report.report_format == "ndjson"
    )
    try:
        yield streams
    finally:
        for stream in streams:
            stream.abandon()
