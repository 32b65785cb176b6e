"""Tricks with the XML of an answer: bombs, depth, other encodings, and answers to what nobody asked."""

from collections.abc import Callable
from dataclasses import replace
from xml.sax.saxutils import escape

from remote_prt.lab.http_messages import HttpReply
from remote_prt.lab.wsman import COMMAND, CREATE, RECEIVE, WsmanRequest
from remote_prt.lab.zoo.trick import Trick

_BODY = b"<s:Body>"
_LAUGHS = 10
_LAST_CONTROL = 0x1F
_OTHER_ID = "DEADBEEF-0000-4000-8000-00000000BEEF"
#: clears the screen, sets the title, makes a link, writes into the clipboard, turns the line around
SHOUT = (
    "\x1b[2J\x1b]0;owned\x07\x1b]8;;http://evil/\x1b\\here\x1b]52;c;ZXZpbA==\x07\u202etxet\u2066\x9b31m\r\n=1+1|HEALTHY"
)


def _at(action: str, change: Callable[[bytes], bytes]) -> Trick:
    """The change of every answer to that action, and of no other."""
    return Trick(envelope=lambda request, envelope: change(envelope) if request.action == action else envelope)


def _bomb(envelope: bytes) -> bytes:
    """A billion laughs: ten entities, each ten times the one before."""
    entities = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, _LAUGHS))
    head = f'<!DOCTYPE bomb [<!ENTITY l0 "ha">{entities}]>'.encode()
    return head + envelope.replace(_BODY, _BODY + f"<x>&l{_LAUGHS - 1};</x>".encode(), 1)


def _foreign_file(envelope: bytes) -> bytes:
    """An external entity: the client's own files, sent back with the next request."""
    head = b'<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd"><!ENTITY % d SYSTEM "http://127.0.0.1:9/x.dtd">%d;]>'
    return head + envelope.replace(_BODY, _BODY + b"<x>&f;</x>", 1)


def _deep(envelope: bytes) -> bytes:
    """Fifteen thousand elements, each in the one before: a parser that recurses runs out of stack."""
    return envelope.replace(_BODY, _BODY + b"<x>" * 15_000 + b"</x>" * 15_000, 1)


def _wide(envelope: bytes) -> bytes:
    """Eighty thousand attributes in one element: quadratic for a naive parser, hundreds of bytes each."""
    names = b" ".join(b'a%d=""' % number for number in range(80_000))
    return envelope.replace(_BODY, _BODY + b"<x " + names + b"/>", 1)


def _other_encoding(envelope: bytes) -> bytes:
    """UTF-7 hides a document type from who looks for one in ASCII."""
    return b'<?xml version="1.0" encoding="UTF-7"?>+ADw-!DOCTYPE x+AD4-' + envelope


def _utf_16(envelope: bytes) -> bytes:
    """As above, with a byte order mark, as XML allows."""
    return envelope.decode().encode("utf-16")


def _wrong_id(request: WsmanRequest, envelope: bytes) -> bytes:
    """An answer to a message that was never sent."""
    return envelope.replace(request.message_id.encode(), f"uuid:{_OTHER_ID}".encode())


def _other_shell(request: WsmanRequest, envelope: bytes) -> bytes:
    """Create says it made another shell than the one that was asked for; later answers are about it."""
    if request.action not in {CREATE, RECEIVE, COMMAND} or (not request.shell_id and request.action != CREATE):
        return envelope
    start = envelope.find(b'Name="ShellId">')
    mine = request.shell_id.encode() or envelope[start + 15 : start + 51]
    return envelope.replace(mine, _OTHER_ID.encode()) if mine else envelope


def _other_command(request: WsmanRequest, envelope: bytes) -> bytes:
    """Streams of a command that nobody started, under an id that is no GUID."""
    if request.action != RECEIVE:
        return envelope
    start = envelope.find(b'CommandId="') + 11
    mine = envelope[start : envelope.find(b'"', start)] if start > 10 else b""
    return envelope.replace(mine, b"../../" + b"9" * 400) if mine else envelope


def _shouting_fault(request: WsmanRequest, reply_or_envelope: bytes) -> bytes:
    """A fault with an unknown code whose words are meant for a terminal, a spreadsheet and a browser."""
    if request.action != CREATE:
        return reply_or_envelope
    # XML has no control characters: those come spelled out, all others as they are.
    said = "".join(c if ord(c) > _LAST_CONTROL else f"\\x{ord(c):02x}" for c in SHOUT)
    words = escape(f"{said} <script>alert(1)</script> " + "A" * 50_000)
    return (
        '<s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope"><s:Body><s:Fault><s:Code><s:Value>s:Sender'
        f"</s:Value></s:Code><s:Reason><s:Text>{words}</s:Text></s:Reason><s:Detail>"
        '<f:WSManFault xmlns:f="http://schemas.microsoft.com/wbem/wsman/1/wsmanfault" Code="99999999999999999999"/>'
        "</s:Detail></s:Fault></s:Body></s:Envelope>"
    ).encode()


def _as_fault(request: WsmanRequest, reply: HttpReply) -> HttpReply:
    return replace(reply, status=500) if request.action == CREATE else reply


TRICKS = {
    "xml-bomb": _at(CREATE, _bomb),
    "xml-reads-files": _at(CREATE, _foreign_file),
    "xml-without-bottom": _at(RECEIVE, _deep),
    "xml-of-attributes": _at(RECEIVE, _wide),
    "xml-in-utf-7": _at(CREATE, _other_encoding),
    "xml-in-utf-16": _at(RECEIVE, _utf_16),
    "answers-something-else": Trick(envelope=_wrong_id),
    "answers-for-another-shell": Trick(envelope=_other_shell),
    "answers-for-another-command": Trick(envelope=_other_command),
    "fault-that-shouts": Trick(envelope=_shouting_fault, reply=_as_fault),
}
