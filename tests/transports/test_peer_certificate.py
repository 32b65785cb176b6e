"""What a certificate says about itself, also one that makes no sense."""

import ssl
from pathlib import Path

import pytest

from remote_prt.transports.peer_certificate import read_certificate
from tests.transports.certificates import authority, listener


def test_names_issuer_and_end_are_read(tmp_path: Path) -> None:
    """The alternative names count; where there are none, the subject does."""
    listener(tmp_path, name="pc-01.corp.example")
    pem = (tmp_path / "listener.pem").read_text("ascii")
    found = read_certificate(ssl.PEM_cert_to_DER_cert(pem[pem.index("-----BEGIN CERTIFICATE") :]))

    assert found is not None
    assert found.names == ("pc-01.corp.example",)
    assert found.issuer == "authority"
    assert found.expires_at.tzinfo is not None


@pytest.mark.parametrize("cut", [0, 1, 40, 200])
def test_what_is_no_certificate_is_none(cut: int, tmp_path: Path) -> None:
    """Bytes of a host never raise here."""
    der = ssl.PEM_cert_to_DER_cert(authority().write(tmp_path).read_text("ascii"))

    assert read_certificate(der[:cut]) is None
    assert read_certificate(b"\x30\x80" + der[cut:]) is None
