"""The effective value of every setting of a command, and where it comes from.

The order is: command line > environment > `--config` > project file > user file > system file > default. Within one
level the narrower section wins: `[logs.enable]` over `[logs]` over the top.

Some settings answer one question together (which hosts, where the report goes, whence the password): there the
strongest level that says anything speaks alone. Who names a host does not mean the hosts of a file as well.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

import click

from remote_prt.cli.config.file import ConfigFile, Entry
from remote_prt.cli.config.keys import (
    Commands,
    Key,
    KeyPath,
    commands_of,
    keys_of,
    normal,
    scopes_of,
    takes,
    variable_of,
)
from remote_prt.cli.config.places import Level
from remote_prt.cli.config.sources import Sources
from remote_prt.cli.config.values import Misfit, checked, from_file, from_text
from remote_prt.errors import ConfigError


@dataclass(frozen=True, slots=True)
class Setting:
    """One effective value and its origin."""

    key: str  #: the long option without its dashes
    value: Any  #: as the command gets it; None where nothing is set and there is no default
    level: Level
    place: str = ""  #: the variable, or file and line; "" for a default
    parameter: str = ""  #: the option's name in click
    given: Any = None  #: what click is handed; None for a default


@dataclass(frozen=True, slots=True)
class Joint:
    """Settings that answer one question together."""

    members: frozenset[str]
    rivals: frozenset[str] = frozenset()  #: these answer it too, and stay


JOINTS: Final = (
    Joint(frozenset({"hosts", "hostfile", "ou"}), frozenset({"inventory", "resume", "rerun"})),
    Joint(frozenset({"output", "format"})),
    Joint(frozenset({"ask-pass", "keyring", "laps", "password-file", "password-fd"})),
    Joint(frozenset({"ldap-keyring", "ldap-password-file", "ldap-password-fd"})),
)


def effective(
    path: KeyPath, root: click.Group, sources: Sources, typed: frozenset[str] = frozenset()
) -> tuple[Setting, ...]:
    """Every setting of the command at `path`, those that nobody set as their default.

    Args:
        path: the words that reach the command: `("logs", "enable")`.
        root: the group of all verbs.
        sources: what was found.
        typed: keys that stand on the command line, which nothing else may answer.

    Raises:
        ConfigError: a value that the option does not take.
    """
    command = _command(path, root)
    found = [
        next(_candidates(key, path, command, root, sources), None) or _default(key, command) for key in keys_of(command)
    ]
    for joint in JOINTS:
        found = _joined(joint, found, typed)
    return tuple(found)


def _command(path: KeyPath, root: click.Group) -> click.Command:
    command: click.Command | None = root
    for word in path:
        assert isinstance(command, click.Group)
        command = command.get_command(click.Context(command), word)
    assert command is not None
    return command


def _candidates(
    key: Key, path: KeyPath, command: click.Command, root: click.Group, sources: Sources
) -> Iterator[Setting]:
    """What was said about a key, the strongest first; an unfit value that another command takes is meant for that."""
    for said in _said(key, path, sources):
        try:
            given = said.convert(key)
            value = checked(key, command, given)
        except Misfit as misfit:
            if not said.scope and _fits_elsewhere(key.name, path, root, said):
                continue
            raise ConfigError(said.source, said.line, said.written, str(misfit)) from misfit
        yield Setting(key.name, value, said.level, said.place, key.option.name or "", given)


@dataclass(frozen=True, slots=True)
class _Said:
    """One thing that was said about a key."""

    level: Level
    source: str  #: `-O`, the variable or the file
    written: str  #: the key as it stands there; "" where the source is the key
    spelling: str
    scope: KeyPath
    value: Any  #: text, or what TOML has
    line: int | None = None
    folder: Path | None = None  #: that of the file

    @property
    def place(self) -> str:
        return self.source if self.line is None else f"{self.source}:{self.line}"

    def convert(self, key: Key) -> Any:
        if self.folder is None:
            return from_text(key, self.spelling, self.value)
        return from_file(key, self.spelling, self.value, self.folder)


def _said(key: Key, path: KeyPath, sources: Sources) -> Iterator[_Said]:
    names = (*key.spellings, *key.negations)
    for name, text in reversed(sources.overrides):
        if normal(name) in names:
            yield _Said(Level.COMMAND_LINE, "-O", name, normal(name), path, text)
    scopes = [scope for scope in scopes_of(path) if takes(path, scope, key.name)]
    for scope in scopes:
        for name in names:
            variable = variable_of(scope, name)
            if sources.environment.get(variable):
                yield _Said(Level.ENVIRONMENT, variable, "", name, scope, sources.environment[variable])
    for file in sources.files:
        for scope in scopes:
            yield from (_of_entry(file, entry) for entry in file.entries if _is_about(entry, scope, names))


def _is_about(entry: Entry, scope: KeyPath, names: tuple[str, ...]) -> bool:
    return entry.section == scope and normal(entry.key) in names


def _of_entry(file: ConfigFile, entry: Entry) -> _Said:
    path = file.place.path
    return _Said(
        file.place.level,
        str(path),
        entry.key,
        normal(entry.key),
        entry.section,
        entry.value,
        entry.line,
        Path.cwd() / path.parent,
    )


def _fits_elsewhere(name: str, path: KeyPath, root: click.Group, said: _Said) -> bool:
    commands: Commands = commands_of(root)
    for other, command in commands.items():
        key = next((key for key in keys_of(command) if key.name == name), None)
        if other == path or key is None or not takes(other, (), name):
            continue
        try:
            checked(key, command, said.convert(key))
        except Misfit:
            continue
        return True
    return False


def _default(key: Key, command: click.Command) -> Setting:
    default = key.option.get_default(click.Context(command))
    is_set = isinstance(default, str | int | float | tuple | list)
    return Setting(key.name, default if is_set else None, Level.DEFAULT, parameter=key.option.name or "")


def _joined(joint: Joint, found: list[Setting], typed: frozenset[str]) -> list[Setting]:
    """The settings, a member's answer taken back where a stronger level has answered."""
    answers = [one.level for one in found if one.key in joint.members | joint.rivals and one.level is not Level.DEFAULT]
    if typed & (joint.members | joint.rivals):
        answers.append(Level.COMMAND_LINE)
    strongest = min(answers, key=lambda level: level.rank, default=Level.DEFAULT)
    return [
        replace(one, value=None, level=Level.DEFAULT, place="", given=None)
        if one.key in joint.members and one.level.rank > strongest.rank
        else one
        for one in found
    ]
