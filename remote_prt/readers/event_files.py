"""Events saved as XML: what `wevtutil qe`, Event Viewer and `Get-WinEvent`'s `ToXml()` write.

```
wevtutil qe Microsoft-Windows-AAD/Operational /f:xml > aad.xml     <Event ...>...</Event><Event ...>...</Event>
Event Viewer, "Save All Events As... XML"                          <Events><Event ...>...</Event></Events>
(Get-WinEvent ...).ToXml()                                         <Event ...>...</Event>, one a line
```

Strategy: the text is cut at `<Event` and `</Event>` and each piece goes alone through `event_xml`, which refuses DTDs
and entities; what stands between the pieces (declaration, root, prompts of a shell) is not parsed at all. So a missing
root, a broken end or one bad event never hides the others.
"""

import re
from collections.abc import Iterator
from itertools import islice

from remote_prt.diagnosis.evidence import EventRecord
from remote_prt.readers.event_xml import UnreadableEvent, parse_event
from remote_prt.readers.saved_events import MAX_RECORDS, MAX_SEEN, SavedEvents, concerns_us, newest

_START = re.compile(r"<Event(?=[\s>])")
_END = "</Event>"


def is_event_xml(text: str) -> bool:
    """Whether a text holds an event as XML."""
    return _START.search(text) is not None and _END in text


def read_event_xml(text: str) -> SavedEvents:
    """Every readable event of ours in a text; never raises."""
    records: list[EventRecord] = []
    seen = unread = 0
    for piece in _pieces(text):
        seen += 1
        if not concerns_us(piece):
            continue
        try:
            records.append(parse_event(piece))
        except UnreadableEvent:
            unread += 1
    is_capped = seen >= MAX_SEEN or len(records) > MAX_RECORDS
    return SavedEvents(newest(records), seen, unread, is_capped)


def _pieces(text: str) -> Iterator[str]:
    """Each event's own text; one without an end is cut where the next one starts. One walk over the text."""
    starts = islice((match.start() for match in _START.finditer(text)), MAX_SEEN)
    start = next(starts, None)
    while start is not None:
        following = next(starts, None)
        end = text.find(_END, start, following)
        yield text[start:following] if end < 0 else text[start : end + len(_END)]
        start = following
