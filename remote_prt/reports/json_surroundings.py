"""What surrounds the PRT on a host, for the member `Device` of the JSON document; null says: not told, not asked."""

from remote_prt.diagnosis.diagnosis import DeviceSummary
from remote_prt.diagnosis.host_state import HostState, JoinFacts, NetworkProbe, ProxyFacts, TimeService, TpmFacts
from remote_prt.diagnosis.missing import Missing
from remote_prt.reports.json_values import Json, printed, text, time


def host_members(device: DeviceSummary) -> dict[str, Json]:
    """`OsCaption`, `LanguageMode`, `LastBoot`, `ClockSkewSeconds` and what was seen around the PRT."""
    host, state = device.host, device.state
    skew = None if host is None or host.clock_skew is None else round(host.clock_skew.total_seconds())
    return {
        "OsCaption": None if host is None else text(host.os_caption),
        "LanguageMode": None if host is None else text(host.language_mode),
        "LastBoot": None if host is None else time(host.last_boot_at),
        "ClockSkewSeconds": skew,
        "Certificates": _certificates(state),
        "Join": None if isinstance(state.join, Missing) else _join(state.join),
        "Tpm": None if isinstance(state.tpm, Missing) else _tpm(state.tpm),
        "TimeService": None if isinstance(state.time_service, Missing) else _time_service(state.time_service),
        "Proxy": None if isinstance(state.proxy, Missing) else _proxy(state.proxy),
        "Probe": None if isinstance(state.probe, Missing) else _probe(state.probe),
    }


def _certificates(state: HostState) -> Json:
    if isinstance(state.certificates, Missing):
        return None
    return [
        {
            "DeviceId": text(one.device_id),
            "Thumbprint": text(one.thumbprint),
            "NotBefore": time(one.not_before),
            "NotAfter": time(one.not_after),
            "HasPrivateKey": one.has_private_key,
            "Provider": text(one.provider),
            "KeyError": None if one.key_error is None else f"0x{one.key_error:08x}",
        }
        for one in state.certificates
    ]


def _join(join: JoinFacts) -> Json:
    return {
        "Thumbprints": [printed(one) for one in join.thumbprints],
        "TenantIds": [printed(one) for one in join.tenant_ids],
        "Workplace": [{"UserSid": text(one.sid), "TenantId": text(one.tenant_id)} for one in join.workplace],
        "Unreadable": join.unreadable,
    }


def _tpm(tpm: TpmFacts) -> Json:
    return {
        "Present": tpm.is_present,
        "Ready": tpm.is_ready,
        "Owned": tpm.is_owned,
        "LockedOut": tpm.is_locked_out,
        "LockoutCount": tpm.lockout_count,
        "Version": text(tpm.version),
    }


def _time_service(service: TimeService) -> Json:
    return {
        "Type": text(service.kind),
        "Server": text(service.server),
        "StartMode": service.start_mode,
        "Running": service.is_running,
        "LastGood": time(service.last_good_at),
    }


def _proxy(proxy: ProxyFacts) -> Json:
    return {
        "WinHttp": None if isinstance(proxy.win_http, Missing) else printed(proxy.win_http),
        "PerMachine": proxy.is_per_machine,
        "Accounts": [
            {"Sid": text(one.sid), "Server": text(one.server), "ScriptUrl": text(one.script_url)}
            for one in proxy.accounts
        ],
        "Unreadable": proxy.unreadable,
    }


def _probe(probe: NetworkProbe) -> Json:
    return {
        "AsSystem": probe.is_system,
        "Refusal": text(probe.refusal),
        "Endpoints": [
            {
                "Host": one.host,
                "Reached": one.is_reached,
                "Phase": None if one.failed_phase is None else one.failed_phase.value,
                "Resolve": one.resolve,
                "Connect": one.connect,
                "Tls": one.tls,
                "HttpStatus": one.http_status or None,
                "WinHttp": one.win_http,
                "Problem": text(one.problem),
                "Issuer": text(one.issuer),
            }
            for one in probe.endpoints
        ],
    }
