"""What a shell or command has produced and no Receive has fetched yet."""

import asyncio
from collections import deque
from dataclasses import dataclass

HIGH_WATER_BYTES = 2 * 1024 * 1024  # a host stops computing while a client does not fetch


@dataclass(frozen=True, slots=True)
class Chunk:
    """One rsp:Stream element: raw bytes of one named stream."""

    stream: str
    data: bytes
    is_end: bool = False  #: the stream ends here (`End="true"`; command shells only)
    ends_answer: bool = False  #: a Receive stops here, as recorded for the answers to Create


@dataclass(frozen=True, slots=True)
class Taken:
    """What one Receive gets."""

    chunks: tuple[Chunk, ...]
    exit_code: int | None = None  #: set when the command has ended and nothing is left


class OutputAborted(Exception):
    """The shell was deleted while a Receive waited."""


class OutputQueue:
    """Filled by the running command, emptied by Receive requests, one or several."""

    def __init__(self) -> None:
        self._chunks: deque[Chunk] = deque()
        self._bytes = 0
        self._changed = asyncio.Event()
        self._has_room = asyncio.Event()
        self._has_room.set()
        self._exit_code: int | None = None
        self._is_aborted = False

    def put(self, chunk: Chunk) -> None:
        """Adds output."""
        self._chunks.append(chunk)
        self._bytes += len(chunk.data)
        if self._bytes > HIGH_WATER_BYTES:
            self._has_room.clear()
        self._changed.set()

    def finish(self, exit_code: int = 0) -> None:
        """Nothing more will come."""
        self._exit_code = exit_code
        self._changed.set()

    def abort(self) -> None:
        """Ends every waiting `take` with OutputAborted."""
        self._is_aborted = True
        self._changed.set()

    async def room(self) -> None:
        """Waits until less than HIGH_WATER_BYTES are waiting."""
        await self._has_room.wait()

    async def take(self, max_bytes: int, timeout_seconds: float) -> Taken | None:
        """The next output, at most `max_bytes` of it but at least one chunk; None when the time passes without any.

        Raises:
            OutputAborted: the shell went away.
        """
        try:
            async with asyncio.timeout(timeout_seconds):
                while not (self._chunks or self._exit_code is not None or self._is_aborted):
                    self._changed.clear()
                    await self._changed.wait()
        except TimeoutError:
            return None
        if self._is_aborted:
            raise OutputAborted
        taken: list[Chunk] = []
        size = 0
        while self._chunks and (not taken or size + len(self._chunks[0].data) <= max_bytes):
            chunk = self._chunks.popleft()
            taken.append(chunk)
            size += len(chunk.data)
            if chunk.ends_answer:
                break
        self._bytes -= size
        if self._bytes <= HIGH_WATER_BYTES:
            self._has_room.set()
        return Taken(tuple(taken), None if self._chunks else self._exit_code)
