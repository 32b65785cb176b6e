"""What surrounds the PRT on a host: its certificate and keys, TPM, time service, proxies, and the way to Entra.

All of it is read without a user's session and holds for everybody on the host. Each part is a value or `Missing` with
its reason; a field that is None was not told, which is never "no".
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from remote_prt.diagnosis.missing import Missing, MissingReason

SYSTEM_SID: Final = "S-1-5-18"


@dataclass(frozen=True, slots=True)
class DeviceCertificate:
    """A certificate of MS-Organization-Access in the machine's own store."""

    device_id: str  #: its subject: a lower-case GUID, or ""
    thumbprint: str  #: upper-case hex
    not_before: datetime | None
    not_after: datetime | None
    has_private_key: bool | None  #: the store knows of a key
    provider: str  #: where the key is kept, or "" where not known
    key_error: int | None  #: HRESULT of opening the key, unsigned; None: it opened, or was not tried


@dataclass(frozen=True, slots=True)
class WorkplaceJoin:
    """A work account that a signed-in user registered on this device."""

    sid: str
    tenant_id: str


@dataclass(frozen=True, slots=True)
class JoinFacts:
    """How the registry knows the device; about users who are not signed in nothing is visible."""

    thumbprints: tuple[str, ...]  #: of the device's joins, upper-case hex
    tenant_ids: tuple[str, ...]  #: of the device's joins, lower case
    workplace: tuple[WorkplaceJoin, ...]
    unreadable: int  #: hives of signed-in users that the account may not read


@dataclass(frozen=True, slots=True)
class TpmFacts:
    """The TPM as Windows sees it."""

    is_present: bool | None
    is_ready: bool | None
    is_owned: bool | None
    is_locked_out: bool | None
    lockout_count: int | None
    version: str  #: `2.0`, or ""


@dataclass(frozen=True, slots=True)
class TimeService:
    """Where the host takes its time from."""

    kind: str  #: NT5DS, NTP, AllSync, NoSync, or ""
    server: str
    start_mode: int | None  #: 4 = disabled
    is_running: bool | None
    last_good_at: datetime | None  #: a lower bound: the service writes it only now and then

    @property
    def is_off(self) -> bool:
        """Whether nothing will ever set this clock: the service is disabled or told not to."""
        return self.start_mode == _DISABLED or self.kind.casefold() == "nosync"


_DISABLED: Final = 4


@dataclass(frozen=True, slots=True)
class AccountProxy:
    """The proxy settings of one account."""

    sid: str
    server: str  #: "" where none is switched on
    script_url: str  #: of a configuration script, or ""

    @property
    def is_set(self) -> bool:
        """Whether this account goes through a proxy of its own."""
        return bool(self.server or self.script_url)


@dataclass(frozen=True, slots=True)
class ProxyFacts:
    """By which proxies the machine (WinHTTP) and each account go out."""

    win_http: str | Missing  #: the machine's proxy list, "" = direct
    accounts: tuple[AccountProxy, ...]
    is_per_machine: bool  #: a policy makes everybody use the machine's settings
    unreadable: int

    @property
    def users_only(self) -> tuple[AccountProxy, ...]:
        """Users with a proxy where the machine has none: the classic cause of a PRT that never comes; else ()."""
        machine = any(one.is_set for one in self.accounts if one.sid == SYSTEM_SID)
        if self.win_http != "" or machine or self.is_per_machine:
            return ()
        return tuple(one for one in self.accounts if one.is_set and one.sid != SYSTEM_SID)


class ProbePhase(StrEnum):
    """How far a request got."""

    RESOLVE = "resolve"
    CONNECT = "connect"
    TLS = "tls"
    HTTP = "http"


@dataclass(frozen=True, slots=True)
class EndpointProbe:
    """One server asked; numbers as the host told them, None = that step was not tried."""

    host: str
    resolve: int | None
    connect: int | None
    tls: int | None
    http_status: int  #: 0 = no answer
    win_http: int | None  #: WinHTTP's own error number, 0 = none
    problem: str  #: a word of .NET where only that could be had
    issuer: str  #: of the certificate the server showed

    @property
    def is_reached(self) -> bool:
        """Whether the server answered; a proxy that wants a logon is no server."""
        return self.http_status > 0 and self.http_status != _PROXY_WANTS_LOGON

    @property
    def failed_phase(self) -> ProbePhase | None:
        """The step at which it ended: the first direct step that failed, else the request; None if it was reached."""
        if self.is_reached:
            return None
        steps = ((ProbePhase.RESOLVE, self.resolve), (ProbePhase.CONNECT, self.connect), (ProbePhase.TLS, self.tls))
        return next((phase for phase, number in steps if number), ProbePhase.HTTP)

    @property
    def spelled(self) -> str:
        """What happened in one line, for evidence."""
        if self.is_reached:
            return f"HTTP {self.http_status}"
        numbers = {ProbePhase.RESOLVE: self.resolve, ProbePhase.CONNECT: self.connect, ProbePhase.TLS: self.tls}
        phase = self.failed_phase
        number = None if phase is None else numbers.get(phase)
        parts = [f"failed at {phase}" + (f" ({_number(number)})" if number else "")]
        if self.win_http:
            parts.append(f"WinHTTP {self.win_http}")
        if self.http_status:
            parts.append(f"HTTP {self.http_status}")
        return ", ".join([*parts, *([self.problem] if self.problem else [])])


_PROXY_WANTS_LOGON: Final = 407


def _number(number: int) -> str:
    """WinSock numbers as decimals, an HRESULT as hex."""
    return str(number) if 0 <= number < 2**16 else f"0x{number & 0xFFFFFFFF:08x}"


@dataclass(frozen=True, slots=True)
class NetworkProbe:
    """The sign-in servers asked from this host."""

    is_system: bool  #: proven by whoami: SYSTEM asked; False: the remoting account, which proves nothing about SYSTEM
    refusal: str  #: the error id that kept it from running as SYSTEM, or ""
    endpoints: tuple[EndpointProbe, ...]

    @property
    def failed(self) -> tuple[EndpointProbe, ...]:
        """The servers that did not answer."""
        return tuple(one for one in self.endpoints if not one.is_reached)


_NOT_ASKED: Final = Missing(MissingReason.NOT_COLLECTED)


@dataclass(frozen=True, slots=True)
class HostState:
    """Everything of this module for one host."""

    certificates: tuple[DeviceCertificate, ...] | Missing = _NOT_ASKED
    join: JoinFacts | Missing = _NOT_ASKED
    tpm: TpmFacts | Missing = _NOT_ASKED
    time_service: TimeService | Missing = _NOT_ASKED
    proxy: ProxyFacts | Missing = _NOT_ASKED
    probe: NetworkProbe | Missing = _NOT_ASKED


NO_STATE: Final = HostState()
