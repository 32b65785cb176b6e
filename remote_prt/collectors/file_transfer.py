"""Files from and to a work folder of a host, in parts, over as many sessions as the link needs.

Pull: one session, one pipeline that streams from an offset to the end; parts are written as they come, so that neither
side ever holds more than a few. When the link breaks, another session goes on at what was written. Push: one session, a
pipeline per part. At the end the SHA-256 of the whole decides, never the count of bytes.

Rule 1: the host was asked beforehand how long the file is; not one byte more is written. Rule 2: a part that is not
where it must be ends the transfer. Rule 3: breaks are counted, and after each the pause before the next session grows.
"""

import asyncio
import base64
import binascii
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, aclosing
from dataclasses import dataclass
from typing import Protocol

from remote_prt.collectors.action import Action, action_script
from remote_prt.errors import HostError, HostMisbehaved, HostRefused, HostTimedOut, LogonRefused, LogonWithheld, Phase
from remote_prt.model import Deadline
from remote_prt.transports.base import Connection

#: Bytes of one part on the way here, as Read-PrtFilePart cuts them; and on the way there. Multiples of 48, for certutil
#: writes lines of so many, and small enough for the envelope of a host.
PULLED_PART = 393_216
PUSHED_PART = 196_608

#: How often the link may break before the transfer is given up.
MOST_BREAKS = 5

#: A host that says nothing for so long while it sends is taken for gone.
STALL_SECONDS = 60.0

#: Seconds before the next session: twice as long after each break.
_FIRST_PAUSE_SECONDS = 1.0

_MOST_OFFSET_DIGITS = 16

Open = Callable[[Deadline], AbstractAsyncContextManager[Connection]]


class Sink(Protocol):
    """Where a file is written, part by part; it may be a file that an earlier run began."""

    @property
    def written(self) -> int:
        """Bytes so far."""
        ...

    def write(self, part: bytes) -> None:
        """Append; may wait for the disk, and raise UsageError."""
        ...

    def rewind(self, size: int) -> None:
        """Keep only the first bytes."""
        ...


@dataclass(frozen=True, slots=True)
class RemoteFile:
    """A file in a work folder of a host, as it said before anything was sent."""

    folder: str
    name: str
    size: int


@dataclass(frozen=True, slots=True)
class Line:
    """How sessions are opened, how long they may take, how answers are read, and who is told how far it is."""

    open: Open
    now: Callable[[], float]  #: monotonic seconds
    session_seconds: float  #: for opening one, and for a part that is sent
    whole_seconds: float  #: for one session that streams
    answered: Callable[[str], str]  #: the word of a record that says how it went; raises HostRefused for an error
    moved: Callable[[str, int, int], None]  #: name, bytes done, bytes in all
    pause: Callable[[float], Awaitable[None]] = asyncio.sleep  #: seconds
    stall_seconds: float = STALL_SECONDS
    most_breaks: int = MOST_BREAKS


@dataclass(frozen=True, slots=True)
class Transfer:
    """What a transfer took."""

    breaks: int  #: how often the link broke
    script_sha256: str


async def pull(line: Line, file: RemoteFile, sink: Sink) -> Transfer:
    """All bytes of the file are in the sink.

    Raises:
        HostMisbehaved: the host sent something else than was announced.
        HostError: the link broke too often; what was written stays.
        UsageError: the sink cannot take it.
    """
    breaks = 0
    await asyncio.to_thread(sink.rewind, min(sink.written, file.size) // 48 * 48)
    sha256 = ""
    while sink.written < file.size:
        before = sink.written
        try:
            sha256 = await _stream(line, file, sink)
        except HostError as error:
            breaks += 1
            await _try_again(line, error, breaks, is_stuck=sink.written == before)
    return Transfer(breaks, sha256)


#: What another session would not mend.
_FINAL = (HostMisbehaved, LogonRefused, LogonWithheld)


async def _try_again(line: Line, error: HostError, breaks: int, *, is_stuck: bool) -> None:
    """Return when another session is worth it, after a pause; else raise the error."""
    refused_again = isinstance(error, HostRefused) and is_stuck and breaks > 1
    if isinstance(error, _FINAL) or breaks > line.most_breaks or refused_again:
        raise error
    await line.pause(_FIRST_PAUSE_SECONDS * 2 ** (breaks - 1))


async def _stream(line: Line, file: RemoteFile, sink: Sink) -> str:
    """One session: parts from where the sink stands, to the end or until the link breaks."""
    values = (("Folder", file.folder), ("Name", file.name), ("Offset", str(sink.written)))
    script = action_script(Action("Read-PrtFilePart", values))
    async with line.open(Deadline.after(line.session_seconds, line.now())) as connection:
        records = connection.run(script, Deadline.after(line.whole_seconds, line.now()))
        async with aclosing(_unstalled(records, line.stall_seconds)) as parts:
            async for record in parts:
                if record.startswith("{"):  # the record after the parts
                    line.answered(record)
                    continue
                await asyncio.to_thread(_take, record, file, sink)
                line.moved(file.name, sink.written, file.size)
    if sink.written < file.size:
        raise HostRefused(Phase.RUN, "the host stopped before the end of the file", "fetch it again")
    return script.sha256


async def _unstalled(records: AsyncIterator[str], seconds: float) -> AsyncGenerator[str]:
    """The records, each within its time.

    Raises:
        HostTimedOut: the host fell silent.
    """
    records = aiter(records)
    try:
        while True:
            try:
                async with asyncio.timeout(seconds):
                    record = await anext(records)
            except StopAsyncIteration:
                return
            except TimeoutError as error:
                why = f"no part of the file came for {seconds:.0f} s"
                raise HostTimedOut(Phase.RUN, why, "check the network to the host, and fetch again") from error
            yield record
    finally:
        close = getattr(records, "aclose", None)
        if close is not None:
            await close()


def _take(record: str, file: RemoteFile, sink: Sink) -> None:
    """Write one part, if it is the next one."""
    offset, _, text = record.partition(" ")
    is_next = offset.isascii() and offset.isdigit() and len(offset) <= _MOST_OFFSET_DIGITS
    if not is_next or int(offset) != sink.written or len(text) > PULLED_PART * 2:
        raise _misbehaved("a part of the file that is not the next one")
    try:
        part = base64.b64decode(text, validate=True)
    except binascii.Error:
        raise _misbehaved("a part of the file that is no Base64") from None
    if not part or len(part) > PULLED_PART or sink.written + len(part) > file.size:
        raise _misbehaved("more than the length it had told")
    sink.write(part)


def _misbehaved(what: str) -> HostMisbehaved:
    return HostMisbehaved(
        Phase.RUN, f"the host sent {what}", "look at what runs on that host, and do not trust the file"
    )


@dataclass(frozen=True, slots=True)
class Parcel:
    """What is to be put into a work folder."""

    folder: str
    name: str
    content: bytes


async def push(line: Line, parcel: Parcel) -> Transfer:
    """The content is in the file of that name in the folder.

    Raises:
        HostError: the link broke too often, or the host takes no file.
    """
    breaks, done = 0, 0
    while True:
        before = done
        try:
            async with line.open(Deadline.after(line.session_seconds, line.now())) as connection:
                while done < len(parcel.content):
                    done = await _put(line, connection, parcel, done)
        except HostError as error:
            breaks += 1
            await _try_again(line, error, breaks, is_stuck=done == before)
        else:
            return Transfer(breaks, action_script(Action("Write-PrtFilePart")).sha256)


async def _put(line: Line, connection: Connection, parcel: Parcel, at: int) -> int:
    """Send one part and return how much is there then; 0 where the host has lost its place."""
    content = parcel.content
    part = content[at : at + PUSHED_PART]
    is_last = at + len(part) == len(content)
    values = (
        ("Folder", parcel.folder),
        ("Name", parcel.name),
        ("Offset", at),
        ("Base64", _lines(part)),
        ("IsLast", is_last),
    )
    script = action_script(Action("Write-PrtFilePart", values))
    deadline = Deadline.after(line.session_seconds, line.now())
    records = [record async for record in connection.run(script, deadline)]
    if not records:
        raise HostRefused(Phase.RUN, "the host sent no answer", "try it again")
    if line.answered(records[-1]) == "misplaced":
        if at == 0:
            raise HostRefused(Phase.RUN, "the host does not keep the file", "look at its disk and rights")
        return 0
    line.moved(parcel.name, at + len(part), len(content))
    return at + len(part)


def _lines(part: bytes) -> str:
    """Base64 in lines of 64 characters, as certutil writes and counts them."""
    text = base64.b64encode(part).decode()
    return "\r\n".join(text[start : start + 64] for start in range(0, len(text), 64))
