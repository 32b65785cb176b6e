"""Where the snippets lie and what is in them.

`ps_snippets` is a data package beside `remote_prt`: a wheel installs both side by side, an editable install and a bare
checkout have them side by side too. It is looked up as a package first; a checkout that was put on the path in another
way than by its root finds it beside this package.
"""

import difflib
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from remote_prt.errors import SnippetMissing, UsageError
from remote_prt.snippets.snippet import Snippet, parse_snippet

#: The file whose presence says that a folder holds our snippets.
_CONDUCTOR = "Invoke-PrtVisit.ps1"
#: The folder beside it with what only a bundle needs.
_LOCAL = "local"
#: The folder with what may change something on a host, which no visit runs.
_ACTIONS = "actions"
#: The folder with what starts a visit on this very machine.
_DOOR = "door"


@cache
def list_snippets() -> tuple[Snippet, ...]:
    """All function files by name.

    Raises:
        SnippetMissing: the folder is not there, or a file of it cannot be read as ASCII.
    """
    paths = [path for path in _folder().iterdir() if path.name.endswith(".ps1")]
    return tuple(_read(path) for path in sorted(paths, key=lambda path: path.name))


@cache
def local_snippets() -> tuple[Snippet, ...]:
    """The functions that run only on a machine itself, in a bundle, and never in a remote visit.

    Raises:
        SnippetMissing: as `list_snippets`.
    """
    return _read_folder(_LOCAL)


@cache
def action_snippets() -> tuple[Snippet, ...]:
    """The functions of actions: they may change something on a host, and no visit runs them.

    Raises:
        SnippetMissing: as `list_snippets`.
    """
    return _read_folder(_ACTIONS)


@cache
def door_snippets() -> tuple[Snippet, ...]:
    """The functions that start a visit on the machine remote_prt runs on, and are sent to no other.

    Raises:
        SnippetMissing: as `list_snippets`.
    """
    return _read_folder(_DOOR)


def _read_folder(name: str) -> tuple[Snippet, ...]:
    folder = _folder().joinpath(name)
    if not folder.is_dir():
        raise SnippetMissing(f"{name} is not in the package ps_snippets: install remote_prt again")
    paths = [path for path in folder.iterdir() if path.name.endswith(".ps1")]
    return tuple(_read(path) for path in sorted(paths, key=lambda path: path.name))


def get_snippet(name: str) -> Snippet:
    """The snippet of that name; capitals do not matter, as in PowerShell.

    Raises:
        UsageError: there is none; the hint names the nearest.
        SnippetMissing: as `list_snippets`.
    """
    everything = (*list_snippets(), *local_snippets(), *action_snippets(), *door_snippets())
    known = {snippet.name.casefold(): snippet for snippet in everything}
    wanted = name.casefold().removesuffix(".ps1")
    if wanted in known:
        return known[wanted]
    nearest = difflib.get_close_matches(wanted, known, n=1)
    hint = f"did you mean {known[nearest[0]].name}?" if nearest else "run `remote_prt snippets list`"
    raise UsageError(f"there is no snippet {name!r}", hint)


def _folder() -> Traversable:
    """The folder with the snippets.

    Raises:
        SnippetMissing: it is in none of the places.
    """
    beside = Path(__file__).resolve().parents[2] / "ps_snippets"
    try:
        places: list[Traversable] = [files("ps_snippets"), beside]
    except ModuleNotFoundError:
        places = [beside]
    for place in places:
        if place.joinpath(_CONDUCTOR).is_file():
            return place
    raise SnippetMissing(f"{_CONDUCTOR} is not in the package ps_snippets nor in {beside}: install remote_prt again")


def _read(path: Traversable) -> Snippet:
    try:
        text = path.read_bytes().decode("ascii")
    except (OSError, UnicodeDecodeError) as error:
        raise SnippetMissing(f"{path.name} cannot be read: {error}; install remote_prt again") from error
    return parse_snippet(path.name.removesuffix(".ps1"), text)
