"""Where the hosts of a farm live: one address of 127.0.0.0/8 each, two ports, never another interface."""

import ipaddress
import socket
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from remote_prt.errors import LabError
from remote_prt.lab.scenario import SimulatedHost

HTTP_PORT = 5985
HTTPS_PORT = 5986
_FALLBACK_ADDRESS = "127.0.0.1"


@dataclass(frozen=True, slots=True)
class HostSockets:
    """A host with the bound sockets of its two ports; none for a host whose name does not resolve."""

    host: SimulatedHost
    http: socket.socket | None
    https: socket.socket | None


def addresses_from(base: str) -> Iterator[str]:
    """Addresses from `base` upwards within 127.0.0.0/8, without those that end in .0 or .255."""
    address = ipaddress.IPv4Address(base)
    while address.is_loopback:
        if address.packed[-1] not in {0, 255}:
            yield str(address)
        address += 1


def with_addresses(hosts: Sequence[SimulatedHost], base_address: str) -> list[SimulatedHost]:
    """The hosts with their addresses from the base upwards; one whose name does not resolve leaves its own unused.

    Raises:
        LabError: the base is no loopback address, or the range is too short.
    """
    try:
        free_addresses = addresses_from(base_address)
        next(addresses_from(base_address))
    except (ValueError, StopIteration):
        raise LabError(f"{base_address} is no address of 127.0.0.0/8 to start from") from None
    placed: list[SimulatedHost] = []
    for host in hosts:
        address = next(free_addresses, None)
        if address is None:
            raise LabError(f"there are not enough loopback addresses from {base_address} on")
        placed.append(replace(host, address=address if host.scenario.resolvable else None))
    return placed


def bind_hosts(hosts: Sequence[SimulatedHost], *, free_ports: bool) -> list[HostSockets]:
    """Binds both ports of every host that has an address, so that nobody else can take them before they listen.

    With `free_ports` a system that has only 127.0.0.1 gets one port per host there.

    Raises:
        LabError: an address or port cannot be had.
    """
    bound: list[HostSockets] = []
    try:
        for host in hosts:
            if host.address is None:
                bound.append(HostSockets(host, None, None))
            else:
                bound.append(_bind_host(host, host.address, free_ports=free_ports))
    except BaseException:
        for sockets in bound:
            close_sockets(sockets)
        raise
    return bound


def _bind_host(host: SimulatedHost, address: str, *, free_ports: bool) -> HostSockets:
    http = _bind(address, 0 if free_ports else HTTP_PORT, may_fall_back=free_ports)
    try:
        https = _bind(http.getsockname()[0], 0 if free_ports else HTTPS_PORT, may_fall_back=False)
    except BaseException:
        http.close()
        raise
    used, http_port = http.getsockname()
    placed = replace(host, address=used, http_port=http_port, https_port=https.getsockname()[1])
    return HostSockets(placed, http, https)


def _bind(address: str, port: int, *, may_fall_back: bool) -> socket.socket:
    sock = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    sock.setblocking(False)
    if hasattr(socket, "SO_EXCLUSIVEADDRUSE"):
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)  # type: ignore[attr-defined, unused-ignore] # Windows only
    else:
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        sock.bind((address, port))
    except OSError as error:
        sock.close()
        if may_fall_back and address != _FALLBACK_ADDRESS:
            return _bind(_FALLBACK_ADDRESS, port, may_fall_back=False)
        raise LabError(f"cannot listen on {address}:{port}: {error.strerror}; try --free-ports") from error
    return sock


def close_sockets(sockets: HostSockets) -> None:
    """Closes what was bound."""
    for sock in (sockets.http, sockets.https):
        if sock is not None:
            sock.close()
