"""Slots open by degrees, waiting costs a host nothing, and a run ends at its deadline or at too many failures."""

import asyncio
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest

from remote_prt.controller.clock import Clock
from remote_prt.controller.traffic import Budget, LeftOutError, MaxFail, Pace, Traffic
from remote_prt.model import Outcome, StopReason, Target, VisitOutcome

NOW = datetime(2026, 1, 31, 1, 0, tzinfo=UTC)


@dataclass
class Hands:
    """A clock that stands still until told."""

    now: float = 1000.0

    def clock(self) -> Clock:
        return Clock(lambda: NOW + timedelta(seconds=self.now - 1000), lambda: self.now)


def done(outcome: Outcome, seconds: float = 1.0) -> VisitOutcome:
    """A visit that ended."""
    return VisitOutcome(Target("pc"), outcome, None, None, None, None, None, NOW, seconds)


async def test_slots_open_by_degrees() -> None:
    """Eight at first; from the first that came through on twice as many each time, up to the concurrency."""
    road, pauses = Traffic(50, Pace(), Clock()), asyncio.Queue[None]()
    inside, most = 0, []

    async def visit() -> None:
        nonlocal inside
        async with road.slot():
            inside += 1
            await asyncio.Event().wait()

    async def pause(_: float) -> None:
        await pauses.get()

    ramp = asyncio.create_task(road.ramp(pause))
    visits = [asyncio.create_task(visit()) for _ in range(100)]
    for turn in range(5):
        if turn == 1:
            road.let_in()
        if turn > 0:
            pauses.put_nowait(None)
        for _ in range(300):
            await asyncio.sleep(0)
        most.append(inside)
    for task in (ramp, *visits):
        task.cancel()
    await asyncio.wait([ramp, *visits])

    assert most == [8, 16, 32, 50, 50]


def test_waiting_costs_a_host_none_of_its_time() -> None:
    """The host's deadline moves by what it waited, and what it took is told without that."""
    hands = Hands()
    budget = Budget(120, hands.clock())
    hands.now += 10
    with budget.waiting() as over:
        hands.now += 300
        over()
        hands.now += 5

    assert budget.deadline.at == 1000 + 120 + 300
    assert budget.spent == 15
    assert budget.seconds_left == 105


def test_no_deadline_of_a_host_is_later_than_that_of_the_run() -> None:
    """A visit that begins late has what is left of the run."""
    assert Budget(120, Hands().clock(), ends_at=1030.0).seconds_left == 30


def test_no_host_is_begun_when_too_little_is_left() -> None:
    """Some of the run's 100 s are kept for cleaning up, and a visit that takes longer than the rest is not begun."""
    hands = Hands()
    road = Traffic(8, Pace(deadline=NOW + timedelta(seconds=100)), hands.clock())
    road.finished(done(Outcome.VISITED, 10.0), was_answered=True)

    assert road.ends_at == 1094
    hands.now = 1083.0
    road.check()
    hands.now = 1085.0
    with pytest.raises(LeftOutError):
        road.check()
    assert road.stopped_by is StopReason.DEADLINE


async def test_who_waits_for_a_slot_at_the_deadline_is_left_out() -> None:
    """The wait for a slot ends with the run's time."""
    road = Traffic(1, Pace(deadline=datetime.now(UTC) + timedelta(seconds=0.2)), Clock())
    async with road.slot():
        with pytest.raises(LeftOutError):
            async with road.slot():
                pass

    assert road.stopped_by is StopReason.DEADLINE


@pytest.mark.parametrize(
    ("limit", "failed", "decided", "is_reached"),
    [
        (MaxFail(3), 2, 100, False),
        (MaxFail(3), 3, 3, True),
        (MaxFail(30, is_percent=True), 10, 19, False),  # too few to say
        (MaxFail(30, is_percent=True), 5, 20, False),
        (MaxFail(30, is_percent=True), 6, 20, True),
        (MaxFail(100, is_percent=True), 20, 20, True),
    ],
)
def test_too_many_failures(limit: MaxFail, failed: int, decided: int, is_reached: bool) -> None:
    """A number counts as it is, a percentage of the decided hosts once there are twenty."""
    assert limit.is_reached(failed, decided, 500) is is_reached


def test_a_percentage_of_few_hosts_counts_once_all_are_decided() -> None:
    """Where fewer than twenty hosts were asked for, all of them are enough."""
    assert MaxFail(50, is_percent=True).is_reached(2, 4, 4)


def test_switched_off_hosts_alone_do_not_reach_a_percentage() -> None:
    """They are decided first; a host that stands before its session counts as decided too."""
    road = Traffic(200, Pace(max_fail=MaxFail(50, is_percent=True)), Clock(), hosts=200)
    for number in range(60):
        if number % 3 == 0:
            road.finished(done(Outcome.UNREACHABLE), was_answered=False)
        else:
            road.begin(Target(f"pc-{number}"))

    assert road.reason_to_stop() is None


async def test_a_percentage_of_the_first_hosts_says_nothing_while_more_may_come() -> None:
    """`--max-fail 50%` waits for twenty decided hosts where a few are known and others are still listed."""
    road = Traffic(4, Pace(max_fail=MaxFail(50, is_percent=True)), Clock(), hosts=3)
    road.expect(3, more=True)
    for _ in range(3):
        road.finished(done(Outcome.UNREACHABLE), was_answered=False)
    before = road.reason_to_stop()
    road.expect(3, more=False)

    assert before is None
    assert road.reason_to_stop() is StopReason.MAX_FAIL
