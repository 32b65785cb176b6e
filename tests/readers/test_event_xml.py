"""Event XML becomes records by id and data name, and never more than that."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from remote_prt.readers.event_xml import MAX_EVENT_CHARACTERS, UnreadableEvent, parse_event

EVENT = """<Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'><System>
<Provider Name='Microsoft-Windows-AAD' Guid='{4de9bc9c-b27a-43c9-8994-0915f1a5e24f}'/><EventID>1081</EventID>
<Version>0</Version><Level>2</Level><Task>101</Task><Opcode>0</Opcode><Keywords>0x4000000000000012</Keywords>
<TimeCreated SystemTime='2026-01-31T01:02:03.1234567Z'/><EventRecordID>4711</EventRecordID>
<Correlation ActivityID='{0AB1C2D3-0000-4000-8000-00000000ABCD}'/><Execution ProcessID='720' ThreadID='4242'/>
<Channel>Microsoft-Windows-AAD/Operational</Channel><Computer>pc-07.contoso.com</Computer>
<Security UserID='S-1-5-18'/></System><EventData><Data Name='Error'>invalid_grant</Data>
<Data Name='ErrorMessage'>AADSTS50126: wrong</Data><Data>unnamed</Data></EventData></Event>"""


def test_an_event_is_read_by_name() -> None:
    """Ids, times, channel, process and data come out typed; the activity id is one spelling."""
    record = parse_event(EVENT)

    assert record.event_id == 1081
    assert record.time == datetime(2026, 1, 31, 1, 2, 3, 123456, tzinfo=UTC)
    assert record.record_id == 4711
    assert record.activity_id == "0ab1c2d3-0000-4000-8000-00000000abcd"
    assert (record.process_id, record.thread_id) == (720, 4242)
    assert record.value("Error") == "invalid_grant"
    assert record.data[-1] == ("", "unnamed")


def test_user_data_is_read_where_there_is_no_event_data() -> None:
    """A record with UserData keeps its leaves."""
    start, _, rest = EVENT.partition("<EventData>")
    text = start + "<UserData><X xmlns='urn:x'><Status>0x1</Status></X></UserData></Event>"

    assert rest
    assert parse_event(text).value("Status") == "0x1"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "not xml",
        "<Event/>",
        EVENT.replace("1081", "x1"),
        EVENT.replace("2026-01-31T01:02:03.1234567Z", "31/01/2026"),
        EVENT.replace("</Event>", ""),
        "<!DOCTYPE e [<!ENTITY a 'b'>]>" + EVENT.replace("wrong", "&a;"),
        "<!DOCTYPE e SYSTEM 'file:///etc/passwd'>" + EVENT,
        EVENT.replace("wrong", "&a;"),
        "<?xml version='1.0' encoding='utf-16'?>" + "<!DOCTYPE e>".encode("utf-16-le").decode("latin-1") + EVENT,
        EVENT.replace("wrong", "x" * MAX_EVENT_CHARACTERS),
        EVENT.replace("4711", "9" * 5000),
    ],
    ids=[
        "empty",
        "text",
        "no-system",
        "id",
        "time",
        "cut",
        "entity",
        "external",
        "undeclared",
        "hidden",
        "large",
        "giant-number",
    ],
)
def test_what_is_no_safe_event_is_refused(text: str) -> None:
    """Broken, forbidden or oversized XML is one error of ours."""
    with pytest.raises(UnreadableEvent):
        parse_event(text)


def test_both_parsers_read_alike() -> None:
    """What is written as CDATA takes the other way to the same record; an encoding that is named is no matter."""
    marked = EVENT.replace("AADSTS50126: wrong", "<![CDATA[AADSTS50126: wrong]]>")

    assert marked != EVENT
    assert parse_event(marked) == parse_event(EVENT)
    assert parse_event("<?xml version='1.0' encoding='utf-16'?>" + EVENT) == parse_event(EVENT)


@pytest.mark.corpus
def test_published_records_are_read(corpus: Path) -> None:
    """Every real record published as XML is read with its id and provider."""
    files = sorted((corpus / "events").glob("*-real-*.xml"))
    records = [parse_event(file.read_text("utf-8-sig")) for file in files]

    assert len(files) >= 10
    assert {record.event_id for record in records} == {1097, 1098}
    assert all(record.provider == "Microsoft-Windows-AAD" for record in records)
