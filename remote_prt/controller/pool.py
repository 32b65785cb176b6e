"""Admission: at most `size` pieces of work at once, results as they finish. The only importer of asyncio_pool.

Traps of asyncio-pool 0.6 that end here (facts: winrm_psrp_performance 7): `itermap` yields nothing until all are done,
so finished futures go through a queue of ours; cancelling a consumer leaves workers running, so leaving always cancels
the pool and waits for it; `spawn` swallows a cancellation while it waits for a slot, so the feeder looks at a flag.
"""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Iterable
from contextlib import aclosing, asynccontextmanager
from typing import TypeVar

from asyncio_pool import AioPool

T = TypeVar("T")
R = TypeVar("R")


@asynccontextmanager
async def bounded(
    work: Callable[[T], Awaitable[R]], items: Iterable[T] | AsyncGenerator[T, None], size: int
) -> AsyncIterator[AsyncIterator[R]]:
    """An iterator over results in the order of finishing; an error of `work` is raised there.

    Items are taken one by one as slots become free, so endless or slow ones are fine. On leaving, work that is
    still running is cancelled and awaited.
    """
    pool = AioPool(size=size)
    finished: asyncio.Queue[asyncio.Future[R] | None] = asyncio.Queue()
    feeder = asyncio.create_task(_feed(pool, work, items, finished))
    try:
        async with aclosing(_results(finished, feeder)) as results:
            yield results
    finally:
        feeder.cancel()
        await pool.cancel()
        await asyncio.wait([feeder])


async def _feed(
    pool: AioPool,
    work: Callable[[T], Awaitable[R]],
    items: Iterable[T] | AsyncGenerator[T, None],
    finished: "asyncio.Queue[asyncio.Future[R] | None]",
) -> None:
    cancelled_before = _cancellations()
    async with aclosing(items if isinstance(items, AsyncGenerator) else _each(items)) as coming:
        async for item in coming:
            future: asyncio.Future[R] = await pool.spawn(_as_coroutine(work, item))
            if _cancellations() > cancelled_before:
                raise asyncio.CancelledError
            future.add_done_callback(finished.put_nowait)
    await pool.join()
    await asyncio.sleep(0)  # what was done by now is put by callbacks, which the loop runs before it comes back here
    finished.put_nowait(None)


async def _each(items: Iterable[T]) -> AsyncGenerator[T, None]:
    for item in items:
        yield item


async def _results(
    finished: "asyncio.Queue[asyncio.Future[R] | None]", feeder: "asyncio.Task[None]"
) -> AsyncGenerator[R, None]:
    feeder.add_done_callback(lambda _: finished.put_nowait(None))  # also when the iterable itself raised
    while (future := await finished.get()) is not None:
        yield future.result()
    if feeder.done() and not feeder.cancelled():
        feeder.result()


async def _as_coroutine(work: Callable[[T], Awaitable[R]], item: T) -> R:
    return await work(item)


def _cancellations() -> int:
    task = asyncio.current_task()
    return 0 if task is None else task.cancelling()
