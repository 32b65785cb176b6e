"""How an engine's items become output, at the host's own pace, whatever kind of shell asked."""

import asyncio
from collections.abc import AsyncGenerator, Callable

from remote_prt.lab.engine import Engine, PipelineCall, StreamItem
from remote_prt.lab.output_queue import OutputQueue
from remote_prt.lab.scenario import SimulatedHost


async def play(
    engine: Engine, host: SimulatedHost, call: PipelineCall, output: OutputQueue, write: Callable[[StreamItem], None]
) -> None:
    """Writes each item after the time the host takes for it, and waits while nobody fetches.

    Raises:
        UnknownScript: the engine does not know the call.
    """
    items = engine.run(host, call)
    try:
        async for item in items:
            if item.seconds:
                await asyncio.sleep(item.seconds)
            await output.room()
            write(item)
    finally:  # a script that was stopped half-way cleans up now, not when the collector finds it
        if isinstance(items, AsyncGenerator):
            await items.aclose()
