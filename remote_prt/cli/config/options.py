"""`--config`, `--no-config` and `-O` for every command, and the context that asks files and environment for the rest.

Click asks a context for what the command line does not say (`lookup_default`); by then these three have been read, for
they are eager, and so has everything that was typed. A help page asks too: it is told nothing, and reads no file.
"""

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click
from click.core import ParameterSource

from remote_prt.cli.config.keys import KeyPath, keys_of
from remote_prt.cli.config.places import Level
from remote_prt.cli.grouped_help import GroupedOption
from remote_prt.cli.prompt import say
from remote_prt.cli.prompt_language import SpokenContext, speak_from_now_on
from remote_prt.errors import UsageError

if TYPE_CHECKING:  # help pages do not need it
    from remote_prt.cli.config.settings import Setting
    from remote_prt.cli.config.sources import ConfigRequest

_META: Final = "remote_prt.config"
_SOURCES: Final = {Level.COMMAND_LINE: ParameterSource.COMMANDLINE, Level.ENVIRONMENT: ParameterSource.ENVIRONMENT}


class ConfiguredContext(SpokenContext):
    """A context whose defaults are what files and environment set."""

    def lookup_default(self, name: str, call: bool = True) -> Any:
        """The value that was set for an option, or None."""
        if not call:
            return super().lookup_default(name, call=False)
        settable = {key.option.name for key in keys_of(self.command)}
        is_asked = name in settable and not self.resilient_parsing and _is_inside_of_us(self)
        found = self._configured().get(name) if is_asked else None
        return super().lookup_default(name) if found is None else found.given

    def set_parameter_source(self, name: str, source: ParameterSource) -> None:
        """Where a value came from: `-O` is a way to type an option, and our variables are variables."""
        if source is ParameterSource.DEFAULT_MAP and name in _asked(self).get("settings", {}):
            source = _SOURCES.get(self._configured()[name].level, source)
        super().set_parameter_source(name, source)

    def _configured(self) -> dict[str, "Setting"]:
        """What is set, by the names of parameters; read once."""
        if "settings" not in _asked(self):
            _asked(self)["settings"] = _read(self)
        found: dict[str, Setting] = _asked(self)["settings"]
        return found


def configurable(command: click.Command) -> click.Command:
    """The command and its own commands, each with the options about settings, and with what they set."""
    if isinstance(command, click.Group):
        for inner in command.commands.values():
            configurable(inner)
    else:
        command.context_class = ConfiguredContext
        if not any(one.name == "config_file" for one in command.params):
            command.params.extend(_options())
    return command


def command_words(context: click.Context) -> KeyPath:
    """The words that reach the command of a context: `("logs", "enable")`."""
    words: list[str] = []
    while context.parent is not None:
        words.insert(0, context.info_name or "")
        context = context.parent
    return tuple(words)


def config_words(context: click.Context) -> list[str]:
    """Which files the command line wants read, as words of another one; what `-O` sets is spelled as options."""
    file, without = asked_value(context, "config_file"), asked_value(context, "no_config")
    return ["--config", str(file)] if file else ["--no-config"] if without else []


def asked_value(context: click.Context, name: str) -> Any:
    """What the command line said for one of these options; they are no values of the command itself."""
    return _asked(context).get(name)


def _is_inside_of_us(context: click.Context) -> bool:
    return context.parent is not None and isinstance(context.find_root().command, click.Group)


def _asked(context: click.Context) -> dict[str, Any]:
    asked: dict[str, Any] = context.meta.setdefault(_META, {})
    return asked


def _read(context: click.Context) -> dict[str, "Setting"]:
    """Read everything that may say something, check it, and say what is to be known about it."""
    from remote_prt.cli.config.check import check_sources  # noqa: PLC0415  as above
    from remote_prt.cli.config.settings import effective  # noqa: PLC0415  help pages do not need it
    from remote_prt.cli.config.sources import find_sources  # noqa: PLC0415  as above

    root, path = context.find_root().command, command_words(context)
    assert isinstance(root, click.Group)
    request = config_request(context)
    if path[0] == "config":  # its -O speaks of the command that is shown
        request = replace(request, overrides=())
    sources = find_sources(request)
    check_sources(sources, path, root)
    settings = effective(path, root, sources, _typed(context))
    set_ones = {one.parameter: one for one in settings if one.level is not Level.DEFAULT}
    if "lang" in set_ones:
        context.obj = speak_from_now_on(str(set_ones["lang"].value))
    for file in sources.files:
        if file.unread:
            say(f"{file.place.path} is not read: {file.unread}")
        elif file.place.level is Level.PROJECT_FILE and any(o.level is Level.PROJECT_FILE for o in set_ones.values()):
            say(f"settings of this folder are used: {file.place.path}")
    return set_ones


def config_request(context: click.Context) -> "ConfigRequest":
    """What the command line says about settings, as `find_sources` takes it."""
    from remote_prt.cli.config.sources import ConfigRequest  # noqa: PLC0415  help pages do not need it

    parted = (word.partition("=") for word in asked_value(context, "overrides") or ())
    pairs = tuple((key, value) for key, _, value in parted)
    return ConfigRequest(asked_value(context, "config_file"), bool(asked_value(context, "no_config")), pairs)


def _typed(context: click.Context) -> frozenset[str]:
    """The keys that stand on the command line; hosts need no option."""
    typed = {
        key.name
        for key in keys_of(context.command)
        if context.get_parameter_source(key.option.name or "") is ParameterSource.COMMANDLINE
    }
    has_hosts = any(isinstance(one, click.Argument) and one.name == "hosts" for one in context.command.params)
    return frozenset(typed | ({"hosts"} if has_hosts and context.params.get("hosts") else set()))


def _keep(context: click.Context, parameter: click.Parameter, value: Any) -> None:
    if value not in (None, False, ()):
        _asked(context)[parameter.name or ""] = value
    if asked_value(context, "config_file") and asked_value(context, "no_config"):
        raise UsageError("--config and --no-config: one says to read a file, the other not to", "give one of them")


def _pairs(context: click.Context, parameter: click.Parameter, words: tuple[str, ...]) -> None:
    for word in words:
        if "=" not in word:
            raise click.BadParameter("expected key=value, the key named as a long option", context, parameter)
    _keep(context, parameter, words)


def _options() -> tuple[GroupedOption, ...]:
    hidden: dict[str, Any] = {"group": "Configuration", "is_eager": True, "expose_value": False}
    return (
        GroupedOption(
            ["--config", "config_file"],
            type=click.Path(path_type=Path),
            metavar="FILE",
            help="Settings in TOML, over remote_prt.toml here and those of the user and the system.",
            callback=_keep,
            **hidden,
        ),
        GroupedOption(
            ["--no-config"], is_flag=True, help="Read no settings file that is not named.", callback=_keep, **hidden
        ),
        GroupedOption(
            ["-O", "overrides"],
            multiple=True,
            metavar="KEY=VALUE",
            help="One setting by its key, stronger than files and environment.",
            callback=_pairs,
            **hidden,
        ),
    )
