"""PRT attempts rebuilt from the AAD event log.

In: event records of the Operational and (when it was on) the Analytic channel. Out: attempts, oldest first, with final
status, server codes, network sub-error, URL and, where any record says so, the user. Rules:

1. Read by id and data name only; rendered texts are localised and identical for different ids (1085 = 1160..1165).
2. Order: time, then channel, then record id; the channels count their records separately.
3. A bracket opens at 1006 (acquire) or 1028 (refresh) and closes at the next 1007 or 1029 of the same process and
   thread; 1018 or 1030 inside it gives the correlation id, by which Operational records join from any thread.
4. Without a bracket, Operational records form a cluster by correlation id; records without one (1088, 1089) join what
   happened within five seconds. The last 1085, 1160-1165 or 1094 stands in for the end.
5. 1250-1253 (Windows 11) sum up one attempt each and name its user; nothing else in Operational does.
6. 1084's `Target` is the correlation id, not a URL, whatever its name; its number is the network stack's.
7. Noise never becomes an attempt: name look-ups of orphaned SIDs (1104, 1025 GET .../sidtoname), token-broker records
   (task 103: 1097, 1098), the AD FS token's errors when the Entra PRT is asked for.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from remote_prt.diagnosis.attempt import Attempt, AttemptKind, AttemptSource, by_end
from remote_prt.diagnosis.codes import ErrorCode, parse_code, server_codes
from remote_prt.diagnosis.dsreg_facts import guid_or_empty, http_status
from remote_prt.diagnosis.evidence import EventRecord
from remote_prt.diagnosis.finding import EvidenceReference

#: Records without a correlation id belong to what happened at most this long before (facts 2.9).
CLUSTER_GAP: Final = timedelta(seconds=5)
#: One request with its retries and time-outs takes at most this long; the same id later is another attempt.
SAME_ID_WINDOW: Final = timedelta(minutes=5)
#: The two channels are two files with two clocks, a few milliseconds apart (facts 2.4).
CHANNEL_TOLERANCE: Final = timedelta(milliseconds=20)
MAX_REFERENCES: Final = 24
#: Bounds the work on a hostile host: the newest records are kept.
MAX_RECORDS: Final = 20_000

_PROVIDERS: Final = frozenset({"microsoft-windows-aad", "aad", "4de9bc9c-b27a-43c9-8994-0915f1a5e24f", ""})

_OPENS: Final = {1006: AttemptKind.ACQUIRE, 1028: AttemptKind.REFRESH}
_CLOSES: Final = {1007: AttemptKind.ACQUIRE, 1029: AttemptKind.REFRESH}
_SUMMARIES: Final = {
    1250: AttemptKind.ACQUIRE,
    1251: AttemptKind.ENTERPRISE_ACQUIRE,
    1252: AttemptKind.REFRESH,
    1253: AttemptKind.ENTERPRISE_REFRESH,
}
_FINAL_STATUS: Final = frozenset({1085, 1094, 1118, *range(1160, 1166)})
_SERVER_ERRORS: Final = frozenset({1081, 1082, 1083, 1088, 1090, 1116})
_REFRESH_IDS: Final = frozenset({1030, 1094, 1095, 1096, 1122})
_ENTERPRISE_IDS: Final = frozenset({1116, 1117, 1118, 1119, 1120, 1121, 1212})
#: Which data value holds the correlation id; 1088, 1089, 1021 and 1022 have none.
_CORRELATION_NAME: Final = {
    **dict.fromkeys((1018, 1030, 1095, 1096, 1120, 1121, 1122, 1142), "value"),
    1084: "Target",
    **dict.fromkeys(
        (1025, 1081, 1082, 1083, 1085, 1086, 1090, 1092, 1094, 1116, 1118, 1155, *range(1160, 1166)), "CorrelationID"
    ),
    **dict.fromkeys(_SUMMARIES, "CorrelationID"),
}
_WITHOUT_ID: Final = frozenset({1022, 1021, 1015, 1016, 1017, 1026, 1031, 1088, 1089, 1117, 1119, 1144, 1212})
_RELEVANT: Final = _WITHOUT_ID | frozenset(_CORRELATION_NAME) | frozenset(_OPENS) | frozenset(_CLOSES)
#: An error record may start a cluster; context alone (a URL, a retry counter) is no attempt.
_STARTS_CLUSTER: Final = _FINAL_STATUS | _SERVER_ERRORS | frozenset({1025, 1084, 1086, 1089, 1095, 1096, 1122, 1142})
_STATUS_NAME: Final = "Status"
#: Data that findings show as evidence.
_SHOWN: Final = frozenset({"Result", _STATUS_NAME, "Error", "ErrorCode", "ErrorDescription", "HTTPTransportError"})


def rebuild_attempts(records: Iterable[EventRecord]) -> tuple[Attempt, ...]:
    """Every PRT attempt the records tell of, oldest first; records of no attempt are left out."""
    relevant = sorted((r for r in records if _is_relevant(r)), key=_order)[-MAX_RECORDS:]
    groups: list[_Group] = []
    rest = _take_brackets(relevant, groups)
    _take_clusters(rest, groups)
    attempts = (group.attempt() for group in groups if group.is_attempt)
    return tuple(sorted(attempts, key=by_end))


@dataclass(slots=True)
class _Group:
    """Records that belong together, while they are being collected."""

    source: AttemptSource
    kind: AttemptKind
    correlation_id: str = ""
    records: list[EventRecord] = field(default_factory=list)
    is_open: bool = False

    @property
    def last_at(self) -> datetime:
        return self.records[-1].time

    @property
    def is_attempt(self) -> bool:
        return self.source is not AttemptSource.CLUSTER or any(r.event_id in _STARTS_CLUSTER for r in self.records)

    def add(self, record: EventRecord) -> None:
        self.records.append(record)
        self.correlation_id = self.correlation_id or _correlation_id(record)
        if record.event_id in _SUMMARIES:
            self.kind = _SUMMARIES[record.event_id]
            if self.source is AttemptSource.CLUSTER:
                self.source = AttemptSource.SUMMARY
        elif self.source is AttemptSource.CLUSTER:
            self.kind = _kind_seen(self.kind, record.event_id)

    def attempt(self) -> Attempt:
        ordered = sorted(self.records, key=_order)
        codes = [code for record in ordered for code in _server_codes_of(record)]
        requests = [record for record in ordered if record.event_id in {1022, 1025, *_SUMMARIES}]
        return Attempt(
            source=self.source,
            kind=self.kind,
            started_at=ordered[0].time,
            ended_at=ordered[-1].time,
            status=_final_status(ordered, is_open=self.is_open),
            user=_first(record.value("UserIdentity") for record in ordered if record.event_id in _SUMMARIES)
            or _realm_user(ordered),
            server_codes=tuple(codes),
            server_error=_first(_server_error(record) for record in ordered),
            sub_error=next((code for code in map(_sub_error, ordered) if code is not None), None),
            http_status=next((status for status in map(_http_status, reversed(ordered)) if status is not None), None),
            url=_first(map(_url, _urls(requests))),
            correlation_id=self.correlation_id,
            credential_type=_first(record.value("CredentialType") for record in ordered),
            event_ids=frozenset(record.event_id for record in ordered),
            record_ids=tuple((record.channel, record.record_id) for record in ordered),
            references=tuple(ref for record in ordered for ref in _references(record))[-MAX_REFERENCES:],
            is_open=self.is_open,
        )


def _take_brackets(records: Sequence[EventRecord], groups: list[_Group]) -> list[EventRecord]:
    """Moves every record of a 1006..1007 or 1028..1029 bracket into a group; returns the others."""
    by_thread: dict[tuple[int, int], _Group] = {}
    rest: list[EventRecord] = []
    for record in records:
        thread = (record.process_id, record.thread_id)
        current = by_thread.get(thread)
        if record.event_id in _OPENS:
            current = _Group(AttemptSource.BRACKET, _OPENS[record.event_id], is_open=True)
            groups.append(current)
            by_thread[thread] = current
            current.add(record)
        elif current is not None and _is_inside(record, current):
            current.add(record)
            current.is_open = current.is_open and _CLOSES.get(record.event_id) is not current.kind
        elif record.event_id not in _CLOSES:  # a 1007 without its 1006: the log began in between
            rest.append(record)
    return rest


def _is_inside(record: EventRecord, bracket: _Group) -> bool:
    """Whether a record of the bracket's thread belongs to it.

    Summaries join by correlation id alone. An open bracket whose end never came is left after a while; just after the
    end, records of the other channel still belong to it, because the channels' clocks differ by some milliseconds.
    """
    if record.event_id in _SUMMARIES:
        return False
    if bracket.is_open:
        return _is_near(record, bracket, SAME_ID_WINDOW)
    end = next(r for r in reversed(bracket.records) if r.event_id in _CLOSES)
    return record.channel != end.channel and record.time - end.time <= CHANNEL_TOLERANCE


def _take_clusters(records: Sequence[EventRecord], groups: list[_Group]) -> None:
    """Joins the remaining records to a bracket of their correlation id, or to a cluster of their own."""
    by_id = {group.correlation_id: group for group in groups if group.correlation_id}
    latest: _Group | None = None
    for record in records:
        identity = _correlation_id(record)
        home = _home(record, identity, by_id.get(identity), latest)
        if home is None:
            if record.event_id not in _STARTS_CLUSTER and record.event_id not in _SUMMARIES:
                continue
            home = _Group(AttemptSource.CLUSTER, AttemptKind.ACQUIRE)
            groups.append(home)
        home.add(record)
        if identity:
            by_id[identity] = home
        if home.source is not AttemptSource.BRACKET:
            latest = home


def _home(record: EventRecord, identity: str, known: _Group | None, latest: _Group | None) -> _Group | None:
    """The group a record joins, or None: by its correlation id, else by nearness in time."""
    if (
        identity
        and known is not None
        and _is_near(record, known, SAME_ID_WINDOW)
        and not _is_second_summary(record, known)
    ):
        return known
    if latest is None or record.event_id in _SUMMARIES or (identity and latest.correlation_id):
        return None
    return latest if _is_near(record, latest, CLUSTER_GAP) and not _is_closed(latest) else None


def _is_near(record: EventRecord, group: _Group, limit: timedelta) -> bool:
    return abs(record.time - group.last_at) <= limit


def _is_second_summary(record: EventRecord, group: _Group) -> bool:
    """Whether a summary meets a group that has one already: each 1250-1253 is one attempt."""
    return record.event_id in _SUMMARIES and any(r.event_id in _SUMMARIES for r in group.records)


def _is_closed(group: _Group) -> bool:
    """Whether a cluster has its final status, so that a record without correlation id begins the next attempt."""
    return group.records[-1].event_id in _FINAL_STATUS or group.records[-1].event_id in _SUMMARIES


def _is_relevant(record: EventRecord) -> bool:
    if record.provider.strip("{}").lower() not in _PROVIDERS or record.event_id not in _RELEVANT:
        return False
    is_name_lookup = record.event_id == 1025 and "sidtoname" in record.value("EndpointUri").lower()
    return not is_name_lookup


def _order(record: EventRecord) -> tuple[datetime, str, int]:
    return record.time, record.channel, record.record_id


def _correlation_id(record: EventRecord) -> str:
    name = _CORRELATION_NAME.get(record.event_id)
    return guid_or_empty(record.value(name)) if name else ""


def _kind_seen(kind: AttemptKind, event_id: int) -> AttemptKind:
    if event_id in _ENTERPRISE_IDS:
        return AttemptKind.ENTERPRISE_REFRESH if event_id in {1120, 1121} else AttemptKind.ENTERPRISE_ACQUIRE
    return AttemptKind.REFRESH if event_id in _REFRESH_IDS else kind


def _final_status(records: Sequence[EventRecord], *, is_open: bool) -> ErrorCode | None:
    """A bracket's end outranks a summary, a summary the last failure record; an open bracket has no end."""
    ends = [r.value(_STATUS_NAME) for r in records if r.event_id in _CLOSES]
    summaries = [r.value("Result") for r in records if r.event_id in _SUMMARIES]
    failures = [r.value(_STATUS_NAME) for r in records if r.event_id in _FINAL_STATUS]
    for group in (ends, summaries, failures):
        if group:
            return parse_code(group[-1])
    realm = [r.value(_STATUS_NAME) for r in records if r.event_id in {1086, 1089}]
    return parse_code(realm[-1]) if realm and not is_open else None


def _server_codes_of(record: EventRecord) -> tuple[ErrorCode, ...]:
    if record.event_id in _SERVER_ERRORS or record.event_id in _SUMMARIES:
        return server_codes(record.value("ErrorDescription")) or server_codes(record.value("Error"))
    return ()


def _server_error(record: EventRecord) -> str:
    name = "ErrorCode" if record.event_id in _SUMMARIES else "Error"
    return record.value(name)[:200] if record.event_id in _SERVER_ERRORS or record.event_id in _SUMMARIES else ""


def _sub_error(record: EventRecord) -> ErrorCode | None:
    name = "Result" if record.event_id == 1084 else "HTTPTransportError" if record.event_id in _SUMMARIES else ""
    code = parse_code(record.value(name)) if name else None
    return None if code is None or code.is_success else code


def _http_status(record: EventRecord) -> int | None:
    if record.event_id == 1025:
        return http_status(record.value("value"))
    return http_status(record.value("HTTPStatus")) if record.event_id in _SUMMARIES else None


def _urls(requests: Sequence[EventRecord]) -> Sequence[EventRecord]:
    """Where the URL stands: the failing request's own record (1025, 1250-1253), else the last one begun (1022)."""
    own = [record for record in requests if record.event_id != 1022]
    return own or list(reversed(requests))


def _url(record: EventRecord) -> str:
    return record.value("value" if record.event_id == 1022 else "EndpointUri")[:2_000]


def _realm_user(records: Sequence[EventRecord]) -> str:
    """The UPN sent to realm discovery (1144), whose data names lie in one of its three layouts."""
    for record in records:
        if record.event_id == 1144:
            return record.value("Method") or record.value("value1")
    return ""


def _references(record: EventRecord) -> Iterable[EvidenceReference]:
    for name, value in record.data:
        if name in _SHOWN and value not in {"", "0"}:
            yield EvidenceReference(record.channel, f"{record.event_id} record {record.record_id} {name}", value[:500])


def _first(texts: Iterable[str]) -> str:
    return next((text for text in texts if text), "")
