"""What one run saw of a host, or of one user of it: all that history keeps, and all that a comparison reads."""

from dataclasses import dataclass
from datetime import datetime

from remote_prt.diagnosis.diagnosis import Status

#: A user or device that needs somebody's time.
BAD = frozenset({Status.BROKEN.value, Status.FAILING.value, Status.STALE.value})
GOOD = Status.HEALTHY.value

#: The cause of a SKIPPED line where the inventory or the directory says that the host is not to be visited.
DISABLED = "disabled"


@dataclass(frozen=True, slots=True)
class Sighting:
    """One line of a run in a few words."""

    host: str
    user: str  #: "" = the host itself
    status: str  #: a PRT status, or the outcome word where nothing was judged
    cause: str  #: finding id, else the reason, else where the visit failed; "" = nothing to explain
    cause_class: str  #: of the finding; "" without one
    seen_at: datetime  #: when the visit began, UTC
    upn: str = ""  #: another name of the user

    @property
    def is_bad(self) -> bool:
        """Whether a fault was seen."""
        return self.status in BAD

    @property
    def is_telling(self) -> bool:
        """Whether it says that the PRT is well or not; UNKNOWN and a visit that failed say neither."""
        return self.status in BAD or self.status == GOOD

    @property
    def subject(self) -> tuple[str, str]:
        """Host and user, whatever their case."""
        return self.host.casefold(), self.user.casefold()


@dataclass(frozen=True, slots=True)
class PastRun:
    """One run as history keeps it."""

    run_id: str
    scope: str
    started_at: datetime
    finished_at: datetime | None  #: None: it was cut off
    counts: tuple[tuple[str, int], ...]  #: hosts by status word
    asked: int
    judged: int
    is_whole: bool = True  #: it came to its end and visited everybody of its scope
    rerun_of: str = ""  #: it visited only some hosts of that run
    journal_bytes: int = 0  #: of its journal when it was imported; a resumed run has more
