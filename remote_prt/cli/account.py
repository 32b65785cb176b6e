"""Who logs on where: the account of the options, or the accounts of the inventory, each with its secret."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, replace

from remote_prt.cli.connection_options import ConnectionRequest
from remote_prt.cli.prompt import may_ask, say, spoken
from remote_prt.errors import SecretUnavailable, UsageError
from remote_prt.inventory.arriving import ArrivingHosts
from remote_prt.model import AuthMethod, Target
from remote_prt.transports.credentials import ByAccount, Credential, CredentialSource
from remote_prt.transports.laps_accounts import LapsAccounts, local_account
from remote_prt.transports.secret_sources import find_password, password_from_prompt

#: These log on without a password: with a ticket, or with a certificate.
_PASSWORDLESS = {AuthMethod.KERBEROS, AuthMethod.CERTIFICATE}


@dataclass(frozen=True, slots=True)
class LogonPlan:
    """Who logs on to these hosts."""

    targets: tuple[Target, ...]
    credentials: CredentialSource
    accounts: str  #: for the report's header


def with_accounts(connection: ConnectionRequest, targets: Sequence[Target]) -> tuple[Target, ...]:
    """The targets with the account each is visited with: `--user` outranks the inventory, `--laps` both.

    Raises:
        UsageError: options that do not go together.
    """
    if connection.laps:
        return _with_local_accounts(connection, targets)
    if connection.user is None:
        return tuple(targets)
    return tuple(replace(target, user=connection.user) for target in targets)


def _with_local_accounts(connection: ConnectionRequest, targets: Sequence[Target]) -> tuple[Target, ...]:
    if connection.user is not None:
        raise UsageError("--laps and --user: two accounts for one host", "give one of them")
    if connection.ldap_server is None:
        raise UsageError("--laps needs a domain controller to ask", "name it with --ldap-server")
    over_tls = [target for target in targets if (connection.https if target.https is None else target.https)]
    if not connection.allow_ntlm and (len(over_tls) < len(targets) or not connection.verify_tls):
        raise UsageError("LAPS accounts are local, and local accounts log on by NTLM", "--https, or --allow-ntlm")
    return tuple(replace(target, user=local_account(target, connection.laps_account)) for target in targets)


@dataclass(frozen=True, slots=True)
class ArrivingWithAccounts:
    """Targets that are still to come, each with the account that the first of them were planned with.

    None of them has settings of its own, so that what was settled and warned about for the first holds for all.
    """

    hosts: ArrivingHosts
    connection: ConnectionRequest

    @property
    def problem(self) -> str:
        """Why hosts are missing, once there are no more."""
        return self.hosts.problem

    async def __aiter__(self) -> AsyncIterator[tuple[Target, ...]]:
        """Batch after batch; the last one when the list has ended, however it ended."""
        async for batch in self.hosts:
            yield with_accounts(self.connection, batch)

    def cut(self) -> None:
        """Wait for no more."""
        self.hosts.cut()


def plan_logons(connection: ConnectionRequest, targets: Sequence[Target]) -> LogonPlan:
    """The accounts with their secrets; a warning about a secret's source is printed once.

    `--user` outranks the inventory. Without it each host has the inventory's user, or else the current logon.

    Raises:
        SecretUnavailable: a source was named and has nothing, or a password is needed and cannot be asked for.
    """
    if connection.laps:
        return _plan_laps(connection, targets)
    targets = with_accounts(connection, targets)
    users = tuple(dict.fromkeys(target.user for target in targets if target.user is not None and target.enabled))
    _refuse_lonely_password(connection, users)
    credentials = {user: _credential(user, connection, targets) for user in users}
    has_others = any(target.user is None and target.enabled for target in targets)
    names = [*users, *([Credential().principal] if has_others or not users else [])]
    return LogonPlan(targets, ByAccount(credentials), ", ".join(names))


def _plan_laps(connection: ConnectionRequest, targets: Sequence[Target]) -> LogonPlan:
    """Each host's own administrator; the password is read when it is that host's turn."""
    return LogonPlan(with_accounts(connection, targets), LapsAccounts(connection.laps_account), "LAPS")


def _refuse_lonely_password(connection: ConnectionRequest, users: tuple[str, ...]) -> None:
    """One password belongs to one account."""
    is_read = connection.password_file is not None or connection.password_descriptor is not None
    if not users and (is_read or connection.ask_password or connection.keyring is not None):
        raise SecretUnavailable("a password was given, but no account", "name it with --user")
    if len(users) > 1 and is_read:
        raise SecretUnavailable(f"one password was given for {len(users)} accounts", "use --ask-pass, or --limit")


def _credential(user: str, connection: ConnectionRequest, targets: Sequence[Target]) -> Credential:
    if connection.ask_password:
        _refuse_to_ask(user)
    secret = find_password(
        user,
        keyring=connection.keyring,
        file=connection.password_file,
        descriptor=connection.password_descriptor,
        ask=connection.ask_password,
        speak=spoken,
    )
    if secret is not None:
        if secret.warning:
            say(f"warning: {secret.warning}")
        return Credential(user, secret.password)
    methods = {target.auth or connection.auth for target in targets if target.user == user}
    if methods <= _PASSWORDLESS:
        return Credential(user)
    _refuse_to_ask(user)
    return Credential(user, password_from_prompt(user, spoken))


def _refuse_to_ask(user: str) -> None:
    if not may_ask():
        raise SecretUnavailable(
            f"--non-interactive: nobody is asked for the password of {user}", "use --password-file or --auth kerberos"
        )
