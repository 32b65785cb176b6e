"""What a trick may touch: each hook gets what an honest host would send, and gives what this one sends.

Everything around the hook stays honest: a damaged envelope is sealed rightly, a damaged record travels in sound
fragments. So each trick reaches the part of the client that it is meant for.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from remote_prt.lab.http_messages import HttpReply
from remote_prt.lab.wsman import WsmanRequest


def _same_envelope(request: WsmanRequest, envelope: bytes) -> bytes:  # noqa: ARG001 - the hook's signature
    return envelope


def _same_reply(request: WsmanRequest, reply: HttpReply) -> HttpReply:  # noqa: ARG001 - the hook's signature
    return reply


def _same_fragments(fragment: bytes) -> Iterable[bytes]:
    return (fragment,)


def _same_records(record: str) -> Iterable[str]:
    return (record,)


@dataclass(frozen=True, slots=True)
class Trick:
    """One way to attack; what it leaves out stays honest."""

    envelope: Callable[[WsmanRequest, bytes], bytes] = _same_envelope  #: the XML, before it is sealed
    reply: Callable[[WsmanRequest, HttpReply], HttpReply] = _same_reply  #: sealed, with its head
    fragments: Callable[[bytes], Iterable[bytes]] = _same_fragments  #: of a pipeline, one PSRP fragment at a time
    records: Callable[[str], Iterable[str]] = _same_records  #: the JSON texts of a visit, one at a time


HONEST = Trick()
