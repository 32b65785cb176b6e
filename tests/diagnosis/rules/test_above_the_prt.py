"""Trouble of a user whose PRT is fine is told without touching the status."""

from dataclasses import replace
from datetime import timedelta

import pytest

from remote_prt.diagnosis.diagnosis import Status, UserDiagnosis
from remote_prt.diagnosis.evidence import EventRecord, LogonSession, Missing, MissingReason, SessionKind
from remote_prt.diagnosis.finding import Confidence, Severity
from remote_prt.diagnosis.rules.above_the_prt import REPEATED_BROKER, REPEATED_PROMPTS
from remote_prt.diagnosis.verdict import diagnose
from remote_prt.readers.catalogue import LANGUAGES, load_catalog
from tests.diagnosis.builders import ANNA, NOW, ago, evidence, nothing_from, own, record, text_of, yes_rows
from tests.diagnosis.test_single_records import WRAPPER, broker

CATALOG = load_catalog()
LOCAL = (WRAPPER, "Operation name: GetTokenSilently, Error: -2146959355 (0x80080005), Description: x")
POLICY = ("3399614476", "AADSTS50076: x")
NETWORK = ("3400019682", "")


def judged(*events: EventRecord, **expires: timedelta) -> UserDiagnosis:
    """Anna with a PRT of one hour ago and these events."""
    rows = yes_rows(ago(hours=1)) if not expires else yes_rows(ago(days=11), NOW + expires["left"])
    (user,) = diagnose(evidence(own(text_of(rows)), events=events), CATALOG).users
    return user


def calls(kind: tuple[str, str], count: int, sid: str = ANNA.sid, hours: int = 1) -> list[EventRecord]:
    """That many failed calls, ten minutes apart."""
    return [broker(kind[0], ago(hours=hours, minutes=10 * n), kind[1], sid=sid) for n in range(count)]


@pytest.mark.parametrize(
    ("events", "ids"),
    [
        (calls(LOCAL, REPEATED_BROKER - 1), []),
        (calls(LOCAL, REPEATED_BROKER), ["PRT-BROKER"]),
        (calls(LOCAL, 9, sid="S-1-5-21-9-9-9-9"), []),
        (calls(LOCAL, 9, hours=24), []),
        (calls(NETWORK, 9), []),
        (calls(POLICY, REPEATED_PROMPTS - 1), []),
        (calls(POLICY, REPEATED_PROMPTS), ["PRT-POLICY-PROMPT"]),
        (calls(POLICY, 9) + calls(LOCAL, 9, hours=3), ["PRT-BROKER", "PRT-POLICY-PROMPT"]),
    ],
    ids=["twice", "thrice", "somebody-else", "yesterday", "network", "four-prompts", "five-prompts", "both"],
)
def test_repeated_trouble_above_the_prt_is_told(events: list[EventRecord], ids: list[str]) -> None:
    """One failure is everyday life; three broker failures or five prompts of one user within a day are not."""
    user = judged(*events)

    assert user.status is Status.HEALTHY
    assert [finding.finding_id for finding in user.findings] == ids
    assert all(finding.severity is not Severity.ERROR for finding in user.findings)


@pytest.mark.parametrize(
    ("sids", "ids"),
    [
        (["S-1-12-1-1-2-3-4"], ["PRT-BROKER"]),
        (["S-1-12-1-1-2-3-4", "S-1-5-18"], ["PRT-BROKER"]),
        (["S-1-12-1-1-2-3-4", "S-1-5-21-9-9-9-9"], []),
        (["S-1-5-18"], []),
    ],
    ids=["one-person", "one-person-and-system", "two-people", "nobody"],
)
def test_a_support_case_of_one_person_is_that_persons(sids: list[str], ids: list[str]) -> None:
    """A pasted text names no SID: the log beside it counts when it tells of one person only, and only as possible."""
    events = [event for sid in sids for event in calls(LOCAL, 3, sid=sid)]
    stated = own(text_of(yes_rows(ago(hours=1))), LogonSession(SessionKind.STATED))
    (user,) = diagnose(evidence(stated, events=events, sessions=()), CATALOG).users

    assert [finding.finding_id for finding in user.findings] == ids
    assert all(finding.confidence is Confidence.POSSIBLE for finding in user.findings)


def test_a_broken_broker_says_to_leave_the_join_alone() -> None:
    """People unjoin healthy devices when a tool does not say so."""
    (finding,) = judged(*calls(LOCAL, 3)).findings

    assert finding.code == "0x80080005"
    assert "join" in " ".join((finding.cause, *finding.remedy))


@pytest.mark.parametrize(
    ("printed", "ids"),
    [
        ("ERROR (0xcaa5001c)", ["PRT-BROKER"]),
        ("ERROR (0x80070520)", []),
        ("ERROR (0xd0020017)", []),
        ("ERROR", []),
        ("YES", []),
    ],
)
def test_the_brokers_own_code_beside_a_prt_is_told(printed: str, ids: list[str]) -> None:
    """WamDefaultSet with a code of the broker is trouble above the PRT; what an elevated caller gets is none."""
    text = text_of(yes_rows(ago(hours=1))).replace("WamDefaultSet : YES", f"WamDefaultSet : {printed}")
    (user,) = diagnose(evidence(own(text)), CATALOG).users

    assert user.status is Status.HEALTHY
    assert [finding.finding_id for finding in user.findings] == ids


@pytest.mark.parametrize(("left", "ids"), [(timedelta(days=5), []), (timedelta(days=3), ["PRT-IDLE"])])
def test_a_prt_that_ends_soon_because_nobody_came_by_is_idle(left: timedelta, ids: list[str]) -> None:
    """Ten days without an unlock: nothing is broken, and somebody should come by."""
    user = judged(left=left)

    assert user.status is Status.HEALTHY
    assert [finding.finding_id for finding in user.findings] == ids


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_log_of_broker_failures_alone_says_so(language: str) -> None:
    """Nobody is known and no PRT attempt is in the log: UNKNOWN for that reason, with count, codes and records."""
    events = [*calls(LOCAL, 2), *calls(POLICY, 1, hours=3)]
    log = replace(evidence(events=events), sessions=Missing(MissingReason.NOT_COLLECTED), observations=())
    told = diagnose(log, load_catalog(language))

    assert (told.status, told.reason) == (Status.UNKNOWN, MissingReason.NO_ATTEMPT)
    assert [(one.finding_id, one.severity, len(one.evidence)) for one in told.findings] == [
        ("PRT-BROKER-ALONE", Severity.INFO, 3)
    ]
    assert told.findings[0].title.endswith(" (3: 2 x 0x80080005, AADSTS50076)")


def test_a_log_without_failures_is_no_attempt_either() -> None:
    """1097 alone tells of no failure: there is no attempt, and no finding."""
    log = replace(evidence(events=[record(1097, ago(hours=1))]), sessions=Missing(MissingReason.NOT_COLLECTED))
    told = diagnose(log, CATALOG)

    assert (told.reason, told.findings) == (MissingReason.NO_ATTEMPT, ())


@pytest.mark.parametrize(
    ("reason", "sid", "ids"),
    [
        (MissingReason.NOT_COLLECTED, ANNA.sid, ["PRT-BROKER-ALONE"]),
        (MissingReason.NOT_COLLECTED, "S-1-5-21-9-9-9-9", []),
        (MissingReason.TASK_SILENT, ANNA.sid, []),
    ],
)
def test_a_user_who_was_not_asked_is_told_of_own_broker_failures(
    reason: MissingReason, sid: str, ids: list[str]
) -> None:
    """The calls of a user whose PRT nobody asked for are named as what they are; they hide no reason, and no user's."""
    case = evidence(nothing_from(ANNA, reason), events=calls(LOCAL, 1, sid=sid))
    (user,) = diagnose(case, CATALOG).users

    assert user.reason is reason
    assert [finding.finding_id for finding in user.findings] == ids


def test_an_attempt_in_the_log_silences_the_remark_about_none() -> None:
    """Where somebody's attempt is in the log it is not said that there is none."""
    events = [*calls(LOCAL, 1), record(1081, ago(hours=1), Error="invalid_grant", ErrorDescription="AADSTS50126: x")]
    log = replace(evidence(events=events), sessions=Missing(MissingReason.NOT_COLLECTED), observations=())

    assert [finding.finding_id for finding in diagnose(log, CATALOG).findings] == ["PRT-AADSTS50126"]
