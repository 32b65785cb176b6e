"""The codes that apply to a run, computed from what became of its hosts."""

from collections.abc import Collection
from signal import Signals

from remote_prt.cli.exit_codes import ExitCode, FailOn
from remote_prt.diagnosis.diagnosis import Status
from remote_prt.diagnosis.evidence import MissingReason
from remote_prt.errors import Phase
from remote_prt.model import Deed, DeedRun, Outcome, Run, VisitOutcome

_LEVELS: dict[FailOn, frozenset[Status]] = {
    FailOn.BROKEN: frozenset({Status.BROKEN}),
    FailOn.FAILING: frozenset({Status.BROKEN, Status.FAILING}),
    FailOn.STALE: frozenset({Status.BROKEN, Status.FAILING, Status.STALE}),
}

#: What was asked for and did not come about. What is not possible is a finding too: the user has to do something.
_UNDONE = frozenset({Deed.FAILED, Deed.PENDING, Deed.NOT_POSSIBLE})

_NOT_JUDGED = frozenset({Outcome.UNREACHABLE, Outcome.REFUSED, Outcome.TIMED_OUT})


def exit_codes(run: Run, fail_on: Collection[FailOn] = ()) -> frozenset[ExitCode]:
    """Every code that applies to the run; `OK` alone when none does.

    Codes that no run can tell (usage, lock, brake, bug, TERM) are added by whoever saw the reason.
    """
    codes = {ExitCode.INTERRUPTED} if run.interrupted else set()
    if any(_is_withheld(outcome) for outcome in run.outcomes):
        codes.add(ExitCode.LOCKOUT_BRAKE)
    if run.stopped_by is not None or (not run.interrupted and any(map(_is_left_out, run.outcomes))):
        codes.add(ExitCode.STOPPED)
    if FailOn.NEVER not in fail_on:
        codes |= {code for outcome in run.outcomes for code in _codes_of(outcome, fail_on)}
        codes |= {_unjudged(fail_on)} if run.hosts_missing else set()
    return frozenset(codes or {ExitCode.OK})


def deed_exit_codes(run: DeedRun, fail_on: Collection[FailOn], stopped_by: Signals | None) -> frozenset[ExitCode]:
    """Every code that applies to a run that does something: 1 where what was asked did not come about on a host."""
    codes: set[ExitCode] = set()
    if run.interrupted:
        codes.add(ExitCode.INTERRUPTED if stopped_by is None or stopped_by.name == "SIGINT" else ExitCode.TERMINATED)
    for deed in run.deeds:
        if deed.failure is not None and deed.failure.internal:
            codes.add(ExitCode.INTERNAL)
        if deed.outcome is Outcome.SKIPPED and deed.failure is not None and deed.failure.phase is Phase.AUTHENTICATE:
            codes.add(ExitCode.LOCKOUT_BRAKE)
        if deed.outcome is Outcome.SKIPPED and deed.failure is not None and deed.failure.phase is None:
            codes |= {ExitCode.STOPPED} if deed.target.enabled and not run.interrupted else set()
        if FailOn.NEVER in fail_on:
            continue
        if any(part.deed in _UNDONE for part in deed.parts):
            codes.add(ExitCode.FINDINGS)
        if deed.outcome in _NOT_JUDGED:
            codes.add(ExitCode.FINDINGS if FailOn.UNREACHABLE in fail_on else ExitCode.NOT_JUDGED)
    return frozenset(codes or {ExitCode.OK})


def _codes_of(outcome: VisitOutcome, fail_on: Collection[FailOn]) -> set[ExitCode]:
    codes: set[ExitCode] = set()
    if outcome.failure is not None and outcome.failure.internal:
        codes.add(ExitCode.INTERNAL)
    if outcome.outcome in _NOT_JUDGED:
        codes.add(_unjudged(fail_on))
    statuses = _statuses(outcome)
    failing = frozenset().union(*(_LEVELS[level] for level in fail_on if level in _LEVELS)) or _LEVELS[FailOn.BROKEN]
    if any(status in failing for status, _ in statuses):
        codes.add(ExitCode.FINDINGS)
    if any(status is Status.UNKNOWN and reason is not MissingReason.NO_USER_SIGNED_IN for status, reason in statuses):
        codes.add(ExitCode.FINDINGS if FailOn.UNKNOWN in fail_on else ExitCode.UNKNOWN)
    return codes


def _unjudged(fail_on: Collection[FailOn]) -> ExitCode:
    return ExitCode.FINDINGS if FailOn.UNREACHABLE in fail_on else ExitCode.NOT_JUDGED


def _statuses(outcome: VisitOutcome) -> tuple[tuple[Status, MissingReason | None], ...]:
    """The status of the host and of each user, with its reason; a visit that came back unjudged is UNKNOWN."""
    diagnosis = outcome.diagnosis
    if diagnosis is not None:
        return ((diagnosis.status, diagnosis.reason), *((user.status, user.reason) for user in diagnosis.users))
    return ((Status.UNKNOWN, None),) if outcome.outcome is Outcome.VISITED else ()


def _is_withheld(outcome: VisitOutcome) -> bool:
    """Whether the lockout brake kept a host from being tried: skipped in the phase of logging on."""
    at = None if outcome.failure is None else outcome.failure.phase
    return outcome.outcome is Outcome.SKIPPED and at is Phase.AUTHENTICATE


def _is_left_out(outcome: VisitOutcome) -> bool:
    """Whether a host was skipped although nobody had disabled it and no brake held it back."""
    return outcome.outcome is Outcome.SKIPPED and outcome.target.enabled and not _is_withheld(outcome)
