"""`remote_prt [sweep] HOST...`: the main job."""

from datetime import timedelta
from typing import Any

import click

from remote_prt.cli.connection_options import connection_options, connection_request
from remote_prt.cli.grouped_help import GroupedCommand, option
from remote_prt.cli.heartbeat import Heart, heartbeat_option
from remote_prt.cli.journal_options import journal_options, journal_request
from remote_prt.cli.notify.options import notify_options, notify_request
from remote_prt.cli.output_options import nagios_option, output_options, output_request
from remote_prt.cli.pace_options import pace_options, pace_request
from remote_prt.cli.policy_options import only_user_option, stale_after_option
from remote_prt.cli.rerun import rerun_prefix
from remote_prt.cli.target_options import target_options
from remote_prt.model import Context

_COLLECTION = "Collection"

_EPILOG = """\b
Examples:
  remote_prt pc-01 pc-02
  remote_prt -w "pc[01-40]" --user LAB\\sweeper --ask-pass -o prt.csv
  remote_prt --inventory fleet.yml --limit "@tokyo:!pc-13" --context events
  remote_prt --hostfile hosts.txt --list-hosts
  remote_prt --ou "OU=Clients,DC=corp,DC=example" --catch-up -o prt.html
  remote_prt --ou "OU=Clients,DC=corp,DC=example" --rerun waiting -o noon.html
  remote_prt --resume last

\b
Exit codes:
  0 fine  1 broken PRTs found  2 usage, or a report without a place
  3 some UNKNOWN  4 some hosts not judged  5 stopped before a lockout
  6 stopped by --deadline or --max-fail  7 another run visits these hosts
  130 Ctrl-C  143 TERM or hang-up: the report says what was done until then

\b
A second Ctrl-C does not wait for hosts to be cleaned up.
A report that standard output does not take goes to ./remote_prt-RUN.*.
"""


#: What most need; the rest is for `--help-all`.
_COMMON = frozenset(
    (
        *("host_lists", "hostfiles", "inventory", "limit", "exclude", "list_hosts", "ous"),
        *("max_logon_age", "user", "ask_password", "password_file", "auth", "https", "concurrency", "deadline"),
        *("context", "event_hours", "only_user", "resume", "rerun", "catch_up", "notify", "verbose", "quiet"),
        *("report_format", "output", "show_all", "redact", "fail_on", "lang"),
    )
)


@click.command(
    cls=GroupedCommand, common=_COMMON, epilog=_EPILOG, context_settings={"help_option_names": ["-h", "--help"]}
)
@click.pass_context
@target_options
@connection_options
@pace_options
@option(
    _COLLECTION,
    "--context",
    type=click.Choice([context.value for context in Context]),
    default=Context.AUTO.value,
    show_default=True,
    help="auto, user: run dsregcmd in each signed-in user's session by a task that deletes itself. caller, events:"
    " write nothing on the host.",
)
@option(
    _COLLECTION,
    "--event-hours",
    type=click.IntRange(1, 24 * 90),
    default=168,
    show_default=True,
    metavar="H",
    help="How far back to read the AAD log.",
)
@option(
    _COLLECTION,
    "--probe",
    type=click.Choice(["network"]),
    metavar="network",
    help="network: let each host send requests to the Entra sign-in servers, in auto and user as SYSTEM by a task that"
    " deletes itself. Takes up to 30 s more per host.",
)
@only_user_option(_COLLECTION)
@stale_after_option(_COLLECTION)
@journal_options
@notify_options
@output_options
@nagios_option
@heartbeat_option
def sweep(context: click.Context, /, *, heart: Heart, **values: Any) -> int:
    """Visit hosts and judge every signed-in user's PRT.

    Nothing lasting is written on hosts. A host is a name, an address, a range pc[01-40], @FILE, or - for stdin.
    """
    from remote_prt.cli.earlier_run import take_up
    from remote_prt.cli.notify.failure import telling_failure
    from remote_prt.cli.prompt import say
    from remote_prt.cli.sweep_run import SweepRequest, run_and_report
    from remote_prt.inventory.listing import host_lines

    list_hosts, words = values.pop("list_hosts"), rerun_prefix(context)
    telling = notify_request(values, is_kept=not values["no_journal"], is_wanted=not list_hosts)
    context.with_resource(telling_failure(telling, context.params))
    taken = take_up(context, values, journal_request(values), is_listed_first=list_hosts)
    selection, values = taken.selection, taken.values
    if list_hosts:
        for note in selection.notes:
            say(note)
        click.echo("\n".join(host_lines(selection)))
        return 0
    if not selection.targets and taken.keeping.resumed is None:
        say(f"nobody is to be visited again: {selection.source_words[0]} means no host")
        return 0
    request = SweepRequest(
        connection=connection_request(values),
        context=Context(values["context"]),
        event_hours=values["event_hours"],
        stale_after=timedelta(hours=values["stale_hours"]),
        only_user=values["only_user"],
        probes_network=values["probe"] == "network",
        pace=pace_request(values),
        ends_with_stdin=values["end_with_stdin"],
        notify=telling,
    )
    output = output_request(values, rerun=words, is_judging=True)
    return run_and_report(selection, request, output, taken.keeping, heart)
