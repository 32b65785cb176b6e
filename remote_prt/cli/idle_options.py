"""Options that mean nothing where they stand: typed at the prompt they are refused, from settings they are not.

Settings files serve all verbs and all ways to name hosts, so what one run has no use for is no mistake there.
"""

from collections.abc import Iterable
from typing import Any

import click
from click.core import ParameterSource

from remote_prt.errors import UsageError

#: What is about the way to a directory, by the name of the value.
_DIRECTORY = {
    "ldap_server": "--ldap-server",
    "ldaps": "--ldaps",
    "ldap_user": "--ldap-user",
    "ldap_keyring": "--ldap-keyring",
    "ldap_password_file": "--ldap-password-file",
    "ldap_password_descriptor": "--ldap-password-fd",
}

#: What is about the question of --ou.
_QUESTION = {"search_scope": "--search-scope", "max_logon_age": "--max-logon-age"}


def asks_directory(values: dict[str, Any]) -> bool:
    """Whether these values of a command may ask a directory, also by a source of an inventory or as an earlier run."""
    return any(values.get(name) for name in ("ous", "laps", "inventory", "rerun", "resume"))


def refuse_idle_question() -> None:
    """Refuse what only --ou heeds, where it is not given.

    Raises:
        UsageError: such an option was typed.
    """
    for option in _typed(_QUESTION):
        raise UsageError(f"{option} without --ou", "a source: of an inventory has a key of its own for it")


def refuse_idle_directory() -> None:
    """Refuse what is about the way to a directory, where none is asked.

    Raises:
        UsageError: such an option was typed.
    """
    for option in _typed(_DIRECTORY):
        raise UsageError(
            f"{option}: no directory is asked here", "leave it out, or say --ou, --laps or an inventory with a source:"
        )


def _typed(names: dict[str, str]) -> Iterable[str]:
    context = click.get_current_context(silent=True)
    is_typed = (lambda _: None) if context is None else context.get_parameter_source
    return [option for name, option in names.items() if is_typed(name) is ParameterSource.COMMANDLINE]
