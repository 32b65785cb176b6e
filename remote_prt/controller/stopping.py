"""Work that a request to stop cuts off."""

import asyncio


async def until_stopped(work: "asyncio.Task[None]", stop: asyncio.Event) -> None:
    """Wait for the work, or cancel it when `stop` is set; an outer cancellation cancels the work too."""
    stopped = asyncio.create_task(stop.wait())
    try:
        await asyncio.wait([work, stopped], return_when=asyncio.FIRST_COMPLETED)
    finally:
        stopped.cancel()
        if not work.done():
            work.cancel()
        await asyncio.wait([work, stopped])
    if not work.cancelled():
        work.result()
