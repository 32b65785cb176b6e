"""`remote_prt snippets`: what runs on hosts, to be read and compared before it does."""

from pathlib import Path

import click

#: The name under which `show` prints the whole script of a visit.
VISIT = "visit"

#: The name under which `list` tells the hash of the script that runs on a PC itself.
BUNDLE = "bundle"

_HASH_CHARACTERS = 12


@click.group(name="snippets")
def snippets() -> None:
    """Show the PowerShell that runs on hosts, byte for byte."""


@snippets.command(name="list")
def list_command() -> None:
    """List every snippet with the beginning of its SHA-256 and what it does."""
    # Imported here: the other verbs start without reading the snippets.
    from remote_prt.snippets import compose_bundle, compose_visit, list_snippets, local_snippets

    rows = [(s.name, s.sha256, s.synopsis) for s in list_snippets()]
    rows.append((VISIT, compose_visit().sha256, "The whole script of a visit: all of the above and one call."))
    rows += [(s.name, s.sha256, s.synopsis) for s in local_snippets()]
    rows.append((BUNDLE, compose_bundle().sha256, "The script to run on a PC itself: remote_prt snippets bundle."))
    width = max(len(name) for name, _, _ in rows)
    for name, digest, synopsis in rows:
        click.echo(f"{name:{width}}  {digest[:_HASH_CHARACTERS]}  {synopsis}")


@snippets.command(name="show")
@click.argument("name")
def show_command(name: str) -> None:
    """Print one snippet, or the whole script of a visit for the name `visit`, exactly as it runs."""
    from remote_prt.snippets import compose_visit, get_snippet

    text = compose_visit().text if name == VISIT else get_snippet(name).text
    # As bytes: a text stream of Windows would turn every line end into two.
    click.echo(text.encode("ascii"), nl=False)


@snippets.command(name="bundle")
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
    click.echo(f"remote_prt: script written to {output}", err=True)
