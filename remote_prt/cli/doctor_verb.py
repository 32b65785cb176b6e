"""`remote_prt doctor [HOST...]`: what is in the way between this machine and a host, and what to do."""

from typing import Any

import click

from remote_prt.cli.connection_options import connection_options, connection_request
from remote_prt.cli.grouped_help import GroupedCommand, option
from remote_prt.cli.policy_options import table_or_json_option
from remote_prt.cli.prompt_language import lang_option
from remote_prt.cli.target_options import selection_request, target_options

_OUTPUT = "Output"

_EPILOG = """\b
Examples:
  remote_prt doctor                    this machine only, nothing is contacted
  remote_prt doctor pc-07              and every step to that host
  remote_prt doctor pc-07 --format json
  remote_prt doctor --versions         for a support ticket
  remote_prt doctor --show-config      every setting, and where it comes from

\b
Exit codes:
  0 all is well, or only nobody is signed in
  1 something here or in a session needs its fix  2 usage
  4 no session could be opened on some host  5 the lockout brake held
  130 interrupted
"""


@click.command(cls=GroupedCommand, epilog=_EPILOG, context_settings={"help_option_names": ["-h", "--help"]})
@target_options
@connection_options
@table_or_json_option(_OUTPUT)
@option(_OUTPUT, "--versions", "only_versions", is_flag=True, help="Print the versions of everything used, and exit.")
@option(
    _OUTPUT, "--show-config", "only_config", is_flag=True, help="Print the settings of a sweep as config show does."
)
@lang_option
@click.pass_context
def doctor(context: click.Context, /, **values: Any) -> int:
    """Look at this machine and, step by step, at the way to each host, up to the first step that breaks.

    It logs on to each host once at most, under the same lockout brake as a sweep, and writes nothing there.
    """
    from remote_prt.cli.doctor_run import DoctorRequest, examine, print_versions

    as_json = values.pop("output_format") == "json"
    if values.pop("only_versions"):
        return print_versions(as_json=as_json)
    if values.pop("only_config"):
        from remote_prt.cli.config_verb import show

        context.invoke(show, command=(), output_format="json" if as_json else "table")
        return 0
    only_list = values.pop("list_hosts")
    selection = None
    if any(values[name] for name in ("hosts", "host_lists", "hostfiles", "inventory", "ous")):
        from remote_prt.inventory.selection import resolve_selection

        selection = resolve_selection(selection_request(values))
    if only_list:
        from remote_prt.cli.doing_run import list_hosts
        from remote_prt.errors import UsageError

        if selection is None:
            raise UsageError("--list-hosts without hosts", "name some")
        return list_hosts(selection)
    return examine(DoctorRequest(selection, connection_request(values), as_json), context)
