"""Writes the records of an event channel on a simulated host as event XML, oldest first.

Three things are in AAD/Operational: what the scenario tells, the everyday noise it asks for, and on Windows 11 one
summary for each attempt at a token (1250-1253), failed or not; in the other channels only what the scenario tells.
Field names, types and levels follow the providers' manifests (facts/events_codes.md 1-3 and 8); no raw record of a
CloudAP event is public, so those are synthetic in their headers.
"""

import random
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from xml.sax.saxutils import escape

from remote_prt.errors import LabError
from remote_prt.lab.analytic_flows import flow_events
from remote_prt.lab.identity import SYSTEM_SID, HostIdentity
from remote_prt.lab.scenario import SimulatedHost
from remote_prt.lab.story import AccountKind, Attempt, Channel, EventStory, Flow, Generation, JoinType, UserStory
from remote_prt.lab.story_file import read_tables, read_value

NOISE_FILE = Path(__file__).with_name("noise.toml")

CHANNEL_NAMES = {
    Channel.OPERATIONAL: "Microsoft-Windows-AAD/Operational",
    Channel.ANALYTIC: "Microsoft-Windows-AAD/Analytic",
    Channel.REGISTRATION: "Microsoft-Windows-User Device Registration/Admin",
}
_AAD = "<Provider Name='Microsoft-Windows-AAD' Guid='{4de9bc9c-b27a-43c9-8994-0915f1a5e24f}'/>"
_REGISTRATION = (
    "<Provider Name='Microsoft-Windows-User Device Registration' Guid='{23b8d46b-67dd-40a3-b636-d43e50552c6d}'/>"
)
_LSASS = 984  #: process id
_CLOUD_AP_TASK = 101
_BROKER_TASK = 103
_BROKER_IDS = (1097, 1098)  #: task 103, logged by an application's process with the user's SID
_WITNESS_IDS = (358, 360, 361, 362)  #: of device registration, logged in a user's sign-in with the user's SID
_WARNING_IDS = (360, 361, 362, 1092, 1097, 1116, 1155, 1210)
_INFORMATION_IDS = (306, 335, 358, 1241, 1250, 1251, 1252, 1253)
_SUMMARY_IDS = {Flow.ACQUIRE: 1250, Flow.ENTERPRISE_ACQUIRE: 1251, Flow.REFRESH: 1252, Flow.ENTERPRISE_REFRESH: 1253}


@dataclass(frozen=True, slots=True)
class NoiseRecord:
    """One kind of everyday record."""

    event_id: int
    minutes_ago: float
    times: int = 1
    over_minutes: float = 0
    user: int | None = None
    data: Mapping[str, str] = field(default_factory=dict, hash=False)  #: with placeholders


@dataclass(frozen=True, slots=True)
class LoggedEvent:
    """One record as it stands in the log."""

    event_id: int
    time: datetime  #: by the host's own clock
    xml: str
    task: int  #: 101 CloudAP plugin, 103 token broker, 0 of device registration

    @property
    def is_about_prt(self) -> bool:
        """Whether a visit asks for it first: of the CloudAP plugin, or the summary of an attempt."""
        return self.task == _CLOUD_AP_TASK or self.event_id in (*_SUMMARY_IDS.values(), *_WITNESS_IDS)


@cache
def noise_groups() -> dict[str, tuple[NoiseRecord, ...]]:
    """The groups of noise.toml by name.

    Raises:
        LabError: the file is wrong; names file and key.
    """
    groups: dict[str, tuple[NoiseRecord, ...]] = {}
    for name, tables in read_tables(NOISE_FILE).items():
        if not isinstance(tables, list):
            raise LabError(f"{NOISE_FILE.name}: {name}: expected an array of tables")
        groups[name] = tuple(read_value(NoiseRecord, table, f"{NOISE_FILE.name}: {name}") for table in tables)
    return groups


def logged_events(
    host: SimulatedHost, identity: HostIdentity, moment: datetime, channel: Channel = Channel.OPERATIONAL
) -> tuple[LoggedEvent, ...]:
    """Every record in the channel, oldest first.

    Args:
        host: whose story is told.
        identity: its made-up details.
        moment: now, by the host's own clock.
        channel: which one.
    """
    story = host.scenario.story
    flows = (event for flow in story.flows for event in flow_events(flow, story.device.join, identity))
    told = [event for event in (*story.events, *flows) if event.channel is channel]
    if channel is Channel.OPERATIONAL:
        told += [*_noise(host), *_summaries(host, identity)]
    told = [event for event in told if event.minutes_ago <= story.channel(channel).horizon_minutes]
    told.sort(key=lambda event: -event.minutes_ago)
    writer = _Writer(host, identity, channel)
    return tuple(writer.logged(event, moment - timedelta(minutes=event.minutes_ago)) for event in told)


def _noise(host: SimulatedHost) -> Iterator[EventStory]:
    users = len(host.scenario.story.users)
    for group in host.scenario.story.log.noise:
        for record in noise_groups()[group]:
            if (record.user or 0) > users:
                continue  # nobody is signed in whose application could have logged it
            for number in range(record.times):
                later = record.over_minutes * number / max(1, record.times - 1)
                yield EventStory(record.event_id, record.minutes_ago + later, record.data, record.user)


def _summaries(host: SimulatedHost, identity: HostIdentity) -> Iterator[EventStory]:
    """What Windows 11 logs at the end of each attempt (facts/events_codes.md 2)."""
    device = host.scenario.story.device
    if device.windows is not Generation.W11 or device.join not in (JoinType.ENTRA, JoinType.HYBRID):
        return
    for number, user in enumerate(host.scenario.story.users, 1):
        if user.account is AccountKind.LOCAL:
            continue
        if user.prt == "YES":
            yield _success(number, user, identity)
        for attempt in user.attempts:
            if attempt.summarised:
                yield _failure(number, attempt)


def _success(number: int, user: UserStory, identity: HostIdentity) -> EventStory:
    flow = Flow.ACQUIRE if user.updated_minutes_ago >= user.logon_minutes_ago else Flow.REFRESH
    attempt = Attempt(flow, user.updated_minutes_ago, "0x0", http_status=200)
    data = _summary(attempt) | {"CorrelationID": identity.people[number - 1].success_id}
    return EventStory(_SUMMARY_IDS[flow], attempt.minutes_ago, data, number)


def _failure(number: int, attempt: Attempt) -> EventStory:
    return EventStory(_SUMMARY_IDS[attempt.flow], attempt.minutes_ago, _summary(attempt), number)


def _summary(attempt: Attempt) -> dict[str, str]:
    """EventData of 1250-1253 in the manifest's order; Result is unsigned there, HTTPTransportError signed."""
    transport = int(attempt.http_error, 16)
    is_refresh = attempt.flow in (Flow.REFRESH, Flow.ENTERPRISE_REFRESH)
    return {
        "Result": str(int(attempt.status, 16)),
        "UserIdentity": attempt.identity,
        "CredentialType": "1",
        **({"NewToken": str(attempt.status == "0x0").lower()} if is_refresh else {}),
        "CorrelationID": "{correlation}",
        "EndpointUri": attempt.endpoint,
        "Method": attempt.method,
        "HTTPTransportError": str(transport - (1 << 32) if transport >> 31 else transport),
        "HTTPStatus": str(attempt.http_status),
        "ErrorCode": attempt.server_error,
        "ErrorDescription": attempt.server_text,
    }


class _Writer:
    """Writes records with numbers that grow and made-up process, thread and activity ids."""

    def __init__(self, host: SimulatedHost, identity: HostIdentity, channel: Channel) -> None:
        self._identity = identity
        self._channel = channel
        salt = 0xE7E7 + 0x10000 * list(Channel).index(channel)
        self._rng = random.Random(host.seed ^ salt)  # noqa: S311 - record numbers and thread ids, not secrets
        self._record = self._rng.randint(900, 90_000)

    def logged(self, event: EventStory, time: datetime) -> LoggedEvent:
        """The next record of the log."""
        return LoggedEvent(event.event_id, time, self._xml(event, time), self._task(event.event_id))

    def _xml(self, event: EventStory, time: datetime) -> str:
        """As `wevtutil` and ToXml() write it: one line, single quotes."""
        self._record += 1
        is_users = event.event_id in (*_BROKER_IDS, *_WITNESS_IDS)
        level, keywords = self._level(event.event_id)
        words = self._identity.placeholders(event.user)
        data = "".join(
            f"<Data Name='{name}'>{escape(_filled(value, words))}</Data>" for name, value in event.data.items()
        )
        return (
            "<Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'><System>"
            f"{_REGISTRATION if self._channel is Channel.REGISTRATION else _AAD}<EventID>{event.event_id}</EventID>"
            f"<Version>0</Version><Level>{level}</Level><Task>{self._task(event.event_id)}</Task><Opcode>0</Opcode>"
            f"<Keywords>{keywords}</Keywords><TimeCreated SystemTime='{_system_time(time)}'/>"
            f"<EventRecordID>{self._record}</EventRecordID>{self._execution(event)}"
            f"<Channel>{CHANNEL_NAMES[self._channel]}</Channel><Computer>{escape(self._identity.dns_name)}</Computer>"
            f"<Security UserID='{words['sid'] if is_users else SYSTEM_SID}'/></System>"
            f"<EventData>{data}</EventData></Event>"
        )

    def _execution(self, event: EventStory) -> str:
        """Who logged it: the broker in a process of the user's, CloudAP in lsass, whose number stays."""
        activity = uuid.UUID(int=self._rng.getrandbits(128), version=4)
        is_lsass = self._task(event.event_id) == _CLOUD_AP_TASK
        process = _LSASS if is_lsass else self._rng.randint(2000, 12000)
        thread = self._rng.randint(1000, 12000)
        thread = event.thread or thread
        return f"<Correlation ActivityID='{{{activity}}}'/><Execution ProcessID='{process}' ThreadID='{thread}'/>"

    def _task(self, event_id: int) -> int:
        if self._channel is Channel.REGISTRATION:
            return 0
        return _BROKER_TASK if event_id in _BROKER_IDS else _CLOUD_AP_TASK

    def _level(self, event_id: int) -> tuple[int, str]:
        """Level and keywords as the manifest gives them; Operational owns the top bit but one, Analytic the top bit."""
        if self._channel is Channel.ANALYTIC:
            return 4, "0x8000000000000004"
        level, words = 2, "0x4000000000000012"
        if event_id in _INFORMATION_IDS:
            level, words = 4, "0x4000000000000010"
        elif event_id in _WARNING_IDS:
            level, words = 3, "0x4000000000000030"
        return level, "0x8000000000000000" if self._channel is Channel.REGISTRATION else words


def _filled(value: str, words: dict[str, str]) -> str:
    for name, word in words.items():
        value = value.replace(f"{{{name}}}", word)
    return value


def _system_time(time: datetime) -> str:
    return f"{time:%Y-%m-%dT%H:%M:%S}.{time.microsecond:06}0Z"  # Windows writes seven digits
