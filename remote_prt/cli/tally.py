"""What a run has done so far, and what it is waiting for, as lines for people."""

import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field

from remote_prt.controller.phases import PhaseBook, Whereabouts
from remote_prt.diagnosis.kind_words import spoken
from remote_prt.model import Outcome, Run, RunOptions, Target, VisitOutcome
from remote_prt.reports.escape import printable

#: Longer names are cut, so that the line stays one.
_NAME_LENGTH = 40

#: Hosts that are named when somebody asks what is still under way.
_MOST_PENDING = 20

#: The pace is that of the last hosts that ended: early on those are the ones that answer fast or not at all.
_PACE_OF = 100


@dataclass(slots=True)
class Tally:
    """An `Observer` that counts; the threads that show its lines read while the event loop writes."""

    clock: Callable[[], float] = time.monotonic  #: seconds
    speak: Callable[[str], str] = str  #: says an English part in the language of the prompt
    language: str = "en"  #: of the names of phases
    phases: PhaseBook = field(default_factory=PhaseBook)  #: where each visit is
    total: int = 0
    has_more: bool = False  #: more hosts may become known
    done: int = 0
    not_judged: int = 0
    options: RunOptions | None = None
    running: dict[Target, float] = field(default_factory=dict)  #: since when
    files: dict[Target, tuple[str, int, int]] = field(default_factory=dict)  #: name, bytes done, bytes in all
    ended_at: deque[float] = field(default_factory=lambda: deque(maxlen=_PACE_OF))
    lock: threading.Lock = field(default_factory=threading.Lock)

    def run_started(self, targets: tuple[Target, ...], options: RunOptions) -> None:
        """Count what is asked."""
        with self.lock:
            self.total = len(targets)
            self.has_more = options.hosts_arrive
            self.options = options
            self.ended_at.append(self.clock())

    def targets_added(self, targets: tuple[Target, ...], *, more: bool) -> None:
        """Count them, too."""
        with self.lock:
            self.total += len(targets)
            self.has_more = more

    def visit_started(self, target: Target) -> None:
        """Remember since when this host is visited."""
        with self.lock:
            self.running[target] = self.clock()

    def visit_finished(self, outcome: VisitOutcome) -> None:
        """Count the host as done."""
        with self.lock:
            self.running.pop(outcome.target, None)
            self.files.pop(outcome.target, None)
            self.done += 1
            self.ended_at.append(self.clock())
            self.not_judged += outcome.outcome in {Outcome.UNREACHABLE, Outcome.REFUSED, Outcome.TIMED_OUT}

    def run_finished(self, run: Run) -> None:
        """Nothing is left to count."""

    def file_moved(self, target: Target, name: str, done: int, size: int) -> None:
        """Remember how far the file of this host is."""
        with self.lock:
            if target in self.running:
                self.files[target] = (name, done, size)

    def line(self, encoding: str = "utf-8") -> str:
        """The state as one line."""
        with self.lock:
            now = self.clock()
            how_far = f"{self.done}/{self.total}+ done" if self.has_more else f"{self.done}/{self.total} done"
            parts = [self.speak(how_far), self.speak(f"{len(self.running)} running")]
            if self.not_judged:
                parts.append(self.speak(f"{self.not_judged} not judged"))
            if self.has_more:
                parts.append(self.speak("ETA unknown"))
            elif 0 < self.done < self.total:
                parts.append(self._eta(now))
            if self.running:
                slowest, since = min(self.running.items(), key=lambda visit: visit[1])
                name = printable(slowest.name, encoding)[:_NAME_LENGTH]
                parts.append(self.speak(f"slowest {name} ({now - since:.0f} s)"))
            for name, done, size in self.files.values():
                shown = printable(name, encoding)[:_NAME_LENGTH]
                percent = 100 * done // max(1, size)
                parts.append(self.speak(f"{shown} {percent}% of {size / 1_000_000:.0f} MB"))
        return "  ".join(parts)

    def pending(self, encoding: str = "utf-8") -> list[str]:
        """How far the run is, and each host under way with its phase and its age, the oldest first."""
        where = self.phases.under_way()
        first = self.line(encoding)
        with self.lock:
            now = self.clock()
            oldest = sorted(self.running.items(), key=lambda visit: visit[1])
        lines = [
            self._whereabouts(printable(target.name, encoding)[:_NAME_LENGTH], where.get(target.name), now - since)
            for target, since in oldest[:_MOST_PENDING]
        ]
        more = len(oldest) - len(lines)
        return [first, *lines, *([self.speak(f"{more} more are under way")] if more else [])]

    def _whereabouts(self, name: str, at: Whereabouts | None, age: float) -> str:
        if at is None:
            return self.speak(f"{name}: under way for {age:.0f} s")
        if at.phase is None:
            return self.speak(f"{name}: waiting for its turn, {age:.0f} s in all")
        phase = spoken(at.phase, self.language)
        return self.speak(f"{name}: {phase} for {at.phase_seconds:.0f} s, {age:.0f} s in all")

    def _eta(self, now: float) -> str:
        """The rest at the pace of late; unknown until half of the hosts, or as many as run at once, have ended.

        The first to end are the fastest and those that are off, so their pace says nothing about the rest. Nor does it
        at the end: the last hosts are those that hang, and end when their time is up.
        """
        width, limit = (
            (1, 0.0) if self.options is None else (self.options.concurrency, self.options.host_timeout_seconds)
        )
        if limit and self.total - self.done <= len(self.running):
            return self.speak(f"ETA at most {_minutes(limit - (now - max(self.running.values())))}")
        if self.done < min(width, (self.total + 1) // 2):
            return self.speak("ETA unknown")
        pace = (now - self.ended_at[0]) / (len(self.ended_at) - 1)
        left = pace * (self.total - self.done)
        rounds = -(-(self.total - self.done) // width)
        return self.speak(f"ETA {_minutes(min(left, rounds * limit) if limit else left)}")


def _minutes(seconds: float) -> str:
    """`4:05`."""
    whole = max(0, int(seconds))
    return f"{whole // 60}:{whole % 60:02}"
