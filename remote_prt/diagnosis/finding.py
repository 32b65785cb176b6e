"""What a rule says: one cause, how sure, shown by which evidence, and what to do."""

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """How loud a finding is."""

    ERROR = "error"  #: explains a BROKEN or FAILING status
    WARNING = "warning"  #: explains STALE, or will become an error
    INFO = "info"  #: worth knowing; changes nothing


class Confidence(StrEnum):
    """How sure: one signature often has several real causes."""

    CERTAIN = "certain"
    LIKELY = "likely"
    POSSIBLE = "possible"


class CauseClass(StrEnum):
    """The real-world family of a cause (docs/design.md 4)."""

    WRONG_SESSION = "wrong-session"
    DEVICE_DISABLED_OR_DELETED = "device-disabled-or-deleted"
    NETWORK = "network"
    IDLE = "idle"
    PASSWORD_OR_SYNC = "password-or-sync"  # noqa: S105 - a cause, no secret
    JOIN_RACE = "join-race"
    FEDERATION = "federation"
    UPN = "upn"
    TPM_OR_KEY = "tpm-or-key"
    BROKER = "broker"
    VDI_CLONE = "vdi-clone"
    DUAL_STATE = "dual-state"
    POLICY = "policy"
    CLOCK = "clock"
    ALTERED_RESPONSE = "altered-response"
    NOT_APPLICABLE = "not-applicable"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class EvidenceReference:
    """Where to look a finding up: `source` dsregcmd or a channel, `where` row path or event id, `value` as printed."""

    source: str
    where: str  #: `SSO State/EntraAcquire/Attempt Status`, `1081 record 4711 Error`
    value: str


@dataclass(frozen=True, slots=True)
class Finding:
    """One cause with its remedy."""

    finding_id: str  #: stable: `PRT-AADSTS50126`, `PRT-STATUS-C000006D`, `PRT-WINHTTP-12007`, `PRT-NOT-RENEWED`
    severity: Severity
    cause_class: CauseClass
    confidence: Confidence
    code: str  #: as printed in the field's usual spelling (`0xc000006d`, `AADSTS50126`, `12007`), or ""
    symbol: str  #: `STATUS_LOGON_FAILURE`, or ""
    title: str
    cause: str
    remedy: tuple[str, ...]  #: steps, in order
    section: str  #: pointer into the article
    evidence: tuple[EvidenceReference, ...]
    alternatives: tuple[str, ...] = ()  #: other real causes with this signature, where it does not tell them apart
