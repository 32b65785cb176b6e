"""Files in parts, against a host that is played record by record: only the next part of what was told is taken."""

import asyncio
import base64
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import pytest

from remote_prt.collectors.file_transfer import Line, Parcel, RemoteFile, Transfer, pull, push
from remote_prt.errors import HostError, HostMisbehaved, HostRefused, HostTimedOut, HostUnreachable, Phase
from remote_prt.model import Deadline
from remote_prt.transports.base import PeerInfo, Script

CONTENT = bytes(range(240)) * 2  # ten lines of certutil
LOST = HostUnreachable(Phase.RUN, "the connection was reset", "try it again")
FILE = RemoteFile("remote_prt-x", "network.etl", len(CONTENT))


def part(start: int, end: int) -> str:
    """A record with these bytes."""
    return f"{start} {base64.b64encode(CONTENT[start:end]).decode()}"


@dataclass
class Played:
    """A host whose every session sends what was planned for it: records, and perhaps an error."""

    sessions: list[Sequence[str | HostError | None]]
    asked: list[dict[str, object]] = field(default_factory=list)
    pauses: list[float] = field(default_factory=list)
    peer: PeerInfo = field(default_factory=lambda: PeerInfo("192.0.2.7", 5985, "http", "ntlm"))

    @asynccontextmanager
    async def open(self, _deadline: Deadline) -> AsyncIterator["Played"]:
        yield self

    async def run(self, call: Script, _deadline: Deadline) -> AsyncIterator[str]:
        self.asked.append(dict(call.parameters))
        for item in self.sessions.pop(0):
            if isinstance(item, HostError):
                raise item
            if item is None:
                await asyncio.Event().wait()
            else:
                yield item

    async def pause(self, seconds: float) -> None:
        self.pauses.append(seconds)

    def line(self, **more: object) -> Line:
        def answered(record: str) -> str:
            return record.strip("{}")

        return Line(self.open, lambda: 0.0, 30, 3600, answered, lambda *_: None, self.pause, **more)


@dataclass
class Memory:
    """A file in memory."""

    content: bytes = b""

    @property
    def written(self) -> int:
        return len(self.content)

    def write(self, more: bytes) -> None:
        self.content += more

    def rewind(self, size: int) -> None:
        self.content = self.content[:size]


async def test_each_session_goes_on_where_the_last_one_broke() -> None:
    """Three sessions, two breaks, pauses that grow; the offsets asked for are those already written."""
    played = Played([[part(0, 96), LOST], [LOST], [part(96, 480), "{stream}"]])
    memory = Memory()
    transfer = await pull(played.line(), FILE, memory)

    assert memory.content == CONTENT
    assert [asked["Offset"] for asked in played.asked] == ["0", "96", "96"]
    assert (transfer.breaks, played.pauses) == (2, [1.0, 2.0])


async def test_what_an_earlier_run_wrote_is_not_asked_for_again() -> None:
    """From the last whole line on: certutil's lines hold 48 bytes."""
    played = Played([[part(96, 480)]])
    memory = Memory(CONTENT[:100])
    await pull(played.line(), FILE, memory)

    assert played.asked[0]["Offset"] == "96"
    assert memory.content == CONTENT


@pytest.mark.parametrize(
    "record",
    [
        pytest.param(part(48, 96), id="not_the_next_one"),
        pytest.param(part(0, 480) + "AAAA", id="broken_base64"),
        pytest.param("0 " + base64.b64encode(CONTENT + b"x").decode(), id="more_than_told"),
        pytest.param("0 ", id="nothing"),
        pytest.param("-0 AAAA", id="no_offset"),
        pytest.param("\u0660 AAAA", id="other_digits"),
        pytest.param("9" * 5000 + " AAAA", id="endless_offset"),
        pytest.param("0 " + "A" * 2_000_000, id="huge_part"),
    ],
)
async def test_a_part_that_is_none_ends_it_at_once(record: str) -> None:
    """No second try with a host that does not keep to what it told, and nothing of it is written."""
    memory = Memory()
    with pytest.raises(HostMisbehaved):
        await pull(Played([[record]]).line(), FILE, memory)

    assert memory.content == b""


async def test_it_is_given_up_after_five_breaks() -> None:
    """The sixth break is told."""
    played = Played([[part(48 * n, 48 * n + 48), LOST] for n in range(6)])
    with pytest.raises(HostUnreachable):
        await pull(played.line(), FILE, Memory())

    assert played.pauses == [1.0, 2.0, 4.0, 8.0, 16.0]


async def test_a_host_that_stops_early_twice_is_told() -> None:
    """Its script ended, and the file did not: once may be a mishap."""
    with pytest.raises(HostRefused, match="before the end"):
        await pull(Played([["{stream}"], ["{stream}"]]).line(), FILE, Memory())


async def test_silence_counts_as_a_break() -> None:
    """A host that sends nothing more is left, and another session goes on."""
    played = Played([[part(0, 96), None], [part(96, 480)]])
    memory = Memory()
    transfer = await pull(played.line(stall_seconds=0.02), FILE, memory)

    assert memory.content == CONTENT
    assert transfer.breaks == 1


async def test_silence_for_ever_is_told() -> None:
    """With the time that was waited."""
    with pytest.raises(HostTimedOut, match="no part of the file came"):
        await pull(Played([[None]] * 2).line(stall_seconds=0.01, most_breaks=1), FILE, Memory())


async def test_parts_go_there_in_lines_of_certutil() -> None:
    """Sixty-four characters a line, the last part marked; a part whose answer was lost is sent again."""
    played = Played([["{written}"], [LOST], ["{done}"]])
    content = bytes(200_000)
    transfer = await push(played.line(), Parcel("remote_prt-x", "input.zip", content))
    sent = [(asked["Offset"], asked["IsLast"]) for asked in played.asked]

    assert isinstance(transfer, Transfer)
    assert sent == [(0, False), (196_608, True), (196_608, True)]
    assert {len(line) for line in str(played.asked[0]["Base64"]).split("\r\n")} == {64}


async def test_a_host_that_lost_its_place_gets_it_all_again() -> None:
    """Misplaced: from the beginning; misplaced at the beginning: it keeps no file."""
    played = Played([["{written}"], ["{misplaced}"], ["{written}"], ["{done}"]])
    await push(played.line(), Parcel("remote_prt-x", "input.zip", bytes(200_000)))
    with pytest.raises(HostRefused, match="does not keep"):
        await push(Played([["{misplaced}"]] * 2).line(), Parcel("remote_prt-x", "input.zip", b"x"))

    assert [asked["Offset"] for asked in played.asked] == [0, 196_608, 0, 196_608]
