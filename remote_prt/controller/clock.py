"""Now, in the two ways a sweep needs it; a value, so that time can be played in tests."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime


def _utc_now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Clock:
    """The wall clock for reports and the monotonic clock for deadlines."""

    utc: Callable[[], datetime] = _utc_now
    monotonic: Callable[[], float] = time.monotonic
