"""`remote_prt snippets`: what runs on hosts, to be read and compared before it does."""

import click

#: The name under which `show` prints the whole script of a visit.
VISIT = "visit"

_HASH_CHARACTERS = 12


@click.group(name="snippets")
def snippets() -> None:
    """Show the PowerShell that runs on hosts, byte for byte."""


@snippets.command(name="list")
def list_command() -> None:
    """List every snippet with the beginning of its SHA-256 and what it does."""
    # Imported here: the other verbs start without reading the snippets.
    from remote_prt.snippets import compose_visit, list_snippets

    rows = [(s.name, s.sha256, s.synopsis) for s in list_snippets()]
    rows.append((VISIT, compose_visit().sha256, "The whole script of a visit: all of the above and one call."))
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
