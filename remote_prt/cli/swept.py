"""How a sweep of this process ended: light, so that verbs which visit nobody can make one and report it."""

import secrets
from dataclasses import dataclass
from datetime import datetime
from signal import Signals

from remote_prt.model import Run


def new_run_id(started_at: datetime) -> str:
    """The name of a run that begins now."""
    return f"{started_at:%Y%m%dT%H%M%SZ}-{secrets.token_hex(3)}"


@dataclass(frozen=True, slots=True)
class Swept:
    """A finished run, and what ended it."""

    run: Run
    stopped_by: Signals | None  #: the signal that stopped it early
