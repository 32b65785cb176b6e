"""Whom a run visits, in the order they became known: all of them from the start, or more while others are visited."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from typing import Protocol

from remote_prt.controller.audience import Audience
from remote_prt.controller.traffic import Traffic
from remote_prt.model import Target

_STOPPED = "the run was over before their list was"


class Arriving(Protocol):
    """Targets that become known while others are visited; whoever lists them reads on however slow the visits are."""

    @property
    def problem(self) -> str:
        """Why targets are missing, once there are no more; "" = they are all there."""

    def __aiter__(self) -> AsyncIterator[Sequence[Target]]:
        """Batch after batch, the last one when the list has ended, however it ended; raises nothing."""

    def cut(self) -> None:
        """Wait for no more: what is known comes at once, and is the end."""


class Roster:
    """The targets of one run.

    Args:
        targets: those that are known.
        arriving: those to come.
        road: learns how many there are, and says when none is to begin any more.
        audience: hears of those to come, before any of them is visited.
    """

    def __init__(self, targets: Sequence[Target], arriving: Arriving | None, road: Traffic, audience: Audience) -> None:
        self.targets = list(targets)
        self.missing = ""  #: why targets are missing; "" = none is
        self._arriving, self._road, self._audience = arriving, road, audience
        self._is_complete = arriving is None
        self._grown = asyncio.Event()
        road.expect(len(self.targets), more=arriving is not None)

    async def numbered(self) -> AsyncGenerator[tuple[int, Target], None]:
        """Each target with its position, waiting for those to come."""
        position = 0
        while True:
            while position < len(self.targets):
                yield position, self.targets[position]
                position += 1
            if self._is_complete:
                return
            self._grown.clear()
            await self._grown.wait()

    async def grow(self) -> None:
        """Take in who is still to come, until there are no more or the run is over."""
        if self._arriving is None:
            return
        self.missing = _STOPPED  # until it has ended otherwise
        cutter = asyncio.create_task(self._cut_when_over(self._arriving))
        try:
            async for batch in self._arriving:
                self._add(tuple(batch), more=True)
            self.missing = self._arriving.problem
            if not self.missing:
                self._add((), more=False)
        except Exception as error:  # noqa: BLE001  a fault in listing must not cost the listed hosts their results
            self.missing = f"their list broke off: {type(error).__name__}"
        finally:
            self._is_complete = True
            self._grown.set()
            cutter.cancel()
            await asyncio.wait([cutter])

    async def _cut_when_over(self, arriving: Arriving) -> None:
        await self._road.until_over()
        arriving.cut()

    def _add(self, batch: tuple[Target, ...], *, more: bool) -> None:
        self.targets += batch
        self._road.expect(len(self.targets), more=more)
        self._audience.tell(lambda observer: observer.targets_added(batch, more=more))
        self._grown.set()
