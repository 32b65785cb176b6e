"""Calls that hang hold up neither the event loop's end nor the process."""

import asyncio
import threading
import time

import pytest

from remote_prt.directory.left_behind import in_daemon_thread


async def test_results_and_errors_come_through() -> None:
    """What the call returns or raises is had where it is awaited."""
    assert await in_daemon_thread(divmod, 7, 2) == (3, 1)
    with pytest.raises(ZeroDivisionError):
        await in_daemon_thread(divmod, 7, 0)


def test_a_call_that_hangs_is_left_behind() -> None:
    """The event loop is closed at once, no interpreter waits for the thread, and its late end is no error."""
    release, ended = threading.Event(), threading.Event()

    def hangs() -> None:
        release.wait(20)
        ended.set()

    async def cut_off() -> None:
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.05):
                await in_daemon_thread(hangs)

    began = time.monotonic()
    asyncio.run(cut_off())
    took = time.monotonic() - began
    left = [thread for thread in threading.enumerate() if thread.name == "remote_prt-logon"]
    release.set()
    for thread in left:
        thread.join(10)

    assert took < 10
    assert [thread.daemon for thread in left] == [True]
    assert ended.is_set()
