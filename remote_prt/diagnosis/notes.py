"""Short remarks beside a user's status: what is worth knowing and changes nothing."""

from datetime import timedelta

from remote_prt.diagnosis.diagnosis import Status
from remote_prt.diagnosis.dsreg_facts import DeviceAuth
from remote_prt.diagnosis.signs import (
    activity,
    age,
    has_prt,
    is_clock_ahead,
    is_device_refusal,
    is_host_failing,
    open_failure,
)
from remote_prt.diagnosis.view import UserView


def notes_about(user: UserView, status: Status) -> tuple[str, ...]:
    """All remarks about one user, in a fixed order."""
    remarks = (
        _idle(user, status),
        _stale(user, status),
        "read from events"
        if user.own is None and status in {Status.HEALTHY, Status.FAILING, Status.STALE, Status.BROKEN}
        else "",
        "events matched by account name" if user.is_matched_by_name and user.attempts else "",
        "implausible: AzureAdPrtExpiryTime is before AzureAdPrtUpdateTime" if user.renewal.is_implausible else "",
        "the renewal lies in the future of the host's clock" if is_clock_ahead(user) else "",
        "this Windows prints no PRT times" if status is Status.HEALTHY and user.renewal.at is None else "",
        *(
            f"the failed attempt shown belongs to {attempt.user[:120]}, not to this user"
            for attempt in user.foreign_attempts
        ),
        _unnamed_failure(user, status),
        _contradiction(user, status),
        user.missing.detail[:200] if status is Status.UNKNOWN and user.missing is not None else "",
    )
    return tuple(remark for remark in remarks if remark)


def _idle(user: UserView, status: Status) -> str:
    """An old PRT on a PC nobody unlocked is normal; the age is only a remark (article, step 1, the four-hour rule)."""
    old = age(user)
    if status is not Status.HEALTHY or not has_prt(user) or old is None or old <= user.policy.stale_after:
        return ""
    seen = activity(user)
    since = (
        "no unlock seen since"
        if seen is None or user.renewal.at is None or seen[0] <= user.renewal.at
        else "none was due since"
    )
    return f"idle: {spoken(old)} since renewal, {since}"


def _stale(user: UserView, status: Status) -> str:
    old, seen = age(user), activity(user)
    if status is not Status.STALE or old is None or seen is None:
        return ""
    return f"stale: {spoken(old)} since renewal, {seen[1]} at {seen[0]:%Y-%m-%d %H:%M} UTC"


def _unnamed_failure(user: UserView, status: Status) -> str:
    if status is not Status.BROKEN or open_failure(user) is not None or is_host_failing(user.device) is None:
        return ""
    return "an attempt of an unnamed user failed on this host: see the host's findings"


def _contradiction(user: UserView, status: Status) -> str:
    failure = open_failure(user)
    if (
        status is not Status.BROKEN
        or failure is None
        or not is_device_refusal(failure)
        or user.device.auth is not DeviceAuth.SUCCESS
    ):
        return ""
    return "contradiction: DeviceAuthStatus is SUCCESS now; the server's refusal of the device may be over"


def spoken(duration: timedelta) -> str:
    """`45 min`, `9 h`, `3 d`: the two digits a person reads."""
    minutes = int(duration.total_seconds() // 60)
    if minutes < 60:
        return f"{minutes} min"
    hours = minutes // 60
    return f"{hours} h" if hours < 48 else f"{hours // 24} d"
