"""What the one who asks may set about judging, as options: shared by every verb that judges."""

from collections.abc import Callable
from typing import Any

from remote_prt.cli.grouped_help import option
from remote_prt.cli.numbers import hours


def stale_after_option(group: str) -> Callable[[Any], Any]:
    """`--stale-after H` under a heading; it arrives as `stale_hours`."""
    return option(
        group,
        "--stale-after",
        "stale_hours",
        type=hours(),
        default=4.0,
        show_default=True,
        metavar="H",
        help="Hours without renewal after which a PRT is STALE if there was an unlock since.",
    )
