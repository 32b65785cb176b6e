"""The records about a host's surroundings, answered from its story (docs/formats.md, section 1).

Each function returns the `Data` of one snippet, its keys in the order of the snippet's `.OUTPUTS`.
"""

import struct
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from remote_prt.lab.records import Data, VisitRecords
from remote_prt.lab.story import JoinType
from remote_prt.lab.surroundings_story import CertificateState, SurroundingsStory, Way

_NTE_BAD_KEYSET = -2146893802  #: 0x80090016 as .NET gives it
_TEN_YEARS = timedelta(days=3652)
_LINE_END = "\r\n"
_MICROSOFT_CA = "CN=DigiCert Global G2 TLS RSA SHA256 2020 CA1, O=DigiCert Inc, C=US"
#: resolve, connect, tls, http, winhttp, issuer.
_ANSWERS = {
    Way.REACHED: (0, 0, 0, 302, 0, _MICROSOFT_CA),
    Way.RESOLVE: (11001, -1, -1, 0, 12007, ""),
    Way.CONNECT: (0, 10060, -1, 0, 12029, ""),
    Way.TLS: (0, 0, -2146233087, 0, 12175, ""),
    Way.PROXY_LOGON: (0, 10060, -1, 407, 0, ""),
}


def _story(records: VisitRecords) -> SurroundingsStory:
    return records.host.scenario.story.surroundings


def _is_joined(records: VisitRecords) -> bool:
    return records.host.scenario.story.device.join in (JoinType.ENTRA, JoinType.HYBRID)


def device_certificate(records: VisitRecords) -> Data:
    """`Get-PrtDeviceCertificate`: none where the device is not joined to Entra."""
    state, identity = _story(records).certificate, records.identity
    if not _is_joined(records) or state is CertificateState.MISSING:
        return {"Certificates": []}
    issued = records.ago(identity.certificate_days * 1440)
    if state is CertificateState.EXPIRED:
        issued = records.ago(1440 * 2) - _TEN_YEARS
    has_key = state is not CertificateState.WITHOUT_KEY
    is_open = has_key and state is not CertificateState.KEY_GONE
    is_told = is_open and records.host.scenario.story.device.language_mode == "FullLanguage"
    kept = "Microsoft Platform Crypto Provider" if _has_tpm(records) else "Microsoft Software Key Storage Provider"
    is_other = state is CertificateState.OTHER_DEVICE
    return {
        "Certificates": [
            {
                "DeviceId": identity.account_id if is_other else identity.device_id,
                "Thumbprint": "0" * 40 if is_other else identity.thumbprint,
                "NotBeforeUtc": _iso(issued),
                "NotAfterUtc": _iso(issued + _TEN_YEARS),
                "HasPrivateKey": has_key,
                "Provider": kept if is_told else "",
                "KeyError": _NTE_BAD_KEYSET if state is CertificateState.KEY_GONE else None,
            }
        ]
    }


def _has_tpm(records: VisitRecords) -> bool:
    return records.host.scenario.story.device.tpm


def join_fact(records: VisitRecords) -> Data:
    """`Get-PrtJoinFact`."""
    identity, sign_ins = records.identity, records.sign_ins()
    joins = [{"Thumbprint": identity.thumbprint, "TenantId": identity.tenant_id}] if _is_joined(records) else []
    registered = sign_ins[:1] if _story(records).workplace else ()
    return {
        "Joins": joins,
        "Tenants": [identity.tenant_id] if joins else [],
        "Workplace": [
            {"Sid": one.person.sid, "Thumbprint": "F" * 40, "TenantId": identity.tenant_id} for one in registered
        ],
        "Unreadable": 0,
    }


def tpm_fact(records: VisitRecords) -> Data:
    """`Get-PrtTpmFact`."""
    story, is_there = _story(records), _has_tpm(records)
    return {
        "Present": is_there,
        "Ready": is_there and story.tpm_ready,
        "Owned": is_there and story.tpm_ready,
        "LockedOut": story.tpm_locked_out if is_there else None,
        "LockoutCount": (32 if story.tpm_locked_out else 0) if is_there else None,
        "SpecVersion": "2.0" if is_there else "",
        "Source": "Get-Tpm",
    }


def time_service(records: VisitRecords) -> Data:
    """`Get-PrtTimeService`."""
    is_off = _story(records).time_service_off
    is_member = records.host.scenario.story.device.join in (JoinType.HYBRID, JoinType.DOMAIN, JoinType.ON_PREMISES)
    return {
        "Type": "NT5DS" if is_member else "NTP",
        "Server": "" if is_member else "time.windows.com,0x9",
        "StartMode": 4 if is_off else 3,
        "Running": not is_off,
        "LastGoodUtc": _iso(records.ago(60 * 24 * 40 if is_off else 180)),
    }


def proxy_setting(records: VisitRecords) -> Data:
    """`Get-PrtProxySetting`: SYSTEM's own settings first."""
    story = _story(records)
    people = [one for one in records.sign_ins() if one.user.same_account_as is None]
    accounts = [("S-1-5-18", ""), *((one.person.sid, story.user_proxy) for one in people)]
    return {
        "WinHttp": win_http_settings(story.machine_proxy).hex() if story.machine_proxy else None,
        "PerMachine": None,
        "Accounts": [{"Sid": sid, "Enabled": bool(proxy), "Server": proxy, "ScriptUrl": ""} for sid, proxy in accounts],
        "Unreadable": 0,
    }


def win_http_settings(proxy: str) -> bytes:
    """The binary value that netsh winhttp set proxy leaves: flags 3, no bypass list."""
    name = proxy.encode("ascii")
    return struct.pack("<IIII", 0x28, 0, 3, len(name)) + name + struct.pack("<I", 0)


def network_probe(records: VisitRecords) -> Data:
    """`Get-PrtNetworkProbe`: as SYSTEM where a task may be registered, else as the caller, who reaches all."""
    device, story = records.host.scenario.story.device, _story(records)
    refusal = ""
    if records.parameters.context not in {"auto", "user"}:
        refusal = "MayNotWrite"
    elif device.language_mode != "FullLanguage":
        refusal = "ConstrainedLanguage"
    elif story.probe_refused:
        refusal = "HRESULT 0x80070005,Register-ScheduledTask"
    way = Way.REACHED if refusal or story.system_way is Way.NOT_TOLD else story.system_way
    is_full = device.language_mode == "FullLanguage"
    proof = "" if refusal else 'REMOTE-PRT-PROOF whoami="nt authority\\system","S-1-5-18"' + _LINE_END
    return {
        "Context": "caller" if refusal else "system",
        "Refusal": refusal,
        "Text": proof + _LINE_END.join(_probe_line(host, way, is_full=is_full) for host in _endpoints(records)),
        "Removed": True,
    }


def _endpoints(records: VisitRecords) -> list[str]:
    hosts = ["login.microsoftonline.com", "device.login.microsoftonline.com", "enterpriseregistration.windows.net"]
    users = records.host.scenario.story.users
    is_federated = any("{adfs_url}" in one.endpoint for user in users for one in user.attempts)
    return [*hosts, f"sts.{records.identity.upn_suffix}"] if is_federated else hosts


def _probe_line(host: str, way: Way, *, is_full: bool) -> str:
    """Only the login host is in the story; the others answer."""
    resolve, connect, tls, status, win_http, issuer = _ANSWERS[way if host.startswith("login.") else Way.REACHED]
    if not is_full:
        resolve, connect, tls, win_http, issuer = -1, -1, -1, -1, ""
    numbers = f"resolve={resolve} connect={connect} tls={tls} http={status} winhttp={win_http}"
    return f"REMOTE-PRT-PROBE host={host} {numbers} problem= issuer={issuer}"


#: The cheap looks of every visit, in its order.
SURROUNDINGS: Mapping[str, Callable[[VisitRecords], Data]] = {
    "Get-PrtDeviceCertificate": device_certificate,
    "Get-PrtJoinFact": join_fact,
    "Get-PrtTpmFact": tpm_fact,
    "Get-PrtTimeService": time_service,
    "Get-PrtProxySetting": proxy_setting,
}


def _iso(moment: datetime) -> str:
    return f"{moment:%Y-%m-%dT%H:%M:%S}.{moment.microsecond // 1000:03}Z"
