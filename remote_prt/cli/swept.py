"""How a sweep of this process ended: light, so that verbs which visit nobody can make one and report it."""

from dataclasses import dataclass
from signal import Signals

from remote_prt.model import Run


@dataclass(frozen=True, slots=True)
class Swept:
    """A finished run, and what ended it."""

    run: Run
    stopped_by: Signals | None  #: the signal that stopped it early
