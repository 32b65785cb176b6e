"""The TLS context of a run, from the PEM files its settings name."""

import ssl
from pathlib import Path

from remote_prt.errors import UsageError
from remote_prt.transports.metered_socket import tls_context
from remote_prt.transports.settings import TransportSettings


def context_of(settings: TransportSettings) -> ssl.SSLContext:
    """What all visits of the run share.

    Raises:
        UsageError: names the file that cannot be used.
    """
    pem, key = settings.certificate_file, settings.certificate_key_file
    try:
        return tls_context(
            verify=settings.verify_tls,
            ca_file=str(settings.ca_file) if settings.ca_file else None,
            certificate=(str(pem), str(key) if key else None) if pem else None,
        )
    except OSError as error:
        raise _unusable(settings, error) from error


def _unusable(settings: TransportSettings, error: OSError) -> UsageError:
    """One line about the file that failed: OpenSSL does not say which it was."""
    if settings.ca_file is not None and (authorities := _ca_error(settings.ca_file)) is not None:
        named, error, what, hint = str(settings.ca_file), authorities, "certificate", "check the file"
    else:
        files = [str(file) for file in (settings.certificate_file, settings.certificate_key_file) if file]
        named, what, hint = ", ".join(files), "certificate with its key, in clear", "see --certificate-key"
    if isinstance(error, ssl.SSLError):
        return UsageError(f"{named}: no PEM file of a {what}", hint)
    return UsageError(f"{named}: {error.strerror}", "check the path and its rights")


def _ca_error(file: Path) -> OSError | None:
    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT).load_verify_locations(file)
    except OSError as error:
        return error
    return None
