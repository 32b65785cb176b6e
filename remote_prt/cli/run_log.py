"""The log of a run as JSON lines: one event a line, written as it happens, without any secret (docs/formats.md, 7).

```
{"Time":"2026-01-31T01:00:02.113Z","Level":"info","Event":"visit-finished","Run":"...","ComputerName":"pc-07",...}
```
Every text passes the redactor before it is written; host bytes are in it only as far as failures quote them. A log that
cannot be written any more (a full disk) ends, says so at the end, and costs no host its result.
"""

import base64
import json
import os
import traceback
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from remote_prt.cli.line_writer import LineWriter
from remote_prt.errors import HostError, Phase, UsageError
from remote_prt.model import Failure, Outcome, Run, RunOptions, Target, VisitOutcome
from remote_prt.reports.json_values import Json
from remote_prt.store.rotated_file import RotatedFile, Rotation
from remote_prt.transports.credentials import Credential
from remote_prt.transports.redaction import Redactor
from remote_prt.version import __version__

#: A disk that has not taken the rest by then does not hold up the end.
_CLOSING_SECONDS = 5.0

#: A traceback or message is cut here.
_MOST_CHARACTERS = 20_000


def redactor_of(credentials: Iterable[Credential]) -> Redactor:
    """What takes the secrets of a run out of texts: passwords, and the headers that Basic makes of them."""
    redactor = Redactor()
    for credential in set(credentials):
        redactor.learn(credential.password)
        if credential.password:
            pair = f"{credential.user or ''}:{credential.password}".encode()
            redactor.learn(base64.b64encode(pair).decode())
    return redactor


def traceback_lines(error: BaseException, redactor: Redactor) -> list[str]:
    """Where an error arose, a line each, without secrets; values of variables are not in it."""
    text = "".join(traceback.format_exception(error))[-_MOST_CHARACTERS:]
    return [redactor.record(redactor.words(line)) if line.strip() else "" for line in text.splitlines()]


class LogFile:
    """The file; every method may be called in any thread and none raises.

    Args:
        path: events are added at its end; a new file is readable by its owner only.
        rotation: how big it gets before it is put aside, and how many of those are kept.

    Raises:
        UsageError: it cannot be written.
    """

    def __init__(self, path: Path, rotation: Rotation = Rotation()) -> None:  # noqa: B008  it is frozen
        self.path = path
        self.problem: Exception | None = None  #: what ended the log early; known once it is closed
        self.redactor = Redactor()
        self.run_id: str | None = None
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._rotated = RotatedFile(path, rotation)
        except OSError as error:
            problem = f"--log-file {path}: {error.strerror or error}"
            raise UsageError(problem, "close it elsewhere, or choose another file") from error
        self._writer = LineWriter(self._append, "remote_prt-log")

    def write(self, event: str, level: str = "info", **members: Json) -> None:
        """Add one event."""
        at = datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        head: dict[str, Json] = {"Time": at, "Level": level, "Event": event, "Run": self.run_id}
        line = json.dumps(head | {name: self._clean(value) for name, value in members.items()}, ensure_ascii=True)
        self._writer.put(f"{line}\n")

    def broke(self, error: BaseException, host: str | None = None) -> None:
        """Add a fault of ours, with its traceback."""
        lines: Json = list(traceback_lines(error, self.redactor))
        self.write("error", "error", ComputerName=host, Kind=type(error).__name__, Traceback=lines)

    def close(self) -> None:
        """Give the file back; what comes later is dropped."""
        if self._writer.close(_CLOSING_SECONDS):
            self._rotated.close()
        else:
            self.problem = OSError(None, "the disk does not answer")
        self.problem = self._writer.problem or self.problem

    def _append(self, line: str) -> None:
        """In the thread that writes; each line in one write, so that runs may share a file."""
        self._rotated.append(line.encode("ascii"))

    def _clean(self, value: Json) -> Json:
        if isinstance(value, str):
            return self.redactor.words(value)[:_MOST_CHARACTERS]
        if isinstance(value, list):
            return [self._clean(one) for one in value]
        return {name: self._clean(one) for name, one in value.items()} if isinstance(value, dict) else value


@dataclass(slots=True)
class RunLog:
    """An `Observer` and `VisitListener` that writes each event into the file."""

    file: LogFile
    braked: set[str] = field(default_factory=set)  #: what the lockout brake has been heard to say

    def run_started(self, targets: tuple[Target, ...], options: RunOptions) -> None:
        """What is asked."""
        self.file.write(
            "run-started",
            ToolVersion=__version__,
            ProcessId=os.getpid(),
            Scope=options.scope,
            Hosts=len(targets),
            Context=options.context.value,
            Transport=options.transport,
            Account=options.account,
            Concurrency=options.concurrency,
            HostTimeoutSeconds=options.host_timeout_seconds,
            Weakened=list(options.weakened),
        )

    def targets_added(self, targets: tuple[Target, ...], *, more: bool) -> None:
        """How many more are asked, and whether others may follow."""
        self.file.write("hosts-added", Hosts=len(targets), More=more)

    def visit_started(self, target: Target) -> None:
        """Who is visited."""
        self.file.write("visit-started", "debug", ComputerName=target.name)

    def phase_ended(self, target: Target, phase: Phase, seconds: float) -> None:
        """How long a phase took."""
        took = round(seconds * 1000)
        self.file.write("phase-ended", "debug", ComputerName=target.name, Phase=phase.value, Milliseconds=took)

    def try_failed(self, target: Target, error: HostError) -> None:
        """What ended a try; whether another follows is seen by what comes."""
        self.file.write(
            "try-failed",
            "warning" if error.is_transient else "info",
            ComputerName=target.name,
            Phase=error.phase.value,
            Message=error.reason,
            Transient=error.is_transient,
        )

    def visit_broke(self, target: Target, error: Exception) -> None:
        """A fault of ours."""
        self.file.broke(error, target.name)

    def visit_finished(self, outcome: VisitOutcome) -> None:
        """How the visit ended; the lockout brake is an event of its own, once for each account."""
        failure, diagnosis = outcome.failure, outcome.diagnosis
        is_withheld = outcome.outcome is Outcome.SKIPPED and failure and failure.phase is Phase.AUTHENTICATE
        if is_withheld and failure and failure.message not in self.braked:
            self.braked.add(failure.message)
            self.file.write("brake", "warning", Message=failure.message)
        self.file.write(
            "visit-finished",
            "info" if failure is None else "warning",
            ComputerName=outcome.target.name,
            Address=outcome.address,
            Outcome=outcome.outcome.value,
            Status=outcome.status_word,
            Reason=None if diagnosis is None or diagnosis.reason is None else diagnosis.reason.value,
            Failure=None if failure is None else _failure(failure),
            Milliseconds=round(outcome.duration_seconds * 1000),
            Tries=outcome.tries,
        )

    def run_finished(self, run: Run) -> None:
        """What it amounts to."""
        for remark in run.remarks:
            self.file.write("remark", "warning", Message=remark)
        coverage = run.coverage
        self.file.write(
            "run-finished",
            Counts=dict(run.counts),
            Asked=coverage.asked,
            Reached=coverage.reached,
            Judged=coverage.judged,
            Failed=coverage.failed,
            Interrupted=run.interrupted,
            StoppedBy=None if run.stopped_by is None else run.stopped_by.value,
            HostsMissing=run.hosts_missing or None,
        )


def _failure(failure: Failure) -> dict[str, Json]:
    phase = None if failure.phase is None else failure.phase.value
    return {
        "Phase": phase,
        "Transport": failure.transport,
        "Port": failure.port,
        "Message": failure.message,
        "Try": failure.try_next,
    }
