"""Who is told about a run beside its report, as options."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from remote_prt.cli.grouped_help import option, with_options
from remote_prt.errors import UsageError

if TYPE_CHECKING:  # only who notifies pays for them
    from remote_prt.notices.addresses import Address
    from remote_prt.notices.calendar import DigestDay, QuietHours
    from remote_prt.notices.occasions import Occasion, Threshold

F = TypeVar("F", bound=Callable[..., Any])

_NOTICES = "Notices"
_DAYS = ("daily", "weekly", "mon", "tue", "wed", "thu", "fri", "sat", "sun")
_NAMES = ("notify", "notify_on", "notify_digest", "notify_quiet")


@dataclass(frozen=True, slots=True)
class NotifyRequest:
    """Whom to tell, and when."""

    addresses: tuple["Address", ...]
    occasions: frozenset["Occasion"]
    thresholds: tuple["Threshold", ...]
    digest: "DigestDay | None"
    quiet: "QuietHours | None"

    def quiet_until(self, now: datetime) -> datetime | None:
        """When what would be said now may be said, in UTC; None: at once."""
        return None if self.quiet is None else self.quiet.end_of(now)


class _When(click.ParamType):  # type: ignore[type-arg]  # generic only in later versions of click
    """An occasion, or a threshold."""

    name = "when"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> "Occasion | Threshold":
        """The occasion or threshold.

        Raises:
            click.BadParameter: it is neither.
        """
        from remote_prt.notices.occasions import Occasion, Threshold, threshold_of  # noqa: PLC0415  see above

        if isinstance(value, Occasion | Threshold):
            return value
        text = str(value).strip().lower()
        if text in set(Occasion):
            return Occasion(text)
        found = threshold_of(text)
        if found is None:
            self.fail(
                f"{str(value)!r} is neither change, trouble, always nor a threshold such as broken>=5, unreachable>=30%"
                " or coverage<60%.",
                param,
                ctx,
            )
        return found


class QuietType(click.ParamType):  # type: ignore[type-arg]  # as above
    """Hours of the day."""

    name = "hours"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> "QuietHours":
        """The hours.

        Raises:
            click.BadParameter: they are none.
        """
        from remote_prt.notices.calendar import QuietHours, quiet_hours_of  # noqa: PLC0415  see above

        found = value if isinstance(value, QuietHours) else quiet_hours_of(str(value))
        if found is None:
            self.fail(f"{str(value)!r} are no hours of a day such as 22:00-07:00.", param, ctx)
        return found


def notify_options(command: F) -> F:
    """Add these options to a click command; they arrive as the keyword arguments of `notify_request`."""
    return with_options(command, _OPTIONS)


def notify_request(values: dict[str, Any], *, is_kept: bool, is_wanted: bool = True) -> NotifyRequest | None:
    """Take the options out of a click command's values; every address is understood from here on.

    Args:
        values: of the command.
        is_kept: the run leaves a journal and enters history.
        is_wanted: somebody will be visited.

    Raises:
        UsageError: options that do not go together, a file that is unsafe, or an address that is wrong.
    """
    said = {name: values.pop(name) for name in _NAMES}
    if not is_wanted:
        return None
    refuse_idle_notices(said)
    path, occasions, digest, quiet = (said[name] for name in _NAMES)
    if path is None:
        return None
    from remote_prt.notices.addresses import read_addresses  # noqa: PLC0415  see above
    from remote_prt.notices.calendar import DigestDay  # noqa: PLC0415  as above
    from remote_prt.notices.occasions import USUAL, Occasion, Threshold  # noqa: PLC0415  as above
    from remote_prt.notices.sending import check_addresses  # noqa: PLC0415  as above

    asked = occasions or USUAL
    if not is_kept and (Occasion.CHANGE in asked or digest or quiet):
        problem = "--no-journal: changes, digests and quiet hours need what is kept of runs"
        raise UsageError(problem, "leave it out, or say --notify-on always, trouble or a threshold")
    addresses = read_addresses(path)
    check_addresses(addresses, str(path))
    return NotifyRequest(
        addresses=addresses,
        occasions=frozenset(one for one in asked if isinstance(one, Occasion)),
        thresholds=tuple(one for one in asked if isinstance(one, Threshold)),
        digest=None if digest is None else DigestDay(digest),
        quiet=quiet,
    )


def refuse_idle_notices(values: dict[str, Any]) -> None:
    """Refuse what says when to tell where nobody is told.

    Raises:
        UsageError: there is no file of addresses.
    """
    if values["notify"] is None and any(values[name] for name in _NAMES[1:]):
        raise UsageError("--notify-on, --notify-digest and --notify-quiet need --notify", "name its file")


_OPTIONS = (
    option(
        _NOTICES,
        "--notify",
        type=click.Path(exists=True, dir_okay=False, path_type=Path),
        metavar="FILE",
        help="Send a short message where there are news: one apprise URL on each line of this file, which only you may"
        " read. See: remote_prt notify test FILE.",
    ),
    option(
        _NOTICES,
        "--notify-on",
        type=_When(),
        multiple=True,
        metavar="WHEN",
        help="change (since the last run), trouble (of the run itself), always, or a threshold: broken>=5,"
        " unreachable>=30%, coverage<60%. Default: change and trouble. Repeatable.",
    ),
    option(
        _NOTICES,
        "--notify-digest",
        type=click.Choice(_DAYS),
        help="Tell of runs without news too, all in one message on that day.",
    ),
    option(
        _NOTICES,
        "--notify-quiet",
        type=QuietType(),
        metavar="HH:MM-HH:MM",
        help="Send nothing in these hours, local time; what is held back goes out with the next run, or by remote_prt"
        " notify send.",
    ),
)
