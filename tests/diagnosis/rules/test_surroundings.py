"""The field's real causes are found by what surrounds a failure, and not without it."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from remote_prt.diagnosis.diagnosis import Status
from remote_prt.diagnosis.evidence import EventRecord, Evidence, HostFacts
from remote_prt.diagnosis.finding import CauseClass, Confidence, Finding
from remote_prt.diagnosis.rules.surroundings import UNROUTABLE
from remote_prt.diagnosis.verdict import diagnose
from remote_prt.readers.catalogue import load_catalog
from tests.diagnosis.builders import (
    ANNA,
    CORRELATION,
    NOW,
    ago,
    device_rows,
    evidence,
    failed_rows,
    no_rows,
    own,
    printed,
    record,
    section,
    summary,
    text_of,
    yes_rows,
)
from tests.diagnosis.test_single_records import registered

CATALOG = load_catalog()
NO_NETWORK = failed_rows("0xc000023c", HTTP_Error="0x80072ee7")
REFUSED = failed_rows(description="AADSTS50155: Device is not authenticated")


def text(*rows: Mapping[str, str], tail: str = "", auth: str = "SUCCESS", **diagnostic: str) -> str:
    """A dsregcmd text with these SSO rows; `tail` is appended."""
    joined = {key: value for part in rows for key, value in part.items()}
    return text_of(joined, auth=auth, **diagnostic) + tail


def found(dsregcmd: str, *events: EventRecord, **host: str) -> tuple[Finding, ...]:
    """The only user's findings."""
    return judged(evidence(own(dsregcmd), events=events), **host)


def judged(case: Evidence, **host: str) -> tuple[Finding, ...]:
    """The only user's findings, on a host with other facts."""
    assert isinstance(case.host, HostFacts)
    (user,) = diagnose(replace(case, host=replace(case.host, **host)), CATALOG).users  # type: ignore[arg-type]
    return user.findings


def ids(findings: tuple[Finding, ...]) -> list[str]:
    """Finding ids without their prefix, in order."""
    return [finding.finding_id.removeprefix("PRT-") for finding in findings]


def proxies(user: str, system: str, winhttp: str = "DIRECT") -> str:
    """The proxy sections of a text."""
    return "".join(
        (
            section(
                "IE Proxy Config for Current User", {"Auto Detect Settings": "YES", "Auto-Configuration URL": user}
            ),
            section("IE Proxy Config for System Account", {"Auto Detect Settings": "YES", "Proxy Server List": system}),
            section("WinHttp Default Proxy Config", {"Access Type": winhttp}),
        )
    )


@pytest.mark.parametrize(
    ("dsregcmd", "is_found"),
    [
        (text(no_rows(), NO_NETWORK, tail=proxies("http://wpad/proxy.pac", "")), True),
        (text(no_rows(), NO_NETWORK, tail=proxies("http://wpad/proxy.pac", "proxy:8080")), False),
        (text(no_rows(), NO_NETWORK, tail=proxies("http://wpad/proxy.pac", "", "NAMED PROXY")), False),
        (text(no_rows(), NO_NETWORK, tail=proxies("", "")), False),
        (text(no_rows(), NO_NETWORK), False),
        (text(no_rows(), NO_NETWORK, auth="FAILED. Error: 0xd000023c"), True),
        (text(no_rows(), failed_rows("0xc00000be"), auth="FAILED. Error: 0xd000023c"), True),
        (text(no_rows(), failed_rows("0xc00000c4", HTTP_status="407")), True),
        (text(no_rows(), failed_rows("0xc004844c"), auth="FAILED. Error: 0xd000023c"), False),
    ],
    ids=["pac", "both", "winhttp", "none", "bare", "untested", "status", "407", "other"],
)
def test_the_computers_way_out_is_told_from_the_users(dsregcmd: str, *, is_found: bool) -> None:
    """Only the user has a proxy, the device could not be tested, or the proxy wants a logon: the system context."""
    assert ("NETWORK-IN-SYSTEM-CONTEXT" in ids(found(dsregcmd))) == is_found


def test_a_likely_cause_leads_before_a_status_of_many_causes() -> None:
    """0xc00000be alone has several causes; with an untested device the way out leads, and the code stays beside it."""
    findings = found(text(no_rows(), failed_rows("0xc00000be"), auth="FAILED. Error: 0xd000023c"))

    assert ids(findings) == ["NETWORK-IN-SYSTEM-CONTEXT", "STATUS-C00000BE"]
    assert [finding.confidence for finding in findings] == [Confidence.LIKELY, Confidence.POSSIBLE]


@pytest.mark.parametrize("status", ["0xc0000071", "0xc0000224", "0xc0000072", "0xc0000234"])
def test_a_status_about_the_account_is_the_account(status: str) -> None:
    """Expired, to be changed, disabled, locked out: the account, not the way to Entra."""
    assert CauseClass.PASSWORD_OR_SYNC in {
        finding.cause_class for finding in found(text(no_rows(), failed_rows(status)))
    }


@pytest.mark.parametrize(("hours", "is_found"), [(23, True), (25, False)])
def test_an_expired_password_near_the_failure_is_the_cause(hours: int, *, is_found: bool) -> None:
    """1210 within a day of the failed attempt."""
    rows = failed_rows("0xc000006d", Previous_Prt_Attempt=printed(ago(minutes=20)))
    expired = record(1210, ago(hours=hours, minutes=20), value="https://change")
    findings = found(text(no_rows(), rows), expired)

    assert (ids(findings)[0] == "PASSWORD-OR-SYNC") == is_found


def certificate(at: datetime) -> str:
    """DeviceCertificateValidity of a device registered then."""
    return f"[ {printed(at)} -- {printed(at + timedelta(days=3650))} ]"


@pytest.mark.parametrize(
    ("hours", "rows", "first"),
    [
        (23, REFUSED, "JOIN-RACE"),
        (25, REFUSED, "AADSTS50155"),
        (2, {}, "NO-PRT"),
    ],
)
def test_a_device_joined_today_may_not_be_known_yet(hours: int, rows: dict[str, str], first: str) -> None:
    """Within a day of the join a refusal is likely the race, and "deleted" only possible."""
    device = device_rows() | {"DeviceCertificateValidity": certificate(ago(hours=hours))}
    findings = found(text_of({**no_rows(), **rows}, device=device))

    assert ids(findings)[0] == first
    assert ("JOIN-RACE" in ids(findings)) == (hours < 24)


def test_a_join_in_the_log_counts_too() -> None:
    """306 says when the device was joined."""
    findings = found(text(no_rows(), REFUSED), registered(306, ago(hours=1)))

    assert ids(findings) == ["JOIN-RACE", "AADSTS50155"]


def test_a_domain_pc_that_tries_to_join_is_told() -> None:
    """Not applicable today, and on its way: the failed join of this morning is shown."""
    device = device_rows(entra="NO")
    case = evidence(
        own(text_of(no_rows("NO"), device=device)), events=[registered(304, ago(hours=2), ExitCode="-2145647630")]
    )
    (user,) = diagnose(case, CATALOG).users

    assert user.status is Status.NOT_APPLICABLE
    assert ids(user.findings) == ["DOMAIN-ONLY", "JOIN-RACE"]
    assert user.findings[1].code == "0x801c03f2"


@pytest.mark.parametrize(
    "rows",
    [
        failed_rows(description="MSIS7065: x"),
        failed_rows("0x80072ee2", Endpoint_URI="https://sts.contoso.com/adfs/services/trust/mex"),
        failed_rows("0xcaa90022", Endpoint_URI="https://sts.contoso.com/adfs/services/trust/13/usernamemixed"),
    ],
    ids=["msis", "mex", "usernamemixed"],
)
def test_a_failure_at_the_federation_server_is_federation(rows: dict[str, str]) -> None:
    """Whatever the code, the step tells whose trouble it is."""
    assert "FEDERATION" in ids(found(text(no_rows(), rows)))


@pytest.mark.parametrize("suffix", sorted(UNROUTABLE))
def test_a_suffix_nobody_can_own_is_the_upn(suffix: str) -> None:
    """A name ending in .local cannot be verified in any tenant."""
    session = replace(ANNA, upn=f"anna@contoso.{suffix}")
    rows = failed_rows("0xc000006d", User_Identity=session.upn)
    named = text(no_rows(), rows, Executing_Account_Name=f"CONTOSO\\anna, {session.upn}")
    findings = judged(evidence(own(named, session), sessions=(session,)))

    assert ids(findings) == ["UPN", "STATUS-C000006D"]


@pytest.mark.parametrize(
    ("rows", "events", "diagnostic"),
    [
        (failed_rows("0x80090016"), (), {}),
        (failed_rows("0xc0290000"), (), {}),
        ({}, (record(1083, ago(minutes=3), Error="x", CorrelationID=CORRELATION),), {}),
        ({}, (), {"KeySignTest": "FAILED"}),
    ],
    ids=["keyset", "tpm", "1083", "keysigntest"],
)
def test_a_lost_key_is_found(rows: dict[str, str], events: tuple[EventRecord, ...], diagnostic: dict[str, str]) -> None:
    """By the code, by the key events, by dsregcmd's own test."""
    case = evidence(own(text(no_rows(), rows, **diagnostic)), events=events)
    diagnosis = diagnose(case, CATALOG)
    shown = (*diagnosis.users[0].findings, *diagnosis.findings)

    assert CauseClass.TPM_OR_KEY in {finding.cause_class for finding in shown}


@pytest.mark.parametrize("answer", ["PASSED", "MUST Run elevated to test"])
def test_a_key_that_was_not_tried_is_not_lost(answer: str) -> None:
    """Dsregcmd tests the key only when it runs elevated."""
    diagnosis = diagnose(evidence(own(text(yes_rows(ago(hours=1)), KeySignTest=answer))), CATALOG)

    assert diagnosis.findings == diagnosis.users[0].findings == ()


@pytest.mark.parametrize(("value", "confidence"), [("YES", Confidence.LIKELY), ("NOT SET", None)])
def test_a_refused_desktop_of_a_pool_may_be_a_clone(value: str, confidence: Confidence | None) -> None:
    """Virtual desktops without PRT name the image as a cause."""
    device = device_rows() | {"Virtual Desktop": value}
    case = evidence(own(text_of({**no_rows(), **REFUSED}, device=device)))
    (user,) = diagnose(case, CATALOG).users
    clone = [finding.confidence for finding in user.findings if finding.finding_id == "PRT-VDI-CLONE"]

    assert clone == ([confidence] if confidence else [])


@pytest.mark.parametrize(
    ("build", "credential", "is_found"),
    [
        ("10.0.26100.4348", "NGC", False),
        ("10.0.26100.4349", "NGC", True),
        ("10.0.26100.6724", "NGC", True),
        ("10.0.26100.6725", "NGC", False),
        ("10.0.22631.5000", "NGC", False),
        ("10.0.26100.5000", "Password", False),
        ("10.0.26100.x", "NGC", False),
    ],
)
def test_hello_on_the_builds_of_the_regression_names_the_update(build: str, credential: str, *, is_found: bool) -> None:
    """Windows 11 24H2 between KB5060842 and KB5065789, signed in by Windows Hello; the builds are unverified."""
    rows = failed_rows("0xc000006d", Credential_Type=credential)
    named = [one for one in found(text(no_rows(), rows), os_build=build) if one.finding_id == "PRT-WINDOWS-UPDATE"]

    assert [one.confidence for one in named] == ([Confidence.POSSIBLE] if is_found else [])


@pytest.mark.parametrize(
    ("http_error", "confidence"), [("0x80072f76", Confidence.LIKELY), ("0x80072f8f", Confidence.POSSIBLE)]
)
def test_an_answer_that_is_not_entras_is_altered(http_error: str, confidence: Confidence) -> None:
    """12150: what came back was no answer of Entra; 12175: the TLS was not Entra's, or the clock is wrong."""
    findings = found(text(no_rows(), failed_rows("0xc000023c", HTTP_Error=http_error)))
    altered = [finding for finding in findings if finding.finding_id == "PRT-ALTERED-RESPONSE"]

    assert [finding.confidence for finding in altered] == [confidence]


def test_nobody_for_the_whole_lifetime_is_idle() -> None:
    """Expired without a single failure: nobody came by; with one, that is another story."""
    expired = yes_rows(NOW - timedelta(days=15))
    failed = summary(1252, ago(days=3), "3221225581", ErrorDescription="AADSTS50126: x")

    assert ids(found(text(expired))) == ["EXPIRED", "IDLE"]
    assert "IDLE" not in ids(found(text(expired), failed))


def test_a_nameless_failure_has_its_surroundings_too() -> None:
    """What nobody is named for is the host's, with the same causes."""
    events = [
        record(1084, ago(minutes=20), 1, Result="-2147012889", Target=CORRELATION),
        record(1085, ago(minutes=20), 2, Status="0xc000023c", CorrelationID=CORRELATION),
    ]
    case = evidence(own(text(yes_rows(ago(hours=6)), auth="FAILED. Error: 0xd000023c")), events=events)

    assert "PRT-NETWORK-IN-SYSTEM-CONTEXT" in [finding.finding_id for finding in diagnose(case, CATALOG).findings]


@pytest.mark.parametrize(
    ("events", "ids_"),
    [
        ([record(1007, ago(minutes=5), Status="0xC004848C")], ["PRT-CLOUDAP-C004848C"]),
        ([record(1029, ago(minutes=5), Status="0x0")], []),
        ([record(1007, ago(minutes=9), Status="0xC004848C"), record(1007, ago(minutes=5), 2, Status="0x0")], []),
        ([record(1007, ago(minutes=9), Status="0xC004848C"), summary(1250, ago(minutes=5))], []),
    ],
    ids=["only-the-end", "success", "success-later", "attempts-known"],
)
def test_the_end_of_a_flow_alone_tells_its_code(events: list[EventRecord], ids_: list[str]) -> None:
    """People copy event 1007 as the article says: its code is told, as possible, and makes no status."""
    diagnosis = diagnose(evidence(events=events, sessions=()), CATALOG)

    assert [finding.finding_id for finding in diagnosis.findings] == ids_
    assert diagnosis.status is Status.UNKNOWN
    assert all(finding.confidence is Confidence.POSSIBLE for finding in diagnosis.findings)
