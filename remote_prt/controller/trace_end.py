"""A trace ended, by whoever began it, and thrown away where that was asked for."""

from dataclasses import dataclass

from remote_prt.controller.doing import Hands
from remote_prt.controller.trace_doors import TraceMemory
from remote_prt.controller.trace_trip import PROGRAM_SECONDS, Trip, files_held, forget_trace
from remote_prt.model import Deed, HostDeed, Remark, Target
from remote_prt.readers.action_records import ActionFailed, FoundTrace, read_trace_change


@dataclass(frozen=True, slots=True)
class TraceStop:
    """Ending."""

    memory: TraceMemory
    discard: bool = False
    program: str = ""
    dry_run: bool = False

    async def work(self, hands: Hands, target: Target) -> HostDeed:
        """End the trace on one host, whoever began it."""
        trip = Trip(hands, target)
        sight = await trip.look()
        if sight is None:
            return trip.done()
        if not sight.traces:
            await forget_trace(self.memory, target)
            return trip.done(Deed.UNCHANGED, Remark("trace.none"))
        found = trip.found(sight.traces[0])
        if found.state == "stopped" and not self.discard:
            return trip.done(Deed.UNCHANGED, Remark("trace.stopped-already"), *files_held(found))
        if self.dry_run:
            return trip.done(Deed.WOULD_CHANGE, Remark("trace.would-discard" if self.discard else "trace.would-stop"))
        return await self._end(trip, found)

    async def _end(self, trip: Trip, found: FoundTrace) -> HostDeed:
        if found.state == "running":
            values = (("Folder", found.folder), ("ProgramPath", self.program))
            outcome = await trip.act("Stop-PrtTrace", values, seconds=PROGRAM_SECONDS)
            change = read_trace_change(outcome.records, "Stop-PrtTrace")
            if isinstance(change, ActionFailed):
                return trip.done(Deed.FAILED, *trip.unanswered(outcome, change))
            if change.state != "stopped":
                code = "?" if change.exit_code is None else str(change.exit_code)
                return trip.done(Deed.FAILED, Remark("trace.not-stopped", (("code", code),)))
        if not self.discard and found.state == "running":
            return trip.done(Deed.DONE, Remark("trace.stopped"), after="stopped")
        if not await trip.remove():  # what was only prepared holds nothing
            return trip.done(Deed.FAILED, Remark("trace.left"))
        await forget_trace(self.memory, trip.target)
        return trip.done(Deed.DONE, Remark("trace.discarded"), after="removed")
