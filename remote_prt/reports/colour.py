"""Colour, which only repeats what a word already says (design/ux.md 8)."""

import sys
from collections.abc import Mapping
from enum import StrEnum

from remote_prt.diagnosis.diagnosis import Status
from remote_prt.model import Outcome


class ColourChoice(StrEnum):
    """What `--color` takes."""

    AUTO = "auto"
    ALWAYS = "always"
    NEVER = "never"


#: Set by Windows Terminal, ConEmu, ANSICON, editors' terminals, and shells that came from elsewhere.
_CAPABLE_ON_WINDOWS = ("WT_SESSION", "ConEmuANSI", "ANSICON", "TERM_PROGRAM", "TERM")

_RESET = "\x1b[0m"
_BOLD = "\x1b[1m"

#: SGR sequences by status or outcome word; the eight basic colours, which every palette keeps readable.
_BY_WORD: dict[str, str] = {
    Status.BROKEN: "\x1b[1;31m",
    Status.FAILING: "\x1b[31m",
    Status.STALE: "\x1b[33m",
    Status.UNKNOWN: "\x1b[35m",
    Status.HEALTHY: "\x1b[32m",
    Outcome.UNREACHABLE: "\x1b[36m",
    Outcome.REFUSED: "\x1b[36m",
    Outcome.TIMED_OUT: "\x1b[36m",
}


def is_colour_wanted(
    choice: ColourChoice, environment: Mapping[str, str], *, is_terminal: bool, platform: str = sys.platform
) -> bool:
    """Whether to colour. What is set first decides: `choice`, NO_COLOR, CLICOLOR_FORCE, TERM=dumb, CLICOLOR=0.

    Args:
        choice: what `--color` said.
        environment: of the process; an empty variable counts as unset (no-color.org).
        is_terminal: whether somebody watches: a file gets no colour unless asked for.
        platform: as `sys.platform`. A Windows console shows escape sequences as text unless a program has switched them
            on; the terminals that always understand them name themselves in the environment (unverified on Windows,
            from the documentation of console virtual terminal sequences).
    """
    if choice is not ColourChoice.AUTO:
        return choice is ColourChoice.ALWAYS
    if environment.get("NO_COLOR"):
        return False
    if environment.get("CLICOLOR_FORCE", "0") not in {"", "0"}:
        return True
    if platform == "win32" and not any(environment.get(name) for name in _CAPABLE_ON_WINDOWS):
        return False
    return is_terminal and environment.get("TERM") != "dumb" and environment.get("CLICOLOR") != "0"


def coloured(text: str, word: str) -> str:
    """The text in the colour of a status or outcome word; unchanged for a word without one."""
    sequence = _BY_WORD.get(word)
    return f"{sequence}{text}{_RESET}" if sequence else text


def bold(text: str) -> str:
    """The text in bold."""
    return f"{_BOLD}{text}{_RESET}"
