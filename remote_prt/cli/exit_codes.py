"""What the process returns: one closed set, and what makes a run a failure (design/ux.md 7).

Nothing of runs is imported here: every start of the program needs these.
"""

from collections.abc import Iterable
from enum import IntEnum, StrEnum


class ExitCode(IntEnum):
    """Every code remote_prt returns."""

    OK = 0  #: nothing of the others
    FINDINGS = 1  #: a user or device at or above `--fail-on`
    USAGE = 2  #: usage or configuration error, nothing contacted; or a report that could not be written anywhere
    UNKNOWN = 3  #: an UNKNOWN other than `no-user-signed-in`
    NOT_JUDGED = 4  #: a host UNREACHABLE, REFUSED or TIMED_OUT, or missing because the list of hosts broke off
    LOCKOUT_BRAKE = 5  #: stopped so that no account gets locked out
    STOPPED = 6  #: the run's deadline, `--max-fail` or no tickets: hosts were skipped that nobody had disabled
    LOCKED = 7  #: another run holds the lock of this scope
    INTERNAL = 70  #: a bug (EX_SOFTWARE of sysexits.h)
    INTERRUPTED = 130  #: Ctrl-C, partial results written
    TERMINATED = 143  #: TERM or HUP, partial results written


#: Which code wins when several apply, the strongest first.
PRECEDENCE: tuple[ExitCode, ...] = (
    ExitCode.INTERNAL,
    ExitCode.INTERRUPTED,
    ExitCode.TERMINATED,
    ExitCode.USAGE,
    ExitCode.LOCKED,
    ExitCode.LOCKOUT_BRAKE,
    ExitCode.STOPPED,
    ExitCode.FINDINGS,
    ExitCode.NOT_JUDGED,
    ExitCode.UNKNOWN,
    ExitCode.OK,
)


class FailOn(StrEnum):
    """What makes a run a failure. The first three are levels, each with all that is worse; the default is `broken`."""

    BROKEN = "broken"
    FAILING = "failing"
    STALE = "stale"
    UNKNOWN = "unknown"  #: beside the level: an UNKNOWN that is not for want of a signed-in user returns 1, not 3
    UNREACHABLE = "unreachable"  #: beside the level: a host that could not be judged returns 1, not 4
    NEVER = "never"  #: results never change the code: neither 1 nor 3 nor 4


def strongest(codes: Iterable[ExitCode]) -> ExitCode:
    """The code to return when several apply; `OK` for none."""
    return min(codes, key=PRECEDENCE.index, default=ExitCode.OK)


def by_precedence(codes: Iterable[ExitCode]) -> tuple[ExitCode, ...]:
    """All codes that apply, the one to return first."""
    return tuple(sorted(codes, key=PRECEDENCE.index))
