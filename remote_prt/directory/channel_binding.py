"""What binds a logon to the TLS channel it is made in (RFC 5929, `tls-server-end-point`)."""

import hashlib
import warnings

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from spnego.channel_bindings import GssChannelBindings

# The certificate is the server's, and TLS has accepted it: its flaws are neither ours to mend nor the user's to read.
warnings.filterwarnings("ignore", "Parsed a", UserWarning, r"remote_prt\.directory")
_WEAK = frozenset({"md5", "sha1"})  # RFC 5929 section 4.1: SHA-256 stands for them


def channel_binding(certificate: bytes) -> GssChannelBindings:
    """The binding to a server's certificate (DER), hashed by the hash of its signature."""
    try:
        used = x509.load_der_x509_certificate(certificate).signature_hash_algorithm
    except (ValueError, UnsupportedAlgorithm):
        used = None
    name = "sha256" if used is None or used.name in _WEAK else used.name
    digest = hashlib.new(name, certificate).digest()
    return GssChannelBindings(application_data=b"tls-server-end-point:" + digest)
