"""Which logon a target gets, and whether it can succeed at all: decided before any byte is sent.

`auto` is Kerberos, because it proves the host to us as well. NTLM does not, so `auto` takes it only where Kerberos
cannot work (a target that is an address), where TLS already proved the host and channel binding ties the logon to it,
or where the caller said `--allow-ntlm`.
"""

import ipaddress
import sys
from collections.abc import Sequence
from importlib.util import find_spec

from remote_prt.errors import HostRefused, Phase, UsageError
from remote_prt.model import AuthMethod, Target
from remote_prt.transports.credentials import Credential
from remote_prt.transports.settings import HTTP_PORT, HTTPS_PORT, TransportSettings
from remote_prt.transports.tls_files import context_of

_WITH_PASSWORD = (AuthMethod.NTLM, AuthMethod.NEGOTIATE, AuthMethod.BASIC)


def is_https(target: Target, settings: TransportSettings) -> bool:
    """Whether the target is visited over TLS."""
    return settings.https if target.https is None else target.https


def port_of(target: Target, settings: TransportSettings) -> int:
    """The TCP port of the target."""
    https = is_https(target, settings)
    default = settings.port if https == settings.https else None  # a run's port belongs to the run's scheme
    return target.port or default or (HTTPS_PORT if https else HTTP_PORT)


def is_local(target: Target, settings: TransportSettings) -> bool:
    """Whether the target is this very machine and nothing was asked for it that only WinRM has."""
    if target.name.lower().rstrip(".") != "localhost":
        return False
    asked = (target.address, target.port, target.https, target.user, target.configuration_name, settings.port)
    is_usual = settings.configuration_name == TransportSettings().configuration_name
    return all(one is None for one in asked) and not settings.https and is_usual


def is_address(name: str) -> bool:
    """Whether a name is an IP address or this very machine: neither has a Kerberos service of its own."""
    if name.lower().rstrip(".") == "localhost":
        return True
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True


def choose_auth(target: Target, settings: TransportSettings) -> AuthMethod:
    """How a target is logged on to: never `auto`; `negotiate` is Kerberos with NTLM behind it.

    Raises:
        HostRefused: the settings would send a readable password, or lack what the method needs.
    """
    https = is_https(target, settings)
    method = target.auth or settings.auth
    if is_automatic(target, settings):
        return _choose_auto(target, settings)
    if method is AuthMethod.BASIC and not https:
        raise _refused(target, settings, "Basic over plain HTTP would show the password to the network", "use --https")
    if method is AuthMethod.CERTIFICATE and not https:
        raise _refused(target, settings, "a client certificate needs TLS", "use --https")
    if method is AuthMethod.CERTIFICATE and settings.certificate_file is None:
        raise _refused(target, settings, "no client certificate was given", "name its PEM file with --certificate")
    return method


def is_automatic(target: Target, settings: TransportSettings) -> bool:
    """Whether nobody named the method, so that another one may do."""
    return (target.auth or settings.auth) is AuthMethod.AUTO


def _choose_auto(target: Target, settings: TransportSettings) -> AuthMethod:
    if is_address(target.name):
        return AuthMethod.NTLM
    if _is_proven_by_tls(target, settings) or settings.allow_ntlm:
        return AuthMethod.NEGOTIATE
    return AuthMethod.KERBEROS


def _is_proven_by_tls(target: Target, settings: TransportSettings) -> bool:
    return is_https(target, settings) and settings.verify_tls


def weakened_notes(targets: Sequence[Target], settings: TransportSettings) -> tuple[str, ...]:
    """What lowers security in a run, as the report's header names it: each once, in a fixed order.

    A switch of the run is named whether or not a host needed it, in the words of the command line also where a library
    caller set it. A method is named where a target, or the run, asks for a weaker one than `auto` would take: NTLM, or
    Negotiate that may fall back to it, for a named host that nothing proves; Basic, which gives the host the password.
    """
    visited = [target for target in targets if target.enabled]
    weaker = {method for target in visited if (method := _weaker_method(target, settings)) is not None}
    notes = (
        ("--allow-ntlm", settings.allow_ntlm),
        ("--no-verify-tls", not settings.verify_tls),
        *((f"--auth {method.value}", method in weaker) for method in _WITH_PASSWORD),
    )
    return tuple(note for note, holds in notes if holds)


def _weaker_method(target: Target, settings: TransportSettings) -> AuthMethod | None:
    """The method a target was told to use, where `auto` would not take it there."""
    method = target.auth or settings.auth
    if method is AuthMethod.BASIC:
        return method if is_https(target, settings) else None  # else it is refused
    if method not in (AuthMethod.NTLM, AuthMethod.NEGOTIATE) or is_address(target.name):
        return None
    return None if _is_proven_by_tls(target, settings) else method


def _refused(target: Target, settings: TransportSettings, reason: str, try_next: str) -> HostRefused:
    scheme = "https" if is_https(target, settings) else "http"
    return HostRefused(
        Phase.AUTHENTICATE, reason, try_next, transport=scheme, port=port_of(target, settings), address=target.address
    )


def require_kerberos(method: AuthMethod, *, may_use_ntlm: bool = False) -> None:
    """Lets pass what this machine can do: Windows has Kerberos (SSPI), elsewhere it needs a package.

    Args:
        method: never `auto`.
        may_use_ntlm: whether to offer NTLM instead: not to who asked for Kerberos.

    Raises:
        HostRefused: the package is missing; one line with what to install.
    """
    if method is AuthMethod.KERBEROS and sys.platform != "win32" and find_spec("gssapi") is None:
        raise kerberos_missing(may_use_ntlm=may_use_ntlm)


def require_secret(method: AuthMethod, credential: Credential) -> None:
    """Lets pass what can be proven: without a password only a ticket, a certificate or the Windows logon (SSPI) can.

    Raises:
        HostRefused: the method needs an account and a password; nothing has been contacted.
    """
    is_complete = bool(credential.user) and credential.password is not None
    if is_complete or method not in _WITH_PASSWORD or (sys.platform == "win32" and method is not AuthMethod.BASIC):
        return
    if method is AuthMethod.NEGOTIATE and find_spec("gssapi") is not None:
        return  # a ticket will do
    raise HostRefused(
        Phase.AUTHENTICATE,
        f"a logon by {method.value} needs an account and a password",
        "give --user with --password-file or --ask-pass",
    )


def kerberos_missing(package: str = "gssapi", *, may_use_ntlm: bool = False) -> HostRefused:
    """The one line for a machine without Kerberos, which lacks one of the packages of `remote_prt[kerberos]`."""
    instead = ", or --allow-ntlm with --user and a password" if may_use_ntlm else ""
    return HostRefused(
        Phase.AUTHENTICATE,
        f"Kerberos needs the Python package {package}, which is not installed here",
        f"pip install 'remote_prt[kerberos]' (Debian, Ubuntu: first apt install libkrb5-dev gcc){instead}",
    )


def check_settings(settings: TransportSettings, targets: Sequence[Target]) -> None:
    """Lets a run begin, unless no host of it could be logged on to: then the mistake is ours, and told once.

    Where only some hosts are wrong, as in a mixed inventory, the run begins and those are refused one by one. A target
    that names an account counts as having its password: that is fetched later, so that nobody types one in vain.

    Args:
        settings: the run's; the PEM files they name are loaded once.
        targets: with the account each is visited with; disabled ones do not count.

    Raises:
        UsageError: one line; nothing has been contacted.
    """
    if settings.ca_file or settings.certificate_file:
        context_of(settings)
    visited = [target for target in targets if target.enabled]
    mistakes = [(target.name, mistake) for target in visited if (mistake := _mistake(target, settings)) is not None]
    if not visited or len(mistakes) < len(visited):
        return
    name, first = mistakes[0]
    is_one = len({(mistake.reason, mistake.try_next) for _, mistake in mistakes}) == 1
    raise UsageError(first.reason if is_one else f"{name}: {first.reason}; no other host can do", first.try_next)


def _mistake(target: Target, settings: TransportSettings) -> HostRefused | None:
    """Why a target cannot be logged on to, whatever it answers; None if it may work."""
    if is_local(target, settings):
        return None
    if target.user == "":
        return _refused(target, settings, "the name of the account is empty", "give --user a name, or leave it out")
    try:
        method = choose_auth(target, settings)
        require_kerberos(method, may_use_ntlm=is_automatic(target, settings))
        require_secret(method, Credential(target.user, None if target.user is None else ""))
    except HostRefused as mistake:
        return mistake
    return None
