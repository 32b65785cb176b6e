"""A listing whose pages come when they are asked for, made for tests."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from remote_prt.directory.computer import Computer
from remote_prt.errors import DirectoryError

AT = datetime(2026, 1, 31, tzinfo=UTC)
ROOT = "DC=corp,DC=example"


def pc(name: str, unit: str = "OU=Tokyo", **more: object) -> Computer:
    """A computer that is visited, unless more is said of it."""
    return Computer(f"CN={name},{unit},{ROOT}", name, f"{name}.corp.example", **more)  # type: ignore[arg-type]


@dataclass(slots=True)
class PlayedPages:
    """Pages that come when they are asked for; behind them the error, if there is one."""

    pages: Sequence[Sequence[Computer]]
    failure: DirectoryError | None = None
    taken: int = 0
    is_closed: bool = False
    server: str = "dc1"
    asked_at: datetime = AT
    domains_beneath: tuple[str, ...] = ()

    @property
    def problem(self) -> str:
        return "" if self.failure is None else self.failure.message

    @property
    def is_over(self) -> bool:
        return self.taken == len(self.pages)

    def wait(self) -> tuple[Computer, ...]:
        if self.is_over:
            if self.failure is not None:
                raise self.failure
            return ()
        self.taken += 1
        return tuple(self.pages[self.taken - 1])

    async def __aiter__(self) -> AsyncIterator[tuple[Computer, ...]]:
        while not self.is_over:
            yield self.wait()

    def cut(self) -> None:
        self.pages = self.pages[: self.taken]

    def close(self) -> None:
        self.is_closed = True
