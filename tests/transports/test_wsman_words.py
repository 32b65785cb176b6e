"""Codes of WS-Man and of logons, in words."""

import pytest

from remote_prt.errors import HostRefused, HostTimedOut, Phase
from remote_prt.transports.printable import printable
from remote_prt.transports.wsman_words import CODES, fault_error, normalised


@pytest.mark.parametrize(
    ("code", "words"),
    [
        (5, "access is denied"),
        (2150858793, "gave up waiting"),
        (2150858843, "session is gone"),
        (2150859173, "MaxShellsPerUser"),
        (2150859174, "operations"),
        (2150859175, "too many users"),
        (2150859179, "MaxConcurrentUsers"),
        (2150859236, "too many sessions"),
        (2150859241, "too many commands"),
        (0x803380E4, "TrustedHosts"),
        (-2144108316, "TrustedHosts"),  # the same, signed
        ("0x80338012", "cannot be reached"),
        ("w:AccessDenied", "access is denied"),
        ("w:QuotaLimit", "too many sessions"),
        (0x80090322, "not who its name says"),
        (0x80090311, "no domain controller"),
        (0x8009030E, "no ticket"),
    ],
)
def test_known_codes_read_as_words(code: object, words: str):
    """Every spelling of a known code leads to its sentence and a next step, never to the host's own text."""
    error = fault_error(Phase.SHELL, code, "what the host says")

    assert words in error.reason
    assert error.try_next
    assert "what the host says" not in error.reason


def test_an_unknown_code_is_shown_raw_with_what_the_host_says():
    """Hexadecimal, decimal and the host's escaped, bounded reason."""
    error = fault_error(Phase.RUN, 2147942487, printable("no\x1b[31m good " * 100))

    assert "0x80070057 (2147942487)" in error.reason
    assert "\\x1b[31m good" in error.reason
    assert len(error.reason) < 400


@pytest.mark.parametrize(
    ("code", "expected"), [(None, None), ("", None), ("s:Sender", None), ("12", 12), (-1, 0xFFFFFFFF)]
)
def test_codes_become_one_number(code: object, expected: int | None):
    """Signed, text and missing codes have one form."""
    assert normalised(code) == expected


def test_giving_up_is_a_timeout_and_the_rest_refusals():
    """Only the operation timeout reads as time that was up."""
    kinds = {code: type(fault_error(Phase.SHELL, code)) for code in CODES}

    assert kinds.pop(0x80338029) is HostTimedOut
    assert set(kinds.values()) == {HostRefused}
