"""The reviewer's page names every program, cmdlet, class and channel that the scripts use, and no others."""

import re
from pathlib import Path

import pytest

from tests.ps_snippets.powershell_source import words
from tests.ps_snippets.shipped_sources import ACTION_SOURCES, FUNCTIONS, SOURCES

PAGE = (Path(__file__).resolve().parents[1] / "docs" / "what-runs-on-your-hosts.md").read_text("utf-8")
RUNNING = SOURCES | ACTION_SOURCES
CODE = "\n".join(re.sub(r"<#.*?#>", "", source.text, flags=re.DOTALL) for source in RUNNING.values())


def named(heading: str) -> set[str]:
    """What stands in code marks in the first column of that section's table."""
    section = re.search(rf"^## {heading}\n(.*?)(?=^## )", PAGE, re.DOTALL | re.MULTILINE)
    assert section, heading
    rows = re.findall(r"^\| (.*?) \|", section[1], re.MULTILINE)
    return {name for row in rows for name in re.findall(r"`([^`]+)`", row)}


def test_every_cmdlet_is_named() -> None:
    """The table of cmdlets is what the parsed scripts call, no more and no less."""
    called = {words(node) for source in RUNNING.values() for node in source.nodes("command_name")}

    assert named("Cmdlets") == called - set(FUNCTIONS)


def test_every_program_is_named() -> None:
    """The table of programs is what the scripts look up in System32, no more and no less."""
    assert named("Programs of Windows") == set(re.findall(r"Get-PrtSystemPath -Name '([^']+)'", CODE))


@pytest.mark.parametrize(
    "pattern",
    [
        pytest.param(r"\bWin32_\w+", id="classes"),
        pytest.param(r"'(Microsoft-Windows-(?:AAD|User Device Registration)/\w+)'", id="channels"),
        pytest.param(r"Cert:\\\w+\\\w+", id="certificate stores"),
    ],
)
def test_every_place_is_named(pattern: str) -> None:
    """What the scripts read by name stands in the table of what is read."""
    assert set(re.findall(pattern, CODE)) <= named("What is read")


def test_every_registry_key_is_named() -> None:
    """Each key of the machine that the scripts read in full stands there, spelled as people write it."""
    written = re.findall(r"(?:HKLM:|Registry::HKEY_LOCAL_MACHINE)(\\[^'\"]+)'", CODE)

    assert {f"HKLM{key}" for key in written} <= named("What is read")


def test_what_writes_is_marked() -> None:
    """Every cmdlet that the rules know to write has something in the column of what it writes."""
    from tests.ps_snippets.powershell_rules import WRITING

    rows = re.findall(r"^\| (`[A-Z][a-z]+-.*?) \| .*? \| (.*)\|$", PAGE, re.MULTILINE)
    marked = {name for first, writes in rows if writes.strip() for name in re.findall(r"`([^`]+)`", first)}

    assert marked == WRITING
