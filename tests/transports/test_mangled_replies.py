"""A relay that damages what an honest host says: whatever is damaged, a visit ends as it should."""

import asyncio
import base64
import random
import re
import ssl
from pathlib import Path

import pytest

from remote_prt.errors import HostError
from remote_prt.model import AuthMethod, Target
from remote_prt.transports.base import Script
from remote_prt.transports.credentials import Credential
from remote_prt.transports.pypsrp_threads import PypsrpTransport
from remote_prt.transports.settings import PhaseLimits, TransportSettings
from tests.conftest import StartFarm
from tests.lab_farm import RunningFarm
from tests.transports.certificates import listener
from tests.transports.hostile_servers import Handler, read_request, serving
from tests.transports.visiting import our_threads, visit

_LENGTH = re.compile(rb"content-length: *(\d+)", re.IGNORECASE)
_STREAM = re.compile(rb"(<rsp:Stream[^>]*>)([^<]*)(</rsp:Stream>)")
_FOREIGN = (b"<", b"&", b"\0", b"<!DOCTYPE a>", b"\xff\xfe", b"9" * 40, b"<Obj>" * 3000, b"A" * 1000)


def mangle(data: bytes, rng: random.Random) -> bytes:
    """The data with something flipped, lost, doubled, reversed, renumbered or slipped in."""
    damaged = bytearray(data)
    start = rng.randrange(len(data) or 1)
    end = start + rng.choice((1, 4, 30, 300))
    match rng.randrange(6):
        case 0:
            damaged[start:end] = bytes(byte ^ 1 << rng.randrange(8) for byte in damaged[start:end])
        case 1:
            del damaged[start : rng.choice((end, len(data)))]
        case 2:
            damaged[start:start] = damaged[start:end] * rng.choice((1, 50))
        case 3:
            damaged[start:end] = damaged[start:end][::-1]
        case 4 if numbers := list(re.finditer(rb"\d+", data)):
            number = rng.choice(numbers)
            damaged[number.start() : number.end()] = str(rng.choice((0, -1, 7, 2**31, 2**63))).encode()
        case _:
            damaged[start:start] = rng.choice(_FOREIGN)
    return bytes(damaged)


def mangled_body(body: bytes, rng: random.Random) -> bytes:
    """The body damaged: as XML, or inside the PSRP fragments it carries."""
    if rng.random() < 0.5 or not _STREAM.search(body):
        return mangle(body, rng)
    return _STREAM.sub(lambda m: m[1] + base64.b64encode(mangle(base64.b64decode(m[2]), rng)) + m[3], body)


def mangling_relay(farm: RunningFarm, rng: random.Random) -> Handler:
    """Passes on everything between a client and the farm's first host, except that one reply arrives damaged."""
    host = farm.hosts[0]
    trust = ssl.create_default_context(cafile=farm.certificates.authority_path)

    async def relay(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        victim = rng.randrange(5)
        there, back = await asyncio.open_connection(host.address, host.https_port, ssl=trust)
        try:
            for number in range(100):
                back.write(await read_request(reader))
                head = await there.readuntil(b"\r\n\r\n")
                body = await there.readexactly(int(_LENGTH.search(head)[1]))
                if number == victim:
                    body = mangled_body(body, rng)
                    head = _LENGTH.sub(b"Content-Length: %d" % len(body), head)
                writer.write(head + body)
                await writer.drain()
        except asyncio.IncompleteReadError:
            pass
        finally:
            back.transport.abort()

    return relay


@pytest.mark.parametrize("seed", range(3))
async def test_damaged_replies_end_in_a_host_error_or_not_at_all(start_farm: StartFarm, tmp_path: Path, seed: int):
    """Ten visits through the relay end well, or in one bounded printable line; never in another exception."""
    farm = await start_farm()
    (folder := tmp_path / "relay").mkdir()
    script = Script("output: hello\nwarning: w\nerror: e\nrepeat 3000: abc", "00")
    settings = TransportSettings(https=True, verify_tls=False, auth=AuthMethod.BASIC, limits=PhaseLimits(reap=0.3))
    credential = Credential(farm.account.name, farm.account.password)
    relay = mangling_relay(farm, random.Random(seed))

    async with serving(relay, listener(folder, self_signed=True)) as server, PypsrpTransport(settings) as transport:
        target = Target("127.0.0.1", port=server.port)
        seen = await asyncio.gather(*[visit(transport, target, credential, call=script, seconds=1) for _ in range(10)])

    for visited in seen:
        assert visited.error is None or isinstance(visited.error, HostError)
        assert visited.seconds < 3
        assert visited.error is None or (len(str(visited.error)) < 600 and str(visited.error).isprintable())
    assert our_threads() == []
