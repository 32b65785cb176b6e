"""Real values for report tests: a made-up fleet in which every word, a Japanese name and hostile names occur once."""

from datetime import UTC, datetime, timedelta

from remote_prt.diagnosis.diagnosis import DeviceSummary, Diagnosis, JoinType, Status, UserDiagnosis
from remote_prt.diagnosis.dsreg_report import DsregReport, Row
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
from remote_prt.diagnosis.finding import CauseClass, Confidence, EvidenceReference, Finding, Severity
from remote_prt.errors import Phase
from remote_prt.model import Context, Failure, Outcome, Run, RunOptions, Target, VisitOutcome

STARTED_AT = datetime(2026, 1, 31, 1, 0, tzinfo=UTC)
TENANT = "0f7e1c1e-6a8a-4a5c-8f61-5d6b3f3c2a10"

#: Clears the screen, sets the title, reorders what follows, hides in Excel as a formula.
HOSTILE_USER = "=cmd|'/c calc'!A0\x1b[2J\x1b]0;owned\x07\u202etxt.exe"
HOSTILE_HOST = 'pc-99]"; rm -rf /\r\n\u2066'
JAPANESE_USER = "CONTOSO\\山田 太郎"


def finding(key: str = "AADSTS50126", **changes: object) -> Finding:
    """A finding about a wrong password, unless changed."""
    values: dict[str, object] = {
        "finding_id": f"PRT-{key}",
        "severity": Severity.ERROR,
        "cause_class": CauseClass.PASSWORD_OR_SYNC,
        "confidence": Confidence.CERTAIN,
        "code": key,
        "symbol": "",
        "title": "Wrong user name or password",
        "cause": "The password on this PC is not the one the directory knows.",
        "remedy": ("Sign out and in again with the new password", "Check that password hash sync runs"),
        "section": "step 5",
        "evidence": (EvidenceReference("dsregcmd", "SSO State/EntraAcquire/Server Error Description", f"{key}: no"),),
    }
    return Finding(**(values | changes))  # type: ignore[arg-type]  # the tests name the fields


def session(
    name: str = "CONTOSO\\anna", number: int | None = 2, state: SessionState = SessionState.ACTIVE
) -> LogonSession:
    """A signed-in user's session."""
    return LogonSession(
        SessionKind.USER, "S-1-12-1-1-2-3-4", name, "anna@contoso.com", number, state, AccountKind.ENTRA
    )


def user(status: Status = Status.HEALTHY, name: str = "CONTOSO\\anna", **changes: object) -> UserDiagnosis:
    """A user of that status, whose PRT was renewed 2 h 10 min before the host was asked."""
    values: dict[str, object] = {
        "session": session(name),
        "status": status,
        "reason": MissingReason.WRONG_SESSION if status is Status.UNKNOWN else None,
        "azure_ad_prt": "YES",
        "prt_update_at": STARTED_AT - timedelta(hours=2, minutes=10),
        "prt_expiry_at": STARTED_AT + timedelta(days=13),
    }
    return UserDiagnosis(**(values | changes))  # type: ignore[arg-type]  # the tests name the fields


def device(join_type: JoinType = JoinType.HYBRID) -> DeviceSummary:
    """A device asked when the run started."""
    return DeviceSummary(join_type, TENANT, "SUCCESS", "10.0.22631.4317", STARTED_AT)


def visited(
    host: str,
    *users: UserDiagnosis,
    status: Status | None = None,
    reason: MissingReason | None = None,
    findings: tuple[Finding, ...] = (),
    join_type: JoinType = JoinType.HYBRID,
    evidence: Evidence | None = None,
) -> VisitOutcome:
    """A judged host; its status is its first user's unless given."""
    worst = status or users[0].status
    because = reason or (users[0].reason if users and worst is users[0].status else None)
    diagnosis = Diagnosis(worst, because, device(join_type), users, findings)
    return VisitOutcome(Target(host), Outcome.VISITED, "10.1.2.7", None, None, evidence, diagnosis, STARTED_AT, 3.14)


def failed(host: str, outcome: Outcome, failure: Failure | None, *, enabled: bool = True) -> VisitOutcome:
    """A host that gave nothing to judge."""
    target = Target(host, enabled=enabled)
    return VisitOutcome(target, outcome, None, failure, None, None, None, STARTED_AT, 10.0)


def run(*outcomes: VisitOutcome, context: Context = Context.AUTO, interrupted: bool = False, **changes: object) -> Run:
    """A run of 41 seconds over these outcomes."""
    values: dict[str, object] = {
        "scope": "pc-[01-40]",
        "context": context,
        "transport": "pypsrp",
        "account": "LAB\\sweeper",
        "concurrency": 32,
        "host_timeout_seconds": 120.0,
    }
    options = RunOptions(**(values | changes))  # type: ignore[arg-type]  # the tests name the fields
    finished_at = STARTED_AT + timedelta(seconds=41)
    return Run("20260131T010000-5f0c", STARTED_AT, finished_at, options, "0.1.0", outcomes, interrupted)


def evidence(host: str) -> Evidence:
    """Two dsregcmd rows of a user, and one event whose data names repeat but for their case."""
    rows = (
        Row("SSO State", "", "AzureAdPrt", "NO"),
        Row("SSO State", "EntraAcquire", "Server Error Description", "AADSTS50126: \x1b[31mno"),
    )
    data = (("Error", "0xC000006D"), ("error", "second"), ("", "unnamed \ud800"))
    record = EventRecord(
        1081, "Microsoft-Windows-AAD", "Microsoft-Windows-AAD/Operational", 4711, STARTED_AT, 2, 0, 4, 8, "",
        "S-1-5-18",
        host, data,
    )  # fmt: skip
    return Evidence(
        computer_name=host,
        host=HostFacts(host, "10.0.22631.4317", "Windows 11", False, STARTED_AT, timedelta(0), "FullLanguage", None),
        sessions=(session(),),
        observations=(
            Observation(session(), STARTED_AT, DsregReport(rows)),
            Observation(LogonSession(SessionKind.CALLER), STARTED_AT, Missing(MissingReason.DEADLINE)),
        ),
        channels=(
            EventChannel("Microsoft-Windows-AAD/Operational", (record,)),
            EventChannel("Security", Missing(MissingReason.NOT_COLLECTED)),
        ),
    )


def fleet() -> Run:
    """Every outcome and status word at least once."""
    closed = Failure(
        Phase.CONNECT, "http", 5985, "nothing listens on 10.1.2.{0}", "check that WinRM is on: winrm quickconfig"
    )
    not_resolved = Failure(Phase.RESOLVE, "http", 5985, "the name does not resolve", "check the spelling")
    refused = Failure(
        Phase.AUTHENTICATE,
        "http",
        5985,
        "the host rejected the user name or password",
        "check the password of LAB\\sweeper",
    )
    slow = Failure(Phase.RUN, "https", 5986, "no answer within 120 s after 0 of 7 records", "raise --host-timeout")
    skipped = Failure(None, "", None, "disabled in the inventory: in repair", "enable it in the inventory")
    network = finding(
        "WINHTTP-12007", code="12007", symbol="ERROR_INTERNET_NAME_NOT_RESOLVED", cause_class=CauseClass.NETWORK,
        title="The sign-in service's name does not resolve",
        remedy=("Check DNS and the proxy for login.microsoftonline.com",),
    )  # fmt: skip
    idle = finding(
        "NOT-RENEWED", code="", severity=Severity.WARNING, cause_class=CauseClass.IDLE, confidence=Confidence.LIKELY,
        alternatives=("the PC was offline", "renewals failing all along"),
        title="The PRT has not been renewed for more than 4 hours although the user unlocked the PC",
        remedy=("Lock and unlock the PC, then look again",),
    )  # fmt: skip
    disabled = finding(
        "AADSTS50155", title="The device is disabled or deleted in the directory", remedy=("Enable the device",)
    )

    def nothing_listens(host: str) -> VisitOutcome:
        number = host.rpartition("-")[2]
        failure = Failure(closed.phase, closed.transport, closed.port, closed.message.format(number), closed.try_next)
        return failed(host, Outcome.UNREACHABLE, failure)

    return run(
        visited(
            "pc-03",
            user(Status.BROKEN, findings=(finding(),), azure_ad_prt="NO", prt_update_at=None),
            evidence=evidence("pc-03"),
        ),
        visited(
            "pc-07", user(Status.BROKEN, JAPANESE_USER, findings=(finding(), network), notes=("signed in by password",))
        ),
        visited("pc-08", user(Status.BROKEN, HOSTILE_USER, findings=(finding(),))),
        visited(
            "pc-09", user(Status.FAILING, "CONTOSO\\bob", findings=(network,)), user(Status.HEALTHY, "CONTOSO\\eve")
        ),
        visited(
            "pc-10",
            user(Status.STALE, "CONTOSO\\carol", findings=(idle,), notes=("unlocked 20 m ago (Security 4801)",)),
        ),
        visited("pc-11", status=Status.UNKNOWN, reason=MissingReason.NO_USER_SIGNED_IN),
        visited("pc-12", user(Status.UNKNOWN, "CONTOSO\\dave")),
        visited("pc-13", user(Status.HEALTHY, "CONTOSO\\frank"), status=Status.BROKEN, findings=(disabled,)),
        visited("srv-01", user(Status.NOT_APPLICABLE, "CONTOSO\\gina", azure_ad_prt="NO"), join_type=JoinType.DOMAIN),
        visited("営業-01", user(Status.HEALTHY, JAPANESE_USER)),
        visited("pc-14", user(Status.HEALTHY, "CONTOSO\\hans", notes=("idle: 9 h since renewal",))),
        nothing_listens("pc-20"),
        nothing_listens("pc-21"),
        nothing_listens("pc-22"),
        failed(HOSTILE_HOST, Outcome.UNREACHABLE, not_resolved),
        failed("pc-23", Outcome.REFUSED, refused),
        failed("pc-24", Outcome.TIMED_OUT, slow),
        failed("pc-25", Outcome.SKIPPED, skipped, enabled=False),
        weakened=("--no-verify-tls",),
    )
