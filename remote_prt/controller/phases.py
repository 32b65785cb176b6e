"""Where each visit is, and how long each of its phases took: what progress, log and timing percentiles are made of.

A transport says when a phase begins, in whatever thread; a visit says when it begins and ends. A phase that comes again
(a retry, a logon of several rounds) adds up. Between two phases a visit waits: for its turn, not for its host.
"""

import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from remote_prt.errors import HostError, Phase
from remote_prt.model import PhaseTime, Target


class VisitListener(Protocol):
    """Hears of phases as they end, in any thread, and of faults of ours; it must not raise."""

    def phase_ended(self, target: Target, phase: Phase, seconds: float) -> None:
        """A phase of this visit is over."""

    def try_failed(self, target: Target, error: HostError) -> None:
        """A try of this visit failed; another may follow."""

    def visit_broke(self, target: Target, error: Exception) -> None:
        """Something unforeseen ended this visit; its traceback says where."""


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """Where one visit is."""

    phase: Phase | None  #: None: it waits for its turn
    phase_seconds: float  #: since then
    visit_seconds: float  #: since the visit began


@dataclass(slots=True)
class _Visit:
    """One visit under way."""

    began_at: float
    since: float
    phase: Phase | None = None
    seconds: dict[Phase, float] = field(default_factory=dict)


class PhaseBook:
    """The visits under way, by the name of their host.

    Args:
        listeners: told of each phase that ends.
        clock: seconds, monotonic.
    """

    def __init__(self, listeners: Sequence[VisitListener] = (), clock: Callable[[], float] = time.monotonic) -> None:
        self._listeners = tuple(listeners)
        self._clock = clock
        self._visits: dict[str, _Visit] = {}
        self._lock = threading.Lock()

    def begin(self, target: Target) -> None:
        """A visit begins; a second attempt at the same host goes on where the first one ended."""
        now = self._clock()
        with self._lock:
            self._visits.setdefault(target.name, _Visit(now, now))

    def enter(self, target: Target, phase: Phase | None) -> None:
        """The visit passes into a phase, or waits for its turn (None); unknown visits are none of ours."""
        self._pass(target, phase)

    def end(self, target: Target) -> tuple[PhaseTime, ...]:
        """The visit is over: how long each phase took, in the order in which phases come."""
        self._pass(target, None)
        with self._lock:
            visit = self._visits.pop(target.name, None)
        taken = {} if visit is None else visit.seconds
        return tuple(PhaseTime(phase, round(taken[phase], 3)) for phase in Phase if phase in taken)

    def listen(self, listener: VisitListener) -> None:
        """Tell this one too from now on; before the run begins."""
        self._listeners = (*self._listeners, listener)

    def try_failed(self, target: Target, error: HostError) -> None:
        """Pass on that a try failed."""
        for listener in self._listeners:
            listener.try_failed(target, error)

    def broke(self, target: Target, error: Exception) -> None:
        """Pass on a fault of ours to whoever keeps tracebacks."""
        for listener in self._listeners:
            listener.visit_broke(target, error)

    def under_way(self) -> dict[str, Whereabouts]:
        """Where every visit is that has not ended, by the name of its host."""
        with self._lock:
            now = self._clock()
            return {
                name: Whereabouts(visit.phase, now - visit.since, now - visit.began_at)
                for name, visit in self._visits.items()
            }

    def _pass(self, target: Target, phase: Phase | None) -> None:
        with self._lock:
            now = self._clock()
            visit = self._visits.get(target.name)
            if visit is None or visit.phase is phase:
                return
            left, seconds = visit.phase, now - visit.since
            visit.phase, visit.since = phase, now
            if left is not None:
                visit.seconds[left] = visit.seconds.get(left, 0.0) + seconds
        if left is not None:
            for listener in self._listeners:
                listener.phase_ended(target, left, seconds)
