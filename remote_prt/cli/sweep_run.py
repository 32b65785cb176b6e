"""What `remote_prt sweep` does once it knows whom to visit."""

import asyncio
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING

from remote_prt.cli.account import ArrivingWithAccounts, plan_logons, with_accounts
from remote_prt.cli.composition import SweepSettings, judge_of
from remote_prt.cli.connection_options import ConnectionRequest
from remote_prt.cli.earlier_run import Keeping
from remote_prt.cli.emit import emit, streams
from remote_prt.cli.end_with_stdin import ending_with_stdin
from remote_prt.cli.heartbeat import Heart
from remote_prt.cli.kept_run import KeptRun, kept_run
from remote_prt.cli.laps_audit import audit_path
from remote_prt.cli.notify.options import NotifyRequest
from remote_prt.cli.output_options import OutputRequest
from remote_prt.cli.pace_options import PaceRequest
from remote_prt.cli.progress import progress_observer
from remote_prt.cli.prompt import note, say
from remote_prt.cli.running import run_sweep
from remote_prt.cli.swept import Swept
from remote_prt.cli.watching import watchers
from remote_prt.collectors.prt_visit import CollectOptions
from remote_prt.controller.retrying import RetryPolicy
from remote_prt.controller.traffic import MaxFail, Pace
from remote_prt.diagnosis.evidence import Policy
from remote_prt.directory.access import DirectoryAccess
from remote_prt.errors import UsageError
from remote_prt.inventory.arriving import ArrivingHosts
from remote_prt.inventory.selection import Selection
from remote_prt.inventory.unit_groups import settled
from remote_prt.model import Context, Observer, Run, RunOptions, Target
from remote_prt.reports.change import NOTHING_EARLIER, Earlier
from remote_prt.transports.auth import check_settings, is_https, weakened_notes
from remote_prt.transports.by_target import doors_of
from remote_prt.transports.laps_accounts import LapsSettings
from remote_prt.transports.settings import PhaseLimits, TransportSettings

if TYPE_CHECKING:
    from remote_prt.cli.ndjson_stream import NdjsonStream

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
    pace: PaceRequest = field(default_factory=PaceRequest)  #: verbs that change something try once, and to the end
    ends_with_stdin: bool = False  #: standard input that closes is a signal to stop
    notify: NotifyRequest | None = None  #: who is told beside the report


@dataclass(frozen=True, slots=True)
class PlannedRun:
    """Whom to visit, how, and what the report's header says about it."""

    targets: tuple[Target, ...]
    settings: SweepSettings
    options: RunOptions
    arriving: ArrivingWithAccounts | None = None  #: who is visited besides; None: these are all


def run_and_report(
    selection: Selection,
    request: SweepRequest,
    output: OutputRequest,
    keeping: Keeping,
    heart: Heart | None = None,
) -> int:
    """Visit the hosts, write the report, and return the exit code; what is kept of the run is kept on the way."""
    heart = heart or Heart()
    with kept_run(keeping) as kept, streams(output, lambda: kept.run_id, keeping.waitlist.told) as begun:
        heart.began(kept.run_id, kept.started_at, keeping.scope)
        swept = _swept(selection, request, output, kept, begun)
        swept = replace(swept, run=keeping.waitlist.told_of(kept.union(swept.run)))
        told = replace(output, again=kept.again, earlier=_earlier(swept, output, kept))
        code = emit(swept, told, begun)
        kept.tell(swept.run)
        send = _prepared(swept, told, kept, request.notify, begun)
        _remember(swept, kept)
        heart.ended(swept.run, int(code), kept.again)
        send()
    return int(code)


def _earlier(swept: Swept, output: OutputRequest, kept: KeptRun) -> Earlier:
    """What is known of earlier runs, where a report tells it."""
    if not kept.keeping.is_kept or not output.tells_earlier:
        return NOTHING_EARLIER
    from remote_prt.cli.history.run import earlier_of  # noqa: PLC0415  as below

    try:
        return earlier_of(swept.run, kept.keeping.scope, kept.keeping.folders.state)
    except UsageError as error:
        say(f"warning: the report cannot tell what has changed: {error.message}")
        return NOTHING_EARLIER


def _remember(swept: Swept, kept: KeptRun) -> None:
    from remote_prt.cli.history.importing import remember  # noqa: PLC0415  SQLite is not needed before the report is out

    remember(swept.run, kept)


def _prepared(
    swept: Swept, output: OutputRequest, kept: KeptRun, request: NotifyRequest | None, begun: Sequence["NdjsonStream"]
) -> Callable[[], None]:
    """What tells people of the run, if somebody is to be told."""
    if request is None:
        return lambda: None
    from remote_prt.cli.notify.run import prepare_notices  # noqa: PLC0415  only for who notifies

    return prepare_notices(swept, output, kept, request, begun)


def _swept(
    selection: Selection, request: SweepRequest, output: OutputRequest, kept: KeptRun, begun: Sequence[Observer]
) -> Swept:
    """The visits of this process; what a run that is resumed holds already is judged before, so that it never waits."""
    if not selection.targets:  # a run that is resumed had nobody left to visit: it is reported again
        for line in selection.notes:
            note(line)
        settings = SweepSettings(policy=_policy(request), language=output.language, catalog=output.catalog)
        kept.recall(partial(judge_of, settings), keep_evidence=output.evidence)
        return Swept(kept.nothing_left(), stopped_by=None)
    plan = plan_run(selection, request, output)
    pace = replace(plan.settings.pace, expected=kept.keeping.waitlist.expected)
    plan = replace(plan, settings=replace(plan.settings, pace=pace))
    kept.recall(partial(judge_of, plan.settings), keep_evidence=output.evidence)
    kept.begin(plan.targets, plan.options)
    with (
        progress_observer(sys.stderr, wanted=output.progress, phases=plan.settings.phases) as observer,
        watchers(
            output.watch, plan.settings, plan.targets, observer, run_id=kept.run_id, language=output.language
        ) as watching,
        ending_with_stdin(wanted=request.ends_with_stdin),
    ):
        observers = [observer, *kept.observers, *begun, *watching]
        swept = asyncio.run(
            run_sweep(
                plan.targets,
                plan.settings,
                plan.options,
                observers,
                arriving=plan.arriving,
                keep_evidence=output.evidence,
            )
        )
    if selection.arriving is not None:
        _tell_listing(selection.arriving, swept.run)
        swept = replace(swept, run=_with_settled_groups(swept.run))
    return swept


def _tell_listing(listed: ArrivingHosts, run: Run) -> None:
    """What was not known of the hosts when the run began."""
    for line in listed.notes():
        note(line)
    if run.hosts_missing:
        say(f"warning: hosts are missing: {run.hosts_missing}; a new run finds them")


def _with_settled_groups(run: Run) -> Run:
    """All hosts are known now, so their organizational units can be called by what tells them apart."""
    targets = settled([outcome.target for outcome in run.outcomes])
    named = zip(run.outcomes, targets, strict=True)
    return replace(run, outcomes=tuple(replace(outcome, target=target) for outcome, target in named))


def _policy(request: SweepRequest) -> Policy:
    return Policy(
        stale_after=request.stale_after,
        requires_own_session=request.context is Context.USER,
        only_user=request.only_user,
    )


def plan_run(selection: Selection, request: SweepRequest, output: OutputRequest) -> PlannedRun:
    """The run that was asked for, with its secrets fetched; what is to be known before it starts is said."""
    for line in (selection.summary, *selection.notes):
        note(line)
    connection = request.connection
    transport = transport_settings(connection, request.pace)
    check_settings(transport, with_accounts(connection, selection.targets))
    logons = plan_logons(connection, selection.targets)
    pace = _pace(request.pace)
    settings = SweepSettings(
        transport=transport,
        credentials=logons.credentials,
        laps=_laps(connection),
        collect=CollectOptions(
            context=request.context,
            event_hours=request.event_hours,
            only_user=request.only_user,
            probes_network=request.probes_network,
        ),
        policy=_policy(request),
        host_timeout_seconds=connection.host_timeout_seconds,
        pace=pace,
        retry=RetryPolicy(request.pace.retries, request.pace.retry_delay_seconds),
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
        weakened=_weakened(logons.targets, transport, is_all=selection.arriving is None),
        only_user=request.only_user,
        probes_network=request.probes_network,
        deadline=pace.deadline,
        max_fail=str(request.pace.max_fail or ""),
        hosts_arrive=selection.arriving is not None,
    )
    arriving = None if selection.arriving is None else ArrivingWithAccounts(selection.arriving, connection)
    return PlannedRun(logons.targets, settings, options, arriving)


def _laps(connection: ConnectionRequest) -> LapsSettings | None:
    """Where LAPS passwords come from, if they are asked for."""
    if not connection.laps or connection.ldap_server is None:
        return None
    say(f"LAPS passwords that are read are recorded, without the password, in {audit_path()}")
    return LapsSettings(
        connection.ldap_server,
        connection.laps_account,
        DirectoryAccess(connection.ldap_server, connection.ldaps, connection.ca_file),
        connection.directory.credential(),
        connection.allow_ntlm,
    )


def _pace(request: PaceRequest) -> Pace:
    """The pace from now on."""
    limit = request.max_fail
    return Pace(
        deadline=None if request.deadline is None else request.deadline.at(datetime.now(UTC)),
        max_fail=None if limit is None else MaxFail(limit.number, limit.is_percent),
    )


def transport_settings(connection: ConnectionRequest, pace: PaceRequest) -> TransportSettings:
    """How sessions are opened in a run with these options."""
    defaults = TransportSettings()
    return TransportSettings(
        https=connection.https,
        port=connection.port,
        auth=connection.auth,
        kerberos_service=connection.kerberos_service,
        allow_ntlm=connection.allow_ntlm,
        verify_tls=connection.verify_tls,
        ca_file=connection.ca_file,
        certificate_file=connection.certificate_file,
        certificate_key_file=connection.certificate_key_file,
        configuration_name=connection.configuration_name or defaults.configuration_name,
        operation_timeout_seconds=connection.operation_timeout_seconds,
        max_threads=connection.concurrency,
        limits=PhaseLimits(connect=connection.connect_timeout_seconds, probe=pace.probe_timeout_seconds),
    )


def _weakened(targets: tuple[Target, ...], transport: TransportSettings, *, is_all: bool) -> tuple[str, ...]:
    """What lowers security, as the report's header names it; a switch about TLS only where TLS is used, then aloud."""
    notes = weakened_notes(targets, transport)
    if _UNVERIFIED not in notes:
        return notes
    tls = sum(target.enabled and is_https(target, transport) for target in targets)
    if not tls:
        return tuple(note for note in notes if note != _UNVERIFIED)
    whose = f"{tls} hosts and more" if not is_all else "1 host" if tls == 1 else f"{tls} hosts"
    say(f"warning: {_UNVERIFIED}: whoever answers for {whose} over TLS is believed")
    return notes
