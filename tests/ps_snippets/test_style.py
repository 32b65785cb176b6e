"""The house rules of the snippets, on the shipped files and on texts that break them."""

import re

import pytest

from remote_prt.snippets import compose_visit
from remote_prt.snippets.snippet import help_sections
from tests.ps_snippets.powershell_rules import (
    call_problems,
    json_problems,
    shape_problems,
    style_problems,
    unset_variables,
    writes,
)
from tests.ps_snippets.powershell_source import Source
from tests.ps_snippets.shipped_sources import ALL_SOURCES, FUNCTIONS

_NAMES = pytest.mark.parametrize("name", ALL_SOURCES)


@_NAMES
def test_file_reads_cleanly(name: str) -> None:
    """A file is ASCII with LF, four-blank indents, one statement a line and one line end at its end."""
    problems = style_problems(ALL_SOURCES[name])

    assert problems == []


@_NAMES
def test_file_holds_its_function(name: str) -> None:
    """A file holds the one function it is named after, strict from its first line on."""
    problems = shape_problems(ALL_SOURCES[name], name)

    assert problems == []


@_NAMES
def test_calls_fit_what_is_declared(name: str) -> None:
    """A file calls only our functions and listed cmdlets, by full names, with parameters they have and need."""
    problems = call_problems(ALL_SOURCES[name], FUNCTIONS)

    assert problems == []


@_NAMES
def test_no_variable_is_read_unset(name: str) -> None:
    """A file reads only variables that it sets."""
    problems = unset_variables(ALL_SOURCES[name])

    assert problems == []


@_NAMES
def test_json_is_never_left_to_defaults(name: str) -> None:
    """A file gives ConvertTo-Json its input, depth and compression by name."""
    problems = json_problems(ALL_SOURCES[name])

    assert problems == []


def test_composed_call_fits_the_conductor() -> None:
    """The composed script hands Invoke-PrtVisit exactly the parameters of its own header."""
    text = compose_visit().text
    header = re.findall(r"^    \[\w+\]\$(\w+) = ", text.split("\n)\n", 1)[0], re.MULTILINE)
    passed = re.findall(r"^    (\w+) = \$(\w+)$", text.rsplit("$visit = @{", 1)[1], re.MULTILINE)

    assert list(FUNCTIONS["Invoke-PrtVisit"]) == header
    assert [(name, name) for name in header] == passed


@_NAMES
def test_help_is_complete(name: str) -> None:
    """The help of a function says what it does, why so, each parameter, an example and what comes out."""
    source = ALL_SOURCES[name]
    sections = help_sections(source.text)
    documented = re.findall(r"^    \.PARAMETER (\w+)\n    \S", source.text, re.MULTILINE)

    assert {"SYNOPSIS", "DESCRIPTION", "EXAMPLE", "OUTPUTS"} <= {key for key, text in sections.items() if text.strip()}
    assert list(FUNCTIONS[name]) == documented
    assert len(sections["SYNOPSIS"].strip().split("\n")) == 1
    assert name in sections["EXAMPLE"] or name == "Get-PrtErrorFact"


@_NAMES
def test_only_marked_files_write(name: str) -> None:
    """A file writes to the host exactly when its help says so."""
    written = writes(ALL_SOURCES[name])
    marked = "Writes on the host:" in help_sections(ALL_SOURCES[name].text).get("NOTES", "")

    assert marked is bool(written), written


@pytest.mark.parametrize(
    ("rule", "text", "expected"),
    [
        pytest.param(style_problems, "'\u00e9'\n}\n", "character", id="not ascii"),
        pytest.param(style_problems, "\t1\n}\n", "character", id="tab"),
        pytest.param(style_problems, "1\r\n}\n", "character", id="carriage return"),
        pytest.param(style_problems, "1 \n}\n", "blanks", id="trailing blanks"),
        pytest.param(style_problems, "if (1) {\n  2\n}\n", "indent", id="odd indent"),
        pytest.param(style_problems, "$a = 1; $b = 2\n}\n", "two statements", id="two statements"),
        pytest.param(style_problems, "1\n}", "line end", id="no final newline"),
        pytest.param(json_problems, "ConvertTo-Json -InputObject 1 -Compress\n", "-Depth", id="no depth"),
        pytest.param(json_problems, "1 | ConvertTo-Json -Depth 3 -Compress\n", "-InputObject", id="json by pipeline"),
        pytest.param(unset_variables, "$found = $fuond\n", "$fuond", id="misspelt variable"),
    ],
)
def test_broken_rule_is_named(rule: object, text: str, expected: str) -> None:
    """A text that breaks a rule is told so."""
    assert callable(rule)
    problems = rule(Source(text))

    assert any(expected in problem for problem in problems), problems


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("gci -LiteralPath 'x'\n", "gci is neither", id="alias"),
        pytest.param("Write-Host -Object 'x'\n", "Write-Host is neither", id="write-host"),
        pytest.param("Get-Content -Lit 'x'\n", "no -Lit", id="abbreviated parameter"),
        pytest.param("ConvertTo-Json -AsArray -InputObject 1\n", "no -AsArray", id="parameter of PowerShell 7"),
        pytest.param("Get-Item 'x'\n", "without its parameter", id="positional argument"),
        pytest.param("Get-PrtThing\n", "Get-PrtThing needs -Name", id="mandatory parameter forgotten"),
        pytest.param("Get-PrtThing -Name 1 -Size 2\n", "no -Size", id="parameter our function lacks"),
        pytest.param("$a = @{ Name = 1; Size = 2 }\nGet-PrtThing @a\n", "no -Size", id="splatted parameter it lacks"),
        pytest.param("$a = @{ Depth = 1 }\nGet-PrtThing @a\n", "needs -Name", id="splat without the mandatory one"),
        pytest.param("Get-PrtNothing\n", "Get-PrtNothing is neither", id="function nobody wrote"),
    ],
)
def test_wrong_call_is_named(text: str, expected: str) -> None:
    """A call that would fail on a host is told so."""
    problems = call_problems(Source(text), {"Get-PrtThing": {"Name": True, "Depth": False}})

    assert any(expected in problem for problem in problems), problems


def test_wrong_shape_is_named() -> None:
    """A function in the wrong file, with a wrong name or without strict mode is told so."""
    body = "function {} {{\n    param()\n    1\n}}\n"
    misplaced = shape_problems(Source(body.format("Get-PrtThing")), "Get-PrtOther")
    misnamed = shape_problems(Source(body.format("Fetch-Thing")), "Fetch-Thing")

    assert "in a file for Get-PrtOther" in misplaced[0]
    assert [problem.split(" ", 1)[0] for problem in misnamed] == ["Fetch-Thing", "the"]
