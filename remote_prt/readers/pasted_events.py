"""Events that somebody pasted as text: best effort, and weaker evidence than any record.

```
Log Name:      Microsoft-Windows-AAD/Operational     TimeCreated : 2/23/2026 10:29:50 AM
Source:        Microsoft-Windows-AAD                 Id          : 1098
Event ID:      1081                                  Message     : Error: 0xCAA2000C The request
Description:                                                       requires user interaction.
OAuth response error: invalid_grant
```

Strategy: header lines (of Event Viewer's "Copy as text" in English or Japanese, or of `Format-List`) open a block and
say id, time and computer; the rest of a block is its message. A message is read by the provider's own sentences
(`event_wording`), also without any header: some sentences belong to one id. A block whose sentence is unknown keeps its
message whole.

The channel of every record ends in `(pasted)`, its record id is 0, its time the earliest the text can mean
(`pasted_times`) with the printed words beside it: reports show what kind of evidence it is.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from remote_prt.diagnosis.evidence import EventRecord
from remote_prt.readers.event_wording import ANALYTIC, OPERATIONAL, WORDINGS, Wording
from remote_prt.readers.pasted_summaries import SUMMARY, read_summary
from remote_prt.readers.pasted_times import UNKNOWN_TIME, earliest_time

MAX_CHARACTERS: Final = 2_000_000
MAX_EVENTS: Final = 2_000
#: One message: server descriptions have some hundred characters, token broker records a thousand or two.
MAX_MESSAGE: Final = 8_192

#: Header words of Event Viewer and of Get-WinEvent's properties.
_HEADERS: Final = {
    "log name": "channel", "logname": "channel", "ログの名前": "channel",
    "source": "provider", "providername": "provider", "ソース": "provider",
    "date": "time", "timecreated": "time", "日付": "time",
    "event id": "id", "eventid": "id", "id": "id", "イベント id": "id",
    "level": "level", "leveldisplayname": "level", "レベル": "level",
    "user": "user", "userid": "user", "ユーザー": "user",
    "computer": "computer", "machinename": "computer", "コンピューター": "computer",
    "description": "message", "message": "message", "説明": "message",
    "task category": "", "タスクのカテゴリ": "", "keywords": "", "キーワード": "", "opcode": "",
    "processid": "", "threadid": "", "recordid": "", "activityid": "", "version": "", "task": "",
}  # fmt: skip
_HEADER: Final = re.compile(r"\s*([A-Za-z\u3040-\u9fff][\w \u3040-\u9fff]{1,20}?)\s*[:\uff1a](?:\s+(.*))?")
_LEVELS: Final = {"critical": 1, "error": 2, "warning": 3, "information": 4, "エラー": 2, "警告": 3, "情報": 4}
_BROKER: Final = re.compile(r"Error:\s*(0x[0-9A-Fa-f]{8})\s+([^\n]*)\n?(.*)", re.DOTALL)
#: Without a header only the token broker's own codes are believed; 1097 and 1098 read alike.
_BROKER_ALONE: Final = re.compile(r"Error:\s*0x[48C]AA[0-9A-Fa-f]{5}\s")
_BROKER_ERROR: Final = 1098
_BROKER_IDS: Final = frozenset({1097, _BROKER_ERROR})
_OPENING: Final = re.compile("|".join([SUMMARY.pattern, *(wording.opening for wording in WORDINGS)]))
_UNKNOWN_HRESULT: Final = re.compile(r"(0x[0-9A-Fa-f]{8})\)?\s*\Z")
_BLANK_LINE: Final = re.compile(r"\n[ \t]*\n")
_SID: Final = re.compile(r"S-1-[0-9-]{3,180}")
_HOST: Final = re.compile(r"[\w.-]{1,255}")


@dataclass(slots=True)
class _Block:
    """One pasted event with the header that was above its message."""

    header: dict[str, str] = field(default_factory=dict)
    message: list[str] = field(default_factory=list)


def read_pasted_events(text: str) -> tuple[EventRecord, ...]:
    """The events a text tells of, in its order; never raises, `()` where it tells of none."""
    records: list[EventRecord] = []
    for block in _blocks(text[:MAX_CHARACTERS]):
        message = "\n".join(block.message).strip()
        found = list(_sentences(message, block))
        if not found and "id" in block.header and _is_ours_at_all(block.header):
            found = [_record(block, _event_id(block), 0, OPERATIONAL, (("Message", message[:MAX_MESSAGE]),))]
        records += found
        if len(records) >= MAX_EVENTS:
            break
    return tuple(records[:MAX_EVENTS])


def _blocks(text: str) -> Iterator[_Block]:
    """The text cut where a header starts anew."""
    block, in_message = _Block(), False
    for line in re.sub(r"\r\n?", "\n", text).replace("\u00a0", " ").split("\n"):
        word, value = _header(line)
        starts = word in {"channel", "time", "id", "provider"} and (in_message or word in block.header)
        if starts and (block.header or block.message):
            yield block
            block, in_message = _Block(), False
        if word is None or (in_message and not starts):
            block.message.append(line.strip())
        elif word == "message":
            in_message = "id" in block.header
            block.message.append(value if in_message else line.strip())
        else:
            block.header.setdefault(word, value)
    yield block


def _header(line: str) -> tuple[str | None, str]:
    """What a header line tells (None: it is none) and its value."""
    match = _HEADER.fullmatch(line[:600])
    word = None if match is None else _HEADERS.get(match[1].casefold())
    return word, "" if match is None else (match[2] or "").strip()


def _sentences(message: str, block: _Block) -> Iterator[EventRecord]:
    """Every sentence of the provider in a message, in order."""
    stated = _event_id(block)
    if stated in _BROKER_IDS or (not stated and _BROKER_ALONE.match(message)):
        broker = _BROKER.match(message[:MAX_MESSAGE])
        if broker is not None:
            data = (
                ("Error", broker[1]),
                ("ErrorMessage", broker[2].strip()),
                ("AdditionalInformation", broker[3].strip()),
            )
            yield _record(block, stated or _BROKER_ERROR, 2, OPERATIONAL, data)
        return
    position = 0
    for _ in range(MAX_EVENTS):
        opening = _OPENING.search(message, position)
        if opening is None:
            return
        piece = message[opening.start() : _end(message, opening)]
        found = _sentence(piece, block)
        position = opening.end()
        if found is not None:
            record, length = found
            position = opening.start() + max(length, len(opening.group()))
            yield record


def _end(message: str, opening: re.Match[str]) -> int:
    """Where a sentence ends at the latest: at the next opening that is no part of it, a blank line, or the bound."""
    ends = [opening.start() + MAX_MESSAGE]
    blank = _BLANK_LINE.search(message, opening.end(), ends[0])
    if blank is not None and "WSTrust" not in opening.group():
        ends.append(blank.start())
    following = opening
    for _ in range(16):
        after = _OPENING.search(message, following.end(), ends[0])
        if after is None:
            break
        if not after.group().startswith("Endpoint"):  # 1025 and 125x print an endpoint of their own
            ends.append(after.start())
            break
        following = after
    return min(ends)


def _sentence(piece: str, block: _Block) -> tuple[EventRecord, int] | None:
    """The record of the sentence a piece begins with, and how far it reaches."""
    summary = read_summary(piece)
    if summary is not None:
        return _record(block, summary.event_id, 4, OPERATIONAL, summary.data), len(piece)
    stated = _event_id(block)
    for wording in WORDINGS:
        match = wording.pattern.match(piece)
        if match is not None:
            data = tuple((name, _value(name, value or "")) for name, value in match.groupdict().items())
            event_id = stated if _reads_alike(stated, wording) else wording.event_id
            return _record(block, event_id, wording.level, wording.channel, data), match.end()
    return None


def _value(name: str, printed: str) -> str:
    """A value as the XML would have it: an HRESULT that Windows does not know is printed in a sentence."""
    unknown = _UNKNOWN_HRESULT.search(printed) if name == "Result" else None
    return printed.strip() if unknown is None else unknown[1]


def _reads_alike(stated: int, wording: Wording) -> bool:
    """Whether the id in a header is one of those that share a wording: the header then knows better."""
    return stated == wording.event_id or (wording.event_id == 1085 and 1160 <= stated <= 1165)


def _is_ours_at_all(header: dict[str, str]) -> bool:
    """Whether a header names one of our logs: such a block is kept, though its sentence is unknown or localised."""
    about = f"{header.get('channel', '')} {header.get('provider', '')}".casefold()
    return "aad" in about or "user device registration" in about


def _event_id(block: _Block) -> int:
    digits = block.header.get("id", "")
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) <= 5 else 0


def _record(block: _Block, event_id: int, level: int, channel: str, data: tuple[tuple[str, str], ...]) -> EventRecord:
    header = block.header
    printed = header.get("time", "")
    stated_channel = header.get("channel", "")
    computer, user = header.get("computer", ""), _SID.fullmatch(header.get("user", ""))
    return EventRecord(
        event_id=event_id,
        provider=_provider(header.get("provider", "")),
        channel=f"{stated_channel if _is_ours(stated_channel) else channel} (pasted)",
        record_id=0,
        time=earliest_time(printed) if printed else UNKNOWN_TIME,
        level=_LEVELS.get(header.get("level", "").casefold(), level),
        task=103 if event_id in _BROKER_IDS else 101,
        process_id=0,
        thread_id=0,
        activity_id="",
        user_sid="" if user is None else user.group(),
        computer=computer if _HOST.fullmatch(computer) else "",
        data=(*data, ("TimeAsPrinted", printed[:100])) if printed else data,
    )


def _is_ours(channel: str) -> bool:
    return channel in {OPERATIONAL, ANALYTIC} or channel.startswith("Microsoft-Windows-User Device Registration/")


def _provider(stated: str) -> str:
    return stated if "Device Registration" in stated else "Microsoft-Windows-AAD"
