"""Every text that runs on hosts parses, and the check for it catches what it must."""

from pathlib import Path

import pytest

from remote_prt.snippets import compose_bundle, compose_visit
from tests.ps_snippets.powershell_source import Source
from tests.ps_snippets.shipped_sources import ALL_SOURCES

_CASES = Path(__file__).resolve().parents[1] / "data" / "ps_snippets"
_REJECTED = sorted((_CASES / "rejected").glob("*.ps1"))
_ACCEPTED = sorted((_CASES / "accepted").glob("*.ps1"))


@pytest.mark.parametrize("name", ALL_SOURCES)
def test_shipped_file_parses(name: str) -> None:
    """A shipped file is PowerShell 5.1 without one error node."""
    broken = ALL_SOURCES[name].broken()

    assert broken == []


def test_composed_script_parses() -> None:
    """The whole script of a visit is PowerShell 5.1 without one error node."""
    broken = Source(compose_visit().text).broken()

    assert broken == []


def test_bundle_parses() -> None:
    """The script that runs on a PC itself is PowerShell 5.1 without one error node."""
    broken = Source(compose_bundle().text).broken()

    assert broken == []


@pytest.mark.parametrize("path", _REJECTED, ids=lambda path: path.stem)
def test_broken_text_is_caught(path: Path) -> None:
    """A text that 5.1 refuses is refused for the reason its first line names."""
    text = path.read_text(encoding="ascii")
    expected = text.split("\n", 1)[0].removeprefix("# ")

    broken = Source(text).broken()

    assert any(problem.endswith(expected) for problem in broken), broken


@pytest.mark.parametrize("path", _ACCEPTED, ids=lambda path: path.stem)
def test_good_text_is_let_through(path: Path) -> None:
    """A text that 5.1 takes raises no alarm."""
    broken = Source(path.read_text(encoding="ascii")).broken()

    assert broken == []
