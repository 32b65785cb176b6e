"""Evidence arranged for judging: one view per host, one per user, each fact beside the session it belongs to.

This is where "whose PRT?" is answered once for all rules: only an observation made in a user's own session (or a stated
text that nothing in it contradicts) becomes that user's `own` report; the remoting account's and SYSTEM's reports give
device rows only. Attempts belong to a user when a record names the user, or shares its correlation id with the user's
own diagnostics block; the others stay with the host.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final, TypeVar

from remote_prt.diagnosis.aad_events import rebuild_attempts
from remote_prt.diagnosis.attempt import Attempt, by_end
from remote_prt.diagnosis.diagnosis import JoinType
from remote_prt.diagnosis.dsreg_facts import AuthorityKind, DeviceAuth, DsregFacts
from remote_prt.diagnosis.dsreg_report import DsregReport
from remote_prt.diagnosis.evidence import (
    ANALYTIC_CHANNEL,
    SIDE_CHANNELS,
    AccountKind,
    ChannelState,
    Evidence,
    HostFacts,
    LogonSession,
    Missing,
    MissingReason,
    Observation,
    Policy,
    SessionKind,
    SessionState,
)
from remote_prt.diagnosis.host_state import NO_STATE, HostState
from remote_prt.diagnosis.renewal import NO_RENEWAL, Renewal, effective_renewal
from remote_prt.diagnosis.single_records import NO_SINGLES, SingleRecords, single_records

#: The answers about the device's own sign-in that end the question.
_CONCLUSIVE: Final = frozenset({DeviceAuth.SUCCESS, DeviceAuth.DISABLED_OR_DELETED})
#: Whose device rows hold for everybody on the host: no signed-in user wrote them. Most trusted first.
_DEVICE_TRUST: Final = (SessionKind.SYSTEM, SessionKind.CALLER, SessionKind.STATED)
#: Join types on which `AzureAdPrt : NO` is right.
UNJOINED: Final = frozenset({JoinType.REGISTERED, JoinType.DOMAIN, JoinType.ON_PREMISES, JoinType.NONE})


_Answer = TypeVar("_Answer", JoinType, DeviceAuth)
#: A signed-in user and what was observed in that session, if anything was.
_Subject = tuple[LogonSession, Observation | None]


@dataclass(frozen=True, slots=True)
class DeviceView:
    """What holds for the whole host."""

    join_type: JoinType
    facts: DsregFacts | None  #: the most trusted report, read for device rows only
    auth: DeviceAuth
    attempts: tuple[Attempt, ...]  #: attempts about the Entra PRT that no record ties to a user, oldest first
    last_success_at: datetime | None = None  #: of anybody on this host
    os_build: str = ""  #: as the host says; used only to interpret an absence
    singles: SingleRecords = NO_SINGLES  #: what records outside attempts tell
    state: HostState = NO_STATE  #: certificate, TPM, time, proxies, the way to Entra
    analytic: ChannelState | None = None  #: whether AAD/Analytic was read; None: it was not asked


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
    doubtful_attempts: tuple[Attempt, ...] = ()  #: shown in a damaged text that does not say whom it is about
    renewal: Renewal = NO_RENEWAL
    is_matched_by_name: bool = False  #: events were tied to the user by account name, the UPN being unknown
    file: str = ""  #: the file that `own` is from, where the host has several
    earlier_files: tuple[str, ...] = ()  #: older texts of this user that `own` stands for

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
    logged: tuple[Attempt, ...] = ()  #: every attempt of the event log about the Entra PRT, oldest first


@dataclass(frozen=True, slots=True)
class _Scene:
    """What every user's view of one host is made from."""

    evidence: Evidence
    policy: Policy
    now: datetime | None
    device: DeviceView
    logged: tuple[Attempt, ...]  #: attempts of the event log about the Entra PRT, oldest first
    subjects: tuple[_Subject, ...]


def arrange(evidence: Evidence, policy: Policy) -> HostView:
    """The evidence as views."""
    now = (evidence.host.clock_at if isinstance(evidence.host, HostFacts) else None) or policy.now
    records = [r for c in evidence.channels if not isinstance(c.records, Missing) for r in c.records]
    logged = tuple(attempt for attempt in rebuild_attempts(records) if not attempt.kind.is_enterprise)
    analytic = next((channel.state for channel in evidence.channels if channel.name == ANALYTIC_CHANNEL), None)
    device = _device(evidence, _facts_of(evidence, {SessionKind.USER}))
    device = replace(device, singles=single_records(records), analytic=analytic)
    scene = _Scene(evidence, policy, now, device, logged, tuple(_subjects(evidence)))
    users = tuple(_user(session, observation, scene) for session, observation in scene.subjects)
    device = _with_nameless(scene.device, logged, users)
    return HostView(
        evidence, device, tuple(replace(user, device=_shared(user.device, device)) for user in users), now, logged
    )


def _shared(own: DeviceView, host: DeviceView) -> DeviceView:
    """A user's view of the device with what the event log says about the host."""
    seen = replace(own, attempts=host.attempts, last_success_at=host.last_success_at)
    return replace(seen, singles=host.singles, analytic=host.analytic)


def _with_nameless(device: DeviceView, logged: Sequence[Attempt], users: Sequence[UserView]) -> DeviceView:
    """The device with the attempts that no user's view took, and the last success of anybody."""
    taken = {id(attempt) for user in users for attempt in user.attempts}
    # A name helps only where somebody is known who might bear it: in a log alone, all attempts are the host's.
    nameless = tuple(a for a in logged if id(a) not in taken and not (a.user and users))
    successes = [attempt.ended_at for attempt in logged if attempt.has_succeeded]
    known = [at for at in (*successes, *(user.renewal.at for user in users)) if at is not None]
    return replace(device, attempts=nameless, last_success_at=max(known, default=None))


def _subjects(evidence: Evidence) -> list[_Subject]:
    """Each signed-in user with the observation of that session, then users known from an observation alone."""
    own = [o for o in evidence.observations if o.session.kind in {SessionKind.USER, SessionKind.STATED}]
    sessions = () if isinstance(evidence.sessions, Missing) else evidence.sessions
    subjects: list[_Subject] = []
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
        state=proven.state if listed.state is SessionState.UNKNOWN else listed.state,
        account=proven.account if listed.account is AccountKind.UNKNOWN else listed.account,
        logon_at=listed.logon_at or proven.logon_at,
        last_unlock_at=listed.last_unlock_at or proven.last_unlock_at,
        last_unlock_source=listed.last_unlock_source or proven.last_unlock_source,
        has_explorer=listed.has_explorer,
    )


def _device(evidence: Evidence, texts: Sequence[DsregFacts]) -> DeviceView:
    """The device rows: those of the caller's and the machine's reports, and where they are silent, of `texts`.

    A user can write anything into the own text, so `texts` is one user's own for that user's view; for the host it is
    all of them, and they count where they agree.
    """
    trusted = tuple(facts for kind in _DEVICE_TRUST for facts in _facts_of(evidence, {kind}))
    join_type = _first([f.join_type for f in trusted], JoinType.UNKNOWN)
    if join_type is JoinType.UNKNOWN:
        join_type = _agreed([f.join_type for f in texts], JoinType.UNKNOWN)
    if join_type is JoinType.NONE and any(facts.is_workplace_joined for facts in (*trusted, *texts)):
        join_type = JoinType.REGISTERED  # WorkplaceJoined is per user: the caller's NO says nothing about the user
    auth = _device_auth([f.device_auth for f in trusted], [f.device_auth for f in texts])
    spoken = (*trusted, *texts)
    tested = (facts for facts in spoken if auth is not DeviceAuth.UNKNOWN and facts.device_auth is auth)
    joined = (facts for facts in spoken if facts.join_type is join_type)
    build = evidence.host.os_build if isinstance(evidence.host, HostFacts) else ""
    facts = next(iter((*tested, *joined)), None)
    return DeviceView(join_type, facts, auth, (), os_build=build, state=evidence.state)


def _device_auth(trusted: Sequence[DeviceAuth], texts: Sequence[DeviceAuth]) -> DeviceAuth:
    """A conclusive answer before "could not be tested", and what no user can write before what one can."""
    conclusive = [answer for answer in trusted if answer in _CONCLUSIVE]
    said = [answer for answer in texts if answer in _CONCLUSIVE]
    agreed = _first(conclusive, _agreed(said, DeviceAuth.UNKNOWN))
    return agreed if agreed is not DeviceAuth.UNKNOWN else _first([*trusted, *texts], DeviceAuth.UNKNOWN)


def _facts_of(evidence: Evidence, kinds: Collection[SessionKind]) -> tuple[DsregFacts, ...]:
    reports = (o.report for o in evidence.observations if o.session.kind in kinds)
    return tuple(DsregFacts(report) for report in reports if isinstance(report, DsregReport))


def _first(answers: Sequence[_Answer], unknown: _Answer) -> _Answer:
    return next((answer for answer in answers if answer is not unknown), unknown)


def _agreed(answers: Sequence[_Answer], unknown: _Answer) -> _Answer:
    """The one answer that all give who give one, or the unknown."""
    said = {answer for answer in answers if answer is not unknown}
    return said.pop() if len(said) == 1 else unknown


def _user(session: LogonSession, observation: Observation | None, scene: _Scene) -> UserView:
    own, missing = _own_report(observation, scene)
    now = (observation.taken_at if observation is not None else None) or scene.now
    upns = _identities(session, own)
    shown = [] if own is None else [attempt for attempt in own.attempts if not attempt.kind.is_enterprise]
    is_doubtful = session.kind is SessionKind.STATED and own is not None and own.may_lack_its_owner
    mine = [a for a in shown if not is_doubtful and (not a.user or not upns or a.user.casefold() in upns)]
    by_name = set() if upns else _only_upn_of(session, scene)
    ids = {attempt.correlation_id for attempt in mine if attempt.correlation_id}
    logged = [
        a for a in scene.logged if a.user.casefold() in upns | by_name or (a.correlation_id in ids and not a.user)
    ]
    attempts = tuple(sorted([*logged, *mine], key=by_end))
    updated, expires = (None, None) if own is None else (own.prt_updated_at, own.prt_expires_at)
    return UserView(
        session=session,
        device=_device(scene.evidence, () if own is None else (own,)),
        policy=scene.policy,
        now=now,
        own=own,
        missing=missing,
        attempts=attempts,
        foreign_attempts=tuple(attempt for attempt in shown if attempt not in mine and not is_doubtful),
        doubtful_attempts=tuple(shown) if is_doubtful else (),
        renewal=effective_renewal(updated, expires, now, attempts),
        is_matched_by_name=bool(by_name),
        file="" if observation is None else observation.file,
        earlier_files=() if observation is None else observation.earlier_files,
    )


def _identities(session: LogonSession, own: DsregFacts | None) -> set[str]:
    account = None if own is None else own.executing_account
    return {upn.casefold() for upn in (session.upn, "" if account is None else account.upn) if "@" in upn}


def _only_upn_of(session: LogonSession, scene: _Scene) -> set[str]:
    """The one UPN in the events whose first part is this session's account name, when nobody else could be meant."""
    sam = session.name.rpartition("\\")[2].casefold()
    sharing = [other for other, _ in scene.subjects if other.name.rpartition("\\")[2].casefold() == sam]
    upns = {a.user.casefold() for a in scene.logged if a.user and a.user.casefold().partition("@")[0] == sam}
    return upns if sam and len(sharing) == 1 and len(upns) == 1 else set()


def _own_report(observation: Observation | None, scene: _Scene) -> tuple[DsregFacts | None, Missing | None]:
    if observation is None:
        return None, _why_nothing(scene.evidence)
    if isinstance(observation.report, Missing):
        return None, observation.report
    facts = DsregFacts(observation.report)
    if observation.session.kind is SessionKind.USER:
        stranger = _stranger(facts, observation.session)
        return (None, Missing(MissingReason.IDENTITY_MISMATCH, stranger)) if stranger else (facts, None)
    contradiction = _contradiction(facts, scene.device)
    return (None, Missing(MissingReason.WRONG_SESSION, contradiction)) if contradiction else (facts, None)


def _stranger(facts: DsregFacts, session: LogonSession) -> str:
    """The account that dsregcmd itself names, if it can be nobody of this session; else "".

    Either name may be spelled in another way (another domain part, a changed UPN): only both contradict the session.
    """
    account = facts.executing_account
    if account is None or not session.name:
        return ""
    same_name = _bare(account.name) == _bare(session.name)
    same_upn = not account.upn or not session.upn or account.upn.casefold() == session.upn.casefold()
    is_stranger = account.is_machine or not (same_name or (session.upn and account.upn and same_upn))
    return f"Executing Account Name : {account.name}" if is_stranger else ""


def _bare(name: str) -> str:
    return name.rpartition("\\")[2].casefold()


def _contradiction(facts: DsregFacts, device: DeviceView) -> str:
    """What in a stated text shows that it was not made in a user's session, or ""."""
    account = facts.executing_account
    if device.join_type in UNJOINED or facts.prt is None:
        return ""  # nothing in it can be misread
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
    read = [channel for channel in evidence.channels if channel.name not in SIDE_CHANNELS]
    channels = [channel.records for channel in read if isinstance(channel.records, Missing)]
    return next(iter([*unread, *channels, *evidence.unread]), Missing(MissingReason.NOT_COLLECTED))
