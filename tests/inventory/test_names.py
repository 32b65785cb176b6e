"""What a host may be called."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from remote_prt.inventory.names import fold_key, is_address, name_problem, shown

LABEL_63 = "a" * 63


@pytest.mark.parametrize(
    "name",
    [
        "pc1",
        "PC-01",
        "pc_1.corp.example",
        "a",
        "1pc",
        "no",
        "10.0.0.1",
        "::1",
        "2001:db8::7",
        "xn--fsq.example",
        LABEL_63,
        ".".join([LABEL_63, LABEL_63, LABEL_63, "a" * 61]),
    ],
)
def test_names_that_are_hosts(name: str) -> None:
    """DNS names, NetBIOS names and addresses are hosts, up to 63 characters a part and 253 in all."""
    assert name_problem(name) == ""


@pytest.mark.parametrize(
    ("name", "problem"),
    [
        ("", "an empty part between dots"),
        (".", "an empty part between dots"),
        ("pc1.", "an empty part between dots"),
        ("a..b", "an empty part between dots"),
        ("-pc", "starts or ends with a hyphen"),
        ("pc-", "starts or ends with a hyphen"),
        ("a" * 64, "a part of 64 characters, more than the 63"),
        (".".join([LABEL_63, LABEL_63, LABEL_63, "a" * 62]), "254 characters, more than the 253"),
        ("pc 1", "the character ' ' is not allowed"),
        ("pc;calc", "the character ';' is not allowed"),
        ("pc/../x", "the character '/' is not allowed"),
        ("pc\x1b[2J", r"the character '\x1b' is not allowed"),
        ("pc\n1", r"the character '\n' is not allowed"),
        ("p\u0441", "is not allowed"),
        ("パソコン", "is not allowed"),
        ("pc%eth0", "the character '%' is not allowed"),
        ("fe80::1%eth0", "not an IPv6 address"),
        ("1:2", "not an IPv6 address"),
        ("12345", "read as an IPv4 address"),
        ("10.0.0.256", "read as an IPv4 address"),
        ("10.0.0.01", "read as an IPv4 address"),
        ("10.1", "read as an IPv4 address"),
        ("pc.0x7f", "read as an IPv4 address"),
    ],
)
def test_names_that_are_none(name: str, problem: str) -> None:
    """A wrong name has a problem that says what is wrong, in printable characters."""
    told = name_problem(name)

    assert problem in told
    assert told.isprintable()


@pytest.mark.parametrize(
    ("one", "other"),
    [("PC1", "pc1"), ("::1", "0:0:0:0:0:0:0:1"), ("2001:DB8::A", "2001:db8::a"), ("Pc.Corp", "pc.corp")],
)
def test_spellings_of_one_host(one: str, other: str) -> None:
    """Case and the ways to write an IPv6 address make no difference."""
    assert fold_key(one) == fold_key(other)


@pytest.mark.parametrize(("one", "other"), [("pc1", "pc01"), ("pc1", "pc1.corp.example"), ("10.0.0.1", "10.0.0.10")])
def test_hosts_kept_apart(one: str, other: str) -> None:
    """A short name and a full name may be two hosts, and so may two paddings."""
    assert fold_key(one) != fold_key(other)


@given(st.text(max_size=300))
def test_any_text_has_a_verdict(text: str) -> None:
    """Whatever the text is, the verdict is one printable line, and what passes holds only harmless characters."""
    problem = name_problem(text)

    assert problem.isprintable()
    assert problem or is_address(text) or all(c.isascii() and (c.isalnum() or c in "-_.") for c in text)


@given(st.text(max_size=300))
def test_shown_is_short_and_printable(text: str) -> None:
    """What an error repeats of a word is quoted, printable and at most ten characters for each of sixty."""
    told = shown(text)

    assert told.isprintable()
    assert len(told) <= 60 * 10 + 2
