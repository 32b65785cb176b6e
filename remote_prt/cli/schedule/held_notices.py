"""What quiet hours hold back goes out when they are over: a second plan beside that of the sweep.

A notice of 05:00 that waits for the next run would be told a day late. Of two sweeps that share a state folder each has
such a plan; whichever is first sends what lies there, and the other finds nothing.
"""

from dataclasses import dataclass, replace
from datetime import time
from typing import Final

from remote_prt.cli.schedule.plan import Place, Plan, Word
from remote_prt.notices.calendar import QuietHours

_VERB: Final = ("notify", "send")

#: After the end of quiet hours: a run that ends with them has put its own notice there.
_AFTER: Final = 5

_DAY: Final = 24 * 60


@dataclass(frozen=True, slots=True)
class Held:
    """What a sweep says about notices that are held back."""

    file: Word  #: of addresses
    quiet: QuietHours
    state: Word | None  #: the state folder; None: the account's own
    settings: tuple[str, ...] = ()  #: words about settings files


def notices_plan(sweep: Plan, held: Held) -> Plan:
    """The plan that sends them, by the same account from the same folder; it gets no secret but the addresses.

    Args:
        sweep: whose notices are held back.
        held: for how long, and where they are sent.
    """
    quiet = held.quiet
    loud = (_minutes(quiet.begin) - _minutes(quiet.end)) % _DAY  # the minutes in which notices go out
    after = min(_AFTER, loud // 2)
    hour, minute = divmod((_minutes(quiet.end) + after) % _DAY, 60)
    state = () if held.state is None else ("--state-dir", held.state)
    return replace(
        sweep,
        name=f"{sweep.name}-notices",
        at=time(hour, minute),
        spread_minutes=min(sweep.spread_minutes, loud - after - 1),
        verb=_VERB,
        words=(*held.settings, *state, "--quiet-hours", str(quiet), held.file),
        scope=f"what is held back in {quiet}",
        handed=tuple(one for one in sweep.handed if isinstance(held.file, Place) and one.name == held.file.name),
        keytab="",
        written=(f"{held.state}/",) if isinstance(held.state, str) else (),
    )


def _minutes(clock: time) -> int:
    return clock.hour * 60 + clock.minute
