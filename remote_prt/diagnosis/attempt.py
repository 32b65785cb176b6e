"""One attempt to acquire or refresh a PRT, whoever recorded it: a dsregcmd diagnostics block or the AAD event log."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from remote_prt.diagnosis.codes import CodeClass, ErrorCode
from remote_prt.diagnosis.finding import EvidenceReference


class AttemptKind(StrEnum):
    """What was attempted, and for which of the two tokens."""

    ACQUIRE = "acquire"
    REFRESH = "refresh"
    ENTERPRISE_ACQUIRE = "enterprise-acquire"
    ENTERPRISE_REFRESH = "enterprise-refresh"

    @property
    def is_enterprise(self) -> bool:
        """Whether it was about the AD FS token, which says nothing about the Entra PRT."""
        return self in {AttemptKind.ENTERPRISE_ACQUIRE, AttemptKind.ENTERPRISE_REFRESH}


class AttemptSource(StrEnum):
    """How the attempt was put together; later members are weaker."""

    DSREGCMD = "dsregcmd"  #: a diagnostics block of `dsregcmd /status`
    SUMMARY = "summary"  #: one of the events 1250-1253 (Windows 11)
    BRACKET = "bracket"  #: 1006..1007 or 1028..1029 of the Analytic channel
    CLUSTER = "cluster"  #: Operational error records that belong together


class AttemptPhase(StrEnum):
    """Which step of an attempt failed (facts/events_codes.md 2), in the order in which they happen."""

    REALM_DISCOVERY = "realm-discovery"  #: Entra is asked whether the user's domain is managed or federated
    FEDERATION_METADATA = "federation-metadata"  #: the federation server's MEX document
    WS_TRUST = "ws-trust"  #: the federation server is asked for a SAML token
    NONCE = "nonce"
    TOKEN_REQUEST = "token-request"  # noqa: S105 - the name of a step, no secret
    KEYS = "keys"  #: the device's or the session's key could not be used


@dataclass(frozen=True, slots=True)
class Attempt:
    """What is known about one attempt; "" and None stand for "not recorded"."""

    source: AttemptSource
    kind: AttemptKind
    started_at: datetime | None  #: host clock, UTC
    ended_at: datetime | None
    status: ErrorCode | None  #: the final local status; None: never printed
    user: str = ""  #: UPN; "" = the records do not say whose attempt it was
    server_codes: tuple[ErrorCode, ...] = ()  #: in order; the last is the cause
    server_error: str = ""  #: OAuth or WS-Trust error word, e.g. `invalid_grant`
    sub_error: ErrorCode | None = None  #: from the network stack (1084, HTTP Error)
    http_status: int | None = None
    url: str = ""
    correlation_id: str = ""  #: lower-case GUID without braces
    credential_type: str = ""
    event_ids: frozenset[int] = frozenset()
    record_ids: tuple[tuple[str, int], ...] = ()  #: (channel, record id), each channel counts for itself
    references: tuple[EvidenceReference, ...] = ()
    is_open: bool = False  #: a bracket without its end: still running, or the end was not logged
    is_cut: bool = False  #: its end is there and its beginning is not: the log was overwritten or switched on meanwhile
    is_interleaved: bool = False  #: another flow ran at the same time, so records without an id may be the other's
    phase: AttemptPhase | None = None  #: the step that failed; None: it did not fail, or nothing tells

    @property
    def has_failed(self) -> bool:
        """Whether it ended badly. Without a final status a recorded error counts (1081 alone, for example)."""
        if self.status is not None:
            return not self.status.is_success
        is_refused = self.http_status is not None and self.http_status >= HTTP_ERROR
        return is_refused or bool(self.server_codes or self.server_error or self.sub_error or self.event_ids & FAILURES)

    @property
    def has_succeeded(self) -> bool:
        """Whether a final status says so; errors that a retry overcame do not matter."""
        return self.status is not None and self.status.is_success

    @property
    def overcome(self) -> tuple[str, ...]:
        """What failed inside an attempt that succeeded in the end: its codes, or else the events that state it."""
        if not self.has_succeeded:
            return ()
        codes = [*self.server_codes, *([self.sub_error] if self.sub_error is not None else [])]
        named = dict.fromkeys(code.spelling for code in codes if not code.is_success)
        return tuple(named) or tuple(str(number) for number in sorted(self.event_ids & FAILURES))


def by_end(attempt: Attempt) -> float:
    """Sort key: when it ended, in seconds; attempts without a time come first."""
    return attempt.ended_at.timestamp() if attempt.ended_at is not None else float("-inf")


#: The refresh found that the PRT's lifetime had ended.
REFRESH_TOKEN_EXPIRED: Final = 1096
#: From here on an HTTP status says that a request was refused or failed.
HTTP_ERROR: Final = 400
#: Operational records that state a failure by themselves; 1025 does so by its HTTP status only.
FAILURES: Final = frozenset(
    {1081, 1082, 1083, 1084, 1085, 1086, 1088, 1089, 1090, 1094, 1095, 1096, 1122, 1142, *range(1160, 1166)}
)
_PHASE_BY_EVENT: Final = (
    (1086, AttemptPhase.REALM_DISCOVERY),
    (1088, AttemptPhase.WS_TRUST),
    (1090, AttemptPhase.NONCE),
    (1082, AttemptPhase.KEYS),
    (1083, AttemptPhase.KEYS),
    (1081, AttemptPhase.TOKEN_REQUEST),
)
#: Final codes that only one step can end in (article, step 3; facts/events_codes.md 2).
_PHASE_BY_CODE: Final = {
    "CLOUDAP-C004848B": AttemptPhase.FEDERATION_METADATA,
    "CLOUDAP-C004848C": AttemptPhase.FEDERATION_METADATA,
    "CLOUDAP-C00484C1": AttemptPhase.WS_TRUST,
    "XML-C00CEE4F": AttemptPhase.WS_TRUST,
}
#: Part of a URL, in lower case; the first that occurs tells the step.
_PHASE_BY_URL: Final = (
    ("userrealm", AttemptPhase.REALM_DISCOVERY),
    ("/mex", AttemptPhase.FEDERATION_METADATA),
    ("/trust", AttemptPhase.WS_TRUST),
    ("usernamemixed", AttemptPhase.WS_TRUST),
    ("certificatemixed", AttemptPhase.WS_TRUST),
    ("windowstransport", AttemptPhase.WS_TRUST),
    ("nonce", AttemptPhase.NONCE),
    ("/token", AttemptPhase.TOKEN_REQUEST),
)


def failing_phase(event_ids: frozenset[int], codes: tuple[ErrorCode | None, ...], url: str) -> AttemptPhase | None:
    """The step in which an attempt failed: by the record that states it, by the code, by the URL it had got to.

    Call it for failed attempts only: the URL of a successful one says nothing about a failure.
    """
    for event_id, phase in _PHASE_BY_EVENT:
        if event_id in event_ids:
            return phase
    for code in codes:
        if code is not None and code.key in _PHASE_BY_CODE:
            return _PHASE_BY_CODE[code.key]
    if any(code is not None and code.code_class is CodeClass.SECURITY for code in codes):
        return AttemptPhase.KEYS
    lowered = url.lower()
    return next((phase for part, phase in _PHASE_BY_URL if part in lowered), None)
