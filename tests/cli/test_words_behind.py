"""Options of the sweep in front of `--`."""

import pytest

from remote_prt.cli.main import run


@pytest.mark.parametrize(
    "words",
    [
        ["schedule", "--print-systemd", "--ou", "DC=corp,DC=example"],
        ["history", "--missing", "--since", "36h", "--ou", "DC=corp,DC=example"],
    ],
    ids=lambda words: words[0],
)
def test_an_option_of_the_sweep_is_told_where_it_belongs(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    """Nobody is asked whether they meant another option."""
    code = run(words)

    assert code == 2
    told = "remote_prt: --ou is an option of the sweep - words of the sweep stand behind --, as in: -- --ou ...\n"
    assert capsys.readouterr().err == told


def test_an_option_that_no_verb_has_is_told_as_before(capsys: pytest.CaptureFixture[str]) -> None:
    """A misspelled word is compared with those of its own verb."""
    code = run(["history", "--mising"])

    assert code == 2
    assert "'--missing'" in capsys.readouterr().err
