"""Renewals over the real wire: what is seen is said, what is not seen is never claimed, and nothing is left behind."""

from dataclasses import replace

import pytest

from remote_prt.controller.refresh import RefreshPlan
from remote_prt.lab.scenario import Scenario
from remote_prt.lab.story import Attempt, Flow, RefreshEnd, RefreshStory, TaskEnd, UserStory
from remote_prt.model import Deed, DeedPart, Outcome, Target
from tests.conftest import StartFarm
from tests.controller.played_farm import PlayedFarm, played_farm, playing
from tests.transports.test_pypsrp_threads import target_of


def keys(part: DeedPart) -> list[str]:
    """Which sentences are said."""
    return [remark.key for remark in part.remarks]


def with_user(scenario: Scenario, **changes: object) -> Scenario:
    """The scenario with its first user changed."""
    first, *others = scenario.story.users
    users = (replace(first, **changes), *others)
    return replace(scenario, story=replace(scenario.story, users=users))


def with_refresh(name: str, end: RefreshEnd, after_seconds: float = 1) -> Scenario:
    """A shipped scenario whose first user's renewal ends so."""
    return with_user(playing(name), refresh=RefreshStory(end, after_seconds))


@pytest.mark.parametrize("name", ["stale-after-unlock", "healthy-entra", "healthy-server-2019", "prt-expired"])
async def test_a_renewal_is_said_when_the_time_moved(start_farm: StartFarm, name: str) -> None:
    """On every generation that shows the time, and where there was none, it is seen to move."""
    async with played_farm(start_farm, with_refresh(name, RefreshEnd.WORKS)) as here:
        run = await here.do(RefreshPlan().work)
        (part,) = run.deeds[0].parts

        assert part.deed is Deed.DONE
        assert part.after > part.before
        assert keys(part) == ["refresh.renewed"]
        assert here.time.pauses == [2.0]
        assert [when for when, _ in run.deeds[0].captures] == ["before", "after"]
        assert (here.farm.farm.stats().open_tasks, here.farm.farm.stats().open_shells) == (0, 0)


async def test_a_user_who_unlocks_later_is_waited_for(start_farm: StartFarm) -> None:
    """The session is locked; 25 s later it is unlocked: the time moves, and both are said."""
    async with played_farm(start_farm, playing("idle-overnight")) as here:
        run = await here.do(RefreshPlan(wait_seconds=600).work)
        (part,) = run.deeds[0].parts

        assert part.deed is Deed.DONE
        assert keys(part) == ["refresh.renewed-by-unlock"]
        assert 25 <= here.time.played < 40


async def test_one_who_never_does_is_told_what_was_seen_and_what_to_try(start_farm: StartFarm) -> None:
    """Nothing moves: pending after the whole wait, with the session's state and the article's step."""
    async with played_farm(start_farm, with_refresh("idle-overnight", RefreshEnd.IGNORED)) as here:
        run = await here.do(RefreshPlan(wait_seconds=60).work)
        (part,) = run.deeds[0].parts

        assert part.deed is Deed.PENDING
        assert part.before == part.after != ""
        assert keys(part) == ["refresh.not-seen", "refresh.session-locked", "refresh.lock-and-unlock"]
        assert 59 < here.time.played <= 60


async def test_where_no_time_is_shown_none_is_claimed(start_farm: StartFarm) -> None:
    """Windows 10 1803 prints no update time: pending, and why that cannot be told."""
    async with played_farm(start_farm, with_refresh("healthy-1803", RefreshEnd.WORKS)) as here:
        run = await here.do(RefreshPlan(wait_seconds=5).work)
        (part,) = run.deeds[0].parts

        assert part.deed is Deed.PENDING
        assert keys(part)[0] == "refresh.no-time"


async def test_a_failed_attempt_is_told_with_its_finding(start_farm: StartFarm) -> None:
    """The attempt that our asking caused failed: FAILED with code and cause, at once."""
    async with played_farm(start_farm, playing("refresh-cannot-connect")) as here:
        run = await here.do(RefreshPlan().work)
        (part,) = run.deeds[0].parts

        assert part.deed is Deed.FAILED
        assert part.finding is not None
        assert part.finding.finding_id == "PRT-WINHTTP-12029"
        assert here.time.played < 20


async def test_an_old_failure_is_not_ours(start_farm: StartFarm) -> None:
    """A failure from before we asked does not make the renewal fail."""
    async with played_farm(start_farm, with_refresh("refresh-cannot-connect", RefreshEnd.WORKS)) as here:
        run = await here.do(RefreshPlan().work)

        assert run.deeds[0].parts[0].deed is Deed.DONE


async def test_a_build_without_the_switch_gets_guidance(start_farm: StartFarm) -> None:
    """Its dsregcmd prints its usage: not possible, and lock and unlock instead."""
    async with played_farm(start_farm, playing("stale-on-server")) as here:
        run = await here.do(RefreshPlan(wait_seconds=20).work)
        (part,) = run.deeds[0].parts

        assert part.deed is Deed.NOT_POSSIBLE
        assert keys(part) == ["refresh.no-switch", "refresh.lock-and-unlock"]


@pytest.mark.parametrize(
    ("name", "changes", "expected"),
    [
        pytest.param("nobody-signed-in", {}, ["refresh.nobody", "refresh.sign-in"], id="nobody signed in"),
        pytest.param("not-joined", {}, ["refresh.not-applicable"], id="not joined"),
        pytest.param(
            "healthy-entra", {"task": TaskEnd.REFUSED}, ["refresh.refused", "refresh.lock-and-unlock"], id="refused"
        ),
    ],
)
async def test_what_is_not_possible_says_why(
    start_farm: StartFarm, name: str, changes: dict[str, object], expected: list[str]
) -> None:
    """Nothing is asked for, and the reason is said."""
    played = with_user(playing(name), **changes) if changes else playing(name)
    async with played_farm(start_farm, played) as here:
        run = await here.do(RefreshPlan().work)
        (part,) = run.deeds[0].parts

        assert part.deed is Deed.NOT_POSSIBLE
        assert keys(part) == expected
        assert here.time.pauses == []


async def test_only_the_named_user_is_asked(start_farm: StartFarm) -> None:
    """Of three users of a session host one is renewed; the others' tokens stay as they are."""
    crowd = replace(
        playing("healthy-entra"),
        story=replace(
            playing("healthy-entra").story,
            users=tuple(
                UserStory("HEALTHY", upn=f"user{n}@contoso.com", updated_minutes_ago=200 + n) for n in range(3)
            ),
        ),
    )
    async with played_farm(start_farm, crowd) as here:
        run = await here.do(RefreshPlan(only_user="USER1@contoso.com").work)
        again = await here.do(RefreshPlan(only_user="nobody@contoso.com").work)
        after = [user.prt_update_at for user in (await here.visitor.visit(_first(here))).diagnosis.users]

        assert [part.deed for part in run.deeds[0].parts] == [Deed.DONE]
        assert max(after) > min(after)
        assert sum(at == max(after) for at in after) == 1
        assert keys(again.deeds[0].parts[0]) == ["refresh.not-signed-in", "refresh.sign-in"]


async def test_a_dry_run_changes_nothing(start_farm: StartFarm) -> None:
    """It says for whom, and a later visit finds the same time."""
    async with played_farm(start_farm, playing("stale-after-unlock")) as here:
        run = await here.do(RefreshPlan(dry_run=True).work)
        (part,) = run.deeds[0].parts

        assert part.deed is Deed.WOULD_CHANGE
        assert part.after == ""
        assert here.time.pauses == []


async def test_one_bad_host_costs_no_other_its_result(start_farm: StartFarm) -> None:
    """A host that is off, one that is disabled and one that hangs stand beside one that is renewed."""
    async with played_farm(start_farm, playing("stale-after-unlock")) as here:
        targets = [Target("127.0.0.1", port=9), _first(here), Target("pc-off", enabled=False)]
        run = await here.do(RefreshPlan().work, targets)

        assert [deed.outcome for deed in run.deeds] == [Outcome.UNREACHABLE, Outcome.VISITED, Outcome.SKIPPED]
        assert run.deeds[0].failure is not None
        assert run.deeds[1].parts[0].deed is Deed.DONE


async def test_a_failed_attempt_is_seen_without_summary_events(start_farm: StartFarm) -> None:
    """Windows 10 logs no summary; the block that dsregcmd prints is enough."""
    failing = RefreshStory(RefreshEnd.FAILS, 4, Attempt(Flow.REFRESH, 0, "0xc000006a", http_status=400))
    async with played_farm(start_farm, with_user(playing("stale-after-unlock"), refresh=failing)) as here:
        run = await here.do(RefreshPlan().work)

        assert run.deeds[0].parts[0].deed is Deed.FAILED


async def test_an_endpoint_that_runs_commands_only_says_so(start_farm: StartFarm) -> None:
    """A JEA endpoint is visited by name and runs no action: failed, and which endpoint to use instead."""
    async with played_farm(start_farm, playing("jea-endpoint")) as here:
        run = await here.do(RefreshPlan().work)
        (deed,) = run.deeds

        assert [part.deed for part in deed.parts] == [Deed.FAILED]
        assert keys(deed.parts[0]) == ["refresh.no-answer"]
        assert deed.failure is not None
        assert deed.failure.message == "this endpoint runs no script text"
        assert deed.captures[0][0] == "before"


def _first(here: PlayedFarm) -> Target:
    return target_of(here.farm)
