"""Every sentence with which a visit can fail is known, said in Japanese, and on the page of failures."""

import re
from pathlib import Path

from docs.failure_sentences import sentences, unresolved
from remote_prt.reports.words import words_of_deeds
from remote_prt.transports.native_logon import KRB5_WORDS
from remote_prt.transports.wsman_words import CODES

JAPANESE = words_of_deeds("ja")
DOCS = Path(__file__).parents[2] / "docs"
KANA = re.compile(r"[ぁ-んァ-ヶ一-龠]")

#: Sentences that are put together of others, as they come out.
PUT_TOGETHER = {
    "N: N": ["PowerShell printed what is no record: x", "PowerShell ended within a record: x"],
    "N N (lockout brake)": [
        "LAB\\anna was rejected by 2 hosts already (lockout brake)",
        "LAB\\anna was shown to 3 hosts, and none said whether the password is right (lockout brake)",
    ],
    "the name does not resolveN": ["the name does not resolve", "the name does not resolve: no name server answers"],
    "the host sent N": ["the host sent more than the length it had told"],
}
#: A hint with a part of its own, as it comes out.
HINTS_PUT_TOGETHER = {
    "pip install 'remote_prt[kerberos]' (Debian, Ubuntu: first apt install libkrb5-dev gcc)N": (
        "pip install 'remote_prt[kerberos]' (Debian, Ubuntu: first apt install libkrb5-dev gcc), or --allow-ntlm with"
        " --user and a password"
    )
}


def test_no_sentence_is_overlooked() -> None:
    """What a failure says stands where it is raised, or in a table that the page of failures knows."""
    assert len(sentences()) > 100
    assert list(unresolved()) == []


def test_every_failure_is_said_in_japanese() -> None:
    """Each sentence, and each word of the codes' tables, has its Japanese."""
    said = [text for one in sentences() for text in PUT_TOGETHER.get(one.reason, [one.reason])]
    said += [words.reason for words in (*CODES.values(), *KRB5_WORDS.values())]

    assert sorted({text for text in said if not KANA.search(JAPANESE.failure(text))}) == []


def test_every_hint_of_a_failure_is_said_in_japanese() -> None:
    """Each next step, and each of the codes' tables, has its Japanese."""
    hints = {HINTS_PUT_TOGETHER.get(one.hint, one.hint) for one in sentences() if one.hint}
    hints |= {words.try_next for words in (*CODES.values(), *KRB5_WORDS.values())}

    assert sorted(hint for hint in hints if not KANA.search(JAPANESE.hint(hint))) == []


def test_the_page_tells_each_of_them() -> None:
    """A row for every sentence and every code, in both languages."""
    for page in (DOCS / "failures.md", DOCS / "ja" / "failures.md"):
        rows = [line for line in page.read_text("utf-8").splitlines() if line.startswith("| ")]

        assert len(rows) == len(sentences()) + len(CODES) + len(KRB5_WORDS) + 6  # and a head for each table
