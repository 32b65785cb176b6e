"""The certificate that a host shows, also one that was not accepted: the only importer of cryptography beside the lab.

What it says is the host's own word: shown to people, never decided upon. Python hands out the fields of an accepted
certificate only, so the bytes are read here.
"""

from dataclasses import dataclass
from datetime import datetime

from cryptography import x509
from cryptography.x509.oid import NameOID

_MOST_NAMES = 4


@dataclass(frozen=True, slots=True)
class PeerCertificate:
    """What a listener's certificate says about itself."""

    names: tuple[str, ...]  #: the hosts it is for, the first few
    issuer: str
    expires_at: datetime


def read_certificate(der: bytes) -> PeerCertificate | None:
    """The certificate in some bytes; None where it cannot be read."""
    try:
        certificate = x509.load_der_x509_certificate(der)
        names = _alternatives(certificate) or _common_names(certificate.subject)
        issuer = ", ".join(_common_names(certificate.issuer)) or certificate.issuer.rfc4514_string()
        return PeerCertificate(names[:_MOST_NAMES], issuer, certificate.not_valid_after_utc)
    except (ValueError, TypeError, x509.DuplicateExtension, x509.UnsupportedGeneralNameType):
        return None


def _alternatives(certificate: x509.Certificate) -> tuple[str, ...]:
    """The names that are compared with the host's (RFC 6125 section 6.4)."""
    try:
        found = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except x509.ExtensionNotFound:
        return ()
    wanted = [one for one in found if isinstance(one, x509.DNSName | x509.IPAddress)]
    return tuple(str(one.value) for one in wanted)


def _common_names(name: x509.Name) -> tuple[str, ...]:
    return tuple(str(one.value) for one in name.get_attributes_for_oid(NameOID.COMMON_NAME))
