"""What a settings file may not hold: keys and sections that do not exist, secrets, and what only a person may say."""

import click

from remote_prt.cli.config.file import ConfigFile, Entry
from remote_prt.cli.config.keys import (
    NOT_IN_FILES,
    NOT_IN_PROJECT,
    Commands,
    KeyPath,
    commands_of,
    is_secret,
    keys_of,
    nearest,
    normal,
    takes,
)
from remote_prt.cli.config.places import Level
from remote_prt.cli.config.sources import Sources
from remote_prt.errors import ConfigError

_ELSEWHERE = "use --password-file, --password-fd, --ask-pass or REMOTE_PRT_PASSWORD"


def check_sources(sources: Sources, path: KeyPath, root: click.Group) -> None:
    """Return if every key of the files and of `-O` is one.

    Raises:
        ConfigError: one is not, stands in the wrong section, is said twice, or has no place there.
    """
    if not sources.files and not sources.overrides:
        return
    commands = commands_of(root)
    known = _names(commands[path])
    for name, _ in sources.overrides:
        if normal(name) not in known:
            raise _unknown("-O", None, name, known)
    for file in sources.files:
        _check_file(file, commands)


def _check_file(file: ConfigFile, commands: Commands) -> None:
    source = str(file.place.path)
    sections = {path[:length] for path in commands for length in range(1, len(path) + 1)}
    for section, line in file.sections:
        if section not in sections:
            name, known = ".".join(section), {".".join(path) for path in sections}
            likely = nearest(name, known)
            hint = f"did you mean [{likely}]?" if likely else "sections are verbs: see remote_prt --help"
            raise ConfigError(source, line, f"[{name}]", "there is no such section", hint)
    seen: dict[tuple[KeyPath, str], Entry] = {}
    for entry in file.entries:
        name = _check_entry(file, entry, commands)
        if (entry.section, name) in seen:
            first = seen[entry.section, name]
            problem = f"this is said twice: also as {first.key} in line {first.line}"
            raise ConfigError(source, entry.line, entry.key, problem, "keep one of them")
        seen[entry.section, name] = entry


def _check_entry(file: ConfigFile, entry: Entry, commands: Commands) -> str:
    """The option's own name for the key of an entry."""
    source, spelled = str(file.place.path), normal(entry.key)
    meant = [(path, key) for path, command in commands.items() for key in keys_of(command)]
    of_that_name = [(path, key.name) for path, key in meant if spelled in (*key.spellings, *key.negations)]
    here = [name for path, name in of_that_name if takes(path, entry.section, name)]
    if not here:
        if of_that_name:
            verbs = sorted({path[0] for path, _ in of_that_name})
            hint = ", ".join(f"[{verb}]" for verb in verbs)
            raise ConfigError(source, entry.line, entry.key, "this has no meaning here", f"it belongs in {hint}")
        known = {n for path, command in commands.items() if _is_in(path, entry.section) for n in _names(command)}
        raise _unknown(source, entry.line, entry.key, known)
    if here[0] in NOT_IN_FILES:
        raise ConfigError(source, entry.line, entry.key, "this is said for one run, not in a file", "type it")
    if here[0] in NOT_IN_PROJECT and file.place.level is Level.PROJECT_FILE:
        problem = "what lowers security does not come from the current folder"
        raise ConfigError(source, entry.line, entry.key, problem, "put it into your own settings, or type it")
    return here[0]


def _is_in(path: KeyPath, section: KeyPath) -> bool:
    return path[: len(section)] == section


def _names(command: click.Command) -> set[str]:
    return {name for key in keys_of(command) for name in (*key.spellings, *key.negations)}


def _unknown(source: str, line: int | None, name: str, known: set[str]) -> ConfigError:
    if is_secret(name):
        return ConfigError(source, line, name, "secrets have no place here", _ELSEWHERE)
    likely = nearest(name, known)
    hint = f"did you mean {likely}?" if likely else "settings are named as the long options: see --help"
    return ConfigError(source, line, name, "there is no such setting", hint)


def unread_variables(sources: Sources, known: frozenset[str]) -> tuple[str, ...]:
    """Variables that are named like ours and that nothing reads, for whoever looks why one does not work."""
    ours = {name for name in sources.environment if name.startswith("REMOTE_PRT_")}
    return tuple(sorted(ours - known - set(_OTHER_VARIABLES)))


#: Read elsewhere: the secret, what `--config` has, and what developers set.
_OTHER_VARIABLES = (
    *("REMOTE_PRT_PASSWORD", "REMOTE_PRT_CONFIG", "REMOTE_PRT_NO_CONFIG", "REMOTE_PRT_DEBUG"),
    *(
        "REMOTE_PRT_CORPUS",
        "REMOTE_PRT_RECORDINGS",
        "REMOTE_PRT_PWSH",
        "REMOTE_PRT_PROGRAM",
        "REMOTE_PRT_REAL",
        "REMOTE_PRT_OUTSIDE",
    ),
    "REMOTE_PRT_WRITE_GOLDEN",
)
