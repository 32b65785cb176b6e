"""Who logs on: the account the options name, with its secret from the first source that was given."""

import click

from remote_prt.cli.connection_options import ConnectionRequest
from remote_prt.errors import SecretUnavailable
from remote_prt.model import AuthMethod
from remote_prt.transports.credentials import Credential
from remote_prt.transports.secret_sources import find_password, password_from_prompt

#: These log on without a password: with a ticket, or with a certificate.
_PASSWORDLESS = {AuthMethod.KERBEROS, AuthMethod.CERTIFICATE}


def find_credential(connection: ConnectionRequest) -> Credential:
    """The credential of the run; a warning about its source is printed once.

    Raises:
        SecretUnavailable: a source was named and has nothing, or a password is needed and cannot be asked for.
    """
    if connection.user is None:
        return _current_logon(connection)
    secret = find_password(
        connection.user,
        file=connection.password_file,
        descriptor=connection.password_descriptor,
        ask=connection.ask_password,
    )
    if secret is not None:
        if secret.warning:
            click.echo(f"remote_prt: warning: {secret.warning}", err=True)
        return Credential(connection.user, secret.password)
    if connection.auth in _PASSWORDLESS:
        return Credential(connection.user)
    return Credential(connection.user, password_from_prompt(connection.user))


def _current_logon(connection: ConnectionRequest) -> Credential:
    if connection.password_file is not None or connection.password_descriptor is not None or connection.ask_password:
        raise SecretUnavailable("a password was given, but no account", "name it with --user")
    return Credential()
