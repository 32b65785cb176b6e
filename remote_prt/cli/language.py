"""Which language to speak: what was asked for, else what the terminal or Windows itself speaks."""

import sys
from collections.abc import Callable, Mapping
from typing import Final

LANGUAGE_CHOICES: Final = ("en", "ja", "auto")

#: The POSIX order: the first that is set and not empty decides.
_VARIABLES: Final = ("LC_ALL", "LC_MESSAGES", "LANG")
#: Low ten bits of a Windows language identifier: LANG_JAPANESE (MS-LCID).
_PRIMARY_LANGUAGE: Final = 0x3FF
_JAPANESE: Final = 0x11


def windows_ui_language() -> int | None:
    """The language identifier of the Windows user interface; None elsewhere (unverified on Windows, from its docs)."""
    if sys.platform == "win32":
        import ctypes  # noqa: PLC0415 - elsewhere it is not needed

        return int(ctypes.windll.kernel32.GetUserDefaultUILanguage())
    return None


def language(
    choice: str, environment: Mapping[str, str], windows: Callable[[], int | None] = windows_ui_language
) -> str:
    """`en` or `ja`: the choice itself, or for `auto` the environment's locale, then Windows' own; else English."""
    if choice != "auto":
        return choice
    named = next((environment[name] for name in _VARIABLES if environment.get(name)), None)
    if named is not None:
        return "ja" if named.lower().partition("_")[0].partition(".")[0] in {"ja", "japanese"} else "en"
    identifier = windows()
    return "ja" if identifier is not None and identifier & _PRIMARY_LANGUAGE == _JAPANESE else "en"
