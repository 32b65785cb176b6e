"""Values of files and variables, as options take them."""

from datetime import time
from pathlib import Path
from typing import Any

import click
import pytest

from remote_prt.cli.config.keys import Key
from remote_prt.cli.config.values import Misfit, from_file, from_text


def key(*names: str, **settings: Any) -> Key:
    """A key of an option made here."""
    option = click.Option(list(names), **settings)
    return Key("x", option, ("x",), tuple(name[2:] for name in option.secondary_opts))


FLAG, NUMBER, REAL, TEXT = key("--x/--y"), key("--x", type=int), key("--x", type=float), key("--x")
WORDS = key("--x", multiple=True, type=click.Choice(["a", "b"]))
FILES = key("--x", multiple=True, metavar="[FMT=]FILE")


@pytest.mark.parametrize(
    ("of", "value", "given"),
    [
        (FLAG, True, True),
        (NUMBER, 7, "7"),
        (REAL, 7, "7"),
        (REAL, 0.5, "0.5"),
        (TEXT, "a b", "a b"),
        (TEXT, time(5, 30), "05:30:00"),
        (WORDS, ["a", "b"], ("a", "b")),
        (WORDS, "a", ("a",)),
        (FILES, ["csv=x.csv", "json=-", "-"], ("csv=/etc/x.csv", "json=-", "-")),
    ],
)
def test_what_toml_has_becomes_what_would_be_typed(of: Key, value: Any, given: Any) -> None:
    """Numbers, times, lists and paths reach the option as words of a command line would."""
    assert given == from_file(of, "x", value, Path("/etc"))


@pytest.mark.parametrize(
    ("of", "value"),
    [(FLAG, 1), (FLAG, "yes"), (NUMBER, "7"), (NUMBER, True), (NUMBER, 7.0), (REAL, "1"), (TEXT, 7), (TEXT, ["a"]),
     (WORDS, [["a"]]), (TEXT, {"a": 1})],
)  # fmt: skip
def test_another_type_is_refused(of: Key, value: Any) -> None:
    """A number is no text and a text no number: a slip in a file is said, not guessed at."""
    with pytest.raises(Misfit, match="expected"):
        from_file(of, "x", value, Path("/etc"))


@pytest.mark.parametrize(
    ("of", "text", "given"),
    [
        (FLAG, "yes", True),
        (FLAG, "0", False),
        (NUMBER, "7", "7"),
        (WORDS, "a, b", ("a", "b")),
        (key("--x", multiple=True), "pc1,pc2 pc3", ("pc1,pc2 pc3",)),
        (FILES, "a.txt", ("a.txt",)),
    ],
)
def test_a_variable_may_hold_several_values(of: Key, text: str, given: Any) -> None:
    """Choices are parted by commas or blanks; a list of hosts is one word that has commas of its own."""
    assert given == from_text(of, "x", text)


def test_the_opposite_of_a_flag_is_its_negation() -> None:
    """`http = true` is `https = false`, in a file and in a variable."""
    assert from_file(FLAG, "y", True, Path("/")) is False
    assert from_text(FLAG, "y", "true") is False
    with pytest.raises(Misfit, match="true or false"):
        from_text(FLAG, "x", "perhaps")
