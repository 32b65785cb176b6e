"""The composition root: the one place where a transport, a collector and a judge are chosen and put together."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from remote_prt.cli.laps_audit import keep_read
from remote_prt.collectors.prt_visit import CollectOptions
from remote_prt.controller.brake import DEFAULT_LIMIT, AuthBrake
from remote_prt.controller.phases import PhaseBook
from remote_prt.controller.retrying import RetryPolicy
from remote_prt.controller.ticket_brake import TicketPatience
from remote_prt.controller.traffic import Pace
from remote_prt.controller.visit import Judgement, Probe, Visitor
from remote_prt.diagnosis.catalog_entry import Catalog
from remote_prt.diagnosis.evidence import Policy
from remote_prt.diagnosis.verdict import diagnose
from remote_prt.errors import UsageError
from remote_prt.model import Capture, Deadline, Target
from remote_prt.readers.capture_evidence import read_capture
from remote_prt.readers.catalogue import load_catalog
from remote_prt.snippets import compose_door
from remote_prt.transports.base import Transport
from remote_prt.transports.by_target import ByTarget
from remote_prt.transports.credentials import Credential, CredentialSource, SameForAll
from remote_prt.transports.laps_accounts import LapsSettings
from remote_prt.transports.local import LocalTransport
from remote_prt.transports.settings import TransportSettings

if TYPE_CHECKING:
    from remote_prt.transports.pypsrp_threads import PypsrpTransport


@dataclass(frozen=True, slots=True)
class SweepSettings:
    """Everything that decides how hosts are visited and judged."""

    transport: TransportSettings = field(default_factory=TransportSettings)
    credential: Credential = field(default_factory=Credential)  #: for every host, unless `credentials` is given
    credentials: CredentialSource | None = None
    laps: LapsSettings | None = None  #: each host's own administrator, by the directory
    collect: CollectOptions = field(default_factory=CollectOptions)
    policy: Policy = field(default_factory=Policy)
    host_timeout_seconds: float = 120.0
    language: str = "en"
    catalog: Path | None = None  #: a site's own catalogue directory
    retry: RetryPolicy = field(default_factory=lambda: RetryPolicy(retries=1))
    pace: Pace = field(default_factory=Pace)  #: of the whole run
    auth_brake: int | None = DEFAULT_LIMIT  #: rejections after which an account is tried no more; None: no brake
    patience: TicketPatience = field(default_factory=TicketPatience)  #: with domain controllers
    phases: PhaseBook = field(default_factory=PhaseBook)  #: where each visit is, for who watches the run


@asynccontextmanager
async def open_visitor(settings: SweepSettings) -> AsyncIterator[Visitor]:
    """A visitor over WinRM, and without it for this very machine; on leaving, its threads and sockets are gone."""
    from remote_prt.transports.pypsrp_threads import PypsrpTransport  # noqa: PLC0415  heavy: only when hosts are visited

    gate = None if settings.auth_brake is None else AuthBrake(settings.auth_brake, patience=settings.patience)
    here = LocalTransport(compose_door().text, settings.transport.bounds)
    async with (
        PypsrpTransport(settings.transport, gate, settings.phases.enter) as there,
        _with_own_accounts(there, settings.laps) as knocking,
    ):
        door = ByTarget(settings.transport, here, knocking)
        yield Visitor(
            transport=door,
            credentials=settings.credentials or SameForAll(settings.credential),
            judge=judge_of(settings),
            collect_options=settings.collect,
            host_timeout_seconds=settings.host_timeout_seconds,
            phases=settings.phases,
            retry=settings.retry,
            probe=_probe(door, there) if settings.transport.limits.probe else None,
        )


@asynccontextmanager
async def _with_own_accounts(there: "PypsrpTransport", laps: LapsSettings | None) -> AsyncIterator[Transport]:
    """The transport, with each host's own account where LAPS keeps it."""
    if laps is None:
        yield there
        return
    try:
        from remote_prt.transports.laps import LapsTransport  # noqa: PLC0415  an extra
    except ModuleNotFoundError as missing:
        raise UsageError(f"--laps needs the Python package {missing.name}", "pip install 'remote_prt[ad]'") from missing
    async with LapsTransport(there, laps, keep_read) as knocking:
        yield knocking


def _probe(door: ByTarget, there: "PypsrpTransport") -> Probe:
    """Finds out whether a host answers; this very machine does."""

    async def probe(target: Target, credential: Credential, deadline: Deadline) -> Target:
        return target if door.is_here(target, credential) else await there.probe(target, credential, deadline)

    return probe


def judge_of(settings: SweepSettings) -> Callable[[Capture], Judgement]:
    """What judges captures in a run with these settings."""
    return partial(judge, load_catalog(settings.language, site=settings.catalog), settings.policy)


def judge(catalog: Catalog, policy: Policy, capture: Capture) -> Judgement:
    """What a capture means: diagnose after read."""
    evidence = read_capture(capture)
    return Judgement(evidence, diagnose(evidence, catalog, policy))
