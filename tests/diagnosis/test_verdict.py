"""The decision list: one status per user, the worst of users and device per host."""

from dataclasses import replace
from datetime import timedelta

import pytest

from remote_prt.diagnosis.catalog_entry import Catalog
from remote_prt.diagnosis.diagnosis import Diagnosis, Status
from remote_prt.diagnosis.dsregcmd import parse_dsregcmd
from remote_prt.diagnosis.evidence import (
    AccountKind,
    Evidence,
    LogonSession,
    Missing,
    MissingReason,
    Observation,
    Policy,
    SessionKind,
)
from remote_prt.diagnosis.finding import CauseClass, Confidence, Finding
from remote_prt.diagnosis.verdict import DECISIONS, HOST_ORDER, diagnose
from remote_prt.readers.catalogue import load_catalog
from tests.diagnosis.builders import (
    ANNA,
    CALLER,
    CORRELATION,
    NOW,
    ago,
    before_21h1,
    device_rows,
    evidence,
    failed_rows,
    no_rows,
    nothing_from,
    own,
    record,
    section,
    summary,
    text_of,
    yes_rows,
)

CATALOG = load_catalog()
FRESH = text_of(yes_rows(ago(hours=1)))
REFUSED = nothing_from(ANNA, MissingReason.TASK_REFUSED)
MASKED = own(text_of(yes_rows(NOW) | {"AzureAdPrtExpiryTime": "xxxx"}))
CALLERS_NO = Observation(CALLER, NOW, own(text_of(no_rows("NO"))).report)


def judged(case: Evidence, **policy: object) -> Diagnosis:
    """What the core says."""
    return diagnose(case, CATALOG, Policy(**policy))  # type: ignore[arg-type]


def status_of(case: Evidence) -> Status:
    """The status of the only user."""
    (user,) = judged(case).users
    return user.status


def signed_in(**changes: object) -> LogonSession:
    """Anna's session with other facts."""
    return LogonSession(**({name: getattr(ANNA, name) for name in ANNA.__slots__} | changes))  # type: ignore[arg-type]


def ids(findings: tuple[Finding, ...]) -> list[str]:
    """Finding ids in order."""
    return [finding.finding_id for finding in findings]


def test_the_decision_list_begins_with_doubt_and_ends_with_health() -> None:
    """UNKNOWN is asked first, NOT_APPLICABLE before any fault, and the last row takes the rest."""
    statuses = [decision.status for decision in DECISIONS]

    assert list(dict.fromkeys(statuses)) == [
        Status.UNKNOWN, Status.NOT_APPLICABLE, Status.BROKEN, Status.FAILING, Status.STALE, Status.HEALTHY
    ]  # fmt: skip
    assert set(HOST_ORDER) == set(Status)


@pytest.mark.parametrize(
    ("minutes", "status"),
    [(239, Status.HEALTHY), (240, Status.HEALTHY), (241, Status.STALE)],
    ids=["3:59", "4:00", "4:01"],
)
def test_four_hours_lie_between_renewal_and_unlock(minutes: int, status: Status) -> None:
    """Stale is a PRT that an unlock more than four hours after its renewal did not renew."""
    session = signed_in(last_unlock_at=ago(minutes=30), last_unlock_source="Security 4801")
    renewed = ago(minutes=30 + minutes)

    assert status_of(evidence(own(text_of(yes_rows(renewed))), sessions=(session,))) is status


def test_the_threshold_is_the_policys() -> None:
    """--stale-after moves the limit."""
    session = signed_in(last_unlock_at=ago(minutes=30))
    case = evidence(own(text_of(yes_rows(ago(hours=9)))), sessions=(session,))

    assert judged(case, stale_after=timedelta(hours=24)).status is Status.HEALTHY
    assert judged(case).status is Status.STALE


@pytest.mark.parametrize(
    ("session", "since"),
    [
        (ANNA, "no unlock seen since"),
        (signed_in(last_unlock_at=ago(hours=10)), "no unlock seen since"),
        (signed_in(logon_at=ago(days=2)), "no unlock seen since"),
        (signed_in(last_unlock_at=ago(hours=7)), "none was due since"),
    ],
    ids=["nothing-seen", "unlock-before", "signed-in-before", "unlock-two-hours-after"],
)
def test_an_old_prt_without_a_missed_renewal_is_only_a_remark(session: LogonSession, since: str) -> None:
    """A PC nobody unlocked late enough keeps an old PRT, which is normal at night."""
    diagnosis = judged(evidence(own(text_of(yes_rows(ago(hours=9)))), sessions=(session,)))

    assert diagnosis.status is Status.HEALTHY
    assert diagnosis.users[0].notes == (f"idle: 9 h since renewal, {since}",)


@pytest.mark.parametrize(("hours", "remarks"), [(96, 0), (95, 1)])
def test_an_expiry_that_comes_near_is_a_remark(hours: int, remarks: int) -> None:
    """Four days before expiry a PRT still works, and somebody should unlock that PC."""
    rows = yes_rows(ago(hours=1), expires=NOW + timedelta(hours=hours))
    (user,) = judged(evidence(own(text_of(rows)))).users

    assert user.status is Status.HEALTHY
    assert user.notes == ("expires in 3 d unless it is renewed",) * remarks


def test_a_signin_counts_as_an_unlock() -> None:
    """A session that began long after the renewal should have renewed it; the source is named."""
    diagnosis = judged(evidence(own(text_of(yes_rows(ago(hours=9)))), sessions=(signed_in(logon_at=ago(minutes=30)),)))

    assert diagnosis.status is Status.STALE
    assert diagnosis.users[0].findings[0].finding_id == "PRT-NOT-RENEWED"
    assert diagnosis.users[0].findings[0].evidence[-1].source == "sign-in"
    assert diagnosis.users[0].notes == ("stale: 9 h since renewal, sign-in at 2026-03-02 11:30 UTC",)


@pytest.mark.parametrize(("seconds", "status"), [(59, Status.HEALTHY), (60, Status.STALE)])
def test_an_unlock_gets_a_minute_to_renew(seconds: int, status: Status) -> None:
    """The article waits 60 s for the acquisition before it looks."""
    session = signed_in(last_unlock_at=ago(seconds=seconds))

    assert status_of(evidence(own(text_of(yes_rows(ago(hours=9)))), sessions=(session,))) is status


def test_expiry_proves_a_renewal_that_the_update_time_hides() -> None:
    """A published false alarm: updated 12 h ago, but expiry minus 14 days says nine hours and a half."""
    session = signed_in(last_unlock_at=ago(hours=6))
    rows = yes_rows(ago(hours=12), expires=ago(hours=9, minutes=19) + timedelta(days=14))

    assert status_of(evidence(own(text_of(rows)), sessions=(session,))) is Status.HEALTHY


@pytest.mark.parametrize(
    ("expires_in", "status"), [(timedelta(seconds=1), Status.HEALTHY), (timedelta(0), Status.BROKEN)]
)
def test_expiry_is_judged_by_the_hosts_clock(expires_in: timedelta, status: Status) -> None:
    """A PRT whose expiry has come is broken, whatever our own clock says."""
    rows = yes_rows(ago(days=14), expires=NOW + expires_in)

    assert status_of(evidence(own(text_of(rows)))) is status


def test_without_a_clock_a_yes_is_not_judged() -> None:
    """A text without clock says that a PRT was there, not that it still is; --at settles it."""
    session = LogonSession(SessionKind.STATED)
    observation = Observation(session, None, own(FRESH).report)
    case = evidence(observation, sessions=Missing(MissingReason.NOT_COLLECTED), clock=None)

    assert judged(case).reason is MissingReason.CLOCK_UNKNOWN
    assert judged(case, now=NOW).status is Status.HEALTHY


def test_a_no_of_the_callers_session_is_never_the_users() -> None:
    """The remoting account always sees NO; with nothing else the user's state is unknown."""
    diagnosis = judged(evidence(CALLERS_NO))
    (user,) = diagnosis.users

    assert (user.status, user.reason) == (Status.UNKNOWN, MissingReason.WRONG_SESSION)
    assert user.azure_ad_prt == ""
    assert ids(user.findings) == ["PRT-WRONG-SESSION"]


def test_the_callers_no_does_not_spoil_the_users_yes() -> None:
    """Both observations of one visit: the user's own decides."""
    assert judged(evidence(CALLERS_NO, own(FRESH))).status is Status.HEALTHY


@pytest.mark.parametrize("kind", [SessionKind.CALLER, SessionKind.SYSTEM])
@pytest.mark.parametrize("sso", [no_rows(), {**no_rows(), **failed_rows("0xc000005f")}], ids=["no", "0xc000005f"])
def test_sso_rows_of_other_contexts_are_not_judged(kind: SessionKind, sso: dict[str, str]) -> None:
    """Whatever an admin's or SYSTEM's session says about SSO is no finding about anybody."""
    diagnosis = judged(evidence(own(text_of(sso), LogonSession(kind))))

    assert diagnosis.status is Status.UNKNOWN
    assert ids(diagnosis.users[0].findings) == ["PRT-WRONG-SESSION"]


@pytest.mark.parametrize(
    ("text", "detail"),
    [
        (text_of(no_rows("NO")), "AzureAdPrtAuthority : NO"),
        (text_of(no_rows(), Executing_Account_Name="CONTOSO\\PC-07$, PC-07$@contoso.com"), "PC-07$"),
        (text_of(no_rows(), User_Context="SYSTEM"), "User Context : SYSTEM"),
    ],
    ids=["authority-no", "machine-account", "system"],
)
def test_a_stated_text_that_shows_another_session_is_unknown(text: str, detail: str) -> None:
    """A pasted text is the user's unless it says otherwise itself."""
    diagnosis = judged(evidence(own(text, LogonSession(SessionKind.STATED)), sessions=()))

    assert (diagnosis.status, diagnosis.reason) == (Status.UNKNOWN, MissingReason.WRONG_SESSION)
    assert detail in diagnosis.users[0].notes[0]


@pytest.mark.parametrize(
    ("device", "finding"),
    [
        (device_rows(entra="NO", domain="YES"), "PRT-DOMAIN-ONLY"),
        (device_rows(entra="NO", domain="NO"), "PRT-NOT-JOINED"),
        (device_rows(entra="NO", domain="NO", enterprise="YES"), "PRT-ON-PREMISES-ONLY"),
        (device_rows(entra="NO", domain="YES", enterprise="YES"), "PRT-ON-PREMISES-ONLY"),
    ],
)
@pytest.mark.parametrize("session", [ANNA, CALLER, LogonSession(SessionKind.STATED)], ids=lambda s: s.kind.value)
def test_no_is_right_on_devices_that_are_not_joined(
    device: dict[str, str], finding: str, session: LogonSession
) -> None:
    """The device rows decide this in every context, for every user."""
    diagnosis = judged(evidence(own(text_of(no_rows("NO"), device=device), session)))

    assert diagnosis.status is Status.NOT_APPLICABLE
    assert all(ids(user.findings) == [finding] for user in diagnosis.users)


def test_registered_only_is_seen_in_the_users_session() -> None:
    """WorkplaceJoined is per user: the caller's NO does not hide the user's YES."""
    device = device_rows(entra="NO", domain="NO")
    callers = text_of(no_rows("NO"), device=device)
    users = callers.replace("WorkplaceJoined : NO", "WorkplaceJoined : YES")
    diagnosis = judged(evidence(own(callers, CALLER), own(users)))

    assert ids(diagnosis.users[0].findings) == ["PRT-REGISTERED-ONLY"]


@pytest.mark.parametrize(
    "case",
    [
        evidence(REFUSED, sessions=(signed_in(account=AccountKind.LOCAL),)),
        evidence(
            own(text_of(no_rows(""), Executing_Account_Name="PC-07\\kiosk"), LogonSession(SessionKind.STATED)),
            sessions=(),
        ),
    ],
    ids=["by-sid", "by-account-name"],
)
def test_local_accounts_have_no_prt(case: Evidence) -> None:
    """A local account on a joined device rightly has none."""
    assert ids(judged(case).users[0].findings) == ["PRT-LOCAL-ACCOUNT"]
    assert status_of(case) is Status.NOT_APPLICABLE


def test_an_empty_authority_with_a_upn_is_not_broken() -> None:
    """A session without an Entra account (unsynchronised, run as another user) is not judged."""
    assert judged(evidence(own(text_of(no_rows(""))))).reason is MissingReason.WRONG_SESSION


def test_no_prt_with_an_authority_is_broken() -> None:
    """Without any recorded error the finding lists what is possible."""
    diagnosis = judged(evidence(own(text_of(no_rows()))))
    (finding,) = diagnosis.users[0].findings

    assert diagnosis.status is Status.BROKEN
    assert (finding.finding_id, finding.confidence) == ("PRT-NO-PRT", Confidence.POSSIBLE)
    assert finding.alternatives


@pytest.mark.parametrize(("seconds", "status"), [(59, Status.UNKNOWN), (60, Status.BROKEN)])
def test_the_first_minute_of_a_hybrid_signin_is_not_judged(seconds: int, status: Status) -> None:
    """On hybrid devices the PRT comes after the sign-in, so an early NO is honest."""
    session = signed_in(logon_at=ago(seconds=seconds))

    assert status_of(evidence(own(text_of(no_rows())), sessions=(session,))) is status


def test_a_failed_attempt_after_the_renewal_is_failing() -> None:
    """The PRT still works and will break at expiry."""
    text = text_of({**yes_rows(ago(hours=6)), **failed_rows("0xc000023c", HTTP_Error="0x80072ee7")})
    diagnosis = judged(evidence(own(text)))

    assert diagnosis.status is Status.FAILING
    assert ids(diagnosis.users[0].findings) == ["PRT-WINHTTP-12007"]


def test_a_failed_attempt_before_the_renewal_is_over() -> None:
    """What failed and then worked is nobody's trouble."""
    events = [
        summary(1250, ago(hours=3), "3221225581", ErrorDescription="AADSTS50126: x"),
        summary(1250, ago(hours=2)),
    ]

    assert judged(evidence(own(text_of(yes_rows(ago(hours=9)))), events=events)).status is Status.HEALTHY


def test_a_failed_event_before_the_printed_renewal_is_over() -> None:
    """The text's own times prove the renewal, without any event."""
    events = [summary(1250, ago(hours=3), "3221225581", ErrorDescription="AADSTS50126: x")]

    assert judged(evidence(own(text_of(yes_rows(ago(hours=2)))), events=events)).status is Status.HEALTHY


def test_a_stale_age_is_spoken_in_minutes_too() -> None:
    """A short --stale-after gives a short age."""
    session = signed_in(last_unlock_at=ago(minutes=5))
    case = evidence(own(text_of(yes_rows(ago(minutes=45)))), sessions=(session,))

    assert judged(case, stale_after=timedelta(minutes=30)).users[0].notes[0].startswith("stale: 45 min since renewal")


@pytest.mark.parametrize(("seconds", "ids_"), [(300, []), (301, ["PRT-CLOCK"]), (-301, ["PRT-CLOCK"])])
def test_a_clock_may_differ_by_five_minutes(seconds: int, ids_: list[str]) -> None:
    """A larger difference between the host's clock and ours is a finding about the host."""
    case = evidence(own(FRESH))
    skewed = replace(case, host=replace(case.host, clock_skew=timedelta(seconds=seconds)))  # type: ignore[type-var]

    assert ids(judged(skewed).findings) == ids_


def test_a_failed_attempt_of_somebody_else_is_only_a_remark() -> None:
    """On a shared PC the diagnostics block may be another person's."""
    text = text_of({**no_rows(), **failed_rows(description="AADSTS50126: x", User_Identity="bob@contoso.com")})
    (user,) = judged(evidence(own(text))).users

    assert ids(user.findings) == ["PRT-NO-PRT"]
    assert user.notes == ("the failed attempt shown belongs to bob@contoso.com, not to this user",)


def test_an_enterprise_block_is_not_about_the_entra_prt() -> None:
    """The AD FS token's failure beside a good PRT is no fault."""
    ours = text_of(yes_rows(ago(hours=1)))
    block = "".join(f"{key:>26} : {value}\n" for key, value in failed_rows(description="MSIS9682: x").items())
    at = ours.index("    EnterprisePrtAuthority") + len("    EnterprisePrtAuthority : \n")

    assert judged(evidence(own(ours[:at] + block + ours[at:]))).status is Status.HEALTHY


@pytest.mark.parametrize("ending", ["", "."])
def test_a_disabled_device_breaks_everybody(ending: str) -> None:
    """DeviceAuthStatus is tested live and true for every user, even from the caller's session."""
    text = text_of(no_rows("NO"), auth=f"FAILED. Device is either disabled or deleted{ending}")
    diagnosis = judged(evidence(own(text, CALLER)))

    assert diagnosis.status is Status.BROKEN
    assert ids(diagnosis.findings) == ["PRT-DEVICE-DISABLED"]
    assert diagnosis.findings[0].cause_class is CauseClass.DEVICE_DISABLED_OR_DELETED
    assert ids(diagnosis.users[0].findings) == ["PRT-DEVICE-DISABLED"]


def test_a_disabled_device_is_broken_without_users() -> None:
    """Nobody needs to be signed in to see it."""
    text = text_of(no_rows("NO"), auth="FAILED. Device is either disabled or deleted")

    assert judged(evidence(own(text, CALLER), sessions=())).status is Status.BROKEN


def test_an_untested_device_is_not_disabled() -> None:
    """An error number means that the test could not be made."""
    diagnosis = judged(evidence(own(text_of(yes_rows(ago(hours=1)), auth="FAILED. Error: 0xd000023c"))))

    assert diagnosis.status is Status.HEALTHY
    assert ids(diagnosis.findings) == ["PRT-DEVICE-AUTH-UNTESTED"]


def test_a_refused_device_is_broken_even_with_a_prt() -> None:
    """AADSTS50155 after the last renewal; a contradicting DeviceAuthStatus is said."""
    text = text_of({**yes_rows(ago(hours=6)), **failed_rows(description="AADSTS70002: x AADSTS50155: y")})
    (user,) = judged(evidence(own(text))).users

    assert user.status is Status.BROKEN
    assert ids(user.findings) == ["PRT-AADSTS50155"]
    assert user.notes[0].startswith("contradiction: ")


@pytest.mark.parametrize(
    ("observations", "sessions", "ended_early", "events", "reason"),
    [
        ((REFUSED,), (ANNA,), None, (), MissingReason.TASK_REFUSED),
        ((nothing_from(ANNA, MissingReason.TASK_SILENT), CALLERS_NO), (ANNA,), None, (), MissingReason.TASK_SILENT),
        ((), (ANNA,), Missing(MissingReason.DEADLINE), (), MissingReason.DEADLINE),
        ((CALLERS_NO,), (ANNA,), None, (), MissingReason.WRONG_SESSION),
        ((nothing_from(CALLER, MissingReason.NO_DSREGCMD),), (ANNA,), None, (), MissingReason.NO_DSREGCMD),
        ((), (ANNA,), None, Missing(MissingReason.LOG_UNREADABLE), MissingReason.LOG_UNREADABLE),
        ((), (ANNA,), None, (), MissingReason.NOT_COLLECTED),
        ((), (), None, (), MissingReason.NO_USER_SIGNED_IN),
        ((CALLERS_NO,), (), None, (), MissingReason.NO_USER_SIGNED_IN),
        ((), Missing(MissingReason.SNIPPET_FAILED), None, (), MissingReason.SNIPPET_FAILED),
        ((), Missing(MissingReason.NOT_COLLECTED), Missing(MissingReason.SESSION_LOST), (), MissingReason.SESSION_LOST),
        ((own(section("Device State", device_rows())),), (ANNA,), None, (), MissingReason.NO_SSO_SECTION),
        ((own(FRESH[: FRESH.index("AzureAdPrtUpdateTime")]),), (ANNA,), None, (), MissingReason.TRUNCATED),
        ((own(text_of({"AzureAdPrt": "ERROR (0x80004005)"})),), (ANNA,), None, (), MissingReason.UNREADABLE),
        ((own(text_of({"AzureAdPrt": "ERROR (0x80070520)"})),), (ANNA,), None, (), MissingReason.WRONG_SESSION),
        ((own(text_of(yes_rows(NOW, ago(days=200)))),), (ANNA,), None, (), MissingReason.UNREADABLE),
        ((own(FRESH.replace("PrtUpdateTime", "Prt UpdateTime")),), (ANNA,), None, (), MissingReason.UNREADABLE),
        ((MASKED,), (ANNA,), None, (), MissingReason.UNREADABLE),
        ((own(text_of(no_rows("*****"))),), (ANNA,), None, (), MissingReason.TRUNCATED),
    ],
)  # fmt: skip
def test_what_is_unknown_says_why(observations, sessions, ended_early, events, reason) -> None:
    """Absence always carries its most telling reason and is never a fault."""
    diagnosis = judged(evidence(*observations, sessions=sessions, ended_early=ended_early, events=events))

    assert (diagnosis.status, diagnosis.reason) == (Status.UNKNOWN, reason)


def test_excerpt_with_a_failure_needs_no_authority() -> None:
    """`AzureAdPrt : NO` beside a failed attempt is no foreign session's: those print no attempts."""
    rows = "AzureAdPrt : NO\nAttempt Status : 0xc00000d0\n"
    shown = Observation(LogonSession(SessionKind.STATED), None, parse_dsregcmd(f"{rows}HTTP status : 400\n"))
    silent = Observation(
        LogonSession(SessionKind.STATED), None, parse_dsregcmd("AzureAdPrt : NO\nEnterprisePrt : NO\n")
    )

    assert judged(evidence(shown, sessions=())).status is Status.BROKEN
    assert judged(evidence(silent, sessions=())).reason is MissingReason.TRUNCATED


def test_events_that_name_the_user_stand_in_for_the_session() -> None:
    """A success summary is a PRT; the status is read from events and says so."""
    case = evidence(REFUSED, events=[summary(1252, ago(hours=1))])

    assert judged(case).status is Status.HEALTHY
    assert judged(case).users[0].notes == ("read from events",)


@pytest.mark.parametrize(
    ("events", "status"),
    [
        ([summary(1250, ago(hours=1), "3221225581", ErrorDescription="AADSTS50126: x")], Status.FAILING),
        ([summary(1252, ago(hours=1), "3221225581", ErrorDescription="AADSTS50126: x")], Status.FAILING),
        ([summary(1250, ago(hours=8)), summary(1250, ago(hours=1), "3221225581")], Status.FAILING),
        ([summary(1250, ago(hours=8), "3221225581"), summary(1250, ago(hours=1))], Status.HEALTHY),
        ([summary(1250, ago(hours=1), "3221225581", user="bob@contoso.com")], Status.UNKNOWN),
        ([summary(1250, ago(hours=1), user="bob@contoso.com")], Status.UNKNOWN),
        ([summary(1251, ago(hours=1), "3221225581")], Status.UNKNOWN),
        ([summary(1250, ago(days=15))], Status.UNKNOWN),
    ],
    ids=["acquire-failed", "refresh-failed", "worked-then-failed", "failed-then-worked", "others-failure",
         "others-success", "ad-fs-token", "too-long-ago"],
)  # fmt: skip
def test_the_newest_event_of_the_user_decides(events, status: Status) -> None:
    """Where dsregcmd could not be asked, the user's own newest attempt is the evidence."""
    assert status_of(evidence(REFUSED, events=events)) is status


def test_a_user_without_known_upn_is_matched_by_account_name_only_when_nobody_else_can_be_meant() -> None:
    """The account name anna means anna@contoso.com if there is one such UPN and one such session; this is said."""
    session = signed_in(upn="")
    anna, other = summary(1250, ago(hours=1)), summary(1250, ago(hours=2), user="anna@fabrikam.com")

    (user,) = judged(evidence(CALLERS_NO, events=[anna], sessions=(session,))).users

    assert user.status is Status.HEALTHY
    assert "events matched by account name" in user.notes
    assert status_of(evidence(CALLERS_NO, events=[anna, other], sessions=(session,))) is Status.UNKNOWN


NAMELESS = [
    record(
        1081, ago(minutes=30), 1, Error="invalid_grant", ErrorDescription="AADSTS50126: x", CorrelationID=CORRELATION
    ),
    record(1160, ago(minutes=30), 2, Status="0xc000006d", CorrelationID=CORRELATION),
]


def test_a_failure_of_nobody_in_particular_is_the_hosts() -> None:
    """On Windows 10 no record names the user: the host fails, the user's own PRT stays healthy."""
    diagnosis = judged(evidence(own(before_21h1(FRESH)), events=NAMELESS))

    assert diagnosis.status is Status.FAILING
    assert diagnosis.users[0].status is Status.HEALTHY
    assert ids(diagnosis.findings) == ["PRT-AADSTS50126"]
    assert diagnosis.users[0].findings == ()


def test_a_nameless_failure_beside_clean_reports_is_somebody_elses() -> None:
    """From 21H1 on dsregcmd shows a user's own newer failure; where it shows none, the host is not called failing."""
    diagnosis = judged(evidence(own(FRESH), events=NAMELESS))

    assert diagnosis.status is Status.HEALTHY
    assert ids(diagnosis.findings) == ["PRT-AADSTS50126"]


def test_a_nameless_failure_before_the_last_renewal_is_over() -> None:
    """The latest outcome ranks: somebody was renewed after it."""
    diagnosis = judged(evidence(own(text_of(yes_rows(ago(minutes=29)))), events=NAMELESS))

    assert (diagnosis.status, diagnosis.findings) == (Status.HEALTHY, ())


def test_a_nameless_failure_with_the_users_correlation_id_is_the_users() -> None:
    """The block of dsregcmd and the log's records are one attempt when their id is one."""
    text = text_of({**no_rows(), **failed_rows("0xc000006d")})
    diagnosis = judged(evidence(own(text), events=NAMELESS))

    assert ids(diagnosis.users[0].findings) == ["PRT-AADSTS50126"]
    assert diagnosis.findings == ()


def test_a_nameless_refusal_of_the_device_breaks_the_host() -> None:
    """AADSTS50155 is about the device, whoever signed in."""
    refusal = record(1081, ago(minutes=30), 1, Error="invalid_grant", ErrorDescription="AADSTS50155: x")

    assert judged(evidence(own(FRESH), events=[refusal])).status is Status.BROKEN


def test_a_nameless_failure_without_users_is_a_finding_and_no_verdict() -> None:
    """Nobody is signed in: the host stays unknown, the record is shown."""
    diagnosis = judged(evidence(events=NAMELESS, sessions=()))

    assert (diagnosis.status, diagnosis.reason) == (Status.UNKNOWN, MissingReason.NO_USER_SIGNED_IN)
    assert ids(diagnosis.findings) == ["PRT-AADSTS50126"]


def test_a_host_is_as_bad_as_its_worst_user() -> None:
    """Three users of one host, judged each for himself."""
    bob = signed_in(sid="S-1-5-21-1-2-3-1142", name="CONTOSO\\bob", upn="bob@contoso.com", session_id=3)
    kim = signed_in(sid="S-1-5-21-1-2-3-1143", name="PC-07\\kim", upn="", session_id=4, account=AccountKind.LOCAL)
    broken = text_of(no_rows(), Executing_Account_Name="CONTOSO\\bob, bob@contoso.com")
    diagnosis = judged(evidence(own(FRESH), own(broken, bob), sessions=(ANNA, bob, kim)))

    assert [user.status for user in diagnosis.users] == [Status.HEALTHY, Status.BROKEN, Status.NOT_APPLICABLE]
    assert diagnosis.status is Status.BROKEN


def test_two_sessions_of_one_user_are_judged_apart() -> None:
    """A PRT belongs to a logon session: the proven session number decides which."""
    second = signed_in(session_id=5)
    diagnosis = judged(evidence(own(FRESH, second), sessions=(ANNA, second)))

    assert [user.status for user in diagnosis.users] == [Status.UNKNOWN, Status.HEALTHY]


def test_early_end_keeps_what_was_seen() -> None:
    """A visit that broke off still judges the users it had reached."""
    bob = signed_in(sid="S-1-5-21-1-2-3-1142", name="CONTOSO\\bob", upn="bob@contoso.com")
    lost = Missing(MissingReason.SESSION_LOST)
    diagnosis = judged(evidence(own(FRESH), sessions=(ANNA, bob), ended_early=lost))

    assert [(user.status, user.reason) for user in diagnosis.users] == [
        (Status.HEALTHY, None),
        (Status.UNKNOWN, MissingReason.SESSION_LOST),
    ]


def test_the_device_is_summed_up_from_any_context() -> None:
    """Join type, tenant and device state come from whoever printed them."""
    device = judged(evidence(CALLERS_NO)).device

    assert device.join_type == "hybrid"
    assert device.tenant_id == "b5f1b5a4-3c55-4c35-9f0e-0d8c9f1a2b3c"
    assert (device.device_auth_status, device.os_build, device.collected_at) == ("SUCCESS", "10.0.22631.4317", NOW)


def test_an_empty_catalogue_changes_no_verdict() -> None:
    """Words are data: without them the same statuses and ids come out."""
    case = evidence(own(text_of(no_rows())))
    bare, worded = diagnose(case, Catalog("en")), judged(case)

    assert (bare.status, ids(bare.users[0].findings)) == (worded.status, ids(worded.users[0].findings))


def test_texts_with_a_clock_tell_their_age() -> None:
    """Where no host clock is known that of the texts serves, unless they were made at different times."""
    anna, bob = (own(text_of(yes_rows(ago(hours=2)))) for _ in range(2))
    text = replace(
        evidence(anna), host=Missing(MissingReason.NOT_COLLECTED), sessions=Missing(MissingReason.NOT_COLLECTED)
    )
    two = replace(
        text, observations=(anna, replace(bob, session=replace(ANNA, sid="S-1-5-21-1-2-3-9"), taken_at=ago(hours=1)))
    )

    assert diagnose(text, CATALOG).device.collected_at == NOW
    assert diagnose(two, CATALOG).device.collected_at is None
