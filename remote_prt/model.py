"""The nouns every room shares: who to visit, what a visit saw, how it ended, what a run amounts to.

All values are frozen. Times are aware UTC, durations are seconds, and `Deadline` is a point on a monotonic clock: the
clocks themselves live in controller, transports and cli.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from remote_prt.diagnosis.diagnosis import Diagnosis
from remote_prt.diagnosis.evidence import Evidence
from remote_prt.diagnosis.finding import Finding
from remote_prt.errors import Phase


class AuthMethod(StrEnum):
    """How to log on. `auto` = Kerberos; NTLM only where section 5 of the design allows it."""

    AUTO = "auto"
    KERBEROS = "kerberos"
    NEGOTIATE = "negotiate"
    NTLM = "ntlm"
    BASIC = "basic"
    CERTIFICATE = "certificate"


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


class StopReason(StrEnum):
    """Why a run left hosts out that it was asked for."""

    INTERRUPTED = "interrupted"  #: Ctrl-C, TERM
    DEADLINE = "deadline"  #: `--deadline`
    MAX_FAIL = "max-fail"  #: `--max-fail`


_FAILED = frozenset({Outcome.UNREACHABLE, Outcome.REFUSED, Outcome.TIMED_OUT})


@dataclass(frozen=True, slots=True)
class Target:
    """Who to visit and how; None means "the run's default"."""

    name: str  #: as written; the identity in every report
    address: str | None = None  #: an address or another name to connect to instead of `name`
    port: int | None = None
    https: bool | None = None
    auth: AuthMethod | None = None
    user: str | None = None
    configuration_name: str | None = None
    enabled: bool = True
    disabled_reason: str = ""  #: why it is not to be visited, for the SKIPPED line
    groups: tuple[str, ...] = ()


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

    @property
    def is_reached(self) -> bool:
        """Whether a session was open there, whatever came of it."""
        at = None if self.failure is None else self.failure.phase
        return self.outcome is Outcome.VISITED or at in {Phase.RUN, Phase.CLOSE}

    @property
    def status_word(self) -> str:
        """The PRT status, or the outcome word where nothing was judged."""
        return self.outcome.value if self.diagnosis is None else self.diagnosis.status.value


@dataclass(frozen=True, slots=True)
class Coverage:
    """How much of what was asked could be judged."""

    asked: int
    reached: int  #: a session was open there, whatever came of it
    judged: int  #: a status other than UNKNOWN
    failed: int = 0  #: the visit came to nothing: UNREACHABLE, REFUSED or TIMED_OUT


@dataclass(frozen=True, slots=True)
class RunOptions:
    """What is the same for all hosts of a run and is printed in its header."""

    scope: str  #: the words that named the hosts
    context: Context
    transport: str
    account: str
    concurrency: int
    host_timeout_seconds: float
    weakened: tuple[str, ...] = ()  #: switches that lower security: `--allow-ntlm`, `--no-verify-tls`
    only_user: str = ""  #: the one user who is judged; "" = everybody
    probes_network: bool = False  #: each host sends requests to the sign-in servers
    visits_hosts: bool = True  #: False: saved files are judged, and nothing is contacted
    deadline: datetime | None = None  #: when the run is to be over
    max_fail: str = ""  #: `--max-fail` as given
    redacted: tuple[str, ...] = ()  #: kinds of names that stand-ins replace in reports: `users`, `hosts`, `tenant`


@dataclass(frozen=True, slots=True)
class Run:
    """One sweep."""

    run_id: str
    started_at: datetime
    finished_at: datetime | None
    options: RunOptions
    tool_version: str
    outcomes: tuple[VisitOutcome, ...] = field(default=())
    interrupted: bool = False
    remarks: tuple[str, ...] = ()  #: what went wrong beside the visits: an observer that was lost
    stopped_by: StopReason | None = None  #: what else left hosts unfinished: the deadline of the run, or `--max-fail`

    @property
    def coverage(self) -> Coverage:
        """Asked, reached, judged, failed."""
        reached = [o for o in self.outcomes if o.is_reached]
        judged = [o for o in self.outcomes if o.diagnosis is not None and o.diagnosis.reason is None]
        failed = [o for o in self.outcomes if o.outcome in _FAILED]
        return Coverage(len(self.outcomes), len(reached), len(judged), len(failed))

    @property
    def counts(self) -> dict[str, int]:
        """How many results have each status word, every word that occurs."""
        return _count(o.status_word for o in self.outcomes)


@dataclass(frozen=True, slots=True)
class ActionOutcome:
    """What one action script answered on one host, and how its session ended."""

    target: Target
    outcome: Outcome  #: VISITED: the script sent at least one record
    address: str | None
    failure: Failure | None
    records: tuple[str, ...]  #: one JSON text each, exactly as received
    script_sha256: str
    started_at: datetime
    duration_seconds: float


class Deed(StrEnum):
    """What became of one thing that was to be done: for one user, one channel, one trace."""

    DONE = "DONE"  #: and it was seen to be done: the token renewed, the channel changed
    UNCHANGED = "UNCHANGED"  #: it was so already, so nothing was touched
    PENDING = "PENDING"  #: asked for, and not seen to have happened until we stopped looking
    FAILED = "FAILED"  #: asked for, and it went wrong
    NOT_POSSIBLE = "NOT_POSSIBLE"  #: nothing was asked for, and why
    WOULD_CHANGE = "WOULD_CHANGE"  #: a dry run: it would have been asked for
    SEEN = "SEEN"  #: only looked at


@dataclass(frozen=True, slots=True)
class Remark:
    """A sentence of ours, by its key in the words of reports, with what it says filled in."""

    key: str
    values: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class DeedPart:
    """One thing on one host, before and after."""

    subject: str  #: a user as shown, or a channel; "" = the host as a whole
    deed: Deed
    before: str = ""  #: a time in UTC, `enabled`, `disabled`; "" = not known
    after: str = ""
    remarks: tuple[Remark, ...] = ()
    details: tuple[tuple[str, str], ...] = ()  #: for programs: name and value, e.g. `Sid`, `MaximumSizeInBytes`
    finding: Finding | None = None  #: why it failed


@dataclass(frozen=True, slots=True)
class FormerChannel:
    """What an event channel was before we changed it."""

    channel: str
    enabled: bool
    remembered_at: datetime


@dataclass(frozen=True, slots=True)
class RememberedTrace:
    """A trace that we began on a host and have not fetched or discarded."""

    folder: str  #: name of its work folder on the host
    kind: str  #: `network`, `auth` or `ttd`
    started_at: datetime
    case: str = ""  #: the case folder that a fetch began, so that the next one goes on there


@dataclass(frozen=True, slots=True)
class Artefact:
    """One file of a case: where it came from, and how to prove that it is the same."""

    name: str  #: in the case folder
    kind: str  #: of the trace
    source: str  #: folder and file on the host
    size: int
    sha256: str  #: of the host, and of the file here
    fetched_at: datetime
    script_sha256: str  #: of the script that sent it


@dataclass(frozen=True, slots=True)
class HostDeed:
    """One host of a run that does something, done."""

    target: Target
    outcome: Outcome
    address: str | None
    failure: Failure | None
    parts: tuple[DeedPart, ...]
    started_at: datetime
    duration_seconds: float
    captures: tuple[tuple[str, Capture], ...] = ()  #: what was seen, by when: `before`, `after`


@dataclass(frozen=True, slots=True)
class DeedRun:
    """One run that does something on hosts."""

    verb: str  #: as typed: `refresh`, `logs enable`
    run_id: str
    started_at: datetime
    finished_at: datetime
    options: RunOptions
    tool_version: str
    deeds: tuple[HostDeed, ...]
    dry_run: bool = False
    interrupted: bool = False
    remarks: tuple[str, ...] = ()


class Observer(Protocol):
    """Listens to a run: progress, journal and reports do; nobody prints from inside."""

    def run_started(self, targets: tuple[Target, ...], options: RunOptions) -> None:
        """All targets are known; nothing has been contacted."""

    def visit_started(self, target: Target) -> None:
        """A visit got its slot; a host that does not even answer a TCP connect gets none."""

    def visit_finished(self, outcome: VisitOutcome) -> None:
        """A visit ended, however it ended; called exactly once per target."""

    def run_finished(self, run: Run) -> None:
        """The run is complete or was interrupted."""


def _count(words: Iterable[str]) -> dict[str, int]:
    counts: dict[str, int] = {}
    for word in words:
        counts[word] = counts.get(word, 0) + 1
    return counts
