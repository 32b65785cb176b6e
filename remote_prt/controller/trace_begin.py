"""The article's step 4, begun: one trace of ours per host, and nothing left of one that did not begin.

Rule 1: the host knows its traces by a mark in their folder, so stopping and fetching work from any machine, also after
the one that began died; what is remembered here only helps. Rule 2: of LSASS nothing is begun unless the user said
aloud what is in it: the verb sees to that.
"""

import asyncio
from dataclasses import dataclass
from hashlib import sha256

from remote_prt.collectors.file_transfer import Parcel, push
from remote_prt.controller.doing import Hands
from remote_prt.controller.trace_doors import TraceMemory
from remote_prt.controller.trace_trip import (
    AUTH,
    MEGABYTE,
    NETWORK,
    PROGRAM_SECONDS,
    ROOM,
    TTD,
    Trip,
    forget_trace,
    megabytes,
)
from remote_prt.errors import HostError, UsageError
from remote_prt.model import Deed, HostDeed, Remark, RememberedTrace, Target
from remote_prt.readers.action_records import (
    ActionFailed,
    TraceSight,
    read_file_fact,
    read_trace_change,
    read_trace_folder,
    read_tracer,
)

#: What a trace may need on the host.
_AUTH_ROOM = 2000 * MEGABYTE
_TTD_ROOM = 10_000 * MEGABYTE


@dataclass(frozen=True, slots=True)
class TraceStart:
    """Beginning."""

    memory: TraceMemory
    kind: str = NETWORK
    archive: bytes = b""  #: of the Auth scripts
    max_megabytes: int = 250
    program: str = ""  #: where TTD.exe lies on the host; "" = it is looked for
    dry_run: bool = False

    async def work(self, hands: Hands, target: Target) -> HostDeed:
        """Begin a trace on one host."""
        trip = Trip(hands, target, self.kind)
        sight = await trip.look()
        if sight is None:
            return trip.done()
        why_not = await self._why_not(trip, sight)
        if why_not is not None:
            return trip.done(Deed.NOT_POSSIBLE, *why_not)
        if self.dry_run:
            return trip.done(Deed.WOULD_CHANGE, Remark(f"trace.would-start-{self.kind}"))
        return await self._begin(trip)

    async def _why_not(self, trip: Trip, sight: TraceSight) -> tuple[Remark, ...] | None:
        for found in sight.traces:
            return (Remark("trace.exists", (("kind", found.kind), ("state", found.state), ("since", found.since))),)
        rooms = {AUTH: _AUTH_ROOM + 4 * len(self.archive), TTD: _TTD_ROOM}
        needed = rooms.get(self.kind, 2 * self.max_megabytes * MEGABYTE) + ROOM
        if sight.free_bytes is not None and sight.free_bytes < needed:
            return (Remark("trace.host-full", (("free", megabytes(sight.free_bytes)), ("needed", megabytes(needed)))),)
        return await self._why_no_ttd(trip) if self.kind == TTD else None

    async def _why_no_ttd(self, trip: Trip) -> tuple[Remark, ...] | None:
        outcome = await trip.act("Get-PrtTracer", (("ProgramPath", self.program),))
        tracer = read_tracer(outcome.records)
        if isinstance(tracer, ActionFailed):
            return trip.unanswered(outcome, tracer)
        if not tracer.program:
            return (Remark("trace.no-program"),)
        if tracer.process_id is None:
            return (Remark("trace.no-process"),)
        return (Remark("trace.protected"),) if tracer.is_protected else None

    async def _begin(self, trip: Trip) -> HostDeed:
        outcome = await trip.act("New-PrtTraceFolder", (("Kind", self.kind),))
        made = read_trace_folder(outcome.records)
        if isinstance(made, ActionFailed):
            return trip.done(Deed.FAILED, *trip.unanswered(outcome, made))
        if made.state != "made":
            found = (("kind", made.other_kind), ("state", made.other_state), ("since", "-"))
            return trip.done(Deed.NOT_POSSIBLE, Remark("trace.exists", found))
        trip.folder = made.folder
        now = trip.hands.visitor.clock.utc()
        lost: tuple[Remark, ...] = ()
        try:
            remembered = RememberedTrace(made.folder, self.kind, now)
            await asyncio.to_thread(self.memory.remember, trip.target.name, remembered)
        except UsageError as error:  # the host remembers it too
            lost = (Remark("trace.not-remembered", (("why", str(error)),)),)
        why_not = await self._bring_archive(trip) if self.kind == AUTH else None
        if why_not is None:
            why_not = await self._start(trip)
        if why_not is None:
            then = Remark("trace.then-stop-ttd" if self.kind == TTD else "trace.then-stop")
            now_what = (Remark(f"trace.started-{self.kind}"), Remark("trace.reproduce"), then)
            return trip.done(Deed.DONE, *now_what, *lost, after="running")
        return trip.done(Deed.FAILED, *why_not, *await self._undo(trip))

    async def _bring_archive(self, trip: Trip) -> tuple[Remark, ...] | None:
        """Put the archive into the folder; why it is not there as it is here."""
        try:
            await push(trip.line(), Parcel(trip.folder, "input.zip", self.archive))
        except HostError as error:
            return trip.broken(error)
        outcome = await trip.act("Get-PrtFileFact", (("Folder", trip.folder), ("Name", "input.zip")))
        fact = read_file_fact(outcome.records)
        if isinstance(fact, ActionFailed):
            return trip.unanswered(outcome, fact)
        is_same = fact.sha256 == sha256(self.archive).hexdigest()
        return None if is_same else (Remark("trace.archive-changed"),)

    async def _start(self, trip: Trip) -> tuple[Remark, ...] | None:
        values = (("Folder", trip.folder), ("Kind", self.kind), ("MaximumMegabytes", self.max_megabytes))
        program = (("ProgramPath", self.program),)
        outcome = await trip.act("Start-PrtTrace", (*values, *program), seconds=PROGRAM_SECONDS)
        change = read_trace_change(outcome.records, "Start-PrtTrace")
        if isinstance(change, ActionFailed):
            return (*trip.unanswered(outcome, change), Remark("trace.perhaps-running"))
        if change.state == "running":
            return None
        code = "?" if change.exit_code is None else str(change.exit_code)
        said = (Remark("trace.said", (("words", change.text[-300:]),)),) if change.text.strip() else ()
        return (Remark(_REASONS.get(change.reason, "trace.exit-code"), (("code", code),)), *said)

    async def _undo(self, trip: Trip) -> tuple[Remark, ...]:
        """Leave nothing behind of a trace that did not begin."""
        is_gone = await trip.remove()
        if is_gone:
            await forget_trace(self.memory, trip.target)
        return () if is_gone else (Remark("trace.left"),)


#: Why a host did not begin it.
_REASONS = {
    "no-script": "trace.no-script",
    "no-program": "trace.no-program",
    "no-process": "trace.no-process",
    "protected": "trace.protected",
    "not-prepared": "trace.not-prepared",
}
