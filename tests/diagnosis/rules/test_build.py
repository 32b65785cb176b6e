"""Each code of the article yields its own finding, wherever it was recorded."""

from dataclasses import replace
from datetime import timedelta

import pytest

from remote_prt.diagnosis.codes import CodeClass, parse_code
from remote_prt.diagnosis.diagnosis import Status
from remote_prt.diagnosis.evidence import EventRecord, Missing, MissingReason
from remote_prt.diagnosis.finding import CauseClass, Confidence, Finding, Severity
from remote_prt.diagnosis.verdict import diagnose
from remote_prt.readers.catalogue import load_catalog
from tests.diagnosis.builders import (
    ANALYTIC,
    CORRELATION,
    NOW,
    ago,
    before_21h1,
    evidence,
    failed_rows,
    no_rows,
    own,
    record,
    summary,
    text_of,
    yes_rows,
)

CATALOG = load_catalog()
JAPANESE = load_catalog("ja")

#: The article's 20 codes: catalogue key, class of cause, and whether the code alone settles the cause.
ARTICLE = (
    ("STATUS-C000006D", CauseClass.OTHER, Confidence.POSSIBLE),
    ("STATUS-C000006A", CauseClass.OTHER, Confidence.POSSIBLE),
    ("STATUS-C00000D0", CauseClass.OTHER, Confidence.POSSIBLE),
    ("STATUS-C000023C", CauseClass.NETWORK, Confidence.POSSIBLE),
    ("STATUS-C00000BE", CauseClass.NETWORK, Confidence.POSSIBLE),
    ("STATUS-C00000C4", CauseClass.NETWORK, Confidence.POSSIBLE),
    ("STATUS-C000005F", CauseClass.UPN, Confidence.CERTAIN),
    ("CLOUDAP-C004844C", CauseClass.UPN, Confidence.CERTAIN),
    ("CLOUDAP-C0048442", CauseClass.ALTERED_RESPONSE, Confidence.CERTAIN),
    ("CLOUDAP-C00484C1", CauseClass.FEDERATION, Confidence.CERTAIN),
    ("CLOUDAP-C004848B", CauseClass.FEDERATION, Confidence.CERTAIN),
    ("CLOUDAP-C004848C", CauseClass.FEDERATION, Confidence.CERTAIN),
    ("XML-C00CEE4F", CauseClass.FEDERATION, Confidence.CERTAIN),
    ("AADSTS50155", CauseClass.DEVICE_DISABLED_OR_DELETED, Confidence.LIKELY),  # DeviceAuthStatus is SUCCESS
    ("AADSTS50034", CauseClass.UPN, Confidence.CERTAIN),
    ("AADSTS50126", CauseClass.PASSWORD_OR_SYNC, Confidence.CERTAIN),
    ("WINHTTP-12002", CauseClass.NETWORK, Confidence.CERTAIN),
    ("WINHTTP-12007", CauseClass.NETWORK, Confidence.CERTAIN),
    ("WINHTTP-12029", CauseClass.NETWORK, Confidence.CERTAIN),
    ("WINHTTP-12030", CauseClass.NETWORK, Confidence.CERTAIN),
)
KEYS = [key for key, _, _ in ARTICLE]


def spelled(key: str) -> str:
    """The usual spelling of a catalogue key."""
    return key if key.startswith("AADSTS") else CATALOG.entries[key].spellings[0]


def hresult(key: str) -> str:
    """A WinHTTP code as dsregcmd and event 1084 print it, signed."""
    return str((0x80070000 | int(key.removeprefix("WINHTTP-"))) - 2**32)


def as_dsregcmd(key: str) -> dict[str, str]:
    """The diagnostics rows that a code stands in."""
    if key.startswith("AADSTS"):
        return failed_rows(description=f"{key}: some text that Microsoft may change.")
    if key.startswith("WINHTTP"):
        return failed_rows("0xc000023c", HTTP_Error=hresult(key))
    return failed_rows(spelled(key))


def as_events(key: str) -> list[EventRecord]:
    """The Operational records that a code stands in."""
    status = spelled(key) if key.startswith(("STATUS", "CLOUDAP", "XML")) else "0xc000006d"
    failure = record(1160, ago(minutes=20), 9, Status=status.upper().replace("0X", "0x"), CorrelationID=CORRELATION)
    if key.startswith("AADSTS"):
        text = f"AADSTS70002: wrapper. {key}: cause."
        return [
            record(1081, ago(minutes=20), 8, Error="invalid_grant", ErrorDescription=text, CorrelationID=CORRELATION),
            failure,
        ]
    if key.startswith("WINHTTP"):
        return [record(1084, ago(minutes=20), 8, Result=hresult(key), Target=CORRELATION), failure]
    return [failure]


def in_a_flow(key: str) -> list[EventRecord]:
    """The same with the Analytic channel on: the flow names the user."""
    start = ago(minutes=20) - timedelta(milliseconds=50)
    return [
        record(1006, start, 1, channel=ANALYTIC),
        record(1018, start, 2, channel=ANALYTIC, value=CORRELATION),
        record(1144, start, 3, channel=ANALYTIC, value="1", Method="anna@contoso.com", EndpointUri="https://login"),
        *as_events(key),
        record(1007, ago(minutes=19), 4, channel=ANALYTIC, Status="0xc000006d"),
    ]


def the_finding(findings: tuple[Finding, ...]) -> Finding:
    """The only finding."""
    (finding,) = findings
    return finding


@pytest.mark.parametrize(("key", "cause_class", "confidence"), ARTICLE, ids=KEYS)
def test_each_code_in_a_text_yields_its_finding(key: str, cause_class: CauseClass, confidence: Confidence) -> None:
    """Given as dsregcmd rows, each code is the headline of a BROKEN user, with cause, remedy and evidence."""
    (user,) = diagnose(evidence(own(text_of({**no_rows(), **as_dsregcmd(key)}))), CATALOG).users
    finding = the_finding(user.findings)

    assert user.status is Status.BROKEN
    assert (finding.finding_id, finding.cause_class, finding.confidence) == (f"PRT-{key}", cause_class, confidence)
    assert finding.severity is Severity.ERROR
    assert finding.code == spelled(key)
    assert finding.cause
    assert finding.remedy
    assert finding.section.startswith("step 3")
    assert any(reference.where.startswith("SSO State/EntraAcquire/") for reference in finding.evidence)
    assert bool(finding.alternatives) == (confidence is Confidence.POSSIBLE)


@pytest.mark.parametrize("key", KEYS)
def test_each_code_in_the_log_yields_its_finding(key: str) -> None:
    """Given as Operational events that name nobody, each code is the headline of a failing host."""
    diagnosis = diagnose(evidence(own(before_21h1(text_of(yes_rows(ago(hours=6))))), events=as_events(key)), CATALOG)
    finding = the_finding(diagnosis.findings)

    assert finding.finding_id == f"PRT-{key}"
    assert diagnosis.status is (Status.BROKEN if key == "AADSTS50155" else Status.FAILING)
    assert any("record" in reference.where for reference in finding.evidence)


@pytest.mark.parametrize("key", KEYS)
def test_each_code_in_a_flow_is_the_users(key: str) -> None:
    """Analytic and Operational together name the user, so the finding is the user's, in both languages."""
    case = evidence(own(text_of(yes_rows(ago(hours=6)))), events=in_a_flow(key))
    for catalog in (CATALOG, JAPANESE):
        (user,) = diagnose(case, catalog).users
        finding = the_finding(user.findings)

        assert finding.finding_id == f"PRT-{key}"
        assert finding.remedy == catalog.entries[key].remedy


@pytest.mark.parametrize("key", KEYS)
def test_each_code_in_a_log_alone_is_the_hosts_also_where_a_user_is_named(key: str) -> None:
    """A log without sign-ins beside it yields the same finding: naming the user must not hide the failure."""
    case = evidence(events=in_a_flow(key), sessions=Missing(MissingReason.NOT_COLLECTED))

    assert the_finding(diagnose(case, CATALOG).findings).finding_id == f"PRT-{key}"


def test_an_end_without_a_status_hides_no_failure() -> None:
    """A 1007 that says nothing leaves the word to the failure before it."""
    events = [*in_a_flow("STATUS-C00000D0")[:-1], record(1007, ago(minutes=19), 4, channel=ANALYTIC, Status="")]
    (user,) = diagnose(evidence(own(text_of(yes_rows(ago(hours=6)))), events=events), CATALOG).users

    assert the_finding(user.findings).finding_id == "PRT-STATUS-C00000D0"


@pytest.mark.parametrize("key", KEYS)
def test_the_code_is_found_by_every_spelling_of_the_catalogue(key: str) -> None:
    """The spellings that the catalogue lists all lead to its key."""
    codes = {parse_code(text) for text in CATALOG.entries[key].spellings if not text.isdigit() or len(text) > 6}

    assert {code.key for code in codes if code is not None} == {key}


def test_the_servers_error_outranks_the_network_and_the_status() -> None:
    """All three recorded: the server's last code is the headline and the only finding."""
    rows = failed_rows("0xc000023c", "AADSTS70002: x. AADSTS50034: y.", HTTP_Error="0x80072ee2")
    (user,) = diagnose(evidence(own(text_of({**no_rows(), **rows}))), CATALOG).users

    assert the_finding(user.findings).finding_id == "PRT-AADSTS50034"


def test_an_unknown_server_code_still_outranks_a_general_status() -> None:
    """A server code that is not in the catalogue is shown raw, before the status that says little."""
    rows = failed_rows("0xc00000d0", "AADSTS7654321: something new")
    (user,) = diagnose(evidence(own(text_of({**no_rows(), **rows}))), CATALOG).users

    assert [finding.finding_id for finding in user.findings] == ["PRT-UNKNOWN-AADSTS7654321", "PRT-STATUS-C00000D0"]
    assert "AADSTS7654321" in user.findings[0].title


def test_a_local_code_with_a_cause_of_its_own_leads_before_an_unknown_server_code() -> None:
    """The federation server's ID3082 is known and a detail; 0xc00484c1 says what to do about it."""
    events = [
        record(1088, ago(minutes=20), 1, Error="InvalidScope", ErrorDescription="ID3082: x"),
        record(1085, ago(minutes=20), 2, Status="0xC00484C1", CorrelationID=CORRELATION),
    ]
    diagnosis = diagnose(evidence(own(text_of(yes_rows(ago(hours=6)))), events=events), CATALOG)

    assert [finding.finding_id for finding in diagnosis.findings] == ["PRT-CLOUDAP-C00484C1", "PRT-ID3082"]


FEDERATION_SERVERS = sorted(
    key for key in CATALOG.entries if (code := parse_code(key)) is not None and code.code_class is CodeClass.FEDERATION
)


@pytest.mark.parametrize("key", FEDERATION_SERVERS)
@pytest.mark.parametrize(
    ("status", "expected"),
    [
        ("0xc00484c1", ("PRT-CLOUDAP-C00484C1", "{}")),
        ("0xc000006d", ("PRT-FEDERATION", "{}", "PRT-STATUS-C000006D")),
        (None, ("PRT-FEDERATION", "{}")),
    ],
    ids=["the-articles-code", "a-general-status", "no-status"],
)
def test_a_federation_servers_code_is_a_detail(key: str, status: str | None, expected: tuple[str, ...]) -> None:
    """It stands beside the article's code or the federation's cause, never before, and is never more than possible."""
    events = [record(1088, ago(minutes=20), 1, Error="InvalidScope", ErrorDescription=f"{key}: x")]
    if status is not None:
        events.append(record(1085, ago(minutes=20), 2, Status=status, CorrelationID=CORRELATION))
    found = diagnose(evidence(own(text_of(yes_rows(ago(hours=6)))), events=events), CATALOG).findings
    detail = next(one for one in found if one.finding_id == f"PRT-{key}")

    assert [one.finding_id for one in found] == [one.format(f"PRT-{key}") for one in expected]
    assert (detail.cause_class, detail.confidence) == (CauseClass.FEDERATION, Confidence.POSSIBLE)


def test_every_federation_code_of_the_published_cases_is_explained() -> None:
    """The numbers that published cases name have an entry, and all of them are looked at above."""
    assert FEDERATION_SERVERS == ["ID3082", "ID3242", "MSIS7065", "MSIS9424", "MSIS9682"]


def test_entras_code_after_a_federation_servers_leads_alone() -> None:
    """The last code is the cause: where Entra answered after AD FS, its number is the headline as ever."""
    rows = failed_rows("0xc00484c1", "MSIS9682: x. AADSTS50126: y.")
    (user,) = diagnose(evidence(own(text_of({**no_rows(), **rows}))), CATALOG).users

    assert user.findings[0].finding_id == "PRT-AADSTS50126"


@pytest.mark.parametrize(
    ("status", "finding_id", "code_class"),
    [
        ("0xc0048513", "PRT-UNKNOWN-CLOUDAP-C0048513", CodeClass.CLOUDAP),
        ("0xc0000199", "PRT-UNKNOWN-STATUS-C0000199", CodeClass.NTSTATUS),
        ("0xcaa90022", "PRT-UNKNOWN-WAM-CAA90022", CodeClass.WAM),
        ("0x801c03f9", "PRT-UNKNOWN-DSREG-801C03F9", CodeClass.REGISTRATION),
    ],
)
def test_an_unknown_code_is_shown_raw_with_its_class(status: str, finding_id: str, code_class: CodeClass) -> None:
    """No unknown code is guessed at: number, class, and where to look."""
    (user,) = diagnose(evidence(own(text_of({**no_rows(), **failed_rows(status)}))), CATALOG).users
    finding = the_finding(user.findings)

    assert (finding.finding_id, finding.code, finding.confidence) == (finding_id, status, Confidence.POSSIBLE)
    assert code_class.value in finding.title
    assert "{" not in finding.title + finding.cause + "".join(finding.remedy)


@pytest.mark.parametrize(
    ("event", "finding_id"),
    [
        (record(1096, ago(minutes=5), value=CORRELATION), "PRT-REFRESH-TOKEN-EXPIRED"),
        (record(1142, ago(minutes=5), value=CORRELATION), "PRT-ATTEMPT-FAILED"),
        (record(1025, ago(minutes=5), value="505", EndpointUri="https://x"), "PRT-UNKNOWN-HTTP-505"),
    ],
    ids=["refresh-token-expired", "names-differ", "http-505"],
)
def test_a_failure_without_a_code_is_still_a_finding(event: EventRecord, finding_id: str) -> None:
    """Events that state a failure without a number are named by what they say."""
    diagnosis = diagnose(evidence(own(text_of(yes_rows(ago(hours=6)))), events=[event]), CATALOG)

    assert the_finding(diagnosis.findings).finding_id == finding_id


def test_an_old_attempt_explains_less_surely() -> None:
    """The text shows the last failure however old it is: beyond a day it is only likely the cause."""
    old = f"{NOW - timedelta(days=2):%Y-%m-%d %H:%M:%S}.000 UTC"
    rows = failed_rows(description="AADSTS50126: x", Previous_Prt_Attempt=old)
    (user,) = diagnose(evidence(own(text_of({**no_rows(), **rows}))), CATALOG).users

    assert the_finding(user.findings).confidence is Confidence.LIKELY


def test_a_finding_shows_the_failing_step_and_the_url() -> None:
    """The step that failed and the URL it had got to stand beside the records, each once."""
    (user,) = diagnose(evidence(own(text_of(yes_rows(ago(hours=6)))), events=in_a_flow("WINHTTP-12007")), CATALOG).users
    rows = {**no_rows(), **failed_rows(description="AADSTS50126: x")}
    (printed,) = diagnose(evidence(own(text_of(rows))), CATALOG).users
    shown = [one.where for one in printed.findings[0].evidence]

    assert user.findings[0].evidence[-1].where != "URL"  # this flow has none
    assert "failing step" in shown
    assert [where for where in shown if where == "URL" or where.endswith("Endpoint URI")] == [
        "SSO State/EntraAcquire/Endpoint URI"
    ]


def test_a_success_summary_is_no_finding() -> None:
    """Everyday events of Windows 11 leave a healthy user without findings."""
    case = evidence(own(text_of(yes_rows(ago(hours=1)))), events=[summary(1250, ago(hours=1))])
    diagnosis = diagnose(case, CATALOG)

    assert diagnosis.findings == diagnosis.users[0].findings == ()


@pytest.mark.parametrize(
    ("auth", "sure"), [("SUCCESS", Confidence.LIKELY), ("FAILED. Error:0x80072ee7", Confidence.CERTAIN)]
)
def test_a_refusal_is_doubted_where_the_device_signs_in(auth: str, sure: Confidence) -> None:
    """AADSTS50155 beside a device that signs in with success may be over; a device that was not tested says nothing."""
    (user,) = diagnose(evidence(own(text_of({**no_rows(), **as_dsregcmd("AADSTS50155")}, auth=auth))), CATALOG).users

    assert (user.findings[0].finding_id, user.findings[0].confidence) == ("PRT-AADSTS50155", sure)


def test_an_unknown_code_keeps_its_public_name() -> None:
    """A code without an entry is told with the name and the number by which it can be looked up."""
    named = replace(CATALOG, symbol_of=lambda code: f"NAME_OF_{code.number}")
    (user,) = diagnose(evidence(own(text_of({**no_rows(), **failed_rows("0xc0990001")}))), named).users

    assert user.findings[0].symbol == f"NAME_OF_{0xC0990001}"
    assert "0xc0990001" in user.findings[0].title
