"""WS-Management envelopes: what a request asks, and how an answer is written (MS-WSMV, DMTF DSP0226).

Requests are parsed with ElementTree; a document type declaration is refused, whatever the encoding, before any entity
could be expanded. Answers are written as text in the shape real Windows sends: same prefixes, same order of headers.
"""

import re
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from xml.etree import ElementTree as ET
from xml.sax.saxutils import escape

S = "http://www.w3.org/2003/05/soap-envelope"
A = "http://schemas.xmlsoap.org/ws/2004/08/addressing"
X = "http://schemas.xmlsoap.org/ws/2004/09/transfer"
W = "http://schemas.dmtf.org/wbem/wsman/1/wsman.xsd"
P = "http://schemas.microsoft.com/wbem/wsman/1/wsman.xsd"
RSP = "http://schemas.microsoft.com/wbem/wsman/1/windows/shell"
IDENTITY = "http://schemas.dmtf.org/wbem/wsman/identity/1/wsmanidentity.xsd"
XML = "http://www.w3.org/XML/1998/namespace"

CREATE, DELETE, GET = f"{X}/Create", f"{X}/Delete", f"{X}/Get"
ENUMERATE = "http://schemas.xmlsoap.org/ws/2004/09/enumeration/Enumerate"
DISCONNECT, RECONNECT, CONNECT = f"{RSP}/Disconnect", f"{RSP}/Reconnect", f"{RSP}/Connect"
COMMAND, RECEIVE, SEND, SIGNAL = f"{RSP}/Command", f"{RSP}/Receive", f"{RSP}/Send", f"{RSP}/Signal"

DEFAULT_OPERATION_TIMEOUT_SECONDS = 60.0  # winrm/config MaxTimeoutms 60000
DEFAULT_ENVELOPE_BYTES = 512_000  # winrm/config MaxEnvelopeSizekb 500
_DURATION = re.compile(r"P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?")
_NAMESPACES = {
    "a": A,
    "x": X,
    "e": "http://schemas.xmlsoap.org/ws/2004/08/eventing",
    "n": "http://schemas.xmlsoap.org/ws/2004/09/enumeration",
    "w": W,
    "rsp": RSP,
    "p": P,
}


class NotAnEnvelope(Exception):
    """The bytes are no SOAP envelope, or carry a document type declaration."""


@dataclass(frozen=True, slots=True)
class WsmanRequest:
    """What one envelope asks."""

    action: str  #: the action's URI, or "" for Identify
    message_id: str
    to: str
    resource_uri: str
    operation_timeout_seconds: float
    max_envelope_bytes: int
    locale: str
    data_locale: str
    options: Mapping[str, str]
    selectors: Mapping[str, str]
    body: ET.Element = field(repr=False)

    @property
    def is_identify(self) -> bool:
        """Whether the body is wsmid:Identify, which has no addressing headers."""
        return self.body.find(f"{{{IDENTITY}}}Identify") is not None

    @property
    def shell_id(self) -> str:
        """The shell the request is about, or ""."""
        return self.selectors.get("ShellId", "")


class _NoDoctype(ET.TreeBuilder):
    """A tree builder that refuses a document type declaration as soon as the parser reports it."""

    def doctype(self, name: str, public_id: str | None, system_id: str | None) -> None:
        """Raises NotAnEnvelope."""
        raise NotAnEnvelope(f"document type {name!r} {public_id!r} {system_id!r}")


def parse_xml(data: bytes) -> ET.Element:
    """The root element.

    Raises:
        NotAnEnvelope: no well-formed XML, or a document type declaration.
    """
    parser = ET.XMLParser(target=_NoDoctype())  # noqa: S314 - DTDs, and with them entities, are refused
    try:
        parser.feed(data)
        root: ET.Element = parser.close()
    except (ET.ParseError, ValueError, LookupError) as error:
        raise NotAnEnvelope(str(error)) from error
    return root


def parse_request(data: bytes) -> WsmanRequest:
    """The request in an envelope; headers that are missing take the defaults of winrm/config.

    Raises:
        NotAnEnvelope: the bytes cannot be read as one.
    """
    root = parse_xml(data)
    body = root.find(f"{{{S}}}Body")
    if root.tag != f"{{{S}}}Envelope" or body is None:
        raise NotAnEnvelope("no s:Envelope with an s:Body")
    header = root.find(f"{{{S}}}Header")
    header = ET.Element("none") if header is None else header
    size = header.findtext(f"{{{W}}}MaxEnvelopeSize", "").strip()
    return WsmanRequest(
        action=header.findtext(f"{{{A}}}Action", "").strip(),
        message_id=header.findtext(f"{{{A}}}MessageID", "").strip(),
        to=header.findtext(f"{{{A}}}To", "").strip(),
        resource_uri=header.findtext(f"{{{W}}}ResourceURI", "").strip(),
        operation_timeout_seconds=parse_duration(
            header.findtext(f"{{{W}}}OperationTimeout", ""), DEFAULT_OPERATION_TIMEOUT_SECONDS
        ),
        max_envelope_bytes=int(size) if size.isascii() and size.isdigit() else DEFAULT_ENVELOPE_BYTES,
        locale=_language(header, f"{{{W}}}Locale"),
        data_locale=_language(header, f"{{{P}}}DataLocale"),
        options=_named(header, "OptionSet", "Option"),
        selectors=_named(header, "SelectorSet", "Selector"),
        body=body,
    )


def _language(header: ET.Element, tag: str) -> str:
    element = header.find(tag)
    return "en-US" if element is None else element.get(f"{{{XML}}}lang", "en-US")


def _named(header: ET.Element, outer: str, inner: str) -> dict[str, str]:
    found = header.iterfind(f"{{{W}}}{outer}/{{{W}}}{inner}")
    return {element.get("Name", ""): (element.text or "").strip() for element in found}


def parse_duration(text: str, default: float) -> float:
    """Seconds of an xs:duration without years and months, or the default where it is none."""
    match = _DURATION.fullmatch(text.strip())
    if match is None or not any(match.groups()):
        return default
    days, hours, minutes, seconds = (float(part or 0) for part in match.groups())
    return ((days * 24 + hours) * 60 + minutes) * 60 + seconds


def new_id() -> str:
    """A fresh GUID in the upper case that Windows uses."""
    return str(uuid.uuid4()).upper()


def envelope(action: str, relates_to: str, body: str, prefixes: str) -> bytes:
    """An answer as Windows writes it.

    Args:
        action: the action URI of the answer.
        relates_to: the MessageID of the request, `uuid:` included.
        body: XML text inside s:Body.
        prefixes: space-separated prefixes to declare besides `s`, in order.
    """
    declared = "".join(f' xmlns:{prefix}="{_NAMESPACES[prefix]}"' for prefix in prefixes.split())
    return (
        f'<s:Envelope xml:lang="en-US" xmlns:s="{S}"{declared}><s:Header><a:Action>{action}</a:Action>'
        f"<a:MessageID>uuid:{new_id()}</a:MessageID><p:ActivityId>{new_id()}</p:ActivityId>"
        f"<a:To>{A}/role/anonymous</a:To><a:RelatesTo>{escape(relates_to)}</a:RelatesTo></s:Header>"
        f"<s:Body>{body}</s:Body></s:Envelope>"
    ).encode()
