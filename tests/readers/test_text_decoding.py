"""Bytes of any console become characters, and wrong ones stay visible."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from remote_prt.readers.text_decoding import MAX_BYTES, decode_text

_ROW = "   Executing Account Name : AzureAD\\{}, someone@contoso.com\r\n                AzureAdPrt : NO\r\n"
_GERMAN, _FRENCH, _JAPANESE = _ROW.format("JürgenGröße"), _ROW.format("AndréFrançois"), _ROW.format("山田太郎さん")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252", "cp850"])
@pytest.mark.parametrize("text", [_GERMAN, _FRENCH], ids=["german", "french"])
def test_western_texts_are_read_in_every_encoding(text: str, encoding: str) -> None:
    """A name with accents comes out as it was, whether a console, an editor or PowerShell wrote it."""
    assert text == decode_text(text.encode(encoding)).text


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp932"])
def test_japanese_texts_are_read_in_every_encoding(encoding: str) -> None:
    """A Japanese name comes out as it was."""
    assert _JAPANESE == decode_text(_JAPANESE.encode(encoding)).text


def test_big_endian_mark_is_believed() -> None:
    """A byte order mark decides, and is no part of the text."""
    decoded = decode_text(b"\xfe\xff" + "AzureAdPrt : NO".encode("utf-16-be"))

    assert (decoded.text, decoded.encoding) == ("AzureAdPrt : NO", "utf-16-be")


def test_one_damaged_byte_stays_visible() -> None:
    """A byte that was broken on the way shows as U+FFFD and does not change how the rest is read."""
    data = _JAPANESE.encode() + b"Device Name : \xff\r\n"

    assert _JAPANESE + "Device Name : \ufffd\r\n" == decode_text(data).text


def test_bytes_no_page_has_stay_visible() -> None:
    """What page 1252 does not define is U+FFFD."""
    assert decode_text(b"name \xe9 \x9d").text == "name \xe9 \ufffd"


def test_a_bound_cuts_no_character() -> None:
    """Bytes beyond the bound are left out, and a sequence that the bound cuts in two is no damage."""
    decoded = decode_text("ab\u3042".encode(), max_bytes=4)

    assert (decoded.text, decoded.is_cut) == ("ab", True)


@pytest.mark.parametrize(("extra", "is_cut"), [(0, False), (1, True)])
def test_the_bound_is_told(extra: int, is_cut: bool) -> None:
    """A text of exactly the bound is whole, one more byte is cut."""
    assert decode_text(b"a" * (MAX_BYTES + extra)).is_cut is is_cut


@given(st.binary(max_size=400))
def test_no_bytes_raise(data: bytes) -> None:
    """Any bytes become some text."""
    assert isinstance(decode_text(data).text, str)
