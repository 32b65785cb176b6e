"""dsregcmd texts become Observations, each with the logon session that is proven to have made it.

Rule 1: a user task's text speaks for a user only when the proof inside it names the SID that was asked.
Rule 2: what ran in the remoting session is the caller's, whatever it says; only a caller with a desktop is a user.
Rule 3: a cut text is used only as far as it is certainly whole.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from remote_prt.diagnosis.dsreg_report import DsregReport
from remote_prt.diagnosis.dsregcmd import parse_dsregcmd
from remote_prt.diagnosis.evidence import LogonSession, Missing, MissingReason, Observation, SessionKind
from remote_prt.readers.json_fields import FieldError, Fields
from remote_prt.readers.logon_sessions import read_logon_session
from remote_prt.readers.records import Record, SnippetError
from remote_prt.readers.user_task import UserTaskText, split_user_task

#: Characters of one text, whatever the host sends: what a visit asks for at most.
MAX_TEXT_CHARACTERS = 256 * 1024

_MAX_DETAIL = 300
_NOT_WANTED = "the visit was about another user (--only-user)"
_OWN_ERRORS = {"NoDsregcmd": MissingReason.NO_DSREGCMD, "NoTimeLeft": MissingReason.DEADLINE}
_TASK_STATES = {
    "running": Missing(MissingReason.DEADLINE, "the user's task had not ended when its time was up"),
    "silent": Missing(MissingReason.TASK_SILENT, "the user's task wrote nothing"),
    "unreadable": Missing(MissingReason.TASK_SILENT, "the user's task result could not be read back"),
}


def task_observation(
    record: Record, sessions: tuple[LogonSession, ...], computer: str, clock: datetime | None
) -> Observation:
    """What one `Receive-PrtUserTask` record proves."""
    asked = _asked_session(record.session, sessions, computer)
    data = record.data
    if isinstance(data, SnippetError):
        return Observation(asked, clock, _missing(data, MissingReason.TASK_SILENT))
    try:
        taken_at = data.time("FinishedUtc") or clock
        state, (text, is_over) = data.text("State"), _bounded(data.text("Text"))
        cut = bool(data.flag("Truncated")) or is_over
    except FieldError as error:
        return Observation(asked, clock, Missing(MissingReason.UNREADABLE, f"Receive-PrtUserTask: {error}"))
    task = split_user_task(text)
    problem = _unproven(task, asked)
    if problem is not None:
        return Observation(asked, taken_at, _TASK_STATES.get(state, problem) if not text.strip() else problem)
    report = _report(task.dsregcmd, cut=cut or state == "running", unfinished=_TASK_STATES.get(state))
    return Observation(_proven_session(asked, task, sessions), taken_at, report)


def refused_observation(entry: Fields, sessions: tuple[LogonSession, ...], computer: str) -> Observation:
    """A signed-in user whose task the host did not let us start."""
    asked = _asked_session(entry, sessions, computer)
    try:
        missing = _missing(SnippetError(entry.text("ErrorId"), entry.text("Message")), MissingReason.TASK_REFUSED)
    except FieldError as error:
        missing = Missing(MissingReason.TASK_REFUSED, str(error))
    return Observation(asked, None, missing)


def unasked_observations(
    starting: Fields | SnippetError, sessions: tuple[LogonSession, ...], answered: Sequence[Observation]
) -> list[Observation]:
    """The sign-ins for which no task was started and no refusal sent, with the reason that `Start-PrtUserTask` tells.

    It failed as a whole: then for its reason. It named the accounts it knew: who is not among them came later. Sign-ins
    are compared by account, since one task speaks for an account that has several.

    Raises:
        FieldError: `Started` or `Refused` cannot be read, so that nothing follows from who is absent there.
    """
    known = {observation.session.sid.casefold() for observation in answered}
    if isinstance(starting, SnippetError):
        why = _missing(starting, MissingReason.TASK_REFUSED)
    else:
        late = "signed in after the tasks of this visit were started"
        why = Missing(MissingReason.NOT_COLLECTED, _NOT_WANTED if starting.integer("Others") else late)
        asked = (*starting.children("Started"), *starting.children("Refused"))
        known |= {entry.text("Sid").casefold() for entry in asked}
    return [Observation(one, None, why) for one in sessions if one.sid and one.sid.casefold() not in known]


def caller_observations(
    records: list[Record] | tuple[()], account: str, clock: datetime | None
) -> tuple[Observation, ...]:
    """What dsregcmd said in the visiting account's own session: nothing about any user's PRT, all about the device."""
    return tuple(Observation(_caller(record, account), clock, _caller_report(record.data)) for record in records)


def with_callers(
    observations: Sequence[Observation], callers: Sequence[Observation], sessions: tuple[LogonSession, ...]
) -> list[Observation]:
    """All observations; a caller who is a signed-in user without a text of the own task speaks for that user.

    That happens when a user without rights runs the bundle by hand: same SID and same session number as a listed
    sign-in. A WinRM logon runs in session 0, where nobody signs in. Whether an elevated process of the user sees the
    user's PRT is unverified, so the text counts as stated: what in it shows another session speaks against it.
    """
    told = list(observations)
    for caller in callers:
        own = _signed_in(caller.session, sessions)
        mine = [] if own is None else [other for other in told if _is_same(own, other.session)]
        if own is None or isinstance(caller.report, Missing) or any(isinstance(o.report, DsregReport) for o in mine):
            told.append(caller)
        else:
            told = [other for other in told if other not in mine]
            told.append(replace(caller, session=replace(own, kind=SessionKind.STATED)))
    return told


def _signed_in(caller: LogonSession, sessions: tuple[LogonSession, ...]) -> LogonSession | None:
    """The sign-in with a desktop that a caller's process belongs to."""
    if not caller.sid or not caller.session_id:
        return None
    return next((session for session in sessions if _is_same(session, caller)), None)


def _is_same(one: LogonSession, other: LogonSession) -> bool:
    return one.sid.casefold() == other.sid.casefold() and one.session_id == other.session_id


def _caller(record: Record, account: str) -> LogonSession:
    try:
        return LogonSession(
            SessionKind.CALLER,
            sid=record.session.text("Sid"),
            name=account,
            session_id=record.session.integer("SessionId"),
        )
    except FieldError:
        return LogonSession(SessionKind.CALLER, name=account)


def _caller_report(data: Fields | SnippetError) -> DsregReport | Missing:
    if isinstance(data, SnippetError):
        return _missing(data, MissingReason.SNIPPET_FAILED)
    try:
        timed_out = bool(data.flag("TimedOut"))
        unfinished = Missing(MissingReason.DEADLINE, "dsregcmd did not end in its time") if timed_out else None
        text, is_over = _bounded(data.text("Text"))
        return _report(text, cut=timed_out or is_over, unfinished=unfinished)
    except FieldError as error:
        return Missing(MissingReason.UNREADABLE, f"Get-PrtDsregStatus: {error}")


def _bounded(text: str) -> tuple[str, bool]:
    """The text as far as it is read, and whether there was more."""
    return text[:MAX_TEXT_CHARACTERS], len(text) > MAX_TEXT_CHARACTERS


def _report(text: str, *, cut: bool, unfinished: Missing | None) -> DsregReport | Missing:
    """The rows of a text; of a cut text only when a section follows the one that matters: then that one is whole."""
    report = parse_dsregcmd(text)
    if not report.rows:
        return unfinished or Missing(MissingReason.TRUNCATED, "no row of dsregcmd arrived")
    if not cut:
        return report
    sections = list(dict.fromkeys(row.section for row in report.rows))
    whole = "SSO State" in sections and sections.index("SSO State") < len(sections) - 1
    return report if whole else unfinished or Missing(MissingReason.TRUNCATED, "the text ends inside what matters")


def _missing(error: SnippetError, otherwise: MissingReason) -> Missing:
    """Why there is no text; an error id is `NoDsregcmd,Register-PrtUserTask`: our own word, then the function."""
    reason = _OWN_ERRORS.get(error.error_id.partition(",")[0], otherwise)
    return Missing(reason, f"{error.error_id}: {error.message}"[:_MAX_DETAIL])


def _unproven(task: UserTaskText, asked: LogonSession) -> Missing | None:
    """Why the text does not speak for the user that was asked, or None where it does."""
    if not task.sid or not task.started:
        return Missing(MissingReason.TASK_SILENT, "the task's output does not say who ran it")
    if task.sid.casefold() != asked.sid.casefold():
        return Missing(MissingReason.IDENTITY_MISMATCH, f"the task ran as {task.sid[:64]}")
    return None


def _asked_session(fields: Fields, sessions: tuple[LogonSession, ...], computer: str) -> LogonSession:
    """The sign-in a task was meant for, with what the session list knows about it."""
    try:
        asked = read_logon_session(fields, computer)
    except FieldError:
        return LogonSession(SessionKind.USER)
    return _enriched(asked, sessions)


def _proven_session(asked: LogonSession, task: UserTaskText, sessions: tuple[LogonSession, ...]) -> LogonSession:
    """The session the task says it ran in: an interactive task cannot choose among two sessions of one SID."""
    if task.session_id is None or task.session_id == asked.session_id:
        return replace(asked, upn=task.upn or asked.upn, name=asked.name or task.name)
    elsewhere = _enriched(replace(asked, session_id=task.session_id), sessions)
    return replace(elsewhere, upn=task.upn or elsewhere.upn)


def _enriched(session: LogonSession, sessions: tuple[LogonSession, ...]) -> LogonSession:
    same_user = [known for known in sessions if known.sid.casefold() == session.sid.casefold()]
    for known in same_user:
        if session.session_id is None or known.session_id == session.session_id:
            return replace(known, name=known.name or session.name)
    return session
