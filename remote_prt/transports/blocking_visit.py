"""One visit as asyncio sees it: blocking steps in a thread, each under the clock of its wire.

Rule: whoever waits for a step never waits longer than the wire's phase lasts. When it is over, or the waiting task is
cancelled, the wire is cut; the thread then ends by itself within milliseconds, and its result is nobody's.

Where a cut does not reach: while Kerberos (GSSAPI) or SSPI asks a domain controller, it does so through sockets of its
own. Such a thread is left behind until that call ends by itself, and takes a place in the pool meanwhile; the outcome
still comes in time, and the process does not wait for it (`daemon_pool`).
"""

import asyncio
import ssl
import time
from collections.abc import AsyncIterator, Callable
from concurrent.futures import Executor, Future
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Never, TypeVar

from remote_prt.errors import HostError, Phase
from remote_prt.model import Deadline
from remote_prt.transports.backlog import Backlog
from remote_prt.transports.base import CommandCall, PeerInfo, Script
from remote_prt.transports.session_plan import RemoteShell, SessionPlan
from remote_prt.transports.wire import Wire

if TYPE_CHECKING:
    from remote_prt.transports.pypsrp_session import PypsrpSession

Result = TypeVar("Result")

_GRACE_SECONDS = 0.5  # a cut thread ends within milliseconds, unless it is busy with what it already has


class BlockingVisit:
    """A wire, the session on it, and the step that is under way."""

    def __init__(self, wire: Wire, plan: SessionPlan) -> None:
        self.wire = wire
        self.plan = plan
        self.job: Future[Any] | None = None  #: the latest step, running or done
        self._session: PypsrpSession | None = None

    async def step(self, pool: Executor, work: Callable[[], Result]) -> Result:
        """The result of a blocking step, in time or not at all.

        Raises:
            HostError: what the step ran into, or that its time was up.
        """
        job = pool.submit(work)
        self.job = job
        waiting = asyncio.wrap_future(job)
        woken = asyncio.Event()  # the step has ended, or passed into another phase with a limit of its own
        waiting.add_done_callback(lambda _: woken.set())
        self.wire.watch(_waker(asyncio.get_running_loop(), woken))
        try:
            while not waiting.done():
                woken.clear()
                seconds_left = self.wire.ends_at - time.monotonic()
                if seconds_left <= 0:
                    await self._give_up(waiting)
                with suppress(TimeoutError):
                    async with asyncio.timeout(seconds_left):
                        await woken.wait()
        except BaseException:
            self.wire.cut()
            job.cancel()  # where it still waits for a thread
            if not waiting.cancel():  # a stuck thread may end after the loop: then nobody may be told
                forget(waiting)
            raise
        return waiting.result()

    async def _give_up(self, waiting: "asyncio.Future[Result]") -> Never:
        """Names the phase that took too long, and frees its thread."""
        error = self.wire.timed_out()
        self.wire.cut()
        await asyncio.wait({waiting}, timeout=_GRACE_SECONDS)
        raise error

    @property
    def is_busy(self) -> bool:
        """Whether a step is still under way: the session then belongs to its thread."""
        return self.job is not None and not self.job.done()

    # the steps: each runs in a worker thread

    def open_session(self) -> None:
        """Makes the session and opens it; the first visit of a process also imports pypsrp here."""
        self._new_session().open()

    def close_session(self) -> None:
        """Deletes the shell in good order."""
        self._opened().close()

    def delete_shell(self, shell: RemoteShell) -> None:
        """Deletes what another visit left behind."""
        self._new_session().delete(shell)

    def _new_session(self) -> "PypsrpSession":
        from remote_prt.transports.pypsrp_session import PypsrpSession  # noqa: PLC0415  heavy

        self.wire.begin()
        self._session = PypsrpSession(self.plan, self.wire)
        return self._session

    def _opened(self) -> "PypsrpSession":
        if self._session is None:
            raise self.wire.lost("the session was never opened")
        return self._session

    # what the other half knows

    @property
    def shell(self) -> RemoteShell | None:
        """The shell that may exist on the host, if it came that far."""
        return self._session.shell if self._session is not None and self.wire.has_asked else None

    @property
    def peer(self) -> PeerInfo:
        """Where the session goes and how it logged on."""
        endpoint = self.wire.endpoint
        return PeerInfo(
            endpoint.address,
            endpoint.port,
            endpoint.scheme,
            self._opened().mechanism,
            configuration_name=self.plan.configuration_name,
            name_proof=self._name_proof(),
        )

    def _name_proof(self) -> str:
        """NTLM and Basic prove us to the host, and nothing about the host to us: whoever has its address may answer."""
        tls = self.wire.tls
        if tls is not None and tls.verify_mode == ssl.CERT_REQUIRED:
            return "tls"
        return "kerberos" if self._opened().mechanism == "kerberos" else "none"

    async def run(self, pool: Executor, call: Script | CommandCall, deadline: Deadline) -> AsyncIterator[str]:
        """The output strings of a call as they arrive; see `base.Connection.run`."""
        arrived: asyncio.Queue[str | None] = asyncio.Queue()  # bounded by the backlog
        backlog = Backlog(lambda: self.wire.is_cut)
        loop = asyncio.get_running_loop()
        session = self._opened()

        def emit(record: str) -> None:
            backlog.wait_for_room(len(record))
            loop.call_soon_threadsafe(arrived.put_nowait, record)

        self.wire.extend(deadline)
        self.wire.enter(Phase.RUN)
        step = loop.create_task(self.step(pool, lambda: session.run(call, emit)))
        step.add_done_callback(forget)
        step.add_done_callback(lambda _: arrived.put_nowait(None))
        try:
            while (record := await arrived.get()) is not None:
                backlog.shrink(len(record))
                yield record
            await step
        finally:
            backlog.open()
            if not step.done():  # nobody wants the rest
                step.cancel()
                with suppress(asyncio.CancelledError, HostError):
                    await step


class PypsrpConnection:
    """An open session; see `base.Connection`."""

    def __init__(self, visit: BlockingVisit, pool: Executor) -> None:
        self._visit = visit
        self._pool = pool

    @property
    def peer(self) -> PeerInfo:
        """Where the session goes."""
        return self._visit.peer

    def run(self, call: Script | CommandCall, deadline: Deadline) -> AsyncIterator[str]:
        """The output strings of the call as they arrive."""
        return self._visit.run(self._pool, call, deadline)


def _waker(loop: asyncio.AbstractEventLoop, woken: asyncio.Event) -> Callable[[], None]:
    """Sets an event of a loop from any thread; a stuck thread may do so when the loop is gone."""

    def wake() -> None:
        with suppress(RuntimeError):
            loop.call_soon_threadsafe(woken.set)

    return wake


def forget(done: "asyncio.Future[Any]") -> None:
    """Takes the result nobody waits for, so that asyncio does not report it as lost."""
    if not done.cancelled():
        done.exception()
