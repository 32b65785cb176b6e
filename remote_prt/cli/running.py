"""One sweep on the event loop of this process: Ctrl-C stops it and keeps what is done."""

import asyncio
import signal
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from remote_prt.cli.composition import SweepSettings, open_visitor
from remote_prt.controller.sweep import sweep
from remote_prt.model import Observer, Run, RunOptions, Target


@dataclass(frozen=True, slots=True)
class Swept:
    """How a sweep of this process ended."""

    run: Run
    stopped_by: signal.Signals | None  #: the signal that stopped it early


@dataclass(slots=True)
class _Stop:
    """A request to stop, as signals make it."""

    event: asyncio.Event = field(default_factory=asyncio.Event)
    caught: signal.Signals | None = None


async def run_sweep(
    targets: Sequence[Target],
    settings: SweepSettings,
    options: RunOptions,
    observers: Sequence[Observer] = (),
    *,
    keep_evidence: bool = False,
) -> Swept:
    """The finished or interrupted run. The first Ctrl-C stops it in order, a second one ends the process at once."""
    with _stop_on_signals() as stop:
        async with open_visitor(settings) as visitor:
            run = await sweep(
                targets, visitor, options, observers=observers, stop=stop.event, keep_evidence=keep_evidence
            )
    return Swept(run, stop.caught)


@contextmanager
def _stop_on_signals() -> Iterator[_Stop]:
    """A stop that Ctrl-C, Ctrl-Break and TERM set; each finds its default handler again when it comes a second time.

    Windows event loops have no `add_signal_handler`, so the plain one is used, which runs between two byte codes of the
    main thread and wakes the loop.
    """
    loop, stop = asyncio.get_running_loop(), _Stop()
    numbers = [signal.Signals[name] for name in ("SIGINT", "SIGTERM", "SIGBREAK") if name in signal.Signals.__members__]
    before = {number: signal.getsignal(number) for number in numbers}

    def handle(number: int, _frame: object) -> None:
        signal.signal(number, signal.SIG_DFL)
        stop.caught = signal.Signals(number)
        loop.call_soon_threadsafe(stop.event.set)

    for number in numbers:
        signal.signal(number, handle)
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
