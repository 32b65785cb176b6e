"""Who of a run may go on the road, when, and until when: slots, the ramp, the run's deadline, `--max-fail`, a stop.

A visit goes through two narrow places. The first is wide: a TCP connect, so that a host which is switched off is known
to be so within seconds. Only who answers there waits for the second, a slot for a session with its thread. Waiting for
a slot takes nothing of a host's own time.

Slots open by degrees: a few at first, and twice as many each second from the first host on that came through.
"""

import asyncio
import math
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime

from remote_prt.controller.clock import Clock
from remote_prt.model import Deadline, Outcome, StopReason, Target, VisitOutcome

#: What counts for `--max-fail`: asked, and nothing learned.
_FAILED = frozenset({Outcome.UNREACHABLE, Outcome.REFUSED, Outcome.TIMED_OUT})

#: A percentage of fewer hosts says nothing.
_LEAST_HOSTS = 20

#: Kept back of the run's time for cleaning up on hosts; a tenth where the run is short.
_MARGIN_SECONDS = 6.0


@dataclass(frozen=True, slots=True)
class MaxFail:
    """After how many failed hosts no new one is begun."""

    number: float
    is_percent: bool = False  #: of the hosts that have been decided, once there are twenty

    def is_reached(self, failed: int, decided: int, asked: int) -> bool:
        """Whether that many are too many."""
        if not self.is_percent:
            return failed >= self.number
        return decided >= min(_LEAST_HOSTS, asked) and failed * 100 >= self.number * decided and failed > 0


@dataclass(frozen=True, slots=True)
class Pace:
    """How a run spends its time; the defaults are those of design/ux.md 15."""

    deadline: datetime | None = None  #: when the run is to be over
    max_fail: MaxFail | None = None
    first_slots: int = 8
    ramp_seconds: float = 1.0  #: until the slots are doubled
    probes: int = 128  #: TCP probes at once
    expected: frozenset[str] = frozenset()  #: hosts, casefolded, whose failure `max_fail` does not count


class LeftOutError(Exception):
    """A host whose visit must not begin any more; never leaves the controller."""

    def __init__(self, reason: StopReason) -> None:
        super().__init__(reason)
        self.reason = reason


class Traffic:
    """The road of one run.

    Args:
        concurrency: sessions at once.
        pace: the rest of what was asked for.
        clock: the run's.
        hosts: how many were asked for.
        begun: told when a host gets its slot for the first time.
    """

    def __init__(
        self,
        concurrency: int,
        pace: Pace,
        clock: Clock,
        hosts: int = 1,
        begun: Callable[[Target], None] = lambda _: None,
    ) -> None:
        self._pace, self._clock, self._hosts = pace, clock, hosts
        self._begun = begun
        self._most = concurrency
        self._open = min(pace.first_slots, concurrency)
        self._slots = asyncio.Semaphore(self._open)
        self._probes = asyncio.Semaphore(pace.probes)
        self._warm = asyncio.Event()
        self._scopes: set[asyncio.Timeout] = set()
        self._is_stopping = False
        self._failed = self._decided = self._visited = 0
        self._visited_seconds = 0.0
        self._cut = asyncio.Event()
        self.ends_at = math.inf  #: when visits under way are ended, on the monotonic clock
        if pace.deadline is not None:
            seconds = max(0.0, (pace.deadline - clock.utc()).total_seconds())
            self.ends_at = clock.monotonic() + seconds - min(_MARGIN_SECONDS, seconds / 10)
        self.was_interrupted = False  #: a stop kept a host from being finished
        self.stopped_by: StopReason | None = None  #: what else did

    @property
    def room(self) -> int:
        """How many hosts may be on the road: in a slot, waiting for one, or being probed."""
        return 2 * self._most + self._pace.probes

    # for visits

    def check(self) -> None:
        """Return if a visit, or another try of one, may begin.

        Raises:
            LeftOutError: it may not.
        """
        reason = self.reason_to_stop()
        if reason is not None:
            self.note(reason)
            raise LeftOutError(reason)

    def reason_to_stop(self) -> StopReason | None:
        """Why no visit may begin any more; None while one may."""
        if self._is_stopping:
            return StopReason.INTERRUPTED
        typical = self._visited_seconds / self._visited if self._visited else 0.0
        if self.ends_at - self._clock.monotonic() <= typical:
            return StopReason.DEADLINE
        limit = self._pace.max_fail
        if limit is not None and limit.is_reached(self._failed, self._decided, self._hosts):
            return StopReason.MAX_FAIL
        return None

    def note(self, reason: StopReason) -> None:
        """Remember what kept a host from being finished."""
        if reason is StopReason.INTERRUPTED:
            self.was_interrupted = True
        else:
            self.stopped_by = self.stopped_by or reason

    @asynccontextmanager
    async def probe(self) -> AsyncIterator[None]:
        """A place in the wide part of the road."""
        async with self._probes:
            self.check()
            yield

    @asynccontextmanager
    async def slot(self) -> AsyncIterator[None]:
        """A slot for a session; waits for it.

        Raises:
            LeftOutError: the time to begin had passed when the slot was free.
        """
        try:
            async with asyncio.timeout(self._seconds_left()):
                await self._slots.acquire()
        except TimeoutError:
            self.note(StopReason.DEADLINE)
            raise LeftOutError(StopReason.DEADLINE) from None
        try:
            self.check()
            yield
        finally:
            self._slots.release()
            self._warm.set()

    def let_in(self) -> None:
        """A host has opened a session: the ramp may begin."""
        self._warm.set()

    def begin(self, target: Target) -> None:
        """A host has its slot for the first time: it is decided that it answers."""
        self._decided += 1
        self._begun(target)

    @asynccontextmanager
    async def cuttable(self) -> AsyncIterator[None]:
        """What a stop cuts off.

        Raises:
            LeftOutError: it did.
        """
        scope = asyncio.timeout(None)
        try:
            async with scope:
                self._scopes.add(scope)
                yield
        except TimeoutError:
            if not scope.expired():
                raise
            self.note(StopReason.INTERRUPTED)
            raise LeftOutError(StopReason.INTERRUPTED) from None
        finally:
            self._scopes.discard(scope)

    # for the run

    async def ramp(self, pause: Callable[[float], Awaitable[None]] = asyncio.sleep) -> None:
        """Opens the slots by degrees."""
        await self._warm.wait()
        while self._open < self._most:
            await pause(self._pace.ramp_seconds)
            more = min(self._open, self._most - self._open)
            for _ in range(more):
                self._slots.release()
            self._open += more

    def finished(self, outcome: VisitOutcome, *, was_answered: bool) -> None:
        """Count an outcome."""
        counts = outcome.outcome in _FAILED and outcome.target.name.casefold() not in self._pace.expected
        self._failed += counts
        self._decided += counts and not was_answered
        if outcome.outcome is Outcome.VISITED:
            self._visited += 1
            self._visited_seconds += outcome.duration_seconds

    def expect(self, hosts: int, *, more: bool) -> None:
        """So many hosts are asked for by now; a percentage of a few says nothing while more may come."""
        self._hosts = max(hosts, _LEAST_HOSTS) if more else hosts

    async def until_over(self) -> None:
        """Wait until a stop or the run's deadline ends what is under way; who is not known by then is left out.

        `--max-fail` ends no more than visits: who is to be visited is still found out, and reported as left out.
        """
        with suppress(TimeoutError):
            async with asyncio.timeout(self._seconds_left()):
                await self._cut.wait()
        self.note(StopReason.INTERRUPTED if self._is_stopping else StopReason.DEADLINE)

    def cut(self) -> None:
        """No new visits, and those under way end here."""
        self._is_stopping = True
        self._cut.set()
        now = asyncio.get_running_loop().time()
        for scope in tuple(self._scopes):
            scope.reschedule(now)

    def _seconds_left(self) -> float | None:
        return None if math.isinf(self.ends_at) else max(0.0, self.ends_at - self._clock.monotonic())


class Budget:
    """One host's own time: waiting for a slot does not count.

    Args:
        seconds: for the host, all in all.
        clock: monotonic.
        ends_at: when the run's time is up, whatever the host's.
    """

    def __init__(self, seconds: float, clock: Clock, ends_at: float = math.inf) -> None:
        self._clock = clock
        self._started = clock.monotonic()
        self._ends_at = ends_at
        self._seconds = seconds
        self._waited = 0.0

    @property
    def deadline(self) -> Deadline:
        """When a visit that is under way must be over."""
        return Deadline(min(self._started + self._waited + self._seconds, self._ends_at))

    @property
    def spent(self) -> float:
        """Seconds so far, without waiting."""
        return self._clock.monotonic() - self._started - self._waited

    @property
    def seconds_left(self) -> float:
        """Until that deadline."""
        return self.deadline.remaining(self._clock.monotonic())

    @contextmanager
    def waiting(self) -> Iterator[Callable[[], None]]:
        """Time that does not count; it ends with the block, or earlier when what is yielded is called."""
        began = self._clock.monotonic()
        is_over = False

        def over() -> None:
            nonlocal is_over
            if not is_over:
                self._waited += self._clock.monotonic() - began
                is_over = True

        try:
            yield over
        finally:
            over()
