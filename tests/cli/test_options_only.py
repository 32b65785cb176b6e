"""A word where a verb takes options only."""

from pathlib import Path

import pytest

from remote_prt.cli.main import run

RUN_ID = "20260131T010000Z-5f0c1a"


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("report", "last"), "last: report takes options only - a run is named by --run, as in: {}report --run last"),
        (("report", RUN_ID), f"as in: {{}}report --run {RUN_ID}"),
        (("report", "pc-01", "pc-02"), "pc-01: report takes options only - a run is named by --run, as in: {}report"),
        (("report", "--", "--run"), "--run: report takes options only"),
        (("inventory", "pc-01"), "say --ou DN or --inventory FILE; hosts by their names: {}sweep --list-hosts pc-01"),
        (("inventory", "--ou", "DC=corp", "a\x1b[2Jb"), "a\\u001b[2Jb: inventory takes options only"),
        (("inventory", "x" * 500), f"{'x' * 60}...: inventory takes options only"),
        (("report", "--lang", "ja", "last"), "last: report の引数はオプションだけです - 実行は --run で指定します"),
        (("inventory", "--lang", "ja", "pc-01"), "名前で指定したホストの一覧: {}sweep --list-hosts pc-01"),
    ],
)
def test_what_is_meant_is_said(words: tuple[str, ...], told: str, capsys: pytest.CaptureFixture[str]) -> None:
    """One line, exit code 2, nothing on standard output."""
    code = run(words)
    out, err = capsys.readouterr()

    assert (code, out, err.count("\n")) == (2, "", 1)
    assert told.format("remote_prt ") in err


def test_a_wrong_option_is_told_before_a_word(capsys: pytest.CaptureFixture[str]) -> None:
    """Help is an answer too, whatever else stands there."""
    assert run(["inventory", "pc-01", "--no-such"]) == 2
    assert "--no-such" in capsys.readouterr().err
    assert run(["report", "last", "--help"]) == 0
    assert "Usage: remote_prt report" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--limit", "zz"), "see what it chooses from without this option"),
        (("--exclude", "pc-1", "--lang", "ja"), "このオプションを外して、選択肢となるホストを確認します"),
    ],
)
def test_a_listing_names_no_option_that_it_has_not(
    words: tuple[str, ...], told: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Where patterns leave nobody, `inventory` lists without them; only a sweep has --list-hosts."""
    (tmp_path / "fleet.yml").write_text("hosts:\n  pc-1:\n", "utf-8")
    code = run(["inventory", "--inventory", str(tmp_path / "fleet.yml"), *words])
    err = capsys.readouterr().err

    assert code == 2
    assert told in err
    assert "--list-hosts" not in err
