"""Records that belong to no PRT attempt and still tell something: the token broker, device registration, passwords.

Token broker (AAD task 103, 1098): an application asked for a token and got none, while the PRT may be well. One failed
call writes two to four records, so operations are counted, by ActivityID or else by nearness in time, and each is named
by its inner cause: 0xCAA5001C is a wrapper, and 0xCAA90004, 0xCAA9004F, 0xCAA90051 and 0xCAA90056 name a step. 1097 is
a warning that mostly reports success and is never counted.

User Device Registration: 304, 305, 309, 201 and 204 say why a join failed, 306 that one succeeded; 358, 360, 361 and
362 are written in a user's sign-in and say whether a PRT was there (`AADPrt`). 0x801c001d is no failure: it is what
every PC writes that was never meant to join (facts/events_codes.md 7 and 8).
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from remote_prt.diagnosis.aad_layout import CLOSES, PROVIDERS
from remote_prt.diagnosis.codes import CodeClass, ErrorCode, parse_code, server_codes
from remote_prt.diagnosis.evidence import EventRecord
from remote_prt.diagnosis.finding import EvidenceReference

#: Records of one call lie this close together where no ActivityID says which belong together.
SAME_CALL: Final = timedelta(seconds=5)
#: Bounds the work on a hostile host: the newest are kept.
MAX_SINGLES: Final = 2_000

_REGISTRATION_PROVIDERS: Final = frozenset(
    {
        "microsoft-windows-user device registration",
        "user device registration",
        "23b8d46b-67dd-40a3-b636-d43e50552c6d",
    }
)
_WITNESS_IDS: Final = frozenset({358, 360, 361, 362})
_JOIN_FAILURE_IDS: Final = frozenset({201, 204, 304, 305, 309})
_JOINED_IDS: Final = frozenset({306})
_BROKER_ERROR: Final = 1098
_PASSWORD_EXPIRED: Final = 1210
#: "Not meant to join": the service connection point was not found in Active Directory.
_NEVER_MEANT_TO_JOIN: Final = "DSREG-801C001D"
_WRAPPERS: Final = frozenset({"WAM-CAA5001C"})
_STEPS: Final = frozenset({"WAM-CAA90004", "WAM-CAA9004F", "WAM-CAA90051", "WAM-CAA90056"})
_INTERACTION_REQUIRED: Final = "WAM-CAA2000C"
#: What Entra answers when a rule of the organisation asks for more than the PRT holds (facts: cause 13).
POLICY_CODES: Final = frozenset(
    f"AADSTS{number}" for number in (50058, 50072, 50074, 50076, 50079, 50158, 53000, 53001, 53002, 53003)
)
#: Families of WAM codes: the broker itself (0xCAA5....) and XmlHttp, the network (0xCAA7000A is a time-out); the others
#: (0xCAA1, 0xCAA2, 0xCAA9) are steps of OAuth and WS-Trust, in which a server had its say.
_BROKER: Final = 0xAA5
_XML_HTTP: Final = 0xAA7
_INNER_HEX = re.compile(r"\((0x[0-9a-fA-F]{8})\)")


class BrokerCause(StrEnum):
    """What an application's failed call came from."""

    POLICY = "policy"  #: a rule asks for another factor or a compliant device
    SERVER = "server"  #: Entra refused this application or request
    NETWORK = "network"
    LOCAL = "local"  #: Windows' own broker failed


@dataclass(frozen=True, slots=True)
class BrokerFailure:
    """One failed call of an application."""

    at: datetime
    user_sid: str
    cause: BrokerCause
    code: ErrorCode
    reference: EvidenceReference


@dataclass(frozen=True, slots=True)
class PrtWitness:
    """What Windows saw of a user's PRT at a sign-in; `No` is honest before the first PRT has come."""

    at: datetime
    user_sid: str
    has_prt: bool
    reference: EvidenceReference


@dataclass(frozen=True, slots=True)
class JoinEvent:
    """One try to join the device to Entra."""

    at: datetime
    is_success: bool
    code: ErrorCode | None
    reference: EvidenceReference


@dataclass(frozen=True, slots=True)
class SingleRecords:
    """Everything such records tell about one host, oldest first."""

    broker: tuple[BrokerFailure, ...] = ()
    witnesses: tuple[PrtWitness, ...] = ()
    joins: tuple[JoinEvent, ...] = ()
    expired_passwords: tuple[tuple[datetime, EvidenceReference], ...] = ()
    last_end: tuple[ErrorCode, EvidenceReference] | None = None  #: status of the newest 1007 or 1029


NO_SINGLES: Final = SingleRecords()


def single_records(records: Iterable[EventRecord]) -> SingleRecords:
    """What the records outside attempts tell."""
    interesting = sorted((r for r in records if r.event_id in _WANTED), key=lambda r: (r.time, r.record_id))
    if not interesting:
        return NO_SINGLES
    aad: list[EventRecord] = []
    registration: list[EventRecord] = []
    for record in interesting[-MAX_SINGLES:]:
        provider = record.provider.strip("{}").lower()
        if provider in _REGISTRATION_PROVIDERS:
            registration.append(record)
        elif provider in PROVIDERS:
            aad.append(record)
    return SingleRecords(
        broker=_broker_failures([record for record in aad if record.event_id == _BROKER_ERROR]),
        witnesses=tuple(w for w in map(_witness, registration) if w is not None),
        joins=tuple(j for j in map(_join, registration) if j is not None),
        expired_passwords=tuple(
            (record.time, _reference(record, "value")) for record in aad if record.event_id == _PASSWORD_EXPIRED
        ),
        last_end=_last_end([record for record in aad if record.event_id in CLOSES]),
    )


_WANTED: Final = _WITNESS_IDS | _JOIN_FAILURE_IDS | _JOINED_IDS | {_BROKER_ERROR, _PASSWORD_EXPIRED} | set(CLOSES)


def inner_code(error: str, text: str) -> ErrorCode | None:
    """The cause that a broker record names: its own code, or the one inside its text where its own is a wrapper."""
    code = parse_code(error)
    if code is None or code.key not in _WRAPPERS:
        return code
    inner = [parse_code(match) for match in _INNER_HEX.findall(text[:4_000])]
    return next((one for one in inner if one is not None and one.key not in _WRAPPERS), code)


def _last_end(records: list[EventRecord]) -> tuple[ErrorCode, EvidenceReference] | None:
    """The status of the last flow that ended: people copy this one record, as the article tells them to (step 2)."""
    code = parse_code(records[-1].value("Status")) if records else None
    return None if code is None else (code, _reference(records[-1], "Status"))


def _broker_failures(records: list[EventRecord]) -> tuple[BrokerFailure, ...]:
    """One failure per call, named by the most telling record of the call."""
    calls: list[list[EventRecord]] = []
    by_activity: dict[str, list[EventRecord]] = {}
    latest: dict[str, list[EventRecord]] = {}
    for record in records:
        call = by_activity.get(record.activity_id) if record.activity_id else latest.get(record.user_sid)
        if call is None or record.time - call[-1].time > SAME_CALL:
            call = []
            calls.append(call)
        call.append(record)
        if record.activity_id:
            by_activity[record.activity_id] = call
        else:
            latest[record.user_sid] = call
    return tuple(failure for failure in map(_call, calls) if failure is not None)


#: Among the records of one call the earlier of these explains more.
_TELLING: Final = (BrokerCause.POLICY, BrokerCause.SERVER, BrokerCause.NETWORK, BrokerCause.LOCAL)


def _call(records: list[EventRecord]) -> BrokerFailure | None:
    failures = [failure for failure in map(_broker_failure, records) if failure is not None]
    return min(failures, key=lambda failure: _TELLING.index(failure.cause), default=None)


def _broker_failure(record: EventRecord) -> BrokerFailure | None:
    text = f"{record.value('ErrorMessage')}\n{record.value('AdditionalInformation')}"
    code = inner_code(record.value("Error"), text)
    named = server_codes(text)
    if code is None or code.is_success or (code.key in _STEPS and not named):
        return None
    return BrokerFailure(
        at=record.time,
        user_sid=record.user_sid,
        cause=_cause(code, named),
        code=named[-1] if named else code,
        reference=_reference(record, "Error"),
    )


def _cause(code: ErrorCode, named: tuple[ErrorCode, ...]) -> BrokerCause:
    if code.key == _INTERACTION_REQUIRED or any(one.key in POLICY_CODES for one in named):
        return BrokerCause.POLICY
    family = code.number >> 16 & 0xFFF if code.code_class is CodeClass.WAM else 0
    if named or code.code_class is CodeClass.HTTP:
        return BrokerCause.SERVER
    if code.code_class is CodeClass.WINHTTP or family == _XML_HTTP:
        return BrokerCause.NETWORK
    return BrokerCause.LOCAL if family in {0, _BROKER} else BrokerCause.SERVER


def _witness(record: EventRecord) -> PrtWitness | None:
    answer = record.value("AADPrt").strip().lower()
    if record.event_id not in _WITNESS_IDS or answer not in {"yes", "no"} or not record.user_sid:
        return None
    return PrtWitness(record.time, record.user_sid, answer == "yes", _reference(record, "AADPrt"))


def _join(record: EventRecord) -> JoinEvent | None:
    if record.event_id in _JOINED_IDS:
        return JoinEvent(record.time, is_success=True, code=None, reference=_reference(record, ""))
    if record.event_id not in _JOIN_FAILURE_IDS:
        return None
    code = parse_code(record.value("ExitCode"))
    if code is not None and code.key == _NEVER_MEANT_TO_JOIN:
        return None
    return JoinEvent(record.time, is_success=False, code=code, reference=_reference(record, "ExitCode"))


def _reference(record: EventRecord, name: str) -> EvidenceReference:
    where = f"{record.event_id} record {record.record_id} {name}".strip()
    return EvidenceReference(record.channel, where, record.value(name)[:500] if name else "")
