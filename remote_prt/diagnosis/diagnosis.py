"""What the evidence means: one status per user, one per host, findings with causes and remedies."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from remote_prt.diagnosis.evidence import HostFacts, LogonSession, MissingReason
from remote_prt.diagnosis.finding import Finding
from remote_prt.diagnosis.host_state import NO_STATE, HostState


class Status(StrEnum):
    """The health of a PRT. Worst first when a host is summed up: see `verdict.HOST_ORDER`."""

    UNKNOWN = "UNKNOWN"
    NOT_APPLICABLE = "NOT_APPLICABLE"
    BROKEN = "BROKEN"
    FAILING = "FAILING"
    STALE = "STALE"
    HEALTHY = "HEALTHY"


class JoinType(StrEnum):
    """How the device is joined (Device State rows; registered = Workplace join in User State only)."""

    ENTRA = "entra"
    HYBRID = "hybrid"
    REGISTERED = "registered"
    DOMAIN = "domain"
    ON_PREMISES = "on-premises"
    NONE = "none"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class DeviceSummary:
    """What is the same in every context of the host: Device State, Device Details, Tenant Details."""

    join_type: JoinType
    tenant_id: str  #: lower-case GUID or ""
    device_auth_status: str  #: as printed, or ""
    os_build: str
    collected_at: datetime | None  #: host clock
    device_id: str = ""  #: lower-case GUID; the same on two computers: clones
    host: HostFacts | None = None  #: what the host said about itself, where it did
    state: HostState = NO_STATE  #: certificate, TPM, time, proxies, the way to Entra


@dataclass(frozen=True, slots=True)
class UserDiagnosis:
    """One user's PRT."""

    session: LogonSession
    status: Status
    reason: MissingReason | None  #: set exactly when status is UNKNOWN
    notes: tuple[str, ...] = ()
    azure_ad_prt: str = ""  #: YES, NO, ERROR (0x...), or "" where not seen in the user's own session
    prt_update_at: datetime | None = None
    prt_expiry_at: datetime | None = None
    findings: tuple[Finding, ...] = ()  #: the first is the headline
    file: str = ""  #: the file this was read from, where a saved case has several texts of the host
    stated_at: datetime | None = None  #: when a stated text was made; None: as the device's `collected_at`


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """One host."""

    status: Status  #: worst of users and device findings
    reason: MissingReason | None  #: set exactly when status is UNKNOWN
    device: DeviceSummary
    users: tuple[UserDiagnosis, ...]
    findings: tuple[Finding, ...] = ()  #: about the device, not about one user
    notes: tuple[str, ...] = ()  #: about the visit, where there is no user beside whom they are said
