"""What `remote_prt demo` does: start a farm, sweep it over the wire, compare with the truth if asked."""

import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from remote_prt.cli.composition import SweepSettings
from remote_prt.cli.emit import emit, streams
from remote_prt.cli.exit_codes import ExitCode
from remote_prt.cli.output_options import OutputRequest
from remote_prt.cli.progress import progress_observer
from remote_prt.cli.prompt import note, say
from remote_prt.cli.running import run_sweep
from remote_prt.cli.swept import Swept, new_run_id
from remote_prt.cli.watching import watchers
from remote_prt.collectors.prt_visit import CollectOptions
from remote_prt.controller.retrying import RetryPolicy
from remote_prt.diagnosis.evidence import Policy
from remote_prt.lab.fleet import load_scenarios, load_zoo
from remote_prt.lab.process import LabHost, LabProcess
from remote_prt.model import AuthMethod, Context, Observer, RunOptions, Target
from remote_prt.transports.credentials import Credential
from remote_prt.transports.settings import TransportSettings

#: A hanging host of the demo costs this long; a real fleet's default is 120.
HOST_TIMEOUT_SECONDS = 12.0


@dataclass(frozen=True, slots=True)
class DemoRequest:
    """What the user asked for."""

    hosts: int | None  #: None: as many as there are scenarios
    seed: int
    context: Context
    concurrency: int
    check: bool
    zoo: bool = False


async def run_demo(request: DemoRequest, output: OutputRequest) -> int:
    """Sweep the farm, write the report, and return the exit code."""
    usual = len(load_zoo()) * 2 if request.zoo else len(load_scenarios())
    async with LabProcess.start(hosts=request.hosts or usual, seed=request.seed, zoo=request.zoo) as lab:
        run_id = new_run_id(datetime.now(UTC))
        with streams(output, lambda: run_id) as begun:
            swept = await _sweep(lab, request, output, begun, run_id)
            swept = replace(swept, run=replace(swept.run, run_id=run_id))
            if not request.check:
                return int(emit(swept, output, begun))
            wrong = _differences(swept, {host.computer_name: host.status for host in lab.hosts})
            code = emit(swept, output, begun, checked=ExitCode.FINDINGS if wrong else ExitCode.OK)
    return _told(wrong, len(lab.hosts), code)


async def _sweep(
    lab: LabProcess, request: DemoRequest, output: OutputRequest, begun: Sequence[Observer], run_id: str
) -> Swept:
    settings = _settings(lab, request, output)
    targets = [_target(host) for host in lab.hosts]
    with (
        progress_observer(sys.stderr, wanted=output.progress, phases=settings.phases) as observer,
        watchers(output.watch, settings, targets, observer, run_id=run_id, language=output.language) as watching,
    ):
        return await run_sweep(
            targets,
            settings,
            _options(lab, request),
            [observer, *begun, *watching],
            keep_evidence=output.evidence,
        )


def _settings(lab: LabProcess, request: DemoRequest, output: OutputRequest) -> SweepSettings:
    return SweepSettings(
        transport=TransportSettings(ca_file=Path(lab.ca_certificate_path), max_threads=request.concurrency),
        credential=Credential(lab.account, lab.password),
        collect=CollectOptions(context=request.context),
        policy=Policy(requires_own_session=request.context is Context.USER),
        host_timeout_seconds=HOST_TIMEOUT_SECONDS,
        language=output.language,
        catalog=output.catalog,
        retry=RetryPolicy(retries=0),  # a host that fails on purpose fails again
        auth_brake=None,  # some scenarios reject every logon, and the farm's account cannot be locked
    )


def _options(lab: LabProcess, request: DemoRequest) -> RunOptions:
    return RunOptions(
        scope=f"demo --hosts {len(lab.hosts)} --seed {request.seed}" + (" --zoo" if request.zoo else ""),
        context=request.context,
        transport="pypsrp",
        account=lab.account,
        concurrency=request.concurrency,
        host_timeout_seconds=HOST_TIMEOUT_SECONDS,
    )


def _target(host: LabHost) -> Target:
    """How the demo's inventory names a simulated host: by address, since no name server knows it."""
    return Target(
        name=host.computer_name,
        # A host that does not resolve must not do so anywhere: `.invalid` never does (RFC 2606), `pc-07` might.
        address=host.address or f"{host.computer_name}.invalid",
        port=host.https_port if host.https else host.http_port,
        https=host.https,
        auth=AuthMethod.BASIC if host.https else AuthMethod.NTLM,
        enabled=host.in_inventory,
        disabled_reason="" if host.in_inventory else "disabled in the demo's inventory",
    )


def _differences(swept: Swept, truth: dict[str, str]) -> tuple[str, ...]:
    """A line for each host whose status is not the scenario's."""
    told = {outcome.target.name: outcome.status_word for outcome in swept.run.outcomes}
    wrong = sorted(name for name in truth if truth[name] != told.get(name))
    return tuple(f"{name}: told {told.get(name, 'nothing')}, the truth is {truth[name]}" for name in wrong)


def _told(wrong: tuple[str, ...], hosts: int, code: ExitCode) -> int:
    """Say how the check went; the code of the report is that of the check."""
    for line in wrong:
        say(line)
    if wrong:
        say(f"check failed: {len(wrong)} of {hosts} verdicts differ from the truth")
    else:
        note(f"check passed: {hosts} of {hosts} verdicts equal the truth")
    return int(code)
