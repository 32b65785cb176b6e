"""Event channels over the real wire: read before they are emptied, remembered before they change, put back exactly."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from remote_prt.controller.log_channels import ANALYTIC, OPERATIONAL, LogEnable, LogRestore, LogStatus
from remote_prt.errors import UsageError
from remote_prt.lab.scenario import Scenario
from remote_prt.lab.story import Channel, ChannelStory, EventStory, LogState
from remote_prt.model import Deed, DeedPart, FormerChannel, Outcome, Target
from remote_prt.readers.action_records import ChannelState
from remote_prt.readers.event_files import read_event_xml
from remote_prt.store.private_files import file_name, read_private, write_private
from remote_prt.store.remembered_logs import RememberedLogs
from tests.conftest import StartFarm
from tests.controller.played_farm import played_farm, playing

HELD = EventStory(1006, 500, channel=Channel.ANALYTIC)


def keys(part: DeedPart) -> list[str]:
    """Which sentences are said."""
    return [remark.key for remark in part.remarks]


def holding(*events: EventStory, name: str = "healthy-entra", **changes: object) -> Scenario:
    """A shipped scenario whose logs hold these records too."""
    scenario = playing(name)
    return replace(scenario, story=replace(scenario.story, events=(*scenario.story.events, *events), **changes))


class Forgetful:
    """A memory whose disk is full."""

    def recall(self, host: str) -> tuple[FormerChannel, ...]:
        return ()

    def remember(self, host: str, former: FormerChannel) -> None:
        raise UsageError("the disk is full", "make room")

    def forget(self, host: str, channel: str) -> None:
        raise AssertionError("nothing was remembered")

    def keep_records(self, host: str, state: ChannelState, at: datetime) -> Path:
        raise UsageError("the disk is full", "make room")


async def test_status_tells_what_is_there(start_farm: StartFarm, tmp_path: Path) -> None:
    """Both channels with state, size, mode and records; nothing is changed."""
    async with played_farm(start_farm, holding(HELD)) as here:
        run = await here.do(LogStatus(RememberedLogs(tmp_path / "state")).work)
        operational, analytic = run.deeds[0].parts

        assert [(part.subject, part.before) for part in (operational, analytic)] == [
            (OPERATIONAL, "enabled"),
            (ANALYTIC, "disabled"),
        ]
        assert dict(analytic.details)["RecordCount"] == "1"
        assert dict(operational.details)["MaximumSizeInBytes"] == "1052672"
        assert not (tmp_path / "state").exists()


async def test_enable_keeps_what_it_empties_and_restore_puts_back(start_farm: StartFarm, tmp_path: Path) -> None:
    """Enable, enable again, look, restore, restore again: each says what it did, and the end is as the beginning."""
    memory = RememberedLogs(tmp_path / "state")
    async with played_farm(start_farm, holding(HELD)) as here:

        async def done(work: object) -> DeedPart:
            return (await here.do(work)).deeds[0].parts[-1]

        first = await done(LogEnable(memory).work)
        again = await done(LogEnable(memory).work)
        seen = await done(LogStatus(memory).work)
        back = await done(LogRestore(memory).work)
        seen_then = await done(LogStatus(memory).work)
        back_again = await done(LogRestore(memory).work)
        kept = dict(next(r for r in first.remarks if r.key == "log.saved").values)["path"]

        assert (first.deed, first.before, first.after) == (Deed.DONE, "disabled", "enabled")
        assert [record.event_id for record in read_event_xml(read_private(Path(kept)) or "").records] == [1006]
        assert (again.deed, keys(again)) == (Deed.UNCHANGED, ["log.already"])
        assert (seen.before, keys(seen)) == ("enabled", ["log.holds", "log.ours"])
        assert dict(seen.details)["RecordCount"] == "0"
        assert (back.deed, back.before, back.after) == (Deed.DONE, "enabled", "disabled")
        assert (seen_then.before, keys(seen_then)) == ("disabled", ["log.holds"])
        assert (back_again.deed, keys(back_again)) == (Deed.UNCHANGED, ["log.nothing-remembered"])


async def test_what_others_enabled_is_never_touched(start_farm: StartFarm, tmp_path: Path) -> None:
    """A channel that was enabled already is not remembered, so restore leaves it enabled and does not even call."""
    memory = RememberedLogs(tmp_path / "state")
    on = ChannelStory(LogState.OK)
    async with played_farm(start_farm, holding(HELD, analytic=on)) as here:
        enabled = (await here.do(LogEnable(memory).work)).deeds[0].parts[0]
        visits = here.farm.farm.stats().visits
        restored = (await here.do(LogRestore(memory).work)).deeds[0]

        assert enabled.deed is Deed.UNCHANGED
        assert restored.outcome is Outcome.SKIPPED
        assert here.farm.farm.stats().visits == visits


async def test_put_back_by_others_meanwhile_is_forgotten(start_farm: StartFarm, tmp_path: Path) -> None:
    """Somebody disabled it again before us: restore says so and remembers nothing more."""
    memory = RememberedLogs(tmp_path / "state")
    memory.remember("127.0.1.1", FormerChannel(ANALYTIC, enabled=False, remembered_at=datetime(2026, 1, 1, tzinfo=UTC)))
    async with played_farm(start_farm, holding()) as here:
        part = (await here.do(LogRestore(memory).work)).deeds[0].parts[0]

        assert (part.deed, keys(part)) == (Deed.UNCHANGED, ["log.already-back"])
        assert memory.recall("127.0.1.1") == ()


@pytest.mark.parametrize(
    ("scenario", "expected"),
    [
        pytest.param(holding(analytic=ChannelStory(LogState.MISSING)), ["log.missing"], id="no such channel"),
        pytest.param(holding(analytic=ChannelStory(LogState.DENIED)), ["log.denied"], id="no right to read"),
        pytest.param(holding(HELD, name="locked-down"), ["log.unread"], id="records that cannot be read"),
    ],
)
async def test_what_may_not_be_enabled_says_why(
    start_farm: StartFarm, tmp_path: Path, scenario: Scenario, expected: list[str]
) -> None:
    """Nothing is changed and nothing is remembered."""
    memory = RememberedLogs(tmp_path / "state")
    async with played_farm(start_farm, scenario) as here:
        part = (await here.do(LogEnable(memory).work)).deeds[0].parts[0]
        seen = (await here.do(LogStatus(memory, (ANALYTIC,)).work)).deeds[0].parts[0]

        assert (part.deed, keys(part)) == (Deed.NOT_POSSIBLE, expected)
        assert seen.before != "enabled"
        assert memory.recall("127.0.1.1") == ()


async def test_a_refused_change_is_told_and_forgotten(start_farm: StartFarm, tmp_path: Path) -> None:
    """Where wevtutil ends with 5: failed, and nothing is remembered, since nothing was changed."""
    memory = RememberedLogs(tmp_path / "state")
    async with played_farm(start_farm, playing("locked-down")) as here:
        part = (await here.do(LogEnable(memory).work)).deeds[0].parts[0]

        assert (part.deed, part.remarks[0].values) == (Deed.FAILED, (("code", "5"),))
        assert memory.recall("127.0.1.1") == ()


async def test_what_cannot_be_remembered_is_not_changed(start_farm: StartFarm) -> None:
    """A full disk here: the channel stays as it was."""
    async with played_farm(start_farm, holding(HELD)) as here:
        part = (await here.do(LogEnable(Forgetful()).work)).deeds[0].parts[0]
        seen = (await here.do(LogStatus(Forgetful(), (ANALYTIC,)).work)).deeds[0].parts[0]

        assert (part.deed, keys(part)) == (Deed.NOT_POSSIBLE, ["log.not-remembered"])
        assert seen.before == "disabled"


async def test_a_dry_run_changes_nothing(start_farm: StartFarm, tmp_path: Path) -> None:
    """Enable and restore say what they would do; the host and the memory stay as they are."""
    memory = RememberedLogs(tmp_path / "state")
    async with played_farm(start_farm, holding(HELD)) as here:
        would = (await here.do(LogEnable(memory, dry_run=True).work)).deeds[0].parts[0]
        await here.do(LogEnable(memory).work)
        back = (await here.do(LogRestore(memory, dry_run=True).work)).deeds[0].parts[0]
        seen = (await here.do(LogStatus(memory, (ANALYTIC,)).work)).deeds[0].parts[0]

        assert (would.deed, dict(would.remarks[0].values)) == (Deed.WOULD_CHANGE, {"records": "1"})
        assert (back.deed, seen.before) == (Deed.WOULD_CHANGE, "enabled")
        assert [one.channel for one in memory.recall("127.0.1.1")] == [ANALYTIC]


async def test_a_host_that_is_off_is_told(start_farm: StartFarm, tmp_path: Path) -> None:
    """What was remembered of it stays remembered."""
    memory = RememberedLogs(tmp_path / "state")
    former = FormerChannel(ANALYTIC, enabled=False, remembered_at=datetime(2026, 1, 1, tzinfo=UTC))
    memory.remember("127.0.0.1", former)
    async with played_farm(start_farm, holding()) as here:
        run = await here.do(LogRestore(memory).work, [Target("127.0.0.1", port=9)])

        assert run.deeds[0].outcome is Outcome.UNREACHABLE
        assert run.deeds[0].parts[0].deed is Deed.FAILED
        assert memory.recall("127.0.0.1") == (former,)


async def test_a_memory_that_cannot_be_read_costs_only_its_host(start_farm: StartFarm, tmp_path: Path) -> None:
    """A damaged file is said as such, for its host alone, and nothing is done there."""
    memory = RememberedLogs(tmp_path / "state")
    write_private(tmp_path / "state" / "logs" / f"{file_name('127.0.1.1')}.json", "{")
    async with played_farm(start_farm, holding(HELD), holding(HELD)) as here:
        run = await here.do(LogStatus(memory).work)

        assert [deed.outcome for deed in run.deeds] == [Outcome.SKIPPED, Outcome.VISITED]
        assert run.deeds[0].failure is not None
        assert "cannot be understood" in run.deeds[0].failure.message
