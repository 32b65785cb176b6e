"""The records about a host's surroundings become a HostState; each part fails for itself and never hides another.

All of it is untrusted: lists are bounded, numbers and times typed, texts cut.
"""

from collections.abc import Callable
from typing import TypeVar

from remote_prt.diagnosis.dsreg_facts import guid_or_empty
from remote_prt.diagnosis.evidence import Missing, MissingReason
from remote_prt.diagnosis.host_state import (
    AccountProxy,
    DeviceCertificate,
    HostState,
    JoinFacts,
    NetworkProbe,
    ProxyFacts,
    TimeService,
    TpmFacts,
    WorkplaceJoin,
)
from remote_prt.readers.json_fields import FieldError, Fields
from remote_prt.readers.network_probe import read_probe
from remote_prt.readers.win_http import win_http_proxy

#: Certificates, joins and accounts of one host that are read.
MAX_ITEMS = 200
_MAX_TEXT = 2048

T = TypeVar("T")
#: The data of the snippet of that name, or why there are none.
Answer = Callable[[str], Fields | Missing]


def read_host_state(answer: Answer) -> HostState:
    """Everything the records tell about the surroundings."""

    def part(snippet: str, read: Callable[[Fields], T]) -> T | Missing:
        data = answer(snippet)
        if isinstance(data, Missing):
            return data
        try:
            return read(data)
        except FieldError as error:
            return Missing(MissingReason.UNREADABLE, f"{snippet}: {error}")

    return HostState(
        certificates=part("Get-PrtDeviceCertificate", _certificates),
        join=part("Get-PrtJoinFact", _join),
        tpm=part("Get-PrtTpmFact", _tpm),
        time_service=part("Get-PrtTimeService", _time_service),
        proxy=part("Get-PrtProxySetting", _proxy),
        probe=part("Get-PrtNetworkProbe", _probe),
    )


def _certificates(data: Fields) -> tuple[DeviceCertificate, ...]:
    return tuple(_certificate(entry) for entry in data.children("Certificates")[:MAX_ITEMS])


def _certificate(entry: Fields) -> DeviceCertificate:
    error = entry.integer("KeyError")
    return DeviceCertificate(
        device_id=guid_or_empty(_text(entry, "DeviceId")),
        thumbprint=_text(entry, "Thumbprint").upper(),
        not_before=entry.time("NotBeforeUtc"),
        not_after=entry.time("NotAfterUtc"),
        has_private_key=entry.flag("HasPrivateKey"),
        provider=_text(entry, "Provider"),
        key_error=None if error is None else error & 0xFFFFFFFF,
    )


def _join(data: Fields) -> JoinFacts:
    joins = data.children("Joins")[:MAX_ITEMS]
    workplace = data.children("Workplace")[:MAX_ITEMS]
    return JoinFacts(
        thumbprints=tuple(_text(one, "Thumbprint").upper() for one in joins),
        tenant_ids=tuple(guid_or_empty(_text(one, "TenantId")) for one in joins),
        workplace=tuple(WorkplaceJoin(_text(one, "Sid"), guid_or_empty(_text(one, "TenantId"))) for one in workplace),
        unreadable=_count(data),
    )


def _tpm(data: Fields) -> TpmFacts | Missing:
    if not data.text("Source"):
        return Missing(MissingReason.SNIPPET_FAILED, "neither Get-Tpm nor Win32_Tpm answered this account")
    return TpmFacts(
        is_present=data.flag("Present"),
        is_ready=data.flag("Ready"),
        is_owned=data.flag("Owned"),
        is_locked_out=data.flag("LockedOut"),
        lockout_count=data.integer("LockoutCount"),
        version=_text(data, "SpecVersion"),
    )


def _time_service(data: Fields) -> TimeService:
    return TimeService(
        kind=_text(data, "Type"),
        server=_text(data, "Server"),
        start_mode=data.integer("StartMode"),
        is_running=data.flag("Running"),
        last_good_at=data.time("LastGoodUtc"),
    )


def _proxy(data: Fields) -> ProxyFacts:
    return ProxyFacts(
        win_http=win_http_proxy(data.text("WinHttp")),
        accounts=tuple(_account(entry) for entry in data.children("Accounts")[:MAX_ITEMS]),
        is_per_machine=data.flag("PerMachine") is True,
        unreadable=_count(data),
    )


def _account(entry: Fields) -> AccountProxy:
    server = _text(entry, "Server") if entry.flag("Enabled") else ""
    return AccountProxy(_text(entry, "Sid"), server, _text(entry, "ScriptUrl"))


def _probe(data: Fields) -> NetworkProbe:
    is_claimed = data.text("Context") == "system"
    return read_probe(data.text("Text"), _text(data, "Refusal"), is_claimed_system=is_claimed)


def _text(entry: Fields, name: str) -> str:
    return entry.text(name)[:_MAX_TEXT]


def _count(data: Fields) -> int:
    return min(max(0, data.integer("Unreadable") or 0), MAX_ITEMS)
