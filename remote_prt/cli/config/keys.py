"""Which settings there are: the long options of the verbs, each by its name without the dashes.

A key at the top of a file, and `REMOTE_PRT_<KEY>`, are meant for every verb that has the option; `[refresh]`, and
`REMOTE_PRT_REFRESH_<KEY>`, for that verb only. Verbs that show or play something take only a few keys from the top:
`output` of a sweep is no place for a script, and `password-file` must not become the account of simulated hosts.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

import click

KeyPath = tuple[str, ...]
Commands = Mapping[KeyPath, click.Command]

#: These take from the top of a file, and from `REMOTE_PRT_<KEY>`, only what means the same everywhere.
APART: Final = frozenset({"demo", "lab", "schedule", "snippets", "explain", "config"})
_EVERYWHERE: Final = frozenset({"lang", "catalog", "color", "progress"})

#: What they print is no report: a format that was set for reports is not theirs.
_OTHER_FORMATS: Final = frozenset({"doctor", "inventory", "history", "diff"})

#: These a run has had already, or they name the places of its own reports, which no later one overwrites.
_AGAIN: Final = "report"
_OF_A_RUN: Final = frozenset({"output", "stale-after", "catalog"})

#: What decides which settings are read, or ends the run at once, is no setting.
NO_SETTINGS: Final = frozenset({"help", "help-all", "version", "config", "no-config"})

#: These belong to one run: a file that says them would say them for all of them.
NOT_IN_FILES: Final = frozenset(
    {
        *(
            "yes",
            "discard",
            "i-understand-lsass-memory",
            "resume",
            "rerun",
            "list-hosts",
            "versions",
            "show-config",
            "missing",
        ),
        "end-with-stdin",
    }
)

#: What lowers security must not depend on the folder somebody happens to be in.
NOT_IN_PROJECT: Final = frozenset({"no-verify-tls", "allow-ntlm"})

_SECRET: Final = re.compile(r"pass|secret|token|credential|(?:^|-)pw|kennwort")
_PREFIX: Final = "REMOTE_PRT_"


@dataclass(frozen=True, slots=True)
class Key:
    """One setting of one command."""

    name: str  #: `concurrency`
    option: click.Option
    spellings: tuple[str, ...]  #: every name of it: `concurrency`, `fanout`
    negations: tuple[str, ...] = ()  #: names whose `true` means false: `http` for `https`

    @property
    def is_path(self) -> bool:
        """Whether it names files or folders; in a settings file they lie beside it."""
        return isinstance(self.option.type, click.Path) or bool(re.search("FILE|DIR", self.option.metavar or ""))


def normal(name: str) -> str:
    """A key as options spell it: `connect_timeout` is `connect-timeout`."""
    return name.replace("_", "-")


def keys_of(command: click.Command) -> tuple[Key, ...]:
    """The settings of a command, in the order of its options."""
    return tuple(key for option in command.params if isinstance(option, click.Option) and (key := _key(option)))


def commands_of(root: click.Group) -> dict[KeyPath, click.Command]:
    """Every command that does something, by the words that reach it; all verbs are imported."""
    return dict(_leaves(root, ()))


def takes(path: KeyPath, scope: KeyPath, key: str) -> bool:
    """Whether the command at `path` takes a key from the section `scope`, or from the top."""
    if scope:
        return path[: len(scope)] == scope
    if (key == "format" and path[0] in _OTHER_FORMATS) or (key in _OF_A_RUN and path[0] == _AGAIN):
        return False
    return path[0] not in APART or key in _EVERYWHERE


def scopes_of(path: KeyPath) -> tuple[KeyPath, ...]:
    """The sections that may speak to a command, the strongest first; () is the top of a file."""
    return tuple(path[:length] for length in range(len(path), -1, -1))


def variable_of(scope: KeyPath, name: str) -> str:
    """The variable of a key: `REMOTE_PRT_CONNECT_TIMEOUT`, `REMOTE_PRT_LOGS_ENABLE_CHANNEL`."""
    return _PREFIX + "_".join([*scope, name]).replace("-", "_").upper()


def is_secret(name: str) -> bool:
    """Whether a name that no option has sounds like a password: its value is then shown nowhere."""
    return bool(_SECRET.search(normal(name).lower()))


def nearest(name: str, known: set[str]) -> str:
    """The known name that was probably meant, or ""."""
    from difflib import get_close_matches  # noqa: PLC0415  only where something was wrong

    return next(iter(get_close_matches(normal(name).lower(), sorted(known), 1, 0.7)), "")


def _key(option: click.Option) -> Key | None:
    spellings = tuple(name[2:] for name in option.opts if name.startswith("--"))
    if not spellings or NO_SETTINGS & set(spellings):
        return None
    return Key(spellings[0], option, spellings, tuple(name[2:] for name in option.secondary_opts))


def _leaves(group: click.Group, above: KeyPath) -> Iterator[tuple[KeyPath, click.Command]]:
    context = click.Context(group)
    for word in group.list_commands(context):
        command = group.get_command(context, word)
        if isinstance(command, click.Group):
            yield from _leaves(command, (*above, word))
        elif command is not None:
            yield (*above, word), command
