"""PRT attempts rebuilt from the AAD event log.

In: event records of the Operational and (when it was on) the Analytic channel. Out: attempts, oldest first, with final
status, server codes, network sub-error, URL and, where any record says so, the user. Rules:

1. Read by id and data name only; rendered texts are localised and identical for different ids (1085 = 1160..1165).
2. Order: time, then channel, then record id; the channels count their records separately.
3. A bracket opens at 1006 (acquire) or 1028 (refresh) and closes at the next 1007 or 1029 of the same process and
   thread; 1018 or 1030 inside it gives the correlation id, by which Operational records join from any thread. An end
   that never came is said (`is_open`), an end without its beginning too (`is_cut`), and so are flows that ran at the
   same time (`is_interleaved`), because a record without an id may then be the other's.
4. Without a bracket, Operational records form a cluster by correlation id; records without one (1088, 1089) join what
   happened within five seconds. The last 1085, 1160-1165 or 1094 stands in for the end.
5. 1250-1253 (Windows 11) sum up one attempt each and name its user; nothing else in Operational does.
6. 1084's `Target` is the correlation id, not a URL, whatever its name; its number is the network stack's.
7. Noise never becomes an attempt: name look-ups of orphaned SIDs (1104, 1025 GET .../sidtoname), token-broker records
   (task 103: 1097, 1098), the AD FS token's errors when the Entra PRT is asked for.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Final

from remote_prt.diagnosis.aad_layout import (
    CLOSES,
    FINAL_STATUS,
    OPENS,
    STARTS_CLUSTER,
    SUMMARIES,
    correlation_id,
    credential_type_of,
    http_status_of,
    is_relevant,
    references,
    server_codes_of,
    server_error,
    sub_error,
    url_of,
    user_of,
)
from remote_prt.diagnosis.attempt import FAILURES, Attempt, AttemptKind, AttemptSource, by_end, failing_phase
from remote_prt.diagnosis.codes import ErrorCode, parse_code
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

_REFRESH_IDS: Final = frozenset({1030, 1094, 1095, 1096, 1122})
_GENERAL_FAILURE: Final = "STATUS-C000006D"  # STATUS_LOGON_FAILURE
_ENTERPRISE_IDS: Final = frozenset({1116, 1117, 1118, 1119, 1120, 1121, 1212})


def rebuild_attempts(records: Iterable[EventRecord]) -> tuple[Attempt, ...]:
    """Every PRT attempt the records tell of, oldest first; records of no attempt are left out."""
    relevant = sorted((r for r in records if is_relevant(r)), key=_order)[-MAX_RECORDS:]
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
    is_cut: bool = False
    is_interleaved: bool = False

    @property
    def last_at(self) -> datetime:
        return self.records[-1].time

    @property
    def is_attempt(self) -> bool:
        return self.source is not AttemptSource.CLUSTER or any(r.event_id in STARTS_CLUSTER for r in self.records)

    def add(self, record: EventRecord) -> None:
        self.records.append(record)
        self.correlation_id = self.correlation_id or correlation_id(record)
        if record.event_id in SUMMARIES:
            self.kind = SUMMARIES[record.event_id]
            if self.source is AttemptSource.CLUSTER:
                self.source = AttemptSource.SUMMARY
        elif self.source is AttemptSource.CLUSTER:
            self.kind = _kind_seen(self.kind, record.event_id)

    def attempt(self) -> Attempt:
        ordered = sorted(self.records, key=_order)
        status = _final_status(ordered, is_open=self.is_open)
        network = next((code for code in map(sub_error, ordered) if code is not None), None)
        made = Attempt(
            source=self.source,
            kind=self.kind,
            started_at=ordered[0].time,
            ended_at=ordered[-1].time,
            status=status,
            user=user_of(ordered),
            server_codes=tuple(code for record in ordered for code in server_codes_of(record)),
            server_error=next((error for error in map(server_error, ordered) if error), ""),
            sub_error=network,
            http_status=next((s for s in map(http_status_of, reversed(ordered)) if s is not None), None),
            url=url_of(ordered),
            correlation_id=self.correlation_id,
            credential_type=credential_type_of(ordered),
            event_ids=frozenset(record.event_id for record in ordered),
            record_ids=tuple((record.channel, record.record_id) for record in ordered),
            references=_references(ordered),
            is_open=self.is_open,
            is_cut=self.is_cut,
            is_interleaved=self.is_interleaved,
        )
        if made.overcome:
            stating = [record for record in ordered if record.event_id in FAILURES]
            return replace(made, references=_references(stating) or made.references)
        if not made.has_failed:
            return made
        stated = [parse_code(record.value("Status")) for record in ordered if record.event_id in FINAL_STATUS]
        return replace(made, phase=failing_phase(made.event_ids, (status, *stated, network), made.url))


def _take_brackets(records: Sequence[EventRecord], groups: list[_Group]) -> list[EventRecord]:
    """Moves every record of a 1006..1007 or 1028..1029 bracket into a group; returns the others."""
    by_thread: dict[tuple[int, int], _Group] = {}
    rest: list[EventRecord] = []
    for record in records:
        thread = (record.process_id, record.thread_id)
        current = by_thread.get(thread)
        if record.event_id in OPENS:
            current = _Group(AttemptSource.BRACKET, OPENS[record.event_id], is_open=True)
            _mark_interleaved(current, record, by_thread.values())
            groups.append(current)
            by_thread[thread] = current
            current.add(record)
        elif current is not None and _is_inside(record, current):
            current.add(record)
            current.is_open = current.is_open and CLOSES.get(record.event_id) is not current.kind
        else:
            rest.append(record)
    return rest


def _mark_interleaved(opened: _Group, record: EventRecord, others: Iterable[_Group]) -> None:
    """Notes on a new bracket and on those of other threads that are still open that they ran at the same time."""
    for other in others:
        if other.is_open and _is_near(record, other, SAME_ID_WINDOW) and other is not opened:
            is_same_thread = other.records[0].thread_id == record.thread_id
            opened.is_interleaved = opened.is_interleaved or not is_same_thread
            other.is_interleaved = other.is_interleaved or not is_same_thread


def _is_inside(record: EventRecord, bracket: _Group) -> bool:
    """Whether a record of the bracket's thread belongs to it.

    Summaries join by correlation id alone. An open bracket whose end never came is left after a while; just after the
    end, records of the other channel still belong to it, because the channels' clocks differ by some milliseconds.
    """
    if record.event_id in SUMMARIES:
        return False
    if bracket.is_open:
        return _is_near(record, bracket, SAME_ID_WINDOW)
    end = next(r for r in reversed(bracket.records) if r.event_id in CLOSES)
    return record.channel != end.channel and record.time - end.time <= CHANNEL_TOLERANCE


def _take_clusters(records: Sequence[EventRecord], groups: list[_Group]) -> None:
    """Joins the remaining records to a bracket of their correlation id, or to a cluster of their own."""
    by_id = {group.correlation_id: group for group in groups if group.correlation_id}
    latest: _Group | None = None
    for record in records:
        if record.event_id in CLOSES:  # its beginning is lost: it ends what its thread recorded just before
            _close_cut(record, latest)
            continue
        identity = correlation_id(record)
        home = _home(record, identity, by_id.get(identity), latest)
        if home is None:
            if record.event_id not in STARTS_CLUSTER and record.event_id not in SUMMARIES:
                continue
            home = _Group(AttemptSource.CLUSTER, AttemptKind.ACQUIRE)
            groups.append(home)
        home.add(record)
        if identity:
            by_id[identity] = home
        if home.source is not AttemptSource.BRACKET:
            latest = home


def _close_cut(end: EventRecord, latest: _Group | None) -> None:
    """Gives a cluster of the same process and thread its true end, and says that its beginning is missing."""
    if latest is None or latest.is_cut or not _is_near(end, latest, CLUSTER_GAP):
        return
    threads = {(record.process_id, record.thread_id) for record in latest.records}
    if (end.process_id, end.thread_id) in threads and CLOSES[end.event_id] is latest.kind:
        latest.is_cut = True
        latest.records.append(end)


def _home(record: EventRecord, identity: str, known: _Group | None, latest: _Group | None) -> _Group | None:
    """The group a record joins, or None: by its correlation id, else by nearness in time."""
    if (
        identity
        and known is not None
        and _is_near(record, known, SAME_ID_WINDOW)
        and not _is_second_summary(record, known)
    ):
        return known
    if latest is None or record.event_id in SUMMARIES or (identity and latest.correlation_id):
        return None
    return latest if _is_near(record, latest, CLUSTER_GAP) and not _is_closed(latest) else None


def _is_near(record: EventRecord, group: _Group, limit: timedelta) -> bool:
    return abs(record.time - group.last_at) <= limit


def _is_second_summary(record: EventRecord, group: _Group) -> bool:
    """Whether a summary meets a group that has one already: each 1250-1253 is one attempt."""
    return record.event_id in SUMMARIES and any(r.event_id in SUMMARIES for r in group.records)


def _is_closed(group: _Group) -> bool:
    """Whether a cluster has its final status, so that a record without correlation id begins the next attempt."""
    return group.records[-1].event_id in FINAL_STATUS or group.records[-1].event_id in SUMMARIES


def _order(record: EventRecord) -> tuple[datetime, str, int]:
    return record.time, record.channel, record.record_id


def _kind_seen(kind: AttemptKind, event_id: int) -> AttemptKind:
    if event_id in _ENTERPRISE_IDS:
        return AttemptKind.ENTERPRISE_REFRESH if event_id in {1120, 1121} else AttemptKind.ENTERPRISE_ACQUIRE
    return AttemptKind.REFRESH if event_id in _REFRESH_IDS else kind


def _references(ordered: Sequence[EventRecord]) -> tuple[EvidenceReference, ...]:
    """What a finding shows; where no record holds a code or a text, the records themselves."""
    shown = tuple(ref for record in ordered for ref in references(record))
    bare = (EvidenceReference(r.channel, f"{r.event_id} record {r.record_id}", "") for r in ordered)
    return (shown or tuple(bare))[-MAX_REFERENCES:]


def _final_status(records: Sequence[EventRecord], *, is_open: bool) -> ErrorCode | None:
    """A bracket's end outranks a summary, a summary the last failure record; an open bracket has no end.

    Of several that failed, one that says more than "logon failure" outranks it: the end repeats the general code. A
    status that cannot be read says nothing.
    """
    ends = [r.value("Status") for r in records if r.event_id in CLOSES]
    summaries = [r.value("Result") for r in records if r.event_id in SUMMARIES]
    failures = [r.value("Status") for r in records if r.event_id in FINAL_STATUS]
    said = [code for group in (ends, summaries, failures) if group and (code := parse_code(group[-1])) is not None]
    if said and said[0].key == _GENERAL_FAILURE:
        return next((code for code in said if code.key != _GENERAL_FAILURE and not code.is_success), said[0])
    if said:
        return said[0]
    realm = [r.value("Status") for r in records if r.event_id in {1086, 1089}]
    return parse_code(realm[-1]) if realm and not is_open else None
