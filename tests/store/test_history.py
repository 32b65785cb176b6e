"""History keeps each run once, whoever writes at the same time, and is checked, copied and trimmed with care."""

import os
import sqlite3
import stat
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from remote_prt.errors import UnreadableInput, UsageError
from remote_prt.store.history import open_history
from remote_prt.store.history_file import MIGRATIONS, history_path
from tests.store.nights import FIRST, past_run, sighting

#: Another process that writes nights of its own.
_WRITER = """
import sys
from pathlib import Path
from remote_prt.store.history import open_history
from tests.store.nights import past_run, sighting
state, first = Path(sys.argv[1]), int(sys.argv[2])
for night in range(first, first + 10):
    with open_history(state) as history:
        history.add(past_run(night), [sighting(f"pc-{number}", "ok", night) for number in range(50)])
"""


def test_a_run_is_kept_once(tmp_path: Path) -> None:
    """Importing a run again changes nothing, and what a resumed run saw replaces what was known of it."""
    with open_history(tmp_path / "state") as history:
        history.add(past_run(0), [sighting("pc-1", "pw", 0)])
        history.add(past_run(0), [sighting("pc-1", "pw", 0)])
        first = history.sightings(past_run(0).run_id)
        history.add(past_run(0), [sighting("pc-1", "ok", 0), sighting("pc-2", "ok", 0)])
        second = history.sightings(past_run(0).run_id)
        runs = history.runs()

    assert first == (sighting("pc-1", "pw", 0),)
    assert set(second) == {sighting("pc-1", "ok", 0), sighting("pc-2", "ok", 0)}
    assert runs == (past_run(0),)


@pytest.mark.parametrize("name", ["PC-1", "lab\\ANNA", "anna", "anna@lab.example"])
def test_hosts_and_users_are_found_by_every_name(tmp_path: Path, name: str) -> None:
    """Whatever the case; a user also without the domain, or by the principal name."""
    with open_history(tmp_path / "state") as history:
        history.add(past_run(0), [sighting("pc-1", "pw", 0), sighting("pc-2", "ok", 0, "LAB\\bob")])
        history.add(past_run(1), [sighting("pc-1", "ok", 1)])
        found = history.of(name)
        nobody = history.of("pc")

    assert [(run.run_id, one.status) for run, one in found] == [
        (past_run(0).run_id, "BROKEN"),
        (past_run(1).run_id, "HEALTHY"),
    ]
    assert nobody == ()


def test_names_of_hosts_may_hold_anything(tmp_path: Path) -> None:
    """Quotes, and halves of surrogate pairs, which SQLite refuses."""
    names = ("a'; DROP TABLE runs; --", "\ud800", "ピーシー")
    with open_history(tmp_path / "state") as history:
        history.add(past_run(0), [sighting(name, "ok", 0, name) for name in names])
        found = [len(history.of(name)) for name in names]

    assert found == [1, 1, 1]


def test_a_half_surrogate_and_its_spelling_are_one_user(tmp_path: Path) -> None:
    """They are kept under one name, so a host that sends both does not cost the run its place in history."""
    with open_history(tmp_path / "state") as history:
        history.add(past_run(0), [sighting("pc-1", "pw", 0, "\ud800"), sighting("pc-1", "ok", 0, "\\ud800")])
        found = history.sightings(past_run(0).run_id)

    assert [(one.user, one.status) for one in found] == [("\\ud800", "HEALTHY")]


def test_a_run_of_a_name_that_is_no_text_is_not_there(tmp_path: Path) -> None:
    """A word of a command line may hold bytes that are no UTF-8."""
    with open_history(tmp_path / "state") as history:
        assert history.run("\udcff") is None


def test_two_processes_write_at_once(tmp_path: Path) -> None:
    """Neither loses a night, nor does one fail, also when both make the file."""
    state = tmp_path / "state"
    writers = [
        subprocess.Popen([sys.executable, "-c", _WRITER, str(state), str(first)], stderr=subprocess.PIPE)
        for first in (0, 10)
    ]
    told = [writer.communicate()[1] for writer in writers]
    with open_history(state) as history:
        runs = history.runs()
        nights = {len(history.sightings(run.run_id)) for run in runs}

    assert told == [b"", b""]
    assert len(runs) == 20
    assert nights == {50}


def test_a_migration_copies_the_file_first(tmp_path: Path) -> None:
    """The new version has what was there, and the copy is the old one."""
    with open_history(tmp_path) as history:
        history.add(past_run(0), [sighting("pc-1", "pw", 0)])
    with open_history(tmp_path, (*MIGRATIONS, "ALTER TABLE runs ADD COLUMN note TEXT")) as history:
        kept = history.sightings(past_run(0).run_id)
    copy = history_path(tmp_path).with_name(f"history.sqlite3.v{len(MIGRATIONS)}")
    connection = sqlite3.connect(copy)
    (version,), (lines,) = (connection.execute(each).fetchone() for each in _LOOKS)
    connection.close()

    assert kept == (sighting("pc-1", "pw", 0),)
    assert (version, lines) == (len(MIGRATIONS), 1)
    assert os.name == "nt" or stat.S_IMODE(copy.stat().st_mode) == 0o600


_LOOKS = ("PRAGMA user_version", "SELECT COUNT(*) FROM sightings")


def test_a_failed_migration_changes_nothing(tmp_path: Path) -> None:
    """All of a migration is done, or none of it."""
    with open_history(tmp_path) as history:
        history.add(past_run(0), [sighting("pc-1", "pw", 0)])
    steps = (*MIGRATIONS, "ALTER TABLE runs ADD COLUMN note TEXT; INSERT INTO nowhere VALUES (1)")
    with pytest.raises(UsageError, match="nowhere"), open_history(tmp_path, steps):
        pass
    with open_history(tmp_path) as history:
        kept = history.runs()

    assert kept == (past_run(0),)


def test_a_later_version_is_left_alone(tmp_path: Path) -> None:
    """What a newer program wrote is named, not touched."""
    with open_history(tmp_path, (*MIGRATIONS, "ALTER TABLE runs ADD COLUMN note TEXT")):
        pass
    with pytest.raises(UsageError, match=f"is of version {len(MIGRATIONS) + 1}"), open_history(tmp_path):
        pass


@pytest.mark.parametrize("offset", [0, 4096])
def test_a_damaged_file_is_one_line(tmp_path: Path, offset: int) -> None:
    """Which file, and what to do; it is not repaired by guesses."""
    with open_history(tmp_path) as history:
        history.add(past_run(0), [sighting(f"pc-{number}", "ok", 0) for number in range(500)])
    with history_path(tmp_path).open("r+b") as file:
        file.seek(offset)
        file.write(b"\xa5" * 4096)
    with pytest.raises(UnreadableInput, match="is damaged") as caught, open_history(tmp_path):
        pass

    assert caught.value.hint.startswith("move it away")
    assert "\n" not in caught.value.message


def test_trimming_keeps_what_was_said_of_a_host_last(tmp_path: Path) -> None:
    """Old nights go, but for each host's last HEALTHY line and its last line of all; what stays is no whole run."""
    script = {"pc-1": ("ok", "ok", "ok"), "pc-2": ("ok", "pw", "off"), "gone": ("ok", "pw", None)}
    with open_history(tmp_path) as history:
        for night in range(3):
            seen = [sighting(host, words[night], night) for host, words in script.items() if words[night]]  # type: ignore[arg-type]
            history.add(past_run(night), seen)
        for night in (3, 4):
            history.add(past_run(night), [])
        removed = history.trim(FIRST + timedelta(days=4), 1)
        left = {host: [one.status for _, one in history.of(host)] for host in script}
        again = history.trim(FIRST + timedelta(days=4), 1)
        whole = history.runs(whole=True)

    assert left == {
        "pc-1": ["HEALTHY"],
        "pc-2": ["HEALTHY", "BROKEN", "UNREACHABLE"],
        "gone": ["HEALTHY", "BROKEN"],
    }
    assert (removed, again) == (2, 0)
    assert whole == tuple(map(past_run, (4, 3, 2)))


@pytest.mark.skipif(os.name == "nt", reason="modes and owners of POSIX")
def test_it_is_for_this_account_alone(tmp_path: Path) -> None:
    """Folder 0700, file 0600; a link in its place is refused."""
    with open_history(tmp_path):
        path = history_path(tmp_path)
        modes = [stat.S_IMODE(each.stat().st_mode) for each in (path.parent, path, path.with_name(f"{path.name}-wal"))]
    path.unlink()
    path.symlink_to(tmp_path / "elsewhere")

    assert modes == [0o700, 0o600, 0o600]
    with pytest.raises(UsageError, match="cannot be used"), open_history(tmp_path):
        pass
