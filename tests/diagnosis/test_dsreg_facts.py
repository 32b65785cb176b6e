"""The typed view of a report keeps apart what the text keeps apart."""

import pytest

from remote_prt.diagnosis.attempt import AttemptKind
from remote_prt.diagnosis.diagnosis import JoinType
from remote_prt.diagnosis.dsreg_facts import AuthorityKind, DeviceAuth, DsregFacts, parse_time
from remote_prt.diagnosis.dsregcmd import parse_dsregcmd
from tests.diagnosis.builders import CORRELATION, TENANT, failed_rows, no_rows, section, text_of, yes_rows
from tests.diagnosis.builders import NOW as UPDATED


def facts_of(text: str) -> DsregFacts:
    """The typed view of a text."""
    return DsregFacts(parse_dsregcmd(text))


@pytest.mark.parametrize(
    ("rows", "join_type"),
    [
        ("YES NO NO", JoinType.ENTRA),
        ("YES NO YES", JoinType.HYBRID),
        ("NO NO YES", JoinType.DOMAIN),
        ("NO YES YES", JoinType.ON_PREMISES),
        ("NO NO NO", JoinType.NONE),
        ("NO", JoinType.UNKNOWN),
        ("YES NO", JoinType.UNKNOWN),
        ("N/A NO YES", JoinType.UNKNOWN),
    ],
)
def test_the_join_type_follows_the_device_state(rows: str, join_type: JoinType) -> None:
    """The table of Microsoft's page; a row that is absent or damaged makes it unknown."""
    keys = ("AzureAdJoined", "EnterpriseJoined", "DomainJoined")

    assert facts_of(section("Device State", dict(zip(keys, rows.split(), strict=False)))).join_type is join_type


@pytest.mark.parametrize(
    ("printed", "kind"),
    [
        ("NO", AuthorityKind.NO),
        ("", AuthorityKind.EMPTY),
        (f"https://login.microsoftonline.com/{TENANT}", AuthorityKind.URL),
        ("N", AuthorityKind.OTHER),
        ("http", AuthorityKind.OTHER),
    ],
)
def test_the_authority_is_a_fingerprint(printed: str, kind: AuthorityKind) -> None:
    """NO, empty and a URL are three kinds of logon session; what is damaged is none of them."""
    rows = {"AzureAdPrt": "NO", "AzureAdPrtAuthority": printed, "EnterprisePrt": "NO"}

    assert facts_of(section("SSO State", rows)).authority_kind is kind


def test_an_authority_at_the_very_end_may_have_lost_its_value() -> None:
    """The text may have been cut after the colon."""
    assert facts_of("AzureAdPrt : NO\nAzureAdPrtAuthority :").authority_kind is AuthorityKind.OTHER
    assert facts_of("AzureAdPrt : NO\n").authority_kind is AuthorityKind.ABSENT


@pytest.mark.parametrize(
    ("printed", "meaning"),
    [
        ("SUCCESS", DeviceAuth.SUCCESS),
        ("FAILED. Device is either disabled or deleted", DeviceAuth.DISABLED_OR_DELETED),
        ("FAILED. Device is either disabled or deleted.", DeviceAuth.DISABLED_OR_DELETED),
        ("FAILED. Error: 0xd000023c", DeviceAuth.UNTESTED),
        ("FAILED. Error 0x80072ee7", DeviceAuth.UNTESTED),
        ("FAILED. Dev", DeviceAuth.UNKNOWN),
        ("FAILED", DeviceAuth.UNKNOWN),
        ("", DeviceAuth.UNKNOWN),
    ],
)
def test_a_failed_device_test_is_not_a_disabled_device(printed: str, meaning: DeviceAuth) -> None:
    """Only the sentence itself means disabled or deleted; an error number means that it could not be tested."""
    assert facts_of(section("Device Details", {"DeviceAuthStatus": printed})).device_auth is meaning


@pytest.mark.parametrize(
    "text",
    ["2026-03-02 12:00:00", "2026-03-02 12:00:00.000", "2026-03-02 12:00:00 UTC", "2026-03-02 12:00:00.000 UTC"],
)
def test_times_are_utc(text: str) -> None:
    """With or without milliseconds and the word UTC, a time is UTC."""
    assert parse_time(text) == UPDATED


@pytest.mark.parametrize("text", [None, "", "2026-03-02", "2026-03-02 12:00", "2026-13-45 99:00:00.000 UTC", "xx UTC"])
def test_what_is_no_time_stays_none(text: str | None) -> None:
    """Cut, masked and impossible times are not guessed at."""
    assert parse_time(text) is None


def test_a_block_becomes_an_attempt() -> None:
    """Everything a diagnostics block prints stands in the attempt, codes by value."""
    (attempt,) = facts_of(
        text_of({**no_rows(), **failed_rows("0xc000006d", "AADSTS70002: x AADSTS50126: y", HTTP_Error="0x80072ee7")})
    ).attempts

    assert (attempt.kind, attempt.user, attempt.credential_type) == (
        AttemptKind.ACQUIRE,
        "anna@contoso.com",
        "Password",
    )
    assert attempt.status is not None
    assert attempt.sub_error is not None
    assert (attempt.status.key, attempt.sub_error.key) == ("STATUS-C000006D", "WINHTTP-12007")
    assert [code.key for code in attempt.server_codes] == ["AADSTS70002", "AADSTS50126"]
    assert (attempt.http_status, attempt.correlation_id) == (400, CORRELATION)
    assert attempt.url.endswith("/oauth2/token")


def test_no_transport_error_is_no_sub_error() -> None:
    """`HTTP Error : 0x0` says that the transport worked."""
    (attempt,) = facts_of(text_of({**no_rows(), **failed_rows()})).attempts

    assert attempt.sub_error is None


def test_a_marker_without_rows_is_no_attempt() -> None:
    """`RefreshPrtDiagnostics : ERROR (0x...)` tells of no attempt."""
    assert facts_of(text_of({**yes_rows(UPDATED), "RefreshPrtDiagnostics": "ERROR (0x80070490)"})).attempts == ()


@pytest.mark.parametrize(
    ("printed", "name", "upn", "is_machine"),
    [
        ("AzureAD\\anna, anna@contoso.com", "AzureAD\\anna", "anna@contoso.com", False),
        ("PC-07\\kiosk", "PC-07\\kiosk", "", False),
        ("CONTOSO\\PC-07$, PC-07$@contoso.com", "CONTOSO\\PC-07$", "PC-07$@contoso.com", True),
    ],
)
def test_the_executing_account_tells_who_was_asked(printed: str, name: str, upn: str, is_machine: bool) -> None:
    """A work account has a UPN, a local one has none, the computer's ends in a dollar."""
    account = facts_of(section("Diagnostic Data", {"Executing Account Name": printed})).executing_account

    assert account is not None
    assert (account.name, account.upn, account.is_machine) == (name, upn, is_machine)


def test_the_tenant_comes_from_its_row_or_from_the_authority() -> None:
    """A GUID in either place, lower case; an authority without one says nothing."""
    authority = section("SSO State", {"AzureAdPrtAuthority": f"https://login.microsoftonline.com/{TENANT.upper()}"})

    assert facts_of(authority).tenant_id == TENANT
    assert facts_of(section("Tenant Details", {"TenantId": TENANT})).tenant_id == TENANT
    assert facts_of(section("SSO State", {"AzureAdPrtAuthority": "https://login.microsoftonline.com/"})).tenant_id == ""
