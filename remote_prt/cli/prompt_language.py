"""Which language the prompt speaks, told from the raw words: a line that is wrong is answered in it too."""

import os
import sys
from collections.abc import Callable, Mapping, Sequence
from contextvars import ContextVar
from typing import Any, Final, TypeVar

import click

from remote_prt.cli.language import LANGUAGE_CHOICES, language

F = TypeVar("F", bound=Callable[..., Any])

LANG_HELP: Final = "Language of help and messages; auto follows the locale."
_OPTION: Final = "--lang"
_SAMPLE: Final = "日本語"
_SPOKEN: Final[ContextVar[str]] = ContextVar("spoken", default="")


def asked_language(words: Sequence[str]) -> str:
    """What `--lang` says, the last one counting; `auto` where nothing valid is said before a `--`."""
    asked = "auto"
    for word, following in zip(words, (*words[1:], ""), strict=False):
        if word == "--":
            break
        name, equals, value = word.partition("=")
        said = value if equals else following
        if name == _OPTION and said in LANGUAGE_CHOICES:
            asked = said
    return asked


def prompt_language(words: Sequence[str], environment: Mapping[str, str] = os.environ) -> str:
    """`en` or `ja`; English too where standard error or output has no Japanese letters."""
    asked, variable = asked_language(words), environment.get("REMOTE_PRT_LANG", "")
    return _possible(variable if asked == "auto" and variable in LANGUAGE_CHOICES else asked, environment)


def speak_from_now_on(choice: str) -> str:
    """The language of a settings file, which is known only after the words were read; errors will be in it too."""
    _SPOKEN.set(_possible(choice, os.environ))
    return _SPOKEN.get()


def speak_as_typed() -> None:
    """Forget the language of a settings file: another command line begins."""
    _SPOKEN.set("")


def spoken_since(language_of_words: str) -> str:
    """The language of a settings file, if one has set it, else that of the words."""
    return _SPOKEN.get() or language_of_words


def _possible(choice: str, environment: Mapping[str, str]) -> str:
    speaks = language(choice, environment)
    return speaks if speaks == "en" or all(map(_has_japanese, (sys.stderr, sys.stdout))) else "en"


def leading_language(words: Sequence[str]) -> tuple[list[str], list[str]]:
    """`--lang ja` in front of the verb, and the words behind it."""
    if words and words[0] == _OPTION and len(words) > 1:
        return list(words[:2]), list(words[2:])
    is_joined = bool(words) and words[0].startswith(f"{_OPTION}=")
    return list(words[:is_joined]), list(words[is_joined:])


class SpokenContext(click.Context):
    """A context whose help is in the language of the prompt, which `cli.main` was given as `obj`."""

    def make_formatter(self) -> click.HelpFormatter:
        """The formatter of that language."""
        if self.obj != "ja":
            return super().make_formatter()
        from remote_prt.cli.japanese_help import JapaneseHelp  # noqa: PLC0415  English does not pay for it

        return JapaneseHelp(width=self.terminal_width, max_width=self.max_content_width)


def with_spoken_help(command: click.Command) -> click.Command:
    """The command, its help and that of its own commands spoken in the language of the prompt.

    Those are listed with their whole first sentence: one that was cut off could not be said in another language.
    """
    command.context_class = SpokenContext
    for inner in command.commands.values() if isinstance(command, click.Group) else ():
        inner.short_help = inner.short_help or (inner.help or "").partition("\n\n")[0].replace("\n", " ")
        with_spoken_help(inner)
    return command


def lang_option(command: F) -> F:
    """`--lang` for a verb that writes no report: it says nothing more than the raw words have said."""
    choice = click.Choice(LANGUAGE_CHOICES)
    return click.option(_OPTION, type=choice, default="auto", expose_value=False, help=LANG_HELP)(command)


def _has_japanese(stream: object) -> bool:
    """Whether a stream takes Japanese; one without a code page keeps text as text."""
    try:
        _SAMPLE.encode(getattr(stream, "encoding", None) or "utf-8")
    except UnicodeEncodeError:
        return False
    return True
