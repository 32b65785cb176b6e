"""Text is measured, cut and wrapped in display cells."""

import pytest

from remote_prt.reports.cells import cell_width, clip, wrap


@pytest.mark.parametrize(("text", "cells"), [("", 0), ("abc", 3), ("山田", 4), ("ｶﾅ", 2), ("é", 1), ("e\u0301", 1)])
def test_width_counts_cells(text: str, cells: int) -> None:
    """A full-width character takes two cells, a half-width one, an accent none."""
    assert cells == cell_width(text)


@pytest.mark.parametrize(
    ("text", "width", "cut"),
    [
        ("abcdef", 6, "abcdef"),
        ("abcdef", 5, "abcd…"),
        ("山田太郎", 8, "山田太郎"),
        ("山田太郎", 7, "山田太…"),
        ("山田太郎", 6, "山田…"),
        ("ab cd", 4, "ab…"),
        ("abc", 1, "…"),
        ("abc", 0, ""),
    ],
)
def test_clip_never_exceeds_the_width(text: str, width: int, cut: str) -> None:
    """What is cut ends in the ellipsis and never takes more cells than it has; half a character is not shown."""
    assert cut == clip(text, width, "…")
    assert cell_width(cut) <= width


def test_wrap_breaks_at_blanks() -> None:
    """Lines are filled up to the width, and each keeps what stands before it."""
    assert ["do: one two", "    three four", "    five"] == wrap(
        "one two three four five", 14, first="do: ", rest="    "
    )


def test_wrap_breaks_a_word_only_when_it_must() -> None:
    """A text without blanks, as Japanese is, is broken where the line is full."""
    assert ["山田太郎山", "田"] == wrap("山田太郎山田", 10)


def test_wrap_of_nothing_is_the_first_prefix() -> None:
    """An empty text gives one line."""
    assert ["do: "] == wrap("", 40, first="do: ")


@pytest.mark.parametrize("width", [1, 12, 13, 40])
def test_wrap_keeps_every_letter(width: int) -> None:
    """No letter is lost, however narrow the page."""
    text = "山田太郎 https://login.microsoftonline.com/common/oauth2/token does not answer"

    assert text.replace(" ", "") == "".join(wrap(text, width)).replace(" ", "")
    assert max(cell_width(line) for line in wrap(text, width)) <= max(width, 10)


def test_a_japanese_line_does_not_end_with_an_opening_bracket() -> None:
    """The bracket goes to the next line with the word it opens."""
    assert wrap("接続できなかった(プロキシ)", 18) == ["接続できなかった", "(プロキシ)"]
