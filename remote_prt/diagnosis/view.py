"""Evidence arranged for judging: one view per host, one per user, each fact beside the session it belongs to.

This is where "whose PRT?" is answered once for all rules: only an observation made in a user's own session (or a stated
text that nothing in it contradicts) becomes that user's `own` report; the remoting account's and SYSTEM's reports give
device rows only. Attempts belong to a user when a record names the user, or shares its correlation id with the user's
own diagnostics block; the others stay with the host.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from remote_prt.diagnosis.aad_events import rebuild_attempts
from remote_prt.diagnosis.attempt import Attempt
from remote_prt.diagnosis.diagnosis import JoinType
from remote_prt.diagnosis.dsreg_facts import AuthorityKind, DeviceAuth, DsregFacts
from remote_prt.diagnosis.dsregcmd import DsregReport
from remote_prt.diagnosis.evidence import (
    Evidence,
    HostFacts,
    LogonSession,
    Missing,
    MissingReason,
    Observation,
    Policy,
    SessionKind,
)
from remote_prt.diagnosis.renewal import Renewal, effective_renewal

#: Device rows are the same in every context; the less a user can touch the text, the more it is believed.
_DEVICE_TRUST: Final = (SessionKind.SYSTEM, SessionKind.CALLER, SessionKind.USER, SessionKind.STATED)
#: Join types on which `AzureAdPrt : NO` is right.
UNJOINED: Final = frozenset({JoinType.REGISTERED, JoinType.DOMAIN, JoinType.ON_PREMISES, JoinType.NONE})


@dataclass(frozen=True, slots=True)
class DeviceView:
    """What holds for the whole host."""

    join_type: JoinType
    facts: DsregFacts | None  #: the most trusted report, read for device rows only
    auth: DeviceAuth
    attempts: tuple[Attempt, ...]  #: attempts about the Entra PRT that no record ties to a user, oldest first
    last_success_at: datetime | None = None  #: of anybody on this host


@dataclass(frozen=True, slots=True)
class UserView:
    """What holds for one user."""

    session: LogonSession
    device: DeviceView
    policy: Policy
    now: datetime | None  #: the host's clock when the user's facts were taken
    own: DsregFacts | None  #: the report of the user's own session
    missing: Missing | None  #: why there is none; set exactly when `own` is None
    attempts: tuple[Attempt, ...] = ()  #: of this user, about the Entra PRT, oldest first
    foreign_attempts: tuple[Attempt, ...] = ()  #: shown in this user's text but of somebody else
    renewal: Renewal = Renewal()
    is_matched_by_name: bool = False  #: events were tied to the user by account name, the UPN being unknown

    @property
    def newest_attempt(self) -> Attempt | None:
        """The last attempt that came to an end."""
        ended = [attempt for attempt in self.attempts if attempt.has_failed or attempt.has_succeeded]
        return ended[-1] if ended else None


@dataclass(frozen=True, slots=True)
class HostView:
    """One host, arranged."""

    evidence: Evidence
    device: DeviceView
    users: tuple[UserView, ...]
    now: datetime | None


def arrange(evidence: Evidence, policy: Policy) -> HostView:
    """The evidence as views."""
    now = (evidence.host.clock_at if isinstance(evidence.host, HostFacts) else None) or policy.now
    logged = rebuild_attempts(r for c in evidence.channels if not isinstance(c.records, Missing) for r in c.records)
    entra = tuple(attempt for attempt in logged if not attempt.kind.is_enterprise)
    subjects = _subjects(evidence)
    device = _device(evidence)
    users = tuple(_user(s, o, subjects, device, entra, evidence, policy, now) for s, o in subjects)
    claimed = {id(attempt) for user in users for attempt in user.attempts}
    unclaimed = tuple(attempt for attempt in entra if id(attempt) not in claimed and not attempt.user)
    successes = [a.ended_at for a in entra if a.has_succeeded and a.ended_at] + [u.renewal.at for u in users if u.renewal.at]
    device = DeviceView(device.join_type, device.facts, device.auth, unclaimed, max(successes, default=None))
    users = tuple(_with_device(user, device) for user in users)
    return HostView(evidence, device, users, now)


def _with_device(user: UserView, device: DeviceView) -> UserView:
    return UserView(
        user.session, device, user.policy, user.now, user.own, user.missing, user.attempts, user.foreign_attempts, user.renewal,
        user.is_matched_by_name,
    )  # fmt: skip


def _subjects(evidence: Evidence) -> list[tuple[LogonSession, Observation | None]]:
    """Each signed-in user with the observation of that session, then users known from an observation alone."""
    own = [o for o in evidence.observations if o.session.kind in {SessionKind.USER, SessionKind.STATED}]
    sessions = () if isinstance(evidence.sessions, Missing) else evidence.sessions
    subjects: list[tuple[LogonSession, Observation | None]] = []
    for session in sessions:
        match = next((o for o in own if _is_same(session, o.session)), None)
        if match is not None:
            own.remove(match)
        subjects.append((session if match is None else _merged(session, match.session), match))
    return subjects + [(observation.session, observation) for observation in own]


def _is_same(listed: LogonSession, proven: LogonSession) -> bool:
    if not listed.sid or listed.sid != proven.sid:
        return False
    return None in (listed.session_id, proven.session_id) or listed.session_id == proven.session_id


def _merged(listed: LogonSession, proven: LogonSession) -> LogonSession:
    """The listed session (it has the times and state) with what the task itself proved (name, UPN)."""
    return LogonSession(
        kind=proven.kind,
        sid=listed.sid,
        name=proven.name or listed.name,
        upn=proven.upn or listed.upn,
        session_id=listed.session_id if listed.session_id is not None else proven.session_id,
        state=listed.state,
        account=listed.account,
        logon_at=listed.logon_at or proven.logon_at,
        last_unlock_at=listed.last_unlock_at or proven.last_unlock_at,
        last_unlock_source=listed.last_unlock_source or proven.last_unlock_source,
    )


def _device(evidence: Evidence) -> DeviceView:
    """The device rows of the most trusted report that has them."""
    reports = [(o.session.kind, o.report) for o in evidence.observations if not isinstance(o.report, Missing)]
    ordered = [DsregFacts(report) for trusted in _DEVICE_TRUST for kind, report in reports if kind is trusted]
    joined = next((facts for facts in ordered if facts.join_type is not JoinType.UNKNOWN), None)
    tested = next((facts for facts in ordered if facts.device_auth is not DeviceAuth.UNKNOWN), None)
    join_type = JoinType.UNKNOWN if joined is None else joined.join_type
    if join_type is JoinType.NONE and any(facts.is_workplace_joined for facts in ordered):
        join_type = JoinType.REGISTERED  # WorkplaceJoined is per user: the caller's NO says nothing about the user
    facts = tested or joined or (ordered[0] if ordered else None)
    return DeviceView(join_type, facts, DeviceAuth.UNKNOWN if tested is None else tested.device_auth, ())


def _user(
    session: LogonSession,
    observation: Observation | None,
    subjects: Sequence[tuple[LogonSession, Observation | None]],
    device: DeviceView,
    logged: Sequence[Attempt],
    evidence: Evidence,
    policy: Policy,
    host_now: datetime | None,
) -> UserView:
    own, missing = _own_report(observation, device, evidence)
    now = (observation.taken_at if observation is not None else None) or host_now
    identities = _identities(session, own)
    shown = [] if own is None else [a for a in own.attempts if not a.kind.is_enterprise]
    mine = [a for a in shown if not a.user or not identities or a.user.casefold() in identities]
    foreign = tuple(a for a in shown if a not in mine)
    by_name = "" if identities else _only_upn_of(session, subjects, logged)
    wanted = identities or ({by_name} if by_name else set())
    ids = {a.correlation_id for a in mine if a.correlation_id}
    named = [a for a in logged if a.user.casefold() in wanted or (a.correlation_id in ids and not a.user)]
    attempts = tuple(sorted([*named, *mine], key=_ended_at))
    updated, expires = (None, None) if own is None else (own.prt_updated_at, own.prt_expires_at)
    renewal = effective_renewal(updated, expires, now, attempts)
    return UserView(session, device, policy, now, own, missing, attempts, foreign, renewal, bool(by_name))


def _ended_at(attempt: Attempt) -> tuple[bool, float]:
    return attempt.ended_at is not None, 0.0 if attempt.ended_at is None else attempt.ended_at.timestamp()


def _identities(session: LogonSession, own: DsregFacts | None) -> set[str]:
    account = None if own is None else own.executing_account
    return {upn.casefold() for upn in (session.upn, "" if account is None else account.upn) if "@" in upn}


def _only_upn_of(
    session: LogonSession, subjects: Iterable[tuple[LogonSession, Observation | None]], logged: Iterable[Attempt]
) -> str:
    """The one UPN in the events whose first part is this session's account name, when nobody else could be meant."""
    sam = session.name.rpartition("\\")[2].casefold()
    sharing = [other for other, _ in subjects if other.name.rpartition("\\")[2].casefold() == sam]
    upns = {a.user.casefold() for a in logged if a.user and a.user.casefold().partition("@")[0] == sam}
    return upns.pop() if sam and len(sharing) == 1 and len(upns) == 1 else ""


def _own_report(observation: Observation | None, device: DeviceView, evidence: Evidence) -> tuple[DsregFacts | None, Missing | None]:
    if observation is None:
        return None, _why_nothing(evidence)
    if isinstance(observation.report, Missing):
        return None, observation.report
    facts = DsregFacts(observation.report)
    if observation.session.kind is SessionKind.STATED and (contradiction := _contradiction(facts, device)):
        return None, Missing(MissingReason.WRONG_SESSION, contradiction)
    return facts, None


def _contradiction(facts: DsregFacts, device: DeviceView) -> str:
    """What in a stated text shows that it was not made in a user's session, or ""."""
    account = facts.executing_account
    if device.join_type in UNJOINED:
        return ""
    if facts.authority_kind is AuthorityKind.NO:
        return "AzureAdPrtAuthority : NO"
    if account is not None and account.is_machine:
        return f"Executing Account Name : {account.name}"
    return "User Context : SYSTEM" if facts.user_context == "SYSTEM" else ""


def _why_nothing(evidence: Evidence) -> Missing:
    """The most telling reason why a signed-in user's own session was not observed."""
    if evidence.ended_early is not None:
        return evidence.ended_early
    others = [o.report for o in evidence.observations if o.session.kind in {SessionKind.CALLER, SessionKind.SYSTEM}]
    if any(isinstance(report, DsregReport) for report in others):
        return Missing(MissingReason.WRONG_SESSION)
    unread = [report for report in others if isinstance(report, Missing)]
    channels = [channel.records for channel in evidence.channels if isinstance(channel.records, Missing)]
    return next(iter([*unread, *channels, *evidence.unread]), Missing(MissingReason.NOT_COLLECTED))
