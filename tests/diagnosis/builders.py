"""Evidence made by hand for tests: a clock, a signed-in user, a dsregcmd text, event records."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta

from remote_prt.diagnosis.dsregcmd import parse_dsregcmd
from remote_prt.diagnosis.evidence import (
    AccountKind,
    EventChannel,
    EventRecord,
    Evidence,
    HostFacts,
    LogonSession,
    Missing,
    MissingReason,
    Observation,
    SessionKind,
    SessionState,
)

NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
OPERATIONAL = "Microsoft-Windows-AAD/Operational"
ANALYTIC = "Microsoft-Windows-AAD/Analytic"
TENANT = "b5f1b5a4-3c55-4c35-9f0e-0d8c9f1a2b3c"
CORRELATION = "6f0c2f0e-7d5a-4f5e-8a9b-1c2d3e4f5a6b"
ANNA = LogonSession(
    SessionKind.USER,
    sid="S-1-5-21-1-2-3-1141",
    name="CONTOSO\\anna",
    upn="anna@contoso.com",
    session_id=2,
    state=SessionState.ACTIVE,
    account=AccountKind.DOMAIN,
)
CALLER = LogonSession(SessionKind.CALLER, sid="S-1-5-21-1-2-3-1104", name="CONTOSO\\sweeper")
BOX = "+----------------------------------------------------------------------+"


def ago(**units: float) -> datetime:
    """That long before the hosts' clock."""
    return NOW - timedelta(**units)


def printed(at: datetime) -> str:
    """A time as dsregcmd prints it."""
    return f"{at:%Y-%m-%d %H:%M:%S}.000 UTC"


def section(title: str, rows: Mapping[str, str]) -> str:
    """A section as dsregcmd prints it."""
    lines = "".join(f"{key:>26} : {value}\n" for key, value in rows.items())
    return f"{BOX}\n| {title:<69}|\n{BOX}\n\n{lines}\n"


def device_rows(*, entra: str = "YES", domain: str = "YES", enterprise: str = "NO") -> dict[str, str]:
    """Device State rows."""
    return {"AzureAdJoined": entra, "EnterpriseJoined": enterprise, "DomainJoined": domain, "Device Name": "pc-07"}


def yes_rows(updated: datetime, expires: datetime | None = None) -> dict[str, str]:
    """SSO State rows of a PRT that is there."""
    return {
        "AzureAdPrt": "YES",
        "AzureAdPrtUpdateTime": printed(updated),
        "AzureAdPrtExpiryTime": printed(expires or updated + timedelta(days=14)),
        "AzureAdPrtAuthority": f"https://login.microsoftonline.com/{TENANT}",
    }


def no_rows(authority: str = f"https://login.microsoftonline.com/{TENANT}") -> dict[str, str]:
    """SSO State rows of a PRT that is not there."""
    return {"AzureAdPrt": "NO", "AzureAdPrtAuthority": authority}


def failed_rows(status: str = "0xc000006d", description: str = "", **more: str) -> dict[str, str]:
    """A diagnostics block; `more` overrides rows, blanks written as underscores."""
    rows = {
        "AcquirePrtDiagnostics": "PRESENT",
        "Previous Prt Attempt": printed(ago(minutes=20)),
        "Attempt Status": status,
        "User Identity": "anna@contoso.com",
        "Credential Type": "Password",
        "Correlation ID": CORRELATION,
        "Endpoint URI": f"https://login.microsoftonline.com/{TENANT}/oauth2/token",
        "HTTP Method": "POST",
        "HTTP Error": "0x0",
        "HTTP status": "400" if description else "0",
        "Server Error Code": "invalid_grant" if description else "",
        "Server Error Description": description,
    }
    return rows | {key.replace("_", " "): value for key, value in more.items()}


def text_of(
    sso: Mapping[str, str], *, device: Mapping[str, str] | None = None, auth: str = "SUCCESS", **diagnostic: str
) -> str:
    """A whole dsregcmd text of today's layout; `diagnostic` adds Diagnostic Data rows, blanks as underscores."""
    account = {"AadRecoveryEnabled": "NO", "Executing Account Name": "CONTOSO\\anna, anna@contoso.com"}
    return "".join(
        (
            section("Device State", device or device_rows()),
            section("Device Details", {"DeviceId": "0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0", "DeviceAuthStatus": auth}),
            section("Tenant Details", {"TenantName": "Contoso", "TenantId": TENANT}),
            section("User State", {"NgcSet": "NO", "WorkplaceJoined": "NO", "WamDefaultSet": "YES"}),
            section("SSO State", {**sso, "EnterprisePrt": "NO", "EnterprisePrtAuthority": ""}),
            section("Diagnostic Data", account | {k.replace("_", " "): v for k, v in diagnostic.items()}),
            section("Ngc Prerequisite Check", {"IsDeviceJoined": "YES", "PreReqResult": "WillNotProvision"}),
        )
    )


def before_21h1(text: str) -> str:
    """The text as an older Windows prints it: without DeviceAuthStatus, and so without word of attempts."""
    return "".join(line for line in text.splitlines(keepends=True) if "DeviceAuthStatus" not in line)


def record(
    event_id: int, at: datetime, number: int = 1, *, channel: str = OPERATIONAL, thread: int = 900, **data: str
) -> EventRecord:
    """An event of the AAD provider, as lsass writes it."""
    return EventRecord(
        event_id=event_id,
        provider="Microsoft-Windows-AAD",
        channel=channel,
        record_id=number,
        time=at,
        level=2,
        task=101,
        process_id=700,
        thread_id=thread,
        activity_id="",
        user_sid="S-1-5-18",
        computer="pc-07",
        data=tuple(data.items()),
    )


def summary(event_id: int, at: datetime, result: str = "0", user: str = "anna@contoso.com", **more: str) -> EventRecord:
    """One of 1250-1253 (Windows 11)."""
    data = {"Result": result, "UserIdentity": user, "CorrelationID": "", "HTTPStatus": "200", "HTTPTransportError": "0"}
    return record(event_id, at, **(data | more))


def own(text: str, session: LogonSession = ANNA) -> Observation:
    """What dsregcmd said in that session, just now."""
    return Observation(session, NOW, parse_dsregcmd(text))


def nothing_from(session: LogonSession, reason: MissingReason) -> Observation:
    """A session that was asked in vain."""
    return Observation(session, None, Missing(reason))


def evidence(
    *observations: Observation,
    events: Sequence[EventRecord] | Missing = (),
    sessions: tuple[LogonSession, ...] | Missing = (ANNA,),
    clock: datetime | None = NOW,
    ended_early: Missing | None = None,
) -> Evidence:
    """One host's evidence: by default Anna is signed in and the Operational log could be read."""
    records = events if isinstance(events, Missing) else tuple(events)
    host = HostFacts("PC-07", "10.0.22631.4317", "Windows 11", False, clock, None, "FullLanguage", None)
    return Evidence("pc-07", host, sessions, observations, (EventChannel(OPERATIONAL, records),), ended_early)
