"""Every setting of a command with its origin, as a table and as JSON: `config show`, `doctor --show-config`."""

import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from remote_prt.cli.config.check import check_sources, unread_variables
from remote_prt.cli.config.keys import KeyPath, commands_of, keys_of, nearest, scopes_of, takes, variable_of
from remote_prt.cli.config.places import Level
from remote_prt.cli.config.settings import Setting, effective
from remote_prt.cli.config.sources import ConfigRequest, Sources, find_sources
from remote_prt.cli.prompt import spoken
from remote_prt.errors import UsageError
from remote_prt.reports.cells import cell_width
from remote_prt.reports.escape import printable


@dataclass(frozen=True, slots=True)
class FileState:
    """One file that was looked for."""

    level: Level
    path: Path
    state: str  #: `read`, `not there`, or why it was left alone


@dataclass(frozen=True, slots=True)
class ConfigView:
    """What a command would be run with if nothing were typed behind it."""

    words: KeyPath  #: what reaches the command
    files: tuple[FileState, ...]
    settings: tuple[Setting, ...]
    unread_variables: tuple[str, ...]  #: named like ours, and read by nothing


def view_config(
    words: KeyPath, root: click.Group, request: ConfigRequest, environment: Mapping[str, str] = os.environ
) -> ConfigView:
    """The settings of the command that `words` reach.

    Raises:
        UsageError: there is no such command.
        ConfigError: a file or a variable is wrong.
    """
    commands = commands_of(root)
    if words not in commands:
        known = {" ".join(path) for path in commands}
        likely = nearest(" ".join(words), known) or next(
            (k for k in sorted(known) if k.startswith(" ".join(words))), ""
        )
        hint = f"did you mean {likely}?" if likely else "see remote_prt --help"
        raise UsageError(f"{' '.join(words)!r} is no command with settings", hint)
    sources = find_sources(request, environment)
    check_sources(sources, words, root)
    known_variables = frozenset(
        variable_of(scope, name)
        for path, command in commands.items()
        for key in keys_of(command)
        for scope in scopes_of(path)
        if takes(path, scope, key.name)
        for name in (*key.spellings, *key.negations)
    )
    return ConfigView(
        words, tuple(_states(sources)), effective(words, root, sources), unread_variables(sources, known_variables)
    )


def _states(sources: Sources) -> Iterator[FileState]:
    found = {file.place.path: file.unread or "read" for file in sources.files}
    for place in sources.places:
        yield FileState(place.level, place.path, found.get(place.path, "not there"))


def render_config_json(view: ConfigView) -> str:
    """One JSON document, ASCII only, its names as in our other documents."""
    document = {
        "Command": " ".join(view.words),
        "Files": [{"Level": f.level.value, "Path": str(f.path), "State": f.state} for f in view.files],
        "Settings": [
            {"Key": s.key, "Value": _plain(s.value), "Level": s.level.value, "Place": s.place} for s in view.settings
        ],
        "UnreadVariables": list(view.unread_variables),
    }
    return json.dumps(document, indent=2) + "\n"


def render_config_table(view: ConfigView) -> str:
    """Lines for people: the files that were looked for, then every setting; nothing in it can act on a terminal."""
    files = [(spoken(f.level), printable(str(f.path)), printable(spoken(f.state))) for f in view.files]
    head = (spoken("Setting"), spoken("Value"), spoken("Comes from"))
    rows = [(one.key, _shown(one.value), _origin(one)) for one in view.settings]
    parts = [*_columns(files), *([""] if files else []), *_columns([head, *rows])]
    parts += [f"{printable(name)}: {spoken('no setting reads this variable')}" for name in view.unread_variables]
    return "\n".join(parts) + "\n"


def _columns(rows: list[tuple[str, str, str]]) -> list[str]:
    widths = [max((cell_width(row[column]) for row in rows), default=0) for column in range(2)]
    return ["  ".join((*(_padded(row[i], widths[i]) for i in range(2)), row[2])).rstrip() for row in rows]


def _padded(text: str, width: int) -> str:
    return text + " " * (width - cell_width(text))


def _origin(one: Setting) -> str:
    return spoken(one.level) + (f": {printable(one.place)}" if one.place else "")


def _shown(value: Any) -> str:
    return "-" if value is None or value == () else printable(json.dumps(_plain(value), ensure_ascii=False))


def _plain(value: Any) -> Any:
    """A value as JSON has it."""
    if isinstance(value, tuple | list):
        return [_plain(one) for one in value]
    if isinstance(value, datetime):
        return value.isoformat()
    return value if value is None or isinstance(value, bool | int | float) else str(value)
