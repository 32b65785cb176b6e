"""Answers of actions are typed, and whatever a hostile host sends instead is a reason, never an exception."""

import json

import pytest

from remote_prt.readers.action_records import ActionFailed, read_change, read_channels, read_refresh


def record(snippet: str, data: object, **more: object) -> str:
    """One record as the wire brings it."""
    return json.dumps({"Snippet": snippet, "Ok": True, "LogonSession": {}, "Data": data} | more)


def test_refresh_answers_are_typed() -> None:
    """One account, unwrapped as Windows PowerShell 5.1 can make of an array of one."""
    user = {"Sid": "S-1-12-1-1", "Name": "A\\b", "State": "finished", "Text": {"value": "x"}, "Removed": False}
    answers = read_refresh((record("Invoke-PrtRefresh", {"Users": user}),))

    assert not isinstance(answers, ActionFailed)
    assert [(one.sid, one.text, one.is_removed) for one in answers] == [("S-1-12-1-1", "x", False)]


def test_nobody_is_an_empty_answer() -> None:
    """Nobody was signed in any more."""
    assert read_refresh((record("Invoke-PrtRefresh", {"Users": None}),)) == ()


@pytest.mark.parametrize(
    ("records", "expected"),
    [
        pytest.param((), "no answer", id="nothing"),
        pytest.param(("{",), "no JSON", id="no json"),
        pytest.param((record("Get-PrtHostFact", {}),), "Get-PrtHostFact", id="another record"),
        pytest.param((record("Set-PrtLogState", {"Enabled": 1, "Changed": "yes"}),), "Changed", id="another type"),
        pytest.param((record("Set-PrtLogState", {"ExitCode": 10**30}),), "ExitCode", id="a number without end"),
        pytest.param(
            (record("Set-PrtLogState", None, Ok=False, Error={"Id": "E1", "Message": "denied"}),), "E1", id="error"
        ),
    ],
)
def test_what_is_no_answer_says_why(records: tuple[str, ...], expected: str) -> None:
    """The reason names what is wrong."""
    failed = read_change(records)

    assert isinstance(failed, ActionFailed)
    assert expected in failed.problem


def test_channels_are_typed() -> None:
    """Numbers, times and flags; null is not known."""
    channel = {
        "Channel": "X/Y",
        "State": "ok",
        "Enabled": None,
        "OldestUtc": "2026-01-31T01:00:00.123Z",
        "Events": "<E/>",
    }
    states = read_channels((record("Get-PrtLogState", {"Channels": [channel]}),))

    assert not isinstance(states, ActionFailed)
    assert (states[0].enabled, states[0].events) == (None, ("<E/>",))
    assert states[0].oldest_at is not None
