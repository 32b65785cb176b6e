"""What every verb has that changes something on hosts: say yes, try dry, never too many by mistake.

A run begins only when somebody said so: `--yes`, or `y` on the terminal after the number of hosts and what will be done
were shown. Over `--max-hosts` hosts nothing but `--yes` counts. Where nobody can be asked, a run without `--yes` is
refused in one line. A dry run asks the hosts and changes nothing, so it needs no yes.
"""

import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

import click

from remote_prt.cli.grouped_help import option, with_options
from remote_prt.cli.numbers import MOST_HOSTS
from remote_prt.cli.prompt import may_ask, say, spoken
from remote_prt.errors import UsageError

F = TypeVar("F", bound=Callable[..., Any])

_CHANGES = "Changes"

#: More hosts than this are not changed on a keystroke (design/ux.md 3).
DEFAULT_MOST = 50
#: The same where a host is not meant as one of many.
FEW = 1


@dataclass(frozen=True, slots=True)
class DoingRequest:
    """How sure the user is."""

    yes: bool
    dry_run: bool
    most_hosts: int


def doing_options(command: F) -> F:
    """Add the options of verbs that change something; they arrive as the keyword arguments of `doing_request`."""
    return with_options(command, _options(DEFAULT_MOST))


def few_hosts_options(command: F) -> F:
    """The same for what is done on one host at a time: more need a yes beforehand."""
    return with_options(command, _options(FEW))


def doing_request(values: dict[str, Any]) -> DoingRequest:
    """Take these options out of a click command's values."""
    return DoingRequest(values.pop("yes"), values.pop("dry_run"), values.pop("max_hosts"))


def confirm(request: DoingRequest, hosts: int, what: str) -> None:
    """Return if the run may begin; `what` is one sentence about what it does on each host.

    Raises:
        UsageError: nobody said yes, and why that is needed here.
        click.Abort: the answer was no.
    """
    if request.dry_run:
        say("dry run: the hosts are asked, nothing is changed")
        return
    say(f"on {_hosts(hosts)}: {what}")
    if request.yes:
        return
    if hosts > request.most_hosts:
        raise UsageError(f"{hosts} hosts are more than --max-hosts {request.most_hosts}", "add --yes if all are meant")
    if not may_ask():
        raise UsageError("--non-interactive: nobody is asked whether to go on", "add --yes, or look with --dry-run")
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        raise UsageError("nobody can be asked whether to go on: no terminal", "add --yes, or look with --dry-run")
    click.confirm(spoken("go on?"), abort=True, err=True)


def _hosts(hosts: int) -> str:
    return "1 host" if hosts == 1 else f"{hosts} hosts"


def _options(most: int) -> tuple[Callable[[F], F], ...]:
    return (
        option(_CHANGES, "-y", "--yes", is_flag=True, help="Begin without asking."),
        option(
            _CHANGES,
            "--dry-run",
            is_flag=True,
            help="Ask the hosts and say what would be done; change nothing on them.",
        ),
        option(
            _CHANGES,
            "--max-hosts",
            type=click.IntRange(1, MOST_HOSTS),
            default=most,
            show_default=True,
            metavar="N",
            help="More hosts than this need --yes.",
        ),
    )
