"""Who asks the directory, where that is another account than whoever runs this, and its password.

The account of the run (`--user`, its password, its keyring, REMOTE_PRT_PASSWORD) is never taken for it.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

import click

from remote_prt.cli.grouped_help import option
from remote_prt.cli.numbers import MOST_DESCRIPTORS
from remote_prt.cli.prompt import may_ask, spoken
from remote_prt.errors import SecretUnavailable, UsageError
from remote_prt.transports.credentials import Credential

F = TypeVar("F", bound=Callable[..., Any])

#: What its options stand under.
DIRECTORY_HEADING = "Active Directory"
_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
_NAME = "directory_account"


@dataclass(slots=True)
class DirectoryAccount:
    """The account for directories; each password is fetched once, when a directory is first to be asked."""

    user: str | None = None  #: outranks what an inventory says
    keyring: str | None = None
    file: Path | None = None
    descriptor: int | None = None
    may_use_ntlm: bool = False  #: also where nothing proves the domain controller
    _known: dict[str, Credential] = field(default_factory=dict, repr=False, compare=False)

    def credential(self, user: str | None = None) -> Credential:
        """What to log on with.

        Args:
            user: whom an inventory names; None: nobody.

        Raises:
            SecretUnavailable: there is no password, or none may be asked for.
        """
        account = self.user if self.user is not None else user
        is_one_password = self.file is not None or self.descriptor is not None
        if account is None:
            if is_one_password or self.keyring is not None:
                raise SecretUnavailable(
                    "a password for the directory was given, but no account", "name it with --ldap-user"
                )
            return Credential()
        if account not in self._known:
            if self._known and is_one_password:
                hint = "name one with --ldap-user, or use --ldap-keyring"
                raise SecretUnavailable("one password was given for several accounts of directories", hint)
            self._known[account] = self._fetched(account)
        return self._known[account]

    def _fetched(self, account: str) -> Credential:
        from remote_prt.transports.secret_sources import (  # noqa: PLC0415  --help stays light
            find_password,
            password_from_prompt,
        )
        from remote_prt.transports.tickets import ticket_facts  # noqa: PLC0415  as above

        secret = find_password(
            account, keyring=self.keyring, file=self.file, descriptor=self.descriptor, environment={}
        )
        if secret is not None:
            return Credential(account, secret.password)
        ends_at = ticket_facts(account).ends_at
        if ends_at is not None and ends_at > datetime.now(UTC):
            return Credential(account)
        if not may_ask():
            problem = f"--non-interactive: nobody is asked for the password of {account}"
            raise SecretUnavailable(problem, "use --ldap-password-file")
        try:
            return Credential(account, password_from_prompt(account, spoken))
        except SecretUnavailable as error:
            raise SecretUnavailable(error.message, "use --ldap-password-file") from error


def directory_account(values: dict[str, Any]) -> DirectoryAccount:
    """The account that the options name; the same one, with what it knows, however often it is asked for.

    Raises:
        UsageError: two sources of its password.
    """
    if _NAME not in values and "ldap_user" not in values:
        return DirectoryAccount()  # a command without these options
    if _NAME not in values:
        keyring, file = values.pop("ldap_keyring", None), values.pop("ldap_password_file", None)
        descriptor = values.pop("ldap_password_descriptor", None)
        sources = {"--ldap-keyring": keyring, "--ldap-password-file": file, "--ldap-password-fd": descriptor}
        given = [name for name, value in sources.items() if value is not None]
        if len(given) > 1:
            raise UsageError(f"{' and '.join(given)}: two sources of one password", "give one of them")
        user, may_use_ntlm = values.pop("ldap_user", None), bool(values.get("allow_ntlm"))
        values[_NAME] = DirectoryAccount(user, keyring, file, descriptor, may_use_ntlm)
    found: DirectoryAccount = values[_NAME]
    return found


#: Beside those of the connection to a directory.
ACCOUNT_OPTIONS = (
    option(
        DIRECTORY_HEADING,
        "--ldap-user",
        metavar="NAME",
        help="Ask the directory as this account (--ou, --laps, source: in an inventory). Default: the current logon.",
    ),
    option(
        DIRECTORY_HEADING,
        "--ldap-keyring",
        metavar="SERVICE",
        help="Its password from this machine's keyring. With no source of a password it is asked for.",
    ),
    option(
        DIRECTORY_HEADING,
        "--ldap-password-file",
        type=_FILE,
        metavar="FILE",
        help="Its password: the first line of a file.",
    ),
    option(
        DIRECTORY_HEADING,
        "--ldap-password-fd",
        "ldap_password_descriptor",
        type=click.IntRange(0, MOST_DESCRIPTORS),
        metavar="N",
        help="Its password from this open file descriptor.",
    ),
)
