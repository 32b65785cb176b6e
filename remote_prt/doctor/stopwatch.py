"""How long each phase of a session took: a `PhaseWatch` that adds up."""

import threading
import time

from remote_prt.errors import Phase
from remote_prt.model import Target


class Stopwatch:
    """Told by a transport, in any thread, when a host passes into a phase."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._now: dict[str, tuple[Phase | None, float]] = {}
        self._spent: dict[tuple[str, Phase], float] = {}

    def enter(self, target: Target, phase: Phase | None) -> None:
        """The host is in that phase from now on; None: it waits for its turn, or is done."""
        now = time.monotonic()
        with self._lock:
            before, since = self._now.get(target.name, (None, now))
            if before is not None:
                self._spent[target.name, before] = self._spent.get((target.name, before), 0.0) + now - since
            self._now[target.name] = phase, now

    def milliseconds(self, target: Target, phase: Phase) -> int | None:
        """How long a phase took, or has taken so far; None where the host was never in it."""
        now = time.monotonic()
        with self._lock:
            current, since = self._now.get(target.name, (None, now))
            spent = self._spent.get((target.name, phase))
            if current is phase:
                spent = (spent or 0.0) + now - since
        return None if spent is None else round(spent * 1000)
