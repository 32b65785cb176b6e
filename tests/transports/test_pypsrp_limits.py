"""pypsrp made fit for hostile hosts: the same results, in linear time, in silence."""

import base64
import logging
import random
import struct
import time
import warnings
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree as ET

import pypsrp.wsman
import pytest
from pypsrp.exceptions import FragmentError, WSManFaultError
from pypsrp.messages import PipelineOutput
from pypsrp.powershell import Fragmenter
from pypsrp.serializer import Serializer

from remote_prt.errors import HostMisbehaved
from remote_prt.model import AuthMethod, Target
from remote_prt.transports.base import Script
from remote_prt.transports.pypsrp_limits import (
    HostileXmlError,
    LinearFragmenter,
    QuietPool,
    ShallowSerializer,
    XmlBounds,
    _join_streams,
    new_wsman,
    refuse_doctype,
    refuse_hostile_xml,
    silence_libraries,
)
from remote_prt.transports.pypsrp_threads import PypsrpTransport
from remote_prt.transports.settings import PhaseLimits, TransportSettings
from tests.conftest import StartFarm
from tests.transports.certificates import listener
from tests.transports.hostile_servers import answer, serving
from tests.transports.test_pypsrp_threads import credential_of, target_of, transport_for
from tests.transports.visiting import visit

POOL = "11111111-2222-3333-4444-555555555555"
RSP = f"{{{pypsrp.wsman.NAMESPACES['rsp']}}}"


def fragments(text: str, size: int) -> list[bytes]:
    """A string as output fragments of a size, made by pypsrp."""
    output = PipelineOutput()
    output.data = text
    message = Fragmenter(size, Serializer())
    payload = Serializer().serialize(text)
    assert payload is not None
    body = struct.pack("<II", 1, 0x00041004) + bytes(32) + ET.tostring(payload, encoding="utf-8")
    pieces = [body[start : start + size] for start in range(0, len(body), size)]
    last = len(pieces) - 1
    assert message is not None
    return [
        struct.pack(">QQBI", 7, number, (number == 0) | (number == last) << 1, len(piece)) + piece
        for number, piece in enumerate(pieces)
    ]


@pytest.mark.parametrize("size", [1, 7, 100, 32747])
def test_fragments_come_together_as_in_pypsrp(size: int):
    """However cut, and however spread over replies, the message is the one pypsrp would make."""
    pieces = fragments("wörld " * 50, size)
    cut = random.Random(size).randrange(len(pieces) + 1)
    ours, theirs = LinearFragmenter(1000, Serializer()), Fragmenter(1000, Serializer())

    for fragmenter in (ours, theirs):
        messages = fragmenter.defragment(b"".join(pieces[:cut])) + fragmenter.defragment(b"".join(pieces[cut:]))
        assert [message.data.data for message in messages] == ["wörld " * 50]


def test_many_tiny_fragments_cost_linear_time():
    """Fifty thousand fragments of one byte are read at once; pypsrp would copy the rest for each of them."""
    data = b"".join(fragments("x" * 50_000, 1))
    started = time.process_time()

    LinearFragmenter(1000, Serializer()).defragment(data)

    assert time.process_time() - started < 2


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(b"".join(fragments("x" * 100, 10)[1:]), id="start_missing"),
        pytest.param(b"".join(reversed(fragments("x" * 100, 10))), id="out_of_order"),
        pytest.param(b"".join(fragments("x" * 100, 10))[:-1], id="cut_short"),
        pytest.param(struct.pack(">QQBI", 1, 0, 1, 2**32 - 1), id="announces_four_gigabytes"),
        pytest.param(b"".join(struct.pack(">QQBI", n, 0, 1, 0) for n in range(100_001)), id="too_many"),
    ],
)
def test_wrong_fragments_are_refused(data: bytes):
    """Missing, reordered, truncated and endless fragments raise, whatever they announce."""
    with pytest.raises(FragmentError):
        LinearFragmenter(1000, Serializer()).defragment(data)


@pytest.mark.parametrize(
    "text",
    [
        b'<!DOCTYPE a [<!ENTITY b "x">]><a>&b;</a>',
        b'<?xml version="1.0" encoding="cp037"?>\x4c',
        "<a/>".encode("utf-16"),
        b"<a>\0</a>",
    ],
)
def test_xml_that_could_grow_is_refused(text: bytes):
    """Document types, and encodings that could hide one, never reach a parser."""
    with pytest.raises(HostileXmlError):
        refuse_doctype(text)


@pytest.mark.parametrize(
    ("most", "one_more"),
    [
        pytest.param(b"<" * 3, b"<", id="elements"),
        pytest.param(b"=" * 5, b"=", id="attributes"),
        pytest.param(b"&\r\n&\n&\n", b"\n", id="pieces_of_text"),
    ],
)
def test_xml_that_costs_more_than_honest_replies_is_not_parsed(most: bytes, one_more: bytes):
    """What a parser makes objects of is counted first; the bound itself passes, one more does not."""
    bounds = XmlBounds(tags=3, attributes=5, pieces=7)

    refuse_hostile_xml(most, bounds)
    with pytest.raises(HostileXmlError, match="too many"):
        refuse_hostile_xml(most + one_more, bounds)


def message(xml: str) -> bytes:
    """Pipeline output of any XML, in one fragment."""
    body = struct.pack("<II", 1, 0x00041004) + bytes(32) + xml.encode()
    return struct.pack(">QQBI", 7, 0, 3, len(body)) + body


ARRAY = '<Obj RefId="0"><TN RefId="0"><T>System.Array</T></TN><LST>'
DEEP = ARRAY * 40 + "</LST></Obj>" * 40
LARGE = f'<Obj RefId="0"><LST>{"<S>a</S>" * 10}<S>{"a" * 300_000}</S></LST></Obj>'


@pytest.mark.parametrize(
    ("data", "words"),
    [
        pytest.param(message(DEEP), "too deep", id="nested"),
        pytest.param(message(LARGE), "too large", id="large"),
        pytest.param(message("<r>" + "<a/>" * 10_000 + "</r>"), "too many elements", id="one_bomb"),
        pytest.param(message("<S>a</S><!--" + "<" * 9000 + "-->") * 4, "too large", id="many_bombs_in_one_reply"),
    ],
)
def test_objects_that_cost_more_than_they_say_are_refused(data: bytes, words: str):
    """Depth, size and number of a message's elements are bounded, and so is their number in one reply."""
    with pytest.raises(HostileXmlError, match=words):
        LinearFragmenter(1000, ShallowSerializer()).defragment(data)


def test_long_text_is_no_large_object():
    """A record of half a million characters is one element and passes."""
    (output,) = LinearFragmenter(1000, ShallowSerializer()).defragment(message(f"<S>{'a=1&amp;' * 60_000}</S>"))

    assert len(output.data.data) == 4 * 60_000


async def test_an_element_bomb_is_never_parsed(tmp_path: Path):
    """Half a million elements in one reply end the visit before they cost anything, and say so."""
    body = b"<r>" + b"<a/>" * 500_000 + b"</r>"
    head = b"HTTP/1.1 200 OK\r\nContent-Type: application/soap+xml\r\nContent-Length: %d\r\n\r\n" % len(body)
    settings = TransportSettings(https=True, verify_tls=False, auth=AuthMethod.BASIC, limits=PhaseLimits(reap=0.2))
    async with (
        serving(answer(head, body), listener(tmp_path, self_signed=True)) as server,
        PypsrpTransport(settings) as transport,
    ):
        seen = await visit(transport, Target("127.0.0.1", port=server.port))

    assert isinstance(seen.error, HostMisbehaved)
    assert "too many elements" in seen.error.reason
    assert seen.seconds < 3


def test_what_a_host_calls_its_objects_is_no_warning(capfd: pytest.CaptureFixture[str]):
    """Warnings in which pypsrp repeats what a host called its objects do not reach the terminal."""
    wrong = '<Obj RefId="0"><TN RefId="0"><T>System.Management.Automation.Runspaces.PipelineState</T></TN></Obj>'
    with warnings.catch_warnings(record=True) as caught:
        warnings.resetwarnings()
        silence_libraries()
        warnings.warn_explicit(wrong, UserWarning, "messages.py", 1, module="pypsrp.messages")

    assert caught == []
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("text", [b"", b"<a/>", b'<?xml version="1.0" encoding="UTF-8"?><a/>', b"no xml at all"])
def test_ordinary_xml_passes(text: bytes):
    """UTF-8 without a document type, with or without a declaration, is left to the parser."""
    refuse_doctype(text)


def test_many_streams_become_one_per_name():
    """Thousands of Stream elements are joined in order, by name; the rest of the reply stays."""
    response = ET.Element(f"{RSP}ReceiveResponse")
    for number in range(3000):
        name = "stdout" if number % 2 else "pr"
        ET.SubElement(response, f"{RSP}Stream", Name=name).text = base64.b64encode(bytes([number % 256])).decode()
    ET.SubElement(response, f"{RSP}CommandState", State="Done")

    _join_streams(response)

    streams = {child.attrib["Name"]: base64.b64decode(child.text or "") for child in response.iter(f"{RSP}Stream")}
    assert streams == {
        "pr": bytes(n % 256 for n in range(0, 3000, 2)),
        "stdout": bytes(n % 256 for n in range(1, 3000, 2)),
    }
    assert response.find(f"{RSP}CommandState") is not None


def test_every_client_has_a_session_of_its_own():
    """Copies of one construction share nothing that tells sessions apart."""
    first, second = new_wsman(None, 20), new_wsman(None, 5)

    assert first.session_id != second.session_id
    assert (first.operation_timeout, second.operation_timeout) == (20, 5)


class Ear(logging.Handler):
    """Hears everything."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.heard: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keeps the line."""
        if record.name.partition(".")[0] not in {"asyncio", "psrpcore"}:  # psrpcore is the simulated host's
            self.heard.append(record.getMessage())


@pytest.fixture
def ear() -> Iterator[Ear]:
    """Listens at the root at DEBUG, as an application might."""
    root, listener = logging.getLogger(), Ear()
    level = root.level
    root.addHandler(listener)
    root.setLevel(logging.DEBUG)
    yield listener
    root.removeHandler(listener)
    root.setLevel(level)


async def test_no_library_logs_a_word(start_farm: StartFarm, ear: Ear):
    """With everything at DEBUG neither script nor output nor password appears in any log."""
    farm = await start_farm()
    ear.heard.clear()

    async with transport_for(farm) as transport:
        seen = await visit(transport, target_of(farm), credential_of(farm), call=Script("output: topsecret", "00"))

    assert seen.records == ["topsecret"]
    assert [line for line in ear.heard if "topsecret" in line or "Envelope" in line or "NTLM" in line] == []


@pytest.mark.parametrize(
    "name", ["pypsrp.wsman", "pypsrp.messages", "spnego._ntlm", "urllib3.connectionpool", "requests"]
)
def test_a_logger_an_application_turned_on_is_silenced(name: str, ear: Ear):
    """A logger that was set to DEBUG by name, as PYPSRP_LOG_CFG does, says nothing either."""
    logger = logging.getLogger(name)
    logger.setLevel(logging.DEBUG)

    silence_libraries()
    logger.debug("body")

    assert ear.heard == []


class SlowShell:
    """A shell whose host answers Receive with faults."""

    def __init__(self, *codes: int) -> None:
        self.codes = list(codes)

    def receive(self, *_args: object, **_more: object) -> tuple[str, None, dict[str, bytes]]:
        """The next fault, or nothing new."""
        if self.codes:
            raise WSManFaultError(self.codes.pop(0), None, "waited", None, None, None)
        return "", None, {"stdout": b""}


def test_a_pool_that_is_slow_to_open_is_asked_again():
    """An operation timeout while PowerShell starts is no output yet; any other fault ends the visit."""
    pool = QuietPool(new_wsman(None, 20))

    pool.shell = SlowShell(2150858793)
    assert pool._receive() == []
    pool.shell = SlowShell(5)
    with pytest.raises(WSManFaultError):
        pool._receive()


def test_a_pool_keeps_the_hosts_warnings_to_itself():
    """A warning record of the pool becomes no Python warning."""
    QuietPool(new_wsman(None, 20))._process_runspacepool_warning(None)
