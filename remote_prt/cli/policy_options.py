"""What the one who asks may set about judging, as options: shared by every verb that judges."""

from collections.abc import Callable
from typing import Any

import click

from remote_prt.cli.grouped_help import option
from remote_prt.cli.numbers import hours

_LONGEST_NAME = 256  #: of a UPN; the longest SID has 184 characters


def table_or_json_option(group: str = "Other") -> Callable[[Any], Any]:
    """`--format table|json` under a heading; its value arrives as `output_format`."""
    return option(
        group,
        "--format",
        "output_format",
        type=click.Choice(["table", "json"]),
        default="table",
        show_default=True,
        help="table for people, json for programs.",
    )


def only_user_option(group: str) -> Callable[[Any], Any]:
    """`--only-user USER` under a heading."""
    return option(
        group,
        "--only-user",
        type=BoundedText(),
        default="",
        metavar="UPN|SID|NAME",
        help="Judge this user alone: no task runs for anybody else.",
    )


class BoundedText(click.ParamType[str]):
    """A name as a person types it: one line, not longer than a name can be."""

    name = "text"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The name without blanks around it.

        Raises:
            click.BadParameter: it is empty, too long, or has signs that no name has.
        """
        text = value.strip()
        if (value and not text) or len(text) > _LONGEST_NAME or not text.isprintable():
            self.fail(f"{value[:40]!r} is no name of a user", param, ctx)
        return text


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
