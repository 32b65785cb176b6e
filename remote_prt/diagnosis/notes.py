"""Short remarks beside a user's status: what is worth knowing and changes nothing, in the reader's language."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from remote_prt.diagnosis.attempt import Attempt, AttemptSource
from remote_prt.diagnosis.diagnosis import JoinType, Status
from remote_prt.diagnosis.dsreg_facts import DeviceAuth
from remote_prt.diagnosis.evidence import SIDE_CHANNELS, ChannelState, EventChannel, Evidence, Missing, MissingReason
from remote_prt.diagnosis.finding import CauseClass, Confidence, Finding, Severity
from remote_prt.diagnosis.host_state import NetworkProbe
from remote_prt.diagnosis.kind_words import spoken_with_value
from remote_prt.diagnosis.note_words import NOTE_WORDS
from remote_prt.diagnosis.signs import (
    activity,
    age,
    doubtful_failure,
    has_prt,
    is_clock_ahead,
    is_device_refusal,
    is_host_failing,
    is_running_out,
    open_failure,
    vouching_witness,
)
from remote_prt.diagnosis.state_signs import has_way_now, users_only_proxy
from remote_prt.diagnosis.view import HostView, UserView


@dataclass(frozen=True, slots=True)
class Remark:
    """One remark before it is put into words: a key of `NOTE_WORDS` and its values."""

    key: str
    values: Mapping[str, str | datetime | timedelta] = field(default_factory=dict)


#: Names of leftovers that one remark shows.
_MAX_NAMES: Final = 3
_MAX_CHANNEL: Final = 80
_MAX_DETAIL: Final = 200
#: Of a channel that was not read, except one that is closed to the account.
_NOT_READ: Final = {
    ChannelState.MISSING: "channel-missing",
    ChannelState.DISABLED: "channel-disabled",
    ChannelState.CONSTRAINED: "channel-constrained",
    ChannelState.FAILED: "channel-failed",
}

#: How a device stands that cannot have a PRT; of one that is only registered, SSO State says nothing.
_NEVER_WITH_PRT: Final = frozenset({JoinType.NONE, JoinType.DOMAIN, JoinType.ON_PREMISES})

Remarker = Callable[[UserView, Status], Iterator[Remark]]


def notes_about(
    user: UserView, status: Status, findings: Sequence[Finding] = (), language: str = "en"
) -> tuple[str, ...]:
    """All remarks about one user, in a fixed order and in that language (English where there are no words for it)."""
    remarks = [remark for remarker in REMARKERS for remark in remarker(user, status)]
    return tuple(worded(remark, language) for remark in (*remarks, *_two_causes(findings), *_missing(user, status)))


def notes_about_visit(evidence: Evidence, language: str = "en") -> tuple[str, ...]:
    """What holds for the host as a whole and would otherwise be told nowhere: said beside each of its users."""
    return tuple(worded(remark, language) for remark in _of_visit(evidence))


def note_about_others(number: int, wanted: str, language: str = "en") -> str:
    """How many users were not judged because one was asked for."""
    return worded(Remark("others-not-judged", {"number": str(number), "user": wanted[:_MAX_DETAIL]}), language)


def _of_visit(evidence: Evidence) -> Iterator[Remark]:
    if evidence.leftovers:
        shown, more = evidence.leftovers[:_MAX_NAMES], len(evidence.leftovers) - _MAX_NAMES
        yield Remark("leftover", {"names": ", ".join(shown) + (f", +{more}" if more > 0 else "")})
    if evidence.stale_removed:
        yield Remark("stale-removed", {"number": str(evidence.stale_removed)})
    if evidence.younger_left:
        yield Remark("younger-left", {"number": str(evidence.younger_left)})
    if evidence.module is not None:
        key = "by-module" if evidence.module.is_current else "other-module"
        yield Remark(key, {"version": evidence.module.version})
    if evidence.hidden_sign_ins:
        yield Remark("hidden-sign-ins", {"number": str(evidence.hidden_sign_ins)})
    probe = evidence.state.probe
    if isinstance(probe, NetworkProbe) and not probe.is_system:
        failed = ", ".join(one.host for one in probe.failed[:_MAX_NAMES]) or "-"
        yield Remark("probe-as-caller", {"why": (probe.refusal or "?")[:80], "failed": failed})
    unread = sum(channel.unread for channel in evidence.channels)
    if unread:
        yield Remark("events-unread", {"number": str(unread)})
    yield from _of_channels(evidence.channels)


def _of_channels(channels: Sequence[EventChannel]) -> Iterator[Remark]:
    """What was not read of the event log and might have told something.

    A closed channel is always said, a missing or silent one where it is AAD/Operational: others are often not there.
    """
    denied = [_short(channel) for channel in channels if channel.state is ChannelState.DENIED]
    if denied:
        yield Remark("channels-denied", {"names": ", ".join(denied)})
    for channel in channels:
        if channel.complete_since_at is not None:
            yield Remark("channel-capped", {"name": _short(channel), "at": channel.complete_since_at})
        key = _NOT_READ.get(channel.state)
        if key is None or (channel.name in SIDE_CHANNELS and channel.state is not ChannelState.FAILED):
            continue
        detail = channel.records.detail if isinstance(channel.records, Missing) else ""
        yield Remark(key, {"name": _short(channel), "detail": detail[:_MAX_DETAIL]})


def _short(channel: EventChannel) -> str:
    """The channel as people say it; a record that failed as a whole does not name its own."""
    return channel.name.removeprefix("Microsoft-Windows-")[:_MAX_CHANNEL] or "AAD"


def notes_about_log(host: HostView, language: str = "en") -> tuple[str, ...]:
    """What a log tells that is all there is of a host, where its newest attempt succeeded: no finding would say it."""
    ended = [attempt for attempt in host.logged if attempt.has_failed or attempt.has_succeeded]
    if host.users or not isinstance(host.evidence.sessions, Missing) or not ended or not ended[-1].has_succeeded:
        return ()
    newest = ended[-1]
    remarks = []
    if newest.ended_at is not None:
        key = "log-success-of" if newest.user else "log-success"
        remarks.append(Remark(key, {"at": newest.ended_at, **({"user": newest.user[:120]} if newest.user else {})}))
    return tuple(worded(remark, language) for remark in (*remarks, *_overcome(newest)))


def worded(remark: Remark, language: str = "en") -> str:
    """The remark as a sentence."""
    words = NOTE_WORDS.get(language, NOTE_WORDS["en"])
    if remark.key == _AS_IT_IS:
        return str(remark.values["text"])
    values = {
        name: spoken_with_value(value, language) if isinstance(value, CauseClass) else _value(value, words)
        for name, value in remark.values.items()
    }
    if remark.values.get("source") in _OUR_SOURCES:
        values["source"] = words[values["source"]]
    return words[remark.key].format_map(values)


def _value(value: str | datetime | timedelta, words: Mapping[str, str]) -> str:
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M}"
    return spoken(value, words) if isinstance(value, timedelta) else value


#: Sources of an unlock that are words of ours; others are names of logs.
_OUR_SOURCES: Final = frozenset({"sign-in", "unlock"})
#: The key of a remark that is the host's own words.
_AS_IT_IS: Final = ""


def _age(user: UserView, status: Status) -> Iterator[Remark]:
    """An old PRT on a PC nobody unlocked is normal: its age is a remark (article, step 1, the four-hour rule)."""
    old, seen, renewed_at = age(user), activity(user), user.renewal.at
    if old is None or renewed_at is None or old <= user.policy.stale_after:
        return
    if status is Status.STALE and seen is not None:
        yield Remark("stale", {"age": old, "source": seen[1], "at": seen[0]})
    if status is Status.HEALTHY and has_prt(user):
        is_unseen = seen is None or seen[0] <= renewed_at
        yield Remark("idle" if is_unseen else "not-due", {"age": old})


def _where_from(user: UserView, _: Status) -> Iterator[Remark]:
    """What the verdict rests on, where that is not the user's own session."""
    if user.own is None and user.attempts:
        yield Remark("from-events")
    if user.is_matched_by_name and user.attempts:
        yield Remark("by-account-name")
    witness = vouching_witness(user)
    if user.own is None and witness is not None and user.renewal.at is None:
        yield Remark("witness", {"event": witness.reference.where.partition(" ")[0], "at": witness.at})
    if user.own is not None and user.own.report.is_cut:
        yield Remark("ends-early")


def _times(user: UserView, status: Status) -> Iterator[Remark]:
    """What is odd about the PRT's times."""
    if user.renewal.is_implausible:
        yield Remark("expiry-before-update")
    if is_clock_ahead(user):
        yield Remark("renewed-in-future")
    if status is Status.HEALTHY and user.renewal.at is None and user.own is not None:
        yield Remark("no-times")
    left = None if user.now is None or user.renewal.expires_at is None else user.renewal.expires_at - user.now
    is_alive = status in {Status.HEALTHY, Status.STALE, Status.FAILING}
    if is_alive and left is not None and is_running_out(user):
        yield Remark("expires-soon", {"left": left})


def _others(user: UserView, status: Status) -> Iterator[Remark]:
    """Failures that are or may be somebody else's."""
    for attempt in user.foreign_attempts:
        yield Remark("somebody-elses", {"user": attempt.user[:120]})
    if doubtful_failure(user) is not None:
        yield Remark("owner-unknown")
    if status is Status.BROKEN and open_failure(user) is None and is_host_failing(user.device) is not None:
        yield Remark("nobodys")
        if user.device.analytic is ChannelState.DISABLED:
            yield Remark("analytic-names")


def _flows(user: UserView, _: Status) -> Iterator[Remark]:
    """What the log did not hold of this user's attempts, and what failed inside one that succeeded."""
    if user.newest_attempt is not None:
        yield from _overcome(user.newest_attempt)
    last = user.attempts[-1] if user.attempts else None
    if last is not None and last.is_open and last.started_at is not None and not last.has_failed:
        yield Remark("open-attempt", {"at": last.started_at})
    failure = open_failure(user)
    if failure is not None and failure.is_cut:
        yield Remark("cut-attempt")
    if failure is not None and failure.is_interleaved:
        yield Remark("interleaved")
    if failure is not None and failure.source is AttemptSource.BRACKET:
        yield Remark("from-analytic")
    elif failure is not None and failure.phase is None and user.device.analytic is ChannelState.DISABLED:
        yield Remark("analytic-off")


def _overcome(attempt: Attempt) -> Iterator[Remark]:
    """What failed inside an attempt that succeeded in the end, and the records that say so."""
    if attempt.overcome:
        records = (" ".join(one.where.split(" ")[:3]) for one in attempt.references)  # `1081 record 7 Error`
        shown = ", ".join(dict.fromkeys(record for record in records if record))
        yield Remark("overcome", {"codes": ", ".join(attempt.overcome[:_MAX_NAMES]), "records": shown[:200]})


def _contradiction(user: UserView, status: Status) -> Iterator[Remark]:
    """Where two witnesses disagree: the status follows the stronger one, and the reader is told of the other."""
    failure = open_failure(user)
    is_refused = status is Status.BROKEN and failure is not None and is_device_refusal(failure)
    if is_refused and user.device.auth is DeviceAuth.SUCCESS:
        yield Remark("device-well-now")
    if user.own is not None and user.own.prt == "YES" and user.device.join_type in _NEVER_WITH_PRT:
        yield Remark("yes-but-unjoined")
    if status is not Status.BROKEN or user.own is None or user.own.prt != "NO":
        return
    newest, witness = user.newest_attempt, vouching_witness(user)
    if newest is not None and newest.has_succeeded and newest.ended_at is not None:
        yield Remark("success-but-no", {"at": newest.ended_at})
    elif witness is not None:
        yield Remark("seen-but-no", {"at": witness.at})


def _two_causes(findings: Sequence[Finding]) -> Iterator[Remark]:
    """Two findings that are both certain and name different families of causes cannot both be the whole truth."""
    certain = [f for f in findings if f.confidence is Confidence.CERTAIN and f.severity is Severity.ERROR]
    classes = list(dict.fromkeys(f.cause_class for f in certain if f.cause_class is not CauseClass.OTHER))
    if len(classes) > 1:
        yield Remark("two-causes", {"first": classes[0], "second": classes[1]})


def _missing(user: UserView, status: Status) -> Iterator[Remark]:
    """The host's own words about why nothing was seen."""
    if status is not Status.UNKNOWN or user.missing is None or user.missing.reason is MissingReason.LOG_UNREADABLE:
        return  # what was not read of the event log is said for the host
    if user.missing.detail:
        yield Remark(_AS_IT_IS, {"text": user.missing.detail[:200]})


def _desktop(user: UserView, _: Status) -> Iterator[Remark]:
    """A sign-in that other tools take for nobody's."""
    if not user.session.has_explorer:
        yield Remark("no-explorer")


def _files(user: UserView, _: Status) -> Iterator[Remark]:
    """From which file of a case it is, and which older ones that stands for."""
    if user.file:
        yield Remark("file", {"file": user.file[:200]})
    if user.earlier_files:
        shown, more = user.earlier_files[:_MAX_NAMES], len(user.earlier_files) - _MAX_NAMES
        yield Remark("earlier-files", {"files": ", ".join(shown) + (f", +{more}" if more > 0 else "")})


def _way_out(user: UserView, status: Status) -> Iterator[Remark]:
    """What a look at proxies and network says beside a trouble; on a healthy host it explains nothing."""
    if status not in {Status.BROKEN, Status.FAILING, Status.STALE}:
        return
    shown = users_only_proxy(user.device.state)
    if shown:
        yield Remark("proxy-users-only", {"proxy": shown[0].value[:120]})
    if has_way_now(user.device.state):
        yield Remark("way-now")


REMARKERS: Final[tuple[Remarker, ...]] = (
    _age,
    _where_from,
    _times,
    _others,
    _flows,
    _contradiction,
    _way_out,
    _desktop,
    _files,
)


def spoken(duration: timedelta, words: Mapping[str, str] = NOTE_WORDS["en"]) -> str:
    """`45 min`, `9 h`, `3 d`: the two digits a person reads."""
    minutes = int(duration.total_seconds() // 60)
    if minutes < 60:
        return words["minutes"].format(number=minutes)
    hours = minutes // 60
    return words["hours"].format(number=hours) if hours < 48 else words["days"].format(number=hours // 24)
