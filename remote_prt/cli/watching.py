"""How much is told while a verb works, as options, and who listens to a run because of them."""

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from remote_prt.cli.grouped_help import option, with_options
from remote_prt.cli.numbers import FiniteRange
from remote_prt.cli.prompt import LOUDEST, note, say, set_loudness, speaker
from remote_prt.errors import RemotePrtError, UsageError
from remote_prt.model import Observer, Target

if TYPE_CHECKING:  # only a run that is watched pays for them
    from remote_prt.cli.composition import SweepSettings
    from remote_prt.cli.progress import Progress
    from remote_prt.cli.run_log import LogFile, RunLog

F = TypeVar("F", bound=Callable[..., Any])

_WATCHING = "Watching"
_MEGABYTE = 1_000_000


@dataclass(frozen=True, slots=True)
class Watch:
    """What is told beside the report."""

    loudness: int = 0  #: -1: only what matters; 1: visits; 2: phases and tracebacks
    log: "LogFile | None" = None


def watch_options(command: F) -> F:
    """Add the options to a click command; they arrive as the keyword arguments of `watch_request`."""
    return with_options(command, _OPTIONS)


def watch_request(values: dict[str, Any]) -> Watch:
    """Take the options out of a click command's values; the log is open from here on.

    Raises:
        UsageError: options that do not go together, or a log that cannot be written.
    """
    verbose, quiet = values.pop("verbose"), values.pop("quiet")
    path, debug = values.pop("log_file"), values.pop("debug")
    most, kept = values.pop("log_megabytes"), values.pop("log_keep")
    if verbose and quiet:
        raise UsageError("--verbose and --quiet exclude each other", "give one of them")
    loudness = -1 if quiet else min(verbose, LOUDEST)
    set_loudness(loudness)
    if path is None and not debug:
        return Watch(loudness)
    from remote_prt.cli.run_log import LogFile  # noqa: PLC0415  see above
    from remote_prt.store.rotated_file import Rotation  # noqa: PLC0415  see above

    log = LogFile(path or _own_log(), Rotation(round(most * _MEGABYTE), kept))
    if debug:
        note(f"log file: {log.path}")
    return Watch(loudness, log)


@contextmanager
def watchers(
    watch: Watch,
    settings: "SweepSettings",
    targets: Sequence[Target],
    progress: "Progress",
    *,
    run_id: str | None = None,
    language: str = "en",
) -> Iterator[tuple[Observer, ...]]:
    """Who listens to the run because of these options; the log is closed at the end, and what ended it early is said.

    Args:
        watch: what was asked for.
        settings: of the run; who listens is told of its phases, and nobody of its secrets.
        targets: of the run.
        progress: prints lines without breaking its own.
        run_id: stands in every event.
        language: of what is printed.
    """
    if watch.loudness <= 0 and watch.log is None:
        yield ()
        return
    from remote_prt.cli.loud import Loud  # noqa: PLC0415  see above
    from remote_prt.cli.run_log import redactor_of  # noqa: PLC0415  as above
    from remote_prt.reports.words import words_of  # noqa: PLC0415  as above
    from remote_prt.transports.credentials import SameForAll  # noqa: PLC0415  as above

    source = settings.credentials or SameForAll(settings.credential)
    credentials = []
    for target in targets:
        with suppress(UsageError):  # its visit says so
            credentials.append(source.for_target(target))
    redactor = redactor_of(credentials)
    listeners: list[Loud | RunLog] = []
    if watch.loudness > 0:
        louder = watch.loudness >= LOUDEST
        listeners.append(Loud(progress.tell, speaker(language), words_of(language), redactor, louder))
    with logged(watch) as log:
        if log is not None:
            log.file.redactor, log.file.run_id = redactor, run_id
            listeners.append(log)
        for listener in listeners:
            settings.phases.listen(listener)
        yield tuple(listeners)


@contextmanager
def logged(watch: Watch) -> Iterator["RunLog | None"]:
    """What writes into the log, if there is one; faults of ours go there too, and what ended it early is said."""
    log = watch.log
    if log is None:
        yield None
        return
    from remote_prt.cli.run_log import RunLog  # noqa: PLC0415  see above

    try:
        yield RunLog(log)
    except Exception as error:
        if not isinstance(error, RemotePrtError):
            log.broke(error)
        raise
    finally:
        log.close()
        if log.problem is not None:
            say(f"warning: the log ends early: {getattr(log.problem, 'strerror', None) or log.problem}")


def _own_log() -> Path:
    """A log of our own, in the folder of our state.

    Raises:
        UsageError: the folder belongs to somebody else.
    """
    from remote_prt.store.private_files import private_folder, state_folder  # noqa: PLC0415  only --debug needs it

    private_folder(state_folder())
    folder = private_folder(state_folder() / "logs")
    return folder / f"{datetime.now(UTC):%Y%m%dT%H%M%SZ}-{os.getpid()}.jsonl"


_OPTIONS = (
    option(
        _WATCHING,
        "-v",
        "--verbose",
        count=True,
        help="-v: a line for each visit that ends, and where the time went; -vv: also its phases, and tracebacks.",
    ),
    option(_WATCHING, "-q", "--quiet", is_flag=True, help="Only warnings and errors on standard error."),
    option(
        _WATCHING,
        "--log-file",
        type=click.Path(path_type=Path, dir_okay=False),
        metavar="FILE",
        help="Add every event to this file as JSON lines, without secrets.",
    ),
    option(
        _WATCHING,
        "--log-size",
        "log_megabytes",
        type=FiniteRange(0, 10_000, "megabytes"),
        default=10.0,
        show_default=True,
        metavar="MB",
        help="Put --log-file aside as FILE.1 before it gets bigger; 0: never.",
    ),
    option(
        _WATCHING,
        "--log-keep",
        type=click.IntRange(0, 1000),
        default=5,
        show_default=True,
        metavar="N",
        help="Log files that were put aside and are kept.",
    ),
    option(_WATCHING, "--debug", is_flag=True, help="A log file in your own state folder; its path is printed."),
)
