"""Whether an NTLM logon binds itself to the TLS channel below it.

Windows' default for WinRM is `CbtHardeningLevel = Relaxed`: a binding that is sent must be right, and a client that
sends none is let in. pyspnego's acceptor knows only strict, so the lab looks first.
"""

import struct

_AUTHENTICATE = b"NTLMSSP\0\x03\0\0\0"
_NT_RESPONSE_FIELDS = 20  # Len, MaxLen, BufferOffset within AUTHENTICATE_MESSAGE (MS-NLMP 2.2.1.3)
_AV_PAIRS = 16 + 28  # NTProofStr, then NTLMv2_CLIENT_CHALLENGE up to its AvPairs (MS-NLMP 2.2.2.7, 2.2.2.8)
_MSV_AV_EOL, _MSV_AV_CHANNEL_BINDINGS = 0, 10  # MS-NLMP 2.2.2.1


def carries_channel_binding(token: bytes) -> bool:
    """Whether a token holds an NTLMv2 AUTHENTICATE_MESSAGE, bare or within SPNEGO, with a channel binding in it."""
    start = token.find(_AUTHENTICATE)
    if start < 0:
        return False
    message = token[start:]
    try:
        length, _, offset = struct.unpack_from("<HHI", message, _NT_RESPONSE_FIELDS)
        pairs = message[offset : offset + length][_AV_PAIRS:]
        while pairs:
            kind, size = struct.unpack_from("<HH", pairs)
            if kind == _MSV_AV_CHANNEL_BINDINGS:
                return any(pairs[4 : 4 + size])
            if kind == _MSV_AV_EOL:
                return False
            pairs = pairs[4 + size :]
    except struct.error:  # cut short: the acceptor will say what it thinks of it
        return False
    return False
