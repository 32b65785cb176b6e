"""`remote_prt snippets`: what runs on hosts, to be read and compared before it does."""

from pathlib import Path

import click

from remote_prt.cli.prompt import say
from remote_prt.cli.prompt_language import lang_option
from remote_prt.errors import UsageError

#: The name under which `show` prints the whole script of a visit.
VISIT = "visit"

#: The name under which `list` tells the hash of the script that runs on a PC itself.
BUNDLE = "bundle"

#: What stands before the name of an action's whole script.
ACTION = "action:"

#: How the list marks what changes something on a host when its verb is used.
_WRITES = "[writes] "

_HASH_CHARACTERS = 12


@click.group(name="snippets")
@lang_option
def snippets() -> None:
    """Show the PowerShell that runs on hosts, byte for byte."""


@snippets.command(name="list")
@lang_option
def list_command() -> None:
    """List every snippet with the beginning of its SHA-256 and what it does."""
    # Imported here: the other verbs start without reading the snippets.
    from remote_prt.snippets import (
        action_snippets,
        compose_action,
        compose_bundle,
        compose_visit,
        door_snippets,
        list_snippets,
        local_snippets,
    )

    rows = [(s.name, s.sha256, s.synopsis) for s in list_snippets()]
    rows.append((VISIT, compose_visit().sha256, "The whole script of a visit: all of the above and one call."))
    rows += [(s.name, s.sha256, s.synopsis) for s in (*door_snippets(), *local_snippets())]
    rows.append((BUNDLE, compose_bundle().sha256, "The script to run on a PC itself: remote_prt snippets bundle."))
    for action in action_snippets():
        mark = _WRITES if action.is_writing else ""
        rows.append((action.name, action.sha256, mark + action.synopsis))
        if action.outputs:
            whole = f"The whole script of that action, which {'writes' if mark else 'only reads'}."
            rows.append((ACTION + action.name, compose_action(action.name).sha256, whole))
    width = max(len(name) for name, _, _ in rows)
    for name, digest, synopsis in rows:
        click.echo(f"{name:{width}}  {digest[:_HASH_CHARACTERS]}  {synopsis}")


@snippets.command(name="show")
@lang_option
@click.argument("name")
def show_command(name: str) -> None:
    """Print one snippet exactly as it runs.

    The name `visit` gives the whole script of a visit, action:NAME that of an action.
    """
    from remote_prt.snippets import compose_action, compose_visit, get_snippet

    if name == VISIT:
        text = compose_visit().text
    elif name.startswith(ACTION):
        text = compose_action(name.removeprefix(ACTION)).text
    else:
        text = get_snippet(name).text
    # As bytes: a text stream of Windows would turn every line end into two.
    click.echo(text.encode("ascii"), nl=False)


@snippets.command(name="bundle")
@lang_option
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Write the script to this file, in one step; - is standard output.",
)
def bundle_command(output: Path | None) -> None:
    """Print one script that visits the PC it runs on and writes a file for `remote_prt analyze`.

    For PCs without WinRM: by hand, group policy or Intune. Run as administrator or SYSTEM it sees every signed-in user.
    """
    from remote_prt.reports.output import check_output, write_output
    from remote_prt.snippets import compose_bundle

    text = compose_bundle().text
    if output is None or output == Path("-"):
        click.echo(text.encode("ascii"), nl=False)  # as bytes, like `show`
        return
    check_output(output)
    write_output(text, output)
    say(f"script written to {output}")


@snippets.command(name="module")
@lang_option
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
def module_command(folder: Path) -> None:
    """Write the same functions as a module for JEA endpoints, with its roles and a session configuration.

    For endpoints that run no script text, and to be signed. Existing files of these names are replaced.
    """
    from remote_prt.reports.output import check_output, write_output
    from remote_prt.snippets import module_files

    files = [(folder / file.path, file) for file in module_files()]
    for path, _ in files:
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise UsageError(f"{path.parent}: {error.strerror}", "name another folder") from error
        check_output(path)
    for path, file in files:
        write_output(file.text, path)
        click.echo(f"{file.sha256}  {file.path}")
    say(f"module written to {folder}")
