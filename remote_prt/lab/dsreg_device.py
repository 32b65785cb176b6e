"""The sections of dsregcmd's output that are the same in every logon session: how the device is joined, and to what."""

from datetime import timedelta

from remote_prt.lab.dsreg_view import LAYOUTS_WITH_ATTEMPTS, OLD_LAYOUTS, Rows, View, stamp, yes_or_no
from remote_prt.lab.story import Generation, JoinType

_REGISTRATION = "https://enterpriseregistration.windows.net"


def _joined(view: View) -> Rows:
    join = view.device.join
    yield "AzureAdJoined", yes_or_no(view.has_tenant)
    yield "EnterpriseJoined", yes_or_no(join is JoinType.ON_PREMISES)


def _domain(view: View) -> Rows:
    joined = view.device.join in (JoinType.HYBRID, JoinType.DOMAIN, JoinType.ON_PREMISES)
    yield "DomainJoined", yes_or_no(joined)
    if joined:
        yield "DomainName", view.identity.netbios


def device_state(view: View) -> Rows:
    yield from _joined(view)
    yield from _domain(view)
    if view.device.windows is Generation.W11:
        yield "Virtual Desktop", "NOT SET"
    if view.device.windows is not Generation.W1809:
        yield "Device Name", view.identity.dns_name


def device_details(view: View) -> Rows:
    issued = view.ago(view.identity.certificate_days * 1440).replace(microsecond=0)
    yield "DeviceId", view.identity.device_id
    yield "Thumbprint", view.identity.thumbprint
    yield "DeviceCertificateValidity", f"[ {stamp(issued)} -- {stamp(issued + timedelta(days=3652, minutes=30))} ]"
    yield from key_rows(view)
    if view.device.windows in LAYOUTS_WITH_ATTEMPTS:
        yield "DeviceAuthStatus", view.device.auth_status


def key_rows(view: View) -> Rows:
    yield "KeyContainerId", view.identity.key_container_id
    yield "KeyProvider", f"Microsoft {'Platform Crypto' if view.device.tpm else 'Software Key Storage'} Provider"
    yield "TpmProtected", yes_or_no(view.device.tpm)


def tenant_details(view: View) -> Rows:
    login = f"https://login.microsoftonline.com/{view.identity.tenant_id}"
    old = view.device.windows in OLD_LAYOUTS
    yield "TenantName", view.identity.tenant_name
    yield "TenantId", view.identity.tenant_id
    yield "Idp", "login.windows.net"
    yield "AuthCodeUrl", f"{login}/oauth2/authorize"
    yield "AccessTokenUrl", f"{login}/oauth2/token"
    yield "MdmUrl", "https://enrollment.manage.microsoft.com/enrollmentserver/discovery.svc"
    yield "MdmTouUrl", "https://portal.manage.microsoft.com/TermsofUse.aspx"
    compliance = "dmComplianceUrl" if view.device.windows is Generation.W1607 else "MdmComplianceUrl"
    yield compliance, "https://portal.manage.microsoft.com/?portalAction=Compliance"
    yield "SettingsUrl", ""
    yield "JoinSrvVersion", "1.0" if old else "2.0"
    yield "JoinSrvUrl", f"{_REGISTRATION}/EnrollmentServer/device/"
    yield "JoinSrvId", "urn:ms-drs:enterpriseregistration.windows.net"
    yield "KeySrvVersion", "1.0"
    yield "KeySrvUrl", f"{_REGISTRATION}/EnrollmentServer/key/"
    yield "KeySrvId", "urn:ms-drs:enterpriseregistration.windows.net"
    if view.device.windows is Generation.W1607:
        return
    yield "WebAuthNSrvVersion", "1.0"
    yield "WebAuthNSrvUrl", f"{_REGISTRATION}/webauthn/{view.identity.tenant_id}/"
    yield "WebAuthNSrvId", "urn:ms-drs:enterpriseregistration.windows.net"
    yield "DeviceManagementSrvVersion" if old else "DeviceManagementSrvVer", "1.0"
    yield "DeviceManagementSrvUrl", f"{_REGISTRATION}/manage/{view.identity.tenant_id}/"
    yield "DeviceManagementSrvId", "urn:ms-drs:enterpriseregistration.windows.net"


def old_device_state(view: View) -> Rows:
    yield from _joined(view)
    if view.has_tenant:
        yield "DeviceId", view.identity.device_id
        yield "Thumbprint", view.identity.thumbprint
        yield from key_rows(view)
        yield "KeySignTest:", "PASSED" if view.asker.user is None else "MUST Run elevated to test."
        tenant = list(tenant_details(view))
        yield tenant[2]  # these versions named the identity provider first
        yield tenant[1]
        yield tenant[0]
        yield from tenant[3:]
    yield from _domain(view)


def before_join(view: View) -> Rows:
    yield "Diagnostics Reference", "www.microsoft.com/aadjerrors"
    yield "User Context", "UN-ELEVATED User"
    yield "Client Time", stamp(view.moment.replace(microsecond=0))
    yield "AD Connectivity Test", "PASS"
    yield "AD Configuration Test", "FAIL [0x80070002]"
    yield "DRS Discovery Test", "SKIPPED"
    yield "DRS Connectivity Test", "SKIPPED"
    yield "Token acquisition Test", "SKIPPED"
    yield "Fallback to Sync-Join", "ENABLED"
    yield "Previous Registration", stamp(view.ago(47).replace(microsecond=0))
    yield "Error Phase", "discover"
    yield "Client ErrorCode", "0x801c001d"
