"""What a simulated host remembers from one visit to the next, because an action changed something there.

A story is told relative to the moment of each visit, so that a lab stays true for days. A host on which something was
done no longer is: from then on its story ages, and what was done takes effect on top. `as_remembered` is the host as it
is now: everything else in the lab reads the story of that host and knows nothing of memories. One `HostMemories` per
farm owns all of it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from remote_prt.lab.scenario import SimulatedHost
from remote_prt.lab.story import (
    Attempt,
    Channel,
    ChannelStory,
    Flow,
    LogState,
    LogStory,
    RefreshEnd,
    SessionState,
    Story,
    UserStory,
)
from remote_prt.lab.trace_memory import HostTrace


@dataclass(frozen=True, slots=True)
class ChannelMemory:
    """An event channel that was enabled or disabled; times in seconds of the farm's clock."""

    is_enabled: bool
    emptied_at: float | None = None  #: enabling empties it


@dataclass(frozen=True, slots=True)
class HostMemory:
    """What one host remembers; times in seconds of the farm's clock."""

    told_at: float | None = None  #: the newest visit: what it told stays true once something is done
    since: float | None = None  #: from when on the story ages; None: nothing was ever done here
    asked_at: Mapping[int, float] = field(default_factory=dict, hash=False)  #: renewals, by 1-based user
    channels: Mapping[Channel, ChannelMemory] = field(default_factory=dict, hash=False)
    trace: HostTrace | None = None  #: the work folder of a trace

    def visited(self, now: float) -> "HostMemory":
        """After a visit."""
        return replace(self, told_at=now)

    def touched(self, now: float) -> "HostMemory":
        """After anything was done: the story ages from what the last visit told."""
        if self.since is not None:
            return self
        return replace(self, since=now if self.told_at is None else self.told_at)

    def asked(self, user: int, now: float) -> "HostMemory":
        """After a renewal was asked for."""
        return replace(self.touched(now), asked_at={**self.asked_at, user: now})

    def channel_set(self, channel: Channel, now: float, *, enabled: bool) -> "HostMemory":
        """After a channel was enabled or disabled."""
        before = self.channels.get(channel)
        emptied_at = now if enabled else None if before is None else before.emptied_at
        return replace(self.touched(now), channels={**self.channels, channel: ChannelMemory(enabled, emptied_at)})

    def tracing(self, trace: HostTrace | None) -> "HostMemory":
        """After a trace was begun, ended or removed; its story goes on as before."""
        return replace(self, trace=trace)


class HostMemories:
    """The memories of one farm's hosts."""

    def __init__(self) -> None:
        self._by_host: dict[tuple[str, int], HostMemory] = {}

    def of(self, host: SimulatedHost) -> HostMemory:
        """What the host remembers; an empty memory at first."""
        return self._by_host.get((host.computer_name, host.seed), HostMemory())

    def traces(self) -> int:
        """How many hosts hold the folder of a trace."""
        return sum(memory.trace is not None for memory in self._by_host.values())

    def keep(self, host: SimulatedHost, memory: HostMemory) -> None:
        """From now on the host remembers this."""
        self._by_host[host.computer_name, host.seed] = memory


def as_remembered(host: SimulatedHost, memory: HostMemory, now: float) -> SimulatedHost:
    """The host as it is now: its story aged, with what was done on top."""
    if memory.since is None:
        return host
    story = _aged(host.scenario.story, (now - memory.since) / 60)
    users = tuple(_renewed(user, now - memory.asked_at[number]) if number in memory.asked_at else user
                  for number, user in enumerate(story.users, 1))  # fmt: skip
    story = replace(story, users=users)
    for channel, remembered in memory.channels.items():
        story = _with_channel(story, channel, remembered, now)
    return replace(host, scenario=replace(host.scenario, story=story))


def _aged(story: Story, minutes: float) -> Story:
    """The story that many minutes later."""
    return replace(
        story,
        users=tuple(_aged_user(user, minutes) for user in story.users),
        events=tuple(replace(event, minutes_ago=event.minutes_ago + minutes) for event in story.events),
        flows=tuple(replace(flow, minutes_ago=flow.minutes_ago + minutes) for flow in story.flows),
    )


def _aged_user(user: UserStory, minutes: float) -> UserStory:
    expires, unlock = user.expires_in_minutes, user.unlock_minutes_ago
    return replace(
        user,
        logon_minutes_ago=user.logon_minutes_ago + minutes,
        unlock_minutes_ago=None if unlock is None else unlock + minutes,
        updated_minutes_ago=user.updated_minutes_ago + minutes,
        expires_in_minutes=None if expires is None else expires - minutes,
        attempts=tuple(replace(attempt, minutes_ago=attempt.minutes_ago + minutes) for attempt in user.attempts),
    )


def _renewed(user: UserStory, seconds: float) -> UserStory:
    """The user that many seconds after a renewal was asked for."""
    past = (seconds - user.refresh.after_seconds) / 60
    if past < 0 or user.refresh.end in (RefreshEnd.IGNORED, RefreshEnd.NO_SWITCH):
        return user
    if user.refresh.end is RefreshEnd.FAILS:
        failed = user.refresh.attempt or Attempt(Flow.REFRESH, 0, "0xc000006d", http_status=400)
        return replace(user, attempts=(*user.attempts, replace(failed, minutes_ago=past)))
    unlocked = replace(user, prt="YES", updated_minutes_ago=past, expires_in_minutes=None, attempts=())
    if user.refresh.end is RefreshEnd.WORKS:
        return unlocked
    return replace(
        unlocked, session=SessionState.ACTIVE, unlock_minutes_ago=past, unlock_source="LocalSessionManager 25"
    )


def _with_channel(story: Story, channel: Channel, remembered: ChannelMemory, now: float) -> Story:
    told = story.channel(channel)
    horizon = told.horizon_minutes
    if remembered.emptied_at is not None:
        horizon = min(horizon, (now - remembered.emptied_at) / 60)
    state = LogState.OK if remembered.is_enabled else LogState.DISABLED
    changed: LogStory | ChannelStory = replace(told, state=state, horizon_minutes=horizon)
    match changed:
        case LogStory():
            return replace(story, log=changed)
        case ChannelStory() if channel is Channel.ANALYTIC:
            return replace(story, analytic=changed)
        case _:
            return replace(story, registration=changed)
