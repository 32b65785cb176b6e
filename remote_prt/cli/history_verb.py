"""`remote_prt history` and `remote_prt diff`: what earlier runs saw, and what has changed since."""

from datetime import timedelta
from pathlib import Path

import click

from remote_prt.cli.numbers import DaysType, SpanType
from remote_prt.cli.policy_options import table_or_json_option
from remote_prt.cli.prompt_language import lang_option
from remote_prt.cli.runs_verb import state_option
from remote_prt.cli.words_behind import WordsBehind

_HISTORY_EPILOG = """\b
Examples:
  remote_prt history pc-07
  remote_prt history LAB\\anna
  remote_prt history anna@lab.example --format json
  remote_prt history --missing        what nobody saw: runs and hosts
  remote_prt history --missing @clients --since 36h --days 3
  remote_prt history --missing --since 36h -- --inventory fleet.yml

\b
Exit codes with --missing:
  0 every run with a rhythm is on time  1 one is overdue  2 usage
  3 no run is expected, so none can be missed
"""

_DIFF_EPILOG = """\b
Examples:
  remote_prt diff                     the last two runs of the same hosts
  remote_prt diff --format json
  remote_prt diff 20260130T010000Z-5f0c1a last

\b
Exit codes:
  0 nothing got worse  1 new, another cause, or flapping and bad now  2 usage
"""


@click.command(cls=WordsBehind, epilog=_HISTORY_EPILOG)
@click.argument("names", metavar="HOST|USER|WORDS", nargs=-1)
@click.option(
    "--missing",
    is_flag=True,
    help="Tell runs that are overdue, and hosts without a verdict for long; WORDS: of hosts that were named so.",
)
@click.option(
    "--since",
    type=SpanType(),
    metavar="SPAN",
    help="With --missing: how old the last whole run may be, such as 36h. Default: by the usual interval.",
)
@click.option(
    "--days",
    type=DaysType(),
    default="7",
    show_default=True,
    metavar="N",
    help="With --missing: tell hosts without a verdict for longer.",
)
@table_or_json_option()
@state_option
@lang_option
def history(
    names: tuple[str, ...],
    output_format: str,
    state_dir: Path | None,
    *,
    missing: bool,
    since: timedelta | None,
    days: int,
) -> int:
    """Show the nights on which the status of a host or user changed, and when it was seen first and last.

    With --missing, show what nobody saw: runs that are overdue, and hosts without a verdict for long.
    """
    as_json = output_format == "json"
    if missing:
        from remote_prt.cli.history.missing import MissingRequest, print_missing

        return print_missing(MissingRequest(" ".join(names), since, days), state_dir, as_json=as_json)
    from remote_prt.cli.history.run import print_history
    from remote_prt.errors import UsageError

    if len(names) != 1:
        raise UsageError("history tells of one host or user", "name it, or say --missing")
    if since is not None:
        raise UsageError("--since belongs to --missing", "add --missing, or leave --since out")
    return print_history(names[0], state_dir, as_json=as_json)


@click.command(epilog=_DIFF_EPILOG)
@click.argument("runs", nargs=-1, metavar="[OLDER] [NEWER]")
@table_or_json_option()
@state_option
@lang_option
def diff(runs: tuple[str, ...], output_format: str, state_dir: Path | None) -> int:
    """Say what is new, fixed, still bad, bad for another cause, flapping or not seen since an earlier run.

    One run is compared with the one before it of the same hosts; without runs the last two are compared.
    """
    from remote_prt.cli.history.run import print_diff

    return print_diff(runs, state_dir, as_json=output_format == "json")
