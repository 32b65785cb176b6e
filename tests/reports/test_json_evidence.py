"""Rows, events and attempts of a result are told as they were seen."""

import dataclasses
from datetime import UTC, datetime
from typing import Any

import pytest

from remote_prt.diagnosis.evidence import (
    ChannelState,
    EventChannel,
    EventRecord,
    Evidence,
    Missing,
    MissingReason,
)
from remote_prt.reports.json_evidence import evidence_members
from tests.reports.builders import evidence


def _with_event(event_id: int, *data: tuple[str, str]) -> Evidence:
    seen = evidence("pc-01")
    channel = seen.channels[0]
    assert isinstance(channel.records, tuple)

    record: EventRecord = dataclasses.replace(
        channel.records[0], event_id=event_id, data=data, time=datetime(2026, 1, 31, 1, 0, 0, 250_000, tzinfo=UTC)
    )
    return dataclasses.replace(seen, channels=(dataclasses.replace(channel, records=(record,)),))


def _members(seen: Evidence) -> dict[str, Any]:
    return dict(evidence_members(seen))


@pytest.mark.parametrize(
    ("value", "codes"),
    [
        ("0xC000006D", ["0xc000006d"]),
        ("-1073741715", ["0xc000006d"]),
        ("3221225581", ["0xc000006d"]),
        ("3400019682", ["12002"]),
        ("12007", ["12007"]),
        ("AADSTS70002: wrapper. AADSTS50155: the device", ["AADSTS70002", "AADSTS50155"]),
        ("0x00000000", []),
        ("323", []),
        ("1999999999", []),
        ("no code", []),
    ],
)
def test_codes_of_an_event_have_one_spelling(value: str, codes: list[str]) -> None:
    """Hex, signed and unsigned spellings of one code are one code; success, counters and words are none."""
    (event,) = _members(_with_event(1098, ("Error", value)))["Events"]

    assert codes == event["Codes"]


def test_a_wrapper_brings_the_code_inside_its_text() -> None:
    """0xCAA5001C of the token broker says that something failed; what it was stands in the text."""
    text = "Operation name: GetTokenSilently, Error: -894947614 (0xcaa82ee2), Description: x"
    seen = _with_event(1098, ("Error", "3399811100"), ("AdditionalInformation", text))

    assert ["0xcaa5001c", "12002"] == _members(seen)["Events"][0]["Codes"]


def test_a_channel_says_what_was_read_of_it() -> None:
    """Each channel stands there with its state and reach, one without records with the reason."""
    at = datetime(2026, 1, 31, 1, 0, tzinfo=UTC)
    denied = Missing(MissingReason.LOG_UNREADABLE, "no right")
    seen = dataclasses.replace(
        _with_event(1098, ("Error", "323")),
        channels=(
            EventChannel("A/Operational", (), oldest_at=at, complete_since_at=at, capped=True, record_count=7),
            EventChannel("A/Analytic", denied, ChannelState.DENIED),
        ),
    )
    read, unread = _members(seen)["Channels"]

    assert (read["Name"], read["State"], read["Detail"], read["RecordCount"]) == ("A/Operational", "ok", None, 7)
    assert read["Oldest"] == read["CompleteSince"] == "2026-01-31T01:00:00Z"
    assert (unread["State"], unread["Detail"], unread["Since"]) == ("denied", "no right", None)


def test_attempt_is_rebuilt_from_the_events() -> None:
    """A summary event becomes one attempt with its times, user, status and record."""
    seen = _with_event(
        1250,
        ("UserIdentity", "anna@contoso.com"),
        ("CorrelationID", "{3D3F0F4E-8C0B-4D57-9A56-2F5F3D3A1B77}"),
        ("EndpointUri", "https://login.microsoftonline.com/common"),
        ("Status", "0xC000006D"),
    )
    (attempt,) = _members(seen)["Attempts"]
    expected = {
        "Start": "2026-01-31T01:00:00.250000Z",
        "Kind": "acquire",
        "User": "anna@contoso.com",
        "Url": "https://login.microsoftonline.com/common",
        "CorrelationId": "3d3f0f4e-8c0b-4d57-9a56-2f5f3d3a1b77",
        "RecordIds": [{"Channel": "Microsoft-Windows-AAD/Operational", "RecordId": "4711"}],
    }

    assert expected == {key: attempt[key] for key in expected}


def test_result_without_evidence_has_empty_members() -> None:
    """A host that was never reached has the three members, empty."""
    assert {"Rows": [], "Channels": [], "Events": [], "Attempts": []} == evidence_members(None)
