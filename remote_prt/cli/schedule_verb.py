"""`remote_prt schedule`: prints what systemd or Task Scheduler needs to run a sweep each night; installs nothing."""

from pathlib import Path
from typing import Any

import click

from remote_prt.cli.grouped_help import GroupedCommand, option
from remote_prt.cli.prompt_language import lang_option
from remote_prt.cli.words_behind import WordsBehind

_WHAT = "What is printed"
_WHEN = "When and as whom"

_EPILOG = """\b
Examples:
  remote_prt schedule --print-systemd --keytab /etc/prt.keytab -- --ou DC=corp,DC=example
  remote_prt schedule --print-task-xml --run-as 'CORP\\svc$' -- -i C:\\prt.yml -o C:\\prt.html

\b
Behind -- stand the words of the sweep. A state folder, a log file and
a heartbeat are added where they are not named.
"""


class _Schedule(WordsBehind, GroupedCommand):
    """Its words under headings, those of the sweep behind `--`."""


@click.command(cls=_Schedule, epilog=_EPILOG, context_settings={"help_option_names": ["-h", "--help"]})
@click.pass_context
@option(_WHAT, "--print-systemd", is_flag=True, help="A service and a timer of systemd 250 or newer, hardened.")
@option(_WHAT, "--print-task-xml", "--print-xml", is_flag=True, help="A task of Windows Task Scheduler, as XML.")
@option(
    _WHAT,
    "-o",
    "--output",
    type=click.Path(path_type=Path, file_okay=False, exists=True),
    metavar="DIR",
    help="Write it to files in this folder instead: remote_prt-NAME.service, .timer, .xml.",
)
@option(_WHAT, "--name", default="nightly", show_default=True, metavar="NAME", help="What the unit or task is told by.")
@option(
    _WHEN, "--at", default="05:00", show_default=True, metavar="HH:MM", help="When it starts, on the machine's clock."
)
@option(
    _WHEN,
    "--random-delay",
    type=click.IntRange(0, 240),
    default=5,
    show_default=True,
    metavar="MIN",
    help="Put the start off by up to so many minutes, so that not all machines knock at once.",
)
@option(_WHEN, "--run-as", metavar="NAME", help="The account: of this machine (remote_prt), or DOMAIN\\name$, a gMSA.")
@option(
    _WHEN,
    "--keytab",
    metavar="FILE",
    help="systemd: the keys of the account that visits hosts; systemd hands them to the run only.",
)
@option(_WHEN, "--program", metavar="FILE", help="The remote_prt to run, if not this one.")
@lang_option
@click.argument("words", nargs=-1, type=click.UNPROCESSED, metavar="-- [SWEEP OPTIONS] [HOSTS]...")
def schedule(context: click.Context, /, **values: Any) -> int:
    """Print what runs a sweep each night: units of systemd, or a task for Windows. Nothing is installed.

    The sweep's words are checked as sweep does, files get their full path, and what needs somebody who is there is
    refused.
    """
    from remote_prt.cli.schedule.run import ScheduleRequest, print_schedule

    return print_schedule(context, ScheduleRequest(**values))
