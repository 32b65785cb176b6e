"""A stopped trace brought home: file by file, proven by its SHA-256, and only then removed on the host.

Of LSASS nothing is fetched unless the user said aloud, once more, what is in it. A kind this version does not know is
treated like that one.
"""

import asyncio
from dataclasses import dataclass

from remote_prt.collectors.file_transfer import RemoteFile, pull
from remote_prt.controller.doing import Hands
from remote_prt.controller.trace_doors import Case, Cases, Moved, TraceMemory
from remote_prt.controller.trace_trip import (
    AUTH,
    NETWORK,
    PROGRAM_SECONDS,
    ROOM,
    Trip,
    files_held,
    forget_trace,
    megabytes,
)
from remote_prt.errors import HostError, UsageError
from remote_prt.model import Artefact, Deed, HostDeed, Remark, RememberedTrace, Target
from remote_prt.readers.action_records import ActionFailed, FoundTrace, TraceSight, read_file_fact

#: A file as text beside itself, where the language is constrained.
_TEXT_SHARE = 1.4


@dataclass(frozen=True, slots=True)
class TraceFetch:
    """Bringing home."""

    memory: TraceMemory
    cases: Cases
    max_bytes: int
    accepts_secrets: bool = False  #: the user said aloud that a trace of LSASS holds secrets
    dry_run: bool = False
    moved: Moved = lambda _target, _name, _done, _size: None

    async def work(self, hands: Hands, target: Target) -> HostDeed:
        """Fetch the files of a stopped trace from one host, then remove them there."""
        trip = Trip(hands, target, moved=self.moved)
        sight = await trip.look()
        if sight is None:
            return trip.done()
        if not sight.traces:
            return trip.done(Deed.NOT_POSSIBLE, Remark("trace.none"))
        found = trip.found(sight.traces[0])
        why_not = self._why_not(found, sight)
        if why_not is not None:
            return trip.done(Deed.NOT_POSSIBLE, *why_not)
        if self.dry_run:
            return trip.done(Deed.WOULD_CHANGE, Remark("trace.would-fetch"), *files_held(found))
        try:
            return await self._fetch(trip, found)
        except UsageError as error:
            return trip.done(Deed.FAILED, Remark("trace.not-kept", (("why", str(error)),)))

    def _why_not(self, found: FoundTrace, sight: TraceSight) -> tuple[Remark, ...] | None:
        if found.state != "stopped":
            return (Remark("trace.not-stopped-yet", (("state", found.state),)),)
        if found.kind not in {NETWORK, AUTH} and not self.accepts_secrets:
            return (Remark("trace.consent"),)
        total = sum(size for _, size in found.files)
        if total > self.max_bytes:
            return (Remark("trace.too-large", (("size", megabytes(total)), ("most", megabytes(self.max_bytes)))),)
        largest = max((size for _, size in found.files), default=0)
        needed = int(largest * _TEXT_SHARE) + ROOM
        if sight.language_mode != "FullLanguage" and sight.free_bytes is not None and sight.free_bytes < needed:
            return (Remark("trace.host-full", (("free", megabytes(sight.free_bytes)), ("needed", megabytes(needed)))),)
        return None

    async def _fetch(self, trip: Trip, found: FoundTrace) -> HostDeed:
        host, now = trip.target.name, trip.hands.visitor.clock.utc()
        known = await asyncio.to_thread(self.memory.recall, host)
        is_same = known is not None and known.folder == found.folder
        begun = known.case if known is not None and is_same else ""
        case = await asyncio.to_thread(self.cases.open, host, now, begun)
        total = sum(size for _, size in found.files)
        if await asyncio.to_thread(case.free_bytes) < total + ROOM:
            return trip.done(Deed.NOT_POSSIBLE, Remark("trace.here-full", (("needed", megabytes(total + ROOM)),)))
        remembered = RememberedTrace(
            found.folder, found.kind, now if known is None else known.started_at, str(case.path)
        )
        await asyncio.to_thread(self.memory.remember, host, remembered)
        here = Remark("trace.case", (("path", str(case.path)),))
        for name, size in found.files:
            if name in case.artefacts():
                continue
            why_not = await self._bring(trip, case, found, name, size)
            if why_not is not None:
                return trip.done(Deed.FAILED, *why_not, here)
        secret = (Remark("trace.secret-here"),) if found.kind not in {NETWORK, AUTH} else ()
        if not await trip.remove():
            return trip.done(Deed.FAILED, Remark("trace.fetched"), Remark("trace.left"), here, *secret)
        await forget_trace(self.memory, trip.target)
        return trip.done(Deed.DONE, Remark("trace.fetched"), *files_held(found), here, *secret, after="fetched")

    async def _bring(
        self, trip: Trip, case: Case, found: FoundTrace, name: str, size: int
    ) -> tuple[Remark, ...] | None:
        """One file is in the case, proven; why it is not."""
        outcome = await trip.act("Get-PrtFileFact", (("Folder", found.folder), ("Name", name)), seconds=PROGRAM_SECONDS)
        fact = read_file_fact(outcome.records)
        if isinstance(fact, ActionFailed):
            return trip.unanswered(outcome, fact)
        if not fact.sha256 or fact.size != size:
            return (Remark("trace.no-hash", (("file", name),)),)
        part = await asyncio.to_thread(case.part, name, fact.sha256)
        try:
            transfer = await pull(trip.line(), RemoteFile(found.folder, name, size), part)
            if part.sha256 != fact.sha256:
                part.discard()
                return (Remark("trace.hash-differs", (("file", name),)),)
            await asyncio.to_thread(part.finish, name)
        except HostError as error:
            done = (("file", name), ("done", megabytes(part.written)), ("size", megabytes(size)))
            return (*trip.broken(error), Remark("trace.broken-off", done))
        finally:
            part.close()
        now = trip.hands.visitor.clock.utc()
        source = f"{found.folder}\\{name}"
        artefact = Artefact(name, found.kind, source, size, fact.sha256, now, transfer.script_sha256)
        await asyncio.to_thread(case.add, artefact)
        return None
