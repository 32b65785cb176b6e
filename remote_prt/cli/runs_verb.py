"""`remote_prt runs`: the runs that are kept, to be taken up, judged again or removed."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from remote_prt.cli.prompt_language import lang_option

if TYPE_CHECKING:
    from remote_prt.store.run_folders import RunFolders

F = TypeVar("F", bound=Callable[..., Any])

_EPILOG = """\b
Examples:
  remote_prt runs list
  remote_prt runs remove 20260131T010000Z-5f0c1a
  remote_prt --resume 20260131T010000Z-5f0c1a
"""

#: Characters of a scope in the list.
_MOST_OF_SCOPE = 60
_MEGABYTE = 1_000_000


def state_option(command: F) -> F:
    """`--state-dir` for a command that looks at kept runs."""
    return click.option(
        "--state-dir",
        type=click.Path(path_type=Path, file_okay=False),
        metavar="DIR",
        help="Look here instead of in your own state folder.",
    )(command)


@click.group(name="runs", epilog=_EPILOG)
@lang_option
def runs() -> None:
    """List and remove the runs that are kept. remote_prt report tells one again."""


@runs.command(name="list")
@lang_option
@state_option
def list_command(state_dir: Path | None) -> None:
    """List the runs that are kept, the newest first: hosts asked, how it ended, size, and what named the hosts."""
    from remote_prt.cli.prompt import note, spoken
    from remote_prt.reports.escape import printable
    from remote_prt.store.run_list import kept_runs

    folders = _folders(state_dir)
    note(f"runs are kept in {folders.state / 'runs'}")
    for one in kept_runs(folders):
        state, size = spoken(one.state.value), max(1, one.size // _MEGABYTE)
        scope = one.header.options.scope
        shown = printable(scope if len(scope) <= _MOST_OF_SCOPE else f"{scope[:_MOST_OF_SCOPE]}...")
        click.echo(f"{one.run_id}  {one.asked:6}  {state}  {size} MB  {shown}")


@runs.command(name="remove")
@lang_option
@state_option
@click.argument("names", nargs=-1, required=True, metavar="RUN...")
def remove(state_dir: Path | None, names: tuple[str, ...]) -> None:
    """Remove runs with all that their hosts sent; what is not ours in their folders stays."""
    from remote_prt.cli.prompt import say
    from remote_prt.errors import UsageError

    folders = _folders(state_dir)
    for run_id in [folders.find(name) for name in names]:
        if not folders.remove(run_id):
            raise UsageError(f"{folders.path(run_id).parent} cannot be removed", "see what else lies in it")
        say(f"removed run {run_id}")


def _folders(state_dir: Path | None) -> "RunFolders":
    from remote_prt.store.private_files import state_folder
    from remote_prt.store.run_folders import RunFolders

    return RunFolders(state_folder(state_dir))
