"""One attempt to acquire or refresh a PRT, whoever recorded it: a dsregcmd diagnostics block or the AAD event log."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from remote_prt.diagnosis.codes import ErrorCode
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

    @property
    def has_failed(self) -> bool:
        """Whether it ended badly. Without a final status a recorded error counts (1081 alone, for example)."""
        if self.status is not None:
            return not self.status.is_success
        is_refused = self.http_status is not None and self.http_status >= HTTP_ERROR
        return is_refused or bool(
            self.server_codes or self.server_error or self.sub_error or self.event_ids & _FAILURES
        )

    @property
    def has_succeeded(self) -> bool:
        """Whether a final status says so; errors that a retry overcame do not matter."""
        return self.status is not None and self.status.is_success


def by_end(attempt: Attempt) -> float:
    """Sort key: when it ended, in seconds; attempts without a time come first."""
    return attempt.ended_at.timestamp() if attempt.ended_at is not None else float("-inf")


#: The refresh found that the PRT's lifetime had ended.
REFRESH_TOKEN_EXPIRED: Final = 1096
#: From here on an HTTP status says that a request was refused or failed.
HTTP_ERROR: Final = 400
#: Operational records that state a failure by themselves; 1025 does so by its HTTP status only.
_FAILURES: Final = frozenset(
    {1081, 1082, 1083, 1084, 1085, 1086, 1088, 1089, 1090, 1094, 1095, 1096, 1122, 1142, *range(1160, 1166)}
)
