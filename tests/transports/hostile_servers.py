"""Servers that answer with whatever a test gives them: real sockets, no WinRM, no manners."""

import asyncio
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass

Handler = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


@dataclass(slots=True)
class HostileServer:
    """A listening server and how often somebody came."""

    port: int
    visitors: int = 0


@asynccontextmanager
async def serving(handler: Handler, tls: ssl.SSLContext | None = None) -> AsyncIterator[HostileServer]:
    """A server on 127.0.0.1 that hands every connection to the handler."""
    tasks: set[asyncio.Task[None]] = set()
    state = HostileServer(0)

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        state.visitors += 1
        task = asyncio.current_task()
        assert task is not None
        tasks.add(task)
        try:
            await handler(reader, writer)
        except (ConnectionError, asyncio.CancelledError):
            pass
        finally:
            tasks.discard(task)
            writer.transport.abort()

    server = await asyncio.start_server(handle, "127.0.0.1", 0, ssl=tls)
    state.port = server.sockets[0].getsockname()[1]
    try:
        yield state
    finally:
        server.close()
        for _ in range(3):  # a connection on its way, its handler, its transport: one turn of the loop each
            await asyncio.sleep(0)
            for task in tuple(tasks):
                task.cancel()


async def hang(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Accepts and never says a word."""
    await asyncio.get_running_loop().create_future()


def answer(*parts: bytes) -> Handler:
    """Reads one request and answers with the parts, then closes."""

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await read_request(reader)
        for part in parts:
            writer.write(part)
            await writer.drain()

    return handle


def pour(head: bytes, filler: bytes) -> Handler:
    """Reads one request, answers with the head and then with filler without end."""

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await read_request(reader)
        writer.write(head)
        while True:
            writer.write(filler)
            await writer.drain()

    return handle


def drip(text: bytes, pause_seconds: float = 0.05) -> Handler:
    """Answers one byte at a time, without end."""

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        for byte in text:
            writer.write(bytes([byte]))
            await asyncio.sleep(pause_seconds)
        while True:
            writer.write(b"x")
            await asyncio.sleep(pause_seconds)

    return handle


async def read_request(reader: asyncio.StreamReader) -> bytes:
    """One HTTP request, head and body."""
    head = await reader.readuntil(b"\r\n\r\n")
    length = 0
    for line in head.split(b"\r\n"):
        name, _, value = line.partition(b":")
        if name.lower() == b"content-length":
            length = int(value)
    return head + await reader.readexactly(length)
