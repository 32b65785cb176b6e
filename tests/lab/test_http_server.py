"""HTTP as any client may speak it, well or badly."""

import asyncio

import pytest

from remote_prt.lab.http_messages import HttpReply, HttpRequest
from remote_prt.lab.http_server import MAX_BODY_BYTES, MAX_HEAD_BYTES, HttpConnection, TcpPeer
from tests.conftest import StartFarm
from tests.lab_bare_client import bare_client, raw_exchange, read_reply


class Parrot:
    """A conversation that gives the body back."""

    def __init__(self, peer: TcpPeer) -> None:
        self.peer = peer

    async def answer(self, request: HttpRequest) -> HttpReply:
        """The body, after letting others run; a mistake when asked for one."""
        await asyncio.sleep(0)
        if request.path == "/mistake":
            raise LookupError(request.path)
        return HttpReply(200, (("X-Method", request.method),), request.body)


@pytest.fixture
async def parrot():
    """Address and port of a server that parrots."""
    connected: set[asyncio.Transport] = set()
    server = await asyncio.get_running_loop().create_server(lambda: HttpConnection(Parrot, connected), "127.0.0.1", 0)
    async with server:
        yield server.sockets[0].getsockname()
        for transport in list(connected):
            transport.abort()


def post(body: bytes, path: str = "/wsman") -> bytes:
    """A request with that body."""
    return b"POST %s HTTP/1.1\r\nHost: pc\r\nContent-Length: %d\r\n\r\n%s" % (path.encode(), len(body), body)


async def test_requests_sent_at_once_are_answered_in_order(parrot):
    """A client that does not wait gets every reply, in the order of its requests."""
    reader, writer = await asyncio.open_connection(*parrot)
    writer.write(b"".join(post(str(number).encode()) for number in range(5)))

    seen = b""
    while seen.count(b"HTTP/1.1 200 OK") < 5 or not seen.endswith(b"4"):
        seen += await reader.read(65536)
    writer.transport.abort()

    assert [int(part[-1:]) for part in seen.split(b"HTTP/1.1 200 OK")[1:]] == [0, 1, 2, 3, 4]


async def test_a_request_in_pieces_is_one_request(parrot):
    """Head and body may arrive byte by byte."""
    reader, writer = await asyncio.open_connection(*parrot)
    for byte in post(b"slow"):
        writer.write(bytes([byte]))
        await asyncio.sleep(0)

    reply = await read_reply(reader)
    writer.transport.abort()

    assert (reply.status, reply.body) == (200, b"slow")


@pytest.mark.parametrize("piece", [1000, 65_000, 300_000])
async def test_a_long_body_in_pieces_is_no_long_head(parrot, piece: int):
    """However a body of 600 KB is cut on its way, it is taken whole, twice on one connection."""
    reader, writer = await asyncio.open_connection(*parrot)
    request = post(b"x" * 600_000)
    for _ in range(2):
        for start in range(0, len(request), piece):
            writer.write(request[start : start + piece])
            await asyncio.sleep(0)
        reply = await read_reply(reader)

        assert (reply.status, len(reply.body)) == (200, 600_000)
    writer.transport.abort()


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        pytest.param(b"\x16\x03\x01\x02\x00\x01\x00", 400, id="a_tls_hello"),
        pytest.param(b"GARBAGE\r\n\r\n", 400, id="no_http"),
        pytest.param(b"POST / HTTP/1.1\r\nA: " + b"b" * (MAX_HEAD_BYTES + 1), 431, id="endless_header"),
        pytest.param(post(bytes(MAX_BODY_BYTES + 1)), 413, id="oversized_body"),
    ],
)
async def test_what_breaks_grammar_or_bounds_is_refused_and_cut(parrot, sent: bytes, status: int):
    """One status line, then the connection ends; nothing is kept."""
    reader, writer = await asyncio.open_connection(*parrot)
    writer.write(sent)

    reply = await read_reply(reader)
    writer.transport.abort()

    assert reply.status == status
    assert reply.headers["connection"] == "close"


async def test_a_mistake_of_the_lab_breaks_the_connection_instead_of_hanging(parrot):
    """When answering fails in the lab itself the client sees the end of the connection at once."""
    errors: list[dict] = []
    asyncio.get_running_loop().set_exception_handler(lambda _loop, context: errors.append(context))

    seen, ended = await raw_exchange(*parrot, post(b"", "/mistake"))

    assert (seen, ended) in {(b"", "fin"), (b"", "rst")}


@pytest.mark.parametrize(
    ("request_line", "status"), [("GET /wsman", 405), ("POST /powershell", 404), ("POST /wsman", 401)]
)
async def test_only_posts_to_wsman_are_served(start_farm: StartFarm, request_line: str, status: int):
    """Everything else is refused as http.sys does; without a logon there is a 401 with its offer."""
    farm = await start_farm()
    host = farm.hosts[0]
    reader, writer = await asyncio.open_connection(host.address, host.http_port)
    writer.write(f"{request_line} HTTP/1.1\r\nHost: pc\r\nContent-Length: 0\r\n\r\n".encode())

    reply = await read_reply(reader)
    writer.transport.abort()

    assert reply.status == status
    assert reply.headers.get("www-authenticate") == ("Negotiate" if status == 401 else None)


async def test_identify_is_answered_without_a_logon_and_tells_nothing(start_farm: StartFarm):
    """With the header `WSMANIDENTIFY: unauthenticated` the product is named and its version is not."""
    farm = await start_farm()
    async with bare_client(farm) as client:
        reply = await client.post(b"<identify/>", WSMANIDENTIFY="unauthenticated")

    assert reply.status == 200
    assert b"Microsoft Corporation" in reply.body
    assert b"OS: 0.0.0 SP: 0.0 Stack: 3.0" in reply.body
    assert farm.farm.stats().logon_attempts == 0


async def test_identify_after_a_logon_tells_the_version(start_farm: StartFarm):
    """An authenticated wsmid:Identify names the build."""
    farm = await start_farm()
    identify = (
        b'<s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope"><s:Header/><s:Body><i:Identify '
        b'xmlns:i="http://schemas.dmtf.org/wbem/wsman/identity/1/wsmanidentity.xsd"/></s:Body></s:Envelope>'
    )
    async with bare_client(farm) as client:
        await client.log_on()
        reply = await client.ask(identify)

    assert b"OS: 10.0" in reply.body


async def test_a_body_that_does_not_unseal_ends_the_connection(start_farm: StartFarm):
    """After a broken seal the sequence is lost: 400 and the end."""
    farm = await start_farm()
    async with bare_client(farm) as client:
        await client.log_on()
        reply = await client.post(b"--Encrypted Boundary", Content_Type="multipart/encrypted")

    assert (reply.status, reply.headers["connection"]) == (400, "close")
