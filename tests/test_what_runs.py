"""The reviewer's page names every program, cmdlet, class and channel that the scripts use, and no others."""

import re
from pathlib import Path

import pytest

from remote_prt.snippets.module import module_functions
from tests.ps_snippets.powershell_source import Source, words
from tests.ps_snippets.shipped_sources import ACTION_SOURCES, FUNCTIONS, SOURCES

PAGE = (Path(__file__).resolve().parents[1] / "docs" / "what-runs-on-your-hosts.md").read_text("utf-8")
PROGRAM = re.compile(r"Get-PrtSystemPath -Name '([^']+)'")
PLACES = [
    pytest.param(r"\bWin32_\w+", id="classes"),
    pytest.param(r"'(Microsoft-Windows-(?:AAD|User Device Registration)/\w+)'", id="channels"),
    pytest.param(r"Cert:\\\w+\\\w+", id="certificate stores"),
]

#: A visit, the renewal of tokens and the event channels; and then every other action.
USUAL = SOURCES | {one.name: ACTION_SOURCES[one.name] for one in module_functions() if one.name in ACTION_SOURCES}
OTHERS = {name: source for name, source in ACTION_SOURCES.items() if name not in USUAL}


def code_of(sources: dict[str, Source]) -> str:
    """The texts without their help."""
    return "\n".join(re.sub(r"<#.*?#>", "", source.text, flags=re.DOTALL) for source in sources.values())


def called_in(sources: dict[str, Source]) -> set[str]:
    """The cmdlets that the parsed scripts call."""
    return {words(node) for source in sources.values() for node in source.nodes("command_name")} - set(FUNCTIONS)


def named(heading: str) -> set[str]:
    """What stands in code marks in the first column of that section's table."""
    section = re.search(rf"^## {heading}\n(.*?)(?=^## )", PAGE, re.DOTALL | re.MULTILINE)
    assert section, heading
    rows = re.findall(r"^\| (.*?) \|", section[1], re.MULTILINE)
    return {name for row in rows for name in re.findall(r"`([^`]+)`", row)}


def test_every_cmdlet_is_named() -> None:
    """The table of cmdlets is what the parsed scripts call, no more and no less."""
    assert named("Cmdlets") == called_in(USUAL)


def test_every_program_is_named() -> None:
    """The table of programs is what the scripts look up in System32, no more and no less."""
    assert named("Programs of Windows") == set(PROGRAM.findall(code_of(USUAL)))


@pytest.mark.parametrize("pattern", PLACES)
def test_every_place_is_named(pattern: str) -> None:
    """What the scripts read by name stands in the table of what is read."""
    assert set(re.findall(pattern, code_of(USUAL))) <= named("What is read")


def test_every_registry_key_is_named() -> None:
    """Each key of the machine that the scripts read in full stands there, spelled as people write it."""
    written = re.findall(r"(?:HKLM:|Registry::HKEY_LOCAL_MACHINE)(\\[^'\"]+)'", code_of(USUAL))

    assert {f"HKLM{key}" for key in written} <= named("What is read")


def test_what_other_actions_use_is_named_somewhere() -> None:
    """Programs, cmdlets and places of every other action stand on the page too."""
    code = code_of(OTHERS)
    used = called_in(OTHERS) | set(PROGRAM.findall(code))
    used |= {place for pattern in PLACES for place in re.findall(str(pattern.values[0]), code)}
    on_page = set(re.findall(r"`([^`\n]+)`", PAGE))

    assert used - on_page == set()


def test_what_writes_is_marked() -> None:
    """Every cmdlet that the rules know to write has something in the column of what it writes."""
    from tests.ps_snippets.powershell_rules import WRITING

    rows = re.findall(r"^\| (`[A-Z][a-z]+-.*?) \| .*? \| (.*)\|$", PAGE, re.MULTILINE)
    marked = {name for first, writes in rows if writes.strip() for name in re.findall(r"`([^`]+)`", first)}

    assert marked == WRITING & called_in(USUAL)
