"""One settings file: TOML, read whole or refused, every value with the line it stands on.

`tomllib` tells no lines. A statement is the shortest run of lines that is TOML by itself, so the file is read once as a
whole, and once statement by statement for the lines.
"""

import os
import re
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from remote_prt.cli.config.owner import distrust
from remote_prt.cli.config.places import Level, Place
from remote_prt.errors import ConfigError

#: Settings are a page or two; 3,000 hosts of 20 letters fit as well.
MOST_BYTES: Final = 256 * 1024

_AT_LINE: Final = re.compile(r"(.*) \(at line (\d+), column \d+\)")
_MAY_END: Final = re.compile(r"[\]}\"']\s*(?:#.*)?$")
_BOMS: Final = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))

KeyPath = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """One key of a file, with the section it stands in."""

    section: KeyPath  #: () at the top, ("logs", "enable") below `[logs.enable]`
    key: str
    value: Any  #: as TOML has it
    line: int | None


@dataclass(frozen=True, slots=True)
class ConfigFile:
    """What one file sets."""

    place: Place
    entries: tuple[Entry, ...] = ()
    sections: tuple[tuple[KeyPath, int | None], ...] = ()  #: every section, those without keys too, with its line
    unread: str = ""  #: why the file was left alone; "" where it was read


def read_config(place: Place) -> ConfigFile | None:
    """What a file sets; None where there is none.

    A file that nobody named and that somebody else may write, or that cannot be opened, is left alone, with the reason.

    Raises:
        ConfigError: a named file cannot be read, or a file is no TOML.
    """
    is_named = place.level is Level.NAMED_FILE
    try:
        descriptor = os.open(place.path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
        with os.fdopen(descriptor, "rb") as file:
            found = os.fstat(descriptor)
            reason = "it is no regular file" if not stat.S_ISREG(found.st_mode) else ""
            reason = reason or ("" if is_named else distrust(place.path, found))
            content = b"" if reason else file.read(MOST_BYTES + 1)
    except (FileNotFoundError, NotADirectoryError):
        if not is_named:
            return None
        raise ConfigError(str(place.path), None, "", "no such file", "look at --config and REMOTE_PRT_CONFIG") from None
    except OSError as error:
        reason, content = error.strerror or type(error).__name__, b""
    if reason and is_named:
        raise ConfigError(str(place.path), None, "", reason, "name another file with --config")
    if reason:
        return ConfigFile(place, unread=reason)
    return parse_config(place, _text(place.path, content))


def parse_config(place: Place, text: str) -> ConfigFile:
    """What the text of a file sets.

    Raises:
        ConfigError: it is no TOML.
    """
    import tomllib  # noqa: PLC0415  only where a file is: `--help` stays light

    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        found = _AT_LINE.fullmatch(str(error))
        line = int(found[2]) if found else None
        raise ConfigError(str(place.path), line, "", "this is no TOML", "quote texts, and write key = value") from error
    lines = dict(_lines(text))
    leaves = [(path, value) for path, value in _walk(table) if not isinstance(value, dict)]
    sections = tuple((path, lines.get(path)) for path, value in _walk(table) if isinstance(value, dict))
    entries = tuple(Entry(path[:-1], path[-1], value, lines.get(path)) for path, value in leaves)
    return ConfigFile(place, entries, sections)


def _text(path: Path, content: bytes) -> str:
    """The text of a file, in UTF-8, or in what Windows editors and `Out-File` write."""
    if len(content) > MOST_BYTES:
        raise ConfigError(str(path), None, "", f"more than {MOST_BYTES} bytes", "keep long host lists in a hostfile")
    mark, encoding = next(((mark, name) for mark, name in _BOMS if content.startswith(mark)), (b"", "utf-8"))
    try:
        return content[len(mark) :].decode(encoding).replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1 if encoding == "utf-8" else None
        raise ConfigError(str(path), line, "", "this is not UTF-8", "save the file as UTF-8") from error


def _walk(table: dict[str, Any], above: KeyPath = ()) -> Iterator[tuple[KeyPath, Any]]:
    """Every table and value with its path, from the top down."""
    for key, value in table.items():
        yield (*above, key), value
        if isinstance(value, dict):
            yield from _walk(value, (*above, key))


def _lines(text: str) -> Iterator[tuple[KeyPath, int]]:
    """The line of every key and of every section; the first time a path is met counts last."""
    import tomllib  # noqa: PLC0415  as above

    section: KeyPath = ()
    statement: list[str] = []
    start = 0
    for number, line in enumerate(text.split("\n"), 1):
        if not statement and (not line.strip() or line.lstrip().startswith("#")):
            continue
        start = start if statement else number
        statement.append(line)
        if len(statement) > 1 and not _MAY_END.search(line):
            continue  # in the middle of a long list
        try:
            table = tomllib.loads("\n".join(statement))
        except tomllib.TOMLDecodeError:
            continue
        paths = [path for path, _ in _walk(table)]
        if statement[0].lstrip().startswith("["):
            section = paths[-1]
            yield section, start
        else:
            yield from ((section + path, start) for path in paths)
        statement = []
