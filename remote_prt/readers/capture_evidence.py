"""A capture becomes Evidence: the one place where untrusted records are read into typed values.

Strategy: sort the records by snippet, then build each part of the Evidence from its own snippet. A part whose snippet
is absent, failed or unreadable becomes `Missing` with the reason that fits (cut off, budget used up, not asked,
error); no part's trouble touches another.
"""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar

from remote_prt.diagnosis.evidence import (
    Evidence,
    HostFacts,
    HostModule,
    LogonSession,
    Missing,
    MissingReason,
    Observation,
    SessionKind,
)
from remote_prt.model import Capture
from remote_prt.readers.event_channels import read_channel
from remote_prt.readers.host_state import read_host_state
from remote_prt.readers.json_fields import FieldError, Fields
from remote_prt.readers.logon_sessions import read_logon_session, with_unlocks
from remote_prt.readers.observations import (
    caller_observations,
    refused_observation,
    task_observation,
    unasked_observations,
    with_callers,
)
from remote_prt.readers.records import BrokenRecord, Record, SnippetError, read_record
from remote_prt.snippets import compose_visit

#: Sign-ins, and observations of each kind, that are read of one host; the fullest have some sixty users.
MAX_SIGN_INS = 200

_END_MARK = "Invoke-PrtVisit"
_NETBIOS_CHARACTERS = 15
_MOST_NAME_CHARACTERS = 63  # of one label of a DNS name
_CALLERS_OWN = "Get-PrtDsregStatus"
_BUDGET_SPENT = "the host ran out of its time budget"
#: Captures of earlier versions hold AAD/Operational alone, under the first name (docs/formats.md, section 1).
_CHANNEL_SNIPPETS = ("Get-PrtAadEvent", "Get-PrtChannelEvent")
#: Channels that are read of one host; a visit asks for three.
MAX_CHANNELS = 8
_MAX_DETAIL = 300
_MAX_VERSION = 40
_MAX_COUNT = 10_000
_MAX_TASK_NAME = 100  #: ours have 63 characters

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class _Answers:
    """The records of one capture by snippet, and why others are absent."""

    by_snippet: dict[str, list[Record]]
    broken: tuple[Missing, ...]
    absent: Missing  #: the reason that holds for every snippet that did not answer

    def all(self, snippet: str, most: int) -> list[Record]:
        """The records of a snippet that answers several times, up to a bound."""
        return self.by_snippet.get(snippet, [])[:most]

    def first(self, snippet: str) -> Fields | Missing:
        """The data of a snippet that answers once."""
        records = self.by_snippet.get(snippet)
        if not records:
            return self.absent
        data = records[0].data
        return _failed(data) if isinstance(data, SnippetError) else data


def read_capture(capture: Capture) -> Evidence:
    """Everything a capture proves; never raises on what a host sent."""
    answers = _sort(capture)
    host = _host(answers, capture)
    computer = host.computer_name if isinstance(host, HostFacts) else ""
    listed, sessions_cut = _sessions(answers, computer)
    sessions, unlocks_unread = _with_unlocks(answers, listed)
    known = () if isinstance(sessions, Missing) else sessions
    observations, cut_short = _observations(answers, capture, known, host)
    channels = [read_channel(record.data) for name in _CHANNEL_SNIPPETS for record in answers.all(name, MAX_CHANNELS)]
    return Evidence(
        computer_name=capture.computer_name,
        host=host,
        sessions=sessions,
        observations=observations,
        channels=tuple(channels),
        ended_early=None if _END_MARK in answers.by_snippet and capture.complete else answers.absent,
        leftovers=_leftovers(answers),
        stale_removed=_counted(answers, "StaleRemoved"),
        younger_left=_counted(answers, "YoungerLeft"),
        state=read_host_state(answers.first),
        module=_module(answers),
        answered_as=other_name(capture, computer),
        hidden_sign_ins=0 if isinstance(sessions, Missing) else _hidden(answers),
        unread=(*answers.broken, *sessions_cut, *unlocks_unread, *cut_short),
    )


def other_name(capture: Capture, told: str) -> str:
    """The host's own name where it is another one than was asked for, and nothing proved the host to us.

    Kerberos and TLS prove the name, so that an alias stays silent there. An address has no name to compare; NetBIOS
    keeps fifteen characters (MS-NBTE 2.2.1).
    """
    asked = capture.computer_name.casefold().rstrip(".")
    is_address = ":" in asked or asked.replace(".", "").isdigit() or asked.partition(".")[0] == "localhost"
    if capture.name_proof != "none" or not told or is_address:
        return ""
    is_same = asked.partition(".")[0][:_NETBIOS_CHARACTERS] == told.casefold()[:_NETBIOS_CHARACTERS]
    return "" if is_same else told[:_MOST_NAME_CHARACTERS]


def _sort(capture: Capture) -> _Answers:
    by_snippet: dict[str, list[Record]] = {}
    broken: list[Missing] = []
    for number, text in enumerate(capture.records):
        if _END_MARK in by_snippet:  # who has said that this is all has nothing to add
            late = len(capture.records) - number
            broken.append(Missing(MissingReason.UNREADABLE, f"{late} records behind the end of the answer"))
            break
        record = read_record(text)
        if isinstance(record, BrokenRecord):
            broken.append(Missing(MissingReason.UNREADABLE, f"{record.snippet or 'a record'}: {record.problem}"))
        else:
            by_snippet.setdefault(record.snippet, []).append(record)
    return _Answers(by_snippet, tuple(broken), _why_absent(capture, by_snippet))


def _why_absent(capture: Capture, by_snippet: dict[str, list[Record]]) -> Missing:
    """Why a snippet that is not there is not there."""
    if capture.failure is not None:
        reason = MissingReason.DEADLINE if capture.failure.timed_out else MissingReason.SESSION_LOST
        return Missing(reason, capture.failure.message)
    end = by_snippet.get(_END_MARK)
    if end is None:
        return Missing(MissingReason.TRUNCATED, "the host's answer has no end mark")
    data = end[0].data
    if isinstance(data, Fields) and data.values.get("Skipped"):
        return Missing(MissingReason.DEADLINE, _BUDGET_SPENT)
    return Missing(MissingReason.NOT_COLLECTED, f"not asked in context {capture.context.value}")


def _failed(error: SnippetError) -> Missing:
    return Missing(MissingReason.SNIPPET_FAILED, f"{error.error_id}: {error.message}"[:_MAX_DETAIL])


def _host(answers: _Answers, capture: Capture) -> HostFacts | Missing:
    data = answers.first("Get-PrtHostFact")
    if isinstance(data, Missing):
        return data
    try:
        clock = data.time("ClockUtc")
        product = data.integer("ProductType")
        return HostFacts(
            computer_name=data.text("ComputerName"),
            os_build=data.text("OsBuild"),
            os_caption=data.text("OsCaption"),
            is_server=None if product is None else product != 1,
            clock_at=clock,
            clock_skew=None if clock is None else _skew(clock, capture.started_at, capture.finished_at),
            clock_window=capture.finished_at - capture.started_at,
            language_mode=data.text("LanguageMode"),
            last_boot_at=data.time("LastBootUtc"),
        )
    except FieldError as error:
        return Missing(MissingReason.UNREADABLE, f"Get-PrtHostFact: {error}")


def _skew(clock: datetime, started: datetime, finished: datetime) -> timedelta:
    """How far the host's clock lies outside the time in which it was read: zero inside it."""
    if clock < started:
        return clock - started
    return max(clock - finished, timedelta(0))


def _sessions(answers: _Answers, computer: str) -> tuple[tuple[LogonSession, ...] | Missing, tuple[Missing, ...]]:
    """The sign-ins, and what exceeded the bound of them."""
    data = answers.first("Get-PrtLogonSession")
    if isinstance(data, Missing):
        return data, ()
    try:
        entries, more = _first(data.children("Sessions"), "Get-PrtLogonSession")
        sessions = tuple(read_logon_session(entry, computer) for entry in entries)
        hidden = data.integer("Hidden") or 0
    except FieldError as error:
        return Missing(MissingReason.UNREADABLE, f"Get-PrtLogonSession: {error}"), ()
    if hidden > 0 and not sessions:
        return Missing(MissingReason.OWNER_HIDDEN, f"{hidden} signed in"), ()
    return sessions, more


def _observations(
    answers: _Answers, capture: Capture, sessions: tuple[LogonSession, ...], host: HostFacts | Missing
) -> tuple[tuple[Observation, ...], tuple[Missing, ...]]:
    """What was seen in each session or why nothing was, and what exceeded the bounds of that."""
    computer, clock = (host.computer_name, host.clock_at) if isinstance(host, HostFacts) else ("", None)
    received, more_tasks = _first(answers.by_snippet.get("Receive-PrtUserTask", []), "Receive-PrtUserTask")
    observations = [task_observation(record, sessions, computer, clock) for record in received]
    more_refused: tuple[Missing, ...] = ()
    for starting in answers.by_snippet.get("Start-PrtUserTask", [])[:1]:
        entries = () if isinstance(starting.data, SnippetError) else _entries(starting.data, "Refused")
        refused, more_refused = _first(entries, "Start-PrtUserTask")
        observations += [refused_observation(entry, sessions, computer) for entry in refused]
        with suppress(FieldError):  # who was asked is unknown, so nothing follows from who was not
            observations += unasked_observations(starting.data, sessions, observations)
    called, more_called = _first(answers.by_snippet.get("Get-PrtDsregStatus", []), "Get-PrtDsregStatus")
    callers = caller_observations(called, capture.account, clock)
    if not called and _CALLERS_OWN in _skipped(answers):
        nobody = LogonSession(SessionKind.CALLER, name=capture.account)
        callers = (Observation(nobody, clock, Missing(MissingReason.DEADLINE, _BUDGET_SPENT)),)
    observations = with_callers(observations, callers, sessions)
    return tuple(observations), (*more_tasks, *more_refused, *more_called)


def _skipped(answers: _Answers) -> str:
    """What the host left out because its time was used up, as the end mark tells; a list or, unwrapped, one word."""
    end = answers.first(_END_MARK)
    return "" if isinstance(end, Missing) else str(end.values.get("Skipped") or "")


def _module(answers: _Answers) -> HostModule | None:
    """The module that the visit ran from, as its end mark tells."""
    end = answers.first(_END_MARK)
    with suppress(FieldError):
        if not isinstance(end, Missing) and (version := end.text("ModuleVersion")[:_MAX_VERSION]):
            return HostModule(version, is_current=end.text("ModuleSha256").lower() == compose_visit().sha256)
    return None


def _leftovers(answers: _Answers) -> tuple[str, ...]:
    """The tasks of which the host says that they, or their folders, could not be removed."""
    answered = [record.data for record in answers.by_snippet.get("Receive-PrtUserTask", [])[:MAX_SIGN_INS]]
    names = []
    for data in answered:
        with suppress(FieldError):
            if isinstance(data, Fields) and data.flag("Removed") is False:
                names.append(data.text("TaskName")[:_MAX_TASK_NAME] or "?")
    probe = answers.first("Get-PrtNetworkProbe")
    with suppress(FieldError):
        if isinstance(probe, Fields) and probe.flag("Removed") is False:
            names.append("remote_prt-* (probe)")
    return tuple(names)


def _counted(answers: _Answers, name: str) -> int:
    """A count of what `Start-PrtUserTask` found of other visits."""
    data = answers.first("Start-PrtUserTask")
    with suppress(FieldError):
        return 0 if isinstance(data, Missing) else min(max(0, data.integer(name) or 0), _MAX_COUNT)
    return 0


def _hidden(answers: _Answers) -> int:
    """How many sign-ins the account may not read, beside those it may."""
    data = answers.first("Get-PrtLogonSession")
    with suppress(FieldError):
        return 0 if isinstance(data, Missing) else min(max(0, data.integer("Hidden") or 0), MAX_SIGN_INS)
    return 0


def _first(items: Sequence[T], snippet: str) -> tuple[list[T], tuple[Missing, ...]]:
    """As many as are read, and a remark where there were more."""
    kept = list(items[:MAX_SIGN_INS])
    if len(kept) == len(items):
        return kept, ()
    return kept, (Missing(MissingReason.TRUNCATED, f"{snippet}: {MAX_SIGN_INS} of {len(items)} were read"),)


def _with_unlocks(
    answers: _Answers, sessions: tuple[LogonSession, ...] | Missing
) -> tuple[tuple[LogonSession, ...] | Missing, tuple[Missing, ...]]:
    """The sign-ins with their unlocks; that none was seen or could be read proves nothing and changes nothing."""
    unlocks = answers.first("Get-PrtLastUnlock")
    if isinstance(sessions, Missing) or isinstance(unlocks, Missing):
        return sessions, ()
    try:
        return with_unlocks(sessions, unlocks), ()
    except FieldError as error:
        return sessions, (Missing(MissingReason.UNREADABLE, f"Get-PrtLastUnlock: {error}"),)


def _entries(data: Fields, name: str) -> tuple[Fields, ...]:
    try:
        return data.children(name)
    except FieldError:
        return ()
