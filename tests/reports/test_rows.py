"""A run becomes one row per (host, user), and no trouble is lost on the way."""

from datetime import timedelta

import pytest

from remote_prt.diagnosis.diagnosis import Status
from remote_prt.diagnosis.evidence import MissingReason
from remote_prt.diagnosis.finding import Severity
from remote_prt.errors import Phase
from remote_prt.model import Failure, Outcome
from remote_prt.reports.rows import WORD_ORDER, failure_text, report_rows, urgency, user_name
from tests.reports.builders import STARTED_AT, failed, finding, fleet, run, session, user, visited


def test_every_word_has_its_place() -> None:
    """Every status and every outcome word stands in the order exactly once."""
    assert {*Status, *Outcome} == set(WORD_ORDER)
    assert len(WORD_ORDER) == len(set(WORD_ORDER))
    assert urgency("BROKEN") < urgency("HEALTHY") < urgency("a word of another version")


def test_rows_keep_the_order_of_the_run() -> None:
    """Hosts appear in the order of the run's outcomes."""
    hosts = list(dict.fromkeys(row.host for row in report_rows(fleet())))

    assert [outcome.target.name for outcome in fleet().outcomes] == hosts


def test_user_without_findings_is_explained_by_the_device() -> None:
    """A broken user without a finding of his own gets the device's as headline; a healthy one gets none."""
    gone = finding("AADSTS50155")
    broken, healthy = report_rows(run(visited("pc-01", user(Status.BROKEN), user(Status.HEALTHY), findings=(gone,))))

    assert gone == broken.headline
    assert healthy.headline is None


def test_own_finding_comes_before_the_devices() -> None:
    """The headline is the user's own first finding where there is one."""
    own, gone = finding(), finding("AADSTS50155")
    (row,) = report_rows(run(visited("pc-01", user(Status.BROKEN, findings=(own,)), findings=(gone,))))

    assert own == row.headline


def test_failure_of_the_log_explains_more_than_a_foreign_session() -> None:
    """A fault that the log ties to nobody comes before the remark that a text was made in another session."""
    foreign = finding("WRONG-SESSION", severity=Severity.INFO)
    refused = finding("AADSTS50155", severity=Severity.WARNING)
    unknown = user(Status.UNKNOWN, findings=(foreign,))
    (alone,) = report_rows(run(visited("pc-01", unknown)))
    (row,) = report_rows(run(visited("pc-01", unknown, findings=(refused,))))

    assert foreign == alone.headline
    assert refused == row.headline


def test_fault_of_the_device_is_told_once() -> None:
    """Beside the device's own line, a user of whom nothing is known has the reason for that and no cause."""
    refused = finding("AADSTS50155", severity=Severity.WARNING)
    visit = visited("pc-01", user(Status.UNKNOWN), status=Status.BROKEN, findings=(refused,))
    unknown, of_device = report_rows(run(visit))

    assert (None, MissingReason.WRONG_SESSION) == (unknown.headline, unknown.reason)
    assert (None, "BROKEN", refused) == (of_device.user, of_device.status, of_device.headline)


def test_remark_is_no_cause_of_not_knowing() -> None:
    """A device that is also registered does not explain why nothing is known of its user."""
    dual = finding("DUAL-STATE", severity=Severity.INFO)
    (row,) = report_rows(run(visited("pc-01", user(Status.UNKNOWN, findings=(dual,)))))

    assert row.headline is None


def test_host_without_users_has_one_row() -> None:
    """A host where nobody is signed in has one row with its reason."""
    (row,) = report_rows(run(visited("pc-01", status=Status.UNKNOWN, reason=MissingReason.NO_USER_SIGNED_IN)))

    assert (None, "UNKNOWN", MissingReason.NO_USER_SIGNED_IN) == (row.user, row.status, row.reason)


def test_age_is_measured_on_the_hosts_clock() -> None:
    """The PRT's age is the host's clock minus the renewal; without either there is none."""
    known, unknown = report_rows(run(visited("pc-01", user()), visited("pc-02", user(prt_update_at=None))))

    assert timedelta(hours=2, minutes=10) == known.prt_age
    assert unknown.prt_age is None


@pytest.mark.parametrize(
    ("failure", "text"),
    [
        (Failure(Phase.CONNECT, "http", 5985, "closed", ""), "connect http:5985: closed"),
        (Failure(Phase.RESOLVE, "http", None, "unknown", ""), "resolve http: unknown"),
        (Failure(None, "", None, "disabled", ""), "disabled"),
    ],
)
def test_failure_names_phase_transport_and_port(failure: Failure, text: str) -> None:
    """A failure says where it happened as far as that is known."""
    assert text == failure_text(failure)


def test_visit_that_came_back_unjudged_keeps_its_word() -> None:
    """A visited host without a diagnosis is shown as VISITED, not dropped."""
    (row,) = report_rows(run(failed("pc-01", Outcome.VISITED, None)))

    assert "VISITED" == row.status


def test_user_is_named_as_well_as_possible() -> None:
    """The name as the host prints it, else the UPN."""
    assert "CONTOSO\\anna" == user_name(user())
    assert "anna@contoso.com" == user_name(user(session=session("")))


def test_the_age_of_a_saved_text_is_told_by_its_own_clock() -> None:
    """A text made three hours after the visit beside it is older by that much."""
    (row,) = report_rows(run(visited("pc-01", user(stated_at=STARTED_AT + timedelta(hours=3)))))

    assert row.prt_age == timedelta(hours=5, minutes=10)
