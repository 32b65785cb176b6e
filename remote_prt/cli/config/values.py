"""A value of a file or of a variable as the option takes it, checked before anything is done with it."""

import os
import re
from datetime import date, datetime, time
from pathlib import Path
from typing import Any, Final

import click

from remote_prt.cli.config.keys import Key
from remote_prt.cli.prompt import spoken

_TEXT: Final = (click.Choice, click.Path, click.types.StringParamType)
_TAGGED: Final = re.compile(r"([a-z]+=)(.+)", re.DOTALL)
_STANDARD: Final = "-"


class Misfit(Exception):
    """A value is not what its option takes; the text says what is wrong, or what is expected."""


def from_file(key: Key, spelling: str, value: Any, folder: Path) -> Any:
    """What TOML has, for click: texts, or truths of flags. Paths lie beside the file.

    Raises:
        Misfit: another type was expected.
    """
    if key.option.multiple:
        values = value if isinstance(value, list) else [value]
        return tuple(_beside(key, _typed(key, spelling, one), folder) for one in values)
    return _beside(key, _typed(key, spelling, value), folder)


def from_text(key: Key, spelling: str, text: str) -> Any:
    """What a variable or `-O` says, for click. Several choices are parted by commas, several paths as in PATH.

    Raises:
        Misfit: a flag is neither true nor false.
    """
    if key.option.is_flag:
        try:
            return _turned(key, spelling, says=click.BOOL.convert(text, None, None))
        except click.BadParameter as error:
            raise Misfit("expected true or false") from error
    if not key.option.multiple:
        return text
    if isinstance(key.option.type, click.Choice):
        return tuple(word for word in re.split(r"[,\s]+", text) if word)
    return tuple(text.split(os.pathsep)) if key.is_path else (text,)


def checked(key: Key, command: click.Command, given: Any) -> Any:
    """What the command will get for it: bounds, choices and files are as the option wants them.

    Raises:
        Misfit: they are not.
    """
    context = click.Context(command)
    try:
        return key.option.process_value(context, given)
    except click.BadParameter as error:
        if "pass" in key.name:  # somebody may have put the password itself there
            raise Misfit("this is no value for it") from error
        raise Misfit(spoken(error.message).rstrip(".。")) from error


def _typed(key: Key, spelling: str, value: Any) -> Any:
    """One value; what is no text becomes the text that would be typed."""
    kind = key.option.type
    if key.option.is_flag:
        _require(isinstance(value, bool), "expected true or false")
        return _turned(key, spelling, says=value)
    if isinstance(kind, click.types.IntParamType):
        _require(isinstance(value, int) and not isinstance(value, bool), "expected a whole number")
        return str(value)
    if isinstance(kind, click.types.FloatParamType):
        _require(isinstance(value, int | float) and not isinstance(value, bool), "expected a number")
        return repr(value)
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    is_own = not isinstance(kind, _TEXT)  # "90" and 90 may both be meant: its own type says
    _require(isinstance(value, str) or (is_own and type(value) in {int, float}), "expected text in quotes")
    return str(value)


def _turned(key: Key, spelling: str, *, says: bool) -> bool:
    return says != (spelling in key.negations)


def _require(is_right: bool, otherwise: str) -> None:
    if not is_right:
        raise Misfit(otherwise)


def _beside(key: Key, value: Any, folder: Path) -> Any:
    """A path of a settings file: `~` is the account's own folder, and what is relative lies beside the file."""
    if not key.is_path or not isinstance(value, str) or value == _STANDARD:
        return value
    tagged = _TAGGED.fullmatch(value)
    tag, rest = (tagged[1], tagged[2]) if tagged else ("", value)
    return value if rest == _STANDARD else f"{tag}{_absolute(folder, rest)}"


def _absolute(folder: Path, text: str) -> Path:
    try:
        return folder / Path(text).expanduser()
    except RuntimeError:  # nobody's home
        return folder / text
