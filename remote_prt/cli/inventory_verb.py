"""`remote_prt inventory`: whom a sweep of Active Directory or of an inventory would visit, and why not the others."""

from typing import Any

import click

from remote_prt.cli.grouped_help import option
from remote_prt.cli.options_only import OptionsOnly
from remote_prt.cli.prompt_language import lang_option
from remote_prt.cli.target_options import (
    INVENTORY_OPTION,
    directory_options,
    directory_request,
    narrowing_options,
    read_stdin,
    source_asker,
)

_EPILOG = """\b
Examples:
  remote_prt inventory --ou "OU=Clients,DC=corp,DC=example"
  remote_prt inventory --ou "OU=Clients,DC=corp,DC=example" --max-logon-age 45d --format csv
  remote_prt inventory --inventory fleet.yml --limit "@tokyo:!pc-07"
  remote_prt inventory --ou "DC=corp,DC=example" --ldap-filter "(operatingSystem=Windows 11*)"
"""


def _meant(word: str) -> str:
    return f"say --ou DN or --inventory FILE; hosts by their names: remote_prt sweep --list-hosts {word}"


@click.command(
    name="inventory",
    cls=OptionsOnly,
    meant=_meant,
    epilog=_EPILOG,
    context_settings={"help_option_names": ["-h", "--help"]},
)
@INVENTORY_OPTION
@directory_options
@narrowing_options
@option(
    "Output",
    "--format",
    "output_format",
    type=click.Choice(["table", "csv", "json"]),
    default="table",
    show_default=True,
    help="table for people, csv and json for programs.",
)
@lang_option
def inventory(**values: Any) -> int:
    """List computers as a sweep with the same --ou or --inventory would take them; no host is contacted.

    Each has the name it would be visited under, or the reason why it would not.
    """
    from remote_prt.cli.inventory_run import ListingFormat, Patterns, print_inventory, print_listing
    from remote_prt.errors import UsageError

    output_format = ListingFormat(values.pop("output_format"))
    patterns = Patterns(values.pop("limit"), values.pop("exclude"))
    request, source = directory_request(values)
    path = values.pop("inventory")
    if path is not None:
        if request is not None:
            raise UsageError("inventory lists --ou or --inventory, not both", "give one of them")
        print_inventory(path, source_asker(values), read_stdin, patterns, output_format)
        return 0
    if request is None or source is None:
        raise UsageError(
            "inventory needs --ou or --inventory", "say where to look; DC=corp,DC=example is a whole domain"
        )
    print_listing(request, source.ask, patterns, output_format)
    return 0
