"""The words `dsregcmd /status` is known to print: section titles and row keys of all layout generations.

They are needed only where publishing damaged a text (several rows on one line, a wrapped value, a lost box): a key that
is not listed here is still read and kept. Sources: Microsoft's dsregcmd page and published captures, Windows 10 1607 to
Windows 11 25H2 and Server 2016 to 2022. Labels are never localised.
"""

import re
from typing import Final

DEVICE_STATE: Final = "Device State"
USER_STATE: Final = "User State"
SSO_STATE: Final = "SSO State"

TITLES: Final = frozenset(
    {
        DEVICE_STATE,
        "Device Details",
        "Tenant Details",
        USER_STATE,
        SSO_STATE,
        "Diagnostic Data",
        "IE Proxy Config for Current User",
        "IE Proxy Config for System Account",
        "URL Specific Proxy Config",
        "WinHttp Default Proxy Config",
        "Ngc Prerequisite Check",
    }
)
WORK_ACCOUNT_TITLE: Final = re.compile(r"Work Account (\d{1,3})")

#: Rows of one diagnostics block (21H1+), printed after AcquirePrtDiagnostics or RefreshPrtDiagnostics.
DIAGNOSTICS_KEYS: Final = frozenset(
    {
        "Previous Prt Attempt",
        "Attempt Status",
        "User Identity",
        "Credential Type",
        "Correlation ID",
        "Endpoint URI",
        "HTTP Method",
        "HTTP Error",
        "HTTP status",
        "Server Error Code",
        "Server Error Description",
    }
)
#: Values of these rows are free text from a server and may run over several lines.
FREE_TEXT_KEYS: Final = frozenset({"Server Error Description", "Server Message"})

_DEVICE_KEYS = (
    "AzureAdJoined|EnterpriseJoined|DomainJoined|DomainName|Virtual Desktop|Device Name|DeviceId|Thumbprint"
    "|DeviceCertificateValidity|KeyContainerId|KeyProvider|TpmProtected|DeviceAuthStatus|KeySignTest|X509CertRequired"
)
_TENANT_KEYS = (
    "TenantName|TenantId|Idp|AuthCodeUrl|AccessTokenUrl|MdmUrl|MdmTouUrl|MdmComplianceUrl|dmComplianceUrl|SettingsUrl"
    "|JoinSrvVersion|JoinSrvUrl|JoinSrvId|KeySrvVersion|KeySrvUrl|KeySrvId|WebAuthNSrvVersion|WebAuthNSrvUrl|WebAuthNSrvId"
    "|DeviceManagementSrvVersion|DeviceManagementSrvVer|DeviceManagementSrvUrl|DeviceManagementSrvId"
)
_USER_KEYS = (
    "NgcSet|NgcKeyId|CanReset|WorkplaceJoined|WorkAccountCount|WamDefaultSet|WamDefaultAuthority|WamDefaultId|WamDefaultGUID"
    "|WorkplaceDeviceId|WorkplaceThumbprint|WorkplaceTenantId|WorkplaceTenantName|WorkplaceMdmUrl|WorkplaceSettingsUrl"
)
_SSO_KEYS = (
    "AzureAdPrt|AzureAdPrtUpdateTime|AzureAdPrtExpiryTime|AzureAdPrtAuthority|EnterprisePrt|EnterprisePrtUpdateTime"
    "|EnterprisePrtExpiryTime|EnterprisePrtAuthority|AcquirePrtDiagnostics|RefreshPrtDiagnostics|OnPremTgt|CloudTgt"
    "|KerbTopLevelNames"
)
_DIAGNOSTIC_DATA_KEYS = (
    "Diagnostics Reference|User Context|Client Time|AD Connectivity Test|AD Configuration Test|DRS Discovery Test"
    "|DRS Connectivity Test|Kerberos Ticket Test|Token acquisition Test|Fallback to Sync-Join|Fallback to Fed-Join"
    "|Previous Registration|Registration Type|Error Phase|Client ErrorCode|Server ErrorCode|Server Message|Https Status"
    "|Request Id|AadRecoveryEnabled|AadRecoveryNeeded|Executing Account Name|DisplayNameUpdated|OsVersionUpdated"
    "|HostNameUpdated|Last HostName Update"
)
_PROXY_AND_NGC_KEYS = (
    "Auto Detect Settings|Auto-Configuration URL|Proxy Server List|Proxy Bypass List|Auto Detect PAC Status|Access Type"
    "|NgcPreReq|IsDeviceJoined|IsUserAzureAD|PolicyEnabled|PostLogonEnabled|DeviceEligible|SessionIsNotRemote"
    "|CertEnrollment|AdfsRefreshToken|AdfsRaIsReady|LogonCertTemplateReady|OnPremTGT|CloudTGT|PreReqResult"
)

KNOWN_KEYS: Final = DIAGNOSTICS_KEYS.union(
    *(
        keys.split("|")
        for keys in (_DEVICE_KEYS, _TENANT_KEYS, _USER_KEYS, _SSO_KEYS, _DIAGNOSTIC_DATA_KEYS, _PROXY_AND_NGC_KEYS)
    )
)
