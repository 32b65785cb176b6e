"""Calls that nothing can cut off: Kerberos and SSPI speak to the domain controller through sockets of their own.

Threads of `asyncio.to_thread` are waited for when the event loop is closed and when the interpreter ends, so a domain
controller that says nothing would keep a process that was told to end. These are daemons, left to their own end.
"""

import asyncio
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import ParamSpec, TypeVar

Parameters = ParamSpec("Parameters")
Result = TypeVar("Result")


async def in_daemon_thread(
    call: Callable[Parameters, Result], /, *args: Parameters.args, **kwargs: Parameters.kwargs
) -> Result:
    """What the call returns or raises, from a thread of its own; who is cancelled waits for it no longer."""
    loop = asyncio.get_running_loop()
    future: asyncio.Future[Result] = loop.create_future()

    def work() -> None:
        try:
            result = call(*args, **kwargs)
        except Exception as error:  # noqa: BLE001  it is raised where the result is wanted
            failure = error
            tell(lambda: future.set_exception(failure))
        else:
            tell(lambda: future.set_result(result))

    def tell(settle: Callable[[], None]) -> None:
        with suppress(RuntimeError):  # the loop has ended
            loop.call_soon_threadsafe(lambda: None if future.done() else settle())

    threading.Thread(target=work, name="remote_prt-logon", daemon=True).start()
    return await future
