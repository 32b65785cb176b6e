"""Writes the records that `Get-PrtChannelEvent` sends, one per channel, answered from a scenario."""

from datetime import datetime, timedelta

from remote_prt.lab.event_text import CHANNEL_NAMES, LoggedEvent, logged_events
from remote_prt.lab.identity import HostIdentity
from remote_prt.lab.scenario import SimulatedHost
from remote_prt.lab.story import Channel, LogState

CHANNEL_BYTES = 1_052_672  #: the default size of each channel
_MAX_OTHER_EVENTS = 100  #: of those that are not about the PRT


def channel_mode(channel: Channel) -> str:
    """How a full log goes on: an analytic one stops, as `wevtutil gl` prints it by default."""
    return "Retain" if channel is Channel.ANALYTIC else "Circular"


def channel_events(
    host: SimulatedHost, identity: HostIdentity, channel: Channel, moment: datetime
) -> tuple[LoggedEvent, ...]:
    """What the channel holds, oldest first; nothing where it does not exist or may not be read."""
    is_there = host.scenario.story.channel(channel).state in (LogState.OK, LogState.DISABLED)
    return logged_events(host, identity, moment, channel) if is_there else ()


def channel_record(
    host: SimulatedHost, identity: HostIdentity, channel: Channel, moment: datetime, asked: tuple[int, int, str]
) -> dict[str, object]:
    """`Get-PrtChannelEvent`; a channel that is switched off tells its state, and none of the records it holds.

    Args:
        host: whose story is told.
        identity: its made-up details.
        channel: which one.
        moment: now, by the host's own clock.
        asked: `EventHours`, `MaxEvents` and `Context` of the visit.
    """
    event_hours, max_events, context = asked
    story = host.scenario.story.channel(channel)
    state = _state(host, channel, context)
    since = moment - timedelta(hours=event_hours)
    is_there = story.state in (LogState.OK, LogState.DISABLED)
    logged = channel_events(host, identity, channel, moment)
    broken, readable = logged[: story.unreadable], logged[story.unreadable :]
    events = [event for event in readable if event.time >= since and state == "ok"]
    kept, complete_since = _kept(events, max_events)
    capped = len(kept) < len(events)
    is_forward_only = channel is Channel.ANALYTIC
    ends = kept if is_forward_only else readable
    is_looked_into = story.state is LogState.OK or not is_forward_only
    return {
        "Channel": CHANNEL_NAMES[channel],
        "State": state,
        "ErrorId": None,
        "Enabled": story.state is LogState.OK if is_there else None,
        "Mode": channel_mode(channel) if is_there else None,
        "MaximumSizeInBytes": CHANNEL_BYTES if is_there else None,
        "RecordCount": len(logged) if is_there else None,
        "OldestUtc": iso(readable[0].time) if readable and is_looked_into else None,
        "NewestUtc": iso(ends[-1].time) if ends else None,
        "SinceUtc": iso(since),
        "Capped": capped,
        "CompleteSinceUtc": complete_since,
        "Unreadable": sum(event.time >= since for event in broken) if state == "ok" and not capped else 0,
        "Events": [event.xml for event in kept],
    }


def _kept(events: list[LoggedEvent], max_events: int) -> tuple[list[LoggedEvent], str | None]:
    """The newest of both shares in order, and from when on none about the PRT was left out."""
    about_prt = [event for event in events if event.is_about_prt]
    ours = about_prt[-max_events:]
    others = [event for event in events if not event.is_about_prt][-_MAX_OTHER_EVENTS:]
    chosen = {id(event) for event in (*ours, *others)}
    complete_since = iso(ours[0].time) if len(ours) < len(about_prt) else None
    return [event for event in events if id(event) in chosen], complete_since


def _state(host: SimulatedHost, channel: Channel, context: str) -> str:
    """The channel's state; ConstrainedLanguage reads records only by a file, which not every context may write."""
    story = host.scenario.story
    state = story.channel(channel).state
    may_write = story.device.may_write and context in {"auto", "user"}
    is_full = story.device.language_mode == "FullLanguage" or may_write
    return state.value if is_full or state is not LogState.OK else "constrained"


def iso(moment: datetime) -> str:
    """A point in time as the snippets write it."""
    return f"{moment:%Y-%m-%dT%H:%M:%S}.{moment.microsecond // 1000:03}Z"
