"""The exit code says what a script must know, by the table of design/ux.md 7."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from remote_prt.cli.exit_codes import PRECEDENCE, ExitCode, FailOn, by_precedence, strongest
from remote_prt.cli.run_exit_codes import deed_exit_codes, exit_codes
from remote_prt.diagnosis.diagnosis import Status
from remote_prt.diagnosis.evidence import MissingReason
from remote_prt.model import Context, Deed, DeedPart, DeedRun, HostDeed, Outcome, RunOptions, Target, VisitOutcome
from tests.reports.builders import failed, finding, fleet, run, user, visited

HEALTHY = visited("pc-01", user(Status.HEALTHY))
NOT_APPLICABLE = visited("pc-02", user(Status.NOT_APPLICABLE))
STALE = visited("pc-03", user(Status.STALE))
FAILING = visited("pc-04", user(Status.FAILING))
BROKEN = visited("pc-05", user(Status.BROKEN))
WRONG_SESSION = visited("pc-06", user(Status.UNKNOWN))
NOBODY = visited("pc-07", status=Status.UNKNOWN, reason=MissingReason.NO_USER_SIGNED_IN)
BROKEN_DEVICE = visited("pc-08", user(Status.HEALTHY), status=Status.BROKEN, findings=(finding("AADSTS50155"),))
HIDDEN_UNKNOWN = visited("pc-09", user(Status.BROKEN), user(Status.UNKNOWN), status=Status.BROKEN)
UNREACHABLE = failed("pc-10", Outcome.UNREACHABLE, None)
REFUSED = failed("pc-11", Outcome.REFUSED, None)
TIMED_OUT = failed("pc-12", Outcome.TIMED_OUT, None)
DISABLED = failed("pc-13", Outcome.SKIPPED, None, enabled=False)
LEFT_OUT = failed("pc-14", Outcome.SKIPPED, None)
UNJUDGED = failed("pc-15", Outcome.VISITED, None)


@pytest.mark.parametrize(
    ("outcomes", "codes"),
    [
        ((), {0}),
        ((HEALTHY, NOT_APPLICABLE, STALE), {0}),
        ((HEALTHY, DISABLED), {0}),
        ((FAILING,), {0}),
        ((HEALTHY, BROKEN), {1}),
        ((BROKEN_DEVICE,), {1}),
        ((WRONG_SESSION,), {3}),
        ((UNJUDGED,), {3}),
        ((NOBODY,), {0}),
        ((HIDDEN_UNKNOWN,), {1, 3}),
        ((UNREACHABLE,), {4}),
        ((REFUSED,), {4}),
        ((TIMED_OUT,), {4}),
        ((LEFT_OUT,), {6}),
        ((BROKEN, WRONG_SESSION, UNREACHABLE, LEFT_OUT), {1, 3, 4, 6}),
    ],
)
def test_codes_of_a_run(outcomes: tuple[VisitOutcome, ...], codes: set[int]) -> None:
    """Without `--fail-on` only BROKEN is a finding; what could not be judged has codes of its own."""
    assert codes == exit_codes(run(*outcomes))


@pytest.mark.parametrize(
    ("fail_on", "outcome", "code"),
    [
        ("broken", FAILING, 0),
        ("failing", FAILING, 1),
        ("failing", BROKEN, 1),
        ("failing", STALE, 0),
        ("stale", STALE, 1),
        ("stale", HEALTHY, 0),
        ("unknown", WRONG_SESSION, 1),
        ("unknown", NOBODY, 0),
        ("unknown", BROKEN, 1),
        ("unknown", UNREACHABLE, 4),
        ("unreachable", TIMED_OUT, 1),
        ("unreachable", WRONG_SESSION, 3),
        ("never", BROKEN, 0),
        ("never", UNREACHABLE, 0),
        ("never", WRONG_SESSION, 0),
        ("never", LEFT_OUT, 6),
    ],
)
def test_fail_on_moves_the_bar(fail_on: str, outcome: VisitOutcome, code: int) -> None:
    """A level counts with all that is worse; `unknown` and `unreachable` stand beside it; `never` ignores results."""
    assert code == strongest(exit_codes(run(outcome), (FailOn(fail_on),)))


def test_levels_add_up() -> None:
    """Several levels mean the lowest of them, and the words beside them all hold."""
    levels = (FailOn.BROKEN, FailOn.STALE, FailOn.UNREACHABLE)

    assert {1} == exit_codes(run(STALE, UNREACHABLE), levels)


def test_interruption_beats_findings_and_is_not_a_stop() -> None:
    """Ctrl-C returns 130 whatever was found, and the hosts it left out do not count as another reason."""
    codes = exit_codes(run(BROKEN, LEFT_OUT, interrupted=True))

    assert {1, 130} == codes
    assert 130 == strongest(codes)


@pytest.mark.parametrize(
    ("fail_on", "code"), [((), ExitCode.NOT_JUDGED), ((FailOn.UNREACHABLE,), ExitCode.FINDINGS), ((FailOn.NEVER,), 0)]
)
def test_hosts_that_are_missing_were_not_judged(fail_on: tuple[FailOn, ...], code: int) -> None:
    """A list of hosts that broke off counts as hosts which could not be reached, and never covers a finding."""
    broken_off = replace(run(HEALTHY), hosts_missing="directory server dc1: it closed the connection")

    assert exit_codes(broken_off, fail_on) == {code}
    assert strongest(exit_codes(replace(broken_off, outcomes=(BROKEN,)), ())) is ExitCode.FINDINGS


def test_precedence_is_the_one_of_the_table() -> None:
    """Every code has its place: 70 > 130 > 143 > 2 > 7 > 5 > 6 > 1 > 4 > 3 > 0."""
    assert (70, 130, 143, 2, 7, 5, 6, 1, 4, 3, 0) == PRECEDENCE
    assert set(ExitCode) == set(PRECEDENCE)
    assert (6, 1, 4, 3) == by_precedence([ExitCode.UNKNOWN, ExitCode.NOT_JUDGED, ExitCode.STOPPED, ExitCode.FINDINGS])
    assert 0 == strongest(())


def test_fleet_of_every_word() -> None:
    """A fleet with every status and outcome returns 1 and keeps the rest."""
    assert (1, 4, 3) == by_precedence(exit_codes(fleet()))


@pytest.mark.parametrize(
    ("deed", "fail_on", "expected"),
    [
        pytest.param(Deed.DONE, (), {ExitCode.OK}, id="done"),
        pytest.param(Deed.UNCHANGED, (), {ExitCode.OK}, id="was so already"),
        pytest.param(Deed.WOULD_CHANGE, (), {ExitCode.OK}, id="dry run"),
        pytest.param(Deed.PENDING, (), {ExitCode.FINDINGS}, id="pending"),
        pytest.param(Deed.FAILED, (), {ExitCode.FINDINGS}, id="failed"),
        pytest.param(Deed.NOT_POSSIBLE, (), {ExitCode.FINDINGS}, id="not possible"),
        pytest.param(Deed.FAILED, (FailOn.NEVER,), {ExitCode.OK}, id="never"),
    ],
)
def test_what_did_not_come_about_is_a_finding(deed: Deed, fail_on: tuple[FailOn, ...], expected: set[ExitCode]) -> None:
    """A run that does something returns 1 where something asked for did not come about."""
    at = datetime(2026, 1, 31, 1, 0, tzinfo=UTC)
    options = RunOptions("pc-01", Context.AUTO, "pypsrp", "sweeper", 1, 30)
    done = HostDeed(Target("pc-01"), Outcome.VISITED, None, None, (DeedPart("anna", deed),), at, 1.0)
    run = DeedRun("refresh", "R1", at, at, options, "0.1.0", (done,))

    assert expected == deed_exit_codes(run, fail_on, None)
    assert ExitCode.INTERRUPTED in deed_exit_codes(replace(run, interrupted=True), fail_on, None)
