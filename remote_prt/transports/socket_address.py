"""An IP address as the system's calls want it: the family and every part of what `getaddrinfo` answered.

Address and port alone will do for IPv4. An IPv6 address has four parts: the event loop of Windows (Proactor) connects
to nothing less, and a link-local address leads nowhere without its scope, the interface (RFC 4007 section 6).
"""

import ipaddress
import socket
from dataclasses import dataclass

_FAMILIES = (socket.AF_INET, socket.AF_INET6)


@dataclass(frozen=True, slots=True)
class SocketAddress:
    """Where to connect to, but for the port; as text it can be printed and typed: `10.1.2.3`, `fe80::1%3`."""

    family: int
    ip: str  #: without its scope
    flow_info: int = 0
    scope_id: int = 0  #: the number of the interface, on this machine only; 0: none

    def with_port(self, port: int) -> tuple[str, int] | tuple[str, int, int, int]:
        """What `socket.connect` takes for this family."""
        if self.family == socket.AF_INET6:
            return (self.ip, port, self.flow_info, self.scope_id)
        return (self.ip, port)

    def __str__(self) -> str:
        return f"{self.ip}%{self.scope_id}" if self.scope_id else self.ip


def is_literal(name: str) -> bool:
    """Whether a name is an IP address already, with or without a scope."""
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True


def look_up(name: str) -> tuple[SocketAddress, ...]:
    """The addresses of a name, best first; waits for name servers unless the name is literal.

    Raises:
        OSError: there are none, or the scope is no interface of this machine.
        UnicodeError: no name server could be asked for that name.
    """
    flags = socket.AI_NUMERICHOST if is_literal(name) else 0
    answers = socket.getaddrinfo(name, None, type=socket.SOCK_STREAM, flags=flags)
    found = (_address(family, *sockaddr) for family, _, _, _, sockaddr in answers if family in _FAMILIES)
    return tuple(dict.fromkeys(found))


def _address(family: int, ip: object, _port: object, *rest: object) -> SocketAddress:
    flow_info, scope_id = (int(str(part)) for part in rest or (0, 0))
    return SocketAddress(family, str(ip).partition("%")[0], flow_info, scope_id)
