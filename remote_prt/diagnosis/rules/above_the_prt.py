"""Rules about a user whose PRT is there: trouble above it, and trouble to come. None of them changes the status."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Final

from remote_prt.diagnosis.catalog_entry import Catalog
from remote_prt.diagnosis.codes import CodeClass, parse_code
from remote_prt.diagnosis.evidence import MissingReason
from remote_prt.diagnosis.finding import Confidence, Finding, Severity
from remote_prt.diagnosis.rules.build import Claim, finding
from remote_prt.diagnosis.signs import activity, holds_no_attempt, is_running_out, sid_among, unknown_reason
from remote_prt.diagnosis.single_records import BrokerCause, BrokerFailure
from remote_prt.diagnosis.view import HostView, UserView

#: One application that fails once is everyday life; this many calls within a day are a person's trouble.
REPEATED_BROKER: Final = 3
REPEATED_PROMPTS: Final = 5
_RECENT: Final = timedelta(days=1)
_MOST_SHOWN: Final = 8
_MOST_CODES: Final = 3


def broker(user: UserView, catalog: Catalog) -> tuple[Finding, ...]:
    """Windows' token broker fails again and again although the PRT is fine: the join must be left alone (rank 10)."""
    failures = _recent(user, BrokerCause.LOCAL)
    if len(failures) < REPEATED_BROKER:
        return _broker_row(user, catalog)
    return (finding(catalog, "BROKER", _claim(user, failures, Severity.WARNING), failures[-1].code.spelling),)


def _broker_row(user: UserView, catalog: Catalog) -> tuple[Finding, ...]:
    """The broker's own code in `WamDefaultSet : ERROR (0xCAA...)`; an elevated or remote caller gets other codes."""
    row = None if user.own is None or user.own.prt != "YES" else user.own.row("WamDefaultSet")
    code = None if row is None or not row.value.startswith("ERROR") else parse_code(row.value.removeprefix("ERROR"))
    if row is None or code is None or code.code_class is not CodeClass.WAM:
        return ()
    return (finding(catalog, "BROKER", Claim(Severity.WARNING, Confidence.POSSIBLE, (row,)), code.spelling),)


def broker_alone(host: HostView, catalog: Catalog) -> tuple[Finding, ...]:
    """A log alone, of nobody known, without one PRT attempt: what failed in it stands above the PRT."""
    return _alone(catalog, host.device.singles.broker) if holds_no_attempt(host) else ()


def broker_of_user(user: UserView, catalog: Catalog) -> tuple[Finding, ...]:
    """Nothing was asked of this user's PRT, and no attempt is in the log: the failures above it are all there is.

    Where the user's session was asked in vain, why it was in vain is what a reader needs; such failures are everyday.
    """
    if user.attempts or user.device.attempts or unknown_reason(user) is not MissingReason.NOT_COLLECTED:
        return ()
    return _alone(catalog, _by(user, user.device.singles.broker))


def _alone(catalog: Catalog, failures: Sequence[BrokerFailure]) -> tuple[Finding, ...]:
    """How many calls failed and with which codes, the most frequent first."""
    if not failures:
        return ()
    counts = Counter(failure.code.spelling for failure in failures).most_common()
    codes = [code if count == 1 else f"{count} x {code}" for code, count in counts]
    shown = ", ".join(codes[:_MOST_CODES]) + (", ..." if len(codes) > _MOST_CODES else "")
    claim = Claim(Severity.INFO, Confidence.POSSIBLE, tuple(one.reference for one in failures[-_MOST_SHOWN:]))
    told = finding(catalog, "BROKER-ALONE", claim, failures[-1].code.spelling)
    return (replace(told, title=f"{told.title} ({len(failures)}: {shown})"),)


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
    mine, now = _by(user, user.device.singles.broker), user.now
    return [one for one in mine if one.cause is cause and now is not None and timedelta(0) <= now - one.at <= _RECENT]


def _by(user: UserView, failures: Sequence[BrokerFailure]) -> list[BrokerFailure]:
    """Those of them that are this user's calls."""
    sid = sid_among(user, {one.user_sid for one in failures})
    return [one for one in failures if sid and one.user_sid == sid]


def _claim(user: UserView, failures: list[BrokerFailure], severity: Severity) -> Claim:
    sure = Confidence.LIKELY if user.session.sid else Confidence.POSSIBLE
    return Claim(severity, sure, tuple(failure.reference for failure in failures[-_MOST_SHOWN:]))
