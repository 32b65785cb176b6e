"""`remote_prt history` and `remote_prt diff`: what earlier runs saw, and what has changed since."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from remote_prt.cli.prompt_language import lang_option
from remote_prt.cli.runs_verb import state_option

F = TypeVar("F", bound=Callable[..., Any])

_HISTORY_EPILOG = """\b
Examples:
  remote_prt history pc-07
  remote_prt history LAB\\anna
  remote_prt history anna@lab.example --format json
"""

_DIFF_EPILOG = """\b
Examples:
  remote_prt diff                           the last two runs of the same hosts
  remote_prt diff --format json
  remote_prt diff 20260130T010000Z-5f0c1a last

\b
Exit codes:
  0 nothing got worse  1 new, another cause, or flapping and bad now  2 usage
"""


def _format_option(command: F) -> F:
    return click.option(
        "--format",
        "output_format",
        type=click.Choice(["table", "json"]),
        default="table",
        show_default=True,
        help="table for people, json for programs.",
    )(command)


@click.command(epilog=_HISTORY_EPILOG)
@click.argument("name", metavar="HOST|USER")
@_format_option
@state_option
@lang_option
def history(name: str, output_format: str, state_dir: Path | None) -> int:
    """Show the nights on which the status of a host or user changed, and when it was seen first and last."""
    from remote_prt.cli.history_run import print_history

    return print_history(name, state_dir, as_json=output_format == "json")


@click.command(epilog=_DIFF_EPILOG)
@click.argument("runs", nargs=-1, metavar="[OLDER] [NEWER]")
@_format_option
@state_option
@lang_option
def diff(runs: tuple[str, ...], output_format: str, state_dir: Path | None) -> int:
    """Say what is new, fixed, still bad, bad for another cause, flapping or not seen since an earlier run.

    One run is compared with the one before it of the same hosts; without runs the last two are compared.
    """
    from remote_prt.cli.history_run import print_diff

    return print_diff(runs, state_dir, as_json=output_format == "json")
