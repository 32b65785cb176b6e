"""How a lab is told to end, or asked for its counts: by signals and by its standard input."""

import asyncio
import contextlib
import os
import signal
import stat
import sys
import threading
from collections.abc import Callable, Iterator


@contextlib.contextmanager
def signals(loop: asyncio.AbstractEventLoop, end: Callable[[], None], stats: Callable[[], None]) -> Iterator[None]:
    """SIGTERM and SIGINT end the lab, SIGUSR1 writes the stats; Windows loops take no signals, there Ctrl-C ends it."""
    handlers = {signal.SIGTERM: end, signal.SIGINT: end}
    if hasattr(signal, "SIGUSR1"):
        handlers[signal.SIGUSR1] = stats
    set_up = []
    for number, handler in handlers.items():
        with contextlib.suppress(NotImplementedError):  # Windows
            loop.add_signal_handler(number, handler)
            set_up.append(number)
    try:
        yield
    finally:
        for number in set_up:
            loop.remove_signal_handler(number)


def listen_to_stdin(loop: asyncio.AbstractEventLoop, end: Callable[[], None], stats: Callable[[], None]) -> None:
    """Watches standard input where it is a pipe or socket: `stats` asks, its end ends the lab.

    A daemon thread with `os.read`, since Windows cannot wait for pipes in the loop and a buffered reader would hold a
    lock when the interpreter ends.
    """
    try:
        descriptor = sys.stdin.fileno()
        mode = os.fstat(descriptor).st_mode
    except (AttributeError, OSError, ValueError):  # no standard input at all
        return
    if not (stat.S_ISFIFO(mode) or stat.S_ISSOCK(mode)):
        return

    def tell(action: Callable[[], None]) -> None:
        with contextlib.suppress(RuntimeError):  # the loop has ended meanwhile
            loop.call_soon_threadsafe(action)

    def read() -> None:
        rest = b""
        while data := os.read(descriptor, 4096):
            *lines, rest = (rest + data).split(b"\n")
            for line in lines:
                if line.strip() == b"stats":
                    tell(stats)
        tell(end)

    threading.Thread(target=read, name="lab-stdin", daemon=True).start()
