"""Sockets that tell a meter how many bytes they gave out, plain and over TLS.

The meter sits where bytes leave the socket, below HTTP, so that headers, chunk sizes and trailers count too.
"""

import socket
import ssl
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing_extensions import Buffer


class MeteredSocket(socket.socket):
    """A socket that tells its meter how many bytes it gave out."""

    meter: Callable[[int], None]

    def recv_into(self, buffer: "Buffer", nbytes: int = 0, flags: int = 0) -> int:
        """As `socket.recv_into`, metered: `makefile`, and so http.client, reads by nothing else."""
        count = super().recv_into(buffer, nbytes, flags)
        self.meter(count)
        return count


class MeteredTlsSocket(ssl.SSLSocket):
    """The same over TLS, counting decrypted bytes; the handshake is bounded by OpenSSL itself."""

    meter: Callable[[int], None]

    def recv_into(self, buffer: "Buffer", nbytes: int | None = None, flags: int = 0) -> int:
        """As `SSLSocket.recv_into`, metered."""
        count = super().recv_into(buffer, nbytes, flags)
        self.meter(count)
        return count


def tls_context(*, verify: bool, ca_file: str | None, certificate: tuple[str, str | None] | None) -> ssl.SSLContext:
    """The context all visits of a transport share: loading the trusted authorities takes some 20 ms.

    As `ssl.create_default_context`, but for its key log: a file named by SSLKEYLOGFILE would get the keys of every
    session, and nobody would be told. Which authorities the system trusts stays the system's to say: the store of
    Windows, and everywhere the places of OpenSSL, which SSL_CERT_FILE and SSL_CERT_DIR move (openssl-env(7)) - some
    machines have their authorities nowhere else. Whoever can set them for this process could replace it as well.

    Args:
        verify: whether the host must prove its name.
        ca_file: PEM file of authorities trusted besides the system's.
        certificate: PEM files of our own certificate and key, where the logon is by certificate.

    Raises:
        OSError: a file cannot be read or is no PEM (`ssl.SSLError`).
    """
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)  # chain and name are checked unless told otherwise
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.load_default_certs(ssl.Purpose.SERVER_AUTH)
    if sys.version_info >= (3, 13):  # where the default context does so too
        context.verify_flags |= ssl.VERIFY_X509_PARTIAL_CHAIN | ssl.VERIFY_X509_STRICT
    if ca_file is not None:
        context.load_verify_locations(ca_file)
    if certificate is not None:
        context.load_cert_chain(*certificate, password="")  # else OpenSSL asks for one on the terminal
    if not verify:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    context.sslsocket_class = MeteredTlsSocket
    return context
