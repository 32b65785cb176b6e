"""Verbs that take the words of a sweep behind `--`: an option of the sweep in front of it is told as what it is."""

import click

from remote_prt.errors import UsageError


class WordsBehind(click.Command):
    """A command whose mistakes with `--` are named."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Parse the words.

        Raises:
            UsageError: an option stands in front of `--` that only the sweep has.
        """
        try:
            return super().parse_args(ctx, args)
        except click.NoSuchOption as error:
            from remote_prt.cli.sweep_verb import sweep  # noqa: PLC0415  only a mistake needs it

            name = error.option_name
            if not any(name in {*one.opts, *one.secondary_opts} for one in sweep.params):
                raise
            problem = f"{name} is an option of the sweep"
            raise UsageError(problem, f"words of the sweep stand behind --, as in: -- {name} ...") from error
