"""The words of a sweep that nobody watches, read by the very parser of `sweep`, and made to work from anywhere.

What is wrong is told now and not at five in the morning: unknown options, options that do not go together, names that
cannot be read. What cannot work unattended (a question, standard input, a password without a source) is refused.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import click
from click.core import ParameterSource

from remote_prt.cli.config.keys import keys_of
from remote_prt.cli.config.options import asked_value, config_request
from remote_prt.cli.config.places import Level
from remote_prt.cli.config.settings import Setting
from remote_prt.cli.connection_options import connection_request
from remote_prt.cli.journal_options import journal_request
from remote_prt.cli.notify.options import refuse_idle_notices
from remote_prt.cli.output_places import OutputWord, reports_of
from remote_prt.cli.pace_options import WrittenDeadline
from remote_prt.cli.prompt import note, say
from remote_prt.cli.rerun import spelled, spelling_of, typed_options
from remote_prt.cli.schedule.held_notices import Held
from remote_prt.cli.schedule.plan import Flavour, Handed, Place, PlaceKind, Word
from remote_prt.cli.schedule.tickets import Tickets, tickets_needed
from remote_prt.cli.target_options import selection_request
from remote_prt.errors import SecretUnavailable, UsageError
from remote_prt.reports.escape import printable

_VERB: Final = "sweep"

#: What needs somebody who is there, by the name of the value: what to say, and what to do instead.
_ATTENDED: Final = {
    "ask_password": ("--ask-pass: nobody is there to type a password", "use --password-file, --keyring or a keytab"),
    "password_descriptor": ("--password-fd: nobody opens a descriptor for it", "use --password-file"),
    "ldap_password_descriptor": ("--ldap-password-fd: nobody opens a descriptor for it", "use --ldap-password-file"),
    "end_with_stdin": ("--end-with-stdin: standard input is closed from the start", "leave it out"),
    "list_hosts": ("--list-hosts visits nobody", "leave it out"),
    "resume": ("--resume goes on with one run only", "leave it out"),
}

#: Files with secrets, and the name under which systemd hands them over.
_SECRET_FILES: Final = {
    "password_file": "password",
    "ldap_password_file": "ldap-password",
    "certificate_file": "certificate",
    "certificate_key_file": "certificate-key",
    "notify": "notify",
}

#: Settings that the run does not see.
_FOREIGN: Final = frozenset({Level.ENVIRONMENT, Level.PROJECT_FILE, Level.USER_FILE})

#: Files and folders that a run writes to beside its reports, and what ends the path of a folder.
_KEPT: Final = {"log_file": "", "heartbeat": "", "state_dir": "/"}

_WITHOUT_PASSWORD: Final = frozenset({"kerberos", "certificate"})
_GROUP_OR_FILE: Final = re.compile(r"@([^\s,;:&!]+)")
_PARTED: Final = re.compile(r"[\s,;:&!]")
_MOST_OF_SCOPE: Final = 100


@dataclass(frozen=True, slots=True)
class SweepWords:
    """A sweep, as its words and as what they mean."""

    words: tuple[Word, ...]
    given: frozenset[str]  #: the options that have a value, by its name
    deadline: WrittenDeadline | None
    scope: str
    written: tuple[str, ...]  #: files of reports
    kept: tuple[str, ...]  #: the log, the heartbeat and what lies in the state folder, where they were named
    handed: tuple[Handed, ...]
    tickets: Tickets
    held: Held | None  #: where quiet hours hold notices back


def sweep_words(root: click.Group, words: Sequence[str], language: object, flavour: Flavour) -> SweepWords:
    """The sweep that these words ask for.

    Args:
        root: the group of all verbs.
        words: of the sweep, with or without its verb.
        language: of the prompt.
        flavour: of paths where it will run.

    Raises:
        UsageError: it cannot be run like that by nobody.
        click.UsageError: `sweep` does not take these words.
    """
    top = click.Context(root, info_name="remote_prt", obj=language)
    command = root.get_command(top, _VERB)
    assert command is not None
    if words and words[0] != _VERB and words[0] in root.list_commands(top):
        raise UsageError(
            f"{words[0]} is another verb: what runs each night is a sweep", "a host of that name: -- sweep NAME"
        )
    rest = list(words[1:] if words[:1] == (_VERB,) else words)
    context = command.make_context(_VERB, rest, parent=top, obj=language)
    _check(context)
    _tell_foreign_settings(context)
    return _Whole(context, flavour).sweep()


def check_printable(words: Iterable[str]) -> None:
    """Refuse what would end a line of a unit, or what XML has no sign for.

    Raises:
        UsageError: a word holds such a character.
    """
    for word in words:
        if printable(word) != word:
            raise UsageError(f"a word holds characters that no unit or task can: {printable(word)[:60]}")


def _check(context: click.Context) -> None:
    """What `sweep` itself would refuse before it contacts anybody, and what needs somebody who is there."""
    values = dict(context.params)
    for name, (problem, hint) in _ATTENDED.items():
        if values.get(name) not in (None, False):
            raise UsageError(problem, hint)
    for word in (*values["hosts"], *values["host_lists"], *values["hostfiles"]):
        if "-" in re.split(r"[\s,]+", word):
            raise UsageError("-: nobody types or pipes hosts there", "use --hostfile")
    _require_password_source(values)
    refuse_idle_notices(values)
    reports_of(values["output"], values["report_format"])
    journal_request(dict(values))
    connection_request(dict(values))
    with context.scope(cleanup=False):
        request = selection_request(dict(values))
    if request.directory is not None:
        from remote_prt.directory.computer_search import check_query  # noqa: PLC0415  an extra

        check_query(request.directory.query)
    is_named = request.words or request.hostfiles or request.inventory or request.directory or values["rerun"]
    if not is_named:
        raise UsageError("no hosts are named", "name them behind --: -- --ou DN, -- --inventory FILE, -- HOST...")


def _require_password_source(values: dict[str, Any]) -> None:
    sources = ("keyring", "laps", "password_file")
    if values["user"] and values["auth"] not in _WITHOUT_PASSWORD and not any(values[name] for name in sources):
        raise SecretUnavailable(
            f"the password of {values['user']} has no source", "use --password-file, --keyring or --auth kerberos"
        )


def _is_given(parameter: click.Parameter, values: dict[str, Any]) -> bool:
    """Whether an option has a value; a switch that is off has one only where there is a word for off."""
    value = values.get(parameter.name or "")
    return bool(parameter.secondary_opts) if value is False else value is not None


def _tell_foreign_settings(context: click.Context) -> None:
    """Settings of this account, folder or shell do not hold for the run."""
    settings: dict[str, Setting] = asked_value(context, "settings") or {}
    if any(one.level in _FOREIGN for one in settings.values()):
        say("settings of this account or folder were read; the run reads its own: name a file with --config")


class _Whole:
    """Words whose files are found from any folder."""

    def __init__(self, context: click.Context, flavour: Flavour) -> None:
        self._context = context
        self._flavour = flavour
        self._paths = {key.option.name for key in keys_of(context.command) if key.is_path}
        self._written: list[str] = []
        self._kept: list[str] = []
        self._handed: list[Handed] = []
        self._said: set[str] = set()

    def sweep(self) -> SweepWords:
        context = self._context
        hosts = [self._with_files(word) for word in context.params["hosts"]]
        options = list(typed_options(context))
        words = [word for option, value in options for word in self._option(option, value)]
        words += self._settings()
        named = [spelled(option, value) for option, value in options if option.name in _NAMING]
        scope = " ".join([*hosts, *(word for one in named for word in one)])
        check_printable((*hosts, *(word for word in words if isinstance(word, str))))
        shown = printable(scope if len(scope) <= _MOST_OF_SCOPE else f"{scope[:_MOST_OF_SCOPE]}...")
        values = dict(context.params)
        return SweepWords(
            words=(*hosts, *words),
            given=frozenset(one.name or "" for one in context.command.params if _is_given(one, values)),
            deadline=values["deadline"],
            scope=shown,
            written=tuple(self._written),
            kept=tuple(self._kept),
            handed=tuple(self._handed),
            tickets=tickets_needed(values),
            held=self._held(),
        )

    def _option(self, option: click.Option, value: object) -> Iterator[Word]:
        name, typed = option.name or "", spelling_of(option)
        if option.is_flag or option.count:
            yield from spelled(option, value)
        elif name in _SECRET_FILES:
            path = self._absolute(str(value))
            self._handed.append(Handed(_SECRET_FILES[name], path))
            yield from (typed, Place(PlaceKind.CREDENTIAL, _SECRET_FILES[name]))
        else:
            for one in value if isinstance(value, tuple) else (value,):
                yield from (typed, self._value(option, str(one)))

    def _value(self, option: click.Option, word: str) -> str:
        if option.name in self._paths:
            return self._file(option, word)
        return self._with_files(word) if option.name in _WITH_LISTS else word

    def _settings(self) -> Iterator[str]:
        request = config_request(self._context)
        if request.file is not None:
            yield from ("--config", self._absolute(str(request.file)))
        elif request.without_files:
            yield "--no-config"

    def _file(self, option: click.Option, word: str) -> str:
        if not isinstance(option.type, OutputWord):
            path = self._absolute(word)
            self._kept += [path + _KEPT[option.name]] if option.name in _KEPT else []
            return path
        file = OutputWord.file_of(word)
        if file == "-":
            return word
        whole = self._absolute(file)
        self._written.append(whole)
        return word.removesuffix(file) + whole

    def _held(self) -> Held | None:
        """What is held back and for how long, typed or by settings that the run sees."""
        file, quiet = self._for_run("notify"), self._for_run("notify_quiet")
        if file is None or quiet is None:
            return None
        is_handed = any(one.name == _SECRET_FILES["notify"] for one in self._handed)
        word = Place(PlaceKind.CREDENTIAL, _SECRET_FILES["notify"]) if is_handed else self._absolute(str(file))
        state = self._for_run("state_dir")
        if self._context.params["state_dir"] is None:
            folder: Word | None = Place(PlaceKind.STATE)
        else:
            folder = None if state is None else self._absolute(str(state))
        return Held(word, quiet, folder, tuple(self._settings()))

    def _for_run(self, name: str) -> Any:
        settings: dict[str, Setting] = asked_value(self._context, "settings") or {}
        is_typed = self._context.get_parameter_source(name) is ParameterSource.COMMANDLINE
        is_foreign = name in settings and settings[name].level in _FOREIGN
        return self._context.params[name] if is_typed or not is_foreign else None

    def _with_files(self, word: str) -> str:
        """A host list whose `@FILE` are whole; `@GROUP` stays."""

        def whole(found: re.Match[str]) -> str:
            if not Path(found[1]).is_file():
                return found[0]
            path = self._absolute(found[1])
            if _PARTED.search(path):
                raise UsageError(f"@{path}: its full path would be parted", f"use --hostfile {found[1]}")
            return f"@{path}"

        return _GROUP_OR_FILE.sub(whole, word)

    def _absolute(self, text: str) -> str:
        if self._flavour(text).is_absolute():
            return text
        if not isinstance(Path(), self._flavour):
            raise UsageError(f"{printable(text)}: no full path where it will run", "give it with its folder")
        whole = str(Path(text).absolute())
        if text not in self._said:
            note(f"{text} is taken as {whole}")
            self._said.add(text)
        return whole


#: Options whose values hold `@FILE`, and those that name hosts.
_WITH_LISTS: Final = frozenset({"host_lists", "limit", "exclude"})
_NAMING: Final = frozenset({"host_lists", "hostfiles", "inventory", "ous", "limit", "rerun"})
