"""Which hosts, as options: shared by every verb that visits or lists hosts."""

import sys
from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING, Any, TypeVar

import click

from remote_prt.cli.connection_options import DIRECTORY_CONNECTION
from remote_prt.cli.directory_account import DIRECTORY_HEADING, directory_account
from remote_prt.cli.grouped_help import option, with_options
from remote_prt.cli.idle_options import asks_directory, refuse_idle_directory, refuse_idle_question
from remote_prt.cli.numbers import MOST_HOSTS, MOST_SEED, DaysType
from remote_prt.cli.prompt import may_ask
from remote_prt.errors import UsageError
from remote_prt.model import AuthMethod

if TYPE_CHECKING:  # --help does not need it
    from remote_prt.cli.directory_source import DirectorySource
    from remote_prt.directory.computer import Listing
    from remote_prt.inventory.directory_hosts import DirectoryRequest
    from remote_prt.inventory.file_source import FileSource
    from remote_prt.inventory.selection import SelectionRequest
    from remote_prt.inventory.source_hosts import AskSource

F = TypeVar("F", bound=Callable[..., Any])

_HOSTS = "Hosts"


def target_options(command: F) -> F:
    """Add HOSTS and the options about them to a click command; `selection_request` takes their values out again.

    `list_hosts` (a flag) is left to the verb.
    """
    return click.argument("hosts", nargs=-1, metavar="[HOSTS]...")(with_options(command, _OPTIONS))


def selection_request(values: dict[str, Any]) -> "SelectionRequest":
    """Take the host options out of a click command's values; nothing is read before the request is resolved.

    Raises:
        UsageError: options that do not go together.
    """
    from remote_prt.inventory.selection import SelectionRequest  # noqa: PLC0415  `--help` stays light

    if values["pick_seed"] is not None and values["pick"] is None:
        raise UsageError("--pick-seed without --pick", "say how many hosts with --pick N")
    is_asking, is_asking_otherwise = asks_directory(values), asks_directory(values | {"inventory": None})
    directory, source = directory_request(values)
    if not is_asking:
        refuse_idle_directory()
    return SelectionRequest(
        directory=directory,
        ask=None if source is None else source.ask,
        begin=None if source is None else source.begin,
        ask_source=source_asker(values),
        no_source=None if is_asking_otherwise else refuse_idle_directory,
        words=(*values.pop("hosts"), *values.pop("host_lists")),
        hostfiles=values.pop("hostfiles"),
        inventory=values.pop("inventory"),
        limit=values.pop("limit"),
        exclude=values.pop("exclude"),
        pick=values.pop("pick"),
        pick_seed=values.pop("pick_seed"),
        auth=AuthMethod(values.get("auth", AuthMethod.AUTO)),
        stdin=read_stdin,
    )


def directory_options(command: F) -> F:
    """Add only the options about Active Directory, and those of the connection that it heeds."""
    return with_options(command, (*_DIRECTORY, *DIRECTORY_CONNECTION))


def narrowing_options(command: F) -> F:
    """Add only `--limit` and `--exclude`."""
    return with_options(command, _NARROWING)


def directory_request(values: dict[str, Any]) -> "tuple[DirectoryRequest | None, DirectorySource | None]":
    """What Active Directory is to be asked, and who asks it; their values are taken out.

    Raises:
        UsageError: options that do not go together.
    """
    bases, narrowing = values.pop("ous"), values.pop("ldap_filter")
    scope, days, over_tls = values.pop("search_scope"), values.pop("max_logon_age"), values.get("ldaps", False)
    if not bases:
        if narrowing:
            raise UsageError("--ldap-filter without --ou", "say where with --ou; DC=corp,DC=example is a whole domain")
        refuse_idle_question()
        return None, None
    from remote_prt.cli.directory_source import DirectorySource  # noqa: PLC0415  only --ou needs it
    from remote_prt.directory.computer import ComputerQuery, Scope  # noqa: PLC0415  only --ou needs it
    from remote_prt.inventory.directory_hosts import DirectoryRequest  # noqa: PLC0415  only --ou needs it

    query = ComputerQuery(tuple(bases), narrowing or "", Scope(scope))
    source = DirectorySource(values.get("ldap_server"), over_tls, values.get("ca_file"), directory_account(values))
    return DirectoryRequest(query, None if days is None else timedelta(days=days)), source


def source_asker(values: dict[str, Any]) -> "AskSource":
    """Who asks for the sources of an inventory; options about the way to the directory outrank what a source says."""
    server, over_tls, ca_file = values.get("ldap_server"), values.get("ldaps", False), values.get("ca_file")
    account = directory_account(values)
    domains: set[str] = set()

    def ask(source: "FileSource") -> "Listing":
        from remote_prt.cli.directory_source import DirectorySource  # noqa: PLC0415  only sources need it

        domains.add(source.domain)
        if server and len(domains - {""}) > 1:
            raise UsageError("--ldap-server is of one domain, the sources are of several", "let each say its server")
        said = source.access
        way = (server or said.server, over_tls or said.over_tls, ca_file or said.ca_file)
        return DirectorySource(*way, account, said.user).ask(source.query)

    return ask


def read_stdin(most: int) -> bytes:
    """What is piped in, at most so many bytes.

    Raises:
        UsageError: nobody pipes anything in, and nobody may be asked to type it.
    """
    if sys.stdin.isatty() and not may_ask():
        raise UsageError("--non-interactive: nobody is asked to type the hosts", "pipe them in, or use --hostfile")
    return sys.stdin.buffer.read(most)


_DIRECTORY = (
    option(
        DIRECTORY_HEADING,
        "--ou",
        "ous",
        multiple=True,
        metavar="DN",
        help='The computers of Active Directory in and below "OU=Clients,DC=corp,DC=example". Its OUs are groups.',
    ),
    option(
        DIRECTORY_HEADING, "--ldap-filter", metavar="FILTER", help="Of these, only those that match an LDAP filter."
    ),
    option(
        DIRECTORY_HEADING,
        "--search-scope",
        type=click.Choice(["subtree", "onelevel", "base"]),
        default="subtree",
        show_default=True,
        help="How far below --ou to look.",
    ),
    option(
        DIRECTORY_HEADING,
        "--max-logon-age",
        type=DaysType(),
        metavar="DAYS",
        help="Skip computers of --ou that have not logged on for longer, as 45d.",
    ),
)

INVENTORY_OPTION = option(
    _HOSTS,
    "-i",
    "--inventory",
    metavar="FILE",
    help="YAML with groups and settings of hosts, and sources in Active Directory. Alone, it names all its hosts.",
)

_NARROWING = (
    option(
        _HOSTS,
        "--limit",
        multiple=True,
        metavar="PATTERN",
        help='Keep only these: "@tokyo:&pc-0*:!pc-07"; names, ranges, globs, ~regex, @GROUP, @FILE.',
    ),
    option(
        _HOSTS,
        "-x",
        "--exclude",
        multiple=True,
        metavar="LIST",
        help='Leave these out: "pc[05-09],srv-*,@retired.txt".',
    ),
)

_OPTIONS = (
    option(
        _HOSTS,
        "-w",
        "--hosts",
        "host_lists",
        multiple=True,
        metavar="LIST",
        help='More hosts: "pc1,pc[01-40].corp.example", @GROUP or @FILE, - for stdin. Quote brackets and @.',
    ),
    option(
        _HOSTS,
        "--hostfile",
        "--machinefile",
        "hostfiles",
        multiple=True,
        metavar="FILE",
        help="A host list: words as here, parted by blanks, commas or lines, # comments; or CSV with a column such as"
        " ComputerName.",
    ),
    INVENTORY_OPTION,
    *_DIRECTORY,
    *_NARROWING,
    option(_HOSTS, "--pick", type=click.IntRange(1, MOST_HOSTS), metavar="N", help="Only N of them, at random."),
    option(
        _HOSTS,
        "--pick-seed",
        type=click.IntRange(0, MOST_SEED),
        metavar="S",
        help="Make --pick choose the same again.",
    ),
    option(_HOSTS, "--list-hosts", is_flag=True, help="Print the hosts, contact none, exit."),
)
