"""Verbs that take options only: a word in the place of one is told with what is probably meant."""

from collections.abc import Callable
from typing import Any

import click

from remote_prt.cli.grouped_help import GroupedCommand
from remote_prt.errors import UsageError
from remote_prt.reports.escape import printable

_MOST = 60


class OptionsOnly(GroupedCommand):
    """A command without arguments.

    Args:
        meant: what the first word that is too much may mean, as a hint; the word can be printed.
    """

    def __init__(self, *args: Any, meant: Callable[[str], str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.meant = meant

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Parse the words.

        Raises:
            UsageError: one of them belongs to no option.
        """
        ctx.allow_extra_args = True
        rest = super().parse_args(ctx, args)
        if ctx.args and not ctx.resilient_parsing:
            word = printable(ctx.args[0])
            word = word if len(word) <= _MOST else f"{word[:_MOST]}..."
            raise UsageError(f"{word}: {ctx.info_name} takes options only", self.meant(word))
        return rest
