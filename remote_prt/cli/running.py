"""One sweep on the event loop of this process: Ctrl-C stops it and keeps what is done.

The first signal stops the run in order: visits under way are cut off, and their hosts are asked to clean up, which
takes seconds at most. A second one leaves the cleaning to the hosts' own idle timeouts. Both end in the report. Only
who still sends signals when it has been seconds in coming ends the process without it.
"""

import asyncio
import signal
import threading
import time
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import TypeVar

from remote_prt.cli.composition import SweepSettings, open_visitor
from remote_prt.cli.swept import Swept
from remote_prt.controller.roster import Arriving
from remote_prt.controller.sweep import sweep
from remote_prt.controller.visit import Visitor
from remote_prt.model import Observer, Run, RunOptions, Target

R = TypeVar("R")

#: What ends a run in order. HUP comes when the terminal goes (ssh drops), BREAK is the Ctrl-Break of Windows.
_STOPPING = ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK")

#: Set from the first signal on, for a thread that would send another one.
STOPPING = threading.Event()

#: After a second signal the report is there within a second; a signal after this long is obeyed as it stands.
_PATIENCE_SECONDS = 5.0


@dataclass(slots=True)
class _Stop:
    """A request to stop, as signals make it."""

    event: asyncio.Event = field(default_factory=asyncio.Event)
    caught: signal.Signals | None = None
    urgent_at: float | None = None  #: monotonic seconds of the second signal
    cleaning: "asyncio.Task[object] | None" = None  #: the task that waits for hosts to be cleaned up

    def hurry(self) -> None:
        """Wait no longer for hosts to be cleaned up."""
        if self.cleaning is not None:
            self.cleaning.cancel()


async def run_sweep(
    targets: Sequence[Target],
    settings: SweepSettings,
    options: RunOptions,
    observers: Sequence[Observer] = (),
    *,
    arriving: Arriving | None = None,
    keep_evidence: bool = False,
) -> Swept:
    """The finished run, or what was done of it when a signal came."""

    async def visit_all(visitor: Visitor, stop: asyncio.Event) -> Run:
        return await sweep(
            targets,
            visitor,
            options,
            arriving=arriving,
            observers=observers,
            stop=stop,
            keep_evidence=keep_evidence,
            pace=settings.pace,
        )

    return Swept(*await run_stoppable(settings, visit_all))


async def run_stoppable(
    settings: SweepSettings, work: Callable[[Visitor, asyncio.Event], Awaitable[R]]
) -> tuple[R, signal.Signals | None]:
    """What the work returned, which ends early when its event is set, and the signal that set it."""
    done: R | None = None
    with _stop_on_signals() as stop:
        try:
            async with open_visitor(settings) as visitor:
                done = await work(visitor, stop.event)
                stop.cleaning = asyncio.current_task()
                if stop.urgent_at is not None:
                    stop.hurry()
            await asyncio.sleep(0)  # a hurry that came too late for the cleaning ends here
        except asyncio.CancelledError:
            if done is None or stop.urgent_at is None or stop.cleaning is None:
                raise
            stop.cleaning.uncancel()
        finally:
            stop.cleaning = None
    return done, stop.caught


@contextmanager
def _stop_on_signals() -> Iterator[_Stop]:
    """A stop that signals set. A signal that this process was told to ignore (`nohup`) stays ignored.

    Once one was caught the handlers stay, for the report is still to be written. Windows event loops have no
    `add_signal_handler`, so the plain one is used, which runs between two byte codes of the main thread and wakes the
    loop.
    """
    loop, stop = asyncio.get_running_loop(), _Stop()
    numbers = [signal.Signals[name] for name in _STOPPING if name in signal.Signals.__members__]
    before = {number: signal.getsignal(number) for number in numbers}
    before = {number: handler for number, handler in before.items() if handler is not signal.SIG_IGN}

    def handle(number: int, _frame: object) -> None:
        now = time.monotonic()
        with suppress(RuntimeError):  # the loop has ended: the report is being written
            if stop.caught is None:
                stop.caught = signal.Signals(number)
                STOPPING.set()
                loop.call_soon_threadsafe(stop.event.set)
            elif stop.urgent_at is None:
                stop.urgent_at = now
                loop.call_soon_threadsafe(stop.hurry)
            elif now - stop.urgent_at > _PATIENCE_SECONDS:
                signal.signal(number, signal.SIG_DFL)
                signal.raise_signal(number)

    STOPPING.clear()
    for number in before:
        signal.signal(number, handle)
    try:
        yield stop
    finally:
        if stop.caught is None:
            for number, handler in before.items():
                signal.signal(number, handler)
