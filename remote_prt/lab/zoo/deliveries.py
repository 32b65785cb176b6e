"""Tricks below the XML: HTTP that is none, heads and chunks without end, and sealed messages that do not open."""

import re
import struct
from collections.abc import Callable
from dataclasses import replace

from remote_prt.lab.http_messages import Delivery, HttpReply
from remote_prt.lab.wsman import COMMAND, CREATE, RECEIVE, WsmanRequest
from remote_prt.lab.zoo.trick import Trick

_OCTETS = b"application/octet-stream\r\n"
_CHUNKED = b"HTTP/1.1 200 OK\r\nContent-Type: application/soap+xml\r\nTransfer-Encoding: chunked\r\n\r\n"


def _at(action: str, change: Callable[[HttpReply], HttpReply]) -> Trick:
    """The change of every reply to that action, and of no other."""
    return Trick(reply=lambda request, reply: change(reply) if request.action == action else reply)


def _raw(head: bytes, refrain: bytes = b"") -> Callable[[HttpReply], HttpReply]:
    """These bytes instead of the reply, and the refrain for ever."""
    return lambda reply: replace(reply, delivery=Delivery.RAW, body=head, refrain=refrain)


def _lying_length(length: bytes) -> Callable[[HttpReply], HttpReply]:
    """The honest head with another length."""

    def lie(reply: HttpReply) -> HttpReply:
        head = re.sub(rb"Content-Length: \d+", b"Content-Length: " + length, reply.head())
        return replace(reply, delivery=Delivery.RAW, body=head + reply.body)

    return lie


def _with_more(reply: HttpReply) -> HttpReply:
    """The honest reply, and behind it the reply to a question that was not asked yet."""
    return replace(reply, delivery=Delivery.RAW, body=(reply.head() + reply.body) * 2)


def _damaged(change: Callable[[bytes, int], bytes]) -> Callable[[HttpReply], HttpReply]:
    """A sealed body changed from where its octets begin."""

    def damage(reply: HttpReply) -> HttpReply:
        start = reply.body.find(_OCTETS) + len(_OCTETS)
        return replace(reply, body=change(reply.body, start))

    return damage


def _flip(position: int) -> Callable[[bytes, int], bytes]:
    """One bit of one byte, counted from the start of the octets."""
    return lambda body, start: (
        body[: start + position] + bytes([body[start + position] ^ 1]) + body[start + position + 1 :]
    )


def _header_length(length: int) -> Callable[[bytes, int], bytes]:
    """Another length of the signature than it has."""
    return lambda body, start: body[:start] + struct.pack("<i", length) + body[start + 4 :]


class _Replay:
    """Sends the sealed answer to the first question again as the answer to every later one."""

    def __init__(self) -> None:
        self._first: dict[str, bytes] = {}

    def __call__(self, request: WsmanRequest, reply: HttpReply) -> HttpReply:
        if request.action == CREATE:
            self._first = {request.to: reply.body}  # one host at a time: the zoo has one of each
        return replace(reply, body=self._first.get(request.to, reply.body))


TRICKS = {
    "head-without-end": _at(CREATE, _raw(b"HTTP/1.1 200 OK\r\n", b"X-Filler: filler\r\n" * 50)),
    "continue-without-end": _at(CREATE, _raw(b"", b"HTTP/1.1 100 Continue\r\n\r\n" * 50)),
    "chunks-without-end": _at(COMMAND, _raw(_CHUNKED, b"1\r\nx\r\n" * 200)),
    "chunk-line-without-end": _at(COMMAND, _raw(_CHUNKED + b"1;", b"x" * 4096)),
    "chunk-of-negative-size": _at(COMMAND, _raw(_CHUNKED + b"-7fffffff\r\nx\r\n0\r\n\r\n")),
    "switches-protocols": _at(CREATE, _raw(b"HTTP/1.1 101 Switching\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n")),
    "status-of-nonsense": _at(CREATE, _raw(b"HTTP/9.9 \x1b[31m999999 \xff\xfe\r\n\r\n")),
    "length-beyond-reason": _at(RECEIVE, _lying_length(b"9" * 30)),
    "length-below-zero": _at(RECEIVE, _lying_length(b"-1")),
    "answers-before-asked": _at(CREATE, _with_more),
    "seal-with-a-flipped-bit": _at(RECEIVE, _damaged(_flip(8))),
    "sealed-text-with-a-flipped-bit": _at(RECEIVE, _damaged(_flip(40))),
    "seal-of-negative-length": _at(CREATE, _damaged(_header_length(-1))),
    "seal-longer-than-its-message": _at(CREATE, _damaged(_header_length(2**31 - 1))),
    "seal-cut-short": _at(COMMAND, lambda reply: replace(reply, body=reply.body[: len(reply.body) // 2])),
    "hangs-up-after-create": _at(CREATE, lambda reply: replace(reply, close=True)),
    "sealed-once-sent-twice": Trick(reply=_Replay()),
}
