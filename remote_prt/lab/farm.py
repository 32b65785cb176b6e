"""The farm: one listener per host and port, every host with its own memory, all in one event loop."""

import asyncio
import ipaddress
import socket
import ssl
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial

from remote_prt.errors import LabError
from remote_prt.lab.account import LabAccount
from remote_prt.lab.authenticate import Authenticator
from remote_prt.lab.certificates import LabCertificates
from remote_prt.lab.conversation import WinrmConversation
from remote_prt.lab.engine import Engine
from remote_prt.lab.faults import Fault, FaultKind, FaultPoint
from remote_prt.lab.host_state import HostState
from remote_prt.lab.http_server import Conversation, HttpConnection, TcpPeer
from remote_prt.lab.misbehaviour import EndlessEngine, SpoiltConnection, check_faults, is_endless_output
from remote_prt.lab.scenario import SimulatedHost
from remote_prt.lab.wsman_service import WsmanService

HTTP_PORT = 5985
HTTPS_PORT = 5986
_BACKLOG = 512
_FALLBACK_ADDRESS = "127.0.0.1"


@dataclass(frozen=True, slots=True)
class FarmStats:
    """What the farm has seen and what was left behind."""

    logon_attempts: int
    open_shells: int
    open_tasks: int
    visits: int

    def as_document(self) -> dict[str, int]:
        """The document of `lab --stats`."""
        return {
            "LogonAttempts": self.logon_attempts,
            "OpenShells": self.open_shells,
            "OpenTasks": self.open_tasks,
            "Visits": self.visits,
        }


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


class Farm:
    """Listening hosts."""

    def __init__(self, account: LabAccount, engine: Engine, certificates: LabCertificates) -> None:
        self._account = account
        self._engine = engine
        self._certificates = certificates
        self._states: list[HostState] = []
        self._servers: list[asyncio.Server] = []
        self._connected: set[asyncio.Transport] = set()
        self._deaf: list[socket.socket] = []

    async def listen(self, hosts: Sequence[HostSockets]) -> None:
        """Starts listening for every host, as well or badly as its scenario says.

        Raises:
            LabError: a scenario has a fault where none can be.
        """
        check_faults(sockets.host.scenario for sockets in hosts)
        for sockets in hosts:
            if sockets.http is None or sockets.https is None:
                continue
            state = HostState(sockets.host)
            self._states.append(state)
            fault = state.fault_at(FaultPoint.LISTEN)
            if fault is not None:
                self._stay_deaf(fault, (sockets.http, sockets.https))
                continue
            service = WsmanService(state, self._engine_for(sockets.host), self._account.name)
            await self._listen_on(sockets.http, None, state, service)
            await self._listen_on(sockets.https, self._certificates.server_context, state, service)

    async def _listen_on(
        self, sock: socket.socket, tls: ssl.SSLContext | None, state: HostState, service: WsmanService
    ) -> None:
        fault = state.fault_at(FaultPoint.CONNECT)
        if fault is None and tls is not None:
            fault = state.fault_at(FaultPoint.TLS)
        converse = partial(self._conversation, state, service)

        def make() -> asyncio.Protocol:
            honest = HttpConnection(converse, self._connected)
            return honest if fault is None else SpoiltConnection(fault, honest, tls, self._connected)

        loop = asyncio.get_running_loop()
        # A spoilt connection takes over before TLS, so its listener has none.
        tls_below = tls if fault is None else None
        self._servers.append(await loop.create_server(make, sock=sock, ssl=tls_below, backlog=_BACKLOG))

    def _stay_deaf(self, fault: Fault, sockets: Sequence[socket.socket]) -> None:
        """Keeps the ports bound so that nobody else answers there.

        A bound socket that does not listen refuses; one that listens with its queue filled by ourselves lets every
        further SYN wait (Linux; elsewhere the connection may be taken and then says nothing).
        """
        self._deaf += sockets
        if fault.kind is not FaultKind.HANG:
            return
        for sock in sockets:
            sock.listen(0)
            for _ in range(2):
                filler = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
                filler.setblocking(False)
                filler.connect_ex(sock.getsockname())
                self._deaf.append(filler)

    def _engine_for(self, host: SimulatedHost) -> Engine:
        is_endless = any(is_endless_output(fault) for fault in host.scenario.faults)
        return EndlessEngine(self._engine) if is_endless else self._engine

    def _conversation(self, state: HostState, service: WsmanService, peer: TcpPeer) -> Conversation:
        certificate_hash = self._certificates.server_hash if peer.is_tls else None
        authenticator = Authenticator(self._account, is_tls=peer.is_tls, certificate_hash=certificate_hash)
        return WinrmConversation(peer, state, service, authenticator)

    def stats(self) -> FarmStats:
        """The counts as of now."""
        return FarmStats(
            logon_attempts=sum(state.logon_attempts for state in self._states),
            open_shells=sum(state.open_shells for state in self._states),
            open_tasks=self._engine.open_tasks(),
            visits=sum(state.visits for state in self._states),
        )

    async def close(self) -> None:
        """Stops listening, ends every shell and cuts every connection."""
        for server in self._servers:
            server.close()
        for state in self._states:
            state.close()
        for transport in list(self._connected):
            transport.abort()
        for sock in self._deaf:
            sock.close()
        await asyncio.sleep(0)  # lets the connections notice
