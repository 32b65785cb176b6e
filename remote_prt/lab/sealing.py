"""Message sealing for WinRM over plain HTTP: `multipart/encrypted` bodies (MS-WSMV 2.2.9.1).

```
--Encrypted Boundary
<TAB>Content-Type: application/HTTP-SPNEGO-session-encrypted
<TAB>OriginalContent: type=application/soap+xml;charset=UTF-8;Length=1234
--Encrypted Boundary
<TAB>Content-Type: application/octet-stream
<4 bytes little-endian: length of the header><header><sealed bytes>--Encrypted Boundary--
```
"""

import re
import struct
from typing import Protocol

from spnego.exceptions import SpnegoError

PROTOCOL = "application/HTTP-SPNEGO-session-encrypted"
CONTENT_TYPE = f'multipart/encrypted;protocol="{PROTOCOL}";boundary="Encrypted Boundary"'
_PART = b"--Encrypted Boundary\r\n"
_OCTETS = b"\tContent-Type: application/octet-stream\r\n"
_END = b"--Encrypted Boundary--\r\n"
_LENGTH = re.compile(rb"\tOriginalContent: type=[^\r\n]*;Length=(\d{1,9})\r\n")


class Sealed(Exception):
    """A body that does not unseal: wrong form, wrong key or wrong sequence."""


class SecurityContext(Protocol):
    """The part of a finished pyspnego context that seals."""

    def wrap_winrm(self, data: bytes) -> tuple[bytes, bytes, int]:
        """Header, sealed data and padding length."""
        ...

    def unwrap_winrm(self, header: bytes, data: bytes) -> bytes:
        """The plain data."""
        ...


def seal(context: SecurityContext, plain: bytes) -> bytes:
    """The multipart body that carries the plain bytes sealed."""
    header, data, padding = context.wrap_winrm(plain)
    declared = f"\tOriginalContent: type=application/soap+xml;charset=UTF-8;Length={len(plain) + padding}\r\n"
    announcement = _PART + f"\tContent-Type: {PROTOCOL}\r\n{declared}".encode()
    return announcement + _PART + _OCTETS + struct.pack("<i", len(header)) + header + data + _END


def unseal(context: SecurityContext, body: bytes) -> bytes:
    """The plain bytes of a sealed body of one part (NTLM and Kerberos never send more).

    Raises:
        Sealed: the body is not of the form above, or its signature or length is wrong.
    """
    start = body.find(_PART + _OCTETS)
    declared = _LENGTH.search(body, 0, max(start, 0))
    if start < 0 or declared is None or not body.endswith(_END):
        raise Sealed("not a multipart/encrypted body of one part")
    payload = body[start + len(_PART) + len(_OCTETS) : -len(_END)]
    header_length = struct.unpack_from("<i", payload)[0] if len(payload) >= struct.calcsize("<i") else -1
    if not 0 <= header_length <= len(payload) - 4:
        raise Sealed("the header length points outside the body")
    try:
        plain = context.unwrap_winrm(payload[4 : 4 + header_length], payload[4 + header_length :])
    except SpnegoError as error:
        raise Sealed(str(error)) from error
    if len(plain) != int(declared[1]):
        raise Sealed("the declared length differs from the unsealed one")
    return plain
