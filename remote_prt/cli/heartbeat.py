"""`--heartbeat FILE`: a small JSON file that says whether the sweep runs, or how and when it ended (docs/nightly.md).

It is written when the run holds its hosts and when it ends, however that is. A process that was killed leaves
`running`, which gets older than any run lasts: that, and a file that nobody has written since yesterday, is what
monitoring looks for. A second run that finds the first at work leaves its file alone. Not being able to write it
costs a warning.
"""

import json
import os
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import wraps
from pathlib import Path
from typing import Any, Final

import click

from remote_prt.cli.exit_codes import ExitCode
from remote_prt.cli.grouped_help import option
from remote_prt.cli.prompt import say
from remote_prt.errors import RemotePrtError, ScopeLocked, UsageError
from remote_prt.model import Run
from remote_prt.reports.escape import printable
from remote_prt.reports.json_values import Json, coverage_members
from remote_prt.reports.times import utc_seconds_text
from remote_prt.store.replaced_file import replace_file

_MOST_CHARACTERS: Final = 300
_MODE: Final = 0o644  # less the umask: monitoring runs as another account, and no user or host is named in it


@dataclass(slots=True)
class Heart:
    """What writes the file; without a path nothing does."""

    path: Path | None = None
    is_redacted: bool = False  #: names were to be replaced in reports, so nothing that may hold one is told
    has_begun: bool = False
    has_ended: bool = False
    _known: dict[str, Json] = field(default_factory=dict)

    def began(self, run_id: str, started_at: datetime, scope: str) -> None:
        """The run holds its hosts; none has been contacted."""
        self.has_begun = True
        self._known |= {"Run": run_id, "Started": utc_seconds_text(started_at), "Scope": self._open(scope)}
        self._write({"State": "running"})

    def ended(self, run: Run, code: int, again: str) -> None:
        """The run is over, and told.

        Args:
            run: whose counts are told.
            code: what the process returns.
            again: the command that visits again what was not judged.
        """
        coverage, stopped = run.coverage, run.stopped_by
        self.has_ended = True
        self._write(
            {
                "State": "ended",
                "ExitCode": code,
                "Counts": dict(run.counts),
                "Coverage": coverage_members(coverage),
                "Interrupted": run.interrupted,
                "StoppedBy": None if stopped is None else stopped.value,
                "HostsMissing": self._open(run.hosts_missing) or None,
                "Next": again if coverage.judged < coverage.asked else "",
            }
        )

    def broke(self, code: int, problem: str = "") -> None:
        """It ended without a report, or without anything to do."""
        self.has_ended = True
        self._write({"State": "ended", "ExitCode": code, "Problem": self._open(problem)})

    def _open(self, text: str) -> str:
        return "" if self.is_redacted else printable(text)[:_MOST_CHARACTERS]

    def _write(self, members: dict[str, Json]) -> None:
        if self.path is None:
            return
        known: dict[str, Json] = {"SchemaVersion": 1, "Pid": os.getpid(), "Machine": socket.gethostname()}
        known |= self._known | {"Updated": utc_seconds_text(datetime.now(UTC))} | members
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            replace_file(self.path, (json.dumps(known, ensure_ascii=True, indent=1) + "\n").encode("ascii"), _MODE)
        except OSError as error:
            say(f"warning: --heartbeat {self.path} cannot be written: {error.strerror or error}")


def heartbeat_option(command: Callable[..., int]) -> Callable[..., int]:
    """Add `--heartbeat` to a click command that takes the context; it is handed a `Heart` as `heart`."""

    @wraps(command)
    def beating(context: click.Context, /, **values: Any) -> int:
        heart = Heart(values.pop("heartbeat"), is_redacted=bool(values.get("redact")))
        with _told(heart):
            code = command(context, heart=heart, **values)
            if not heart.has_ended and not values.get("list_hosts"):
                heart.broke(code)
            return code

    return option(
        "Runs",
        "--heartbeat",
        type=click.Path(path_type=Path, dir_okay=False),
        metavar="FILE",
        help="Write to this file that the run goes on, and at its end how it ended: JSON for monitoring.",
    )(beating)


@contextmanager
def _told(heart: Heart) -> Iterator[None]:
    """What ends the command without a report is told, unless another run is at work on these hosts."""
    try:
        yield
    except ScopeLocked:
        if heart.has_begun:
            heart.broke(ExitCode.LOCKED)
        raise
    except UsageError as error:
        heart.broke(ExitCode.USAGE, error.message)
        raise
    except click.ClickException as error:
        heart.broke(ExitCode.USAGE, error.format_message())
        raise
    except (KeyboardInterrupt, click.Abort):
        heart.broke(ExitCode.INTERRUPTED)
        raise
    except RemotePrtError as error:
        heart.broke(ExitCode.INTERNAL, str(error))
        raise
    except Exception as error:
        heart.broke(ExitCode.INTERNAL, type(error).__name__)
        raise
