"""One host, step by step, until the first step that does not go well (design/ux.md 11).

Nothing here speaks a protocol of its own: names and sockets are `transports.probe`'s, the questions before the logon
`transports.knock`'s; then comes one session of the run's transport, and in it the script of a sweep in the context
`caller`, which writes nothing on the host. So there is one logon per host, and the lockout brake of the transport holds
for it.
"""

import asyncio
import time
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from ipaddress import ip_address
from socket import NI_NAMEREQD, getnameinfo
from typing import Final

from remote_prt.collectors.prt_visit import CollectOptions, collect_from, visit_script
from remote_prt.diagnosis.evidence import Evidence, HostFacts
from remote_prt.doctor.evidence_steps import evidence_steps
from remote_prt.doctor.network_steps import port_step, resolved, tls_step, who_answers
from remote_prt.doctor.step import ChainStep, HostExamination, Step, StepState, broken, left_out, passed, untested
from remote_prt.doctor.stopwatch import Stopwatch
from remote_prt.errors import HostError, LogonWithheld, Phase, TicketsWithheld, UsageError
from remote_prt.model import Capture, Context, Deadline, Failure, Target
from remote_prt.readers.capture_evidence import read_capture
from remote_prt.transports.auth import is_https, port_of
from remote_prt.transports.base import PeerInfo, Transport
from remote_prt.transports.credentials import Credential, CredentialSource
from remote_prt.transports.daemon_pool import DaemonPool
from remote_prt.transports.knock import Knocker
from remote_prt.transports.probe import Resolver, connect_tcp
from remote_prt.transports.settings import HTTP_PORT, HTTPS_PORT, TransportSettings
from remote_prt.transports.socket_address import SocketAddress
from remote_prt.transports.wire import Endpoint
from remote_prt.version import __version__

#: Enough to see that a channel can be read; a sweep reads more.
_COLLECT: Final = CollectOptions(context=Context.CALLER, event_hours=24, max_events=20)

_REVERSE_SECONDS: Final = 2.0
_USUAL_PORTS: Final = (HTTP_PORT, HTTPS_PORT)

#: Where a session breaks, as steps of the chain; up to the logon the steps before have shown that the way is free.
_STEP_OF: Final = {Phase.SHELL: ChainStep.SHELL, Phase.RUN: ChainStep.LANGUAGE, Phase.CLOSE: ChainStep.LANGUAGE}


@dataclass(frozen=True, slots=True)
class Examiner:
    """What every examination of a run shares, chosen once by the composition root."""

    settings: TransportSettings
    transport: Transport
    credentials: CredentialSource
    knocker: Knocker
    stopwatch: Stopwatch
    is_here: Callable[[Target, Credential], bool]  #: whether a target is this machine, asked without WinRM
    host_timeout_seconds: float = 120.0

    async def examine(self, target: Target) -> HostExamination:
        """Every step of one host."""
        return await _Chain(self, target).walk()


async def examine_all(
    examiner: Examiner, targets: Sequence[Target], concurrency: int
) -> tuple[tuple[HostExamination, ...], bool]:
    """Every enabled host in the order given, a few at a time; and whether Ctrl-C ended it early, with what was done."""
    slots = asyncio.Semaphore(concurrency)

    async def examine(target: Target) -> HostExamination:
        async with slots:
            return await examiner.examine(target)

    tasks = [asyncio.create_task(examine(target)) for target in targets if target.enabled]
    is_interrupted = False
    try:
        await asyncio.gather(*tasks)
    except asyncio.CancelledError:
        is_interrupted = True
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    return tuple(task.result() for task in tasks if not task.cancelled()), is_interrupted


class _Chain:
    """One examination under way."""

    def __init__(self, examiner: Examiner, target: Target) -> None:
        self._by = examiner
        self._target = target
        self._deadline = Deadline.after(examiner.host_timeout_seconds, time.monotonic())
        self._https = is_https(target, examiner.settings)
        self._port = port_of(target, examiner.settings)
        self._addresses: tuple[SocketAddress, ...] = ()
        self._steps: list[Step] = []
        self._evidence: Evidence | None = None
        self._is_withheld = False

    async def walk(self) -> HostExamination:
        """Step after step, until one fails."""
        with suppress(_BrokenError):
            await self._come_near()
            await self._visit()
        done = {step.name for step in self._steps}
        self._steps += [untested(name) for name in ChainStep if name not in done]
        host = None if self._evidence is None else self._evidence.host
        skew = host.clock_skew if isinstance(host, HostFacts) else None
        last = self._steps[-1]
        return HostExamination(
            self._target.name,
            str(self._addresses[0]) if self._addresses else "",
            tuple(self._steps),
            None if skew is None else skew.total_seconds(),
            self._is_withheld,
            is_empty=last.state is StepState.FAILED and self._evidence is not None and self._evidence.sessions == (),
        )

    def _add(self, steps: Iterable[Step]) -> None:
        """Steps that were done; the first that failed is the last.

        Raises:
            _BrokenError: there was one.
        """
        for step in steps:
            self._steps.append(step)
            if step.state is StepState.FAILED:
                raise _BrokenError

    def _seconds(self, most: float) -> float:
        return max(0.05, min(most, self._deadline.remaining(time.monotonic())))

    async def _come_near(self) -> None:
        """All that needs no logon."""
        if self._by.is_here(self._target, Credential(self._target.user)):
            names = (ChainStep.RESOLVE, ChainStep.TCP, ChainStep.TLS, ChainStep.IDENTIFY)
            self._add(left_out(name, "this machine is asked without WinRM") for name in names)
            return
        self._add([await self._resolve()])
        self._add([await self._knock_at_ports()])
        endpoint = Endpoint(self._target.name.partition("%")[0], self._addresses[0], self._port, self._https)
        self._add([await self._shake_hands(endpoint)])
        self._add([await self._identify(endpoint)])

    async def _resolve(self) -> Step:
        since = time.monotonic()
        resolver = Resolver(1)
        try:
            seconds = self._seconds(self._by.settings.limits.resolve)
            self._addresses = await resolver.addresses(self._target, seconds)
        except HostError as error:
            return broken(ChainStep.RESOLVE, error.reason, error.try_next, _since(since))
        spent = _since(since)
        return resolved(self._addresses, await _reverse_name(self._addresses[0]), self._target.name, spent)

    async def _knock_at_ports(self) -> Step:
        """The port of the visit, and where that is a usual one, the other one of WinRM too."""
        others = [port for port in _USUAL_PORTS if self._port in _USUAL_PORTS and port != self._port]
        results = await asyncio.gather(*(self._connect(port) for port in (self._port, *others)))
        (failure, spent, address), besides = results[0], results[1:]
        if address is not None:
            self._addresses = (address, *(one for one in self._addresses if one != address))
        open_ports = [port for port, (error, _, _) in zip(others, besides, strict=True) if error is None]
        return port_step(self._port, open_ports, failure, spent)

    async def _connect(self, port: int) -> tuple[HostError | None, int, SocketAddress | None]:
        since = time.monotonic()
        try:
            seconds = self._seconds(self._by.settings.limits.connect)
            sock, address = await connect_tcp(self._addresses, port, seconds)
        except HostError as error:
            return error, _since(since), None
        sock.close()
        return None, _since(since), address

    async def _shake_hands(self, endpoint: Endpoint) -> Step:
        if not self._https:
            return left_out(ChainStep.TLS, "plain HTTP: the logon seals the messages")
        since = time.monotonic()
        return tls_step(await self._by.knocker.handshake(endpoint, self._deadline), _since(since))

    async def _identify(self, endpoint: Endpoint) -> Step:
        since = time.monotonic()
        try:
            return who_answers(await self._by.knocker.identify(endpoint, self._deadline), _since(since))
        except HostError as error:
            return broken(ChainStep.IDENTIFY, error.reason, error.try_next, _since(since))

    async def _visit(self) -> None:
        """One session, and what its script brings home."""
        began, records, failure = datetime.now(UTC), list[str](), None
        try:
            credential = self._by.credentials.for_target(self._target)
        except UsageError as error:
            hint = error.hint or "give a credential for this host"
            self._add([broken(ChainStep.AUTHENTICATE, error.message, hint)])
            return
        try:
            async with self._by.transport.connect(self._place(), credential, self._deadline) as connection:
                self._add(self._let_in(connection.peer, credential))
                script = visit_script(_COLLECT, self._deadline.remaining(time.monotonic()))
                async for record, _ in collect_from(connection, script, self._deadline):
                    records.append(record)
        except LogonWithheld as error:
            self._is_withheld = not isinstance(error, TicketsWithheld)
            self._add([left_out(ChainStep.AUTHENTICATE, error.reason, error.try_next)])
            raise _BrokenError from error
        except HostError as error:
            if not records:
                self._add(self._refused(error, credential))
            failure = _as_failure(error)
        self._evidence = read_capture(self._captured(records, began, credential, failure))
        self._add(evidence_steps(self._evidence, failure, self._milliseconds(Phase.RUN)))

    def _place(self) -> Target:
        """The target at the address that answered."""
        return replace(self._target, address=str(self._addresses[0])) if self._addresses else self._target

    def _let_in(self, peer: PeerInfo, credential: Credential) -> list[Step]:
        logon = self._logged_on(peer.auth, credential)
        seen = peer.configuration_name or "PowerShell"
        return [logon, passed(ChainStep.SHELL, seen, milliseconds=self._milliseconds(Phase.SHELL))]

    def _logged_on(self, auth: str, credential: Credential) -> Step:
        return passed(
            ChainStep.AUTHENTICATE,
            f"{credential.principal} ({auth})" if auth else credential.principal,
            milliseconds=self._milliseconds(Phase.AUTHENTICATE),
        )

    def _refused(self, error: HostError, credential: Credential) -> list[Step]:
        """The step at which the session broke, with those before it that therefore went well."""
        name = _STEP_OF.get(error.phase, ChainStep.AUTHENTICATE)
        done = {step.name for step in self._steps}
        before = [self._logged_on("", credential)] if name is ChainStep.SHELL else []
        spent = self._milliseconds(error.phase)
        return [*(step for step in before if step.name not in done), broken(name, error.reason, error.try_next, spent)]

    def _milliseconds(self, phase: Phase) -> int | None:
        return self._by.stopwatch.milliseconds(self._target, phase)

    def _captured(
        self, records: list[str], began: datetime, credential: Credential, failure: Failure | None
    ) -> Capture:
        return Capture(
            computer_name=self._target.name,
            address=None,
            started_at=began,
            finished_at=datetime.now(UTC),
            transport=self._by.transport.name,
            account=credential.principal,
            context=_COLLECT.context,
            script_sha256="",
            tool_version=__version__,
            records=tuple(records),
            complete=failure is None,
            failure=failure,
        )


class _BrokenError(Exception):
    """A step failed: the chain ends there."""


async def _reverse_name(address: SocketAddress) -> str:
    """The name that the address leads back to, "" where there is none within its time; loopback has none.

    A lookup cannot be interrupted: its daemon thread is left to its own end.
    """
    if ip_address(address.ip).is_loopback:
        return ""
    pool = DaemonPool(1, "reverse")
    looked_up = asyncio.wrap_future(pool.submit(getnameinfo, address.with_port(0), NI_NAMEREQD))
    pool.shutdown(wait=False)
    try:
        async with asyncio.timeout(_REVERSE_SECONDS):
            return str((await looked_up)[0])
    except (OSError, UnicodeError):
        return ""


def _as_failure(error: HostError) -> Failure:
    return Failure(error.phase, error.transport, error.port, error.reason, error.try_next)


def _since(began: float) -> int:
    return round((time.monotonic() - began) * 1000)
