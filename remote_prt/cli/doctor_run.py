"""What `remote_prt doctor` does once it knows what is asked: its own composition root."""

import asyncio
import json
import os
import shutil
import sys
from dataclasses import dataclass
from datetime import UTC, datetime

import click

from remote_prt.cli.account import plan_logons
from remote_prt.cli.config.options import config_request
from remote_prt.cli.config.places import Level
from remote_prt.cli.config.view import ConfigView, view_config
from remote_prt.cli.connection_options import ConnectionRequest
from remote_prt.cli.doctor_report import Examination, doctor_exit_codes, render_doctor_json, render_doctor_table
from remote_prt.cli.exit_codes import strongest
from remote_prt.cli.pace_options import PaceRequest
from remote_prt.cli.prompt import language_here, note, say
from remote_prt.cli.sweep_run import transport_settings
from remote_prt.controller.brake import AuthBrake
from remote_prt.doctor.chain import Examiner, examine_all
from remote_prt.doctor.local_checks import Wanted, local_checks
from remote_prt.doctor.machine import look_at_machine, versions
from remote_prt.doctor.step import HostExamination
from remote_prt.doctor.stopwatch import Stopwatch
from remote_prt.inventory.selection import Selection
from remote_prt.reports.output import stream_encoding
from remote_prt.snippets import compose_door
from remote_prt.store.private_files import state_folder
from remote_prt.transports.by_target import ByTarget
from remote_prt.transports.knock import Knocker
from remote_prt.transports.local import LocalTransport
from remote_prt.transports.pypsrp_threads import PypsrpTransport


@dataclass(frozen=True, slots=True)
class DoctorRequest:
    """What the user asked for."""

    selection: Selection | None  #: None: this machine only
    connection: ConnectionRequest
    as_json: bool


def examine(request: DoctorRequest, context: click.Context) -> int:
    """Look, print what was found, and return the exit code."""
    connection = request.connection
    root = context.find_root().command
    assert isinstance(root, click.Group)
    view = view_config(("sweep",), root, config_request(context))
    hosts: tuple[HostExamination, ...] = ()
    is_interrupted = False
    if request.selection is not None:
        for line in (request.selection.summary, *request.selection.notes):
            note(line)
        hosts, is_interrupted = asyncio.run(_examine_hosts(request.selection, connection))
        if is_interrupted:
            say(f"interrupted: {len(hosts)} of {len(request.selection.targets)} hosts were examined")
    skews = [host.clock_skew_seconds for host in hosts if host.clock_skew_seconds is not None]
    names = [target.name for target in request.selection.targets] if request.selection else []
    wanted = Wanted(connection.concurrency, connection.auth, _has_password(connection), _settings(view), tuple(names))
    local = local_checks(look_at_machine(state_folder(), connection.user), wanted, skews, datetime.now(UTC))
    found = Examination(local, hosts, is_interrupted)
    codes = doctor_exit_codes(found)
    if request.as_json:
        click.echo(render_doctor_json(found, codes), nl=False)
    else:
        width = shutil.get_terminal_size((120, 40)).columns
        text = render_doctor_table(found, width=width, encoding=stream_encoding(sys.stdout), language=language_here())
        click.echo(text, nl=False)
    return int(strongest(codes))


async def _examine_hosts(
    selection: Selection, connection: ConnectionRequest
) -> tuple[tuple[HostExamination, ...], bool]:
    settings = transport_settings(connection, PaceRequest())
    logons = plan_logons(connection, selection.targets)
    stopwatch = Stopwatch()
    here = LocalTransport(compose_door().text, settings.bounds)
    async with (
        PypsrpTransport(settings, AuthBrake(), stopwatch.enter) as there,
        Knocker(settings) as knocker,
    ):
        door = ByTarget(settings, here, there)
        examiner = Examiner(
            settings, door, logons.credentials, knocker, stopwatch, door.is_here, connection.host_timeout_seconds
        )
        return await examine_all(examiner, logons.targets, connection.concurrency)


def _has_password(connection: ConnectionRequest) -> bool:
    named = (connection.keyring, connection.password_file, connection.password_descriptor)
    return connection.ask_password or "REMOTE_PRT_PASSWORD" in os.environ or any(one is not None for one in named)


def _settings(view: ConfigView) -> str:
    """What files and environment set, in a sentence."""
    count = sum(one.level is not Level.DEFAULT for one in view.settings)
    read = sum(file.state == "read" for file in view.files)
    return f"{count} set, {read} files read; all of them: remote_prt doctor --show-config"


def print_versions(*, as_json: bool) -> int:
    """Every version, one a line; nothing is contacted."""
    found = versions()
    if as_json:
        click.echo(json.dumps(dict(found), indent=2))
    else:
        width = max(len(name) for name, _ in found)
        click.echo("\n".join(f"{name:<{width}}  {number}" for name, number in found))
    return 0
