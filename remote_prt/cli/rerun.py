"""The options of a run as words: for the line that visits some hosts again, and for a run that is taken up later."""

import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click
from click.core import ParameterSource

from remote_prt.cli.config.options import config_words
from remote_prt.cli.output_places import OutputWord
from remote_prt.errors import UsageError
from remote_prt.reports.escape import printable

#: These choose the hosts.
HOST_OPTIONS = frozenset(
    {
        *("hosts", "host_lists", "hostfiles", "inventory", "limit", "exclude", "pick", "pick_seed"),
        *("ous", "ldap_filter", "search_scope", "max_logon_age"),
    }
)

#: These choose the reports.
REPORT_OPTIONS = frozenset({"output", "keep_reports", "report_format", "evidence", "nagios"})

#: These say where a password comes from: one of them replaces the others.
SECRET_OPTIONS = frozenset({"ask_password", "keyring", "password_file", "password_descriptor"})

#: These tell people of a run that nobody watches.
_NOTICES = frozenset({"notify", "notify_on", "notify_digest", "notify_quiet"})

#: The same for the account that asks the directory.
LDAP_SECRET_OPTIONS = frozenset({"ldap_keyring", "ldap_password_file", "ldap_password_descriptor"})

#: These belong to one command line: a later one does not take them from the run that it takes up.
_OF_ONE_LINE = frozenset(
    {
        *("list_hosts", "resume", "rerun", "catch_up", "retired_after"),
        *("state_dir", "keep_days", "keep_history_days", "no_journal", "end_with_stdin"),
        *("verbose", "quiet", "log_file", "log_megabytes", "log_keep", "debug"),
        *("lang", "color", "progress", "heartbeat"),
        *_NOTICES,
        *("password_descriptor", "ldap_password_descriptor"),  # a descriptor is open for this run only
    }
)

#: These are not repeated in the line that visits hosts again; where it has no journal to look into, it names hosts.
_NOT_REPEATED = frozenset(
    {
        *(HOST_OPTIONS - {"inventory"}),
        *_NOTICES,
        *("output", "keep_reports", "report_format", "password_descriptor", "ldap_password_descriptor"),
        *("list_hosts", "resume", "rerun", "keep_days", "keep_history_days", "catch_up", "retired_after"),
        "end_with_stdin",
    }
)


def rerun_prefix(context: click.Context) -> str:
    """`remote_prt` with the options that were given, quoted for a shell; never a secret, for no option takes one.

    An option whose value would act on a terminal is left out: escaped it would mean something else, and raw it must not
    be printed.
    """
    words = ["remote_prt"]
    for parameter in _given(context, _NOT_REPEATED, {ParameterSource.COMMANDLINE}):
        given = _words(parameter, context.params[parameter.name or ""])
        words += given if all(printable(word) == word for word in given) else []
    about_settings = config_words(context)
    words += about_settings if all(printable(word) == word for word in about_settings) else []
    return shlex.join(words)


def kept_command(option: str, value: str, state: Path | None) -> str:
    """The command that goes back to a kept run, quoted for a shell.

    Args:
        option: `--resume` or `--rerun`.
        value: of it.
        state: where the run is kept, if not in the usual folder.
    """
    where = [] if state is None else ["--state-dir", str(state)]
    return shlex.join(["remote_prt", option, value, *where])


def option_words(context: click.Context, left_out: frozenset[str] = frozenset()) -> tuple[tuple[str, ...], ...]:
    """Each option that decides something about this run, as words, wherever it was given; files by their full path."""
    anywhere = set(ParameterSource) - {ParameterSource.DEFAULT}
    return tuple(
        tuple(_words(parameter, _whole(parameter, context.params[parameter.name or ""])))
        for parameter in _given(context, HOST_OPTIONS | _OF_ONE_LINE | left_out, anywhere)
    )


def typed_options(context: click.Context) -> Iterator[tuple[click.Option, object]]:
    """Each option that stands on the command line, `-O` included, with its value."""
    for parameter in _given(context, frozenset(), {ParameterSource.COMMANDLINE}):
        if isinstance(parameter, click.Option):
            yield parameter, context.params[parameter.name or ""]


def spelled(option: click.Option, value: object) -> list[str]:
    """An option and its value, or values, as words."""
    return _words(option, value)


@dataclass(frozen=True, slots=True)
class EarlierValues:
    """The options of a run that was kept, by the name of their value."""

    given: dict[str, Any]
    all: dict[str, Any]  #: with the program's own defaults
    words: dict[str, tuple[str, ...]]  #: as they are written

    def without(self, *names: str) -> "EarlierValues":
        """The same, as if some options had not been given."""
        left = {name: value for name, value in self.given.items() if name not in names}
        return EarlierValues(left, self.all, {name: self.words[name] for name in self.words if name in left})


def values_of(context: click.Context, words: tuple[tuple[str, ...], ...], run_id: str) -> EarlierValues:
    """The values of the options that a kept run was given.

    Raises:
        UsageError: this version does not take them, or a file they name is not there any more.
    """
    try:
        then = context.command.make_context(context.info_name, [word for one in words for word in one], obj=context.obj)
    except click.UsageError as error:
        problem = error.format_message().rstrip(".")
        raise UsageError(f"an option of run {run_id} cannot be taken up: {problem}", "start a new run") from error
    given = {name: value for name, value in then.params.items() if is_given(then, name)}
    spelled = {spelling: p.name or "" for p in context.command.params for spelling in (*p.opts, *p.secondary_opts)}
    return EarlierValues(given, dict(then.params), {spelled[one[0]]: one for one in words})


def is_given(context: click.Context, name: str) -> bool:
    """Whether an option stands on this command line."""
    return context.get_parameter_source(name) is ParameterSource.COMMANDLINE


def option_name(context: click.Context, name: str) -> str:
    """How an option is written: `--event-hours`."""
    return next((spelling_of(p) for p in context.command.params if p.name == name), name)


def spelling_of(parameter: click.Parameter) -> str:
    """The name by which an option is known: the first long one, not an alias."""
    return next((word for word in parameter.opts if word.startswith("--")), parameter.opts[-1])


def _given(
    context: click.Context, left_out: frozenset[str], sources: set[ParameterSource]
) -> Iterator[click.Parameter]:
    for parameter in context.command.params:
        name = parameter.name or ""
        if name not in left_out and name in context.params and context.get_parameter_source(name) in sources:
            yield parameter


def _words(parameter: click.Parameter, value: object) -> list[str]:
    if isinstance(parameter, click.Option) and parameter.count:
        return [parameter.opts[0]] * int(str(value))
    if isinstance(parameter, click.Option) and parameter.is_flag:
        return [parameter.opts[0] if value else parameter.secondary_opts[0]]
    values = value if isinstance(value, tuple) else (value,)
    return [word for item in values for word in (spelling_of(parameter), str(item))]


def _whole(parameter: click.Parameter, value: object) -> object:
    """A file's name as it can be found from another folder."""
    if isinstance(parameter.type, OutputWord) and isinstance(value, tuple):
        return tuple(parameter.type.beside(word, Path.cwd()) for word in value)
    if not isinstance(parameter.type, click.Path) or not isinstance(value, Path) or str(value) == "-":
        return value
    return value.absolute()
