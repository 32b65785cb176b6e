"""Rules about a user whose PRT is there: trouble above it, and trouble to come. None of them changes the status."""

from datetime import timedelta
from typing import Final

from remote_prt.diagnosis.catalog_entry import Catalog
from remote_prt.diagnosis.finding import Confidence, Finding, Severity
from remote_prt.diagnosis.rules.build import Claim, finding
from remote_prt.diagnosis.signs import activity, is_running_out, sid_among
from remote_prt.diagnosis.single_records import BrokerCause, BrokerFailure
from remote_prt.diagnosis.view import UserView

#: One application that fails once is everyday life; this many calls within a day are a person's trouble.
REPEATED_BROKER: Final = 3
REPEATED_PROMPTS: Final = 5
_RECENT: Final = timedelta(days=1)
_MOST_SHOWN: Final = 8


def broker(user: UserView, catalog: Catalog) -> tuple[Finding, ...]:
    """Windows' token broker fails again and again although the PRT is fine: the join must be left alone (rank 10)."""
    failures = _recent(user, BrokerCause.LOCAL)
    if len(failures) < REPEATED_BROKER:
        return ()
    return (finding(catalog, "BROKER", _claim(user, failures, Severity.WARNING), failures[-1].code.spelling),)


def policy_prompt(user: UserView, catalog: Catalog) -> tuple[Finding, ...]:
    """A rule of the organisation asks for more than the PRT holds, again and again; no fault of the PRT (rank 13)."""
    failures = _recent(user, BrokerCause.POLICY)
    if len(failures) < REPEATED_PROMPTS:
        return ()
    return (finding(catalog, "POLICY-PROMPT", _claim(user, failures, Severity.INFO), failures[-1].code.spelling),)


def idle(user: UserView, catalog: Catalog) -> tuple[Finding, ...]:
    """Nobody signed in or unlocked for so long that the PRT will end soon; nothing is broken (rank 4)."""
    seen, renewed_at = activity(user), user.renewal.at
    if not is_running_out(user) or user.own is None or renewed_at is None:
        return ()
    if seen is not None and seen[0] - renewed_at > user.policy.stale_after:
        return ()
    rows = [user.own.row(key) for key in ("AzureAdPrtUpdateTime", "AzureAdPrtExpiryTime")]
    claim = Claim(Severity.INFO, Confidence.LIKELY, tuple(row for row in rows if row is not None))
    return (finding(catalog, "IDLE", claim),)


def _recent(user: UserView, cause: BrokerCause) -> list[BrokerFailure]:
    """This user's failed calls of that cause within the last day, oldest first."""
    now, sid = user.now, sid_among(user, {one.user_sid for one in user.device.singles.broker})
    if now is None or not sid:
        return []
    mine = [one for one in user.device.singles.broker if one.cause is cause and one.user_sid == sid]
    return [one for one in mine if timedelta(0) <= now - one.at <= _RECENT]


def _claim(user: UserView, failures: list[BrokerFailure], severity: Severity) -> Claim:
    sure = Confidence.LIKELY if user.session.sid else Confidence.POSSIBLE
    return Claim(severity, sure, tuple(failure.reference for failure in failures[-_MOST_SHOWN:]))
