"""Help that people can find their way in: headings that are not too long, and examples of options that exist."""

import re
import shlex
from collections.abc import Iterator

import click
import pytest

from remote_prt.cli.grouped_help import GroupedCommand, GroupedOption
from remote_prt.cli.main import run, with_default_verb
from tests.cli.help_sentences import commands

#: As many options as one heading may have.
MOST_UNDER_A_HEADING = 14

_EXAMPLE = re.compile(r"^ *(?:.*\| )?remote_prt (.*?)(?: {3,}.*)?$", re.MULTILINE)


#: Every command by its words, also those below a verb.
COMMANDS = {path.removeprefix("remote_prt").strip(): command for path, command in commands()}


@pytest.mark.parametrize("words", COMMANDS)
def test_no_heading_has_more_options_than_a_reader_takes_in(words: str) -> None:
    """A heading with dozens of options is a list one has to search."""
    under: dict[str, list[str]] = {}
    for option in COMMANDS[words].params:
        if isinstance(option, GroupedOption):
            under.setdefault(option.group, []).append(option.opts[0])

    assert {heading: names for heading, names in under.items() if len(names) > MOST_UNDER_A_HEADING} == {}


def options_in(text: str) -> set[str]:
    """The options that a help page explains."""
    return set(re.findall(r"^  (?:-\w, )*(--[a-z][a-z-]*)", text, re.MULTILINE))


def test_help_names_what_most_need_and_where_the_rest_is(capsys: pytest.CaptureFixture[str]) -> None:
    """Half of the options and fewer, no unknown name among them, and `--help-all` among them."""
    assert run(["sweep", "--help"]) == 0
    most = options_in(capsys.readouterr().out)
    assert run(["sweep", "--help-all"]) == 0
    every = options_in(capsys.readouterr().out)

    command = COMMANDS["sweep"]
    assert isinstance(command, GroupedCommand)
    assert command.common <= {option.name for option in command.params}
    assert len(every) > 2 * len(most)
    assert most < every
    assert "--help-all" in most
    spellings = {word for option in command.get_params(click.Context(command)) for word in option.opts}
    unnamed = [
        option.name for option in command.params if option.opts[0].startswith("--") and not every & {*option.opts}
    ]
    assert every <= spellings
    assert unnamed == []


@pytest.mark.parametrize(
    ("words", "page"), [(["--log-size", "x"], "sweep --help-all"), (["diff", "-x"], "diff --help")]
)
def test_a_mistake_names_a_page_that_has_the_option(
    words: list[str], page: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """A page without the option that was wrong would send people in a circle."""
    assert run(words) == 2
    assert capsys.readouterr().err.endswith(f" - see: remote_prt {page}\n")


@pytest.mark.parametrize("words", COMMANDS)
def test_what_stands_below_the_options_fits_a_terminal(words: str) -> None:
    """Of 80 columns; click does not wrap these lines. Only a command that is long as such is longer."""
    lines = (COMMANDS[words].epilog or "").splitlines()
    wide = [line for line in lines if len(line) + len("  ") > 80]

    assert [line for line in wide if not line.startswith("  remote_prt ") or "   " in line.strip()] == []


@pytest.mark.parametrize("words", COMMANDS)
def test_options_of_examples_exist(words: str) -> None:
    """Whatever an example names can be typed."""
    unknown = [
        (example, option)
        for example in _EXAMPLE.findall(COMMANDS[words].epilog or "")
        for option in _unknown(shlex.split(example.replace("\\", "/")))
    ]

    assert unknown == []


def _unknown(typed: list[str]) -> Iterator[str]:
    """The options that the command on this line lacks; behind `--` of schedule stand those of sweep."""
    if "--" in typed:
        yield from _unknown(["sweep", *typed[typed.index("--") + 1 :]])
        typed = typed[: typed.index("--")]
    typed = with_default_verb(typed)
    name = next(name for name in (" ".join(typed[:2]), typed[0]) if name in COMMANDS)
    known = {spelling for option in COMMANDS[name].params for spelling in (*option.opts, *option.secondary_opts)}
    yield from (word for word in typed if re.fullmatch(r"--?[A-Za-z][a-z-]*", word) and word not in known)
