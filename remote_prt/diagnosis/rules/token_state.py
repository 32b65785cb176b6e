"""Rules about one user's token: what failed, what is missing, what is old.

A rule may rely on the decision that was taken: `rules/__init__.py` says at which status it is asked.
"""

from datetime import timedelta
from typing import Final

from remote_prt.diagnosis.attempt import Attempt
from remote_prt.diagnosis.catalog_entry import Catalog
from remote_prt.diagnosis.diagnosis import JoinType
from remote_prt.diagnosis.dsreg_facts import DeviceAuth
from remote_prt.diagnosis.evidence import MissingReason
from remote_prt.diagnosis.finding import Confidence, EvidenceReference, Finding, Severity
from remote_prt.diagnosis.rules.build import Claim, attempt_findings, code_finding, finding
from remote_prt.diagnosis.rules.surroundings import JUST_JOINED, Surroundings, causes_around, is_just_joined
from remote_prt.diagnosis.signs import (
    doubtful_failure,
    is_clock_ahead,
    is_device_refusal,
    is_expired,
    lacks_prt,
    not_applicable_key,
    open_failure,
    prt_error,
    stale_witness,
    unknown_reason,
)
from remote_prt.diagnosis.state_signs import registered_too
from remote_prt.diagnosis.view import UserView

#: An attempt older than this explains today's state less surely: dsregcmd shows the last one however old it is.
_FRESH: Final = timedelta(days=1)
_JOIN_ROWS: Final = ("AzureAdJoined", "EnterpriseJoined", "DomainJoined", "WorkplaceJoined")


def failed_attempt(user: UserView, catalog: Catalog) -> tuple[Finding, ...]:
    """The newest attempt failed and nothing was renewed since: its codes are the cause."""
    failure = open_failure(user) or doubtful_failure(user)
    if failure is None:
        return ()
    named = attempt_findings(catalog, failure, Severity.ERROR, _how_sure(user, failure))
    return (*named, *causes_around(_scene(user, failure), catalog, Severity.ERROR, named))


def _how_sure(user: UserView, failure: Attempt) -> Confidence:
    """How surely an attempt explains this user's state of today.

    A refusal of the device is doubted where the device signs in with success now: it may have been enabled since.
    """
    is_refused = is_device_refusal(failure)
    if (is_refused and is_just_joined(user.device, user.now)) or failure in user.doubtful_attempts:
        return Confidence.POSSIBLE
    is_old = user.now is not None and failure.ended_at is not None and user.now - failure.ended_at > _FRESH
    is_contradicted = is_refused and user.device.auth is DeviceAuth.SUCCESS
    is_doubted = is_old or is_contradicted or user.is_matched_by_name
    return Confidence.LIKELY if is_doubted else Confidence.CERTAIN


def _scene(user: UserView, failure: Attempt | None) -> Surroundings:
    return Surroundings(failure, user.device, user.own, user.now, user.session.upn)


def expired(user: UserView, catalog: Catalog) -> tuple[Finding, ...]:
    """The PRT's expiry has passed by the host's own clock; where nothing ever failed, nobody came by to renew it."""
    if not is_expired(user):
        return ()
    rows = _rows(user, "AzureAdPrtExpiryTime")
    ended = finding(catalog, "EXPIRED", Claim(Severity.ERROR, Confidence.CERTAIN, rows))
    if any(attempt.has_failed for attempt in (*user.attempts, *user.device.attempts)):
        return (ended,)
    return (ended, finding(catalog, "IDLE", Claim(Severity.INFO, Confidence.LIKELY, rows)))


def no_prt(user: UserView, catalog: Catalog) -> tuple[Finding, ...]:
    """A PRT is due and absent, and neither an attempt nor the device says why."""
    failure = open_failure(user) or doubtful_failure(user)
    is_explained = failure is not None or user.device.auth is DeviceAuth.DISABLED_OR_DELETED
    if is_explained or not lacks_prt(user):
        return ()
    shown = _rows(user, "AzureAdPrt", "AzureAdPrtAuthority")
    missing = (finding(catalog, "NO-PRT", Claim(Severity.ERROR, Confidence.POSSIBLE, shown)),)
    return (*missing, *causes_around(_scene(user, None), catalog, Severity.ERROR, missing))


def not_renewed(user: UserView, catalog: Catalog) -> tuple[Finding, ...]:
    """The article's rule of step 1: older than four hours although a sign-in or unlock was there to renew it."""
    witness = stale_witness(user)
    if witness is None:
        return ()
    seen = EvidenceReference(witness[1], "last sign-in or unlock", f"{witness[0]:%Y-%m-%d %H:%M:%S} UTC")
    shown = (*_rows(user, "AzureAdPrtUpdateTime", "AzureAdPrtExpiryTime"), seen)
    return (finding(catalog, "NOT-RENEWED", Claim(Severity.WARNING, Confidence.LIKELY, shown)),)


def wrong_session(user: UserView, catalog: Catalog) -> tuple[Finding, ...]:
    """What was seen is not this user's: the commonest false alarm of all."""
    if unknown_reason(user) is not MissingReason.WRONG_SESSION:
        return ()
    shown = _rows(user, "AzureAdPrt", "AzureAdPrtAuthority")
    if user.missing is not None and user.missing.detail:
        shown = (EvidenceReference("dsregcmd", "context", user.missing.detail[:500]),)
    shown = shown or (_session(user),)
    return (finding(catalog, "WRONG-SESSION", Claim(Severity.INFO, Confidence.CERTAIN, shown)),)


def prt_row_is_error(user: UserView, catalog: Catalog) -> tuple[Finding, ...]:
    """Dsregcmd could not ask for the PRT and printed an error code instead of YES or NO."""
    code = None if user.own is None else prt_error(user.own)
    if code is None or unknown_reason(user) is MissingReason.WRONG_SESSION:
        return ()
    return (code_finding(catalog, code, Claim(Severity.WARNING, Confidence.POSSIBLE, _rows(user, "AzureAdPrt"))),)


def not_applicable(user: UserView, catalog: Catalog) -> tuple[Finding, ...]:
    """NO is right here: the device or the account cannot have a PRT."""
    facts = user.own or user.device.facts
    rows = [] if facts is None else [facts.row(name) for name in (*_JOIN_ROWS, "Executing Account Name")]
    shown = tuple(row for row in rows if row is not None) or (_session(user),)
    return (finding(catalog, not_applicable_key(user), Claim(Severity.INFO, Confidence.CERTAIN, shown)),)


def join_pending(user: UserView, catalog: Catalog) -> tuple[Finding, ...]:
    """The device is in a domain only, and it tried to join Entra within the last day without success so far."""
    joins = user.device.singles.joins
    if user.device.join_type is not JoinType.DOMAIN or not joins or joins[-1].is_success or user.now is None:
        return ()
    if not timedelta(0) <= user.now - joins[-1].at <= JUST_JOINED:
        return ()
    code = joins[-1].code
    claim = Claim(Severity.INFO, Confidence.POSSIBLE, (joins[-1].reference,))
    return (finding(catalog, "JOIN-RACE", claim, "" if code is None else code.spelling),)


def clock(user: UserView, catalog: Catalog) -> tuple[Finding, ...]:
    """The PRT was renewed in the host's future: its clock was or is wrong, and signed requests fail with it."""
    if not is_clock_ahead(user):
        return ()
    return (finding(catalog, "CLOCK", Claim(Severity.WARNING, Confidence.LIKELY, _rows(user, "AzureAdPrtUpdateTime"))),)


def dual_state(user: UserView, catalog: Catalog) -> tuple[Finding, ...]:
    """The device is joined and this user also registered it: two identities compete."""
    own = user.own
    is_joined = own is not None and own.is_entra_joined
    printed = _rows(user, "WorkplaceJoined") if own is not None and own.is_workplace_joined else ()
    shown = (*printed, *registered_too(user.device.state, user.session.sid))
    if not shown or not (is_joined or user.device.join_type in {JoinType.ENTRA, JoinType.HYBRID}):
        return ()
    return (finding(catalog, "DUAL-STATE", Claim(Severity.INFO, Confidence.LIKELY, shown)),)


def _session(user: UserView) -> EvidenceReference:
    """The session itself as evidence, where no row speaks."""
    return EvidenceReference("session", user.session.kind.value, (user.session.sid or user.session.name)[:320])


def _rows(user: UserView, *keys: str) -> tuple[EvidenceReference, ...]:
    if user.own is None:
        return ()
    return tuple(row for key in keys if (row := user.own.row(key)) is not None)
