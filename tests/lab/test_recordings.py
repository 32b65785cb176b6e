"""The requests of recorded dialogues, sent to the lab over the wire: right kind, right structure.

Ids the server chooses are put into the later requests; time limits are shortened; the engine says what the recorded
scripts said, when the recording has it. Nothing else of a request is changed.
"""

import asyncio
import base64
import re
import struct
import tomllib
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from remote_prt.lab.engine import PipelineCall, Stream, StreamItem, UnknownScript
from remote_prt.lab.scenario import SimulatedHost
from tests.conftest import StartFarm
from tests.lab.recorded_dialogue import Exchange, kind_of, read_dialogue, structure_of
from tests.lab_bare_client import BareClient, bare_client
from tests.lab_farm import RunningFarm, until

DIFFERENCES = Path(__file__).parents[1] / "data/lab/recording_differences.toml"
STREAMS = {
    0x41004: Stream.OUTPUT,
    0x41005: Stream.ERROR,
    0x41007: Stream.DEBUG,
    0x41008: Stream.VERBOSE,
    0x41009: Stream.WARNING,
    0x41010: Stream.PROGRESS,
    0x41011: Stream.INFORMATION,
}
PIPELINE_STATE = 0x41006
ID = r"[0-9A-F]{8}(?:-[0-9A-F]{4}){3}-[0-9A-F]{12}"
pytestmark = pytest.mark.recordings


@dataclass(slots=True)
class ReplayEngine:
    """Says what the scripts of one dialogue said, one batch for each recorded Receive that brought some."""

    scripts: list[list[list[StreamItem | None]]]  #: script -> batch -> items; None: the script ends in state Failed
    fetched: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(0))

    async def run(self, host: SimulatedHost, call: PipelineCall) -> AsyncIterator[StreamItem]:
        """The next script of the dialogue, each batch only when a Receive is about to fetch it."""
        for batch in self.scripts.pop(0):
            await self.fetched.acquire()
            for item in batch:
                if item is None:
                    raise UnknownScript("as recorded")
                yield item

    def open_tasks(self) -> int:
        """None."""
        return 0


def scripts_of(dialogue: list[Exchange]) -> list[list[list[StreamItem | None]]]:
    """What each command of a dialogue said, read from the recorded answers."""
    scripts: list[list[list[StreamItem | None]]] = []
    for exchange in dialogue:
        if "shell/Command</" in exchange.request:
            scripts.append([])
        elif is_command_output(exchange):
            scripts[-1].append([*items_of(exchange.response)])
    return scripts


def is_command_output(exchange: Exchange) -> bool:
    """Whether this is a Receive of a command that brought something."""
    return "<rsp:DesiredStream CommandId=" in exchange.request and exchange.status == 200


def items_of(answer: str):
    """The stream items of one recorded answer; PSRP or a command shell's bytes."""
    for name, text in re.findall(r'<rsp:Stream Name="(\w+)"[^>]*>([^<]+)<', answer):
        data = base64.b64decode(text)
        if not data.startswith(bytes(7)):
            yield StreamItem(Stream.ERROR if name == "stderr" else Stream.OUTPUT, data.decode())
            continue
        (message_type,) = struct.unpack_from("<I", data, 25)
        if message_type in STREAMS:
            yield StreamItem(STREAMS[message_type], "as recorded")
        elif message_type == PIPELINE_STATE and b'N="PipelineState">5<' in data:
            yield None


@dataclass(slots=True)
class Replay:
    """Sends a dialogue's requests one after another and keeps the lab's answers."""

    client: BareClient
    farm: RunningFarm
    engine: ReplayEngine
    ids: dict[str, str] = field(default_factory=dict)  #: recorded id -> the lab's

    async def send(self, exchange: Exchange) -> tuple[int, str]:
        """HTTP status and envelope of the lab's answer to one recorded request."""
        if is_command_output(exchange):
            self.engine.fetched.release()
        if "transfer/Get</" in exchange.request and exchange.status == 500:
            await until(lambda: self.farm.farm.stats().open_shells == 0)
        request = exchange.request
        for recorded, ours in self.ids.items():
            request = request.replace(recorded, ours)
        request = re.sub(r"OperationTimeout>PT\d+S", "OperationTimeout>PT0.3S", request)
        request = request.replace("<rsp:IdleTimeOut>PT60S", "<rsp:IdleTimeOut>PT1S")
        reply = await self.client.ask(request.encode())
        answer = reply.body.decode()
        for tag in (r'Name="ShellId">', r"<rsp:CommandId>"):
            theirs, ours = (re.search(f"{tag}({ID})<", text) for text in (exchange.response, answer))
            if theirs and ours:
                self.ids[theirs[1]] = ours[1]
        return reply.status or 0, answer


async def replay(start_farm: StartFarm, path: Path) -> list[tuple[Exchange, int, str]]:
    """Every recorded exchange of a dialogue beside the lab's status and answer."""
    dialogue = read_dialogue(path)
    engine = ReplayEngine(scripts_of(dialogue))
    farm = await start_farm(engine=engine)
    async with bare_client(farm) as client:
        await client.log_on()
        sender = Replay(client, farm, engine)
        return [(exchange, *await sender.send(exchange)) for exchange in dialogue]


def dialogue_names() -> list[str]:
    """The recordings that came with the reference data, by name."""
    names = tomllib.loads(DIFFERENCES.read_text(encoding="utf-8"))["dialogues"]
    return [str(name) for name in names]


def test_every_recording_is_replayed(recordings: Path):
    """The list of dialogues is the folder's content."""
    assert sorted(path.stem for path in recordings.glob("*.yml")) == sorted(dialogue_names())


@pytest.mark.parametrize("name", dialogue_names())
async def test_every_answer_is_of_the_recorded_kind(start_farm: StartFarm, recordings: Path, name: str):
    """HTTP status, action and fault code are those a real host answered with, exchange by exchange."""
    exchanges = await replay(start_farm, recordings / f"{name}.yml")

    theirs = [kind_of(exchange.status, exchange.response) for exchange, _, _ in exchanges]
    ours = [kind_of(status, answer) for _, status, answer in exchanges]
    assert theirs == ours


async def test_every_difference_in_structure_is_listed_with_its_reason(start_farm: StartFarm, recordings: Path):
    """What only a real host or only the lab has is in the list, and everything in the list is still so."""
    listed = tomllib.loads(DIFFERENCES.read_text(encoding="utf-8"))["difference"]
    found: set[tuple[str, str, str]] = set()
    for name in dialogue_names():
        for exchange, _, answer in await replay(start_farm, recordings / f"{name}.yml"):
            theirs, ours = structure_of(exchange.response), structure_of(answer)
            found |= {(name, "windows", path) for path in theirs - ours}
            found |= {(name, "lab", path) for path in ours - theirs}

    def covers(entry: dict[str, str], difference: tuple[str, str, str]) -> bool:
        dialogue, side, path = difference
        is_there = entry.get("dialogue", dialogue) == dialogue
        return is_there and entry["only"] == side and re.fullmatch(entry["path"], path) is not None

    unlisted = sorted(difference for difference in found if not any(covers(entry, difference) for entry in listed))
    vanished = [entry for entry in listed if not any(covers(entry, difference) for difference in found)]
    assert unlisted == []
    assert vanished == []
    assert all(entry["reason"] for entry in listed)
