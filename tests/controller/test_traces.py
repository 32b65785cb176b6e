"""Traces on simulated hosts over the real wire: begun, ended, brought home whole through a link that drops."""

import asyncio
import json
import stat
from hashlib import sha256
from pathlib import Path

import pytest

from remote_prt.controller.trace_begin import TraceStart
from remote_prt.controller.trace_end import TraceStop
from remote_prt.controller.trace_fetch import TraceFetch
from remote_prt.lab.faults import Fault, FaultKind, FaultPoint
from remote_prt.lab.scenario import Scenario
from remote_prt.lab.story import DeviceStory, Story
from remote_prt.lab.trace_memory import SimulatedFile
from remote_prt.lab.trace_story import TraceStory
from remote_prt.model import Deed, DeedPart, DeedRun
from remote_prt.store.case_folder import CaseFolders
from remote_prt.store.remembered_traces import RememberedTraces
from remote_prt.transports.settings import Bounds
from tests.conftest import StartFarm
from tests.controller.played_farm import PlayedFarm, played_farm
from tests.lab_farm import until

BOUNDS = Bounds(visit_bytes=64_000_000, records=5000, record_bytes=64_000_000)
TTD = r"C:\Program Files\TTD\TTD.exe"
ARCHIVE = bytes(range(256)) * 2500  # four parts on the way there
DROPS_TWICE = Fault(FaultPoint.RECEIVE, FaultKind.DROP, megabytes=2, times=2)


def host(language: str = "FullLanguage", *faults: Fault, **trace: object) -> Scenario:
    """A host on which traces go as told."""
    story = Story(device=DeviceStory(language_mode=language), trace=TraceStory(**trace))
    return Scenario("traced", "a host that is traced", "UNKNOWN", story=story, faults=faults)


class Desk:
    """What the one who traces has: a memory, a place for cases, and the verbs."""

    def __init__(self, folder: Path) -> None:
        self.memory = RememberedTraces(folder / "state")
        self.cases = CaseFolders(folder / "cases")
        self.moved: list[tuple[str, int, int]] = []

    async def start(self, farm: PlayedFarm, kind: str = "network", **more: object) -> DeedPart:
        return only(await farm.do(TraceStart(self.memory, kind, **more).work))

    async def stop(self, farm: PlayedFarm, **more: object) -> DeedPart:
        return only(await farm.do(TraceStop(self.memory, **more).work))

    async def fetch(self, farm: PlayedFarm, most: int = 50_000_000, **more: object) -> DeedPart:
        def moved(_target: object, name: str, done: int, size: int) -> None:
            self.moved.append((name, done, size))

        return only(await farm.do(TraceFetch(self.memory, self.cases, most, moved=moved, **more).work))

    def case(self) -> Path:
        """The one case there is."""
        (path,) = self.cases.root.iterdir()
        return path


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """A desk with nothing on it."""
    return Desk(tmp_path)


def only(run: DeedRun) -> DeedPart:
    """The one part of a run on one host."""
    assert [deed.failure for deed in run.deeds if not deed.parts] == []
    ((part,),) = [deed.parts for deed in run.deeds]
    return part


def keys(part: DeedPart) -> list[str]:
    """Which sentences are said."""
    return [remark.key for remark in part.remarks]


@pytest.mark.parametrize("language", ["FullLanguage", "ConstrainedLanguage"])
async def test_a_trace_comes_home_whole_through_a_link_that_drops(
    start_farm: StartFarm, desk: Desk, language: str
) -> None:
    """Begun, ended, fetched: the bytes are those of the host, nothing is left there, a manifest says what it is."""
    async with played_farm(start_farm, host(language, DROPS_TWICE, megabytes=3.0), bounds=BOUNDS) as farm:
        begun = await desk.start(farm)
        ended = await desk.stop(farm)
        fetched = await desk.fetch(farm)
        left = farm.engine.traces()
        await until(lambda: farm.farm.farm.stats().open_shells == 0)
    seed = farm.farm.hosts[0].seed
    case = desk.case()
    manifest = json.loads((case / "manifest.json").read_text("utf-8"))
    got = (case / "network.etl").read_bytes()

    assert [begun.deed, ended.deed, fetched.deed] == [Deed.DONE] * 3, [begun, ended, fetched]
    assert left == 0
    assert len(got) == 3_000_000
    assert sha256(got).hexdigest() == SimulatedFile("network.etl", 3_000_000, seed).sha256().casefold()
    assert farm.time.pauses == [1.0, 2.0]  # the link dropped twice
    assert sorted(path.name for path in case.iterdir()) == ["manifest.json", "network.cab", "network.etl"]
    assert {stat.S_IMODE(path.stat().st_mode) for path in case.iterdir()} == {0o600}
    assert stat.S_IMODE(case.stat().st_mode) == 0o700
    assert manifest["Artefacts"][0]["Sha256"] == sha256(got).hexdigest()
    assert desk.moved[-1][1:] == (20_011, 20_011)
    assert desk.memory.recall(farm.farm.hosts[0].address or "") is None


@pytest.mark.parametrize("language", ["FullLanguage", "ConstrainedLanguage"])
async def test_the_archive_arrives_whole(start_farm: StartFarm, desk: Desk, language: str) -> None:
    """The user's archive is pushed in parts, compared by its hash and run; its logs are fetched as one file."""
    async with played_farm(start_farm, host(language, megabytes=0.5), bounds=BOUNDS) as farm:
        begun = await desk.start(farm, "auth", archive=ARCHIVE)
        ended = await desk.stop(farm)
        fetched = await desk.fetch(farm)

    assert [begun.deed, ended.deed, fetched.deed] == [Deed.DONE] * 3, [begun, ended, fetched]
    assert (desk.case() / "auth.zip").stat().st_size == 500_000


async def test_one_trace_at_a_time(start_farm: StartFarm, desk: Desk, tmp_path: Path) -> None:
    """A second is refused whoever asks; another machine, which remembers nothing, can stop and discard the first."""
    async with played_farm(start_farm, host(), bounds=BOUNDS) as farm:
        await desk.start(farm)
        other = Desk(tmp_path / "other")
        second = await other.start(farm)
        early = await other.fetch(farm)
        gone = await other.stop(farm, discard=True)
        again = await desk.stop(farm)
        left = farm.engine.traces()

    assert (second.deed, keys(second)) == (Deed.NOT_POSSIBLE, ["trace.exists"])
    assert (early.deed, keys(early)) == (Deed.NOT_POSSIBLE, ["trace.not-stopped-yet"])
    assert (gone.deed, gone.before, gone.after) == (Deed.DONE, "running", "removed")
    assert (again.deed, keys(again)) == (Deed.UNCHANGED, ["trace.none"])
    assert left == 0


async def test_dry_runs_change_nothing(start_farm: StartFarm, desk: Desk) -> None:
    """Starting, stopping and fetching say what they would do, and the host is as before."""
    async with played_farm(start_farm, host(), bounds=BOUNDS) as farm:
        start = await desk.start(farm, dry_run=True)
        before = farm.engine.traces()
        await desk.start(farm)
        stop = await desk.stop(farm, dry_run=True)
        await desk.stop(farm)
        fetch = await desk.fetch(farm, dry_run=True)

    assert [start.deed, stop.deed, fetch.deed] == [Deed.WOULD_CHANGE] * 3
    assert before == 0
    assert not desk.cases.root.exists()


@pytest.mark.parametrize(
    ("trace", "expected"),
    [
        pytest.param({"start_exit": 1}, "trace.exit-code", id="another_session_runs"),
        pytest.param({"free_gigabytes": 0.1}, "trace.host-full", id="no_room_there"),
    ],
)
async def test_what_does_not_begin_leaves_nothing(
    start_farm: StartFarm, desk: Desk, trace: dict[str, object], expected: str
) -> None:
    """A start that fails is told with its reason, and its folder is gone."""
    async with played_farm(start_farm, host(**trace), bounds=BOUNDS) as farm:
        part = await desk.start(farm)
        left = farm.engine.traces()

    assert part.deed in {Deed.FAILED, Deed.NOT_POSSIBLE}
    assert keys(part)[0] == expected
    assert left == 0


@pytest.mark.parametrize(
    ("trace", "expected"),
    [
        pytest.param({"hash_lies": True}, "trace.hash-differs", id="hash_mismatch"),
        pytest.param({"sends_more": True, "megabytes": 0.4}, "", id="more_than_announced"),
        pytest.param({"tells_names": ("..\\..\\evil.exe",)}, "trace.not-kept", id="path_as_a_name"),
        pytest.param({"tells_names": ("nul.etl",)}, "trace.not-kept", id="device_as_a_name"),
        pytest.param({"tells_names": ("manifest.json",)}, "trace.not-kept", id="our_own_manifest"),
        pytest.param({"megabytes": 60.0}, "trace.too-large", id="larger_than_allowed"),
    ],
)
async def test_a_hostile_file_is_not_kept(
    start_farm: StartFarm, desk: Desk, trace: dict[str, object], expected: str
) -> None:
    """Another hash, more bytes, a path or device as a name, too large: it becomes no file here, and stays there."""
    async with played_farm(start_farm, host(**trace), bounds=BOUNDS) as farm:
        await desk.start(farm)
        await desk.stop(farm)
        part = await desk.fetch(farm)
        left = farm.engine.traces()
    kept = [path.name for path in desk.cases.root.rglob("*") if path.is_file()] if desk.cases.root.exists() else []

    assert part.deed in {Deed.FAILED, Deed.NOT_POSSIBLE}
    assert expected in {*keys(part), ""}
    assert [name for name in kept if not name.endswith(".part")] == []
    assert left == 1


async def test_what_broke_off_is_gone_on_with(start_farm: StartFarm, desk: Desk) -> None:
    """A link that drops more often than is borne ends the fetch; the next one goes on where it stopped."""
    drops = Fault(FaultPoint.RECEIVE, FaultKind.DROP, megabytes=1, times=6)
    async with played_farm(start_farm, host("FullLanguage", drops, megabytes=4.0), bounds=BOUNDS) as farm:
        await desk.start(farm)
        await desk.stop(farm)
        first = await desk.fetch(farm)
        (part,) = desk.case().glob("*.part")
        begun = part.stat().st_size
        desk.moved.clear()
        second = await desk.fetch(farm)

    assert (first.deed, "trace.broken-off" in keys(first)) == (Deed.FAILED, True), first
    assert begun > 0
    assert second.deed is Deed.DONE
    assert desk.moved[0][1] > begun


async def test_who_interrupts_goes_on_later(start_farm: StartFarm, desk: Desk) -> None:
    """What was written when the fetch was cut off counts, and no shell stays behind."""
    begun = asyncio.Event()
    async with played_farm(start_farm, host(megabytes=4.0), bounds=BOUNDS) as farm:
        await desk.start(farm)
        await desk.stop(farm)
        fetch = TraceFetch(desk.memory, desk.cases, 50_000_000, moved=lambda *_: begun.set())
        run = asyncio.create_task(farm.do(fetch.work))
        await begun.wait()
        run.cancel()
        await asyncio.wait([run])
        (part,) = desk.case().glob("*.part")
        kept = part.stat().st_size
        second = await desk.fetch(farm)
        await until(lambda: farm.farm.farm.stats().open_shells == 0)

    assert 0 < kept < 4_000_000
    assert second.deed is Deed.DONE
    assert desk.moved[0][1] > kept


@pytest.mark.parametrize(
    ("trace", "expected"),
    [
        pytest.param({"ttd": ""}, "trace.no-program", id="no_ttd_there"),
        pytest.param({"ttd": TTD, "is_protected": True}, "trace.protected", id="lsa_protection"),
    ],
)
async def test_lsass_is_not_traced_where_it_cannot_be(
    start_farm: StartFarm, desk: Desk, trace: dict[str, object], expected: str
) -> None:
    """Without TTD.exe, which is never brought along, and under LSA protection nothing is begun."""
    async with played_farm(start_farm, host(**trace), bounds=BOUNDS) as farm:
        part = await desk.start(farm, "ttd")
        left = farm.engine.traces()

    assert (part.deed, keys(part)) == (Deed.NOT_POSSIBLE, [expected])
    assert left == 0


async def test_lsass_is_fetched_only_with_consent(start_farm: StartFarm, desk: Desk) -> None:
    """The trace of LSASS stays on the host until the user says once more what is in it; the manifest says it too."""
    async with played_farm(start_farm, host(ttd=TTD), bounds=BOUNDS) as farm:
        begun = await desk.start(farm, "ttd")
        await desk.stop(farm)
        refused = await desk.fetch(farm)
        fetched = await desk.fetch(farm, accepts_secrets=True)
    manifest = json.loads((desk.case() / "manifest.json").read_text("utf-8"))

    assert begun.deed is Deed.DONE, begun
    assert (refused.deed, keys(refused)) == (Deed.NOT_POSSIBLE, ["trace.consent"])
    assert fetched.deed is Deed.DONE
    assert "LSASS" in manifest["Artefacts"][0]["Privacy"]
    assert "trace.secret-here" in keys(fetched)
