"""The door over WinRM: asyncio in front, pypsrp in threads behind, and a deadline nothing can hold up.

pypsrp blocks and cannot be cancelled, so each blocking step of a visit runs in a pool of its own, sized as the
concurrency. Whoever waits for a step waits no longer than the phase and the host's deadline allow; then the `Wire` is
cut, which frees the thread within milliseconds, and the outcome is delivered. What may have been left open on the host
is then deleted by a reaper: one attempt, over a fresh connection, in a few slots of its own, a few seconds at most.

Name resolution and the TCP connect need no thread of the pool (`probe.py`). Nothing of pypsrp is imported before the
first visit.
"""

import asyncio
import math
import socket
import ssl
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, contextmanager, nullcontext, suppress
from dataclasses import replace
from functools import partial
from types import TracebackType
from typing import Self

from remote_prt.errors import HostError, HostMisbehaved, HostRefused, HostTimedOut, HostUnreachable, LogonRefused, Phase
from remote_prt.model import AuthMethod, Deadline, Target
from remote_prt.transports.auth import choose_auth, is_automatic, is_https, port_of, require_kerberos, require_secret
from remote_prt.transports.base import LogonGate, PhaseWatch
from remote_prt.transports.blocking_visit import BlockingVisit, PypsrpConnection, forget
from remote_prt.transports.credentials import Credential
from remote_prt.transports.daemon_pool import DaemonPool
from remote_prt.transports.logon_proof import Proof
from remote_prt.transports.probe import Resolver, connect_tcp
from remote_prt.transports.session_plan import RemoteShell, SessionPlan
from remote_prt.transports.settings import TransportSettings
from remote_prt.transports.socket_address import SocketAddress
from remote_prt.transports.tickets import Tickets
from remote_prt.transports.tls_files import context_of
from remote_prt.transports.wire import Endpoint, Wire

__all__ = ["PypsrpConnection", "PypsrpTransport", "TransportSettings"]

_PATIENCE_SECONDS = 3.0  # at the end: for threads that were cut, but are busy with what they already have
_IDLE_MARGIN_SECONDS = 60  # what nobody deletes outlives the host's deadline by this
_EARLIER_SECONDS = 0.05  # a lookup or connect that hangs is told as one, not as the end of the host's time
_LEAST_CLOSE_SECONDS = 1.0  # a visit that used up its time may still say goodbye


class PypsrpTransport:
    """Opens sessions with pypsrp; use it as `async with`, or call `aclose` at the end.

    Args:
        settings: what all visits share.
        gate: asked before each logon; None lets all through.
        watch: told of each phase of each visit.
    """

    name = "pypsrp"

    def __init__(
        self, settings: TransportSettings | None = None, gate: LogonGate | None = None, watch: PhaseWatch | None = None
    ) -> None:
        self._settings = settings or TransportSettings()
        self._gate = gate
        self._watch: PhaseWatch = watch or _unwatched
        self._visits = DaemonPool(self._settings.max_threads, "visit")
        self._reapers = DaemonPool(self._settings.max_reapers, "reap")
        self._resolver = Resolver(self._settings.max_resolvers)
        self._tickets = Tickets()
        self._tls: ssl.SSLContext | None = None
        self._open: set[BlockingVisit] = set()
        self._reaping: set[asyncio.Task[None]] = set()
        self._reaper_turns = asyncio.Semaphore(self._settings.max_reapers)
        self._is_closing = False

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        await self.aclose()

    async def aclose(self) -> None:
        """Lets the reapers finish within their time, cuts what is still open, and waits a little for the threads.

        None is left, but for those stuck where a cut does not reach (see `blocking_visit`); they end with the process.
        """
        self._is_closing = True
        try:
            if self._reaping:
                await asyncio.wait(set(self._reaping), timeout=self._settings.limits.reap)
        finally:
            left = tuple(self._open)
            for visit in left:
                visit.wire.cut()
            for waiting in self._reaping:
                waiting.cancel()
            self._visits.shutdown(wait=False, cancel_futures=True)
            self._reapers.shutdown(wait=False, cancel_futures=True)
        jobs = [asyncio.wrap_future(visit.job) for visit in left if visit.job is not None]
        for job in jobs:
            job.add_done_callback(forget)  # how they end is told by the outcome, or by nobody
        still_busy = (await asyncio.wait(jobs, timeout=_PATIENCE_SECONDS))[1] if jobs else set()
        for job in still_busy:
            job.cancel()  # nobody waits for it: it may end after the loop
        if not still_busy:  # then they have nothing left but to end
            self._visits.shutdown()
            self._reapers.shutdown()

    @asynccontextmanager
    async def connect(
        self, target: Target, credential: Credential, deadline: Deadline
    ) -> AsyncIterator[PypsrpConnection]:
        """A session on the host; see `base.Transport.connect`."""
        visit = await self._begin(target, credential, deadline)
        try:
            async with self._admitted(target, credential, deadline) as accept:
                visit.wire.when_logged_on(_in_this_loop(accept))
                with _telling_unanswered(visit.wire):
                    await visit.step(self._visits, visit.open_session)
            yield PypsrpConnection(visit, self._visits)
        except BaseException as error:
            if _is_orderly(error):
                await self._leave(visit, deadline)
            else:
                self._abandon(visit, is_worth_reaping=not isinstance(error, LogonRefused))
            raise
        await self._leave(visit, deadline)

    def _admitted(
        self, target: Target, credential: Credential, deadline: Deadline
    ) -> AbstractAsyncContextManager[Callable[[], None]]:
        return nullcontext(_nothing) if self._gate is None else self._gate.logon(target, credential, deadline)

    async def probe(self, target: Target, credential: Credential, deadline: Deadline) -> Target:
        """The target with the address at which it answers, found out without a thread and without a logon.

        Raises:
            LogonWithheld: the account is not tried any more.
            HostUnreachable: not resolved, or no answer within `PhaseLimits.probe`.
            HostRefused: there is no way to log on there.
            HostTimedOut: the deadline passed.
        """
        settings = self._settings
        if self._gate is not None:
            self._gate.check(target, credential)
        choose_auth(target, settings)
        with _placing(target, settings):
            seconds = min(settings.limits.probe or settings.limits.connect, settings.limits.connect)
            sock, address = await self._reach(target, port_of(target, settings), deadline, seconds)
        sock.close()
        return replace(target, address=str(address))

    async def _begin(self, target: Target, credential: Credential, deadline: Deadline) -> BlockingVisit:
        """Everything before the first byte: decided, resolved, connected."""
        settings = self._settings
        if self._gate is not None:
            self._gate.check(target, credential)
        method = choose_auth(target, settings)
        https, port = is_https(target, settings), port_of(target, settings)
        tls = self._tls_context() if https else None
        with _placing(target, settings):
            sock, address = await self._reach(target, port, deadline, settings.limits.connect)
            with _closing_on_error(sock):  # only now: that a host cannot be reached says more about it
                require_kerberos(method, may_use_ntlm=is_automatic(target, settings))
                require_secret(method, credential)
        name = target.name.partition("%")[0]  # a scope is local to this machine (RFC 6874 section 4)
        wire = Wire(Endpoint(name, address, port, https), tls, settings.limits, settings.bounds, deadline)
        wire.adopt(sock)
        wire.when_entered(partial(self._watch, target))
        visit = BlockingVisit(wire, self._plan(target, credential, method, deadline))
        self._open.add(visit)
        return visit

    async def _reach(
        self, target: Target, port: int, deadline: Deadline, seconds: float
    ) -> tuple[socket.socket, SocketAddress]:
        limits = self._settings.limits
        phase = Phase.RESOLVE
        self._watch(target, phase)
        try:
            async with asyncio.timeout(deadline.remaining(time.monotonic())):
                await asyncio.sleep(0)  # a deadline that has passed ends it here
                left = deadline.remaining(time.monotonic()) - _EARLIER_SECONDS
                addresses = await self._resolver.addresses(target, min(limits.resolve, max(left, _EARLIER_SECONDS)))
                phase = Phase.CONNECT
                self._watch(target, phase)
                left = deadline.remaining(time.monotonic()) - _EARLIER_SECONDS
                return await connect_tcp(addresses, port, min(seconds, max(left, _EARLIER_SECONDS)))
        except TimeoutError as error:
            raise HostTimedOut(phase, "the time for this host was up", "raise --host-timeout; is the PC on?") from error
        finally:
            self._watch(target, None)  # what comes next may have to wait for its turn

    def _plan(self, target: Target, credential: Credential, method: AuthMethod, deadline: Deadline) -> SessionPlan:
        settings = self._settings
        return SessionPlan(
            method=method,
            credential=credential,
            configuration_name=target.configuration_name or settings.configuration_name,
            operation_timeout_seconds=settings.operation_timeout_seconds,
            idle_seconds=math.ceil(deadline.remaining(time.monotonic())) + _IDLE_MARGIN_SECONDS,
            bounds=settings.bounds,
            tickets=self._tickets,
            kerberos_service=settings.kerberos_service,
        )

    def _tls_context(self) -> ssl.SSLContext:
        if self._tls is None:
            self._tls = context_of(self._settings)
        return self._tls

    async def _leave(self, visit: BlockingVisit, deadline: Deadline) -> None:
        """Deletes the shell; a host that will not answer even that leaves it to the reaper."""
        if visit.wire.is_cut or visit.is_busy:
            self._abandon(visit)
            return
        now = time.monotonic()
        visit.wire.extend(Deadline.after(max(_LEAST_CLOSE_SECONDS, deadline.remaining(now)), now))
        visit.wire.enter(Phase.CLOSE)
        try:
            await visit.step(self._visits, visit.close_session)
        except HostError:  # what the visit brought home stays good
            self._abandon(visit)
        except BaseException:
            self._abandon(visit)
            raise
        else:
            self._give_back(visit)

    def _abandon(self, visit: BlockingVisit, *, is_worth_reaping: bool = True) -> None:
        """Cuts the visit without waiting for anything, and has deleted what it may have left."""
        visit.wire.cut()
        shell = visit.shell
        if is_worth_reaping and shell is not None and not self._is_closing:
            task = asyncio.get_running_loop().create_task(self._reap(visit, shell))
            self._reaping.add(task)
            task.add_done_callback(self._reaping.discard)
            task.add_done_callback(forget)
        self._give_back(visit)

    async def _reap(self, left: BlockingVisit, shell: RemoteShell) -> None:
        """One Delete over a fresh connection, in its turn; whether it worked or not, that was it."""
        async with self._reaper_turns:  # many visits may end at once: what waits here loses none of its time
            await self._reap_now(left, shell)

    async def _reap_now(self, left: BlockingVisit, shell: RemoteShell) -> None:
        settings = self._settings
        deadline = Deadline.after(settings.limits.reap, time.monotonic())
        wire = Wire(left.wire.endpoint, left.wire.tls, settings.limits, settings.bounds, deadline)
        visit = BlockingVisit(wire, left.plan)
        self._open.add(visit)
        try:
            with suppress(HostError):
                await visit.step(self._reapers, partial(visit.delete_shell, shell))
        finally:
            wire.cut()
            self._give_back(visit)

    def _give_back(self, visit: BlockingVisit) -> None:
        """Closes the sockets as soon as no thread uses them."""

        def close(_: object = None) -> None:
            visit.wire.close()
            self._open.discard(visit)

        if visit.job is None:
            close()
        else:
            visit.job.add_done_callback(close)


@contextmanager
def _closing_on_error(sock: socket.socket) -> Iterator[None]:
    """A socket that nobody owns yet is closed when something goes wrong."""
    try:
        yield
    except BaseException:
        sock.close()
        raise


@contextmanager
def _placing(target: Target, settings: TransportSettings) -> Iterator[None]:
    """An error before there is a wire says where it was going."""
    try:
        yield
    except HostError as error:
        error.transport = "https" if is_https(target, settings) else "http"
        error.port = port_of(target, settings)
        raise


@contextmanager
def _telling_unanswered(wire: Wire) -> Iterator[None]:
    """An error says whether the host was shown our credential and never said what it thinks of it."""
    try:
        yield
    except (HostUnreachable, HostTimedOut) as error:
        error.is_logon_unanswered = error.phase is Phase.AUTHENTICATE and wire.proof is Proof.CREDENTIAL
        raise


def _unwatched(target: Target, phase: Phase | None) -> None:
    """Where nobody measures phases."""


def _nothing() -> None:
    """Where no gate waits for the host's yes."""


def _in_this_loop(told: Callable[[], None]) -> Callable[[], None]:
    """The call as a worker thread may make it; a loop that has ended meanwhile needs no word any more."""
    loop = asyncio.get_running_loop()

    def tell() -> None:
        with suppress(RuntimeError):
            loop.call_soon_threadsafe(told)

    return tell


def _is_orderly(error: BaseException) -> bool:
    """Whether the session is still sound although something ended the visit: then it can be closed in good order."""
    if isinstance(error, HostError):
        return isinstance(error, HostRefused) and not isinstance(error, LogonRefused | HostMisbehaved)
    return isinstance(error, Exception)  # the caller's own; a cancellation waits for nothing
