"""What a simulated host does wrong, and when.

A scenario names its faults; the listener, the authenticator and the shell engine each ask for the fault at their own
point and misbehave on the wire as told. Nothing here knows how a client should react.
"""

from dataclasses import dataclass
from enum import StrEnum


class FaultPoint(StrEnum):
    """Where in the dialogue the fault strikes."""

    LISTEN = "listen"  #: no listener at all: the port is closed
    CONNECT = "connect"  #: after accept, before any byte
    TLS = "tls"  #: in the TLS handshake
    AUTHENTICATE = "authenticate"
    CREATE = "create"
    COMMAND = "command"
    RECEIVE = "receive"
    DELETE = "delete"


class FaultKind(StrEnum):
    """How it misbehaves."""

    REFUSE = "refuse"  #: closed port (at listen), or RST
    HANG = "hang"  #: never answers
    DRIP = "drip"  #: sends one byte a second
    RESET = "reset"  #: RST in the middle
    SLOW = "slow"  #: answers after `seconds`
    UNAUTHORIZED = "unauthorized"  #: 401 whatever the credential
    ACCESS_DENIED = "access-denied"  #: logged on, then the WS-Man fault for missing rights (code 5)
    UNAVAILABLE = "unavailable"  #: HTTP 503
    REDIRECT = "redirect"  #: 307 to another loopback port
    QUOTA = "quota"  #: WS-Man fault 2150859173
    TRUNCATED = "truncated"  #: half a body, then FIN
    OVERSIZE = "oversize"  #: a body of `megabytes`
    GZIP = "gzip"  #: content-encoding nobody asked for
    UNSEALED = "unsealed"  #: plain text in a sealed session
    ENDLESS = "endless"  #: output that never ends
    GARBAGE = "garbage"  #: bytes that are no XML / no PSRP
    OPERATION_TIMEOUT = "operation-timeout"  #: fault 2150858793 once, then goes on
    SHELL_GONE = "shell-gone"  #: fault 2150858843
    DROP = "drop"  #: RST in the middle of a reply once `megabytes` of them went out, `times` in all
    OLD_PROTOCOL = "old-protocol"  #: the alert of a host that speaks TLS 1.1 at most
    WSMAN_FAULT = "wsman-fault"  #: the fault of `code`
    HTTP_STATUS = "http-status"  #: nothing but the HTTP status `code`


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault of one host."""

    point: FaultPoint
    kind: FaultKind
    seconds: float = 0.0
    megabytes: int = 0
    times: int = 1
    code: int = 0
    once: bool = False  #: strikes one request and none after it
