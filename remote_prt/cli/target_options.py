"""Which hosts, as options: shared by every verb that visits or lists hosts."""

import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

import click

from remote_prt.cli.grouped_help import option
from remote_prt.cli.numbers import MOST_HOSTS, MOST_SEED
from remote_prt.errors import UsageError
from remote_prt.model import AuthMethod

if TYPE_CHECKING:  # --help does not need it
    from remote_prt.inventory.selection import SelectionRequest

F = TypeVar("F", bound=Callable[..., Any])

_HOSTS = "Hosts"


def target_options(command: F) -> F:
    """Add HOSTS and the options about them to a click command; `selection_request` takes their values out again.

    `list_hosts` (a flag) is left to the verb.
    """
    for decorate in reversed(_OPTIONS):
        command = decorate(command)
    return click.argument("hosts", nargs=-1, metavar="[HOSTS]...")(command)


def selection_request(values: dict[str, Any]) -> "SelectionRequest":
    """Take the host options out of a click command's values; nothing is read before the request is resolved.

    Raises:
        UsageError: options that do not go together.
    """
    from remote_prt.inventory.selection import SelectionRequest  # noqa: PLC0415  `--help` stays light

    if values["pick_seed"] is not None and values["pick"] is None:
        raise UsageError("--pick-seed without --pick", "say how many hosts with --pick N")
    return SelectionRequest(
        words=(*values.pop("hosts"), *values.pop("host_lists")),
        hostfiles=values.pop("hostfiles"),
        inventory=values.pop("inventory"),
        limit=values.pop("limit"),
        exclude=values.pop("exclude"),
        pick=values.pop("pick"),
        pick_seed=values.pop("pick_seed"),
        auth=AuthMethod(values.get("auth", AuthMethod.AUTO)),
        stdin=_read_stdin,
    )


def _read_stdin(most: int) -> bytes:
    return sys.stdin.buffer.read(most)


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
    option(
        _HOSTS,
        "-i",
        "--inventory",
        metavar="FILE",
        help="YAML with groups and settings of hosts. Alone, it names all its hosts.",
    ),
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
