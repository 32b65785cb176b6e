"""A channel's answer becomes an EventChannel: its records, how far back it reaches, and what could not be read."""

from datetime import UTC, datetime

import pytest

from remote_prt.diagnosis.evidence import ChannelState, Missing, MissingReason
from remote_prt.readers.event_channels import MAX_RECORDS, read_channel
from remote_prt.readers.json_fields import Fields
from remote_prt.readers.records import SnippetError
from tests.readers.samples import event_xml

NAME = "Microsoft-Windows-AAD/Operational"


def answer(*events: str, **changed: object) -> Fields:
    """The data of one `Get-PrtChannelEvent` record, and where nothing is changed of one of `Get-PrtAadEvent` too."""
    usual: dict[str, object] = {
        "Channel": NAME,
        "State": "ok",
        "Enabled": True,
        "OldestUtc": "2026-01-01T00:00:00.000Z",
        "NewestUtc": "2026-01-31T00:50:00.000Z",
        "Capped": False,
        "Unreadable": 0,
        "Events": list(events),
    }
    return Fields(usual | changed)


def test_records_keep_their_order() -> None:
    """The records stand as they came, beside the ends of the log and whether it is switched on."""
    channel = read_channel(answer(event_xml(1081, record_id=7), event_xml(1088, record_id=8)))

    assert not isinstance(channel.records, Missing)
    assert [(record.event_id, record.record_id) for record in channel.records] == [(1081, 7), (1088, 8)]
    assert (channel.name, channel.enabled, channel.capped, channel.unread) == (NAME, True, False, 0)
    assert channel.oldest_at == datetime(2026, 1, 1, tzinfo=UTC)
    assert channel.newest_at == datetime(2026, 1, 31, 0, 50, tzinfo=UTC)


def test_what_the_host_could_not_read_is_counted() -> None:
    """Records that the event service could not read, and XML that is none, are counted and hide no other record."""
    channel = read_channel(answer(event_xml(1081), "<Event", Unreadable=2))

    assert not isinstance(channel.records, Missing)
    assert [record.event_id for record in channel.records] == [1081]
    assert channel.unread == 3


def test_what_is_told_of_a_channel_is_kept() -> None:
    """How the log grows and from when on nothing about the PRT was left out stand beside the records."""
    told = {
        "Mode": "Circular",
        "MaximumSizeInBytes": 1052672,
        "RecordCount": 812,
        "SinceUtc": "2026-01-24T01:00:00.000Z",
    }
    channel = read_channel(answer(event_xml(1081), Capped=True, CompleteSinceUtc="2026-01-30T01:00:00Z", **told))

    assert (channel.mode, channel.maximum_bytes, channel.record_count) == ("Circular", 1052672, 812)
    assert channel.since_at == datetime(2026, 1, 24, 1, tzinfo=UTC)
    assert channel.complete_since_at == datetime(2026, 1, 30, 1, tzinfo=UTC)


def test_a_reading_that_failed_names_its_error() -> None:
    """A channel whose reading ended in an error has no records, and the error id as the reason."""
    channel = read_channel(answer(State="failed", ErrorId="TooManyRecords,Get-PrtForwardXml"))

    assert isinstance(channel.records, Missing)
    assert channel.state is ChannelState.FAILED
    assert "TooManyRecords" in channel.records.detail


def test_an_older_script_counts_nothing() -> None:
    """A saved answer without the count is read as one in which nothing was unreadable."""
    channel = read_channel(answer(event_xml(1081), Unreadable=None))

    assert channel.unread == 0


@pytest.mark.parametrize("state", ["missing", "disabled", "denied", "constrained", "gr\u00fcn"])
def test_a_channel_that_was_not_read_says_so(state: str) -> None:
    """Whatever state but ok gives no records and the reason; nothing that came with it is judged."""
    channel = read_channel(answer(event_xml(1081), State=state, Enabled=state != "disabled"))

    assert isinstance(channel.records, Missing)
    assert channel.records.reason is MissingReason.LOG_UNREADABLE
    assert channel.records.detail
    assert channel.state == (state if state.isascii() else "failed")
    assert channel.enabled is (state != "disabled")


def test_the_newest_records_win() -> None:
    """Of more records than are read the newest stay, and the channel is capped."""
    events = [event_xml(1088, record_id=number) for number in range(MAX_RECORDS + 2)]
    channel = read_channel(answer(*events))

    assert not isinstance(channel.records, Missing)
    assert (channel.records[0].record_id, len(channel.records)) == (2, MAX_RECORDS)
    assert channel.capped


def test_a_snippet_error_is_the_channels_reason() -> None:
    """An error instead of data leaves a channel without records, with the host's words, bounded."""
    channel = read_channel(SnippetError("WevtutilFailed,Get-PrtEventXml", "x" * 1000))

    assert isinstance(channel.records, Missing)
    assert channel.records.detail.startswith("WevtutilFailed")
    assert len(channel.records.detail) == 300


@pytest.mark.parametrize("changed", [{"Events": 5}, {"OldestUtc": "yesterday"}, {"Unreadable": "many"}], ids=str)
def test_a_wrong_field_is_named(changed: dict[str, object]) -> None:
    """A field of another type leaves a channel that could not be understood."""
    channel = read_channel(answer(**changed))

    assert isinstance(channel.records, Missing)
    assert channel.records.reason is MissingReason.UNREADABLE
    assert next(iter(changed)) in channel.records.detail
