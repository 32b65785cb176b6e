"""`--end-with-stdin`: a program that starts this one ends it in order by closing a pipe.

A signal would do on POSIX, but Windows has none that one program may send to another without a console that both
share; and where the starting program dies, its pipe closes by itself.
"""

import os
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from remote_prt.cli.running import STOPPING


@contextmanager
def ending_with_stdin(*, wanted: bool) -> Iterator[None]:
    """Within, this process gets TERM, as from outside, when standard input closes; afterwards that means nothing.

    Whatever is to be read from standard input (a password) must have been read before. What comes then is dropped.
    """
    over = threading.Event()
    if wanted:
        threading.Thread(target=_watch, args=(over,), name="remote_prt-stdin", daemon=True).start()
    try:
        yield
    finally:
        over.set()


def _watch(over: threading.Event) -> None:
    try:
        while os.read(0, 4096):
            pass
    except OSError:  # it was closed, or there was none
        pass
    # Ctrl-C reaches both programs: a second signal would let hosts go without cleaning.
    if not over.is_set() and not STOPPING.is_set():
        _terminate()


def _terminate() -> None:
    """TERM to the main thread.

    `os.kill` ends a process on Windows at once; there `raise` of the C library runs the handler that Python installed
    in this thread, which wakes the main thread's event loop (unverified there; from CPython's signalmodule.c and
    `asyncio.proactor_events`).
    """
    if sys.platform == "win32":
        signal.raise_signal(signal.SIGTERM)
    else:
        os.kill(os.getpid(), signal.SIGTERM)
