"""The sign-ins a host reported become LogonSessions."""

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
        session_id=fields.integer("SessionId"),
        state=_STATES.get(fields.text("State"), SessionState.UNKNOWN),
        account=account_kind(sid, name, computer_name),
        logon_at=fields.time("LogonUtc"),
        last_unlock_at=fields.time("LastUnlockUtc"),
        last_unlock_source=fields.text("LastUnlockSource"),
    )


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
