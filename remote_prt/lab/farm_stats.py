"""What a farm has counted: told by the lab, read by whoever started it."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class HostStats:
    """What one host has seen, and how many shells are open there."""

    logon_attempts: int = 0
    visits: int = 0
    open_shells: int = 0


@dataclass(frozen=True, slots=True)
class FarmStats:
    """What the farm has seen and what was left behind."""

    logon_attempts: int
    open_shells: int
    open_tasks: int
    visits: int
    hosts: Mapping[str, HostStats] = field(default_factory=dict)  #: by computer name; those that saw anything

    @classmethod
    def from_document(cls, document: Mapping[str, object]) -> "FarmStats":
        """The counts in a document of `lab --stats`.

        Raises:
            KeyError: a count is missing.
            ValueError: a count is no number.
        """
        attempts, shells, tasks, visits = (
            int(str(document[name])) for name in ("LogonAttempts", "OpenShells", "OpenTasks", "Visits")
        )
        rows = document["Hosts"]
        hosts = {str(name): _host(row) for name, row in rows.items()} if isinstance(rows, dict) else {}
        return cls(attempts, shells, tasks, visits, hosts)

    @property
    def totals(self) -> dict[str, int]:
        """The counts of all hosts together."""
        return {
            "LogonAttempts": self.logon_attempts,
            "OpenShells": self.open_shells,
            "OpenTasks": self.open_tasks,
            "Visits": self.visits,
        }

    def as_document(self) -> dict[str, object]:
        """The document of `lab --stats`."""
        hosts = {
            name: {"LogonAttempts": one.logon_attempts, "Visits": one.visits, "OpenShells": one.open_shells}
            for name, one in self.hosts.items()
        }
        return {**self.totals, "Hosts": hosts}


def _host(row: Mapping[str, object]) -> HostStats:
    return HostStats(*(int(str(row[name])) for name in ("LogonAttempts", "Visits", "OpenShells")))
