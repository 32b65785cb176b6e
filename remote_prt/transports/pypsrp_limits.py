"""pypsrp's own classes, made fit for hostile hosts: linear time, no DTD, no warnings or logs with host text.

What each replaces and why stands at the class. Only the places where pypsrp 0.9.1 lets a reply cost more than its size
are touched; the protocol itself stays pypsrp's.
"""

import base64
import logging
import re
import struct
import threading
import uuid
import warnings
from copy import copy
from dataclasses import dataclass
from typing import Any
from xml.etree import ElementTree as ET

from pypsrp.exceptions import FragmentError, WinRMTransportError, WSManFaultError
from pypsrp.messages import Message
from pypsrp.negotiate import NoCertificateRetrievedWarning, UnknownSignatureAlgorithmOID
from pypsrp.powershell import Fragmenter, RunspacePool
from pypsrp.serializer import Serializer
from pypsrp.wsman import NAMESPACES, WSMan, _TransportHTTP

_FRAGMENT_HEADER = struct.Struct(">QQBI")  # MS-PSRP 2.2.4: object id, fragment id, flags, length of the blob
_END_FLAG = 0x2
_OPERATION_TIMEOUT = 2150858793  # 0x80338029, wsmerror.h: no output yet
_MOST_FRAGMENTS = 100_000  # 64 MiB in honest fragments of 32 KiB are 2,000
_MOST_STREAM_ELEMENTS = 64
_ENCODING = re.compile(rb"encoding\s*=\s*[\"']([^\"']*)")
_LIBRARIES = ("pypsrp", "spnego", "requests", "urllib3", "charset_normalizer")

_template_lock = threading.Lock()
_templates: list["BoundedWSMan"] = []


class HostileXmlError(ValueError):
    """XML that may not be parsed; the argument says why in words of ours."""


@dataclass(frozen=True, slots=True)
class XmlBounds:
    """What a parser may have to make of a text.

    Measured with CPython 3.11: an element costs 80 to 650 bytes with its object, an attribute up to 250, a piece of
    text between line ends and references some 60 while it is read. Thirty-two hosts that use all of it at once: 570 MB.
    """

    tags: int  #: opening and closing
    attributes: int
    pieces: int


#: An envelope of 512,000 bytes, the most we ask for, has room for 4,000 Stream elements; the text in them is Base64.
ENVELOPE = XmlBounds(tags=20_000, attributes=60_000, pieces=100_000)
#: An output string is one element, with `=`, `&` and line ends in plenty; an error record has some 300 elements.
MESSAGE = XmlBounds(tags=10_000, attributes=200_000, pieces=500_000)
_MOST_REPLY_TAGS = 30_000  # of all messages in one reply: 400 progress records are 10,000
_FEW_TAGS = 16  # an output string, and what little a session says of itself
_MOST_STRUCTURED_BYTES = 256 * 1024  # of a message that is an object: pypsrp keeps the XML of each level once more
_MOST_DEPTH = 32  # PowerShell serialises a few levels


class BoundedTransport(_TransportHTTP):
    """pypsrp's HTTP half, which looks at every plain body before it is parsed."""

    def _send_request(self, request: Any, timeout: Any = None) -> bytes:
        try:
            body: bytes = super()._send_request(request, timeout=timeout)
        except WinRMTransportError as error:
            refuse_hostile_xml(str(error.response_text).encode(), ENVELOPE)
            raise
        refuse_hostile_xml(body, ENVELOPE)
        return body


class BoundedWSMan(WSMan):
    """pypsrp's WS-Man client; Receive joins many small streams before pypsrp would, in quadratic time."""

    def receive(self, *args: Any, **kwargs: Any) -> ET.Element:
        body: ET.Element = super().receive(*args, **kwargs)
        response = body.find("rsp:ReceiveResponse", NAMESPACES)
        if response is not None:
            _join_streams(response)
        return body


class ShallowSerializer(Serializer):
    """pypsrp's serializer for objects of a few levels; it writes each level out as text again and keeps that."""

    def __init__(self) -> None:
        super().__init__()
        self._depth = 0

    def deserialize(self, *args: Any, **kwargs: Any) -> Any:
        """As pypsrp's.

        Raises:
            HostileXmlError: the object is too deep.
        """
        self._depth += 1
        try:
            if self._depth > _MOST_DEPTH:
                raise HostileXmlError("objects too deep")
            return super().deserialize(*args, **kwargs)
        finally:
            self._depth -= 1


class LinearFragmenter(Fragmenter):
    """Puts fragments together in time linear to their size; pypsrp copies the rest of a reply for every fragment."""

    def __init__(self, max_size: int, serializer: Any) -> None:
        super().__init__(max_size, serializer)
        self._parts: dict[int, list[bytes]] = {}
        self._seen = 0
        self._reply_tags = 0

    def defragment(self, data: bytes) -> list[Message]:
        """The messages that are complete with this data.

        Raises:
            FragmentError: fragments are cut short, out of order or too many.
            HostileXmlError: a message would cost too much to read.
        """
        messages = []
        self._reply_tags = 0
        offset = 0
        while offset < len(data):
            object_id, fragment_id, flags, length = _FRAGMENT_HEADER.unpack_from(data, offset)
            offset += _FRAGMENT_HEADER.size
            blob = data[offset : offset + length]
            offset += length
            parts = self._parts.setdefault(object_id, [])
            self._seen += 1
            if len(blob) != length or fragment_id != len(parts) or self._seen > _MOST_FRAGMENTS:
                raise FragmentError("fragments are cut short, out of order or too many")
            parts.append(blob)
            if flags & _END_FLAG:
                messages.append(self._unpack(b"".join(self._parts.pop(object_id))))
        return messages

    def _unpack(self, message: bytes) -> Message:
        self._count(message[40:])  # MS-PSRP 2.2.1: 40 bytes of header, then CLIXML, without an encoding of its own
        return Message.unpack(message, self.serializer)

    def _count(self, text: bytes) -> None:
        refuse_hostile_xml(text, MESSAGE)
        tags = text.count(b"<")
        self._reply_tags += tags
        if self._reply_tags > _MOST_REPLY_TAGS or (tags > _FEW_TAGS and len(text) > _MOST_STRUCTURED_BYTES):
            raise HostileXmlError("objects too large")


class QuietPool(RunspacePool):
    """pypsrp's pool with the linear fragmenter and more patience, and without a voice.

    While PowerShell starts on a loaded host, Receive may end in an operation timeout; pypsrp gives up on it there,
    unlike in a running pipeline. Warnings of the host are not turned into warnings of this process.
    """

    def __init__(self, connection: WSMan, **kwargs: Any) -> None:
        super().__init__(connection, **kwargs)
        self._serializer = ShallowSerializer()
        self._fragmenter = LinearFragmenter(connection.max_payload_size, self._serializer)

    def _receive(self, id: str | None = None, timeout: int | None = None) -> list[Any]:  # noqa: A002  pypsrp's signature
        try:
            received: list[Any] = super()._receive(id, timeout)
        except WSManFaultError as error:
            if error.code != _OPERATION_TIMEOUT:
                raise
            return []  # ask again; the phase's limit ends it
        return received

    def _process_runspacepool_warning(self, message: Message) -> None:
        """Drops it: what counts comes as records."""


def new_wsman(transport: BoundedTransport, operation_timeout_seconds: int) -> BoundedWSMan:
    """A WS-Man client of its own over the transport.

    Constructing one registers XML prefixes for the whole process, which races with every other thread that writes XML
    (a header with the `xml:` prefix under another name is no XML). So one is constructed once, and all are its copies.
    """
    with _template_lock:
        if not _templates:
            silence_libraries()
            _templates.append(BoundedWSMan("x" * 253))  # the longest name: the room left for payload depends on it
    client = copy(_templates[0])
    client.session_id = str(uuid.uuid4())
    client.transport = transport
    client.operation_timeout = operation_timeout_seconds
    return client


def silence_libraries() -> None:
    """No library below writes a log line or a warning of its own: pypsrp logs whole message bodies at DEBUG.

    Holds whatever the application configures at the root, and undoes PYPSRP_LOG_CFG, which pypsrp reads on import. A
    logon over TLS without channel binding is an error, not a warning.
    """
    for name in [*_LIBRARIES, *logging.root.manager.loggerDict]:
        if name.partition(".")[0] in _LIBRARIES:
            logger = logging.getLogger(name)
            logger.setLevel(logging.CRITICAL + 1)
            logger.disabled = True
            logger.propagate = False
    warnings.filterwarnings("ignore", module=r"pypsrp\.")  # one repeats what a host called its objects
    warnings.filterwarnings("error", category=NoCertificateRetrievedWarning)
    warnings.filterwarnings("ignore", category=UnknownSignatureAlgorithmOID)


def refuse_hostile_xml(text: bytes, bounds: XmlBounds) -> None:
    """Lets XML pass that costs no more memory than honest replies do; counting it is cheap, parsing it is not.

    Raises:
        HostileXmlError: it may not be parsed.
    """
    refuse_doctype(text)
    if text.count(b"<") > bounds.tags:
        raise HostileXmlError("too many elements")
    if text.count(b"=") > bounds.attributes:
        raise HostileXmlError("too many attributes")
    if text.count(b"&") + text.count(b"\n") + text.count(b"\r") > bounds.pieces:
        raise HostileXmlError("too many references and line ends")


def refuse_doctype(text: bytes) -> None:
    """Lets XML in UTF-8 without a document type pass; SOAP 1.2 part 1, section 5 allows no other.

    Raises:
        HostileXmlError: it has one, or could hide one in another encoding.
    """
    if b"<!DOCTYPE" in text or b"\0" in text:
        raise HostileXmlError("a document type or NUL")
    if text.lstrip()[:5] == b"<?xml":
        encoding = _ENCODING.search(text[:200].partition(b"?>")[0])
        if encoding is not None and encoding.group(1).lower() not in (b"utf-8", b"us-ascii"):
            raise HostileXmlError("another encoding")


def _join_streams(response: ET.Element) -> None:
    """Replaces many Stream elements by one per name, in order; MS-WSMV 2.2.4.35."""
    tag = f"{{{NAMESPACES['rsp']}}}Stream"
    streams = [child for child in response if child.tag == tag]
    if len(streams) <= _MOST_STREAM_ELEMENTS:
        return
    joined: dict[str, list[bytes]] = {}
    for stream in streams:
        joined.setdefault(stream.attrib["Name"], []).append(base64.b64decode(stream.text or ""))
    rest = [child for child in response if child.tag != tag]
    response[:] = rest
    for name, parts in joined.items():
        ET.SubElement(response, tag, Name=name).text = base64.b64encode(b"".join(parts)).decode()
