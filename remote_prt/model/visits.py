"""What one visit saw, and how it ended."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from remote_prt.diagnosis.diagnosis import Diagnosis
from remote_prt.diagnosis.evidence import Evidence
from remote_prt.errors import Phase
from remote_prt.model.targets import Target


class Context(StrEnum):
    """Which sources a visit may use (design section 2)."""

    AUTO = "auto"  #: user tasks, events, device rows
    USER = "user"  #: user tasks required
    CALLER = "caller"  #: dsregcmd as the remoting account, plus events; writes nothing on the host
    EVENTS = "events"  #: no dsregcmd at all; writes nothing on the host


class Outcome(StrEnum):
    """How a visit ended (design section 4)."""

    VISITED = "VISITED"
    UNREACHABLE = "UNREACHABLE"
    REFUSED = "REFUSED"
    TIMED_OUT = "TIMED_OUT"
    SKIPPED = "SKIPPED"


@dataclass(frozen=True, slots=True)
class Deadline:
    """A point on the monotonic clock, in seconds."""

    at: float

    def remaining(self, now: float) -> float:
        """Seconds left, never negative."""
        return max(0.0, self.at - now)

    @classmethod
    def after(cls, seconds: float, now: float) -> "Deadline":
        """The point `seconds` from `now`."""
        return cls(now + seconds)


@dataclass(frozen=True, slots=True)
class Failure:
    """What went wrong on the way, in words a person can act on."""

    phase: Phase | None  #: None: nothing was tried (SKIPPED)
    transport: str  #: `http`, `https`, `local` or ""
    port: int | None
    message: str
    try_next: str
    timed_out: bool = False  #: a deadline, not an answer, ended it
    internal: bool = False  #: a fault of ours, not of the host (exit 70)
    unfinished: bool = False  #: the run ended this visit, not the host: whoever goes on with the run visits it again


@dataclass(frozen=True, slots=True)
class Capture:
    """What one visit saw, raw and self-contained: the only thing that crosses from collecting to judging."""

    computer_name: str  #: as asked
    address: str | None
    started_at: datetime  #: controller clock, UTC
    finished_at: datetime
    transport: str  #: which door: `pypsrp`, `local`, `replay`
    account: str  #: who visited; never a secret
    context: Context
    script_sha256: str  #: hex; "" where a JEA command ran instead of text
    tool_version: str
    records: tuple[str, ...]  #: one JSON text per snippet, exactly as received, in order
    complete: bool  #: the host said it was done
    failure: Failure | None = None  #: why it is not complete
    schema_version: int = 1
    name_proof: str = ""  #: what proved that it was the host that was asked: `kerberos`, `tls`, `none`; "" = not known


@dataclass(frozen=True, slots=True)
class PhaseTime:
    """How long one phase of a visit took, all its attempts together."""

    phase: Phase
    seconds: float


@dataclass(frozen=True, slots=True)
class NotReached:
    """How long the runs of the same hosts have come away from a host with nothing, this run among them."""

    since: datetime  #: when the first of these runs in a row began, UTC
    runs: int  #: so many in a row
    is_retired: bool = False  #: so long that the machine may be gone


@dataclass(frozen=True, slots=True)
class VisitOutcome:
    """One host of a run, done."""

    target: Target
    outcome: Outcome
    address: str | None
    failure: Failure | None
    capture: Capture | None
    evidence: Evidence | None
    diagnosis: Diagnosis | None
    started_at: datetime
    duration_seconds: float  #: without waiting for its turn
    phases: tuple[PhaseTime, ...] = ()  #: in the order in which phases come; empty where none was timed
    tries: int = 1  #: 0: it was not contacted
    not_reached: NotReached | None = None  #: None: it was reached, or nothing is known of earlier runs

    @property
    def is_reached(self) -> bool:
        """Whether a session was open there, whatever came of it."""
        at = None if self.failure is None else self.failure.phase
        return self.outcome is Outcome.VISITED or at in {Phase.RUN, Phase.CLOSE}

    @property
    def status_word(self) -> str:
        """The PRT status, or the outcome word where nothing was judged."""
        return self.outcome.value if self.diagnosis is None else self.diagnosis.status.value
