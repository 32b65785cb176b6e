"""One host's share of a run about traces: its sessions, and what they showed."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from remote_prt.collectors.action import Action
from remote_prt.collectors.file_transfer import Line
from remote_prt.controller.doing import Hands, from_visit
from remote_prt.controller.trace_doors import Moved, TraceMemory
from remote_prt.controller.visit import ending_of
from remote_prt.errors import HostError, HostRefused, Phase, UsageError
from remote_prt.model import ActionOutcome, Deed, DeedPart, Failure, HostDeed, Remark, Target
from remote_prt.readers.action_records import (
    ActionFailed,
    FoundTrace,
    TraceSight,
    read_file_word,
    read_trace_change,
    read_trace_state,
)

NETWORK, AUTH, TTD = "network", "auth", "ttd"

#: Stopping a trace can take minutes: Windows gathers what belongs to it.
PROGRAM_SECONDS = 900.0
#: One session that streams a file.
_STREAM_SECONDS = 6 * 3600.0

MEGABYTE = 1_000_000
#: What must stay free, there and here.
ROOM = 64 * MEGABYTE


class Trip:
    """One host's share of a run: its sessions, and what they showed."""

    def __init__(self, hands: Hands, target: Target, kind: str = "", moved: Moved | None = None) -> None:
        self.hands = hands
        self.target = target
        self.kind = kind
        self.folder = ""
        self.before = ""
        self._moved = moved
        self._first: ActionOutcome | None = None
        self._failure: Failure | None = None
        self._lack: tuple[Remark, ...] = ()
        self._started = hands.visitor.clock.monotonic()

    async def act(
        self, name: str, values: Sequence[tuple[str, str | int | bool]] = (), *, seconds: float = 0.0
    ) -> ActionOutcome:
        """One action, with as much time as it needs."""
        visitor = self.hands.visitor
        hands = replace(
            self.hands, visitor=replace(visitor, host_timeout_seconds=max(seconds, visitor.host_timeout_seconds))
        )
        outcome = await hands.act(self.target, Action(name, tuple(values)))
        self._first = self._first or outcome
        self._failure = outcome.failure or self._failure
        return outcome

    async def look(self) -> TraceSight | None:
        """What traces the host holds; None where it does not say, which `done` then tells."""
        outcome = await self.act("Get-PrtTraceState")
        sight = read_trace_state(outcome.records)
        if isinstance(sight, ActionFailed):
            self._lack = self.unanswered(outcome, sight)
            return None
        return sight

    def found(self, trace: FoundTrace) -> FoundTrace:
        """This is the trace that it is about."""
        self.kind, self.folder, self.before = trace.kind, trace.folder, trace.state
        return trace

    async def remove(self) -> bool:
        """The folder is gone."""
        outcome = await self.act("Remove-PrtTrace", (("Folder", self.folder),))
        change = read_trace_change(outcome.records, "Remove-PrtTrace")
        return not isinstance(change, ActionFailed) and change.state == "removed"

    def line(self) -> Line:
        """Sessions for files."""
        visitor = self.hands.visitor
        credential = visitor.credentials.for_target(self.target)
        return Line(
            open=partial(visitor.transport.connect, self.target, credential),
            now=visitor.clock.monotonic,
            session_seconds=visitor.host_timeout_seconds,
            whole_seconds=_STREAM_SECONDS,
            answered=_word,
            moved=self._tell,
            pause=self.hands.pause,
        )

    def _tell(self, name: str, done: int, size: int) -> None:
        if self._moved is not None:
            self._moved(self.target, name, done, size)

    def unanswered(self, outcome: ActionOutcome, failed: ActionFailed) -> tuple[Remark, ...]:
        """Why there is no answer; a session that failed is told with the host."""
        return () if outcome.failure is not None else (Remark("log.no-answer", (("why", failed.problem),)),)

    def broken(self, error: HostError) -> tuple[Remark, ...]:
        """A transfer ended so: told with the host."""
        self._failure = ending_of(error)[1]
        return ()

    def done(self, deed: Deed | None = None, *remarks: Remark, after: str = "") -> HostDeed:
        """What became of it; without a deed, that the host could not be asked."""
        first = self._first
        assert first is not None
        if deed is None and first.failure is not None:
            return from_visit(first)
        if deed is None:
            deed, remarks = Deed.FAILED, self._lack
        details = (("Kind", self.kind), ("Folder", self.folder))
        part = DeedPart(self.kind, deed, self.before, after or self.before, remarks, details)
        return HostDeed(
            target=self.target,
            outcome=first.outcome,
            address=first.address,
            failure=self._failure,
            parts=(part,),
            started_at=first.started_at,
            duration_seconds=round(self.hands.visitor.clock.monotonic() - self._started, 3),
        )


def _word(record: str) -> str:
    word = read_file_word(record)
    if isinstance(word, ActionFailed):
        raise HostRefused(Phase.RUN, f"the host could not read or write the file: {word.problem}", "look at its disk")
    return word


async def forget_trace(memory: TraceMemory, target: Target) -> None:
    try:
        await asyncio.to_thread(memory.forget, target.name)
    except UsageError:
        return  # the host is asked first next time as well


def files_held(found: FoundTrace) -> tuple[Remark, ...]:
    """What a stopped trace holds."""
    listed = ", ".join(f"{name} ({megabytes(size)} MB)" for name, size in found.files)
    return (Remark("trace.files", (("files", listed or "-"),)),)


def megabytes(size: int) -> str:
    return f"{size / MEGABYTE:.1f}"
