"""The prompt speaks the language that was asked for, also where the line is wrong otherwise."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from remote_prt.cli.main import run, with_default_verb
from remote_prt.cli.prompt_language import asked_language
from remote_prt.reports.cells import cell_width
from tests.cli.help_sentences import commands

_JAPANESE = re.compile("[\u3040-\u30ff\u4e00-\u9fff]")


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ([], "auto"),
        (["pc-01"], "auto"),
        (["pc-01", "--lang", "ja"], "ja"),
        (["--lang=ja", "--frobnicate"], "ja"),
        (["--lang", "en", "x", "--lang", "ja"], "ja"),
        (["--lang", "de"], "auto"),
        (["--lang"], "auto"),
        (["--", "--lang", "ja"], "auto"),
    ],
)
def test_the_raw_words_say_the_language(words: list[str], expected: str) -> None:
    """The last valid `--lang` before `--` counts, whatever else the line holds."""
    assert asked_language(words) == expected


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["--lang", "ja"], ["--lang", "ja", "--help"]),
        (["--lang", "ja", "--help"], ["--lang", "ja", "--help"]),
        (["--lang=ja", "explain", "x"], ["explain", "--lang=ja", "x"]),
        (["--lang", "ja", "pc-01"], ["sweep", "--lang", "ja", "pc-01"]),
        (["--lang"], ["sweep", "--lang"]),
    ],
)
def test_a_language_may_stand_in_front(words: list[str], expected: list[str]) -> None:
    """`--lang ja` before the verb is the verb's."""
    assert with_default_verb(words) == expected


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["--lang", "ja", "--frobnicate", "pc-01"], "オプション '--frobnicate' はありません"),
        (["pc-01", "--format", "xml", "--lang=ja"], "'--format' の値が正しくありません"),
        (["pc[1-", "--lang", "ja"], "コマンド ライン: 'pc[1-': 角かっこが閉じられていません"),
        (["sweep", "--lang", "ja"], "ホストが指定されていません - "),
        (["pc-01", "--lang", "ja", "--hostfile", "/nowhere"], "/nowhere: 読み取れません"),
        (["demo", "--lang", "ja", "--host-timeout"], "オプション '--host-timeout' はありません"),
        (["lab", "--lang", "ja", "--scenario", "x", "--truth", "json"], "シナリオ 'x' はありません"),
        (["snippets", "show", "x", "--lang", "ja"], "スニペット 'x' はありません"),
        (["analyze", "--lang", "ja", "/nowhere"], "/nowhere: 読み取れません"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_a_mistake_is_told_in_japanese(words: list[str], says: str, capsys: pytest.CaptureFixture[str]) -> None:
    """One name, the same exit code, and the sentence in Japanese with its values as they were typed."""
    code = run(words)
    err = capsys.readouterr().err

    assert code == 2
    assert says in err
    assert all(line.startswith("remote_prt: ") for line in err.splitlines())


def test_notes_are_told_in_japanese(capsys: pytest.CaptureFixture[str]) -> None:
    """What a selection has to say is said in the language of the line; the hosts are the same."""
    code = run(["pc[1-3]", "--list-hosts", "--exclude", "zzz", "--lang", "ja"])
    out, err = capsys.readouterr()

    assert (code, out) == (0, "pc1\npc2\npc3\n")
    assert err == "remote_prt: --exclude: 'zzz' に一致するホストがありません\n"


def test_a_folder_of_garbage_is_told_in_japanese(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Counts, the reason of each file, and the end: nothing of it is left in English."""
    (tmp_path / "a.txt").write_text("hello", "utf-8")
    (tmp_path / "b.zip").write_bytes(b"PK\x03\x04")
    (tmp_path / "{1}.evtx").write_bytes(b"ElfFile\0" + bytes(100))
    code = run(["analyze", str(tmp_path), "--lang", "ja"])
    lines = capsys.readouterr().err.splitlines()

    assert code == 2
    assert all(_JAPANESE.search(line) for line in lines)
    assert any(": {1}.evtx: " in line for line in lines)


@pytest.mark.parametrize("path", [path for path, _ in commands()])
def test_help_is_in_japanese_and_fits(
    path: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each page speaks Japanese under a Japanese locale, its columns measured in display cells."""
    monkeypatch.setenv("LC_ALL", "ja_JP.UTF-8")
    monkeypatch.setenv("COLUMNS", "80")
    code = run([*path.split()[1:], "--help"])
    lines = capsys.readouterr().out.splitlines()

    assert code == 0
    assert lines[0].startswith("使い方: ")
    assert any(line.endswith("このヘルプを表示して終了します。") for line in lines)
    folded = [line for line in lines if _JAPANESE.search(line) and "   remote_prt " not in f"   {line.lstrip()}"]
    assert max(map(cell_width, folded)) <= 80


def test_the_language_in_front_speaks_in_help(capsys: pytest.CaptureFixture[str]) -> None:
    """`remote_prt --lang ja --help`, and nothing but `--lang ja`, print the Japanese page."""
    pages = []
    for words in (["--lang", "ja", "--help"], ["--lang", "ja"]):
        assert run(words) == 0
        pages.append(capsys.readouterr().out)

    assert pages[0] == pages[1]
    assert "サインイン中のユーザー" in pages[0]


def test_a_stream_without_japanese_letters_gets_english() -> None:
    """Escapes instead of letters would help nobody: such a code page is spoken to in English."""
    done = subprocess.run(
        [sys.executable, "-m", "remote_prt", "--lang", "ja", "--frobnicate"],
        capture_output=True,
        env={**os.environ, "PYTHONIOENCODING": "cp1252"},
        check=False,
    )

    assert done.returncode == 2
    assert b"No such option" in done.stderr


def test_english_does_not_load_the_table() -> None:
    """Help and mistakes in English import nothing of the Japanese."""
    code = (
        "import sys; from remote_prt.cli.main import run; run(['sweep', '--help', '--lang', 'en']);"
        " run(['--frobnicate', '--lang', 'en']);"
        " sys.exit(any('japanese' in name for name in sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=False)

    assert done.returncode == 0
