"""`remote_prt config show`: what is set, and where."""

import click

from remote_prt.cli.policy_options import table_or_json_option
from remote_prt.cli.prompt_language import lang_option

_EPILOG = """\b
Examples:
  remote_prt config show                    of a sweep
  remote_prt config show logs enable        of another command
  remote_prt config show --format json --config site.toml
"""


@click.group(name="config")
@lang_option
def config() -> None:
    """Show what files, environment and defaults set. Every long option is a setting: docs/configuration.md."""


@config.command(name="show", epilog=_EPILOG)
@lang_option
@click.argument("command", nargs=-1, metavar="[COMMAND]...")
@table_or_json_option()
@click.pass_context
def show(context: click.Context, /, command: tuple[str, ...], output_format: str) -> None:
    """Print every setting of a command, its value and its origin, and the files that were looked for.

    Without a COMMAND it is the sweep. Nothing is contacted, and no secret is a setting.
    """
    from remote_prt.cli.config.options import config_request
    from remote_prt.cli.config.view import render_config_json, render_config_table, view_config
    from remote_prt.errors import UsageError

    root = context.find_root().command
    if not isinstance(root, click.Group):
        raise UsageError("the settings of other commands are not known here", "run remote_prt config show")
    view = view_config(command or ("sweep",), root, config_request(context))
    click.echo(render_config_json(view) if output_format == "json" else render_config_table(view), nl=False)
