"""Tricks with PSRP: fragments that do not fit together, messages for somebody else, and CLIXML that is no text.

A fragment is 21 bytes of header (MS-PSRP 2.2.4) and, where a message begins, 40 bytes of its header (2.2.1) and CLIXML.
"""

import struct
from collections.abc import Callable, Iterable, Iterator

from remote_prt.lab.zoo.trick import Trick

_FRAGMENT = struct.Struct(">QQBI")  # object id, fragment id, start and end flags, length
_MESSAGE_BYTES = 40
_OUTPUT = struct.pack("<I", 0x00041004)  # PIPELINE_OUTPUT (MS-PSRP 2.2.2.19)
_HOST_CALL = struct.pack("<I", 0x00041100)  # PIPELINE_HOST_CALL (2.2.2.27)
_START, _END = 1, 2
_FLOOD = 600  # fragments of 32 KB: 19 MB


def _of_output(change: Callable[[int, bytes], Iterable[bytes]]) -> Trick:
    """The change of each fragment in which an output object begins; what it gets is the object id and the message."""

    def fragments(fragment: bytes) -> Iterable[bytes]:
        object_id, _, flags, _ = _FRAGMENT.unpack_from(fragment)
        message = fragment[_FRAGMENT.size :]
        if not flags & _START or message[4:8] != _OUTPUT:
            return (fragment,)
        return change(object_id, message)

    return Trick(fragments=fragments)


def _fragment(object_id: int, number: int, flags: int, data: bytes, length: int | None = None) -> bytes:
    return _FRAGMENT.pack(object_id, number, flags, len(data) if length is None else length) + data


def _swapped(object_id: int, message: bytes) -> Iterable[bytes]:
    """The second half before the first."""
    half = len(message) // 2
    return (_fragment(object_id, 1, _END, message[half:]), _fragment(object_id, 0, _START, message[:half]))


def _overlapping(object_id: int, message: bytes) -> Iterable[bytes]:
    """The same piece twice under the same number, then the rest."""
    first = _fragment(object_id, 0, _START, message[:60])
    return (first, first, _fragment(object_id, 1, _END, message[50:]))


def _huge(object_id: int, message: bytes) -> Iterator[bytes]:
    """A message that goes on and on and never ends."""
    yield _fragment(object_id, 0, _START, message)
    for number in range(1, _FLOOD):
        yield _fragment(object_id, number, 0, b"<" * 32_000)


def _nothings(object_id: int, message: bytes) -> Iterator[bytes]:
    """A hundred and fifty thousand fragments without a byte in them, a reply's worth of work each."""
    del message
    for number in range(0, 150_000, 1000):
        yield b"".join(_fragment(object_id, number + more, 0, b"") for more in range(1000))


def _for_other(place: int, new: bytes) -> Callable[[int, bytes], Iterable[bytes]]:
    """Other bytes in the message's header."""

    def change(object_id: int, message: bytes) -> Iterable[bytes]:
        changed = message[:place] + new + message[place + len(new) :]
        return (_fragment(object_id, 0, _START | _END, changed),)

    return change


def _clixml(text: str, kind: bytes = _OUTPUT) -> Callable[[int, bytes], Iterable[bytes]]:
    """Another object in place of the record."""

    def change(object_id: int, message: bytes) -> Iterable[bytes]:
        head = message[:4] + kind + message[8:_MESSAGE_BYTES]
        return (_fragment(object_id, 0, _START | _END, head + b"\xef\xbb\xbf" + text.encode()),)

    return change


_PROCESS = (
    '<Obj RefId="0"><TN RefId="0"><T>System.Diagnostics.Process</T><T>os.system</T></TN><ToString>{"Snippet":"x"}'
    '</ToString><Props><S N="__class__">subprocess.Popen</S><S N="__init__">x</S></Props><MS><I32 N="Ok">1</I32></MS>'
    "</Obj>"
)
_ASKS = (
    '<Obj RefId="0"><MS><I64 N="ci">1</I64><Obj N="mi" RefId="1"><TN RefId="0"><T>x</T></TN><I32>19</I32></Obj>'
    '<Obj N="mp" RefId="2"><TN RefId="1"><T>y</T></TN><LST><S>Logon</S><S>Your password, please</S><S>user</S>'
    "<S>target</S></LST></Obj></MS></Obj>"
)

TRICKS = {
    "fragments-out-of-order": _of_output(_swapped),
    "fragments-that-overlap": _of_output(_overlapping),
    "fragments-without-end": _of_output(_huge),
    "fragments-of-nothing": _of_output(_nothings),
    "fragment-of-negative-length": _of_output(lambda one, m: (_fragment(one, 0, _START | _END, m, 0xFFFFFFFF),)),
    "fragment-shorter-than-said": _of_output(lambda one, m: (_fragment(one, 0, _START | _END, m, 10**6),)),
    "message-for-another-pipeline": _of_output(_for_other(24, b"\xee" * 16)),
    "message-for-another-pool": _of_output(_for_other(8, b"\xee" * 16)),
    "message-of-no-type": _of_output(_for_other(4, b"\xef\xbe\xad\x0b")),
    "object-of-a-process": _of_output(_clixml(_PROCESS)),
    "object-within-itself": _of_output(_clixml('<Obj RefId="0"><LST><Ref RefId="0" /></LST></Obj>')),
    "objects-without-bottom": _of_output(_clixml('<Obj RefId="0"><LST>' * 3000 + "</LST></Obj>" * 3000)),
    "number-of-many-digits": _of_output(_clixml(f"<I32>{'9' * 100_000}</I32>")),
    "text-in-no-base": _of_output(_clixml("<BA>%%%%</BA>")),
    "text-without-a-key": _of_output(_clixml("<SS>AAAA</SS>")),
    "asks-for-a-password": _of_output(_clixml(_ASKS, _HOST_CALL)),
}
