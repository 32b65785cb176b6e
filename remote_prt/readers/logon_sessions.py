"""The sign-ins a host reported become LogonSessions, each with the last unlock that can be tied to it."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from remote_prt.diagnosis.evidence import AccountKind, LogonSession, SessionKind, SessionState
from remote_prt.readers.json_fields import Fields

_STATES = {state.value: state for state in SessionState}


def read_logon_session(fields: Fields, computer_name: str) -> LogonSession:
    """One entry of `Get-PrtLogonSession.Sessions`; `computer_name` is the host's own NetBIOS name."""
    sid, name = fields.text("Sid"), fields.text("Name")
    return LogonSession(
        kind=SessionKind.USER,
        sid=sid,
        name=name,
        upn=fields.text("Upn"),
        session_id=fields.integer("SessionId"),
        state=_STATES.get(fields.text("State"), SessionState.UNKNOWN),
        account=account_kind(sid, name, computer_name),
        logon_at=fields.time("LogonUtc"),
        last_unlock_at=fields.time("LastUnlockUtc"),
        last_unlock_source=fields.text("LastUnlockSource"),
        has_explorer=fields.text("FoundBy") != "process",
    )


def with_unlocks(sessions: Sequence[LogonSession], unlocks: Fields) -> tuple[LogonSession, ...]:
    """The sign-ins with the newer unlocks of `Get-PrtLastUnlock.Unlocks`.

    The Security log tells the account, not the session (4801 and 4624 name no session number that lasts), so an unlock
    belongs to the account's only session, or to the only active one where the others are known not to be.

    Raises:
        FieldError: a field is of another type.
    """
    newest: dict[str, tuple[datetime, str]] = {}
    for entry in unlocks.children("Unlocks"):
        at, sid = entry.time("Utc"), entry.text("Sid").casefold()
        if at is not None and sid and (sid not in newest or at > newest[sid][0]):
            newest[sid] = at, entry.text("Source")
    return tuple(_unlocked(session, newest.get(session.sid.casefold()), sessions) for session in sessions)


def _unlocked(
    session: LogonSession, unlock: tuple[datetime, str] | None, sessions: Sequence[LogonSession]
) -> LogonSession:
    states = [other.state for other in sessions if other.sid.casefold() == session.sid.casefold()]
    is_active_one = session.state is SessionState.ACTIVE and states.count(SessionState.ACTIVE) == 1
    is_tied = len(states) == 1 or (is_active_one and SessionState.UNKNOWN not in states)
    if unlock is None or not is_tied or (session.last_unlock_at is not None and session.last_unlock_at >= unlock[0]):
        return session
    return replace(session, last_unlock_at=unlock[0], last_unlock_source=unlock[1])


def account_kind(sid: str, name: str, computer_name: str) -> AccountKind:
    """What kind of account a SID and name show (S-1-12-1 = Entra; S-1-5-21 = of a domain, or of the host itself)."""
    if sid.startswith("S-1-12-1-"):
        return AccountKind.ENTRA
    domain, separator, _ = name.partition("\\")
    if not sid.startswith("S-1-5-21-") or not separator:
        return AccountKind.UNKNOWN
    if not computer_name:
        return AccountKind.UNKNOWN
    return AccountKind.LOCAL if domain.casefold() == computer_name.casefold() else AccountKind.DOMAIN
