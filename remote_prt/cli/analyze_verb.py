"""`remote_prt analyze PATH...`: the same judgement, of what somebody saved."""

from datetime import UTC, datetime, timedelta
from typing import Any

import click

from remote_prt.cli.grouped_help import GroupedCommand, option
from remote_prt.cli.output_options import output_options, output_request
from remote_prt.cli.policy_options import only_user_option, stale_after_option

_INPUT = "Input"

_EPILOG = """\b
Examples:
  remote_prt analyze dsregcmd.txt
  remote_prt analyze case.zip --evidence --format json
  dsregcmd /status | remote_prt analyze -
  remote_prt analyze captures/ --format csv -o prt.csv

\b
Exit codes:
  0 fine  1 broken PRTs found  2 usage, or nothing to read  3 some UNKNOWN
"""


def _moment(_context: click.Context, _parameter: click.Parameter, words: str | None) -> datetime | None:
    """A point in time: ISO 8601; without a zone it is this machine's local time."""
    try:
        return None if words is None else datetime.fromisoformat(words).astimezone(UTC)
    except (ValueError, OverflowError, OSError) as error:
        raise click.BadParameter(f"{words!r} is no time like 2026-01-31T10:00 or 2026-01-31T01:00Z") from error


@click.command(cls=GroupedCommand, epilog=_EPILOG, context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("paths", nargs=-1, required=True, metavar="PATH...|-")
@option(
    _INPUT,
    "--at",
    callback=_moment,
    metavar="TIME",
    help="When the files were made, where they have no clock. Default: the newest event beside them.",
)
@only_user_option(_INPUT)
@stale_after_option(_INPUT)
@output_options
def analyze(paths: tuple[str, ...], **values: Any) -> int:
    """Judge saved files without visiting a host.

    A PATH is a capture, a dsregcmd text in any state, an event log (.evtx), events as XML or pasted text, or a folder
    or zip of all these about one PC; - is standard input.
    """
    from remote_prt.cli.analyze_run import AnalyzeRequest, analyze_and_report

    request = AnalyzeRequest(paths, values["at"], timedelta(hours=values["stale_hours"]), values["only_user"])
    return analyze_and_report(request, output_request(values, is_judging=True))
