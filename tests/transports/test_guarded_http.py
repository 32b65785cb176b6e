"""What is no WinRM at all, or wants to be more than that, on a plain socket: nothing of it gets through."""

import gzip
from collections.abc import AsyncIterator
from importlib.util import find_spec
from pathlib import Path

import pytest

from remote_prt.errors import HostError, HostMisbehaved, HostRefused, HostTimedOut, HostUnreachable, LogonRefused, Phase
from remote_prt.model import AuthMethod, Target
from remote_prt.transports.credentials import Credential
from remote_prt.transports.pypsrp_threads import PypsrpTransport
from remote_prt.transports.settings import MEBIBYTE, Bounds, PhaseLimits, TransportSettings
from tests.transports.certificates import authority, listener
from tests.transports.hostile_servers import Handler, answer, drip, hang, pour, serving
from tests.transports.visiting import our_threads, sockets_to, visit

OFFER = b"HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: Negotiate\r\nContent-Length: 0\r\n\r\n"
SMALL = Bounds(reply_bytes=MEBIBYTE, visit_bytes=2 * MEBIBYTE)


@pytest.fixture(autouse=True)
async def nothing_left() -> AsyncIterator[None]:
    """Holds for every test here: no thread of a transport outlives it."""
    yield

    assert our_threads() == []


def here(port: int, **more: object) -> Target:
    """This machine, at a port."""
    return Target("127.0.0.1", port=port, **more)


ONE_LINE = [
    pytest.param(answer(b"SSH-2.0-OpenSSH_9.6\r\n"), HostMisbehaved, "no proper HTTP", id="another_protocol"),
    pytest.param(answer(), HostUnreachable, "closed the connection without an answer", id="closed_without_a_word"),
    pytest.param(answer(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"), HostMisbehaved, "", id="lets_anybody_in"),
    pytest.param(
        answer(b"HTTP/1.1 401 X\r\nWWW-Authenticate: Basic realm=x\r\nContent-Length: 0\r\n\r\n"),
        HostRefused,
        "offers no Negotiate",
        id="offers_only_basic",
    ),
    pytest.param(answer(b"HTTP/1.1 401 X\r\nContent-Length: 0\r\n\r\n"), HostRefused, "nothing", id="offers_nothing"),
    pytest.param(answer(b"HTTP/1.1 403 X\r\nContent-Length: 0\r\n\r\n"), HostRefused, "HTTP 403", id="forbids"),
    pytest.param(answer(b"HTTP/1.1 404 X\r\nContent-Length: 0\r\n\r\n"), HostRefused, "HTTP 404", id="knows_no_wsman"),
    pytest.param(
        answer(b"HTTP/1.1 500 X\r\nContent-Length: 4\r\n\r\n\x1b[2J"), HostRefused, "HTTP 500", id="fails_in_colour"
    ),
    pytest.param(
        answer(b"HTTP/1.1 307 X\r\nLocation: http://[::1]:1/\x1b[31m\r\nContent-Length: 0\r\n\r\n"),
        HostMisbehaved,
        r"http://[::1]:1/\x1b[31m",
        id="redirects_with_escape_codes",
    ),
    pytest.param(
        answer(b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n" + gzip.compress(bytes(10**7))),
        HostMisbehaved,
        "compressed its reply (gzip)",
        id="gzip_bomb",
    ),
    pytest.param(
        answer(b"HTTP/1.1 401 X\r\nWWW-Authenticate: Negotiate\r\nContent-Length: 50000000\r\n\r\n"),
        HostMisbehaved,
        "announced a reply of 50,000,000 bytes",
        id="announces_50_megabytes",
    ),
    pytest.param(
        pour(b"HTTP/1.1 401 X\r\nWWW-Authenticate: Negotiate\r\n\r\n", bytes(65536)),
        HostMisbehaved,
        "more than 1,048,576 bytes in one reply",
        id="body_without_end",
    ),
    pytest.param(
        pour(b"HTTP/1.1 401 X\r\nWWW-Authenticate: Negotiate\r\nTransfer-Encoding: chunked\r\n\r\n", b"1" * 65536),
        HostMisbehaved,
        "no proper HTTP",
        id="chunk_size_without_end",
    ),
    pytest.param(
        pour(b"", b"HTTP/1.1 100 Continue\r\n\r\n" * 1000), HostMisbehaved, "more than", id="continues_for_ever"
    ),
    pytest.param(
        answer(b"HTTP/1.1 200 OK\r\nContent-Type: multipart/encrypted;x\r\nContent-Length: 0\r\n\r\n"),
        HostMisbehaved,
        "before the logon was complete",
        id="seals_before_the_logon",
    ),
]


@pytest.mark.parametrize(("handler", "error", "words"), ONE_LINE)
async def test_each_impostor_is_one_clear_line(handler: Handler, error: type[HostError], words: str):
    """What answers on the port without being WinRM is named by what it did, quickly, with port and address."""
    async with serving(handler) as server, PypsrpTransport(TransportSettings(bounds=SMALL)) as transport:
        seen = await visit(transport, here(server.port))

    assert type(seen.error) is error
    assert words in seen.error.reason
    assert seen.error.phase is Phase.AUTHENTICATE
    assert (seen.error.transport, seen.error.port, seen.error.address) == ("http", server.port, "127.0.0.1")
    assert "\x1b" not in str(seen.error)
    assert seen.seconds < 5
    assert sockets_to(server.port) == 0


async def test_nobody_follows_a_redirect():
    """The place a redirect names is never contacted, so no logon can be lured there."""
    async with serving(hang) as trap:
        lure = f"HTTP/1.1 307 X\r\nLocation: http://127.0.0.1:{trap.port}/wsman\r\nContent-Length: 0\r\n\r\n".encode()
        async with serving(answer(lure)) as server, PypsrpTransport() as transport:
            seen = await visit(transport, here(server.port))

        assert isinstance(seen.error, HostMisbehaved)
        assert trap.visitors == 0


async def test_proxies_of_the_environment_have_no_say(monkeypatch: pytest.MonkeyPatch):
    """With proxy variables set the visit still goes straight to its host."""
    async with serving(hang) as proxy, serving(answer(OFFER.replace(b"401", b"403"))) as server:
        for variable in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
            monkeypatch.setenv(variable, f"http://127.0.0.1:{proxy.port}")
        async with PypsrpTransport() as transport:
            seen = await visit(transport, here(server.port))

        assert isinstance(seen.error, HostRefused)
        assert (proxy.visitors, server.visitors) == (0, 1)


async def test_a_host_that_closes_after_every_reply_is_left():
    """A host that never keeps a connection is given up after a few, not asked for ever."""
    async with (
        serving(answer(OFFER.replace(b"Content", b"Connection: close\r\nContent"))) as server,
        PypsrpTransport() as transport,
    ):
        seen = await visit(transport, here(server.port))

    assert isinstance(seen.error, HostError)
    assert server.visitors < 12


@pytest.mark.parametrize(
    "handler",
    [pytest.param(hang, id="hangs"), pytest.param(drip(b"HTTP/1.1 200 OK\r\nX: "), id="drips")],
)
async def test_plain_hosts_that_say_nothing_useful_time_out(handler: Handler):
    """Silence and a drip both end at the deadline, in the phase they were in."""
    async with serving(handler) as server, PypsrpTransport() as transport:
        seen = await visit(transport, here(server.port), seconds=0.4)

    assert isinstance(seen.error, HostTimedOut)
    assert seen.error.phase is Phase.AUTHENTICATE
    assert seen.seconds < 1.5


CERTIFICATES = [
    pytest.param({"self_signed": True}, "self-signed", id="self_signed"),
    pytest.param({"expired": True}, "expired", id="expired"),
    pytest.param({"name": "elsewhere.example.test"}, "for another address", id="another_name"),
]


@pytest.mark.parametrize(("kind", "words"), CERTIFICATES)
async def test_each_bad_certificate_has_its_own_sentence(tmp_path: Path, kind: dict[str, object], words: str):
    """A host that cannot prove its name is not reached, the reason is named, and no credential is sent."""
    settings = TransportSettings(https=True, ca_file=authority().write(tmp_path))
    async with serving(answer(OFFER), listener(tmp_path, **kind)) as server, PypsrpTransport(settings) as transport:
        seen = await visit(transport, here(server.port))

    assert isinstance(seen.error, HostUnreachable)
    assert seen.error.phase is Phase.TLS
    assert words in seen.error.reason


async def test_an_unknown_authority_has_its_own_sentence(tmp_path: Path):
    """A certificate from an authority nobody here knows says so, and how to trust it."""
    async with (
        serving(answer(OFFER), listener(tmp_path)) as server,
        PypsrpTransport(TransportSettings(https=True)) as transport,
    ):
        seen = await visit(transport, here(server.port))

    assert isinstance(seen.error, HostUnreachable)
    assert "an authority that is not trusted" in seen.error.reason
    assert "--ca-cert" in seen.error.try_next


async def test_the_certificate_is_checked_against_the_name_not_the_address(tmp_path: Path):
    """A target with a given address is connected to there, but proves the name it was called by."""
    settings = TransportSettings(https=True, ca_file=authority().write(tmp_path), auth=AuthMethod.BASIC)
    async with (
        serving(answer(OFFER), listener(tmp_path, name="pc-07.example.test")) as server,
        PypsrpTransport(settings) as transport,
    ):
        right = await visit(transport, Target("pc-07.example.test", address="127.0.0.1", port=server.port))
        wrong = await visit(transport, Target("pc-08.example.test", address="127.0.0.1", port=server.port))

    assert isinstance(right.error, HostRefused)
    assert right.error.phase is Phase.AUTHENTICATE
    assert isinstance(wrong.error, HostUnreachable)
    assert "for another name" in wrong.error.reason


async def test_without_verification_any_certificate_will_do(tmp_path: Path):
    """`--no-verify-tls` gets past a self-signed certificate."""
    settings = TransportSettings(https=True, verify_tls=False, auth=AuthMethod.BASIC)
    refusal = b"HTTP/1.1 401 X\r\nWWW-Authenticate: Basic realm=x\r\nContent-Length: 0\r\n\r\n"
    async with (
        serving(answer(refusal), listener(tmp_path, self_signed=True)) as server,
        PypsrpTransport(settings) as transport,
    ):
        seen = await visit(transport, here(server.port))

    assert isinstance(seen.error, LogonRefused)


async def test_basic_refused_for_want_of_basic_is_no_wrong_password(tmp_path: Path):
    """A host that does not offer Basic says nothing about the password, so no lockout may be counted."""
    settings = TransportSettings(https=True, verify_tls=False, auth=AuthMethod.BASIC)
    async with (
        serving(answer(OFFER), listener(tmp_path, self_signed=True)) as server,
        PypsrpTransport(settings) as transport,
    ):
        seen = await visit(transport, here(server.port))

    assert type(seen.error) is HostRefused
    assert "offers no Basic" in seen.error.reason


async def test_a_tls_handshake_that_hangs_is_no_answer():
    """TLS that is not completed reads as unreachable, in the same words, whichever limit was the first to end it."""
    settings = TransportSettings(https=True, limits=PhaseLimits(tls=0.3))
    async with serving(hang) as server, PypsrpTransport(settings) as transport:
        at_limit = await visit(transport, here(server.port), seconds=5)
        at_deadline = await visit(transport, here(server.port), seconds=0.2)

    assert isinstance(at_limit.error, HostUnreachable)
    assert at_limit.seconds < 1.5
    assert isinstance(at_deadline.error, HostUnreachable)
    assert at_deadline.seconds < 1.5
    assert str(at_limit.error) == str(at_deadline.error)
    assert at_limit.error.phase is Phase.TLS


async def test_plain_http_behind_https_is_named():
    """A port that speaks plain HTTP where TLS was asked for is not reached, and the line says so."""
    plain = b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n"

    async def handler(reader, writer) -> None:
        await reader.read(100)
        writer.write(plain)
        await writer.drain()

    async with serving(handler) as server, PypsrpTransport(TransportSettings(https=True)) as transport:
        seen = await visit(transport, here(server.port))

    assert isinstance(seen.error, HostUnreachable)
    assert seen.error.phase is Phase.TLS
    assert "TLS not completed" in seen.error.reason


async def test_no_password_crosses_a_readable_wire():
    """Basic over plain HTTP is refused before anything is contacted."""
    async with serving(hang) as server, PypsrpTransport() as transport:
        seen = await visit(transport, here(server.port, auth=AuthMethod.BASIC), Credential("anna", "secret"))

        assert isinstance(seen.error, HostRefused)
        assert "plain HTTP" in seen.error.reason
        assert server.visitors == 0


async def test_kerberos_without_its_package_is_one_line_with_the_package():
    """Where gssapi is missing, a named host over HTTP is not contacted and the line says what to install."""
    if _has_gssapi():
        pytest.skip("gssapi is installed here")
    async with serving(hang) as server, PypsrpTransport() as transport:
        seen = await visit(transport, Target("pc-07", address="127.0.0.1", port=server.port))

        assert isinstance(seen.error, HostRefused)
        assert "gssapi" in seen.error.reason
        assert "remote_prt[kerberos]" in seen.error.try_next
        assert server.visitors == 0


async def test_a_closed_port_and_an_unknown_name_are_told_apart(unused_tcp_port: int):
    """No listener is a connect failure with its port; a name nobody knows is a resolve failure."""
    settings = TransportSettings(allow_ntlm=True, limits=PhaseLimits(resolve=1.0))
    async with PypsrpTransport(settings) as transport:
        closed = await visit(transport, here(unused_tcp_port))
        unknown = await visit(transport, Target("does-not-exist.invalid"))

    assert isinstance(closed.error, HostUnreachable)
    assert (closed.error.phase, closed.error.port) == (Phase.CONNECT, unused_tcp_port)
    assert isinstance(unknown.error, HostUnreachable)
    assert unknown.error.phase is Phase.RESOLVE
    assert unknown.seconds < 2


async def test_deadlines_already_over_contact_nobody():
    """A visit whose deadline has passed ends at once."""
    async with serving(hang) as server, PypsrpTransport() as transport:
        seen = await visit(transport, here(server.port), seconds=0)

    assert isinstance(seen.error, HostTimedOut)
    assert seen.seconds < 1.5


def _has_gssapi() -> bool:
    return find_spec("gssapi") is not None
