"""Nothing a host sends acts on a terminal or in a spreadsheet."""

import pytest

from remote_prt.reports.escape import encodable, printable, spreadsheet_cell, without_lone_surrogates


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("CONTOSO\\anna", "CONTOSO\\anna"),
        ("山田 太郎", "山田 太郎"),
        ("山田\u3000太郎", "山田\u3000太郎"),
        ("a\u00a0b", "a\\u00a0b"),
        ("ガ", "ガ"),
        ("\x1b[2J", "\\u001b[2J"),
        ("\x9b31m", "\\u009b31m"),
        ("a\tb\r\nc", "a\\u0009b\\u000d\\u000ac"),
        ("\u202etxt.exe", "\\u202etxt.exe"),
        ("\u2066x\u2069", "\\u2066x\\u2069"),
        ("pay\u200bpal", "pay\\u200bpal"),
        ("\u2028", "\\u2028"),
        ("\ud800", "\\ud800"),
        ("\ue000", "\\ue000"),
        ("\U000e0041", "\\U000e0041"),
        ("\u2764\ufe0f", "\u2764\\ufe0f"),
        ("Z" + "\u0301" * 5, "Z" + "\u0301" * 3 + "\\u0301\\u0301"),
    ],
)
def test_printable_spells_what_acts(text: str, shown: str) -> None:
    """Controls, bidirectional overrides, zero-width characters and piles of accents are spelled; letters pass."""
    assert shown == printable(text)


@pytest.mark.parametrize(
    ("encoding", "shown"),
    [("utf-8", "é山田"), ("cp932", "\\xe9山田"), ("cp1252", "é\\u5c71\\u7530"), ("ascii", "\\xe9\\u5c71\\u7530")],
)
def test_code_page_without_the_character_gets_its_number(encoding: str, shown: str) -> None:
    """What the stream's code page lacks is spelled out, so that printing cannot fail."""
    assert shown == printable("é山田", encoding)
    assert shown == encodable("é山田", encoding)


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ("plain", "plain"),
        ("", ""),
        ("a=b", "a=b"),
        ("=1+1", "'=1+1"),
        ("+1", "'+1"),
        ("-1073741715", "'-1073741715"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("  =1", "'  =1"),
        ("\u00a0=1", "'\\u00a0=1"),
        ("\u3000=1", "'\u3000=1"),
        ("\tx", "'\\u0009x"),
        ("\rx", "'\\u000dx"),
        ("＝1", "'＝1"),
        ("\u200b=1", "\\u200b=1"),
    ],
)
def test_spreadsheet_cell_is_never_a_formula(text: str, cell: str) -> None:
    """A cell that a spreadsheet would compute gets an apostrophe, also behind blanks; others are left alone."""
    assert cell == spreadsheet_cell(text)


def test_half_a_surrogate_pair_is_replaced_and_a_whole_one_joined() -> None:
    """Text for JSON holds no lone surrogate."""
    assert "a\ufffdb" == without_lone_surrogates("a\ud800b")
    assert "\U0001f600" == without_lone_surrogates("\ud83d\ude00")
