"""Hosts that abuse the logon itself: one that never lets it end, one that lets nobody in and says nothing."""

import asyncio
import base64
import struct
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from remote_prt.errors import HostMisbehaved, HostTimedOut, LogonRefused, Phase
from remote_prt.model import AuthMethod, Target
from remote_prt.transports.pypsrp_threads import PypsrpTransport
from remote_prt.transports.settings import PhaseLimits, TransportSettings
from tests.transports.certificates import authority, listener
from tests.transports.hostile_servers import Handler, hang, read_request, serving
from tests.transports.visiting import our_threads, visit

#: Unicode, NTLM, extended session security, target info, sealing, 128 bits, key exchange (MS-NLMP 2.2.2.5)
_FLAGS = 0xE0888235


@pytest.fixture(autouse=True)
async def nothing_left() -> AsyncIterator[None]:
    """Holds for every test here: no thread of a transport outlives it."""
    yield

    assert our_threads() == []


def challenge() -> bytes:
    """An NTLM CHALLENGE as a host sends it; MS-NLMP 2.2.1.2."""
    name = "PC".encode("utf-16-le")
    info = struct.pack("<HH", 1, len(name)) + name + struct.pack("<HHQ", 7, 8, 133_500_000_000_000_000) + bytes(4)
    fields = struct.pack("<HHI", len(name), len(name), 56) + struct.pack("<I", _FLAGS) + b"\1" * 8 + bytes(8)
    fields += struct.pack("<HHI", len(info), len(info), 56 + len(name)) + b"\x0a\0\x7c\x4f\0\0\0\x0f"
    return b"NTLMSSP\0" + struct.pack("<I", 2) + fields + name + info


def unauthorized(offer: bytes) -> bytes:
    """A 401 that keeps the connection."""
    return b"HTTP/1.1 401 X\r\nWWW-Authenticate: " + offer + b"\r\nContent-Length: 0\r\n\r\n"


def challenging(rounds: int | None, requests: list[bytes]) -> Handler:
    """Answers each logon with another challenge, for so many rounds or without end, then with a bare 401."""
    offer = b"NTLM " + base64.b64encode(challenge())

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while True:
            requests.append(await read_request(reader))
            has_token = b"Authorization:" in requests[-1]
            is_over = rounds is not None and len(requests) > rounds + 1
            writer.write(unauthorized(offer if has_token and not is_over else b"NTLM"))
            await writer.drain()

    return handle


async def test_a_logon_without_end_is_ended():
    """A host that answers every proof with a new challenge gets ten of them, and is no proof of a wrong password."""
    requests: list[bytes] = []
    async with serving(challenging(None, requests)) as server, PypsrpTransport() as transport:
        seen = await visit(transport, Target("127.0.0.1", port=server.port), seconds=20)

    assert type(seen.error) is HostMisbehaved
    assert seen.error.phase is Phase.AUTHENTICATE
    assert "did not end after 10 rounds" in seen.error.reason
    assert len(requests) == 11
    assert seen.seconds < 5


async def test_a_rejection_after_some_rounds_is_still_one():
    """A host that asks once more and then says no has rejected the credential."""
    async with serving(challenging(3, [])) as server, PypsrpTransport() as transport:
        seen = await visit(transport, Target("127.0.0.1", port=server.port), seconds=20)

    assert isinstance(seen.error, LogonRefused)


def letting_in(content_type: bytes, body: bytes) -> Handler:
    """Lets anybody in by NTLM, without knowing a password, and answers the first sealed message."""
    offer = b"NTLM " + base64.b64encode(challenge())
    head = b"HTTP/1.1 200 OK\r\nContent-Type: " + content_type + b"\r\nContent-Length: %d\r\n\r\n" % len(body)
    empty = b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        for reply in (unauthorized(b"NTLM"), unauthorized(offer), empty, head + body):
            await read_request(reader)
            writer.write(reply)
            await writer.drain()

    return handle


@pytest.mark.parametrize(
    "boundary",
    [
        pytest.param(b'"(x|x)*y"', id="an_expression"),
        pytest.param(b'"Encrypted Boundary";more="(x|x)*y"', id="with_one_behind_it"),
        pytest.param(b'"Another"', id="another"),
    ],
)
async def test_a_boundary_is_no_expression(boundary: bytes):
    """The library searches with a reply's boundary as a pattern: whoever is on the path could make that last."""
    content_type = b'multipart/encrypted;protocol="application/HTTP-SPNEGO-session-encrypted";boundary=' + boundary
    body = b"--" + boundary.strip(b'"') + b"\r\n\tLength=1\r\n--" + boundary.strip(b'"') + b"\r\n--" + b"x" * 25
    async with serving(letting_in(content_type, body)) as server, PypsrpTransport() as transport:
        seen = await visit(transport, Target("127.0.0.1", port=server.port), seconds=5)

    assert type(seen.error) is HostMisbehaved
    assert "sealed its reply in a way" in seen.error.reason
    assert seen.seconds < 2


@pytest.mark.parametrize("kind", [b"Multipart/Encrypted", b"multipart/encrypted-not", b"MULTIPART/ENCRYPTED"])
async def test_a_plain_reply_is_not_believed_for_its_type(kind: bytes):
    """A reply that only says it is sealed, in a spelling that nobody opens, does not pass as one."""
    content_type = kind + b';protocol="application/HTTP-SPNEGO-session-encrypted";boundary="Encrypted Boundary"'
    async with (
        serving(letting_in(content_type, b"<anything/>")) as server,
        PypsrpTransport() as transport,
    ):
        seen = await visit(transport, Target("127.0.0.1", port=server.port), seconds=5)

    assert type(seen.error) is HostMisbehaved
    assert "sealed its reply in a way" in seen.error.reason


def after_request(reply: bytes) -> Handler:
    """Reads a request, says something and nothing more."""

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await read_request(reader)
        writer.write(reply)
        await hang(reader, writer)

    return handle


@pytest.mark.parametrize("method", [AuthMethod.BASIC, AuthMethod.CERTIFICATE])
@pytest.mark.parametrize(
    "reply",
    [
        pytest.param(b"", id="silent"),
        pytest.param(b"HTTP/1.1 200 OK\r\nX-Slow: ", id="half_a_head"),
        pytest.param(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 9\r\n\r\n<", id="a_web_server"),
    ],
)
async def test_nobody_is_let_in_before_the_logon_was_answered(tmp_path: Path, method: AuthMethod, reply: bytes):
    """Where the logon travels with the first message, a host that answers no WS-Man has not let us in."""
    (folder := tmp_path / "client").mkdir()
    listener(folder)  # any certificate will do for ours
    settings = TransportSettings(
        https=True,
        auth=method,
        ca_file=authority().write(tmp_path),
        certificate_file=folder / "listener.pem",
        limits=PhaseLimits(authenticate=0.2, shell=0.4, reap=0.2),
    )
    async with (
        serving(after_request(reply), listener(tmp_path)) as server,
        PypsrpTransport(settings) as transport,
    ):
        seen = await visit(transport, Target("127.0.0.1", port=server.port), seconds=20)

    assert isinstance(seen.error, HostTimedOut)
    assert seen.error.phase is Phase.AUTHENTICATE
    assert "let us in" not in seen.error.reason
    assert seen.seconds < 2
