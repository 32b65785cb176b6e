"""What one user's text may decide: that user's own verdict, and nobody else's."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from remote_prt.diagnosis.catalog_entry import Catalog
from remote_prt.diagnosis.diagnosis import Diagnosis, Status
from remote_prt.diagnosis.evidence import Evidence, MissingReason, Policy
from remote_prt.diagnosis.verdict import diagnose
from tests.diagnosis.builders import (
    ANNA,
    CALLER,
    NOW,
    ago,
    device_rows,
    evidence,
    no_rows,
    nothing_from,
    own,
    summary,
    text_of,
    yes_rows,
)

EVE = replace(ANNA, sid="S-1-5-21-1-2-3-6666", name="CONTOSO\\eve", upn="eve@contoso.com", session_id=9)
EVES_ACCOUNT = "CONTOSO\\eve, eve@contoso.com"
DISABLED = "FAILED. Device is either disabled or deleted"


def judged(case: Evidence) -> Diagnosis:
    """The verdict, without words."""
    return diagnose(case, Catalog("en"))


def statuses(case: Evidence) -> dict[str, Status]:
    """Each user's status by account name."""
    return {user.session.name: user.status for user in judged(case).users}


@pytest.mark.parametrize("turn", [1, -1], ids=["eve-first", "anna-first"])
@pytest.mark.parametrize(
    "lie",
    [
        {"device": device_rows(entra="NO", domain="NO")},
        {"auth": DISABLED},
    ],
    ids=["not-joined", "disabled"],
)
def test_one_users_text_says_nothing_about_another(turn: int, lie: dict[str, Any]) -> None:
    """Eve's text about the device does not change Anna's verdict, whoever is listed first."""
    eve = own(text_of(no_rows("NO"), Executing_Account_Name=EVES_ACCOUNT, **lie), EVE)
    annas = own(text_of(yes_rows(ago(hours=1))))
    case = evidence(*(eve, annas)[::turn], sessions=(EVE, ANNA)[::turn])

    assert statuses(case)["CONTOSO\\anna"] is Status.HEALTHY


def test_a_user_without_report_is_not_judged_by_anothers() -> None:
    """Eve's "not joined" does not make Anna's missing report a matter of course."""
    eve = own(
        text_of(no_rows("NO"), device=device_rows(entra="NO", domain="NO"), Executing_Account_Name=EVES_ACCOUNT), EVE
    )

    assert statuses(evidence(eve, sessions=(EVE, ANNA)))["CONTOSO\\anna"] is Status.UNKNOWN


def test_untested_does_not_hide_a_conclusive_answer() -> None:
    """The caller could not test the device, the user's own run could: the device is disabled."""
    caller = own(text_of(no_rows("NO"), auth="FAILED. Error: 0xd000023c"), CALLER)
    annas = own(text_of(yes_rows(ago(hours=1)), auth=DISABLED))

    assert statuses(evidence(caller, annas))["CONTOSO\\anna"] is Status.BROKEN


@pytest.mark.parametrize("account", [EVES_ACCOUNT, "CONTOSO\\PC-07$"], ids=["another-user", "machine"])
def test_a_text_that_names_another_account_speaks_for_nobody(account: str) -> None:
    """The SID in the proof is Anna's, dsregcmd itself names somebody else: UNKNOWN, not HEALTHY."""
    (user,) = judged(evidence(own(text_of(yes_rows(ago(hours=1)), Executing_Account_Name=account)))).users

    assert (user.status, user.reason) == (Status.UNKNOWN, MissingReason.IDENTITY_MISMATCH)


@pytest.mark.parametrize("account", ["AzureAD\\Anna, anna@contoso.com", "CONTOSO\\anna, anna@new-name.example"])
def test_another_spelling_of_the_same_account_is_fine(account: str) -> None:
    """A changed UPN or another domain part alone is no contradiction."""
    assert (
        judged(evidence(own(text_of(yes_rows(ago(hours=1)), Executing_Account_Name=account)))).status is Status.HEALTHY
    )


@pytest.mark.parametrize("lost", ["AzureAdPrtUpdateTime", "AzureAdPrtExpiryTime"])
def test_a_lost_time_row_is_no_health(lost: str) -> None:
    """Half of the pair of times is damage: whether the PRT has expired cannot be told."""
    text = text_of(yes_rows(ago(days=40)))
    damaged = "\n".join(line for line in text.splitlines() if lost not in line)

    assert judged(evidence(own(text))).status is Status.BROKEN
    assert judged(evidence(own(damaged))).reason is MissingReason.UNREADABLE


def test_events_alone_do_not_prove_that_no_prt_is_left() -> None:
    """A failed attempt without any success in the window says that it fails, not that the older PRT is gone."""
    failed = summary(1250, ago(hours=1), "3221225581")
    older_success = summary(1250, ago(days=8))

    assert judged(evidence(events=[failed])).status is Status.FAILING
    assert judged(evidence(events=[older_success, failed])).status is Status.FAILING


def test_an_attempt_in_the_second_of_the_renewal_is_not_after_it() -> None:
    """AzureAdPrtUpdateTime has whole seconds: a record 0.4 s later may belong to the same sign-in."""
    renewed = ago(hours=1).replace(microsecond=0)
    failed = summary(1252, renewed + timedelta(milliseconds=400), "3221225581")
    later = summary(1252, renewed + timedelta(seconds=2), "3221225581")

    assert judged(evidence(own(text_of(yes_rows(renewed))), events=[failed])).status is Status.HEALTHY
    assert judged(evidence(own(text_of(yes_rows(renewed))), events=[later])).status is Status.FAILING
    assert NOW > renewed


def test_a_user_who_must_be_asked_is_not_judged_by_events() -> None:
    """With `--context user` a success in the log does not stand in for the user's own session."""
    case = evidence(nothing_from(ANNA, MissingReason.TASK_REFUSED), events=[summary(1252, ago(hours=1))])

    assert judged(case).status is Status.HEALTHY
    assert diagnose(case, Catalog("en"), Policy(requires_own_session=True)).reason is MissingReason.TASK_REFUSED
