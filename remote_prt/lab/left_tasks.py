"""The tasks of visits on the hosts of one farm, with their folders: those that run, and those that somebody left there.

A name begins with the end boundary, as on a real host: what is past it, the next visit removes; what is younger belongs
to a visit that may still run. Times are the host's own clock.
"""

from datetime import datetime

from remote_prt.lab.scenario import SimulatedHost


class TaskBook:
    """Which tasks are registered where, until when."""

    def __init__(self) -> None:
        self._ends: dict[tuple[str, int], dict[str, datetime]] = {}

    def __len__(self) -> int:
        return sum(len(names) for names in self._ends.values())

    def register(self, host: SimulatedHost, name: str, end: datetime) -> None:
        """A task that ends at that boundary."""
        self._of(host)[name] = end

    def remove(self, host: SimulatedHost, name: str) -> None:
        """The task is gone with its folder; without effect where it is gone already."""
        self._of(host).pop(name, None)

    def remove_stale(self, host: SimulatedHost, moment: datetime) -> tuple[int, int]:
        """How many were past their end boundary and are gone now, and how many were left alone."""
        names = self._of(host)
        stale = [name for name, end in names.items() if end < moment]
        for name in stale:
            del names[name]
        return len(stale), len(names)

    def _of(self, host: SimulatedHost) -> dict[str, datetime]:
        return self._ends.setdefault((host.computer_name, host.seed), {})
