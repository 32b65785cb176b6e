"""A bare HTTP client that says exactly what came over the wire, for tests of a server that misbehaves."""

import asyncio
import base64
import struct
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace

import spnego

from remote_prt.lab.sealing import CONTENT_TYPE
from tests.lab_farm import RunningFarm

PATIENCE_SECONDS = 5.0  # for what must come, on a machine that is busy
SHORT_PATIENCE_SECONDS = 0.25  # for what must not come


@dataclass(frozen=True, slots=True)
class Reply:
    """What a client saw of one reply."""

    status: int | None  #: None: no complete head came
    headers: dict[str, str]
    body: bytes
    ended: str  #: `whole`, `fin` (early), `rst`, `silent` (still open when patience ended), `more` (still sending)


class BareClient:
    """An HTTP client of forty lines with NTLM sealing by pyspnego's client half."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, farm: RunningFarm) -> None:
        self.reader, self.writer = reader, writer
        self.patience_seconds = PATIENCE_SECONDS
        self.context = spnego.client(
            farm.account.name, farm.account.password, protocol="ntlm", options=spnego.NegotiateOptions.wrapping_winrm
        )

    async def post(self, body: bytes = b"", **headers: str) -> Reply:
        """One request and what came of it."""
        lines = ["POST /wsman HTTP/1.1", "Host: lab", f"Content-Length: {len(body)}"]
        lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
        self.writer.write("\r\n".join([*lines, "", ""]).encode() + body)
        return await read_reply(self.reader, self.patience_seconds)

    async def log_on(self) -> Reply:
        """Exchanges tokens until the lab is content or gives up."""
        token, reply = self.context.step(), Reply(None, {}, b"", "whole")
        while token is not None:
            reply = await self.post(Authorization=f"Negotiate {base64.b64encode(token).decode()}")
            challenge = reply.headers.get("www-authenticate", "").partition(" ")[2]
            if reply.status != 401 or self.context.complete or not challenge:
                break
            token = self.context.step(base64.b64decode(challenge))
        return reply

    async def ask(self, envelope: bytes) -> Reply:
        """A sealed envelope; the body of the reply unsealed where it came whole and sealed."""
        reply = await self._post_sealed(envelope)
        is_sealed = reply.headers.get("content-type", "").startswith("multipart/encrypted")
        if reply.ended != "whole" or not is_sealed or not reply.body.startswith(b"--Encrypted"):
            return reply
        _, _, payload = reply.body.partition(b"octet-stream\r\n")
        (length,) = struct.unpack_from("<i", payload)
        sealed = payload[4 + length :].removesuffix(b"--Encrypted Boundary--\r\n")
        return replace(reply, body=self.context.unwrap_winrm(payload[4 : 4 + length], sealed))

    async def ask_packed(self, envelope: bytes) -> bytes:
        """A sealed envelope; the body of the reply as it came."""
        return (await self._post_sealed(envelope)).body

    async def _post_sealed(self, envelope: bytes) -> Reply:
        header, data, padding = self.context.wrap_winrm(envelope)
        announcement = (
            b"--Encrypted Boundary\r\n\tContent-Type: application/HTTP-SPNEGO-session-encrypted\r\n"
            b"\tOriginalContent: type=application/soap+xml;charset=UTF-8;Length=%d\r\n"
            b"--Encrypted Boundary\r\n\tContent-Type: application/octet-stream\r\n" % (len(envelope) + padding)
        )
        body = announcement + struct.pack("<i", len(header)) + header + data + b"--Encrypted Boundary--\r\n"
        return await self.post(body, Content_Type=CONTENT_TYPE)


async def read_reply(reader: asyncio.StreamReader, patience_seconds: float = PATIENCE_SECONDS) -> Reply:
    """Reads one reply, or what comes of it before patience ends."""
    seen, ended = bytearray(), "silent"
    try:
        async with asyncio.timeout(patience_seconds):
            while not is_whole(seen):
                data = await reader.read(65536)
                if not data:
                    ended = "fin"
                    break
                seen += data
                ended = "more"
            else:
                ended = "whole"
    except TimeoutError:
        pass
    except ConnectionError:
        ended = "rst"
    head, separator, body = bytes(seen).partition(b"\r\n\r\n")
    if not separator:
        return Reply(None, {}, bytes(seen), ended)
    status, *rest = head.decode("latin-1").split("\r\n")
    headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in rest)}
    return Reply(int(status.split()[1]), headers, body, ended)


def is_whole(seen: bytes) -> bool:
    """Whether head and as many bytes as it declares are there."""
    head, separator, body = bytes(seen).partition(b"\r\n\r\n")
    if not separator:
        return False
    declared = [line for line in head.split(b"\r\n") if line.lower().startswith(b"content-length:")]
    return bool(declared) and len(body) >= int(declared[0].split(b":")[1])


@asynccontextmanager
async def bare_client(farm: RunningFarm, number: int = 0) -> AsyncIterator[BareClient]:
    """A connection over plain HTTP to one host of the farm, not logged on yet."""
    host = farm.hosts[number]
    reader, writer = await asyncio.open_connection(host.address, host.http_port)
    try:
        yield BareClient(reader, writer, farm)
    finally:
        writer.transport.abort()


async def raw_exchange(
    address: str, port: int, sent: bytes, patience_seconds: float = PATIENCE_SECONDS
) -> tuple[bytes, str]:
    """What came back for some bytes before patience ended, and how it ended (as in `Reply.ended`)."""
    try:
        reader, writer = await asyncio.open_connection(address, port)
    except ConnectionError:
        return b"", "refused"
    try:
        writer.write(sent)
        reply = await read_reply(reader, patience_seconds)
    finally:
        writer.transport.abort()
    return reply.body, reply.ended
