"""Who asks what the run is waiting for: SIGUSR1, or Enter on the terminal (design/ux.md 8).

Whoever hears a question only puts a word into a queue; a thread of our own answers, so nothing waits for a lock.
"""

import os
import queue
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import TextIO

_ASKED, _OVER = True, False

#: How often Windows is asked for a key; its console has nothing to wait for together with an end.
_KEY_SECONDS = 0.2

#: While another program has the terminal, reading would stop this process.
_BACKGROUND_SECONDS = 1.0


@contextmanager
def answering(answer: Callable[[], None], keyboard: TextIO | None) -> Iterator[None]:
    """As long as the block lasts, each question is answered in a thread.

    Args:
        answer: prints what is under way.
        keyboard: where Enter asks too, if it is a terminal.
    """
    asked: queue.SimpleQueue[bool] = queue.SimpleQueue()

    def serve() -> None:
        while asked.get() is _ASKED:
            answer()

    server = threading.Thread(target=serve, name="remote_prt-pending", daemon=True)
    server.start()
    with ExitStack() as stack:
        stack.callback(server.join)
        stack.callback(asked.put, _OVER)
        stack.enter_context(_on_signal(lambda: asked.put(_ASKED)))
        if keyboard is not None and keyboard.isatty():
            stack.enter_context(_on_enter(keyboard, lambda: asked.put(_ASKED)))
        yield


@contextmanager
def _on_signal(ask: Callable[[], None]) -> Iterator[None]:
    """SIGUSR1 asks. Afterwards it does nothing: one that comes late must not end us before the report is written.

    A handler in Python would wait for the main thread, which may have begun to wait itself a moment before; so the
    interpreter writes the number into a pipe at once (`set_wakeup_fd`), and a thread reads it there.
    """
    number = getattr(signal, "SIGUSR1", None)  # Windows has none
    if number is None or threading.current_thread() is not threading.main_thread():
        yield
        return
    heard, told = os.pipe()
    os.set_blocking(told, False)

    def listen() -> None:
        while numbers := os.read(heard, 64):
            if number in numbers:
                ask()

    listener = threading.Thread(target=listen, name="remote_prt-signal", daemon=True)
    listener.start()
    before = signal.set_wakeup_fd(told, warn_on_full_buffer=False)
    signal.signal(number, lambda *_: None)
    try:
        yield
    finally:
        signal.signal(number, signal.SIG_IGN)
        signal.set_wakeup_fd(before)
        os.close(told)
        listener.join()
        os.close(heard)


@contextmanager
def _on_enter(keyboard: TextIO, ask: Callable[[], None]) -> Iterator[None]:
    over, end = os.pipe()
    watch = _watch_console if sys.platform == "win32" else _watch_terminal
    watcher = threading.Thread(target=watch, args=(keyboard.fileno(), over, ask), name="remote_prt-enter", daemon=True)
    watcher.start()
    try:
        yield
    finally:
        os.close(end)
        watcher.join()
        os.close(over)


def _watch_terminal(terminal: int, over: int, ask: Callable[[], None]) -> None:
    """Ask for every line that is typed, until the other end of `over` is closed or the terminal ends."""
    import select  # noqa: PLC0415  only on a terminal

    try:
        while True:
            ready, _, _ = select.select([terminal, over], [], [])
            if over in ready:
                return
            if os.tcgetpgrp(terminal) != os.getpgrp():
                if select.select([over], [], [], _BACKGROUND_SECONDS)[0]:
                    return
                continue
            typed = os.read(terminal, 1024)
            if not typed:  # Ctrl-D
                return
            if b"\n" in typed:
                ask()
    except OSError:  # the terminal is gone
        return


def _watch_console(_terminal: int, over: int, ask: Callable[[], None]) -> None:
    """The same in a Windows console (unverified, from the documentation of msvcrt)."""
    import msvcrt  # noqa: PLC0415  Windows only

    ended = threading.Event()

    def wait_for_end() -> None:
        os.read(over, 1)
        ended.set()

    threading.Thread(target=wait_for_end, daemon=True).start()
    while not ended.wait(_KEY_SECONDS):
        while msvcrt.kbhit():  # type: ignore[attr-defined]  # not on this platform
            if msvcrt.getwch() in "\r\n":  # type: ignore[attr-defined]  # as above
                ask()
