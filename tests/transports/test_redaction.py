"""Whatever a host does with the password it was given, nothing that is printed has it."""

import asyncio
import base64
import json
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote, quote_plus

import pytest

from remote_prt.errors import HostError
from remote_prt.model import AuthMethod, Target
from remote_prt.transports.base import Script
from remote_prt.transports.credentials import Credential
from remote_prt.transports.pypsrp_threads import PypsrpTransport
from remote_prt.transports.redaction import REDACTED, Redactor
from remote_prt.transports.settings import PhaseLimits, TransportSettings
from tests.conftest import StartFarm
from tests.transports.certificates import authority, listener
from tests.transports.hostile_servers import Handler, read_request, serving
from tests.transports.test_pypsrp_threads import credential_of, target_of, transport_for
from tests.transports.visiting import our_threads, visit

PASSWORD = 'Süß "S3cret"'
PAIR = f"LAB\\anna:{PASSWORD}"
TOKEN = base64.b64encode(PAIR.encode()).decode()


def knowing(*secrets: str) -> Redactor:
    """A redactor that has learned these."""
    redactor = Redactor()
    for secret in secrets:
        redactor.learn(secret)
    return redactor


@pytest.mark.parametrize(
    "said",
    [
        PASSWORD,
        PAIR,
        json.dumps(PASSWORD),
        json.dumps(PASSWORD, ensure_ascii=False),
        json.dumps(PASSWORD).replace("\\u00fc", "\\u00FC"),
        "".join(f"\\u{ord(character):04X}" for character in PASSWORD),
        PASSWORD.replace(" ", "\t"),
        PASSWORD.replace(" ", " \n "),
        PASSWORD.encode().decode("latin-1"),
        f"Basic {TOKEN}",
        TOKEN.rstrip("="),
        PASSWORD.upper(),
        PASSWORD.swapcase(),
        quote(PASSWORD),
        quote_plus(PASSWORD, safe='"').lower(),
        "".join(f"%{byte:02X}" for byte in PASSWORD.encode()),
        base64.b64encode(PASSWORD.encode()).decode().rstrip("="),
        base64.b64encode(PASSWORD.encode()).decode().replace("/", "\\/").rstrip("="),
        PASSWORD.encode().hex(),
        PASSWORD.encode("utf-16-le").hex().upper(),
    ],
)
def test_a_secret_is_found_however_it_is_written(said: str):
    """As sent, within the pair, escaped as JSON, with other blanks, as headers are decoded, and in Base64."""
    redactor = knowing(PASSWORD)
    redactor.learn_authorization(f"Basic {TOKEN}")

    for told in (redactor.words(f"before {said} after"), redactor.record(f"before {said} after")):
        assert REDACTED in told
        assert told.startswith("before ")
        assert told.endswith(" after")
        assert "S3cret" not in told
        assert "\\u0053" not in told


@pytest.mark.parametrize("before", ["", "x", "xy", "xyz"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-le"])
def test_a_secret_within_base64_is_found_wherever_it_begins(before: str, encoding: str):
    """Base64 of a longer text shows other letters, depending on what stands before; none of them is the secret's."""
    text = base64.b64encode(f"{before}{PASSWORD}, and more".encode(encoding)).decode()
    redactor = knowing(PASSWORD)

    for told in (redactor.words(text), redactor.record(text)):
        left = b"".join(base64.b64decode(part + "A" * (-len(part) % 4)) for part in told.split(REDACTED)[:1])
        assert REDACTED in told
        assert b"S\x003" not in left
        assert b"S3cr" not in left


@pytest.mark.parametrize(("kept", "is_found"), [(12, True), (10, True), (9, True), (8, False)])
def test_a_beginning_of_a_secret_is_no_ordinary_word(kept: int, is_found: bool):
    """Three quarters of a secret, eight characters at least, are taken out of words for people, and left in records."""
    secret = "Wolkenbruch!"
    redactor = knowing(secret)
    said = f"the password {secret[:kept]}... is wrong"

    assert (REDACTED in redactor.words(said)) == is_found
    assert redactor.record(said) == (f"the password {REDACTED}... is wrong" if kept == len(secret) else said)


def test_a_secret_within_another_hides_neither():
    """The longest is taken out first."""
    assert knowing("secret", "secret-and-more").words("a secret-and-more, a secret") == f"a {REDACTED}, a {REDACTED}"


def test_ordinary_words_stay_in_records():
    """A short password may be a word of the evidence: it is taken out of what a host says, not out of its records."""
    redactor = knowing("NO")

    assert redactor.words("AzureAdPrt : NO") == f"AzureAdPrt : {REDACTED}"
    assert redactor.record("AzureAdPrt : NO") == "AzureAdPrt : NO"


@pytest.mark.parametrize("secret", [None, "", " "])
def test_no_secret_takes_nothing_out(secret: str | None):
    """Without a password every text stays."""
    redactor = Redactor()
    redactor.learn(secret)
    redactor.learn_authorization("http://schemas.dmtf.org/wbem/wsman/1/wsman/secprofile/https/mutual")

    assert redactor.words("a text") == redactor.record("a text") == "a text"


def test_a_redactor_shows_nothing_of_what_it_knows():
    """Neither `repr` nor `str` has a secret."""
    redactor = knowing(PASSWORD)

    assert "S3cret" not in f"{redactor!r} {redactor}"


def fault(reason: str, code: str = "1234567") -> bytes:
    """A WS-Man fault with a code nobody knows."""
    text = reason.replace("&", "&amp;").replace("<", "&lt;")
    body = (
        '<s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope"><s:Body><s:Fault><s:Code><s:Value>s:Sender'
        f"</s:Value></s:Code><s:Reason><s:Text>{text}</s:Text></s:Reason><s:Detail>"
        f'<f:WSManFault xmlns:f="http://schemas.microsoft.com/wbem/wsman/1/wsmanfault" Code="{code}"/>'
        "</s:Detail></s:Fault></s:Body></s:Envelope>"
    ).encode()
    return b"HTTP/1.1 500 X\r\nContent-Type: application/soap+xml\r\nContent-Length: %d\r\n\r\n" % len(body) + body


def empty(head: str) -> bytes:
    """A reply without a body."""
    return f"HTTP/1.1 {head}\r\nContent-Length: 0\r\n\r\n".encode()


def decoded(header: str) -> str:
    """What a Basic header says."""
    return base64.b64decode(header.partition(" ")[2]).decode()


def reflecting(make: Callable[[str], bytes]) -> Handler:
    """Answers with what it makes of the request's Authorization header."""

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        request = (await read_request(reader)).decode()
        (header,) = [line[15:] for line in request.split("\r\n") if line.startswith("Authorization: ")]
        writer.write(make(header))
        await writer.drain()

    return handle


REFLECTIONS = [
    pytest.param(lambda header: fault(f"you sent {header}"), id="header_in_a_fault"),
    pytest.param(lambda header: fault(f"{'x' * 290}{decoded(header)}"), id="password_where_the_text_is_cut"),
    pytest.param(lambda header: fault(decoded(header).replace(" ", "\n")), id="password_on_two_lines"),
    pytest.param(lambda header: empty(f"302 X\r\nLocation: http://{decoded(header)}@evil/"), id="in_a_redirect"),
    pytest.param(lambda header: empty(f"401 X\r\nWWW-Authenticate: Evil {decoded(header)}"), id="in_an_offer"),
    pytest.param(lambda header: empty(f"200 OK\r\nContent-Encoding: {decoded(header)[9:]}"), id="in_an_encoding"),
    pytest.param(lambda header: f"HTTP/1.1 500 {decoded(header)}\r\n\r\n".encode(), id="in_a_reason"),
    pytest.param(lambda header: decoded(header).encode(), id="instead_of_http"),
]


@pytest.mark.parametrize("make", REFLECTIONS)
async def test_a_host_cannot_have_the_password_printed(tmp_path: Path, make: Callable[[str], bytes]):
    """A host that was given the password by Basic and sends it back gets a line that does not have it."""
    settings = TransportSettings(
        https=True, ca_file=authority().write(tmp_path), auth=AuthMethod.BASIC, limits=PhaseLimits(reap=0.2)
    )
    async with (
        serving(reflecting(make), listener(tmp_path)) as server,
        PypsrpTransport(settings) as transport,
    ):
        seen = await visit(transport, Target("127.0.0.1", port=server.port), Credential("LAB\\anna", PASSWORD))

    assert isinstance(seen.error, HostError)
    for part in ("S3cret", "S\u00fc\u00df", TOKEN[:12]):
        assert part not in f"{seen.error} {seen.error!r}"
    assert our_threads() == []


async def test_a_password_of_digits_is_no_fault_code(tmp_path: Path):
    """A host that gives the password as the number of a fault does not get it printed in hexadecimal either."""
    settings = TransportSettings(
        https=True, ca_file=authority().write(tmp_path), auth=AuthMethod.BASIC, limits=PhaseLimits(reap=0.2)
    )
    handler = reflecting(lambda header: fault("no", decoded(header).partition(":")[2]))
    async with serving(handler, listener(tmp_path)) as server, PypsrpTransport(settings) as transport:
        seen = await visit(transport, Target("127.0.0.1", port=server.port), Credential("anna", "12345678"))

    assert seen.error is not None
    assert "fault without a code: no" in seen.error.reason


async def test_records_and_errors_of_a_script_lose_the_password(start_farm: StartFarm):
    """A script's output and the words of its failure pass the same door; the rest of them stays."""
    farm = await start_farm()
    password = farm.account.password

    async with transport_for(farm) as transport:
        seen = await visit(
            transport,
            target_of(farm),
            credential_of(farm),
            call=Script(f"output: it is {password}!\nno such line {password}", "00"),
        )

    assert seen.records == [f"it is {REDACTED}!"]
    assert seen.error is not None
    assert REDACTED in seen.error.reason
    assert password not in str(seen.error)
