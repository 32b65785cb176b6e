"""Equal causes are one cluster, whatever differs between the hosts."""

import pytest

from remote_prt.diagnosis.diagnosis import Status
from remote_prt.diagnosis.evidence import MissingReason
from remote_prt.diagnosis.finding import Severity
from remote_prt.errors import Phase
from remote_prt.model import Failure, Outcome, VisitOutcome
from remote_prt.reports.clusters import clusters
from remote_prt.reports.rows import report_rows
from remote_prt.reports.words_en import REASONS
from tests.reports.builders import failed, finding, fleet, run, user, visited


def _unreachable(host: str, message: str) -> VisitOutcome:
    return failed(host, Outcome.UNREACHABLE, Failure(Phase.CONNECT, "http", 5985, message, "look"))


def test_biggest_cluster_comes_first() -> None:
    """Clusters are ordered by hosts, then by urgency."""
    found = clusters(report_rows(fleet()))

    assert [3, 3, 1] == [len(one.hosts) for one in found[:3]]
    assert "PRT-AADSTS50126" == found[0].finding_id


def test_two_users_of_one_host_are_one_host() -> None:
    """A host counts once, however many of its users share the cause."""
    wrong = user(Status.BROKEN, findings=(finding(),))
    (cluster,) = clusters(report_rows(run(visited("pc-01", wrong, wrong))))

    assert ("pc-01",) == cluster.hosts


@pytest.mark.parametrize(
    ("first", "second", "title"),
    [
        ("nothing listens on 10.1.2.3", "nothing listens on 10.9.9.9", "connect http:5985: nothing listens on ..."),
        ("no answer after 10.0 s", "no answer after 9.8 s", "connect http:5985: no answer after ... s"),
        ("pc-01 is not known", "pc-02 is not known", "connect http:5985: ... is not known"),
        ("'a b' is wrong", "'c' is wrong", "connect http:5985: 'a b' is wrong"),
        ("same", "same", "connect http:5985: same"),
    ],
)
def test_failures_that_differ_in_names_and_numbers_are_one(first: str, second: str, title: str) -> None:
    """Addresses, durations, quoted words and the host's own name do not keep equal failures apart."""
    (cluster,) = clusters(report_rows(run(_unreachable("pc-01", first), _unreachable("pc-02", second))))

    assert title == cluster.title
    assert ("pc-01", "pc-02") == cluster.hosts


def test_action_follows_from_the_cause() -> None:
    """Where a fault was found beside an unknown status, its remedy is the action and better evidence comes second."""
    refused = finding("AADSTS50155", severity=Severity.WARNING)
    (cluster,) = clusters(report_rows(run(visited("pc-01", user(Status.UNKNOWN), findings=(refused,)))))

    assert (refused.remedy[0], REASONS[MissingReason.WRONG_SESSION][1]) == (cluster.action, cluster.proof)


def test_nothing_but_a_reason_needs_no_second_step() -> None:
    """Where only the reason is known, the way to better evidence is the action."""
    (cluster,) = clusters(report_rows(run(visited("pc-01", user(Status.UNKNOWN)))))

    assert (REASONS[MissingReason.WRONG_SESSION][1], "") == (cluster.action, cluster.proof)


def test_failures_of_other_kinds_stay_apart() -> None:
    """Another message is another cluster."""
    found = clusters(report_rows(run(_unreachable("pc-01", "port closed"), _unreachable("pc-02", "no route"))))

    assert 2 == len(found)


def test_healthy_and_not_applicable_need_no_cluster() -> None:
    """Users that are well, or that cannot have a PRT, are no cause."""
    assert () == clusters(report_rows(run(visited("a", user()), visited("b", user(Status.NOT_APPLICABLE)))))


def test_status_without_any_finding_is_said_to_have_none() -> None:
    """A broken user without a finding is shown with that fact."""
    (cluster,) = clusters(report_rows(run(visited("a", user(Status.BROKEN)))))

    assert ("", "no cause found in the evidence") == (cluster.finding_id, cluster.title)


@pytest.mark.parametrize("reason", MissingReason)
def test_every_reason_has_words(reason: MissingReason) -> None:
    """Each reason of UNKNOWN is explained and has a next step."""
    meaning, action = REASONS[reason]

    assert meaning
    assert action
