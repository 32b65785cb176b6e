"""A code, written in every way that fields, logs and people write it."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from remote_prt.diagnosis.code_spellings import signed_decimal, spellings
from remote_prt.diagnosis.codes import CodeClass, ErrorCode, code_of, parse_code, parse_key


def code(text: str) -> ErrorCode:
    """The code a text spells."""
    found = parse_code(text)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("0xc000006d", "0xc000006d -1073741715 3221225581 0xd000006d 0xffffffffc000006d"),
        ("0xc00484c1", "0xc00484c1 -1073445695 3221521601 0x800484c1 0xd00484c1 0xffffffffc00484c1"),
        ("0xc00cee4f", "0xc00cee4f -1072894385 3222072911 0xffffffffc00cee4f"),
        ("12007", "12007 0x80072ee7 -2147012889 0xcaa82ee7 0x2ee7"),
        ("0x80070520", "0x80070520 1312 -2147023584 0x520"),
        ("0xcaa30197", "407 0xcaa30197 0x80190197"),
        ("AADSTS50126", "AADSTS50126"),
        ("MSIS9682", "MSIS9682"),
        ("0", "0x0 0"),
    ],
)
def test_the_spellings_of_a_code(text: str, expected: str) -> None:
    """The usual spelling stands first, twins and decimals follow."""
    assert spellings(code(text)) == tuple(expected.split(" "))


@pytest.mark.parametrize(
    ("text", "expected"), [("0xc000006d", "-1073741715"), ("12007", "12007"), ("AADSTS50126", "50126")]
)
def test_the_decimal_of_a_log_is_signed(text: str, expected: str) -> None:
    """Large numbers are printed with their sign, small ones as they are."""
    assert signed_decimal(code(text)) == expected


@settings(derandomize=True)
@given(st.integers(0, 2**32 - 1) | st.integers(0, 2**17) | st.sampled_from([0x80072EE7, 0xC00484C1, 0xCAA30190]))
def test_every_spelling_reads_back(number: int) -> None:
    """Whatever the number, each spelling and the key lead back to its code, but for a bare HTTP status."""
    made = code_of(number)
    assert made is not None
    readable = spellings(made)[1:] if made.code_class is CodeClass.HTTP else spellings(made)

    assert [text for text in readable if parse_code(text) != made] == []
    assert parse_key(made.key) == made
    assert len(set(spellings(made))) == len(spellings(made))


@pytest.mark.parametrize(
    "key", ["NOT-RENEWED", "UPN", "STATUS-", "STATUS-C000006", "WINHTTP-x", "HTTP--1", "50126", ""]
)
def test_a_name_is_no_code(key: str) -> None:
    """Keys of causes, and damaged keys, stand for no code."""
    assert parse_key(key) is None
