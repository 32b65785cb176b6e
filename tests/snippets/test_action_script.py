"""The script of an action: what it needs and nothing else, constant, and apart from every visit."""

import re

import pytest

from remote_prt.errors import UsageError
from remote_prt.snippets import action_snippets, compose_action, compose_visit, is_dry_run_possible, list_snippets
from tests.ps_snippets.powershell_source import Source, words

_ACTIONS = [snippet for snippet in action_snippets() if snippet.outputs]
_EACH = pytest.mark.parametrize("action", _ACTIONS, ids=lambda action: action.name)


def functions(text: str) -> list[str]:
    """The functions that a script declares, in order."""
    return [words(node) for node in Source(text).nodes("function_name")]


@_EACH
def test_it_parses_and_declares_all_it_calls(action: object) -> None:
    """A whole script is PowerShell 5.1 without one error node and calls no function of ours that it lacks."""
    text = compose_action(action.name).text
    called = {words(node) for node in Source(text).nodes("command_name")}
    ours = {snippet.name for snippet in (*list_snippets(), *action_snippets())}

    assert Source(text).broken() == []
    assert called & ours <= set(functions(text))


def test_it_holds_only_what_it_needs() -> None:
    """A script that reads the logs carries nothing that registers a task."""
    declared = functions(compose_action("Get-PrtLogState").text)

    assert "Read-PrtLogXml" in declared
    assert not {"Register-PrtUserTask", "Invoke-PrtVisit", "Set-PrtLogState"} & set(declared)


@_EACH
def test_the_call_hands_on_every_parameter(action: object) -> None:
    """The header's parameters are those of the function, and all of them reach it."""
    text = compose_action(action.name).text
    header = re.findall(r"^    \[[\w\[\]]+\]\$(\w+)", text.split("\n)\n", 1)[0], re.MULTILINE)
    passed = re.findall(r"^    (\w+) = \$(\w+)$", text.rsplit("$argument = @{", 1)[1], re.MULTILINE)
    expected = [("WhatIf", name) if name == "DryRun" else (name, name) for name in header]

    assert expected == passed
    assert is_dry_run_possible(action) == ("DryRun" in header)


def test_no_visit_carries_an_action() -> None:
    """What may change something is in no visit's script."""
    visit = set(functions(compose_visit().text))

    assert visit.isdisjoint(snippet.name for snippet in action_snippets())


def test_what_writes_can_be_asked_what_it_would_do() -> None:
    """Every action whose help says that it writes supports WhatIf, but for files put into or read from our folder."""
    writing = {action.name for action in _ACTIONS if "Writes on the host:" in action.text}
    files = {"Read-PrtFilePart", "Write-PrtFilePart"}

    assert writing == files | {action.name for action in action_snippets() if is_dry_run_possible(action)}


def test_unknown_action_is_named() -> None:
    """A function of a visit is no action."""
    with pytest.raises(UsageError, match="Get-PrtHostFact"):
        compose_action("Get-PrtHostFact")
