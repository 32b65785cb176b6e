"""Places that allow less than usual: every `--context` says what was written by hand, and why where it is silent."""

import json
import tomllib
from pathlib import Path

import pytest

from remote_prt.lab.fleet import load_scenarios
from remote_prt.model import Context
from tests.truth import captured, judged

TABLE = tomllib.loads((Path(__file__).parent / "data" / "truth" / "contexts.toml").read_text("utf-8"))
SCENARIOS = {scenario.name: scenario for scenario in load_scenarios()}
CASES = [(name, Context(context), words) for name, row in TABLE.items() for context, words in row.items()]


@pytest.mark.parametrize(("name", "context", "words"), CASES, ids=lambda value: str(value).replace(" ", "-"))
async def test_each_context_says_what_is_true(name: str, context: Context, words: str) -> None:
    """The host's status, and its user's reason where nothing can be known, are those written by hand."""
    status, _, reason = words.partition(" ")
    diagnosis = (await judged(SCENARIOS[name], context)).diagnosis

    assert diagnosis.status == status
    if reason:
        assert {user.reason for user in diagnosis.users} == {reason}


@pytest.mark.parametrize("name", list(TABLE))
def test_every_context_has_its_row(name: str) -> None:
    """The table leaves no context out."""
    assert set(TABLE[name]) == {context.value for context in Context}


@pytest.mark.parametrize("context", [Context.CALLER, Context.EVENTS])
async def test_what_writes_nothing_asks_for_nothing_to_be_written(context: Context) -> None:
    """Where a host is locked down, these two contexts take no detour through files: the record says so instead."""
    capture = await captured(SCENARIOS["locked-down"], context)
    records = [json.loads(record) for record in capture.records]
    channels = [one["Data"]["State"] for one in records if one["Snippet"] == "Get-PrtChannelEvent"]

    assert "constrained" in channels
    assert not any(one["Snippet"] in ("Start-PrtUserTask", "Receive-PrtUserTask") for one in records)
