"""Which logon a target gets: a pure decision, made before any byte is sent.

`auto` is Kerberos, because it proves the host to us as well. NTLM does not, so `auto` takes it only where Kerberos
cannot work (a target that is an address), where TLS already proved the host and channel binding ties the logon to it,
or where the caller said `--allow-ntlm`.
"""

import ipaddress
import sys
from collections.abc import Sequence
from importlib.util import find_spec

from remote_prt.errors import HostRefused, Phase
from remote_prt.model import AuthMethod, Target
from remote_prt.transports.credentials import Credential
from remote_prt.transports.settings import HTTP_PORT, HTTPS_PORT, TransportSettings

_WITH_PASSWORD = (AuthMethod.NTLM, AuthMethod.NEGOTIATE, AuthMethod.BASIC)


def is_https(target: Target, settings: TransportSettings) -> bool:
    """Whether the target is visited over TLS."""
    return settings.https if target.https is None else target.https


def port_of(target: Target, settings: TransportSettings) -> int:
    """The TCP port of the target."""
    https = is_https(target, settings)
    default = settings.port if https == settings.https else None  # a run's port belongs to the run's scheme
    return target.port or default or (HTTPS_PORT if https else HTTP_PORT)


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
    if method is AuthMethod.AUTO:
        return _choose_auto(target, settings)
    if method is AuthMethod.BASIC and not https:
        raise _refused(target, settings, "Basic over plain HTTP would show the password to the network", "use --https")
    if method is AuthMethod.CERTIFICATE and not https:
        raise _refused(target, settings, "a client certificate needs TLS", "use --https")
    if method is AuthMethod.CERTIFICATE and settings.certificate_file is None:
        raise _refused(target, settings, "no client certificate was given", "name the PEM file of the certificate")
    return method


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


def require_kerberos(method: AuthMethod) -> None:
    """Lets pass what this machine can do: Windows has Kerberos (SSPI), elsewhere it needs a package.

    Raises:
        HostRefused: the package is missing; one line with what to install.
    """
    if method is AuthMethod.KERBEROS and sys.platform != "win32" and find_spec("gssapi") is None:
        raise kerberos_missing()


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


def kerberos_missing(package: str = "gssapi") -> HostRefused:
    """The one line for a machine without Kerberos, which lacks one of the packages of `remote_prt[kerberos]`."""
    return HostRefused(
        Phase.AUTHENTICATE,
        f"Kerberos needs the Python package {package}, which is not installed here",
        "pip install 'remote_prt[kerberos]' (Debian, Ubuntu: first apt install libkrb5-dev gcc), or --allow-ntlm",
    )
