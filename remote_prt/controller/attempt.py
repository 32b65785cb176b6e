"""What one try of a visit has seen, and what all tries together have come to: mutable, so that it survives an error."""

from dataclasses import dataclass, field
from datetime import datetime

from remote_prt.diagnosis.diagnosis import Diagnosis
from remote_prt.diagnosis.evidence import Evidence
from remote_prt.errors import HostError, HostRefused, HostTimedOut, LogonWithheld, Phase, TicketsWithheld
from remote_prt.model import Failure, Outcome, StopReason, Target, VisitOutcome

LEFT_OUT_WORDS = {
    StopReason.INTERRUPTED: ("the run was interrupted before this host was finished", "run again for this host"),
    StopReason.DEADLINE: (
        "the deadline of the run came before this host's turn",
        "run again for this host, or raise --deadline",
    ),
    StopReason.MAX_FAIL: (
        "too many other hosts had failed (--max-fail)",
        "see why they failed, then run again for this host",
    ),
    StopReason.NO_TICKET: (
        "the account had no ticket for the hosts before",
        "see why it had none for them, run kinit, then run again for this host",
    ),
    StopReason.CUT_OFF: ("the run was cut off before this host was finished", "go on with it: remote_prt --resume"),
    StopReason.UNDER_WAY: ("the run has not finished this host yet", "wait for the run to end"),
}
CUT_WORDS = ("the deadline of the run ended this visit", "run again for this host, or raise --deadline")


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a judge makes of a capture."""

    evidence: Evidence
    diagnosis: Diagnosis


@dataclass(slots=True)
class Attempt:
    """One try."""

    started_at: datetime
    records: list[str] = field(default_factory=list)
    address: str | None = None
    door: str = ""  #: "" until a session was open
    account: str = ""
    name_proof: str = ""
    script_sha256: str = ""
    has_begun: bool = False  #: the host was contacted
    is_done: bool = False  #: the script has said all it had to say
    outcome: Outcome = Outcome.VISITED
    failure: Failure | None = None

    def ended_by(self, error: HostError) -> None:
        """Remember what ended the try early."""
        self.address = self.address or error.address
        self.outcome, self.failure = ending_of(error)

    def cut(self, words: tuple[str, str]) -> None:
        """Remember that it was we who ended it; that a session was open stays known by the phase."""
        self.outcome = Outcome.SKIPPED
        self.failure = Failure(Phase.RUN if self.door else None, "", None, *words, unfinished=True)


@dataclass(slots=True)
class Seen:
    """All tries of one visit: what counts is the last one, unless only an earlier one brought evidence."""

    best: Attempt
    tries: int = 0
    was_answered: bool = False  #: it stood before a session
    left_out: StopReason | None = None

    def keep(self, attempt: Attempt) -> None:
        """Take the result of a further try; one that was left out, or cut before a session, is none beside another."""
        was_left_out = attempt.failure is None and not attempt.is_done
        was_cut = attempt.outcome is Outcome.SKIPPED and not attempt.door
        is_none = self.best.failure is not None and (was_left_out or was_cut)
        if attempt.records or not (self.best.records or is_none):
            self.best = attempt


def ending_of(error: HostError) -> tuple[Outcome, Failure]:
    """How a visit ended that this error ended, and why; a missing ticket is the run's fault, so it is to be resumed."""
    timed_out = isinstance(error, HostTimedOut)
    if timed_out:
        outcome = Outcome.TIMED_OUT
    elif isinstance(error, LogonWithheld):
        outcome = Outcome.SKIPPED
    else:
        outcome = Outcome.REFUSED if isinstance(error, HostRefused) else Outcome.UNREACHABLE
    phase = None if isinstance(error, TicketsWithheld) else error.phase
    is_of_the_run = error.no_ticket is not None
    return outcome, Failure(
        phase, error.transport, error.port, error.reason, error.try_next, timed_out, unfinished=is_of_the_run
    )


def skipped(target: Target, reason: str, try_next: str, at: datetime) -> VisitOutcome:
    """The outcome of a host that was not visited."""
    failure = Failure(None, "", None, reason, try_next)
    return VisitOutcome(target, Outcome.SKIPPED, target.address, failure, None, None, None, at, 0.0, tries=0)


def left_out(target: Target, reason: StopReason, at: datetime) -> VisitOutcome:
    """The outcome of a host whose turn did not come."""
    return skipped(target, *LEFT_OUT_WORDS[reason], at)


def unforeseen(error: Exception) -> Failure:
    """A fault of ours, named by its kind only: its text may hold what a host sent."""
    what = f"internal error: {type(error).__name__}"
    return Failure(None, "", None, what, "report this with the tool's version", internal=True)
