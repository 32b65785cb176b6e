"""What each header shows of a credential, and what a 401 to it means."""

from base64 import b64encode

import pytest
import spnego

from remote_prt.errors import HostRefused, LogonRefused, Phase
from remote_prt.transports.logon_proof import Proof, proof_in, unauthorized_error


def header(scheme: str, token: bytes) -> str:
    """An Authorization header."""
    return f"{scheme} {b64encode(token).decode()}"


@pytest.mark.parametrize(
    ("authorization", "expected"),
    [
        pytest.param("", Proof.NOTHING, id="no_logon"),
        pytest.param(header("Basic", b"anna:x"), Proof.CREDENTIAL, id="a_readable_password"),
        pytest.param("http://schemas.dmtf.org/wbem/wsman/1/wsman/secprofile", Proof.CREDENTIAL, id="a_certificate"),
        pytest.param(header("NTLM", b"NTLMSSP\0\1\0\0\0"), Proof.NOTHING, id="the_first_message_of_ntlm"),
        pytest.param(header("NTLM", b"NTLMSSP\0\3\0\0\0answer"), Proof.CREDENTIAL, id="the_third_message_of_ntlm"),
        pytest.param(header("Negotiate", b"\xa1\x81NTLMSSP\0\1\0\0\0"), Proof.NOTHING, id="ntlm_begun_in_spnego"),
        pytest.param(header("Negotiate", b"\xa1\x81NTLMSSP\0\3\0\0\0"), Proof.CREDENTIAL, id="ntlm_ended_in_spnego"),
        pytest.param(header("Negotiate", b"\x60\x82 a ticket"), Proof.TICKET, id="a_ticket_in_spnego"),
        pytest.param(header("Kerberos", b"\x60\x82 a ticket").encode(), Proof.TICKET, id="a_ticket_in_bytes"),
        pytest.param("Negotiate", Proof.NOTHING, id="an_empty_token"),
        pytest.param("Negotiate abc", Proof.NOTHING, id="no_base64"),
    ],
)
def test_each_header_shows_so_much(authorization: str, expected: Proof):
    """Only what a host could test a password with is the credential; a ticket is something else."""
    assert proof_in(authorization) is expected


def test_pyspnegos_messages_are_told_apart():
    """The first token of a real logon shows nothing, by NTLM itself and within SPNEGO."""
    for protocol in ("ntlm", "negotiate"):
        first = spnego.client("anna", "x", hostname="pc-01", protocol=protocol).step()

        assert first is not None
        assert proof_in(header("Negotiate", first)) is Proof.NOTHING


@pytest.mark.parametrize(
    ("proof", "kind", "words"),
    [
        (Proof.CREDENTIAL, LogonRefused, "rejected the credential"),
        (Proof.TICKET, HostRefused, "did not accept the Kerberos ticket"),
        (Proof.NOTHING, HostRefused, "before it saw a password"),
    ],
)
def test_a_401_speaks_against_what_was_shown(proof: Proof, kind: type[HostRefused], words: str):
    """Only after the credential itself is a 401 a rejected credential."""
    error = unauthorized_error(proof)

    assert type(error) is kind
    assert error.phase is Phase.AUTHENTICATE
    assert words in error.reason
