"""One event as XML becomes an EventRecord: by id and data name, never by its localised message.

The only importer of defusedxml: event XML comes from hosts and files, so DTDs, entities and external references are
refused. All of them begin with `<!`. A text without it, which is nearly every record that Windows renders, holds none
and goes through the compiled parser of the standard library, which takes a third of the time.

`System` is read by element name; `EventData` keeps order, repeated and unnamed values. A record that renders its data
as `UserData` keeps the leaf elements of that instead.
"""

import re
from datetime import datetime
from xml.etree.ElementTree import Element, ParseError, fromstring

from remote_prt.diagnosis.evidence import EventRecord
from remote_prt.readers.utc_time import utc_moment

#: One event larger than this is refused: real AAD records are 1-2 KB (facts: 39 records took 54.7 KB).
MAX_EVENT_CHARACTERS = 256 * 1024

#: What a DTD, an entity and a CDATA section begin with. The parser is given characters, so no encoding can hide it.
_DECLARATION = "<!"
_NAMESPACE = "{http://schemas.microsoft.com/win/2004/08/events/event}"
#: SystemTime has six to nine fraction digits, seven usual; datetime keeps six.
_SYSTEM_TIME = re.compile(r"(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2})(?:\.(\d{1,9}))?Z?")


class UnreadableEvent(ValueError):
    """The text is no event: the message says what is wrong with it."""


def parse_event(text: str) -> EventRecord:
    """The record in one `<Event>` element.

    Raises:
        UnreadableEvent: no XML, forbidden XML (DTD, entities), no event, or larger than the bound.
    """
    if len(text) > MAX_EVENT_CHARACTERS:
        raise UnreadableEvent(f"an event of {len(text)} characters is over the bound")
    try:
        event = _guarded(text) if _DECLARATION in text else fromstring(text)  # noqa: S314  see the head
    except (ParseError, ValueError, RecursionError) as error:
        raise UnreadableEvent("the text is no safe XML") from error
    system = event.find(f"{_NAMESPACE}System")
    if system is None:
        raise UnreadableEvent("the XML has no System element")
    return _record(system, _event_data(event))


def _guarded(text: str) -> Element:
    """The root of a text that declares something: CDATA is read, all else refused.

    Raises:
        ParseError: no XML.
        ValueError: forbidden XML; defusedxml's errors are such.
    """
    from defusedxml.ElementTree import fromstring as guarded  # noqa: PLC0415  rare

    root: Element = guarded(text, forbid_dtd=True)
    return root


def _record(system: Element, data: tuple[tuple[str, str], ...]) -> EventRecord:
    execution = _attributes(system, "Execution")
    return EventRecord(
        event_id=_number(_text(system, "EventID"), "EventID"),
        provider=_attributes(system, "Provider").get("Name", ""),
        channel=_text(system, "Channel"),
        record_id=_number(_text(system, "EventRecordID") or "0", "EventRecordID"),
        time=_time(_attributes(system, "TimeCreated").get("SystemTime", "")),
        level=_number(_text(system, "Level") or "0", "Level"),
        task=_number(_text(system, "Task") or "0", "Task"),
        process_id=_number(execution.get("ProcessID") or "0", "ProcessID"),
        thread_id=_number(execution.get("ThreadID") or "0", "ThreadID"),
        activity_id=_attributes(system, "Correlation").get("ActivityID", "").strip("{}").lower(),
        user_sid=_attributes(system, "Security").get("UserID", ""),
        computer=_text(system, "Computer"),
        data=data,
    )


def _event_data(event: Element) -> tuple[tuple[str, str], ...]:
    data = event.find(f"{_NAMESPACE}EventData")
    if data is not None:
        return tuple((item.get("Name", ""), (item.text or "").strip()) for item in data)
    user_data = event.find(f"{_NAMESPACE}UserData")
    if user_data is None:
        return ()
    leaves = (item for item in user_data.iter() if len(item) == 0)
    return tuple((item.tag.rpartition("}")[2], (item.text or "").strip()) for item in leaves)


def _text(system: Element, name: str) -> str:
    return (system.findtext(f"{_NAMESPACE}{name}") or "").strip()


def _attributes(system: Element, name: str) -> dict[str, str]:
    element = system.find(f"{_NAMESPACE}{name}")
    return {} if element is None else dict(element.attrib)


def _number(text: str, name: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= 20):
        raise UnreadableEvent(f"{name} is not a number")
    return int(text)


def _time(text: str) -> datetime:
    match = _SYSTEM_TIME.fullmatch(text.strip())
    if match is None:
        raise UnreadableEvent("TimeCreated is not a UTC time")
    try:
        return utc_moment(match[1], match[2])
    except ValueError as error:
        raise UnreadableEvent("TimeCreated is not a UTC time") from error
