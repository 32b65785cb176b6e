"""One host, start to end: probe, wait for a slot, connect, collect, judge. Whatever goes wrong becomes data here.

This is the line at which exceptions become outcomes (errors.py); only cancellation passes through. What arrived before
something broke is kept in the capture and judged: evidence survives a deadline, a stop, and a second try that brings
less.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace

from remote_prt.collectors.prt_visit import CollectOptions, collect_from, visit_script
from remote_prt.controller.attempt import (
    CUT_WORDS,
    LEFT_OUT_WORDS,
    Attempt,
    Judgement,
    Seen,
    ending_of,
    left_out,
    skipped,
    unforeseen,
)
from remote_prt.controller.clock import Clock
from remote_prt.controller.phases import PhaseBook
from remote_prt.controller.retrying import RetryPolicy, tries
from remote_prt.controller.traffic import Budget, LeftOutError, Pace, Traffic
from remote_prt.errors import HostError, HostRefused, Phase, TicketsWithheld, UsageError
from remote_prt.inventory.left_out import next_step
from remote_prt.model import Capture, Deadline, Outcome, StopReason, Target, VisitOutcome
from remote_prt.transports.base import Transport
from remote_prt.transports.credentials import Credential, CredentialSource
from remote_prt.version import __version__

__all__ = ["Judgement", "Visitor", "ending_of", "left_out", "skipped", "unforeseen"]

#: Finds out quickly whether a host answers at all: the target with the address at which it does, or a HostError.
Probe = Callable[[Target, Credential, Deadline], Awaitable[Target]]

#: A visit that the run's deadline ends may end this much before it.
_ALMOST_SECONDS = 0.1


@dataclass(frozen=True, slots=True)
class Visitor:
    """Everything a visit needs, chosen once by the composition root."""

    transport: Transport
    credentials: CredentialSource
    judge: Callable[[Capture], Judgement]
    collect_options: CollectOptions = field(default_factory=CollectOptions)
    host_timeout_seconds: float = 120.0
    clock: Clock = field(default_factory=Clock)
    phases: PhaseBook = field(default_factory=PhaseBook)
    retry: RetryPolicy = field(default_factory=RetryPolicy)
    probe: Probe | None = None

    async def visit(self, target: Target, road: Traffic | None = None) -> VisitOutcome:
        """How the visit of one host ended, and what it showed; without a road it is alone."""
        if not target.enabled:
            reason = target.disabled_reason or "disabled in the inventory"
            return skipped(target, reason, next_step(reason), self.clock.utc())
        visit = _Visit(self, target, road or Traffic(1, Pace(), self.clock))
        self.phases.begin(target)
        try:
            await visit.make()
        except Exception as error:  # noqa: BLE001  the one line where the unforeseen becomes data: it costs no other host its result
            self.phases.broke(target, error)
            visit.seen.best.failure = unforeseen(error)
        finally:
            phases = self.phases.end(target)
        outcome = replace(visit.outcome(), phases=phases)
        visit.road.finished(outcome, was_answered=visit.seen.was_answered)
        return outcome


class _Visit:
    """One visit under way: its tries, and what they have shown."""

    def __init__(self, visitor: Visitor, target: Target, road: Traffic) -> None:
        self._by = visitor
        self._target = target
        self._clock = visitor.clock
        self._budget = Budget(visitor.host_timeout_seconds, self._clock, road.ends_at)
        self._judgement: Judgement | None = None
        self._capture: Capture | None = None
        self.road = road
        self.seen = Seen(Attempt(self._clock.utc()))

    def outcome(self) -> VisitOutcome:
        """What it came to."""
        seen, best = self.seen, self.seen.best
        if seen.left_out is not None and best.failure is None and not best.records:
            return left_out(self._target, seen.left_out, self._clock.utc())
        return VisitOutcome(
            target=self._target,
            outcome=Outcome.VISITED if best.records else best.outcome,
            address=best.address,
            failure=best.failure,
            capture=self._capture,
            evidence=None if self._judgement is None else self._judgement.evidence,
            diagnosis=None if self._judgement is None else self._judgement.diagnosis,
            started_at=best.started_at,
            duration_seconds=round(self._budget.spent, 3),
            tries=seen.tries,
        )

    async def make(self) -> None:
        """Try, as often as allowed, and judge."""
        try:
            async with self.road.cuttable():
                await self._try_repeatedly()
        except LeftOutError as error:
            self.seen.left_out = error.reason
        except HostError:
            pass  # the last try has it
        best = self.seen.best
        if best.records:
            self._capture = self._captured(best)
            # In a thread: a host that sends much must not hold up the deadlines of the others.
            self._judgement = await asyncio.to_thread(self._by.judge, self._capture)

    async def _try_repeatedly(self) -> None:
        def may_go_on() -> bool:
            return self.road.reason_to_stop() is None and self._budget.seconds_left > self._by.retry.shortest_wait

        async for attempt in tries(self._by.retry, may_go_on):
            with attempt:
                await self._try()

    async def _try(self) -> None:
        """One try, of which something stays however it ends."""
        attempt = Attempt(self._clock.utc())
        try:
            await self._go(attempt)
        except HostError as error:
            attempt.ended_by(error)
            self._blame_deadline(attempt)
            if isinstance(error, TicketsWithheld):
                self.road.note(StopReason.NO_TICKET)
            self._by.phases.try_failed(self._target, error)
            raise
        except UsageError as error:
            hint = error.hint or "give a credential for this host"
            attempt.ended_by(HostRefused(Phase.AUTHENTICATE, error.message, hint))
        except asyncio.CancelledError:  # a stop; a true cancellation has no use for this
            if not attempt.is_done:
                attempt.cut(LEFT_OUT_WORDS[StopReason.INTERRUPTED])
            raise
        finally:
            self._by.phases.enter(self._target, None)  # it may have to wait for another try
            self.seen.keep(attempt)

    def _blame_deadline(self, attempt: Attempt) -> None:
        """Where the run's time was up, the host's is not to blame."""
        failure, road = attempt.failure, self.road
        if failure is not None and failure.timed_out and self._clock.monotonic() >= road.ends_at - _ALMOST_SECONDS:
            road.note(StopReason.DEADLINE)
            attempt.failure = replace(failure, message=CUT_WORDS[0], try_next=CUT_WORDS[1], unfinished=True)

    async def _go(self, attempt: Attempt) -> None:
        self.road.check()
        credential = self._by.credentials.for_target(self._target)
        attempt.account = credential.principal
        place = await self._probe(attempt, credential)
        with self._budget.waiting() as over:
            async with self.road.slot():
                over()
                await self._session(attempt, place, credential)

    async def _probe(self, attempt: Attempt, credential: Credential) -> Target:
        """Where the host answers; the target itself without a probe."""
        if self._by.probe is None:
            return self._target
        with self._budget.waiting() as over:
            async with self.road.probe():
                over()
                self.seen.tries += 1
                attempt.has_begun = True
                place = await self._by.probe(self._target, credential, self._budget.deadline)
                attempt.address = place.address
                return place

    async def _session(self, attempt: Attempt, place: Target, credential: Credential) -> None:
        by, seen, deadline = self._by, self.seen, self._budget.deadline
        if not attempt.has_begun:
            seen.tries += 1
            attempt.has_begun = True
        if not seen.was_answered:
            seen.was_answered = True
            self.road.begin(self._target)
        async with by.transport.connect(place, credential, deadline) as connection:
            self.road.let_in()
            attempt.address, attempt.door = connection.peer.address, connection.peer.door
            attempt.name_proof = connection.peer.name_proof
            script = visit_script(by.collect_options, deadline.remaining(self._clock.monotonic()))
            by.phases.enter(self._target, Phase.RUN)
            async for record, sha256 in collect_from(connection, script, deadline):
                attempt.script_sha256 = sha256
                attempt.records.append(record)
            attempt.is_done = True

    def _captured(self, best: Attempt) -> Capture:
        return Capture(
            computer_name=self._target.name,
            address=best.address,
            started_at=best.started_at,
            finished_at=self._clock.utc(),
            transport=best.door,
            account=best.account,
            context=self._by.collect_options.context,
            script_sha256=best.script_sha256,
            tool_version=__version__,
            records=tuple(best.records),
            complete=best.failure is None,
            failure=best.failure,
            name_proof=best.name_proof,
        )
