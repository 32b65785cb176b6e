"""What the verbs about traces have in common: few hosts, each by name, and words said aloud before LSASS is touched."""

from collections.abc import Callable
from typing import Any, TypeVar

import click

from remote_prt.cli.grouped_help import option
from remote_prt.cli.prompt import say
from remote_prt.errors import UsageError

F = TypeVar("F", bound=Callable[..., Any])

TRACE = "Trace"

#: A trace is for a PC on which somebody reproduces a problem, never for a fleet.
MOST_NAMED = 10

#: The kinds of traces, which are no names of hosts.
KINDS = ("network", "auth", "ttd")

#: What a name of one host never holds: ranges, lists, groups, files, patterns.
_SIGNS = frozenset("[]@,*?&!~")

consent_option = option(
    TRACE,
    "--i-understand-lsass-memory",
    "understands",
    is_flag=True,
    help="Needed for time travel traces: they hold passwords, keys and tokens of everybody who is signed in.",
)

program_option = option(
    TRACE,
    "--ttd-path",
    "program",
    default="",
    metavar="PATH",
    help="Where TTD.exe lies on the host; it is never brought there. Default: in its folders of programs.",
)


def require_named_hosts(values: dict[str, Any], most: int) -> None:
    """Return if every host stands on the command line by its own name, and they are few.

    Raises:
        UsageError: a range, a list, a group, a file or a selection; a kind of trace; or too many.
    """
    words = (*values["hosts"], *values["host_lists"])
    for word in words:
        if word.casefold() in KINDS:  # or a network trace would begin on the host that is named beside it
            raise UsageError(
                f"{word} is a kind of trace, no host",
                "write --kind before a kind; a host of that name by its full name",
            )
    chosen = values["hostfiles"] or values["limit"] or values["exclude"] or values["pick"] is not None
    if chosen or not words or any(_SIGNS & set(word) or word == "-" for word in words):
        raise UsageError(
            "traces are for hosts that are named one by one", "write their names: remote_prt trace start pc-07"
        )
    if len(words) > most:
        raise UsageError(f"{len(words)} hosts are named, and this is for {most} at most", "name fewer")


def warn_of_memory() -> None:
    """Say what a trace of LSASS is, before anybody is asked."""
    say("warning: a time travel trace records the memory of LSASS: passwords, keys and tokens of everybody signed in")
    say("warning: it holds personal data: keep it encrypted, show it only to who needs it, delete it when that is done")


def say_checklist() -> None:
    """Say, before anybody is asked, what tracing LSASS takes and what comes after it."""
    for step in (
        "before: TTD.exe is on the host already, LSA protection is off, who need not be signed in is signed out",
        "while: signing in is slow, and if LSASS ends Windows restarts: trace for minutes, and tell the user",
        "then: the user locks the device and unlocks it with the account that has the problem",
        "after: trace stop, then trace fetch with the same consent, or trace stop --discard",
    ):
        say(step)


def require_consent(*, understands: bool) -> None:
    """Return if the user said aloud what is in such a trace.

    Raises:
        UsageError: it was not said.
    """
    if not understands:
        raise UsageError(
            "a time travel trace of LSASS holds the secrets of everybody signed in",
            "add --i-understand-lsass-memory if you may have them",
        )


def size_option(command: F) -> F:
    """Add the bound of what is fetched."""
    return option(
        TRACE,
        "--max-size",
        "most_megabytes",
        type=click.IntRange(1, 65536),
        default=4096,
        show_default=True,
        metavar="MB",
        help="Fetch no trace larger than this.",
    )(command)
