"""What a report is told about earlier runs, by whoever knows them: what changed since the last one, and the trend."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Changed:
    """One host, or one user of it, whose state is not what it was."""

    host: str
    user: str = ""  #: as `rows.user_name` shows it; "" = the host itself
    status: str = ""  #: now; "" = not seen
    before: str = ""  #: "" = not seen before
    cause: str = ""  #: finding id or reason now, or the last one


@dataclass(frozen=True, slots=True)
class Change:
    """What is different from the last run of the same scope."""

    run_id: str  #: of the last run
    started_at: datetime  #: of the last run
    new: tuple[Changed, ...] = ()  #: bad now, not before
    fixed: tuple[Changed, ...] = ()  #: bad before, healthy now
    still: tuple[Changed, ...] = ()  #: bad before and now, for the same cause
    changed_cause: tuple[Changed, ...] = ()  #: bad before and now, for another cause
    flapping: tuple[Changed, ...] = ()  #: bad and healthy by turns over the last runs
    not_seen: tuple[Changed, ...] = ()  #: judged before, and not now


@dataclass(frozen=True, slots=True)
class TrendPoint:
    """One earlier run in numbers."""

    run_id: str
    started_at: datetime
    counts: Mapping[str, int]  #: hosts by status word, as `Run.counts`
    asked: int
    judged: int


@dataclass(frozen=True, slots=True)
class Earlier:
    """All that a report shows of earlier runs."""

    since: Change | None = None
    trend: tuple[TrendPoint, ...] = ()  #: earlier runs, the oldest first; the run itself is not among them


NOTHING_EARLIER = Earlier()
