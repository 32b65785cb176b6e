"""Runs are found again, and only what is surely ours and old enough is ever removed."""

import os
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from remote_prt.errors import UsageError
from remote_prt.store.journal import begin_journal
from remote_prt.store.journal_place import journal_in
from remote_prt.store.run_folders import RunFolders, missing_bytes
from tests.store.played_run import HEADER, TARGETS

NOW = datetime(2026, 3, 1, tzinfo=UTC)


def keep(folders: RunFolders, day: int, scope: str, *, age_days: float) -> str:
    """A run of January, last written so many days ago; its id."""
    run_id = f"202601{day:02}T010000Z-00000a"
    path = folders.begin(run_id)
    begin_journal(path, replace(HEADER, run_id=run_id, scope=scope), TARGETS).close()
    written = (NOW - timedelta(days=age_days)).timestamp()
    os.utime(path, (written, written))
    return run_id


@pytest.fixture
def folders(tmp_path: Path) -> RunFolders:
    """An empty state folder."""
    return RunFolders(tmp_path / "state")


def test_old_runs_go_and_the_newest_of_each_scope_stays(folders: RunFolders) -> None:
    """After 30 days, counted from the last record, so that a resumed run is young."""
    old = keep(folders, 1, "tokyo", age_days=40)
    resumed = keep(folders, 2, "tokyo", age_days=29)
    only = keep(folders, 3, "osaka", age_days=400)
    newest = keep(folders, 4, "tokyo", age_days=31)

    assert folders.remove_old(30, NOW) == (old,)
    assert folders.ids() == (newest, only, resumed)
    assert folders.remove_old(0, NOW) == (resumed,)


@pytest.mark.skipif(os.name == "nt", reason="links need rights there")
def test_what_is_not_ours_is_never_removed(folders: RunFolders, tmp_path: Path) -> None:
    """Other names, links, and folders with anything else in them stay, with all they hold."""
    linked = tmp_path / "elsewhere"
    linked_run = keep(RunFolders(linked), 1, "tokyo", age_days=99)
    noted = keep(folders, 2, "tokyo", age_days=99)
    keep(folders, 3, "tokyo", age_days=1)
    runs = folders.state / "runs"
    (runs / noted / "note.txt").write_text("mine", "utf-8")
    (runs / "backup").mkdir()
    (runs / linked_run).symlink_to(linked / "runs" / linked_run)
    before = sorted(tmp_path.rglob("*"))

    assert folders.remove_old(30, NOW) == ()
    assert sorted(tmp_path.rglob("*")) == before


def test_runs_are_named_by_id_or_last(folders: RunFolders) -> None:
    """`last` is the newest, whatever its scope; a scope has its own newest."""
    first, second = keep(folders, 1, "tokyo", age_days=2), keep(folders, 2, "osaka", age_days=1)

    assert [folders.find(word) for word in ("last", first, second)] == [second, first, second]
    assert folders.newest_of("tokyo") == first
    assert folders.newest_of("nara") is None


@pytest.mark.parametrize("word", ["last", "20260101T010000Z-ffffff", "..", "../../etc", ""])
def test_a_run_that_is_not_kept_is_said(folders: RunFolders, word: str) -> None:
    """No word leads out of the folder of runs."""
    with pytest.raises(UsageError, match="kept"):
        folders.find(word)


def test_a_damaged_run_hides_no_other(folders: RunFolders) -> None:
    """A journal without a head is passed over where a scope's newest is looked for, and not removed."""
    whole = keep(folders, 1, "tokyo", age_days=99)
    damaged = keep(folders, 2, "tokyo", age_days=99)
    folders.path(damaged).write_bytes(b"")

    assert folders.newest_of("tokyo") == whole
    assert folders.remove_old(30, datetime.now(UTC) + timedelta(days=99)) == ()


def test_a_disk_that_is_too_small_is_known_before(tmp_path: Path) -> None:
    """For a folder that is not there yet either."""
    assert missing_bytes(tmp_path / "not" / "there", 1) is None
    assert (missing_bytes(tmp_path / "not" / "there", 2**50) or 0) > 0


def test_a_journal_is_meant_by_its_folder_or_itself(folders: RunFolders, tmp_path: Path) -> None:
    """Any other file or folder is something else."""
    run_id = keep(folders, 1, "tokyo", age_days=0)
    path = folders.path(run_id)

    assert [journal_in(each) for each in (path, path.parent, tmp_path, tmp_path / "x")] == [path, path, None, None]
