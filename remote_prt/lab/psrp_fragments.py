"""PSRP fragments as Windows cuts them (MS-PSRP 2.2.4): 32,747 bytes of payload each, bodies with a UTF-8 BOM.

psrpcore gives each message as one fragment without the mark; here the mark is put in and the message is cut again.
"""

import struct
import uuid
from collections.abc import Iterator

PAYLOAD_BYTES = 32_747
_HEADER = struct.Struct(">QQBI")  # object id, fragment id, start and end flags, length
_MESSAGE_TYPE = struct.Struct("<4xI")  # behind the destination
_MESSAGE_HEADER_BYTES = 40  # destination, type, runspace pool id, pipeline id (MS-PSRP 2.2.1)
_BOM = b"\xef\xbb\xbf"
_START, _END = 1, 2


def pipeline_id_of(stream: bytes) -> uuid.UUID:
    """The pipeline id in the header of the first message of a run of fragments.

    Raises:
        ValueError: the bytes are too short for a header.
    """
    end = _HEADER.size + _MESSAGE_HEADER_BYTES
    if len(stream) < end:
        raise ValueError("no complete message header")
    return uuid.UUID(bytes_le=stream[end - 16 : end])


def message_type_of(fragment: bytes) -> int:
    """The type of the message that a first fragment begins (MS-PSRP 2.2.1)."""
    return int(_MESSAGE_TYPE.unpack_from(fragment, _HEADER.size)[0])


def cut_as_windows(stream: bytes) -> Iterator[bytes]:
    """The fragments Windows would send for a run of whole messages, one fragment each, as psrpcore packs them."""
    position = 0
    while position < len(stream):
        object_id, _, _, length = _HEADER.unpack_from(stream, position)
        position += _HEADER.size
        yield from _fragments(object_id, stream[position : position + length])
        position += length


def _fragments(object_id: int, message: bytes) -> Iterator[bytes]:
    body = message[_MESSAGE_HEADER_BYTES:]
    if body:
        message = message[:_MESSAGE_HEADER_BYTES] + _BOM + body
    for number, start in enumerate(range(0, len(message), PAYLOAD_BYTES)):
        piece = message[start : start + PAYLOAD_BYTES]
        flags = (_START if start == 0 else 0) | (_END if start + PAYLOAD_BYTES >= len(message) else 0)
        yield _HEADER.pack(object_id, number, flags, len(piece)) + piece
