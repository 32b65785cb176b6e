"""One sweep: what was asked for, what it amounts to, and who listens to it."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol

from remote_prt.model.targets import Target
from remote_prt.model.visits import Context, Outcome, VisitOutcome


class StopReason(StrEnum):
    """Why a run left hosts out that it was asked for."""

    INTERRUPTED = "interrupted"  #: Ctrl-C, TERM
    DEADLINE = "deadline"  #: `--deadline`
    MAX_FAIL = "max-fail"  #: `--max-fail`
    CUT_OFF = "cut-off"  #: it was killed, and is told from its journal
    UNDER_WAY = "under-way"  #: it goes on, and is told as far as it has come
    NO_TICKET = "no-ticket"  #: Kerberos had no ticket for host after host


_FAILED = frozenset({Outcome.UNREACHABLE, Outcome.REFUSED, Outcome.TIMED_OUT})


@dataclass(frozen=True, slots=True)
class Coverage:
    """How much of what was asked could be judged."""

    asked: int
    reached: int  #: a session was open there, whatever came of it
    judged: int  #: a status other than UNKNOWN
    failed: int = 0  #: the visit came to nothing: UNREACHABLE, REFUSED or TIMED_OUT


@dataclass(frozen=True, slots=True)
class CatchUp:
    """What became of the hosts that had waited for this run, because earlier ones had not reached them."""

    waiting: int  #: when it began
    reached: int  #: of these, now
    longest_since: datetime | None  #: since when the one waits that waited longest; None: nobody did


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
    hosts_arrive: bool = False  #: hosts become known while others are visited: those known at first are not all


@dataclass(frozen=True, slots=True)
class JudgedAgain:
    """That a run is told from what was kept of it, its captures judged anew."""

    at: datetime
    stale_after: timedelta  #: without renewal a PRT is STALE then
    has_site_catalog: bool  #: causes and remedies of the site's own were used
    collected_by: str  #: the version of remote_prt that visited


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
    stopped_by: StopReason | None = None  #: what else left hosts unfinished: deadline, `--max-fail`, no tickets
    hosts_missing: str = ""  #: why hosts that were asked for are in none of the outcomes; "" = none is missing
    judged_again: JudgedAgain | None = None  #: None: it was judged as it went
    catch_up: CatchUp | None = None  #: None: hosts were not put in that order

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


class Observer(Protocol):
    """Listens to a run: progress, journal and reports do; nobody prints from inside."""

    def run_started(self, targets: tuple[Target, ...], options: RunOptions) -> None:
        """The targets are known, all of them unless `options.hosts_arrive`; nothing has been contacted."""

    def targets_added(self, targets: tuple[Target, ...], *, more: bool) -> None:
        """Further targets are known, none of them contacted yet; the last time not `more`, unless hosts are missing."""

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
