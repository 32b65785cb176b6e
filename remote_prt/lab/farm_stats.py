"""What a farm has counted: told by the lab, read by whoever started it."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FarmStats:
    """What the farm has seen and what was left behind."""

    logon_attempts: int
    open_shells: int
    open_tasks: int
    visits: int

    @classmethod
    def from_document(cls, document: Mapping[str, object]) -> "FarmStats":
        """The counts in a document of `lab --stats`.

        Raises:
            KeyError: a count is missing.
            ValueError: a count is no number.
        """
        counts = (int(str(document[name])) for name in ("LogonAttempts", "OpenShells", "OpenTasks", "Visits"))
        return cls(*counts)

    def as_document(self) -> dict[str, int]:
        """The document of `lab --stats`."""
        return {
            "LogonAttempts": self.logon_attempts,
            "OpenShells": self.open_shells,
            "OpenTasks": self.open_tasks,
            "Visits": self.visits,
        }
