"""`remote_prt logs status|enable|restore HOST...`: the AAD event channels, with the former state remembered."""

from typing import TYPE_CHECKING, Any

import click

from remote_prt.cli.connection_options import connection_options, connection_request
from remote_prt.cli.doing_options import DEFAULT_MOST, DoingRequest, doing_options, doing_request
from remote_prt.cli.grouped_help import GroupedCommand, option
from remote_prt.cli.output_options import output_options, output_request
from remote_prt.cli.prompt_language import lang_option
from remote_prt.cli.target_options import selection_request, target_options

if TYPE_CHECKING:  # --help does not need it
    from remote_prt.cli.doing_run import DoingJob
    from remote_prt.store.remembered_logs import RememberedLogs

_CHANNELS = {
    "analytic": ("Microsoft-Windows-AAD/Analytic",),
    "operational": ("Microsoft-Windows-AAD/Operational",),
    "both": ("Microsoft-Windows-AAD/Operational", "Microsoft-Windows-AAD/Analytic"),
}
_HELP = {"help_option_names": ["-h", "--help"]}
_LOOKING = DoingRequest(yes=True, dry_run=False, most_hosts=DEFAULT_MOST)


@click.group(name="logs", context_settings=_HELP)
@lang_option
def logs() -> None:
    """Look at the AAD event channels of hosts, enable them, and put them back to what they were."""


@logs.command(name="status", cls=GroupedCommand, context_settings=_HELP)
@target_options
@connection_options
@output_options
def status(**values: Any) -> int:
    """Say whether the AAD channels are there and enabled, how large they are and what they hold. Changes nothing."""
    from remote_prt.cli.doing_run import DoingJob
    from remote_prt.controller.doing import Task
    from remote_prt.controller.log_channels import LogStatus

    task = Task("logs status", LogStatus(_memory()).work)
    return _run(values, DoingJob(task, "", is_changing=False), _LOOKING)


@logs.command(name="enable", cls=GroupedCommand, context_settings=_HELP)
@target_options
@connection_options
@option(
    "Channels",
    "--channel",
    type=click.Choice(sorted(_CHANNELS)),
    default="analytic",
    show_default=True,
    help="Which channel. Analytic holds the steps of each attempt and is off on a new Windows.",
)
@doing_options
@output_options
def enable(**values: Any) -> int:
    """Enable AAD event channels, keeping their records first, for enabling empties them.

    The former state is remembered on this machine: `logs restore` puts it back. An enabled channel is left alone.
    """
    from remote_prt.cli.doing_run import DoingJob
    from remote_prt.controller.doing import Task
    from remote_prt.controller.log_channels import LogEnable

    doing = doing_request(values)
    channels = _CHANNELS[values.pop("channel")]
    task = Task("logs enable", LogEnable(_memory(), channels, doing.dry_run).work, doing.dry_run)
    what = "event channels are enabled; what they hold is kept here first, and their former state is remembered"
    return _run(values, DoingJob(task, what), doing)


@logs.command(name="restore", cls=GroupedCommand, context_settings=_HELP)
@target_options
@connection_options
@doing_options
@output_options
def restore(**values: Any) -> int:
    """Put event channels back to what they were before `logs enable` changed them.

    Only what was changed from this machine's account is touched; a host where nothing was is not contacted.
    """
    from remote_prt.cli.doing_run import DoingJob
    from remote_prt.controller.doing import Task
    from remote_prt.controller.log_channels import LogRestore

    doing = doing_request(values)
    task = Task("logs restore", LogRestore(_memory(), doing.dry_run).work, doing.dry_run)
    return _run(values, DoingJob(task, "event channels that we enabled are put back to what they were"), doing)


def _memory() -> "RememberedLogs":
    from remote_prt.store.private_files import state_folder
    from remote_prt.store.remembered_logs import RememberedLogs

    return RememberedLogs(state_folder())


def _run(values: dict[str, Any], job: "DoingJob", doing: DoingRequest) -> int:
    from remote_prt.cli.doing_run import list_hosts, run_deeds
    from remote_prt.inventory.selection import resolve_selection

    only_list = values.pop("list_hosts")
    selection = resolve_selection(selection_request(values))
    if only_list:
        return list_hosts(selection)
    connection = connection_request(values)
    return run_deeds(selection, connection, job, doing, output_request(values))
