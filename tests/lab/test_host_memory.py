"""A host on which something was done remembers it, and ages; all others tell their story relative to each visit."""

import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace

import pytest

from remote_prt.lab.canned import CannedEngine, visit_text
from remote_prt.lab.engine import PipelineCall
from remote_prt.lab.fleet import load_scenarios
from remote_prt.lab.host_memory import HostMemory, as_remembered
from remote_prt.lab.scenario import SimulatedHost
from remote_prt.lab.story import Channel, LogState, RefreshEnd, RefreshStory, SessionState
from remote_prt.snippets import compose_action
from tests.lab_farm import NOW


@dataclass
class Time:
    """The farm's clock, set by hand."""

    seconds: float = 0.0


def host(name: str = "healthy-entra", number: int = 1, **user: object) -> SimulatedHost:
    """A host of a shipped scenario, its first user changed."""
    played = next(scenario for scenario in load_scenarios() if scenario.name == name)
    users = (replace(played.story.users[0], **user), *played.story.users[1:])
    played = replace(played, story=replace(played.story, users=users))
    return SimulatedHost(f"pc-{number:03}", played, number, NOW)


async def records(stream: AsyncIterator[object]) -> list[dict[str, object]]:
    """What came over the wire."""
    return [json.loads(item.value) async for item in stream]


async def update_time(engine: CannedEngine, one: SimulatedHost) -> str:
    """What a visit sees in the first user's session."""
    seen = await records(engine.run(one, PipelineCall(visit_text())))
    text = next(record["Data"]["Text"] for record in seen if record["Snippet"] == "Receive-PrtUserTask")
    return next(line.partition(": ")[2].strip() for line in text.splitlines() if "AzureAdPrtUpdateTime" in line)


async def act(engine: CannedEngine, one: SimulatedHost, name: str, **values: object) -> dict[str, object]:
    """What the host answers to an action."""
    (record,) = await records(engine.run(one, PipelineCall(compose_action(name).text, parameters=values)))
    return record["Data"]


async def test_only_a_host_on_which_something_was_done_ages() -> None:
    """Of two equal hosts one was asked to renew, in vain: its update time stands still, the other's stays as old."""
    clock = Time()
    engine = CannedEngine(pace=0, clock=lambda: clock.seconds)
    asked, other = host(refresh=RefreshStory(RefreshEnd.IGNORED)), host(number=2)
    before = [await update_time(engine, one) for one in (asked, other)]
    await act(engine, asked, "Invoke-PrtRefresh")
    clock.seconds = 3600
    after = [await update_time(engine, one) for one in (asked, other)]

    assert before[0] == after[0]
    assert before[1] < after[1]


async def test_a_dry_run_is_not_remembered() -> None:
    """Asked what it would do, the host tells its story as before."""
    clock = Time()
    engine = CannedEngine(pace=0, clock=lambda: clock.seconds)
    one = host()
    before = await update_time(engine, one)
    answer = await act(engine, one, "Invoke-PrtRefresh", DryRun=True)
    clock.seconds = 60

    assert [user["State"] for user in answer["Users"]] == ["whatif"]
    assert await update_time(engine, one) > before


@pytest.mark.parametrize(
    ("seconds", "renewed"), [pytest.param(9.9, False, id="not yet"), pytest.param(10.0, True, id="at its time")]
)
def test_an_unlock_comes_when_it_is_told(seconds: float, renewed: bool) -> None:
    """Before its time the session is locked and the token old; from then on neither."""
    one = host("idle-overnight", refresh=RefreshStory(RefreshEnd.NEEDS_UNLOCK, 10))
    user = as_remembered(one, HostMemory().asked(1, 100.0), 100.0 + seconds).scenario.story.users[0]

    assert (user.session is SessionState.ACTIVE) is renewed
    assert (user.updated_minutes_ago < 1) is renewed


def test_a_channel_is_emptied_by_enabling_only() -> None:
    """Enabled at 60 s it holds one minute at 120 s; disabled again it keeps what it held."""
    memory = HostMemory().channel_set(Channel.ANALYTIC, 60.0, enabled=True)
    later = memory.channel_set(Channel.ANALYTIC, 120.0, enabled=False)
    on = as_remembered(host(), memory, 120.0).scenario.story.analytic
    off = as_remembered(host(), later, 180.0).scenario.story.analytic

    assert (on.state, on.horizon_minutes) == (LogState.OK, 1.0)
    assert (off.state, off.horizon_minutes) == (LogState.DISABLED, 2.0)
