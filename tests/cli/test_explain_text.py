"""Explanations on the page: wrapped as each language wraps, whatever the width."""

import re
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from wcwidth import wcswidth

from remote_prt.cli.explain_text import Page, list_text, render_text, wrapped
from remote_prt.diagnosis.finding import CauseClass
from remote_prt.readers.catalogue import LANGUAGES, load_catalog
from remote_prt.readers.lookup import Answer, look_up

ASKED = ("0xc000006d", "12007", "BROKER", "0xc0000199", "TPM-OR-KEY", "logon_session")


@pytest.mark.parametrize("width", [60, 80, 100])
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_line_fits(language: str, width: int) -> None:
    """No line is wider than the page, at any usual width."""
    page = Page(language, width)
    text = render_text(look_up(ASKED, language), page) + list_text(load_catalog(language).entries.values(), page)

    assert [line for line in text.splitlines() if wcswidth(line) > width] == []


def test_classes_are_named_in_the_readers_language_and_can_be_searched_for() -> None:
    """The class of a cause and the kind of a code are Japanese, and the word `explain` takes stays beside it."""
    page, asked = Page("ja", 100), ("NTE_BAD_KEYSET", "0xc0001234")
    text = render_text(look_up(asked, "ja"), page)
    headings = [line for line in list_text(load_catalog("ja").entries.values(), page).splitlines() if line[:1].strip()]

    assert "TPM またはキー [tpm-or-key] / TPM、証明書、またはキー" in text
    assert "種別: 状態コード (NTSTATUS)" in text
    assert len(headings) == len(CauseClass)
    assert all(re.match(rf"[^\[]+ \[{one}\]", line) for one, line in zip(CauseClass, headings, strict=True))
    assert "tpm-or-key / TPM, certificate or key" in render_text(look_up(asked, "en"), Page())


def test_japanese_lines_break_where_they_may() -> None:
    """A katakana word stays whole, and no line begins with a closing mark or a small kana."""
    page = Page("ja", 60)
    entries = list(load_catalog("ja").entries.values())
    lines = [
        line for entry in entries for line in render_text([Answer("x", entry=entry)], page).splitlines() if line.strip()
    ]

    assert [
        line for line in lines if re.match(r"\s*[、。）」』，．ーぁぃぅぇぉっゃゅょァィゥェォッャュョ]", line)
    ] == []
    assert [a for a, _ in pairwise(lines) if re.search(r"コンピュー?$", a)] == []


def test_nothing_of_a_text_is_lost() -> None:
    """All characters but the blanks at line ends are printed, also of a word wider than the line."""
    text = "Run netsh " + "x" * 95 + " を実行し、コンピューターを確認します。" * 3

    assert "".join("".join(wrapped(text, 30)).split()) == "".join(text.split())


@settings(derandomize=True)
@given(st.text(max_size=200), st.integers(10, 80))
def test_any_text_is_wrapped(text: str, width: int) -> None:
    """No text raises, and there is always a line."""
    assert wrapped(text, width)


def test_a_sites_words_cannot_act_on_the_terminal() -> None:
    """Control characters of a site's own entry are spelled out."""
    entry = replace(load_catalog().entries["IDLE"], title="a\x1b[2J", cause="b\u202ec", origin="x\x07.toml")
    text = render_text([Answer("IDLE", entry=entry)], Page())

    assert not re.search(r"[\x00-\x09\x0b-\x1f\u202e]", text)
    assert r"a\u001b[2J" in text
    assert "(your catalogue)" in text


def test_a_terminal_gets_bold_titles() -> None:
    """Colour, where wanted, is bold for the title and nothing else."""
    text = render_text(look_up(["12007"]), Page(colour=True))

    assert text.startswith("\x1b[1m12007  ERROR_WINHTTP_NAME_NOT_RESOLVED\x1b[0m\n")
    assert text.count("\x1b[") == 2


def test_a_code_page_without_japanese_gets_it_spelled() -> None:
    """Where the terminal cannot show a character, its number stands there and nothing fails."""
    text = render_text(look_up(["12007"], "ja"), Page("ja", encoding="ascii"))

    assert r"\u30b5" in text
