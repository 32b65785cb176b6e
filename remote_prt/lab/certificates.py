"""The lab's own certificate authority and the one server certificate of all its hosts, fresh for every run."""

import datetime as dt
import ipaddress
import os
import ssl
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

_AUTHORITY = "remote_prt lab authority"
_LIFE = dt.timedelta(days=7)
_PEM = serialization.Encoding.PEM


@dataclass(frozen=True, slots=True)
class LabCertificates:
    """What TLS listeners need, and what clients may trust."""

    authority_path: Path  #: PEM of the authority
    server_context: ssl.SSLContext
    server_hash: bytes  #: SHA-256 of the server certificate: its `tls-server-end-point` (RFC 5929)


def make_certificates(folder: Path, names: Iterable[str], addresses: Iterable[str]) -> LabCertificates:
    """An authority, and one certificate with every host's name and address as subject alternative names.

    One certificate for all because making 200 would slow the start and teach nothing; its key lies in `folder` with
    mode 0600 for as long as the lab runs, the authority's key is never written.
    """
    authority_key, server_key = (ec.generate_private_key(ec.SECP256R1()) for _ in range(2))
    authority = _authority(authority_key)
    alternatives: list[x509.GeneralName] = [x509.DNSName(name) for name in dict.fromkeys(names)]
    alternatives += [x509.IPAddress(ipaddress.ip_address(address)) for address in dict.fromkeys(addresses)]
    server = (
        _builder("remote_prt lab host", server_key.public_key(), authority_key.public_key())
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.SubjectAlternativeName(alternatives), critical=False)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .sign(authority_key, hashes.SHA256())
    )
    key = server_key.private_bytes(_PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    server_path = _write_private(folder / "server.pem", key + server.public_bytes(_PEM))
    authority_path = _write_private(folder / "authority.pem", authority.public_bytes(_PEM))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(server_path)
    return LabCertificates(authority_path, context, server.fingerprint(hashes.SHA256()))


def _authority(key: ec.EllipticCurvePrivateKey) -> x509.Certificate:
    usage = x509.KeyUsage(
        digital_signature=True, key_cert_sign=True, crl_sign=True, content_commitment=False, key_encipherment=False,
        data_encipherment=False, key_agreement=False, encipher_only=False, decipher_only=False,
    )  # fmt: skip
    return (
        _builder(_AUTHORITY, key.public_key(), key.public_key())
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(usage, critical=True)
        .sign(key, hashes.SHA256())
    )


def _builder(
    subject: str, key: ec.EllipticCurvePublicKey, authority_key: ec.EllipticCurvePublicKey
) -> x509.CertificateBuilder:
    """What both certificates have: names, key, a week of life that began an hour ago, key identifiers."""
    now = dt.datetime.now(dt.UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, subject)]))
        .issuer_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, _AUTHORITY)]))
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(hours=1))
        .not_valid_after(now + _LIFE)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(authority_key), critical=False)
    )


def _write_private(path: Path, data: bytes) -> Path:
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(data)
    return path
