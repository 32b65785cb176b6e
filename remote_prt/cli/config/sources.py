"""Everything that may say something about settings, read once: `-O`, the environment, and the files."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from remote_prt.cli.config.file import ConfigFile, read_config
from remote_prt.cli.config.places import Level, Place, usual_places


@dataclass(frozen=True, slots=True)
class ConfigRequest:
    """What the command line says about settings."""

    file: Path | None = None
    without_files: bool = False
    overrides: tuple[tuple[str, str], ...] = ()  #: of `-O`, in order


@dataclass(frozen=True, slots=True)
class Sources:
    """What was found."""

    overrides: tuple[tuple[str, str], ...] = ()
    environment: Mapping[str, str] = field(default_factory=dict)
    files: tuple[ConfigFile, ...] = ()  #: the strongest first
    places: tuple[Place, ...] = ()  #: every file that was looked for


def find_sources(
    request: ConfigRequest, environment: Mapping[str, str] = os.environ, places: tuple[Place, ...] | None = None
) -> Sources:
    """Read what is there; `REMOTE_PRT_CONFIG` and `REMOTE_PRT_NO_CONFIG` stand for the options they are named like.

    Raises:
        ConfigError: a file that was named cannot be read, or one is no TOML.
    """
    named = request.file
    if named is None and environment.get("REMOTE_PRT_CONFIG") and not request.without_files:
        named = Path(environment["REMOTE_PRT_CONFIG"])
    without = request.without_files or environment.get("REMOTE_PRT_NO_CONFIG", "0").lower() not in {"0", "no", "false"}
    usual = usual_places(environment, Path.cwd()) if places is None else places
    looked = (*((Place(Level.NAMED_FILE, named),) if named is not None else ()), *(() if without else usual))
    files = tuple(file for place in looked if (file := read_config(place)) is not None)
    return Sources(request.overrides, environment, files, looked)
