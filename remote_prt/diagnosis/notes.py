"""Short remarks beside a user's status: what is worth knowing and changes nothing."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Final

from remote_prt.diagnosis.diagnosis import Status
from remote_prt.diagnosis.dsreg_facts import DeviceAuth
from remote_prt.diagnosis.signs import (
    activity,
    age,
    has_prt,
    is_clock_ahead,
    is_device_refusal,
    is_host_failing,
    is_running_out,
    open_failure,
)
from remote_prt.diagnosis.view import UserView

Remarker = Callable[[UserView, Status], Iterator[str]]


def notes_about(user: UserView, status: Status) -> tuple[str, ...]:
    """All remarks about one user, in a fixed order."""
    return tuple(remark for remarker in REMARKERS for remark in remarker(user, status))


def _age(user: UserView, status: Status) -> Iterator[str]:
    """An old PRT on a PC nobody unlocked is normal: its age is a remark (article, step 1, the four-hour rule)."""
    old, seen, renewed_at = age(user), activity(user), user.renewal.at
    if old is None or renewed_at is None or old <= user.policy.stale_after:
        return
    if status is Status.STALE and seen is not None:
        yield f"stale: {spoken(old)} since renewal, {seen[1]} at {seen[0]:%Y-%m-%d %H:%M} UTC"
    if status is Status.HEALTHY and has_prt(user):
        is_unseen = seen is None or seen[0] <= renewed_at
        yield f"idle: {spoken(old)} since renewal, {'no unlock seen since' if is_unseen else 'none was due since'}"


def _where_from(user: UserView, _: Status) -> Iterator[str]:
    """What the verdict rests on, where that is not the user's own session."""
    if user.own is None and user.attempts:
        yield "read from events"
    if user.is_matched_by_name and user.attempts:
        yield "events matched by account name"
    if user.own is not None and user.own.report.is_cut:
        yield "the text of dsregcmd ends early"


def _times(user: UserView, status: Status) -> Iterator[str]:
    """What is odd about the PRT's times."""
    if user.renewal.is_implausible:
        yield "implausible: AzureAdPrtExpiryTime is before AzureAdPrtUpdateTime"
    if is_clock_ahead(user):
        yield "the renewal lies in the future of the host's clock"
    if status is Status.HEALTHY and user.renewal.at is None:
        yield "this Windows prints no PRT times"
    left = None if user.now is None or user.renewal.expires_at is None else user.renewal.expires_at - user.now
    is_alive = status in {Status.HEALTHY, Status.STALE, Status.FAILING}
    if is_alive and left is not None and is_running_out(user):
        yield f"expires in {spoken(left)} unless it is renewed"


def _others(user: UserView, status: Status) -> Iterator[str]:
    """Failures that are or may be somebody else's."""
    for attempt in user.foreign_attempts:
        yield f"the failed attempt shown belongs to {attempt.user[:120]}, not to this user"
    if status is Status.BROKEN and open_failure(user) is None and is_host_failing(user.device) is not None:
        yield "an attempt of an unnamed user failed on this host: see the host's findings"


def _contradiction(user: UserView, status: Status) -> Iterator[str]:
    failure = open_failure(user)
    is_refused = status is Status.BROKEN and failure is not None and is_device_refusal(failure)
    if is_refused and user.device.auth is DeviceAuth.SUCCESS:
        yield "contradiction: DeviceAuthStatus is SUCCESS now; the server's refusal of the device may be over"


def _missing(user: UserView, status: Status) -> Iterator[str]:
    """The host's own words about why nothing was seen."""
    if status is Status.UNKNOWN and user.missing is not None and user.missing.detail:
        yield user.missing.detail[:200]


REMARKERS: Final[tuple[Remarker, ...]] = (_age, _where_from, _times, _others, _contradiction, _missing)


def spoken(duration: timedelta) -> str:
    """`45 min`, `9 h`, `3 d`: the two digits a person reads."""
    minutes = int(duration.total_seconds() // 60)
    if minutes < 60:
        return f"{minutes} min"
    hours = minutes // 60
    return f"{hours} h" if hours < 48 else f"{hours // 24} d"
