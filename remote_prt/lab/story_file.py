"""Reads scenario files: TOML tables become the dataclasses of story.py and scenario.py, field by field.

A key of a table is a field of the dataclass; the field's type says what may stand there. Whatever does not fit raises
`LabError` with the file and the dotted key, so that a misspelt key in a hand-written truth never passes silently.
"""

import dataclasses
import tomllib
import types
import typing
from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path

from remote_prt.errors import LabError
from remote_prt.lab.scenario import Scenario
from remote_prt.lab.story import Story

STORY_KEYS = tuple(field.name for field in dataclasses.fields(Story))  #: stand at the top of a scenario file


def read_tables(path: Path) -> dict[str, object]:
    """The tables of one TOML file.

    Raises:
        LabError: the file cannot be read or is no TOML.
    """
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise LabError(f"{path.name}: {error}") from error


def read_scenario(path: Path) -> Scenario:
    """The scenario a file tells.

    Raises:
        LabError: with file name and dotted key.
    """
    tables = read_tables(path)
    told = {key: value for key, value in tables.items() if key not in STORY_KEYS}
    told["story"] = {key: tables[key] for key in STORY_KEYS if key in tables}
    scenario = read_value(Scenario, told, path.name)
    if scenario.name != path.stem:
        raise LabError(f"{path.name}: name: is {scenario.name!r}, expected {path.stem!r} as the file is called")
    return scenario


_EXPECTED: dict[object, str] = {str: "a string", bool: "true or false", int: "a whole number", float: "a number"}

T = typing.TypeVar("T")


def read_value(kind: type[T], table: object, where: str) -> T:
    """A dataclass from a table; `where` is `file` or `file: dotted.key` for errors.

    Raises:
        LabError: a key is unknown, missing or of the wrong type.
    """
    if not isinstance(table, Mapping):
        raise LabError(f"{where}: expected a table")
    hints = typing.get_type_hints(kind)
    fields = {field.name: field for field in dataclasses.fields(kind)}  # type: ignore[arg-type]  # every kind is a dataclass
    for key in table:
        if key not in fields:
            raise LabError(f"{_under(where, str(key))}: unknown key, expected one of {', '.join(fields)}")
    values = {key: _convert(hints[key], value, _under(where, key)) for key, value in table.items()}
    for name, field in fields.items():
        is_required = field.default is dataclasses.MISSING and field.default_factory is dataclasses.MISSING
        if is_required and name not in values:
            raise LabError(f"{_under(where, name)}: missing")
    return kind(**values)


def _under(where: str, key: str) -> str:
    where = where.removesuffix(": story")  # the story's tables stand at the top of the file
    return f"{where}.{key}" if ": " in where else f"{where}: {key}"


def _convert(kind: object, value: object, where: str) -> object:
    origin, arguments = typing.get_origin(kind), typing.get_args(kind)
    if origin is types.UnionType:  # `float | None`: TOML has no null, so a value that stands there is the other kind
        return _convert(arguments[0], value, where)
    if origin is tuple:
        if not isinstance(value, list):
            raise LabError(f"{where}: expected an array")
        return tuple(_convert(arguments[0], item, f"{where}[{number}]") for number, item in enumerate(value, 1))
    if origin is Mapping:
        if not isinstance(value, dict) or not all(isinstance(item, str) for item in value.values()):
            raise LabError(f"{where}: expected a table of strings")
        return types.MappingProxyType(value)
    if isinstance(kind, type) and dataclasses.is_dataclass(kind):
        return read_value(kind, value, where)
    if isinstance(kind, type) and issubclass(kind, StrEnum):
        return _word(kind, value, where)
    return _plain(kind, value, where)


def _word(kind: type[StrEnum], value: object, where: str) -> StrEnum:
    if value not in list(kind):
        raise LabError(f"{where}: is {value!r}, expected one of {', '.join(kind)}")
    return kind(typing.cast("str", value))


def _plain(kind: object, value: object, where: str) -> object:
    if kind is float and type(value) in (int, float):
        return float(typing.cast("float", value))
    if type(value) is not kind:  # exact: a bool is an int to isinstance
        raise LabError(f"{where}: is {value!r}, expected {_EXPECTED.get(kind, 'something else')}")
    return value
