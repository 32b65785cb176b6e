"""What a ConstrainedLanguage runspace refuses is used only where the script has made sure not to be in one."""

from pathlib import Path

import pytest

from tests.ps_snippets.powershell_rules import constrained_problems
from tests.ps_snippets.powershell_source import Source
from tests.ps_snippets.shipped_sources import ALL_SOURCES

#: What a real ConstrainedLanguage runspace of PowerShell 7.4 made of each expression; 5.1 is at least as strict.
_TABLE = Path(__file__).resolve().parents[1] / "data" / "ps_snippets" / "constrained_language.tsv"
_ROWS = [line.split("\t") for line in _TABLE.read_text("utf-8").splitlines()[1:]]


@pytest.mark.parametrize("expression", [expression for works, expression, _ in _ROWS if works == "no"])
def test_what_a_real_engine_refused_is_refused_here(expression: str) -> None:
    """Our own rules know every expression that failed in a real ConstrainedLanguage runspace."""
    assert constrained_problems(Source(f"{expression}\n")) != []


def test_what_snippets_use_works_in_a_real_engine() -> None:
    """The rules let half of what worked there pass: they are stricter than the engine, not looser, and not blind."""
    passed = [expression for works, expression, _ in _ROWS if works == "yes"]
    let_through = [expression for expression in passed if not constrained_problems(Source(f"{expression}\n"))]

    assert len(let_through) > len(passed) / 2


@pytest.mark.parametrize("name", ALL_SOURCES)
def test_only_marked_lines_need_full_language(name: str) -> None:
    """A file calls methods of core types only, outside lines marked as full language."""
    problems = constrained_problems(ALL_SOURCES[name])

    assert problems == []


@pytest.mark.parametrize("name", [name for name, source in ALL_SOURCES.items() if "# FullLanguage:" in source.text])
def test_marked_lines_are_guarded(name: str) -> None:
    """A file with such lines asks for the language mode and has another way."""
    text = ALL_SOURCES[name].text
    guard = "if ([string]$ExecutionContext.SessionState.LanguageMode -eq 'FullLanguage') {\n"
    guarded, _, otherwise = text.partition(guard)[2].partition("\n    }\n    else {\n")

    assert text.count("# FullLanguage:") == guarded.count("# FullLanguage:")
    assert otherwise


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("$event.ToXml()\n", "method ToXml", id="method of an event record"),
        pytest.param("[math]::Round(1.5)\n", "method Round", id="static method"),
        pytest.param("[pscustomobject]@{ A = 1 }\n", "type pscustomobject", id="cast to an object"),
        pytest.param("[System.IO.Path]::PathSeparator\n", "type System.IO.Path", id="type that is not core"),
        pytest.param("$start.UseShellExecute = $false\n", "a property is set", id="property setter"),
        pytest.param("New-Object -TypeName System.Random\n", "New-Object", id="object of any type"),
    ],
)
def test_forbidden_construct_is_named(text: str, expected: str) -> None:
    """A construct that fails in ConstrainedLanguage is told so."""
    problems = constrained_problems(Source(text))

    assert any(expected in problem for problem in problems), problems


def test_marker_covers_its_block_only() -> None:
    """The marker covers what follows it in its own block, and nothing outside."""
    text = "if ($full) {\n    # FullLanguage: why\n    $a.ToXml()\n    $b.ToXml()\n}\n$c.ToXml()\n"

    problems = constrained_problems(Source(text))

    assert problems == ["line 6: method ToXml"]
