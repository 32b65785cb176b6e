"""What runs behind a simulated shell: a script or command comes in, stream items come out.

Engines are `canned` (knows our snippets by hash and answers from the scenario) and `pwsh` (a real PowerShell 7 runs the
very script that arrived, with Windows stubbed from the scenario).
"""

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

from remote_prt.lab.scenario import SimulatedHost


class Stream(StrEnum):
    """PowerShell's streams, as PSRP messages carry them."""

    OUTPUT = "output"
    ERROR = "error"
    WARNING = "warning"
    VERBOSE = "verbose"
    PROGRESS = "progress"
    DEBUG = "debug"
    INFORMATION = "information"
    EXIT = "exit"  #: no stream: the script's `exit N`, which asks the client's host to end with that code


@dataclass(frozen=True, slots=True)
class StreamItem:
    """One object on one stream; `value` is text, `seconds` what the host took before it."""

    stream: Stream
    value: str
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class PipelineCall:
    """What the client asked to run: script text, or a command by name."""

    text: str | None
    command: str | None = None
    parameters: Mapping[str, object] = field(default_factory=dict)


class UnknownScript(Exception):
    """The engine does not know this script and must not pretend to."""


class Engine(Protocol):
    """Runs a call on a host."""

    def run(self, host: SimulatedHost, call: PipelineCall) -> AsyncIterator[StreamItem]:
        """The items in order.

        Raises:
            UnknownScript: the text is none of ours; the pipeline ends in state Failed.
        """
        ...

    def open_tasks(self) -> int:
        """How many user tasks were registered on simulated hosts and not removed yet (`OpenTasks` of `lab --stats`)."""
        ...
