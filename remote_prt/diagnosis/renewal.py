"""When a PRT was last renewed, by the host's own clock.

AzureAdPrtUpdateTime follows the last network sign-in; AzureAdPrtExpiryTime moves with later renewals too (a published
"never refreshed for 12 h" had been renewed 2 h 40 min later). So the effective renewal is the later of the update time
and expiry minus 14 days, guarded because the lifetime is Microsoft's to change (docs name 14 and 90 days).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from remote_prt.diagnosis.attempt import Attempt

LIFETIME: Final = timedelta(days=14)
#: Published pairs differ from 14 days by up to a minute, and clocks are never exactly right.
EARLIER_TOLERANCE: Final = timedelta(seconds=60)
CLOCK_TOLERANCE: Final = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Renewal:
    """The last proven renewal; all None where nothing proves one."""

    at: datetime | None = None
    source: str = ""  #: what proves it: `AzureAdPrtUpdateTime`, `AzureAdPrtExpiryTime - 14 d`, `event`
    expires_at: datetime | None = None
    is_implausible: bool = False  #: expiry before update: the text cannot be right


NO_RENEWAL: Final = Renewal()


def effective_renewal(
    updated_at: datetime | None, expires_at: datetime | None, now: datetime | None, attempts: Sequence[Attempt] = ()
) -> Renewal:
    """The latest of update time, guarded expiry minus 14 days, and the last attempt that succeeded."""
    implausible = updated_at is not None and expires_at is not None and expires_at < updated_at
    proofs = [] if updated_at is None else [(updated_at, "AzureAdPrtUpdateTime")]
    implied = None if expires_at is None or implausible else expires_at - LIFETIME
    if implied is not None and _is_believable(implied, updated_at, now):
        proofs.append((implied, "AzureAdPrtExpiryTime - 14 d"))
    proofs += [(a.ended_at, "event") for a in attempts if a.has_succeeded and a.ended_at is not None]
    at, source = max(proofs, default=(None, ""))
    return Renewal(at, source, expires_at, implausible)


def _is_believable(implied: datetime, updated_at: datetime | None, now: datetime | None) -> bool:
    not_before = updated_at is None or implied >= updated_at - EARLIER_TOLERANCE
    return not_before and (now is None or implied <= now + CLOCK_TOLERANCE)
