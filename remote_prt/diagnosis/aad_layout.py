"""What stands where in the records of the AAD log, by event id and data name (facts/events_codes.md 1 to 3).

Every record has version 0 on every build although layouts changed, and data names lie, so the place of a fact is a
table here and nowhere else: `Target` of 1084 is the correlation id, `Method` of 1144 the user, `value2` of 1208 an id.
Known layouts: 10240 to 28000. What a build does not write is "" or None, never guessed.
"""

from collections.abc import Iterable
from typing import Final

from remote_prt.diagnosis.attempt import AttemptKind
from remote_prt.diagnosis.codes import ErrorCode, parse_code, server_codes
from remote_prt.diagnosis.dsreg_facts import guid_or_empty, http_status
from remote_prt.diagnosis.evidence import EventRecord
from remote_prt.diagnosis.finding import EvidenceReference

#: Event Viewer prints the source as AAD, exporters the name or the GUID in any case and with or without braces.
PROVIDERS: Final = frozenset({"microsoft-windows-aad", "aad", "4de9bc9c-b27a-43c9-8994-0915f1a5e24f", ""})

OPENS: Final = {1006: AttemptKind.ACQUIRE, 1028: AttemptKind.REFRESH}
CLOSES: Final = {1007: AttemptKind.ACQUIRE, 1029: AttemptKind.REFRESH}
SUMMARIES: Final = {
    1250: AttemptKind.ACQUIRE,
    1251: AttemptKind.ENTERPRISE_ACQUIRE,
    1252: AttemptKind.REFRESH,
    1253: AttemptKind.ENTERPRISE_REFRESH,
}
FINAL_STATUS: Final = frozenset({1085, 1094, 1118, *range(1160, 1166)})
_SERVER_ERRORS: Final = frozenset({1081, 1082, 1083, 1088, 1090, 1116})
#: Which data value holds the correlation id; 1015, 1021, 1022, 1024, 1088 and 1089 have none.
_CORRELATION_NAME: Final = {
    **dict.fromkeys((1018, 1030, 1095, 1096, 1120, 1121, 1122, 1142), "value"),
    1084: "Target",
    **dict.fromkeys((1208, 1209), "value2"),
    **dict.fromkeys(
        (1025, 1026, 1081, 1082, 1083, 1085, 1086, 1090, 1092, 1094, 1116, 1117, 1118, 1155, 1212, *range(1160, 1166)),
        "CorrelationID",
    ),
    **dict.fromkeys(SUMMARIES, "CorrelationID"),
}
_WITHOUT_ID: Final = frozenset({1015, 1016, 1017, 1021, 1022, 1024, 1031, 1088, 1089, 1119, 1144})
_RELEVANT: Final = _WITHOUT_ID | frozenset(_CORRELATION_NAME) | frozenset(OPENS) | frozenset(CLOSES)
#: An error record may start a cluster; context alone (a URL, a retry counter, a look-up of a name) is no attempt.
STARTS_CLUSTER: Final = (
    FINAL_STATUS | _SERVER_ERRORS | frozenset({1025, 1084, 1086, 1089, 1095, 1096, 1117, 1120, 1122, 1142})
)
#: Data that findings show as evidence.
_SHOWN: Final = frozenset({"Result", "Status", "Error", "ErrorCode", "ErrorDescription", "HTTPTransportError"})
_URL_BEGUN: Final = 1022
#: The URL of these is the request's; 1144's `EndpointUri` is an authority.
_SHOWS_URL: Final = frozenset({1025, *SUMMARIES})


def is_relevant(record: EventRecord) -> bool:
    """Whether a record can belong to a PRT attempt: its provider and id, and that it looks up no orphaned SID."""
    if record.event_id not in _RELEVANT or record.provider.strip("{}").lower() not in PROVIDERS:
        return False
    is_name_lookup = record.event_id == 1025 and "sidtoname" in record.value("EndpointUri").lower()
    return not is_name_lookup


def correlation_id(record: EventRecord) -> str:
    """The correlation id in lower case without braces, or "" where the record has none or an empty one."""
    name = _CORRELATION_NAME.get(record.event_id)
    return guid_or_empty(record.value(name)) if name else ""


def server_codes_of(record: EventRecord) -> tuple[ErrorCode, ...]:
    """AADSTS, MSIS and ID codes of a server's answer, wrappers first, the cause last."""
    if record.event_id in _SERVER_ERRORS or record.event_id in SUMMARIES:
        return server_codes(record.value("ErrorDescription")) or server_codes(record.value("Error"))
    return ()


def server_error(record: EventRecord) -> str:
    """The server's error word, e.g. `invalid_grant`."""
    name = "ErrorCode" if record.event_id in SUMMARIES else "Error"
    return record.value(name)[:200] if record.event_id in _SERVER_ERRORS or record.event_id in SUMMARIES else ""


def sub_error(record: EventRecord) -> ErrorCode | None:
    """The network stack's error: 1084 `Result`, 1250-1253 `HTTPTransportError`; None where there was none."""
    name = "Result" if record.event_id == 1084 else "HTTPTransportError" if record.event_id in SUMMARIES else ""
    code = parse_code(record.value(name)) if name else None
    return None if code is None or code.is_success else code


def http_status_of(record: EventRecord) -> int | None:
    """The HTTP status that a record states, or None."""
    if record.event_id in {1024, 1025}:
        return http_status(record.value("value"))
    return http_status(record.value("HTTPStatus")) if record.event_id in SUMMARIES else None


def url_of(records: Iterable[EventRecord]) -> str:
    """Where an attempt had got to.

    The failing request's own record (1025, 1250-1253) says it; else it is the last URL begun (1022) before the first
    error (the article: "the first 1022 before 1081 or 1088"); else the last one.
    """
    begun = ""
    is_final = False
    for record in records:
        if record.event_id in _SHOWS_URL and record.value("EndpointUri"):
            return record.value("EndpointUri")[:2_000]
        is_final = is_final or (record.event_id in STARTS_CLUSTER and bool(begun))
        if record.event_id == _URL_BEGUN and not is_final:
            begun = record.value("value")[:2_000] or begun
    return begun


def user_of(records: Iterable[EventRecord]) -> str:
    """Whose attempt it was: 1250-1253 `UserIdentity`, the UPN sent to realm discovery (1144, three layouts), or 1208.

    A value that is no user name at all (a flag, a masked text) is none.
    """
    users = ["", "", ""]
    for record in records:
        if record.event_id in SUMMARIES:
            users[0] = users[0] or record.value("UserIdentity")
        elif record.event_id == 1144:
            users[1] = users[1] or record.value("Method") or record.value("value1")
        elif record.event_id == 1208 and "@" in record.value("value1"):
            users[2] = users[2] or record.value("value1")
    return next((user[:320] for user in users if user), "")


def credential_type_of(records: Iterable[EventRecord]) -> str:
    """The credential type: a number in 1026 and 1250-1253 for which no public list of names exists."""
    for record in records:
        if record.event_id in SUMMARIES and record.value("CredentialType"):
            return record.value("CredentialType")[:40]
        if record.event_id == 1026 and record.value("value"):
            return record.value("value")[:40]
    return ""


def references(record: EventRecord) -> Iterable[EvidenceReference]:
    """What of a record a finding shows: codes and texts that are not empty, and the URL of a request."""
    for name, value in record.data:
        is_url = (name == "EndpointUri" and record.event_id in _SHOWS_URL) or record.event_id == _URL_BEGUN
        if (name in _SHOWN or is_url) and value not in {"", "0"}:
            yield EvidenceReference(record.channel, f"{record.event_id} record {record.record_id} {name}", value[:500])
