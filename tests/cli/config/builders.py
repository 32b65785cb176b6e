"""Sources of settings, built from texts."""

from pathlib import Path

from remote_prt.cli.config.file import parse_config
from remote_prt.cli.config.places import Level, Place
from remote_prt.cli.config.sources import Sources


def sources(
    *,
    overrides: dict[str, str] | None = None,
    environment: dict[str, str] | None = None,
    folder: Path = Path("/somewhere"),
    **files: str,
) -> Sources:
    """What these say; files by the name of their level (`project_file="concurrency = 3"`)."""
    levels = [level for level in Level if level.name.lower() in files]
    assert len(levels) == len(files)
    places = tuple(Place(level, folder / level.name.lower() / "x.toml") for level in levels)
    read = tuple(parse_config(place, files[place.level.name.lower()]) for place in places)
    return Sources(tuple((overrides or {}).items()), environment or {}, read, places)
