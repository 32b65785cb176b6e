"""What `remote_prt sweep` does once it knows whom to visit."""

import asyncio
import sys
from dataclasses import dataclass
from datetime import timedelta

from remote_prt.cli.account import plan_logons, with_accounts
from remote_prt.cli.composition import SweepSettings
from remote_prt.cli.connection_options import ConnectionRequest
from remote_prt.cli.emit import emit
from remote_prt.cli.output_options import OutputRequest
from remote_prt.cli.progress import progress_observer
from remote_prt.cli.prompt import say
from remote_prt.cli.running import run_sweep
from remote_prt.collectors.prt_visit import CollectOptions
from remote_prt.diagnosis.evidence import Policy
from remote_prt.inventory.selection import Selection
from remote_prt.model import Context, RunOptions, Target
from remote_prt.transports.auth import check_settings, is_https, weakened_notes
from remote_prt.transports.by_target import doors_of
from remote_prt.transports.settings import PhaseLimits, TransportSettings

_UNVERIFIED = "--no-verify-tls"


@dataclass(frozen=True, slots=True)
class SweepRequest:
    """What the user asked for, apart from the hosts and the output."""

    connection: ConnectionRequest
    context: Context
    event_hours: int
    stale_after: timedelta
    only_user: str = ""
    probes_network: bool = False


@dataclass(frozen=True, slots=True)
class PlannedRun:
    """Whom to visit, how, and what the report's header says about it."""

    targets: tuple[Target, ...]
    settings: SweepSettings
    options: RunOptions


def run_and_report(selection: Selection, request: SweepRequest, output: OutputRequest) -> int:
    """Visit the hosts, write the report, and return the exit code."""
    plan = plan_run(selection, request, output)
    with progress_observer(sys.stderr, wanted=output.progress) as observer:
        swept = asyncio.run(
            run_sweep(plan.targets, plan.settings, plan.options, [observer], keep_evidence=output.evidence)
        )
    return int(emit(swept, output))


def plan_run(selection: Selection, request: SweepRequest, output: OutputRequest) -> PlannedRun:
    """The run that was asked for, with its secrets fetched; what is to be known before it starts is said."""
    for note in (selection.summary, *selection.notes):
        say(note)
    connection = request.connection
    transport = _transport(connection)
    check_settings(transport, with_accounts(connection, selection.targets))
    logons = plan_logons(connection, selection.targets)
    settings = SweepSettings(
        transport=transport,
        credentials=logons.credentials,
        collect=CollectOptions(
            context=request.context,
            event_hours=request.event_hours,
            only_user=request.only_user,
            probes_network=request.probes_network,
        ),
        policy=Policy(
            stale_after=request.stale_after,
            requires_own_session=request.context is Context.USER,
            only_user=request.only_user,
        ),
        host_timeout_seconds=connection.host_timeout_seconds,
        language=output.language,
        catalog=output.catalog,
    )
    options = RunOptions(
        scope=" ".join(selection.source_words),
        context=request.context,
        transport=doors_of(logons.targets, transport),
        account=logons.accounts,
        concurrency=connection.concurrency,
        host_timeout_seconds=connection.host_timeout_seconds,
        weakened=_weakened(logons.targets, transport),
        only_user=request.only_user,
        probes_network=request.probes_network,
    )
    return PlannedRun(logons.targets, settings, options)


def _transport(connection: ConnectionRequest) -> TransportSettings:
    defaults = TransportSettings()
    return TransportSettings(
        https=connection.https,
        port=connection.port,
        auth=connection.auth,
        allow_ntlm=connection.allow_ntlm,
        verify_tls=connection.verify_tls,
        ca_file=connection.ca_file,
        certificate_file=connection.certificate_file,
        certificate_key_file=connection.certificate_key_file,
        configuration_name=connection.configuration_name or defaults.configuration_name,
        operation_timeout_seconds=connection.operation_timeout_seconds,
        max_threads=connection.concurrency,
        limits=PhaseLimits(connect=connection.connect_timeout_seconds),
    )


def _weakened(targets: tuple[Target, ...], transport: TransportSettings) -> tuple[str, ...]:
    """What lowers security, as the report's header names it; a switch about TLS only where TLS is used, then aloud."""
    notes = weakened_notes(targets, transport)
    if _UNVERIFIED not in notes:
        return notes
    tls = sum(target.enabled and is_https(target, transport) for target in targets)
    if not tls:
        return tuple(note for note in notes if note != _UNVERIFIED)
    whose = "1 host" if tls == 1 else f"{tls} hosts"
    say(f"warning: {_UNVERIFIED}: whoever answers for {whose} over TLS is believed")
    return notes
