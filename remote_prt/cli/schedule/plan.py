r"""What is to be started each day: the words of a sweep, when, as whom, and what it needs to be handed.

The words are plain text, except for places that each scheduler has its own name for: `%S/remote_prt` of systemd is
`C:\ProgramData\remote_prt` of Windows.
"""

from dataclasses import dataclass
from datetime import time, timedelta
from enum import StrEnum
from pathlib import PurePosixPath, PureWindowsPath
from typing import Final

from remote_prt.cli.pace_options import WrittenDeadline

Flavour = type[PurePosixPath] | type[PureWindowsPath]

#: For the report, the history and notifications, after the deadline of the visits.
AFTER_DEADLINE: Final = timedelta(minutes=10)

#: Where no deadline was given: before the next night.
LONGEST: Final = timedelta(hours=23)

#: What a plan starts, unless it is told.
SWEEP: Final = ("sweep",)

_DAY: Final = timedelta(days=1)


class PlaceKind(StrEnum):
    """Which of the scheduler's folders."""

    STATE = "state"  #: kept from run to run
    LOG = "log"
    CREDENTIAL = "credential"  #: where a secret lies while the run lasts


@dataclass(frozen=True, slots=True)
class Place:
    """A file, or with an empty name the folder itself."""

    kind: PlaceKind
    name: str = ""


Word = str | Place


@dataclass(frozen=True, slots=True)
class Handed:
    """A secret file that the scheduler hands to the run under a name."""

    name: str
    path: str


@dataclass(frozen=True, slots=True)
class Plan:
    """One scheduled sweep, or the verb that goes with it."""

    name: str  #: of the unit or task, behind `remote_prt-`
    at: time  #: on the machine's clock
    spread_minutes: int  #: the start is put off by up to so many, by chance
    account: str
    program: tuple[str, ...]
    words: tuple[Word, ...]
    scope: str  #: what named the hosts, on one line
    deadline: WrittenDeadline | None = None
    handed: tuple[Handed, ...] = ()
    keytab: str = ""
    written: tuple[str, ...] = ()  #: files of reports, of the log, and whatever lies in the state folder
    verb: tuple[str, ...] = SWEEP

    @property
    def unit(self) -> str:
        """`remote_prt-nightly`."""
        return f"remote_prt-{self.name}"

    @property
    def title(self) -> str:
        """`sweep nightly`."""
        return f"{' '.join(self.verb)} {self.name}"

    @property
    def longest(self) -> timedelta:
        """After which the scheduler ends the run: a little more than its own deadline gives it."""
        if self.verb != SWEEP:
            return AFTER_DEADLINE
        if self.deadline is None:
            return LONGEST
        if self.deadline.clock is None:
            return timedelta(seconds=self.deadline.seconds or 0) + AFTER_DEADLINE
        begin, end = (timedelta(hours=c.hour, minutes=c.minute) for c in (self.at, self.deadline.clock))
        return ((end - begin) % _DAY or _DAY) + AFTER_DEADLINE
