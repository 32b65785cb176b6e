"""What is kept of a run, and which earlier run is taken up again, as options."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import click

from remote_prt.cli.grouped_help import option, with_options
from remote_prt.errors import UsageError

F = TypeVar("F", bound=Callable[..., Any])

_RUNS = "Runs"

#: Days that a run is kept: the default, and the most that a date can be reckoned with.
KEEP_DAYS = 30
RETIRED_DAYS = 60  #: without being reached, after which a machine may be gone
KEEP_HISTORY_DAYS = 400  #: of the lines that tell how a host did, without anything captured
_MOST_DAYS = 36_500


@dataclass(frozen=True, slots=True)
class JournalRequest:
    """What the user said about keeping runs."""

    resume: str | None = None  #: a run, or `last`
    rerun: str | None = None  #: which hosts, of which run: `unreachable`, `failed:RUN`, `RUN`
    state: Path | None = None  #: None: the usual folder
    keep_days: int = KEEP_DAYS
    keep_history_days: int = KEEP_HISTORY_DAYS
    is_kept: bool = True
    catches_up: bool = False  #: hosts that earlier runs did not reach come first
    retired_days: int = RETIRED_DAYS  #: of waiting, after which a machine may be gone


def journal_options(command: F) -> F:
    """Add the options about runs to a click command; they arrive as the keyword arguments of `journal_request`."""
    return with_options(command, _OPTIONS)


def journal_request(values: dict[str, Any]) -> JournalRequest:
    """Take the options about runs out of a click command's values.

    Raises:
        UsageError: options that do not go together.
    """
    request = JournalRequest(
        resume=values.pop("resume"),
        rerun=values.pop("rerun"),
        state=values.pop("state_dir"),
        keep_days=values.pop("keep_days"),
        keep_history_days=values.pop("keep_history_days"),
        is_kept=not values.pop("no_journal"),
        catches_up=values.pop("catch_up"),
        retired_days=values.pop("retired_after"),
    )
    if request.resume is not None and request.rerun is not None:
        raise UsageError("--resume and --rerun: two ways to take up a run", "give one of them")
    if request.resume is not None and not request.is_kept:
        raise UsageError("--resume goes on in the journal of its run", "leave --no-journal out")
    return request


_OPTIONS = (
    option(
        _RUNS,
        "--resume",
        metavar="RUN",
        help="Go on with a run that was cut off (last: the newest): visit the hosts it has not finished, with its"
        " options, and report them all.",
    ),
    option(
        _RUNS,
        "--rerun",
        metavar="WHICH",
        help="Visit hosts of the last run again, with its options: unreachable (what could not be judged), failed"
        " (BROKEN, FAILING, STALE), unknown, or all; WHICH:RUN or RUN names another run. waiting: what none of the last"
        " runs reached, the longest waiting first.",
    ),
    option(
        _RUNS,
        "--catch-up",
        is_flag=True,
        help="Visit first what earlier runs over the same words did not reach, the longest waiting first: laptops that"
        " were off.",
    ),
    option(
        _RUNS,
        "--retired-after",
        type=click.IntRange(1, _MOST_DAYS),
        default=RETIRED_DAYS,
        show_default=True,
        metavar="N",
        help="Days without being reached, after which a machine is perhaps retired: --catch-up visits it last.",
    ),
    option(
        _RUNS,
        "--state-dir",
        type=click.Path(path_type=Path, file_okay=False),
        metavar="DIR",
        help="Keep runs here instead of in your own state folder.",
    ),
    option(
        _RUNS,
        "--keep-days",
        type=click.IntRange(1, _MOST_DAYS),
        default=KEEP_DAYS,
        show_default=True,
        metavar="N",
        help="Remove older runs; never the newest of the same hosts.",
    ),
    option(
        _RUNS,
        "--keep-history-days",
        type=click.IntRange(1, _MOST_DAYS),
        default=KEEP_HISTORY_DAYS,
        show_default=True,
        metavar="N",
        help="Forget older nights in the history; never a host's last HEALTHY line, nor its last one.",
    ),
    option(
        _RUNS,
        "--no-journal",
        is_flag=True,
        help="Keep nothing of this run: it cannot be resumed, and another may run beside it.",
    ),
    option(
        _RUNS,
        "--end-with-stdin",
        is_flag=True,
        help="Stop in order, as on TERM, when standard input closes: for programs that start this one.",
    ),
)
