"""HTTP requests and replies as values, and how a reply is put on the wire, honestly or not."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from http import HTTPStatus

SOAP = "application/soap+xml;charset=UTF-8"
_SERVER = "Microsoft-HTTPAPI/2.0"


class Delivery(StrEnum):
    """What the connection does with a reply."""

    WHOLE = "whole"
    DRIP = "drip"  #: one byte a second
    HALF_THEN_FIN = "half-then-fin"
    HALF_THEN_RST = "half-then-rst"
    RST = "rst"  #: nothing but a reset
    SILENCE = "silence"  #: nothing at all; the connection stays open
    FLOOD = "flood"  #: head, then `flood_bytes` of filler instead of the body
    RAW = "raw"  #: the body's bytes instead of head and body, then `refrain` without end where there is one


@dataclass(frozen=True, slots=True)
class HttpRequest:
    """One complete request; header names in lower case."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True, slots=True)
class HttpReply:
    """One reply; `Content-Length`, `Server` and `Connection` are added when it is written."""

    status: int
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""
    delivery: Delivery = Delivery.WHOLE
    flood_bytes: int | None = None  #: with FLOOD: how many; None means without end
    close: bool = False  #: FIN after the reply
    refrain: bytes = field(default=b"", repr=False)  #: with RAW: what is sent again and again

    def with_header(self, name: str, value: str) -> "HttpReply":
        """The same reply with one more header."""
        return replace(self, headers=(*self.headers, (name, value)))

    def head(self) -> bytes:
        """Status line and headers up to the empty line."""
        length = len(self.body) if self.delivery is not Delivery.FLOOD else self.flood_bytes
        lines = [f"HTTP/1.1 {self.status} {HTTPStatus(self.status).phrase}", f"Server: {_SERVER}"]
        lines += [f"{name}: {value}" for name, value in self.headers]
        if length is None:
            lines.append("Connection: close")
        else:
            lines.append(f"Content-Length: {length}")
        if self.close:
            lines.append("Connection: close")
        return "\r\n".join([*lines, "", ""]).encode("latin-1")
