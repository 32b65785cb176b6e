"""Admission keeps to its size, hands out results as they finish, and leaves nothing running."""

import asyncio
from collections.abc import AsyncGenerator, Iterator

import pytest

from remote_prt.controller.pool import bounded


async def test_results_come_in_the_order_of_finishing() -> None:
    """A slow first item does not hold back the quick ones behind it."""
    release = asyncio.Event()

    async def work(item: str) -> str:
        if item == "slow":
            await release.wait()
        return item

    seen = []
    async with bounded(work, ["slow", "a", "b"], 3) as results:
        async for item in results:
            seen.append(item)
            if len(seen) == 2:
                release.set()

    assert seen[-1] == "slow"
    assert set(seen) == {"slow", "a", "b"}


async def test_no_more_than_size_run_at_once() -> None:
    """Of many items at most `size` are between start and end at any time."""
    running = most = 0

    async def work(_: int) -> None:
        nonlocal running, most
        running += 1
        most = max(most, running)
        await asyncio.sleep(0)
        running -= 1

    async with bounded(work, range(50), 4) as results:
        done = [None async for _ in results]

    assert most == 4
    assert len(done) == 50


async def test_items_are_taken_only_as_slots_become_free() -> None:
    """An endless iterable is not read ahead: what is not started was never asked for."""
    taken = 0

    def endless() -> Iterator[int]:
        nonlocal taken
        while True:
            taken += 1
            yield taken

    async def work(item: int) -> int:
        await asyncio.sleep(0)
        return item

    async with bounded(work, endless(), 3) as results:
        async for item in results:
            if item >= 10:
                break

    assert taken < 30


async def test_leaving_early_cancels_what_still_runs() -> None:
    """Work that is under way when the consumer leaves is cancelled and awaited before the block ends."""
    cancelled: list[int] = []

    async def work(item: int) -> int:
        if item == 0:
            return item
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            cancelled.append(item)
            raise
        return item

    async with bounded(work, range(3), 3) as results:
        await anext(results)

    assert sorted(cancelled) == [1, 2]
    assert len(asyncio.all_tasks()) == 1


async def test_cancelling_the_consumer_leaves_no_task() -> None:
    """A cancellation from outside ends feeder and workers, also while the feeder waits for a slot."""

    async def forever(_: int) -> None:
        await asyncio.Event().wait()

    async def consume() -> None:
        async with bounded(forever, range(100), 2) as results:
            async for _ in results:
                pass

    task = asyncio.create_task(consume())
    for _ in range(5):
        await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task

    assert len(asyncio.all_tasks()) == 1


async def test_an_error_of_the_work_is_raised_to_the_consumer() -> None:
    """Work that raises is not lost in a future nobody reads."""

    async def work(item: int) -> int:
        if item == 3:
            raise LookupError("three")
        return item

    with pytest.raises(LookupError, match="three"):
        async with bounded(work, range(10), 2) as results:
            async for _ in results:
                pass


async def test_an_error_of_the_iterable_is_raised_to_the_consumer() -> None:
    """A source of items that breaks is told, after what it gave has been worked on."""

    def broken() -> Iterator[int]:
        yield 1
        raise OSError("source lost")

    async def work(item: int) -> int:
        return item

    with pytest.raises(OSError, match="source lost"):
        async with bounded(work, broken(), 2) as results:
            async for _ in results:
                pass


async def test_no_items_mean_no_results() -> None:
    """An empty list ends at once."""

    async def work(item: int) -> int:
        return item

    async with bounded(work, [], 5) as results:
        done = [item async for item in results]

    assert done == []


async def test_the_last_result_is_not_lost_when_the_items_end_with_it() -> None:
    """Items that are still to come may end in the very turn of the loop in which the last piece of work is done."""
    done = asyncio.Event()

    async def items() -> AsyncGenerator[int, None]:
        yield 1
        await done.wait()

    async def work(item: int) -> int:
        await asyncio.sleep(0)
        done.set()
        return item

    async with bounded(work, items(), 2) as results:
        assert [item async for item in results] == [1]
