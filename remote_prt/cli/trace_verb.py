"""`remote_prt trace start|stop|fetch HOST...`: the article's step 4 on hosts that are named one by one."""

from typing import TYPE_CHECKING, Any

import click

from remote_prt.cli.connection_options import connection_options, connection_request
from remote_prt.cli.doing_options import doing_request, few_hosts_options
from remote_prt.cli.grouped_help import GroupedCommand, option
from remote_prt.cli.output_options import output_options, output_request
from remote_prt.cli.prompt_language import lang_option
from remote_prt.cli.target_options import selection_request, target_options
from remote_prt.cli.trace_options import (
    KINDS,
    MOST_NAMED,
    TRACE,
    consent_option,
    program_option,
    require_consent,
    require_named_hosts,
    say_checklist,
    size_option,
    warn_of_memory,
)

if TYPE_CHECKING:  # --help does not need it
    from remote_prt.cli.doing_options import DoingRequest
    from remote_prt.cli.doing_run import DoingJob

_HELP = {"help_option_names": ["-h", "--help"]}
_TTD = "ttd"

_EPILOG = """\b
Examples:
  remote_prt trace start pc-07
  remote_prt trace start pc-07 --kind auth --archive auth.zip
  remote_prt trace stop pc-07
  remote_prt trace fetch pc-07 --case-folder cases
"""


@click.group(name="trace", context_settings=_HELP)
@lang_option
def trace() -> None:
    """Begin a trace on a PC, end it when the problem was reproduced, and bring it home with its SHA-256 compared."""


@trace.command(name="start", cls=GroupedCommand, epilog=_EPILOG, context_settings=_HELP)
@target_options
@connection_options
@option(
    TRACE,
    "--kind",
    type=click.Choice(KINDS),
    default="network",
    show_default=True,
    help="network: netsh, scenario InternetClient_dbg. auth: the Auth scripts of --archive. ttd: time travel of LSASS.",
)
@option(
    TRACE,
    "--archive",
    type=click.Path(exists=True, dir_okay=False),
    metavar="FILE",
    help="The zip of the Auth scripts, as downloaded.",
)
@option(
    TRACE,
    "--trace-size",
    "max_megabytes",
    type=click.IntRange(16, 4096),
    default=250,
    show_default=True,
    metavar="MB",
    help="A network trace keeps the newest so many.",
)
@program_option
@consent_option
@few_hosts_options
@output_options
def start(**values: Any) -> int:
    """Begin a trace: into a folder on the host that only administrators can enter.

    One trace of ours at a time. Nothing is left where it could not begin.
    """
    from remote_prt.cli.doing_run import DoingJob
    from remote_prt.cli.trace_run import STARTING, read_archive, trace_memory
    from remote_prt.controller.doing import Task
    from remote_prt.controller.trace_begin import TraceStart

    doing = doing_request(values)
    kind, archive = values.pop("kind"), values.pop("archive")
    understands = values.pop("understands")
    require_named_hosts(values, 1 if kind == _TTD else MOST_NAMED)
    if kind == _TTD:
        warn_of_memory()
        require_consent(understands=understands)
        say_checklist()
    plan = TraceStart(
        memory=trace_memory(),
        kind=kind,
        archive=read_archive(kind, archive),
        max_megabytes=values.pop("max_megabytes"),
        program=values.pop("program"),
        dry_run=doing.dry_run,
    )
    return _run(values, DoingJob(Task("trace start", plan.work, doing.dry_run), STARTING[kind]), doing)


@trace.command(name="stop", cls=GroupedCommand, context_settings=_HELP)
@target_options
@connection_options
@option(TRACE, "--discard", is_flag=True, help="Remove what it wrote, too.")
@program_option
@few_hosts_options
@output_options
def stop(**values: Any) -> int:
    """End the trace on a host, whoever began it and from wherever. Its files stay there until they are fetched."""
    from remote_prt.cli.doing_run import DoingJob
    from remote_prt.cli.trace_run import trace_memory
    from remote_prt.controller.doing import Task
    from remote_prt.controller.trace_end import TraceStop

    doing = doing_request(values)
    require_named_hosts(values, MOST_NAMED)
    discard = values.pop("discard")
    plan = TraceStop(trace_memory(), discard, values.pop("program"), doing.dry_run)
    what = "the trace is ended and thrown away" if discard else "the trace is ended, and its files stay there"
    return _run(values, DoingJob(Task("trace stop", plan.work, doing.dry_run), what), doing)


@trace.command(name="fetch", cls=GroupedCommand, context_settings=_HELP)
@target_options
@connection_options
@option(
    TRACE,
    "--case-folder",
    "case_root",
    type=click.Path(file_okay=False),
    metavar="DIR",
    help="Where the case folder is made. Default: in the state folder of this account.",
)
@size_option
@consent_option
@few_hosts_options
@output_options
def fetch(**values: Any) -> int:
    """Bring the files of an ended trace into a case folder, compare their SHA-256, then remove them on the host.

    A link that drops is gone on with, also by a later fetch.
    """
    from remote_prt.cli.doing_run import DoingJob
    from remote_prt.cli.trace_run import FileNews, bounds_for, case_folders, trace_memory
    from remote_prt.controller.doing import Task
    from remote_prt.controller.trace_fetch import TraceFetch

    doing = doing_request(values)
    understands = values.pop("understands")
    require_named_hosts(values, 1 if understands else MOST_NAMED)
    if understands:
        warn_of_memory()
    most = values.pop("most_megabytes") * 1_000_000
    news = FileNews()
    plan = TraceFetch(
        memory=trace_memory(),
        cases=case_folders(values.pop("case_root")),
        max_bytes=most,
        accepts_secrets=understands,
        dry_run=doing.dry_run,
        moved=news.moved,
    )
    job = DoingJob(
        Task("trace fetch", plan.work, doing.dry_run),
        "its files are brought here, compared, and then removed there",
        bounds=bounds_for(most),
        hear=news.hear,
    )
    return _run(values, job, doing)


def _run(values: dict[str, Any], job: "DoingJob", doing: "DoingRequest") -> int:
    from remote_prt.cli.doing_run import list_hosts, run_deeds
    from remote_prt.inventory.selection import resolve_selection

    only_list = values.pop("list_hosts")
    selection = resolve_selection(selection_request(values))
    if only_list:
        return list_hosts(selection)
    connection = connection_request(values)
    return run_deeds(selection, connection, job, doing, output_request(values))
