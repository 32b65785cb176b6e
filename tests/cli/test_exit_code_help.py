"""Every exit code is explained, as shells and as Task Scheduler show it."""

import pytest

from remote_prt.cli.exit_code_help import MEANINGS
from remote_prt.cli.exit_codes import ExitCode
from remote_prt.cli.main import run


def test_every_code_has_a_meaning() -> None:
    """A code added to the enum is explained too."""
    assert set(MEANINGS) == set(ExitCode)


@pytest.mark.parametrize("words", [["--help-exit-codes"], ["--lang", "ja", "--help-exit-codes"]], ids=["en", "ja"])
def test_the_page_lists_them_all(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    """Decimal, hexadecimal, meaning, and which one wins."""
    code = run(words)
    out, err = capsys.readouterr()

    assert (code, err) == (0, "")
    assert all(f"  {int(one):>3}  0x{int(one):X} " in out for one in ExitCode)
    assert "  143  0x8F  TERM" in out or "  143  0x8F  レポート" in out or "TERM または" in out
    assert "70 > 130 > 143 > 2 > 7 > 5 > 6 > 1 > 4 > 3 > 0" in out


def test_a_verb_named_wrongly_is_no_way_to_it(capsys: pytest.CaptureFixture[str]) -> None:
    """It belongs to the program, not to a host of that name."""
    code = run(["sweep", "--help-exit-codes"])

    assert code == 2
    assert "--help-exit-codes" in capsys.readouterr().err
