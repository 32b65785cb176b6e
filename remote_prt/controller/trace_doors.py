"""Doors of trace work: what is kept here between runs, and where files go. The store is behind them."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Protocol

from remote_prt.collectors.file_transfer import Sink
from remote_prt.model import Artefact, RememberedTrace, Target

#: Told of a file on its way: host, name, bytes done, bytes in all.
Moved = Callable[[Target, str, int, int], None]


class TraceMemory(Protocol):
    """What is kept between runs; every call may raise UsageError, and may wait for the disk."""

    def recall(self, host: str) -> RememberedTrace | None:
        """What we began there."""
        ...

    def remember(self, host: str, trace: RememberedTrace) -> None:
        """Keep it."""
        ...

    def forget(self, host: str) -> None:
        """Nothing of ours is there any more."""
        ...


class Part(Sink, Protocol):
    """A file on its way."""

    @property
    def sha256(self) -> str:
        """Of what is written."""
        ...

    def finish(self, name: str) -> Path:
        """It is complete and proven."""
        ...

    def close(self) -> None:
        """What there is stays for another run."""
        ...

    def discard(self) -> None:
        """It is worth nothing."""
        ...


class Case(Protocol):
    """Where the files of a host go."""

    @property
    def path(self) -> Path:
        """The folder."""
        ...

    def free_bytes(self) -> int:
        """What its disk has left."""
        ...

    def part(self, name: str, digest: str) -> Part:
        """The file of that name on its way."""
        ...

    def artefacts(self) -> tuple[str, ...]:
        """Names of what is complete."""
        ...

    def add(self, artefact: Artefact) -> None:
        """Say in the manifest that it is here."""
        ...


class Cases(Protocol):
    """Where cases are kept."""

    def open(self, host: str, at: datetime, known: str = "") -> Case:
        """The case of that path, or a new one."""
        ...
