"""Where settings come from: the levels of precedence, and the files that are looked for (design/ux.md 4)."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Final


class Level(StrEnum):
    """Where an effective value was set, the strongest first."""

    COMMAND_LINE = "command line"
    ENVIRONMENT = "environment"
    NAMED_FILE = "--config"
    PROJECT_FILE = "project file"  #: `remote_prt.toml` of the current folder
    USER_FILE = "user file"
    SYSTEM_FILE = "system file"
    DEFAULT = "default"

    @property
    def rank(self) -> int:
        """0 for the strongest."""
        return tuple(Level).index(self)


#: The file of the current folder.
PROJECT_NAME: Final = "remote_prt.toml"
_USUAL_NAME: Final = Path("remote_prt", "config.toml")


@dataclass(frozen=True, slots=True)
class Place:
    """One file that may hold settings."""

    level: Level
    path: Path


def usual_places(
    environment: Mapping[str, str], folder: Path, *, windows: bool = os.name == "nt", etc: Path = Path("/etc")
) -> tuple[Place, ...]:
    """The files that are looked for without being named, the strongest first; where a folder is unknown, none of it.

    On Windows `%APPDATA%` and `%ProgramData%`, elsewhere `$XDG_CONFIG_HOME` (or `~/.config`) and `/etc`.
    """
    users: Path | None
    system: Path | None
    if windows:
        users, system = (_folder(environment.get(name, "")) for name in ("APPDATA", "ProgramData"))
    else:
        home = _folder(environment.get("HOME", ""))
        users = _folder(environment.get("XDG_CONFIG_HOME", "")) or (home / ".config" if home else None)
        system = etc
    found = [Place(Level.PROJECT_FILE, folder / PROJECT_NAME)]
    found += [Place(Level.USER_FILE, users / _USUAL_NAME)] if users else []
    found += [Place(Level.SYSTEM_FILE, system / _USUAL_NAME)] if system else []
    return tuple(found)


def _folder(text: str) -> Path | None:
    """An absolute folder; the XDG base directory specification wants relative ones ignored."""
    return Path(text) if text and Path(text).is_absolute() else None
