"""`--lang` decides the language of a report, `auto` follows the locale, and programs see no difference in names."""

import json
from pathlib import Path

import pytest

from remote_prt.cli.main import run
from tests.diagnosis.builders import failed_rows, no_rows, text_of


@pytest.fixture
def case(tmp_path: Path) -> Path:
    """A saved dsregcmd text of a user with a wrong password."""
    path = tmp_path / "dsregcmd.txt"
    path.write_text(text_of({**no_rows(), **failed_rows(description="AADSTS50126: x")}), "utf-8")
    return path


@pytest.mark.parametrize(
    ("words", "locale", "heading", "finding"),
    [
        (["--lang", "ja"], "en_US.UTF-8", "次の手順", "ユーザー"),
        (["--lang", "en"], "ja_JP.UTF-8", "Next", "password"),
        ([], "ja_JP.UTF-8", "次の手順", "ユーザー"),
        ([], "C.UTF-8", "Next", "password"),
    ],
    ids=["ja", "en", "japanese-locale", "no-locale"],
)
def test_the_report_is_in_the_language_asked_for(
    words: list[str],
    locale: str,
    heading: str,
    finding: str,
    *,
    case: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Headings and findings speak one language: the option's, else the locale's."""
    monkeypatch.setenv("LC_ALL", locale)
    run(["analyze", *words, str(case)])
    shown = capsys.readouterr().out

    assert heading in shown
    assert finding in shown
    assert "BROKEN  PRT-AADSTS50126" in shown


def test_names_for_programs_are_the_same_in_every_language(case: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The same members, codes and ids; other sentences."""
    documents = []
    for language in ("en", "ja"):
        run(["analyze", "--lang", language, "--format", "json", str(case)])
        documents.append(json.loads(capsys.readouterr().out)["Results"][0]["Users"][0]["Findings"][0])
    english, japanese = documents

    assert list(english) == list(japanese)
    assert (english["Id"], english["Code"]) == (japanese["Id"], japanese["Code"])
    assert english["Title"] != japanese["Title"]
