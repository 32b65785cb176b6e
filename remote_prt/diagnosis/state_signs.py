"""What a host's surroundings show: the small questions about certificate, TPM, proxies and the way to Entra.

Each answer is the evidence that shows a trouble, () where there is none or nothing was told.
"""

from datetime import datetime
from typing import Final

from remote_prt.diagnosis.diagnosis import JoinType
from remote_prt.diagnosis.finding import EvidenceReference
from remote_prt.diagnosis.host_state import DeviceCertificate, HostState, NetworkProbe
from remote_prt.diagnosis.missing import Missing
from remote_prt.diagnosis.view import DeviceView

_STORE: Final = "certificate store"
_JOINED: Final = frozenset({JoinType.ENTRA, JoinType.HYBRID})
#: NTE_BAD_KEYSET, NTE_NO_KEY: the key is gone. Other errors may only say that the account may not open it.
_KEY_GONE: Final = frozenset({0x80090016, 0x8009000D})
Shown = tuple[EvidenceReference, ...]


def certificate_trouble(device: DeviceView, now: datetime | None) -> Shown:
    """Why a joined device cannot prove itself: no certificate, another device's, an expired one, or one without key."""
    held = device.state.certificates
    if isinstance(held, Missing) or device.join_type not in _JOINED:
        return ()
    if not held:
        return (EvidenceReference(_STORE, "MS-Organization-Access", "no certificate, although the device is joined"),)
    facts = device.facts
    thumbprint = "" if facts is None else (facts.report.value("Thumbprint") or "").strip().upper()
    device_id = "" if facts is None else facts.device_id
    ours = [one for one in held if not (thumbprint or device_id) or thumbprint == one.thumbprint]
    ours = ours or [one for one in held if device_id and device_id == one.device_id]
    if not ours:
        return (EvidenceReference(_STORE, held[0].thumbprint, f"of another device: {held[0].device_id}"),)
    troubles = [_trouble(one, now) for one in ours]
    if "" in troubles:
        return ()
    return tuple(EvidenceReference(_STORE, one.thumbprint, text) for one, text in zip(ours, troubles, strict=True))


def _trouble(one: DeviceCertificate, now: datetime | None) -> str:
    if one.not_after is not None and now is not None and one.not_after <= now:
        return f"expired at {one.not_after:%Y-%m-%d %H:%M} UTC"
    if one.has_private_key is False:
        return "has no private key"
    return f"its key does not open: 0x{one.key_error:08x}" if one.key_error in _KEY_GONE else ""


def tpm_trouble(device: DeviceView) -> Shown:
    """Why a TPM that keeps the device's key cannot serve: not there any more, locked out, or not ready."""
    tpm, facts = device.state.tpm, device.facts
    protects = None if facts is None else facts.report.value("TpmProtected")
    if isinstance(tpm, Missing) or protects == "NO":
        return ()
    if tpm.is_present is False:
        return (EvidenceReference("TPM", "TpmPresent", "False"),) if protects == "YES" else ()
    if tpm.is_locked_out:
        count = "" if tpm.lockout_count is None else f" (LockoutCount {tpm.lockout_count})"
        return (EvidenceReference("TPM", "LockedOut", f"True{count}"),)
    return (EvidenceReference("TPM", "TpmReady", "False"),) if tpm.is_ready is False else ()


def system_probe(state: HostState) -> NetworkProbe | None:
    """The probe, where SYSTEM asked and was answered or not; what the caller reached proves nothing about SYSTEM."""
    probe = state.probe
    return probe if isinstance(probe, NetworkProbe) and probe.is_system and probe.endpoints else None


def probe_trouble(state: HostState) -> Shown:
    """The servers that SYSTEM did not reach, and at which step."""
    probe = system_probe(state)
    failed = () if probe is None else probe.failed
    return tuple(EvidenceReference("network probe as SYSTEM", one.host, one.spelled) for one in failed)


def has_way_now(state: HostState) -> bool:
    """Whether SYSTEM reached every server that was asked."""
    probe = system_probe(state)
    return probe is not None and not probe.failed


def users_only_proxy(state: HostState) -> Shown:
    """The users' proxies and the machine's lack of one, where that is how it is set up."""
    proxy = state.proxy
    users = () if isinstance(proxy, Missing) else proxy.users_only
    if not users:
        return ()
    shown = [EvidenceReference("registry", f"proxy of {one.sid}", one.server or one.script_url) for one in users[:3]]
    return (*shown, EvidenceReference("registry", "WinHttpSettings", "direct"))


def clock_source(state: HostState) -> Shown:
    """That nothing sets the host's clock, or when it was last known to be good."""
    service = state.time_service
    if isinstance(service, Missing):
        return ()
    said = f"Start {service.start_mode}, Type {service.kind or '?'}" + (": nothing sets it" if service.is_off else "")
    good = service.last_good_at
    last = () if good is None else (EvidenceReference("W32Time", "LastKnownGoodTime", f"{good:%Y-%m-%d %H:%M} UTC"),)
    return (EvidenceReference("W32Time", "service", said), *last)


def registered_too(state: HostState, sid: str) -> Shown:
    """The work account of that user in the registry: Workplace join is per user, and visible only while signed in."""
    join = state.join
    if isinstance(join, Missing) or not sid:
        return ()
    mine = [one for one in join.workplace if one.sid == sid]
    return tuple(
        EvidenceReference("registry", "WorkplaceJoin/JoinInfo", one.tenant_id or "a tenant") for one in mine[:3]
    )
