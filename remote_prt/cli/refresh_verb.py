"""`remote_prt refresh HOST...`: the article's step 1, done and verified."""

from typing import Any

import click

from remote_prt.cli.connection_options import connection_options, connection_request
from remote_prt.cli.doing_options import doing_options, doing_request
from remote_prt.cli.grouped_help import GroupedCommand, option
from remote_prt.cli.numbers import seconds
from remote_prt.cli.output_options import output_options, output_request
from remote_prt.cli.target_options import selection_request, target_options

_RENEWAL = "Renewal"

_EPILOG = """\b
Examples:
  remote_prt refresh pc-07
  remote_prt refresh pc-07 --only-user anna@contoso.com --wait 600
  remote_prt refresh -w "pc[01-40]" --yes -o renewed.csv
  remote_prt refresh --hostfile hosts.txt --dry-run

\b
Exit codes:
  0 every token was renewed  1 somebody's was not: the report says why
  2 usage, or nobody said yes: nothing was contacted  4 some hosts not reached
"""


@click.command(cls=GroupedCommand, epilog=_EPILOG, context_settings={"help_option_names": ["-h", "--help"]})
@target_options
@connection_options
@option(
    _RENEWAL,
    "--only-user",
    default="",
    metavar="UPN|SID",
    help="Renew for this user only. Default: everybody who is signed in.",
)
@option(
    _RENEWAL,
    "--wait",
    "wait_seconds",
    type=seconds(0),
    default=180.0,
    show_default=True,
    metavar="S",
    help="How long to look whether the update time moves; a user may lock and unlock meanwhile.",
)
@doing_options
@output_options
def refresh(**values: Any) -> int:
    """Renew the PRT of every signed-in user, and see whether it was.

    Runs dsregcmd /refreshprt in each user's own session by a task that is removed, then looks whether the update time
    moves.
    """
    from remote_prt.cli.doing_run import DoingJob, list_hosts, run_deeds
    from remote_prt.controller.doing import Task
    from remote_prt.controller.refresh import RefreshPlan
    from remote_prt.inventory.selection import resolve_selection

    only_list = values.pop("list_hosts")
    selection = resolve_selection(selection_request(values))
    if only_list:
        return list_hosts(selection)
    doing = doing_request(values)
    plan = RefreshPlan(values.pop("wait_seconds"), values.pop("only_user"), doing.dry_run)
    connection = connection_request(values)
    job = DoingJob(
        Task("refresh", plan.work, doing.dry_run),
        "dsregcmd /refreshprt is run in each user's session, and each user's token is renewed",
    )
    return run_deeds(selection, connection, job, doing, output_request(values))
