"""What is said on standard error, in the language of the prompt.

Sentences are written in English where they arise; here they are said in the language that was asked for. How a new
sentence gets its Japanese: CONTRIBUTING.md, "add a sentence at the prompt".
"""

import sys
from collections.abc import Callable
from contextvars import ContextVar
from typing import Final

import click

from remote_prt.reports.escape import printable

LOUDEST: Final = 2

_LOUDNESS: Final[ContextVar[int]] = ContextVar("loudness", default=0)
_MAY_ASK: Final[ContextVar[bool]] = ContextVar("may_ask", default=True)


def language_here() -> str:
    """The language of the command line that is being run, `en` outside of any."""
    context = click.get_current_context(silent=True)
    return "ja" if context is not None and context.obj == "ja" else "en"


def speaker(language: str) -> Callable[[str], str]:
    """What says an English sentence in that language."""
    if language != "ja":
        return str
    from remote_prt.cli.japanese import in_japanese  # noqa: PLC0415  English does not pay for the table

    return in_japanese


def spoken(sentence: str) -> str:
    """The sentence in the language of the prompt."""
    return speaker(language_here())(sentence)


def spoken_error(error: Exception, language: str | None = None) -> str:
    """The lines of an error in a language, that of the prompt if none is given."""
    if (language or language_here()) != "ja":
        return str(error)
    from remote_prt.cli.japanese import error_in_japanese  # noqa: PLC0415  English does not pay for the table

    return error_in_japanese(error)


def say(sentence: str) -> None:
    """One line on standard error under our name; nothing in it can act on the terminal."""
    _echo(spoken(sentence))


def note(sentence: str) -> None:
    """As `say`, for what is good to know and no more: `--quiet` leaves it out."""
    note_line(spoken(sentence))


def note_line(line: str) -> None:
    """As `note`, for what is said in its language already."""
    if not is_quiet():
        _echo(line)


def set_loudness(loudness: int) -> None:
    """How much is said from now on: -1 only what matters, 0 notes too, `LOUDEST` everything."""
    _LOUDNESS.set(loudness)


def set_asking(may_ask: bool) -> None:
    """Whether anything may be asked on the terminal from now on."""
    _MAY_ASK.set(may_ask)


def may_ask() -> bool:
    """Whether anything may be asked; not under `--non-interactive`. That there is a terminal is another question."""
    return _MAY_ASK.get()


def is_quiet() -> bool:
    """Whether only what matters is said on standard error."""
    return _LOUDNESS.get() < 0


def is_loudest() -> bool:
    """Whether tracebacks are wanted."""
    return _LOUDNESS.get() >= LOUDEST


def _echo(line: str) -> None:
    shown = printable(line, getattr(sys.stderr, "encoding", None) or "utf-8")
    click.echo(f"remote_prt: {shown}", err=True)
