"""What can be seen on one user: the small questions that the verdict and the rules both ask, answered once."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Final

from remote_prt.diagnosis.attempt import REFRESH_TOKEN_EXPIRED, Attempt
from remote_prt.diagnosis.codes import ErrorCode, parse_code
from remote_prt.diagnosis.diagnosis import JoinType
from remote_prt.diagnosis.dsreg_facts import AuthorityKind, DeviceAuth, DsregFacts, parse_time
from remote_prt.diagnosis.evidence import AccountKind, Missing, MissingReason, SessionKind
from remote_prt.diagnosis.renewal import CLOCK_TOLERANCE, LIFETIME
from remote_prt.diagnosis.single_records import PrtWitness
from remote_prt.diagnosis.view import UNJOINED, DeviceView, HostView, UserView

#: The article: on hybrid devices the PRT is fetched after the sign-in; wait at least 60 s before looking.
ACQUISITION_GRACE: Final = timedelta(seconds=60)
#: The server refuses the device: it cannot be authenticated (the article's AADSTS50155), or is disabled.
DEVICE_GONE_CODES: Final = frozenset({"AADSTS50155", "AADSTS135011"})
#: Less than this is left only after ten days without renewal (of a lifetime of 14): time to look before it breaks.
EXPIRES_SOON: Final = timedelta(days=4)
#: A PRT that a sign-in saw is taken to be there for this long.
WITNESS_HOLDS: Final = timedelta(days=1)
#: "No such logon session" and "RPC server unavailable": what a caller without an interactive session gets, not a cause.
CONTEXT_ARTEFACTS: Final = frozenset({"STATUS-C000005F", "WIN32-1312", "STATUS-C0020017"})

#: SIDs of people: Active Directory or local, and Entra.
_PEOPLE: Final = ("S-1-5-21-", "S-1-12-1-")
#: Windows 10 1803 prints AzureAdPrtAuthority after AzureAdPrt; 1607 and Server 2016 do not (facts: layout generations).
_FIRST_BUILD_WITH_AUTHORITY: Final = 17134

_SECOND: Final = timedelta(seconds=1)
_NOT_APPLICABLE_KEYS: Final = {
    JoinType.REGISTERED: "REGISTERED-ONLY",
    JoinType.DOMAIN: "DOMAIN-ONLY",
    JoinType.ON_PREMISES: "ON-PREMISES-ONLY",
    JoinType.NONE: "NOT-JOINED",
}


def not_applicable_key(user: UserView) -> str:
    """The catalogue key of why this user cannot have a PRT, or "" where one is due."""
    if user.own is not None and user.own.prt == "YES":
        return ""
    if user.device.join_type in UNJOINED:
        return _NOT_APPLICABLE_KEYS[user.device.join_type]
    return "LOCAL-ACCOUNT" if _is_local(user) else ""


def _is_local(user: UserView) -> bool:
    if user.session.account is AccountKind.LOCAL:
        return True
    own = user.own
    if user.session.account in {AccountKind.DOMAIN, AccountKind.ENTRA}:
        return False  # the SID says more than what dsregcmd leaves out
    if own is None or own.executing_account is None or own.prt != "NO":
        return False
    return not own.executing_account.upn and own.authority_kind is AuthorityKind.EMPTY


def is_device_gone(user: UserView) -> bool:
    """Whether Entra says that the device is disabled or deleted, or refused it after this user's last renewal."""
    failure = open_failure(user)
    refused = failure is not None and is_device_refusal(failure)
    return user.device.auth is DeviceAuth.DISABLED_OR_DELETED or refused


def is_device_refusal(attempt: Attempt) -> bool:
    """Whether the server's last word was that the device cannot be authenticated."""
    return bool(attempt.server_codes) and attempt.server_codes[-1].key in DEVICE_GONE_CODES


def open_failure(user: UserView) -> Attempt | None:
    """The newest attempt, if it failed and nothing was renewed since; the best described record of it."""
    newest = user.newest_attempt
    if newest is None or not newest.has_failed:
        return None
    if has_prt(user) and _is_before(newest.ended_at, user.renewal.at):
        return None
    same = [
        a
        for a in user.attempts
        if a is not newest and a.has_failed and a.correlation_id and a.correlation_id == newest.correlation_id
    ]
    return next((a for a in (newest, *same) if a.server_codes), newest)


def _is_before(at: datetime | None, renewal: datetime | None) -> bool:
    """Whether an attempt ended before the renewal, whose time dsregcmd prints in whole seconds."""
    return at is not None and renewal is not None and at < renewal + _SECOND


def doubtful_failure(user: UserView) -> Attempt | None:
    """A failure that a damaged text shows without saying whose it is, unless the PRT was renewed since."""
    failed = [attempt for attempt in user.doubtful_attempts if attempt.has_failed]
    if not failed or (has_prt(user) and _is_before(failed[-1].ended_at, user.renewal.at)):
        return None
    return failed[-1]


def has_prt(user: UserView) -> bool:
    """Whether a PRT is there: seen in the user's own session, or issued within its lifetime by the events."""
    if user.own is not None and user.own.prt is not None:
        return user.own.prt == "YES"
    issued = user.renewal.at
    if issued is not None:
        return user.now is None or user.now - issued < LIFETIME
    return vouching_witness(user) is not None


def last_witness(user: UserView) -> PrtWitness | None:
    """What device registration saw of this user's PRT at the last sign-in that it recorded."""
    witnesses = user.device.singles.witnesses
    sid = sid_among(user, {one.user_sid for one in witnesses})
    seen = [one for one in witnesses if sid and one.user_sid == sid]
    return seen[-1] if seen else None


def sid_among(user: UserView, sids: Collection[str]) -> str:
    """The SID by which records name this user: the session's own, or for a stated text that of the only person there.

    "" where nobody can be told: a pasted text does not say its user's SID.
    """
    if user.session.sid or user.session.kind is not SessionKind.STATED:
        return user.session.sid
    people = {sid for sid in sids if sid.startswith(_PEOPLE)}
    return next(iter(people)) if len(people) == 1 else ""


def vouching_witness(user: UserView) -> PrtWitness | None:
    """The last witness, if it saw a PRT so recently that the PRT can hardly have ended since.

    It proves that the PRT was there, not when it was renewed; a PRT lives for many days. A `No` proves nothing: at a
    hybrid sign-in the PRT comes a little later.
    """
    witness = last_witness(user)
    if witness is None or not witness.has_prt or user.now is None:
        return None
    return witness if timedelta(0) <= user.now - witness.at <= WITNESS_HOLDS else None


def is_expired(user: UserView) -> bool:
    """Whether the PRT's expiry has passed by the host's own clock."""
    if user.own is None or user.own.prt != "YES" or user.renewal.is_implausible:
        return False
    return user.renewal.expires_at is not None and user.now is not None and user.renewal.expires_at <= user.now


def lacks_prt(user: UserView) -> bool:
    """Whether this user should have a PRT and has none."""
    own = user.own
    if own is not None and own.prt == "NO":
        return own.authority_kind in {AuthorityKind.URL, AuthorityKind.ABSENT} or open_failure(user) is not None
    if own is not None and own.prt == "YES":
        return False
    failure = open_failure(user)
    # Events alone show that no renewal succeeds; an older PRT may live on, for longer than the log is read back.
    return failure is not None and REFRESH_TOKEN_EXPIRED in failure.event_ids


def activity(user: UserView) -> tuple[datetime, str] | None:
    """The last sign-in or unlock that had time to renew the PRT, with what showed it."""
    session = user.session
    seen = [(session.last_unlock_at, session.last_unlock_source or "unlock"), (session.logon_at, "sign-in")]
    usable = [(at, source) for at, source in seen if at is not None and _had_time(at, user.now)]
    return max(usable, default=None)


def _had_time(at: datetime, now: datetime | None) -> bool:
    return now is not None and at <= now - ACQUISITION_GRACE


def stale_witness(user: UserView) -> tuple[datetime, str] | None:
    """The sign-in or unlock at which a renewal was due and did not happen.

    CloudAP renews at a sign-in or unlock when the PRT is four hours old (article, introduction and step 1). So only one
    that came later than `stale_after` after the renewal proves anything; an old PRT on an idle PC is normal.
    """
    witness = activity(user)
    if witness is None or user.renewal.at is None or not has_prt(user):
        return None
    return witness if witness[0] - user.renewal.at > user.policy.stale_after else None


def is_running_out(user: UserView) -> bool:
    """Whether the PRT ends within four days: it has not been renewed for long."""
    left = None if user.now is None or user.renewal.expires_at is None else user.renewal.expires_at - user.now
    return left is not None and left < EXPIRES_SOON


def age(user: UserView) -> timedelta | None:
    """How long ago the PRT was renewed, by the host's clock; None where either is unknown."""
    return None if user.now is None or user.renewal.at is None else user.now - user.renewal.at


def is_clock_ahead(user: UserView) -> bool:
    """Whether the renewal lies in the future of the host's clock by more than any tolerance."""
    old = age(user)
    return old is not None and old < -CLOCK_TOLERANCE


def unknown_reason(user: UserView) -> MissingReason | None:
    """Why nothing can be said about this user, or None where the evidence is enough."""
    if not_applicable_key(user) or user.device.auth is DeviceAuth.DISABLED_OR_DELETED:
        return None
    if user.own is not None and user.own.prt is not None:
        return _doubt_about_row(user, user.own)
    if _has_conclusive_events(user) and not (user.own is None and user.policy.requires_own_session):
        return None
    if user.own is None:
        return MissingReason.NOT_COLLECTED if user.missing is None else user.missing.reason
    return MissingReason.TRUNCATED if user.own.is_cut_before_prt_verdict else MissingReason.NO_SSO_SECTION


def _doubt_about_row(user: UserView, own: DsregFacts) -> MissingReason | None:
    if own.prt == "YES":
        return _doubt_about_yes(user, own)
    if own.prt == "NO":
        return _doubt_about_no(user, own)
    code = prt_error(own)
    is_artefact = code is not None and code.key in CONTEXT_ARTEFACTS
    return MissingReason.WRONG_SESSION if is_artefact else MissingReason.UNREADABLE


def prt_error(own: DsregFacts) -> ErrorCode | None:
    """The code in `AzureAdPrt : ERROR (0x...)`, or None."""
    text = own.prt or ""
    return parse_code(text.removeprefix("ERROR")) if text.startswith("ERROR") else None


def _has_conclusive_events(user: UserView) -> bool:
    newest = user.newest_attempt
    if newest is None:
        return user.own is None and vouching_witness(user) is not None
    return newest.has_failed or has_prt(user)


def _doubt_about_yes(user: UserView, own: DsregFacts) -> MissingReason | None:
    """Whether a YES can be dated: an expired PRT is printed as YES too."""
    times = (own.report.value("AzureAdPrtUpdateTime"), own.report.value("AzureAdPrtExpiryTime"))
    is_damaged = (times[0] is None) != (times[1] is None)  # dsregcmd prints both or, before 1809, neither
    if (
        is_damaged
        or user.renewal.is_implausible
        or any(text is not None and parse_time(text) is None for text in times)
    ):
        return MissingReason.UNREADABLE
    if own.is_cut_before_prt_verdict:
        return MissingReason.TRUNCATED  # the attempts, or the times, may stand in what is lost
    if doubtful_failure(user) is not None and not is_expired(user):
        return MissingReason.TRUNCATED  # whose failure it is stood in what is lost
    if user.renewal.expires_at is None:
        return None
    return MissingReason.CLOCK_UNKNOWN if user.now is None else None


def _doubt_about_no(user: UserView, own: DsregFacts) -> MissingReason | None:
    """Whether a NO is this user's and final."""
    if own.is_cut_before_prt_verdict and not _ends_with_prt_row(user.device.os_build):
        return MissingReason.TRUNCATED
    if own.authority_kind in {AuthorityKind.NO, AuthorityKind.EMPTY}:
        return None if open_failure(user) is not None else MissingReason.WRONG_SESSION
    # Another logon session's NO comes without attempts, so an excerpt that shows a failure needs no authority.
    is_enough = user.session.kind is SessionKind.USER or open_failure(user) is not None
    if own.authority_kind is not AuthorityKind.URL and not (own.authority_kind is AuthorityKind.ABSENT and is_enough):
        return MissingReason.TRUNCATED
    return MissingReason.JUST_SIGNED_IN if _is_just_signed_in(user) else None


def _ends_with_prt_row(os_build: str) -> bool:
    """Whether this Windows is known to end dsregcmd's text with AzureAdPrt: before 1803 no authority row came."""
    parts = os_build.split(".")
    return len(parts) > 2 and parts[2].isdecimal() and int(parts[2]) < _FIRST_BUILD_WITH_AUTHORITY


def _is_just_signed_in(user: UserView) -> bool:
    """Whether an honest NO is possible: after a hybrid sign-in the PRT comes a little later."""
    at, now = user.session.logon_at, user.now
    if user.device.join_type is not JoinType.HYBRID or at is None or now is None or open_failure(user) is not None:
        return False
    return timedelta(0) <= now - at < ACQUISITION_GRACE


def may_be_of(user: UserView) -> bool:
    """Whether a failure that no record names can be this user's.

    From 21H1 on (DeviceAuthStatus is printed) dsregcmd shows a user's own failure when it is newer than the last
    success; a clean report of that layout says that it was somebody else's, who is not signed in any more.
    """
    own = user.own
    return own is not None and (own.device_auth is DeviceAuth.UNKNOWN or bool(own.attempts))


def is_host_failing(device: DeviceView) -> Attempt | None:
    """The newest attempt of a user nobody names, if it failed and nobody on the host was renewed since."""
    ended = [attempt for attempt in device.attempts if attempt.has_failed or attempt.has_succeeded]
    if not ended or not ended[-1].has_failed or _is_before(ended[-1].ended_at, device.last_success_at):
        return None
    return ended[-1]


def holds_no_attempt(host: HostView) -> bool:
    """Whether a log is all that is known of a host, and nobody's attempt to get or renew a PRT is in it."""
    is_log_alone = isinstance(host.evidence.sessions, Missing) and not host.users and not host.evidence.observations
    has_records = any(not isinstance(c.records, Missing) and c.records for c in host.evidence.channels)
    return is_log_alone and has_records and not host.logged and host.device.singles.last_end is None
