"""How to get in, as options: account, secret, authentication, transport, times."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

import click

from remote_prt.cli.directory_account import ACCOUNT_OPTIONS, DIRECTORY_HEADING, DirectoryAccount, directory_account
from remote_prt.cli.grouped_help import option, with_options
from remote_prt.cli.numbers import MOST_DESCRIPTORS, seconds
from remote_prt.cli.prompt import set_asking
from remote_prt.errors import UsageError
from remote_prt.model import AuthMethod

F = TypeVar("F", bound=Callable[..., Any])

_LOGON = "Logon"
_CONNECTION = "Connection"


@dataclass(frozen=True, slots=True)
class ConnectionRequest:
    """What the user said about getting in; secrets are fetched later, from the source named here."""

    user: str | None
    ask_password: bool
    keyring: str | None
    laps: bool
    laps_account: str
    ldap_server: str | None
    password_file: Path | None
    password_descriptor: int | None
    auth: AuthMethod
    kerberos_service: str
    allow_ntlm: bool
    https: bool
    port: int | None
    ca_file: Path | None
    certificate_file: Path | None
    certificate_key_file: Path | None
    verify_tls: bool
    configuration_name: str | None
    connect_timeout_seconds: float
    operation_timeout_seconds: int
    host_timeout_seconds: float
    concurrency: int
    ldaps: bool = False
    directory: DirectoryAccount = field(default_factory=DirectoryAccount)


def connection_options(command: F) -> F:
    """Add the connection options to a click command; they arrive as the keyword arguments of `connection_request`."""
    return with_options(command, _OPTIONS)


def connection_request(values: dict[str, Any]) -> ConnectionRequest:
    """Take the connection options out of a click command's values.

    Raises:
        UsageError: options that do not go together.
    """
    named = [name for key, name in _SECRETS.items() if values[key] is not None and values[key] is not False]
    if len(named) > 1:
        raise UsageError(f"{' and '.join(named)}: two sources of one password", "give one of them")
    directory = directory_account(values)
    auth = AuthMethod(values.pop("auth"))
    verify_tls = not values.pop("no_verify_tls")
    plain = {name: values.pop(name) for name in _PLAIN}
    return ConnectionRequest(auth=auth, verify_tls=verify_tls, directory=directory, **plain)


#: Where a password may come from, by the name of the value.
_SECRETS = {
    "ask_password": "--ask-pass",
    "keyring": "--keyring",
    "laps": "--laps",
    "password_file": "--password-file",
    "password_descriptor": "--password-fd",
}

_PLAIN = (
    "user",
    "ask_password",
    "keyring",
    "laps",
    "laps_account",
    "ldap_server",
    "ldaps",
    "password_file",
    "password_descriptor",
    "kerberos_service",
    "allow_ntlm",
    "https",
    "port",
    "ca_file",
    "certificate_file",
    "certificate_key_file",
    "configuration_name",
    "connect_timeout_seconds",
    "operation_timeout_seconds",
    "host_timeout_seconds",
    "concurrency",
)


def _keep_quiet(_context: click.Context, _parameter: click.Parameter, value: bool) -> None:
    if value:
        set_asking(may_ask=False)


_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)

_LDAP_SERVER = option(
    DIRECTORY_HEADING,
    "--ldap-server",
    metavar="NAME",
    help="The domain controller to ask, by its full name. For --ou, if not given: those that DNS names.",
)
_CA_CERT = option(
    _CONNECTION, "--ca-cert", "ca_file", type=_FILE, metavar="FILE", help="Trust this certificate authority (PEM)."
)

_LDAPS = option(
    DIRECTORY_HEADING, "--ldaps", is_flag=True, help="Ask the directory over TLS (636) instead of sealed (389)."
)

#: Those that asking a directory heeds.
DIRECTORY_CONNECTION = (_LDAP_SERVER, _LDAPS, *ACCOUNT_OPTIONS, _CA_CERT)

_OPTIONS = (
    _LDAP_SERVER,
    _LDAPS,
    *ACCOUNT_OPTIONS,
    option(_LOGON, "--user", metavar="NAME", help="Account, DOMAIN\\name or name@REALM. Default: the current logon."),
    option(_LOGON, "--ask-pass", "ask_password", is_flag=True, help="Ask for the password on the terminal."),
    option(
        _LOGON,
        "--keyring",
        metavar="SERVICE",
        help="Read the password from this machine's keyring, as kept by `keyring set SERVICE NAME`.",
    ),
    option(_LOGON, "--password-file", type=_FILE, metavar="FILE", help="Its first line is the password."),
    option(
        _LOGON,
        "--password-fd",
        "password_descriptor",
        type=click.IntRange(0, MOST_DESCRIPTORS),
        metavar="N",
        help="Read the password from this open file descriptor. (REMOTE_PRT_PASSWORD works too.)",
    ),
    option(
        _LOGON,
        "--laps",
        is_flag=True,
        help="Log on to each host as its own local administrator, whose password the directory keeps (LAPS).",
    ),
    option(
        _LOGON,
        "--laps-account",
        default="Administrator",
        show_default=True,
        metavar="NAME",
        help="That account, where the directory keeps no name with the password.",
    ),
    option(
        _LOGON,
        "--auth",
        type=click.Choice([method.value for method in AuthMethod]),
        default=AuthMethod.AUTO.value,
        show_default=True,
        help="auto: Kerberos; NTLM only for IP addresses or over verified TLS.",
    ),
    option(
        _LOGON,
        "--kerberos-service",
        type=click.Choice(["HTTP", "WSMAN", "HOST"], case_sensitive=False),
        default="HTTP",
        show_default=True,
        help="Ask for tickets to SERVICE/HOST. HOST where an application's account owns HTTP/HOST.",
    ),
    option(_LOGON, "--allow-ntlm", is_flag=True, help="Let auto use NTLM for named hosts over HTTP too."),
    option(_LOGON, "--certificate", "certificate_file", type=_FILE, metavar="FILE", help="PEM for --auth certificate."),
    option(_LOGON, "--certificate-key", "certificate_key_file", type=_FILE, metavar="FILE", help="Its key, if apart."),
    option(
        _LOGON,
        "--non-interactive",
        is_flag=True,
        expose_value=False,
        callback=_keep_quiet,
        help="Ask nothing, also where there is a terminal: end with one line instead.",
    ),
    option(
        _CONNECTION,
        "--https/--http",
        "https",
        default=False,
        help="WinRM over TLS (5986), or HTTP with sealing (5985).",
    ),
    option(_CONNECTION, "--port", type=click.IntRange(1, 65535), metavar="N", help="TCP port, if not the usual one."),
    _CA_CERT,
    option(_CONNECTION, "--no-verify-tls", is_flag=True, help="Do not check certificates. Said in every report."),
    option(_CONNECTION, "--configuration-name", metavar="NAME", help="PowerShell endpoint, e.g. a JEA one."),
    option(
        _CONNECTION,
        "-t",
        "--connect-timeout",
        "connect_timeout_seconds",
        type=seconds(0.1, 3600),
        default=10.0,
        show_default=True,
        metavar="S",
        help="Seconds for the TCP connection.",
    ),
    option(
        _CONNECTION,
        "--operation-timeout",
        "operation_timeout_seconds",
        type=click.IntRange(1, 3600),
        default=20,
        show_default=True,
        metavar="S",
        help="Seconds a host may wait before it says `no output yet`.",
    ),
    option(
        _CONNECTION,
        "--host-timeout",
        "host_timeout_seconds",
        type=seconds(1),
        default=120.0,
        show_default=True,
        metavar="S",
        help="Seconds for one host, all in all.",
    ),
    option(
        _CONNECTION,
        "-f",
        "--concurrency",
        "--fanout",
        type=click.IntRange(1, 1000),
        default=32,
        show_default=True,
        metavar="N",
        help="Hosts at once.",
    ),
)
