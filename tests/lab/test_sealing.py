"""Sealed bodies against pyspnego's client half, which knows nothing of the lab."""

from pathlib import Path

import pytest
import spnego

from remote_prt.lab.account import LabAccount, known_to_ntlm
from remote_prt.lab.authenticate import Authenticator
from remote_prt.lab.sealing import CONTENT_TYPE, Sealed, seal, unseal

PLAIN = "<s:Envelope>雪</s:Envelope>".encode()


@pytest.fixture
def contexts(tmp_path: Path):
    """A client's and the lab's finished security context."""
    account = LabAccount.with_random_password()
    client = spnego.client(
        account.name, account.password, protocol="ntlm", options=spnego.NegotiateOptions.wrapping_winrm
    )
    with known_to_ntlm(account, tmp_path):
        server = spnego.server(protocol="ntlm", options=spnego.NegotiateOptions.use_ntlm)
        server.step(client.step(server.step(client.step())))
    return client, server


def test_what_one_side_seals_the_other_unseals(contexts):
    """Both directions carry the bytes unchanged, message after message."""
    client, server = contexts

    for plain in (PLAIN, b"x" * 100_000, b"{}"):
        assert unseal(server, seal(client, plain)) == plain
        assert unseal(client, seal(server, plain)) == plain


def test_the_body_has_the_parts_of_the_specification(contexts):
    """Two parts introduced by the boundary of the content type, the original length declared (MS-WSMV 2.2.9.1)."""
    _, server = contexts
    body = seal(server, PLAIN)

    assert 'boundary="Encrypted Boundary"' in CONTENT_TYPE
    assert body.count(b"--Encrypted Boundary\r\n") == 2
    assert b"\tOriginalContent: type=application/soap+xml;charset=UTF-8;Length=%d\r\n" % len(PLAIN) in body
    assert body.endswith(b"--Encrypted Boundary--\r\n")


@pytest.mark.parametrize(
    "spoil",
    [
        pytest.param(lambda body: body[:-40] + bytes([body[-40] ^ 1]) + body[-39:], id="one_bit_changed"),
        pytest.param(lambda body: body.replace(b"Length=", b"Length=1"), id="wrong_length_declared"),
        pytest.param(lambda body: body.replace(b"--Encrypted Boundary--\r\n", b""), id="no_end"),
        pytest.param(lambda body: body.replace(b"\tOriginalContent", b"\tOther"), id="no_length"),
        pytest.param(lambda body: body.replace(b"stream\r\n\x10\x00", b"stream\r\n\xff\xff"), id="header_beyond_body"),
        pytest.param(lambda _: b"", id="nothing"),
        pytest.param(lambda _: PLAIN, id="plain_text"),
    ],
)
def test_a_spoilt_body_does_not_unseal(contexts, spoil):
    """A body that was changed or is none is refused, whatever is wrong with it."""
    client, server = contexts

    with pytest.raises(Sealed):
        unseal(server, spoil(seal(client, PLAIN)))


def test_basic_is_offered_only_over_tls():
    """A 401 over plain HTTP names Negotiate alone: a password in clear is not asked for."""
    account = LabAccount("secret")

    assert Authenticator(account, is_tls=False, certificate_hash=None).offers == ("Negotiate",)
    assert Authenticator(account, is_tls=True, certificate_hash=None).offers == ("Negotiate", 'Basic realm="WSMAN"')


@pytest.mark.parametrize("header", ["", "Negotiate", "Negotiate !!", "Negotiate AAAA", "Bearer abc", "Basic AAAA"])
def test_a_header_that_is_no_logon_is_no_attempt(header: str, tmp_path: Path):
    """Nothing is proven and nothing counted; the offers go back."""
    account = LabAccount("secret")

    with known_to_ntlm(account, tmp_path):
        step = Authenticator(account, is_tls=True, certificate_hash=None).step(header)

    assert (step.logon, step.challenges[0]) == ("malformed", "Negotiate")


def test_the_account_file_is_private_holds_no_password_and_goes_away(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Mode 0600, a hash instead of the password, and neither file nor variable after the block."""
    monkeypatch.delenv("NTLM_USER_FILE", raising=False)
    account = LabAccount.with_random_password()

    with known_to_ntlm(account, tmp_path):
        (path,) = tmp_path.iterdir()
        mode, content = path.stat().st_mode & 0o777, path.read_text(encoding="utf-8")

    assert mode == 0o600
    assert account.password not in content
    assert list(tmp_path.iterdir()) == []


def test_a_password_shows_nowhere_by_itself():
    """Neither the account's representation nor two runs' passwords are the same."""
    first, second = LabAccount.with_random_password(), LabAccount.with_random_password()

    assert first.password not in repr(first)
    assert first.password != second.password
