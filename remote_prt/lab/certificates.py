"""The lab's own certificate authority and the one server certificate of all its hosts, fresh for every run.

Beside the good one there is a bad one for each way in which a certificate is not accepted, made when a host wants it.
"""

import datetime as dt
import ipaddress
import os
import ssl
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from remote_prt.lab.account import PRINCIPAL
from remote_prt.lab.scenario import CertificateKind

_AUTHORITY = "remote_prt lab authority"
_LIFE = dt.timedelta(days=7)
_PRINCIPAL_NAME = x509.ObjectIdentifier("1.3.6.1.4.1.311.20.2.3")  # szOID_NT_PRINCIPAL_NAME
_PEM = serialization.Encoding.PEM


@dataclass(frozen=True, slots=True)
class LabCertificates:
    """What TLS listeners need, and what clients may trust."""

    authority_path: Path  #: PEM of the authority
    server_context: ssl.SSLContext
    server_hash: bytes  #: SHA-256 of the server certificate: its `tls-server-end-point` (RFC 5929)
    authority_key: ec.EllipticCurvePrivateKey = field(repr=False)
    alternatives: tuple[x509.GeneralName, ...] = ()  #: every name and address of the farm

    @property
    def client_path(self) -> Path:
        """PEM of the certificate and key by which the account may log on over TLS."""
        return self.authority_path.with_name("client.pem")

    def context_for(self, kind: CertificateKind) -> ssl.SSLContext:
        """What a listener shows that has such a certificate."""
        match kind:
            case CertificateKind.GOOD:
                return self.server_context
            case CertificateKind.CHANGES:
                return self._changing()
            case _:
                return self._bad(kind)

    def _bad(self, kind: CertificateKind) -> ssl.SSLContext:
        key = ec.generate_private_key(ec.SECP256R1())
        signer = {
            CertificateKind.UNKNOWN_AUTHORITY: ec.generate_private_key(ec.SECP256R1()),
            CertificateKind.SELF_SIGNED: key,
        }.get(kind, self.authority_key)
        names = [x509.DNSName("another-host.invalid")] if kind is CertificateKind.OTHER_NAME else self.alternatives
        subject = "self" if kind is CertificateKind.SELF_SIGNED else "remote_prt lab host"
        issuer = {CertificateKind.UNKNOWN_AUTHORITY: "nobody", CertificateKind.SELF_SIGNED: "self"}.get(
            kind, _AUTHORITY
        )
        shift = {CertificateKind.EXPIRED: -30, CertificateKind.NOT_YET_VALID: 30}.get(kind, 0)
        certificate = (
            _builder(subject, key.public_key(), signer.public_key(), issuer=issuer, days_off=shift)
            .add_extension(x509.SubjectAlternativeName(names), critical=False)
            .sign(signer, hashes.SHA256())
        )
        return _context_of(self.authority_path.parent / f"{kind}-{os.urandom(4).hex()}.pem", key, certificate)

    def _changing(self) -> ssl.SSLContext:
        """The good certificate at the first handshake, a bad one at every later one."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.authority_path.with_name("server.pem"))
        bad = self._bad(CertificateKind.UNKNOWN_AUTHORITY)
        seen: list[str] = []

        def choose(tls: ssl.SSLSocket | ssl.SSLObject, name: str, _: ssl.SSLContext) -> None:
            if seen:
                tls.context = bad
            seen.append(name)

        context.sni_callback = choose
        return context


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
    authority_path = _write_private(folder / "authority.pem", authority.public_bytes(_PEM))
    context = _context_of(folder / "server.pem", server_key, server)
    context.verify_mode = ssl.CERT_OPTIONAL  # a client may show one, and log on by it
    context.load_verify_locations(authority_path)
    digest = server.fingerprint(hashes.SHA256())
    client_certificate(folder / "client.pem", PRINCIPAL, authority_key)
    return LabCertificates(authority_path, context, digest, authority_key, tuple(alternatives))


def client_certificate(path: Path, principal: str, authority_key: ec.EllipticCurvePrivateKey) -> None:
    """Write a certificate for clients, and its key, to a file that only we may read.

    Windows maps such certificates to accounts by the principal name in the subject alternative name; it is the common
    name here too.
    """
    key = ec.generate_private_key(ec.SECP256R1())
    utf8_string = bytes([0x0C, len(principal)]) + principal.encode("ascii")  # DER
    certificate = (
        _builder(principal, key.public_key(), authority_key.public_key())
        .add_extension(x509.SubjectAlternativeName([x509.OtherName(_PRINCIPAL_NAME, utf8_string)]), critical=False)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.CLIENT_AUTH]), critical=False)
        .sign(authority_key, hashes.SHA256())
    )
    secret = key.private_bytes(_PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    _write_private(path, secret + certificate.public_bytes(_PEM))


def _context_of(path: Path, key: ec.EllipticCurvePrivateKey, certificate: x509.Certificate) -> ssl.SSLContext:
    """A listener's context; key and certificate are written to the path, which only we may read."""
    secret = key.private_bytes(_PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(_write_private(path, secret + certificate.public_bytes(_PEM)))
    return context


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
    subject: str,
    key: ec.EllipticCurvePublicKey,
    authority_key: ec.EllipticCurvePublicKey,
    *,
    issuer: str = _AUTHORITY,
    days_off: int = 0,
) -> x509.CertificateBuilder:
    """What all certificates have: names, key, a week of life that began an hour ago, key identifiers."""
    now = dt.datetime.now(dt.UTC) + dt.timedelta(days=days_off)
    return (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, subject)]))
        .issuer_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, issuer)]))
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
