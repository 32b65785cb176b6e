"""One host, start to end: connect, collect, judge. Whatever goes wrong becomes data here, so a visit never raises.

This is the line at which exceptions become outcomes (errors.py); only cancellation passes through. What arrived before
something broke is kept in the capture and judged: evidence survives a deadline.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from remote_prt.collectors.prt_visit import CollectOptions, collect_from, visit_script
from remote_prt.controller.clock import Clock
from remote_prt.diagnosis.diagnosis import Diagnosis
from remote_prt.diagnosis.evidence import Evidence
from remote_prt.errors import HostError, HostRefused, HostTimedOut, LogonWithheld, Phase, UsageError
from remote_prt.model import Capture, Deadline, Failure, Outcome, Target, VisitOutcome
from remote_prt.transports.base import Transport
from remote_prt.transports.credentials import CredentialSource
from remote_prt.version import __version__


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a judge makes of a capture."""

    evidence: Evidence
    diagnosis: Diagnosis


@dataclass(frozen=True, slots=True)
class Visitor:
    """Everything a visit needs, chosen once by the composition root."""

    transport: Transport
    credentials: CredentialSource
    judge: Callable[[Capture], Judgement]
    collect_options: CollectOptions = field(default_factory=CollectOptions)
    host_timeout_seconds: float = 120.0
    clock: Clock = field(default_factory=Clock)

    async def visit(self, target: Target) -> VisitOutcome:
        """How the visit of one host ended, and what it showed."""
        if not target.enabled:
            reason = target.disabled_reason or "disabled in the inventory"
            return skipped(target, reason, "enable it in the inventory to have it visited", self.clock.utc())
        seen = _Seen(self.clock.utc(), self.clock.monotonic())
        try:
            await self._visit(seen, target)
        except Exception as error:  # noqa: BLE001  the one line where the unforeseen becomes data: it costs no other host its result
            seen.failure = unforeseen(error)
        return self._outcome(seen, target)

    async def _visit(self, seen: "_Seen", target: Target) -> None:
        """Collect and judge into `seen`."""
        try:
            await self._collect(seen, target)
        except HostError as error:
            seen.address = seen.address or error.address
            seen.ended_by(error)
        except UsageError as error:
            hint = error.hint or "give a credential for this host"
            seen.ended_by(HostRefused(Phase.AUTHENTICATE, error.message, hint))
        if seen.records:
            seen.capture = self._capture(seen, target)
            # In a thread: a host that sends much must not hold up the deadlines of the others.
            seen.judgement = await asyncio.to_thread(self.judge, seen.capture)

    async def _collect(self, seen: "_Seen", target: Target) -> None:
        credential = self.credentials.for_target(target)
        seen.account = credential.principal
        deadline = Deadline.after(self.host_timeout_seconds, seen.started)
        async with self.transport.connect(target, credential, deadline) as connection:
            seen.address, seen.door = connection.peer.address, connection.peer.door
            script = visit_script(self.collect_options, deadline.remaining(self.clock.monotonic()))
            async for record, sha256 in collect_from(connection, script, deadline):
                seen.script_sha256 = sha256
                seen.records.append(record)

    def _capture(self, seen: "_Seen", target: Target) -> Capture:
        return Capture(
            computer_name=target.name,
            address=seen.address,
            started_at=seen.started_at,
            finished_at=self.clock.utc(),
            transport=seen.door,
            account=seen.account,
            context=self.collect_options.context,
            script_sha256=seen.script_sha256,
            tool_version=__version__,
            records=tuple(seen.records),
            complete=seen.failure is None,
            failure=seen.failure,
        )

    def _outcome(self, seen: "_Seen", target: Target) -> VisitOutcome:
        return VisitOutcome(
            target=target,
            outcome=Outcome.VISITED if seen.records else seen.outcome,
            address=seen.address,
            failure=seen.failure,
            capture=seen.capture,
            evidence=None if seen.judgement is None else seen.judgement.evidence,
            diagnosis=None if seen.judgement is None else seen.judgement.diagnosis,
            started_at=seen.started_at,
            duration_seconds=round(self.clock.monotonic() - seen.started, 3),
        )


class _Seen:
    """What one visit has gathered so far: mutable, so that it survives the error that ends the visit."""

    def __init__(self, started_at: datetime, started: float) -> None:
        self.started_at = started_at
        self.started = started
        self.records: list[str] = []
        self.address: str | None = None
        self.account = ""
        self.door = ""
        self.script_sha256 = ""
        self.outcome = Outcome.VISITED
        self.failure: Failure | None = None
        self.capture: Capture | None = None
        self.judgement: Judgement | None = None

    def ended_by(self, error: HostError) -> None:
        """Remember what ended the visit early."""
        self.outcome, self.failure = ending_of(error)


def ending_of(error: HostError) -> tuple[Outcome, Failure]:
    """How a visit ended that this error ended, and why."""
    timed_out = isinstance(error, HostTimedOut)
    if timed_out:
        outcome = Outcome.TIMED_OUT
    elif isinstance(error, LogonWithheld):
        outcome = Outcome.SKIPPED
    else:
        outcome = Outcome.REFUSED if isinstance(error, HostRefused) else Outcome.UNREACHABLE
    return outcome, Failure(error.phase, error.transport, error.port, error.reason, error.try_next, timed_out)


def skipped(target: Target, reason: str, try_next: str, at: datetime) -> VisitOutcome:
    """The outcome of a host that was not visited."""
    failure = Failure(None, "", None, reason, try_next)
    return VisitOutcome(target, Outcome.SKIPPED, target.address, failure, None, None, None, at, 0.0)


def unforeseen(error: Exception) -> Failure:
    """A fault of ours, named by its kind only: its text may hold what a host sent."""
    what = f"internal error: {type(error).__name__}"
    return Failure(None, "", None, what, "report this with the tool's version", internal=True)
