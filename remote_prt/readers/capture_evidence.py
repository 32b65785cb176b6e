"""A capture becomes Evidence: the one place where untrusted records are read into typed values.

Strategy: sort the records by snippet, then build each part of the Evidence from its own snippet. A part whose snippet
is absent, failed or unreadable becomes `Missing` with the reason that fits (cut off, budget used up, not asked,
error); no part's trouble touches another.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from remote_prt.diagnosis.evidence import (
    Evidence,
    HostFacts,
    LogonSession,
    Missing,
    MissingReason,
)
from remote_prt.model import Capture
from remote_prt.readers.event_channels import read_channel
from remote_prt.readers.json_fields import FieldError, Fields
from remote_prt.readers.logon_sessions import read_logon_session, with_unlocks
from remote_prt.readers.observations import caller_observations, refused_observation, task_observation, with_callers
from remote_prt.readers.records import BrokenRecord, Record, SnippetError, read_record

_END_MARK = "Invoke-PrtVisit"
_MAX_DETAIL = 300


@dataclass(frozen=True, slots=True)
class _Answers:
    """The records of one capture by snippet, and why others are absent."""

    by_snippet: dict[str, list[Record]]
    broken: tuple[Missing, ...]
    absent: Missing  #: the reason that holds for every snippet that did not answer

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
    sessions, unlocks_unread = _with_unlocks(answers, _sessions(answers, computer))
    known = () if isinstance(sessions, Missing) else sessions
    clock = host.clock_at if isinstance(host, HostFacts) else None
    observations = [
        task_observation(record, known, computer, clock) for record in answers.by_snippet.get("Receive-PrtUserTask", ())
    ]
    started = answers.first("Start-PrtUserTask")
    if isinstance(started, Fields):
        observations += [refused_observation(entry, known, computer) for entry in _entries(started, "Refused")]
    callers = caller_observations(answers.by_snippet.get("Get-PrtDsregStatus", ()), capture.account, clock)
    observations = with_callers(observations, callers, known)
    channels = [read_channel(record.data) for record in answers.by_snippet.get("Get-PrtAadEvent", ())]
    return Evidence(
        computer_name=capture.computer_name,
        host=host,
        sessions=sessions,
        observations=tuple(observations),
        channels=tuple(channels),
        ended_early=None if _END_MARK in answers.by_snippet and capture.complete else answers.absent,
        unread=(*answers.broken, *unlocks_unread),
    )


def _sort(capture: Capture) -> _Answers:
    by_snippet: dict[str, list[Record]] = {}
    broken: list[Missing] = []
    for text in capture.records:
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
        return Missing(MissingReason.DEADLINE, "the host ran out of its time budget")
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


def _sessions(answers: _Answers, computer: str) -> tuple[LogonSession, ...] | Missing:
    data = answers.first("Get-PrtLogonSession")
    if isinstance(data, Missing):
        return data
    try:
        sessions = tuple(read_logon_session(entry, computer) for entry in data.children("Sessions"))
        hidden = data.integer("Hidden") or 0
    except FieldError as error:
        return Missing(MissingReason.UNREADABLE, f"Get-PrtLogonSession: {error}")
    return Missing(MissingReason.OWNER_HIDDEN, f"{hidden} signed in") if hidden > 0 and not sessions else sessions


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
