"""The machine's proxy from the registry value WinHttpSettings.

The layout is not documented; it is what `netsh winhttp set proxy` was observed to write (community notes), so it is
marked unverified: little-endian 32-bit numbers - a version, a counter, flags, then the length of the proxy list and its
bytes, then the length of the bypass list and its bytes. What does not fit says so instead of passing for "direct".
"""

import struct

from remote_prt.diagnosis.evidence import Missing, MissingReason

_HEADER = struct.Struct("<IIII")
_HAS_PROXY = 2  #: flag beside 1 = direct


def win_http_proxy(digits: str) -> str | Missing:
    """The proxy list, or "" where the machine goes out directly (also where nothing was ever set)."""
    if not digits:
        return ""
    try:
        blob = bytes.fromhex(digits)
        _version, _counter, flags, length = _HEADER.unpack_from(blob)
    except (ValueError, struct.error):
        return Missing(MissingReason.UNREADABLE, "WinHttpSettings has another layout")
    if not flags & _HAS_PROXY:
        return ""
    name = blob[_HEADER.size : _HEADER.size + length]
    if len(name) != length or not name.isascii():
        return Missing(MissingReason.UNREADABLE, "WinHttpSettings has another layout")
    return name.decode("ascii")
