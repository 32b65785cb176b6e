"""A night on which a run did not come to a host, or could not reach it, never makes an old fault a new one."""

import json
from collections.abc import Iterator
from dataclasses import replace
from itertools import product
from pathlib import Path

import pytest

from remote_prt.cli.history.importing import import_kept
from remote_prt.cli.history.run import earlier_of
from remote_prt.cli.main import run as remote_prt
from remote_prt.cli.run_again import judging_of, outcomes_again, run_again
from remote_prt.diagnosis.diagnosis import Status
from remote_prt.model import Capture, Run, StopReason, Target
from remote_prt.notices.occasions import news_of
from remote_prt.readers.catalogue import load_catalog
from remote_prt.reports.change import Change
from remote_prt.store.history import open_history
from remote_prt.store.journal_reading import read_journal
from remote_prt.store.run_folders import RunFolders
from tests.cli.kept_nights import broken, keep, run_id, seven_hours_old
from tests.reports.builders import finding, run, user, visited
from tests.reports.naive_nights import KINDS, kind_of
from tests.store.nights import past_run, sighting

#: Every row of four nights, a host each: well, broken, off, or not come to.
SCRIPT = {f"pc-{n:03}": row for n, row in enumerate(product(("ok", "pw", "off", "late"), repeat=4))}
NIGHTS = range(1, 4)
_FIELDS = ("new", "fixed", "still", "changed_cause", "flapping", "not_seen")


def seen(host: str, word: str, reason: StopReason) -> Capture | StopReason | None:
    """What a run has of the host on such a night."""
    made = {"ok": seven_hours_old, "pw": broken}.get(word)
    return made(host) if made is not None else None if word == "off" else reason


@pytest.fixture(scope="module", params=[StopReason.DEADLINE, StopReason.MAX_FAIL, StopReason.NO_TICKET])
def state(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The runs of four nights, all of them stopped by the same thing."""
    folder: Path = tmp_path_factory.mktemp("state")
    targets = tuple(map(Target, SCRIPT))
    for night in range(4):
        outcomes = {host: seen(host, row[night], request.param) for host, row in SCRIPT.items()}
        words = (("--stale-after", "9.0"),)
        keep(folder, night, outcomes, words=words, stopped_by=request.param, targets=targets)
    with open_history(folder) as history:
        import_kept(history, RunFolders(folder))
    return folder


def wanted(night: int) -> set[tuple[str, str]]:
    """The set of each host on the morning after that night, as the plain model has it."""
    told = {(kind_of(list(row[: night + 1])), host) for host, row in SCRIPT.items()}
    return {(kind, host) for kind, host in told if kind}


def sets_of(change: Change | None) -> Iterator[tuple[str, str]]:
    """Each host with a user, and its set."""
    assert change is not None
    for kind, name in zip(KINDS, _FIELDS, strict=True):
        yield from ((kind, one.host) for one in getattr(change, name) if one.user)


def told(state: Path, night: int) -> tuple[Run, Change]:
    """The run as a report on it reads it, and what it is told of the night before."""
    contents = read_journal(RunFolders(state).path(run_id(night)))
    judging = judging_of(contents.header)
    judged = dict(outcomes_again(contents, judging, load_catalog("en")))
    played = run_again(contents, judging, judged, is_under_way=False)
    change = earlier_of(played, contents.header.scope, state).since
    assert change is not None
    return played, change


@pytest.mark.parametrize("night", NIGHTS)
def test_diff_reads_through_them(state: Path, night: int, capsys: pytest.CaptureFixture[str]) -> None:
    """Broken, not come to, broken is still; well, not come to, broken is new; broken, off, well is fixed."""
    remote_prt(["diff", run_id(night), "--format", "json", "--state-dir", str(state)])
    document = json.loads(capsys.readouterr().out)

    assert document["Older"]["Run"] == run_id(night - 1)
    assert {(kind, one["ComputerName"]) for kind in KINDS for one in document[kind]} == wanted(night)


@pytest.mark.parametrize("night", NIGHTS)
def test_pages_and_notices_say_the_same(state: Path, night: int) -> None:
    """A notice leaves out what goes on, and who was only not seen; whom a run was not asked for is nobody here."""
    played, change = told(state, night)
    news = set(sets_of(news_of(change, played)))
    quiet = {"Still", "Flapping", "NotSeen"}

    assert set(sets_of(change)) == wanted(night)
    assert {one for one in news if one[0] not in quiet} == {one for one in wanted(night) if one[0] not in quiet}
    assert not any(kind in {"Still", "NotSeen"} for kind, _ in news)


def test_who_was_not_come_to_is_named_with_the_reason(state: Path) -> None:
    """Skipped that night, with what it was before."""
    _, change = told(state, 1)
    found = {one.host: (one.status, one.before) for one in change.not_seen}
    late = next(host for host, row in SCRIPT.items() if row[:2] == ("pw", "late"))
    off = next(host for host, row in SCRIPT.items() if row[:2] == ("ok", "off"))

    assert found[late] == ("SKIPPED", "BROKEN")
    assert found[off] == ("UNREACHABLE", "HEALTHY")


@pytest.mark.parametrize("nights", [1, 9])
def test_nights_that_judged_nobody_take_no_place(
    tmp_path: Path, nights: int, capsys: pytest.CaptureFixture[str]
) -> None:
    """However many there were without a ticket, what was broken before is still, for diff and for a report alike."""
    newest = nights + 1
    with open_history(tmp_path) as history:
        history.add(past_run(0), [sighting("pc-1", "pw", 0), sighting("pc-2", "ok", 0)])
        for night in range(1, newest):
            history.add(
                replace(past_run(night), judged=0), [sighting(host, "late", night) for host in ("pc-1", "pc-2")]
            )
        history.add(past_run(newest), [sighting("pc-1", "pw", newest), sighting("pc-2", "pw", newest)])
    remote_prt(["diff", "--format", "json", "--state-dir", str(tmp_path)])
    of_diff = json.loads(capsys.readouterr().out)
    anna = user(Status.BROKEN, "LAB\\anna", findings=(finding(),))
    tonight = replace(run(visited("pc-1", anna), visited("pc-2", anna)), run_id=past_run(newest).run_id)
    of_report = earlier_of(tonight, "@lab", tmp_path).since

    assert of_report is not None
    assert of_diff["Older"]["Run"] == of_report.run_id == past_run(nights).run_id
    assert [one["ComputerName"] for one in of_diff["Still"]] == [one.host for one in of_report.still] == ["pc-1"]
    assert [one["ComputerName"] for one in of_diff["New"]] == [one.host for one in of_report.new] == ["pc-2"]
