"""`remote_prt report`: a run that is kept, reported again."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import click

from remote_prt.cli.grouped_help import option
from remote_prt.cli.numbers import SpanType, hours
from remote_prt.cli.options_only import OptionsOnly
from remote_prt.cli.output_options import nagios_option, output_options, output_request

_RUN = "Run"

_EPILOG = """\b
Examples:
  remote_prt report                          the newest run, as a table
  remote_prt report -o prt.html -o xlsx=prt.xlsx --redact users
  remote_prt report --run 20260131T010000Z-5f0c1a --format json --evidence
  remote_prt report --nagios --max-age 36h   the last run, for monitoring

\b
Exit codes:
  0 fine  1 broken PRTs found  2 usage, no such run, no place for a report
  3 some UNKNOWN  4 some hosts not judged  5 held back by the lockout brake
  6 hosts were left out: deadline, --max-fail, signal, cut off, under way
"""


def _meant(word: str) -> str:
    is_run = word == "last" or word[:1].isdigit()
    return f"a run is named by --run, as in: remote_prt report --run {word if is_run else 'last'}"


@click.command(cls=OptionsOnly, meant=_meant, epilog=_EPILOG, context_settings={"help_option_names": ["-h", "--help"]})
@option(
    _RUN,
    "--run",
    default="last",
    show_default=True,
    metavar="RUN",
    help="Which one: last (the newest), or its id, see remote_prt runs list.",
)
@option(
    _RUN,
    "--max-age",
    type=SpanType(),
    metavar="SPAN",
    help="Refuse a run that began longer ago, such as 36h: what it found may not be so any more.",
)
@option(
    _RUN,
    "--state-dir",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="DIR",
    help="Look here instead of in your own state folder.",
)
@option(
    _RUN,
    "--stale-after",
    "stale_hours",
    type=hours(),
    metavar="H",
    help="Hours without renewal after which a PRT is STALE. Default: as that run had it.",
)
@output_options
@nagios_option
def report(**values: Any) -> int:
    """Report a run that is kept again, in any format; no host is contacted.

    What its hosts sent is judged again by the catalogue of today and the settings of that run; --stale-after and
    --catalog may be given anew.
    """
    from remote_prt.cli.report_run import ReportRequest, report_again

    run, state, stale_hours = values.pop("run"), values.pop("state_dir"), values.pop("stale_hours")
    stale_after = None if stale_hours is None else timedelta(hours=stale_hours)
    request = ReportRequest(run, state, stale_after, values.pop("max_age"))
    return report_again(request, output_request(values, is_judging=True))
