"""What a result was judged by, as `--evidence` adds it to the document: rows, events, attempts (design section 7)."""

import re
from collections.abc import Iterable

from remote_prt.diagnosis.aad_events import rebuild_attempts
from remote_prt.diagnosis.attempt import Attempt
from remote_prt.diagnosis.codes import ErrorCode, parse_code, server_codes
from remote_prt.diagnosis.dsreg_report import DsregReport
from remote_prt.diagnosis.evidence import EventChannel, EventRecord, Evidence, Missing
from remote_prt.diagnosis.single_records import inner_code
from remote_prt.reports.json_values import Json, logon_session, printed, text, time
from remote_prt.reports.times import utc_text

#: Event data that spell a code: hex, a number that is negative as 32 bits (signed or not), a WinHTTP number. Other
#: decimals are counters and line numbers.
_CODE = re.compile(r"0[xX][0-9a-fA-F]{8}|-[0-9]{5,10}|[23][0-9]{9}|4[0-2][0-9]{8}|12[0-9]{3}")


_BROKER_IDS = frozenset({1097, 1098})


def evidence_members(evidence: Evidence | None) -> dict[str, Json]:
    """`Rows`, `Channels`, `Events` and `Attempts` of one result, each empty where nothing was seen."""
    channels = () if evidence is None else evidence.channels
    records = [record for one in channels if not isinstance(one.records, Missing) for record in one.records]
    return {
        "Rows": [] if evidence is None else _rows(evidence),
        "Channels": [_channel(channel) for channel in channels],
        "Events": [_event(record) for record in records],
        "Attempts": [_attempt(attempt) for attempt in rebuild_attempts(records)],
    }


def _rows(evidence: Evidence) -> list[Json]:
    """Every dsregcmd row of every session as printed, in order."""
    return [
        {
            "LogonSession": {**logon_session(observation.session), "Sid": text(observation.session.sid)},
            "Section": printed(row.section),
            "Block": printed(row.block),
            "Key": printed(row.key),
            "Value": printed(row.value),
        }
        for observation in evidence.observations
        if isinstance(observation.report, DsregReport)
        for row in observation.report.rows
    ]


def _channel(channel: EventChannel) -> Json:
    return {
        "Name": text(channel.name),
        "State": channel.state.value,
        "Detail": text(channel.records.detail) if isinstance(channel.records, Missing) else None,
        "Enabled": channel.enabled,
        "Mode": text(channel.mode),
        "MaximumSizeInBytes": channel.maximum_bytes,
        "RecordCount": channel.record_count,
        "Oldest": time(channel.oldest_at),
        "Newest": time(channel.newest_at),
        "Since": time(channel.since_at),
        "IsCapped": channel.capped,
        "CompleteSince": time(channel.complete_since_at),
        "Unread": channel.unread,
    }


def _event(record: EventRecord) -> Json:
    return {
        "Id": record.event_id,
        "Time": utc_text(record.time),
        "Channel": text(record.channel),
        "RecordId": str(record.record_id),
        "Data": _event_data(record.data),
        "Codes": list(dict.fromkeys(code.spelling for code in _codes_of(record))),
    }


def _event_data(data: Iterable[tuple[str, str]]) -> dict[str, Json]:
    """Event data by name; a name that repeats but for its case gets a number (5.1 refuses such objects)."""
    values: dict[str, Json] = {}
    taken: set[str] = set()
    for name, value in data:
        base = printed(name) or "Data"
        key, number = base, 1
        while key.casefold() in taken:
            number += 1
            key = f"{base}_{number}"
        taken.add(key.casefold())
        values[key] = printed(value)
    return values


def _codes_of(record: EventRecord) -> Iterable[ErrorCode]:
    """The codes of all data, and the one inside the text of a token broker's record whose own is only a wrapper."""
    for _, value in record.data:
        yield from _codes(value)
    error = record.value("Error") if record.event_id in _BROKER_IDS else ""
    inner = inner_code(error, record.value("AdditionalInformation"))
    if inner is not None and inner != parse_code(error):
        yield inner


def _codes(value: str) -> tuple[ErrorCode, ...]:
    """The error codes of one data value; success is none."""
    code = parse_code(value) if _CODE.fullmatch(value.strip()) else None
    return server_codes(value) if code is None or code.is_success else (code,)


def _attempt(attempt: Attempt) -> Json:
    return {
        "Start": time(attempt.started_at),
        "End": time(attempt.ended_at),
        "Kind": attempt.kind.value,
        "User": text(attempt.user),
        "Status": None if attempt.status is None else attempt.status.spelling,
        "ServerCode": attempt.server_codes[-1].spelling if attempt.server_codes else None,
        "Url": text(attempt.url),
        "SubError": None if attempt.sub_error is None else attempt.sub_error.spelling,
        "CorrelationId": text(attempt.correlation_id),
        "Phase": None if attempt.phase is None else attempt.phase.value,
        "CredentialType": text(attempt.credential_type),
        "Source": attempt.source.value,
        "IsOpen": attempt.is_open,
        "IsCut": attempt.is_cut,
        "IsInterleaved": attempt.is_interleaved,
        "RecordIds": [{"Channel": text(channel), "RecordId": str(number)} for channel, number in attempt.record_ids],
    }
