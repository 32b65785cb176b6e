"""The sections of dsregcmd's output that belong to the logon session that asks: work account, sign-on tokens, Hello."""

from datetime import timedelta

from remote_prt.lab.dsreg_device import key_rows
from remote_prt.lab.dsreg_view import LAYOUTS_WITH_ATTEMPTS, Rows, View, stamp, yes_or_no
from remote_prt.lab.story import Attempt, Flow, Generation, JoinType

FOURTEEN_DAYS = 14 * 24 * 60  #: minutes
_TGT_NAMES = ",".join(f".{zone}.net{port}" for zone in ("windows", "azure") for port in ("", ":1433", ":3342"))
_BLOCKS = {
    Flow.ACQUIRE: "AcquirePrtDiagnostics",
    Flow.REFRESH: "RefreshPrtDiagnostics",
    Flow.ENTERPRISE_ACQUIRE: "AcquirePrtDiagnostics",
    Flow.ENTERPRISE_REFRESH: "RefreshPrtDiagnostics",
}


def user_state(view: View) -> Rows:
    yield "NgcSet", "NO"
    registered = view.device.join is JoinType.REGISTERED and view.asker.user is not None
    yield "WorkplaceJoined", yes_or_no(registered)
    if registered:
        yield "WorkAccountCount", "1"
    yield from _wam(view)


def _wam(view: View) -> Rows:
    if view.asker.user is None:
        yield "WamDefaultSet", "ERROR"  # facts/dsregcmd.md (b): so over WinRM
        return
    yield "WamDefaultSet", yes_or_no(view.has_token_account)
    if view.has_token_account:
        yield "WamDefaultAuthority", "organizations"
        yield "WamDefaultId", "https://login.microsoft.com"
        yield "WamDefaultGUID", "{B16898C6-A148-4967-9171-64D755DA8520} (AzureAd)"  # WAM's Entra provider, everywhere


def sso_state(view: View) -> Rows:
    yield from _entra_token(view)
    yield from _enterprise_token(view)
    if view.device.windows is Generation.W11 and view.has_token_account:
        healthy = view.asker.user is not None and view.asker.user.prt == "YES"
        yield "OnPremTgt", "NO"
        yield "CloudTgt", yes_or_no(healthy)
        yield "KerbTopLevelNames", _TGT_NAMES


def _entra_token(view: View) -> Rows:
    user = view.asker.user
    has_token = view.has_token_account and user is not None and user.prt == "YES"
    yield "AzureAdPrt", yes_or_no(has_token)
    if has_token and user is not None:
        yield "AzureAdPrtUpdateTime", stamp(view.ago(user.updated_minutes_ago).replace(microsecond=0))
        left = user.expires_in_minutes
        left = FOURTEEN_DAYS + 0.5 - user.updated_minutes_ago if left is None else left
        yield "AzureAdPrtExpiryTime", stamp(view.ago(-left).replace(microsecond=0))
    yield "AzureAdPrtAuthority", _authority(view)
    yield from _attempts(view, Flow.ACQUIRE, Flow.REFRESH)


def _authority(view: View) -> str:
    """`NO`: nothing is known about this session; empty: known, without an account; else the tenant's URL."""
    if view.asker.user is None or view.device.join in (JoinType.NONE, JoinType.DOMAIN, JoinType.REGISTERED):
        return "NO"
    return f"https://login.microsoftonline.com/{view.identity.tenant_id}" if view.has_token_account else ""


def _enterprise_token(view: View) -> Rows:
    user = view.asker.user
    has_token = user is not None and user.enterprise_prt
    yield "EnterprisePrt", yes_or_no(has_token)
    if has_token and user is not None:
        updated = view.ago(user.updated_minutes_ago).replace(microsecond=0)
        yield "EnterprisePrtUpdateTime", stamp(updated)
        yield "EnterprisePrtExpiryTime", stamp(updated + timedelta(minutes=FOURTEEN_DAYS))
    tried = user is not None and any(attempt.flow.startswith("enterprise") for attempt in user.attempts)
    farm = f"https://sts.{view.identity.upn_suffix}:443/adfs"
    yield "EnterprisePrtAuthority", "NO" if _authority(view) == "NO" else farm if has_token or tried else ""
    yield from _attempts(view, Flow.ENTERPRISE_ACQUIRE, Flow.ENTERPRISE_REFRESH)


def _attempts(view: View, *flows: Flow) -> Rows:
    user = view.asker.user
    if user is None or view.device.windows not in LAYOUTS_WITH_ATTEMPTS:
        return
    for flow in flows:
        for attempt in user.attempts:
            if attempt.flow is flow:
                yield from _attempt(view, attempt)


def _attempt(view: View, attempt: Attempt) -> Rows:
    words = view.identity.placeholders(view.asker.number)
    yield _BLOCKS[attempt.flow], "PRESENT"
    yield "Previous Prt Attempt", stamp(view.ago(attempt.minutes_ago))
    yield "Attempt Status", attempt.status
    yield "User Identity", attempt.identity.format(**words)
    yield "Credential Type", attempt.credential
    yield "Correlation ID", words["correlation"]
    yield "Endpoint URI", attempt.endpoint.format(**words)
    yield "HTTP Method", attempt.method
    yield "HTTP Error", attempt.http_error
    yield "HTTP status", str(attempt.http_status)
    if attempt.server_error or attempt.server_text:
        yield "Server Error Code", attempt.server_error
        yield "Server Error Description", attempt.server_text


def work_account(view: View) -> Rows:
    issued = view.ago(view.identity.certificate_days * 1440).replace(microsecond=0)
    yield "WorkplaceDeviceId", view.identity.device_id
    yield "WorkplaceThumbprint", view.identity.thumbprint
    yield "DeviceCertificateValidity", f"[ {stamp(issued)} -- {stamp(issued + timedelta(days=3652))} ]"
    yield from key_rows(view)
    yield "WorkplaceTenantId", view.identity.tenant_id
    yield "WorkplaceTenantName", view.identity.tenant_name
    yield "WorkplaceMdmUrl", ""
    yield "WorkplaceSettingsUrl", ""
    yield "NgcSet", "NO"


def after_join(view: View) -> Rows:
    person = view.asker.person
    account = "LAB\\sweeper"
    if person is not None:
        account = f"{person.account}, {person.upn}" if person.upn else person.account
    yield "AadRecoveryEnabled", "NO"
    yield "Executing Account Name", account
    yield "KeySignTest", "PASSED" if person is None else "MUST Run elevated to test."
    if view.device.windows is Generation.W11:
        yield "DisplayNameUpdated", "YES"
        yield "OsVersionUpdated", "YES"
        yield "HostNameUpdated", "YES"
        yield "Last HostName Update", "NONE"


def ngc(view: View) -> Rows:
    newer = view.device.windows is not Generation.W1803
    is_caller = view.asker.user is None
    if is_caller:
        yield "NgcPreReq", "ERROR 0xd0020017"  # RPC server unavailable: seen over WinRM
    if newer:
        yield "IsDeviceJoined", "UNKNOWN" if is_caller else yes_or_no(view.has_tenant)
    yield "IsUserAzureAD", "UNKNOWN" if is_caller else yes_or_no(view.has_token_account)
    yield "PolicyEnabled", "UNKNOWN" if is_caller else "NO"
    yield "PostLogonEnabled", "UNKNOWN" if is_caller else "YES"
    yield "DeviceEligible", "UNKNOWN" if is_caller else "YES"
    yield "SessionIsNotRemote", "NO" if view.device.server and not is_caller else "YES"  # YES over WinRM too
    yield "CertEnrollment", "none"
    if not newer:
        yield "AadRecoveryNeeded", "NO"
    yield "PreReqResult", "WillNotProvision"


def old_user_state(view: View) -> Rows:
    yield "NgcSet", "NO"
    yield "WorkplaceJoined", "NO"
    yield from _wam(view)
    has_token = view.has_token_account and view.asker.user is not None and view.asker.user.prt == "YES"
    yield "AzureAdPrt", yes_or_no(has_token)
    if view.device.windows is Generation.W1803:
        yield "AzureAdPrtAuthority", _authority(view)
        yield "EnterprisePrt", "NO"
        yield "EnterprisePrtAuthority", "NO" if _authority(view) == "NO" else ""
