"""Every English text of the help pages, read from the commands themselves."""

import re
from collections.abc import Iterable, Iterator

import click

from remote_prt.cli.grouped_help import show_all
from remote_prt.cli.main import cli
from tests.cli.prompt_sentences import Sentence

_EXTRA = re.compile(r"(.*?)(?:  )?\[([^\[\]]*)\]", re.DOTALL)
_EXAMPLE = re.compile(r".*?\s{3,}(\S.*)")
_COMMAND_LINE = re.compile(r"(?:.*\| )?remote_prt .*")
_WORD = re.compile(r"[A-Za-z]{2}")


class _Listener(click.HelpFormatter):
    """Keeps what a command would write."""

    def __init__(self) -> None:
        super().__init__(width=10_000)
        self.heard: list[str] = []

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        self.heard.append("Usage:")

    def write_heading(self, heading: str) -> None:
        self.heard.append(heading)

    def write_dl(self, rows: Iterable[tuple[str, str]], col_max: int = 30, col_spacing: int = 2) -> None:
        for _, text in rows:
            extra = _EXTRA.fullmatch(text)
            self.heard += [text] if extra is None else [extra[1], *extra[2].split("; ")]

    def write_text(self, text: str) -> None:
        for block in re.split(r"\n[ \t]*\n", text):
            lines = block.strip("\n").splitlines()
            is_raw = bool(lines) and lines[0].strip() == "\b"
            self.heard += [_of_line(line) for line in lines[1:]] if is_raw else [" ".join(map(str.strip, lines))]


def commands(command: click.Command = cli, path: str = "remote_prt") -> Iterator[tuple[str, click.Command]]:
    """Every command with what is typed to reach it."""
    yield path, command
    if isinstance(command, click.Group):
        context = click.Context(command, info_name=path)
        for name in command.list_commands(context):
            inner = command.get_command(context, name)
            assert inner is not None
            yield from commands(inner, f"{path} {name}")


def help_sentences() -> list[Sentence]:
    """Every text once, with the first command that says it."""
    found: dict[str, str] = {}
    for path, command in commands():
        listener = _Listener()
        context = click.Context(command, info_name=path)
        show_all(context)
        command.format_help(context, listener)
        for text in listener.heard:
            if _WORD.search(text):
                found.setdefault(text, f"{path} --help")
    return [Sentence(text, place) for text, place in found.items()]


def _of_line(line: str) -> str:
    """What is to be translated in a line that stands as it is written: of an example, its comment."""
    example = _EXAMPLE.fullmatch(line.strip())
    if example is not None:
        return example[1]
    return "" if _COMMAND_LINE.fullmatch(line.strip()) else line.strip()
