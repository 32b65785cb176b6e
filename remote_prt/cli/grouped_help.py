"""Help that is read: options under headings, examples at the end, those that few need on a page of their own."""

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

import click

F = TypeVar("F", bound=Callable[..., Any])

_ALL = f"{__name__}.all"


class GroupedOption(click.Option):
    """An option that knows the heading it stands under."""

    def __init__(self, *args: Any, group: str = "Other", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.group = group


class GroupedCommand(click.Command):
    """A command whose help lists its options under their headings, in the order in which the headings first occur.

    Args:
        common: names of the options that `--help` shows, the others being for `--help-all`; none: it shows all.
    """

    def __init__(self, *args: Any, common: frozenset[str] = frozenset(), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.common = common
        if common:
            self.params.append(_help_all())

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write one section a heading."""
        groups: dict[str, list[tuple[str, str]]] = {}
        shown = [parameter for parameter in self.get_params(ctx) if self._is_shown(parameter, ctx)]
        for parameter in sorted(shown, key=lambda parameter: not isinstance(parameter, GroupedOption)):
            record = parameter.get_help_record(ctx)
            if record is not None and isinstance(parameter, click.Option):
                groups.setdefault(getattr(parameter, "group", "Other"), []).append(record)
        for title, records in groups.items():
            with formatter.section(title):
                formatter.write_dl(records)

    def _is_shown(self, parameter: click.Parameter, context: click.Context) -> bool:
        is_common = not self.common or parameter.name in self.common or not isinstance(parameter, GroupedOption)
        return is_common or context.meta.get(_ALL, False)


def show_all(context: click.Context) -> None:
    """Let the help of this command line name every option."""
    context.meta[_ALL] = True


def _help_all() -> click.Option:
    text = "Show every option and exit; --help shows what most need."
    return click.Option(["--help-all"], is_flag=True, is_eager=True, expose_value=False, callback=_print_all, help=text)


def _print_all(context: click.Context, _option: click.Parameter, is_wanted: bool) -> None:
    if is_wanted and not context.resilient_parsing:
        show_all(context)
        click.echo(context.get_help(), color=context.color)
        context.exit()


def option(group: str, *names: str, **settings: Any) -> Callable[[F], F]:
    """A click option under a heading."""
    return click.option(*names, cls=GroupedOption, group=group, **settings)


def with_options(command: F, options: Sequence[Callable[[F], F]]) -> F:
    """The command with these options, in their order."""
    for decorate in reversed(options):
        command = decorate(command)
    return command
