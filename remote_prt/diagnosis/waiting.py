"""A host that the newest runs of its scope did not get: what history tells of it (store/waiting.py)."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Try:
    """One run that asked for a host and came away with nothing."""

    run_id: str
    at: datetime
    status: str  #: UNREACHABLE, REFUSED, TIMED_OUT, SKIPPED; UNKNOWN where a verdict is missed
    cause: str  #: where it failed, or why nothing could be told; "" = the run did not come to it


@dataclass(frozen=True, slots=True)
class Waiting:
    """A host that the newest runs of its scope did not get."""

    host: str
    since: datetime  #: the first of the runs in a row that did not get it
    runs: int  #: so many in a row, reruns among them
    got_at: datetime | None  #: when a run got it last; None: never, as far as history goes
    status: str  #: the worst that was said of it then; "" = never got
    tries: tuple[Try, ...]  #: the newest runs in vain, the newest first

    @property
    def nothing_since(self) -> datetime:
        """Since when nothing is known of it: when it was got last, or the first try that is known."""
        return self.got_at or self.since
