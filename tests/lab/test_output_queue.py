"""What Receive gets, and when."""

import asyncio

import pytest

from remote_prt.lab.output_queue import HIGH_WATER_BYTES, Chunk, OutputAborted, OutputQueue


def chunks(*sizes: int) -> list[Chunk]:
    """Chunks of these sizes on stdout."""
    return [Chunk("stdout", b"x" * size) for size in sizes]


async def test_output_comes_in_order_and_within_the_envelope():
    """One Receive takes as many whole chunks as fit, at least one."""
    queue = OutputQueue()
    for chunk in chunks(30, 30, 30, 500, 1):
        queue.put(chunk)
    queue.finish()

    sizes = []
    while True:
        taken = await queue.take(70, 1)
        assert taken is not None
        sizes.append([len(chunk.data) for chunk in taken.chunks])
        if taken.exit_code is not None:
            break

    assert sizes == [[30, 30], [30], [500], [1]]


async def test_nothing_in_time_is_none():
    """A queue without output lets the time pass and says so."""
    assert await OutputQueue().take(1000, 0.01) is None


async def test_a_waiting_receive_gets_what_comes():
    """Output that arrives while a Receive waits ends the waiting."""
    queue = OutputQueue()
    waiting = asyncio.create_task(queue.take(1000, 5))
    await asyncio.sleep(0)
    queue.put(Chunk("stdout", b"late"))

    taken = await waiting

    assert taken is not None
    assert taken.chunks == (Chunk("stdout", b"late"),)
    assert taken.exit_code is None


async def test_the_end_comes_with_the_last_output_or_alone():
    """A finished command says so, also when everything was fetched before."""
    queue = OutputQueue()
    queue.put(Chunk("stdout", b"all"))
    first = await queue.take(1000, 1)
    queue.finish(3)
    second = await queue.take(1000, 1)

    assert first is not None
    assert second is not None
    assert (first.exit_code, second.chunks, second.exit_code) == (None, (), 3)


async def test_an_aborted_queue_ends_every_wait():
    """Delete frees each Receive that waits, and those that come after."""
    queue = OutputQueue()
    waiting = [asyncio.create_task(queue.take(1000, 5)) for _ in range(2)]
    await asyncio.sleep(0)
    queue.abort()

    for task in (*waiting, asyncio.create_task(queue.take(1000, 5))):
        with pytest.raises(OutputAborted):
            await task


async def test_a_writer_waits_while_nobody_fetches():
    """Beyond the high-water mark there is no room until something is taken."""
    queue = OutputQueue()
    queue.put(Chunk("stdout", bytes(HIGH_WATER_BYTES + 1)))
    writer = asyncio.create_task(queue.room())
    await asyncio.sleep(0)
    waited = not writer.done()
    await queue.take(1000, 1)
    await writer

    assert waited
