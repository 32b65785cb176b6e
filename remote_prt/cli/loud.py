"""What `-v` and `-vv` tell while a run goes on, a line each on standard error.

-v: how each visit ended, and tries that failed and are repeated. -vv: also when visits begin, how long each phase took,
and where a fault of ours arose. Nothing of other libraries is told: pypsrp would log whole messages.
"""

from collections.abc import Callable
from dataclasses import dataclass

from remote_prt.cli.run_log import traceback_lines
from remote_prt.diagnosis.kind_words import spoken
from remote_prt.errors import HostError, Phase
from remote_prt.model import Run, RunOptions, Target, VisitOutcome
from remote_prt.reports.rows import failure_text
from remote_prt.reports.words import Words
from remote_prt.transports.redaction import Redactor


@dataclass(slots=True)
class Loud:
    """An `Observer` and `VisitListener` that tells what it hears."""

    tell: Callable[[str], None]  #: prints a line, in any thread
    speak: Callable[[str], str]  #: says an English sentence in the language of the prompt
    words: Words
    redactor: Redactor
    is_louder: bool  #: `-vv`

    def run_started(self, targets: tuple[Target, ...], options: RunOptions) -> None:
        """Nothing: the notes have said it."""

    def targets_added(self, targets: tuple[Target, ...], *, more: bool) -> None:
        """How many more are known, and when these are all."""
        if self.is_louder and targets:
            self.tell(self.speak(f"further hosts are known: {len(targets)}"))
        if self.is_louder and not more:
            self.tell(self.speak("all hosts are known"))

    def visit_started(self, target: Target) -> None:
        """A visit begins."""
        if self.is_louder:
            self.tell(self.speak(f"{target.name}: begun"))

    def phase_ended(self, target: Target, phase: Phase, seconds: float) -> None:
        """A phase is over."""
        if self.is_louder:
            self.tell(self.speak(f"{target.name}: {spoken(phase, self.words.language)} took {seconds * 1000:.0f} ms"))

    def try_failed(self, target: Target, error: HostError) -> None:
        """A try failed that may be repeated."""
        if error.is_transient:
            self.tell(self.speak(f"{target.name}: a try failed: {self._clean(self.words.failure(error.reason))}"))

    def visit_broke(self, target: Target, error: Exception) -> None:
        """A fault of ours."""
        if self.is_louder:
            for line in traceback_lines(error, self.redactor):
                self.tell(f"{target.name}: {line}")

    def visit_finished(self, outcome: VisitOutcome) -> None:
        """A visit is over."""
        said = self.speak(f"{outcome.target.name}: {outcome.status_word} after {outcome.duration_seconds:.1f} s")
        failure = "" if outcome.failure is None else f" - {failure_text(outcome.failure, self.words)}"
        self.tell(f"{said}{self._clean(failure)}" if failure else said)

    def run_finished(self, run: Run) -> None:
        """Nothing: the report follows."""

    def _clean(self, text: str) -> str:
        return self.redactor.record(text)
