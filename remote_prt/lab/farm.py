"""The farm: one listener per host and port, every host with its own memory, all in one event loop."""

import asyncio
import socket
import ssl
from collections.abc import Sequence
from functools import partial

from remote_prt.lab.account import LabAccount
from remote_prt.lab.authenticate import Authenticator
from remote_prt.lab.certificates import LabCertificates
from remote_prt.lab.conversation import WinrmConversation
from remote_prt.lab.engine import Engine
from remote_prt.lab.farm_stats import FarmStats, HostStats
from remote_prt.lab.faults import Fault, FaultKind, FaultPoint
from remote_prt.lab.host_sockets import HostSockets
from remote_prt.lab.host_state import HostState
from remote_prt.lab.http_server import Conversation, HttpConnection, TcpPeer
from remote_prt.lab.misbehaviour import EndlessEngine, SpoiltConnection, check_faults, is_endless_output
from remote_prt.lab.scenario import SimulatedHost
from remote_prt.lab.wsman_service import WsmanService
from remote_prt.lab.zoo.tricks import TrickyEngine, check_tricks, trick_of

_BACKLOG = 512
_CLOSED = Fault(FaultPoint.LISTEN, FaultKind.REFUSE)


class Farm:
    """Listening hosts; with `takes_tickets` they accept Kerberos, too (`kerberos.use_keytab`)."""

    def __init__(
        self, account: LabAccount, engine: Engine, certificates: LabCertificates, *, takes_tickets: bool = False
    ) -> None:
        self._account = account
        self._takes_tickets = takes_tickets
        self._engine = engine
        self._certificates = certificates
        self._states: list[HostState] = []
        self._servers: list[asyncio.Server] = []
        self._connected: set[asyncio.Transport] = set()
        self._deaf: list[socket.socket] = []

    async def listen(self, hosts: Sequence[HostSockets]) -> None:
        """Starts listening for every host, as well or badly as its scenario says.

        Raises:
            LabError: a scenario has a fault where none can be, or a trick that nobody knows.
        """
        check_faults(sockets.host.scenario for sockets in hosts)
        check_tricks(sockets.host.scenario for sockets in hosts)
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
            if sockets.host.scenario.https:  # such a host has no other door
                self._stay_deaf(_CLOSED, (sockets.http,))
            else:
                await self._listen_on(sockets.http, None, state, service)
            tls = self._certificates.context_for(sockets.host.scenario.certificate)
            await self._listen_on(sockets.https, tls, state, service)

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
        if is_endless:
            return EndlessEngine(self._engine)
        return TrickyEngine(self._engine, trick_of(host.scenario)) if host.scenario.trick else self._engine

    def _conversation(self, state: HostState, service: WsmanService, peer: TcpPeer) -> Conversation:
        certificate_hash = self._certificates.server_hash if peer.is_tls else None
        authenticator = Authenticator(
            self._account,
            is_tls=peer.is_tls,
            certificate_hash=certificate_hash,
            kerberos_host=state.host.computer_name if self._takes_tickets else None,
            certificate_user=peer.certificate_name,
        )
        return WinrmConversation(peer, state, service, authenticator)

    def pass_idle_time(self, seconds: float) -> None:
        """As if no host had been asked anything for that long."""
        for state in self._states:
            state.pass_idle_time(seconds)

    def stats(self) -> FarmStats:
        """The counts as of now."""
        return FarmStats(
            logon_attempts=sum(state.logon_attempts for state in self._states),
            open_shells=sum(state.open_shells for state in self._states),
            open_tasks=self._engine.open_tasks(),
            visits=sum(state.visits for state in self._states),
            hosts={
                state.host.computer_name: HostStats(state.logon_attempts, state.visits, state.open_shells)
                for state in self._states
                if state.logon_attempts or state.visits
            },
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
