"""Every long option of every command is a setting: by a variable, by a file, and in the documents."""

import math
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
import pytest

from remote_prt.cli import connection_options
from remote_prt.cli.config.check import check_sources
from remote_prt.cli.config.keys import NO_SETTINGS, NOT_IN_FILES, Key, KeyPath, commands_of, keys_of, variable_of
from remote_prt.cli.config.places import Level
from remote_prt.cli.config.settings import JOINTS, Setting, effective
from remote_prt.cli.config.values import Misfit, checked, from_text
from remote_prt.cli.main import cli
from tests.cli.config.builders import sources

ROOT = Path(__file__).parents[3]
COMMANDS = commands_of(cli)
#: Tried one after the other until one is a value of the option.
_SAMPLES = ("7", "2", "100", "1.5", "36h", "2026-01-31T10:00+00:00", "a text", "always", "22:00-07:00")


def sample(key: Key, command: click.Command, folder: Path) -> str:
    """A text that the option takes, and that is not its default."""
    choices = list(key.option.type.choices) if isinstance(key.option.type, click.Choice) else []
    (folder / "file").touch()
    paths = [str(folder / "file"), str(folder)]
    words = [*paths] if key.is_path else [*reversed(choices), *_SAMPLES]
    words = ["true"] if key.option.is_flag else words
    default = key.option.get_default(click.Context(command))
    for word in words:
        try:
            if checked(key, command, from_text(key, key.name, word)) != default:
                return word
        except Misfit:
            continue
    raise AssertionError(f"no value is known for --{key.name}: add one to _SAMPLES")


def toml(key: Key, text: str) -> str:
    """The same value as TOML has it."""
    is_number = isinstance(key.option.type, click.types.IntParamType | click.types.FloatParamType)
    value = text if key.option.is_flag or is_number else f"'{text}'"
    return f"{key.name} = {f'[{value}]' if key.option.multiple else value}\n"


@pytest.mark.parametrize("path", COMMANDS, ids=" ".join)
def test_every_long_option_is_a_setting(path: KeyPath, tmp_path: Path) -> None:
    """Set by its variable, and set in the command's section of a file, it has that value and that origin."""
    command = COMMANDS[path]
    for key in keys_of(command):
        text = sample(key, command, tmp_path)
        by_variable = of(key, effective(path, cli, sources(environment={variable_of(path, key.name): text})))
        section = f"[{'.'.join(path)}]\n{toml(key, text)}"
        file = sources(user_file=section, folder=tmp_path)
        by_file = of(key, effective(path, cli, file))

        assert by_variable.level is Level.ENVIRONMENT, key.name
        assert by_file.level is Level.USER_FILE, key.name
        assert same(by_variable.value, by_file.value), key.name
        if key.name not in NOT_IN_FILES:
            check_sources(file, path, cli)


def of(key: Key, settings: tuple[Setting, ...]) -> Setting:
    """The setting of a key."""
    return next(one for one in settings if one.key == key.name)


def same(one: Any, other: Any) -> bool:
    """Whether two values are the same; numbers may differ in their last digit."""
    return math.isclose(one, other) if isinstance(one, float) else bool(one == other)


def test_what_is_no_setting_is_little_and_named() -> None:
    """Only what ends a run or says where settings are read is left out, and the page of settings names it."""
    page = (ROOT / "docs" / "configuration.md").read_text("utf-8")

    assert {"help", "help-all", "version", "config", "no-config"} == NO_SETTINGS
    assert [name for name in sorted({"config", "no-config"} | NOT_IN_FILES) if f"`--{name}`" not in page] == []


def test_every_source_of_a_password_excludes_the_others() -> None:
    """A source that is typed silences the one of a file: two sources of one password are refused."""
    options = {name.removeprefix("--") for name in connection_options._SECRETS.values()}

    assert options in [set(joint.members) for joint in JOINTS]


def test_no_two_settings_share_a_variable() -> None:
    """No option of a verb is named so that its variable is also that of another verb's option."""
    meant: dict[str, set[tuple[KeyPath, str]]] = {}
    for path, command in COMMANDS.items():
        for key in keys_of(command):
            for name in (*key.spellings, *key.negations):
                for scope in {path, path[:1], ()}:
                    meant.setdefault(variable_of(scope, name), set()).add((scope, name))

    assert {name: sorted(ways) for name, ways in meant.items() if len(ways) > 1} == {}


def test_every_long_option_is_documented() -> None:
    """The page of commands has each, and so has its Japanese twin; the three options about settings are everywhere."""
    for page in (ROOT / "docs" / "commands.md", ROOT / "docs" / "ja" / "commands.md"):
        parts = dict(
            re.findall(r"^## remote_prt (.+?)\n\n```text\n(.*?)```", page.read_text("utf-8"), re.DOTALL | re.MULTILINE)
        )
        missing = [f"{' '.join(p)} {name}" for p, name in option_names() if name not in parts.get(" ".join(p), "")]

        assert missing == []


def option_names() -> Iterator[tuple[KeyPath, str]]:
    """Every option of every command as it is typed."""
    for path, command in COMMANDS.items():
        yield from ((path, name) for key in keys_of(command) for name in (f"--{key.spellings[0]}",))
        yield from ((path, name) for name in ("--config", "--no-config", "-O"))
