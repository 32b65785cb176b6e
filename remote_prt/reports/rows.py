"""A run as flat rows: one per (host, user), the common ground of the table, the CSV file and the clusters.

A host where nobody is signed in, or that was not judged, has one row without a user. A host whose device finding makes
it worse than any of its users (disabled in the directory while the PRT still lives) has one more row without a user, so
that a filter on `Status` cannot miss it.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from remote_prt.diagnosis.diagnosis import DeviceSummary, Status, UserDiagnosis
from remote_prt.diagnosis.evidence import MissingReason
from remote_prt.diagnosis.finding import Finding, Severity
from remote_prt.diagnosis.kind_words import spoken
from remote_prt.model import Failure, Outcome, Run, VisitOutcome
from remote_prt.reports.words import ENGLISH, Words

#: Status and outcome words, the most urgent first: the order of table, counts and clusters.
WORD_ORDER: tuple[str, ...] = (
    Status.BROKEN,
    Status.FAILING,
    Status.STALE,
    Status.UNKNOWN,
    Outcome.UNREACHABLE,
    Outcome.REFUSED,
    Outcome.TIMED_OUT,
    Outcome.SKIPPED,
    Outcome.VISITED,
    Status.NOT_APPLICABLE,
    Status.HEALTHY,
)

#: Statuses that need no cause: the findings of the device are not theirs.
_AT_EASE = frozenset({Status.HEALTHY, Status.NOT_APPLICABLE})
#: Remarks that tell why nothing is known of a user: their first step is the way to know.
_WHY_UNKNOWN = frozenset({"PRT-WRONG-SESSION", "PRT-BROKER-ALONE"})


@dataclass(frozen=True, slots=True)
class ReportRow:
    """One line of a report."""

    outcome: VisitOutcome
    user: UserDiagnosis | None  #: None: the line is about the host itself
    status: str  #: a PRT status, or the outcome word where nothing was judged
    reason: MissingReason | None  #: why UNKNOWN
    headline: Finding | None  #: the finding that explains the status best
    words: Words = ENGLISH  #: the language in which the line is told

    @property
    def host(self) -> str:
        """The host's name as asked."""
        return self.outcome.target.name

    @property
    def device(self) -> DeviceSummary | None:
        """What is known of the device; None where nothing was judged."""
        return None if self.outcome.diagnosis is None else self.outcome.diagnosis.device

    @property
    def notes(self) -> tuple[str, ...]:
        """Remarks about the user, or about a host on which nobody was seen."""
        if self.user is not None:
            return self.user.notes
        return () if self.outcome.diagnosis is None else self.outcome.diagnosis.notes

    @property
    def collected_at(self) -> datetime | None:
        """The host's clock when it was asked, UTC."""
        return None if self.device is None else self.device.collected_at

    @property
    def prt_age(self) -> timedelta | None:
        """Time since the PRT was renewed, both ends by the host's own clock, or by that of the text that states it."""
        renewed_at = None if self.user is None else self.user.prt_update_at
        seen_at = (self.user.stated_at if self.user is not None else None) or self.collected_at
        return None if renewed_at is None or seen_at is None else seen_at - renewed_at


def report_rows(run: Run, words: Words = ENGLISH) -> tuple[ReportRow, ...]:
    """All rows of a run, hosts in the order of its outcomes, to be told in that language."""
    return tuple(replace(row, words=words) for outcome in run.outcomes for row in _rows_of(outcome))


def urgency(word: str) -> int:
    """The place of a status or outcome word in `WORD_ORDER`; a word not listed comes last."""
    return WORD_ORDER.index(word) if word in WORD_ORDER else len(WORD_ORDER)


def user_name(user: UserDiagnosis) -> str:
    """The name of a user as the host prints it, or else the UPN, or else the SID."""
    return user.session.name or user.session.upn or user.session.sid


def failure_text(failure: Failure, words: Words = ENGLISH, address: str = "") -> str:
    """Where a visit failed and why: `connect http:5985: nothing listens there`, or with the address that was tried."""
    message = words.failure(failure.message)
    door = f"{failure.transport}:{failure.port}" if failure.port else failure.transport
    if failure.port and address:
        tried = f"[{address}]" if ":" in address else address
        door = f"{failure.transport} {tried}:{failure.port}"
    place = " ".join(part for part in (spoken(failure.phase, words.language) if failure.phase else "", door) if part)
    return f"{place}: {message}" if place else message


def _rows_of(outcome: VisitOutcome) -> tuple[ReportRow, ...]:
    diagnosis = outcome.diagnosis
    if diagnosis is None:
        return (ReportRow(outcome, None, outcome.status_word, None, None),)
    has_own_line = all(user.status is not diagnosis.status for user in diagnosis.users)
    of_device = () if has_own_line else diagnosis.findings
    users = tuple(
        ReportRow(outcome, user, user.status.value, user.reason, _headline(user, diagnosis.findings, of_device))
        for user in diagnosis.users
    )
    if not has_own_line:
        return users
    finding = diagnosis.findings[0] if diagnosis.findings else None
    return (*users, ReportRow(outcome, None, diagnosis.status.value, diagnosis.reason, finding))


def _headline(
    user: UserDiagnosis, of_device: tuple[Finding, ...], not_told_elsewhere: tuple[Finding, ...]
) -> Finding | None:
    """The user's first finding, or else, for a status that needs a cause, the device's.

    Where nothing is known of the user, a failure that the log ties to nobody says more than that the evidence is
    another session's; but not twice, where the device has a line of its own. A mere remark explains no such line.
    """
    if user.status is Status.UNKNOWN:
        seen = (*user.findings, *not_told_elsewhere)
        faults = (one for one in seen if one.severity is not Severity.INFO)
        return next(faults, next((one for one in seen if one.finding_id in _WHY_UNKNOWN), None))
    if user.findings:
        return user.findings[0]
    return of_device[0] if of_device and user.status not in _AT_EASE else None
