"""What waits on the disk survives, is bounded, and is ours alone."""

import os
import stat
import threading
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from remote_prt.errors import UsageError
from remote_prt.notices.notice import Notice, Part
from remote_prt.notices.outbox import Digest, Outbox, QuietRun

AT = datetime(2026, 1, 31, 1, tzinfo=UTC)
NOTICE = Notice(
    "run-1/x", AT, "件名", (Part("変化", ("pc-1", "half \ud800")), Part("", ("x",))), "{number}", is_warning=True
)


def test_a_notice_comes_back_as_it_was(tmp_path: Path) -> None:
    """Times, who has not taken it and what was half a character too; nobody else may read it."""
    outbox = Outbox(tmp_path)
    kept = replace(NOTICE, parts=NOTICE.parts[1:], holds_until=AT + timedelta(hours=6), left=("json://hook.lab",))
    with outbox.alone():
        outbox.put(NOTICE)
        outbox.put(kept)
        outbox.put(replace(NOTICE, notice_id="run-2"))
    first, second = outbox.waiting()

    assert first == kept
    assert second == replace(NOTICE, notice_id="run-2")
    if os.name == "posix":
        assert {stat.S_IMODE(path.stat().st_mode) for path in tmp_path.rglob("out-*")} == {0o600}


def test_the_oldest_go_first_and_damage_goes_at_once(tmp_path: Path) -> None:
    """A folder that nobody empties stays small."""
    outbox = Outbox(tmp_path)
    with outbox.alone():
        for number in range(60):
            outbox.put(replace(NOTICE, notice_id=f"run-{number:02}", made_at=AT + timedelta(hours=number)))
        (tmp_path / "notices" / "out-damaged.json").write_text("{")
        names = [one.notice_id for one in outbox.waiting()]

    assert names == [f"run-{number:02}" for number in range(10, 60)]
    assert len(list((tmp_path / "notices").glob("out-*.json"))) == 50


@pytest.mark.skipif(os.name != "posix", reason="links and pipes of POSIX")
def test_what_is_no_file_of_ours_holds_nobody_up(tmp_path: Path) -> None:
    """A link, a folder, a pipe, bytes that are no text: the others are sent; under a false name nothing is."""
    outbox, place = Outbox(tmp_path), tmp_path / "notices"
    with outbox.alone():
        outbox.put(NOTICE)
        outbox.put(replace(NOTICE, notice_id="moved"))
        (file,) = place.glob("out-moved*")
        file.rename(place / "out-else.json")
        (place / "out-link.json").symlink_to("/etc/passwd")
        (place / "out-folder.json").mkdir()
        (place / "out-bytes.json").write_bytes(b"\xff")
        os.mkfifo(place / "out-pipe.json")
        names = [one.notice_id for one in outbox.waiting()]

    assert names == [NOTICE.notice_id]
    assert not (place / "out-else.json").exists()


def test_what_a_killed_process_began_to_write_is_removed(tmp_path: Path) -> None:
    """Half a notice is none; whole ones stay."""
    outbox = Outbox(tmp_path)
    with outbox.alone():
        outbox.put(NOTICE)
        (tmp_path / "notices" / ".out-run-2-0123.json.9505aea4").write_text("{")
    with outbox.alone():
        assert outbox.waiting()

    assert not list((tmp_path / "notices").glob(".*"))


def test_a_digest_is_of_its_hosts(tmp_path: Path) -> None:
    """Two scopes gather apart, and no more than sixty runs each."""
    outbox = Outbox(tmp_path)
    runs = tuple(QuietRun(f"run-{number}", "quiet") for number in range(70))
    with outbox.alone():
        outbox.keep_digest("@tokyo", Digest(AT, runs))
        outbox.keep_digest("@osaka", Digest(AT, ()))

    assert outbox.digest("@tokyo") == Digest(AT, runs[10:])
    assert outbox.digest("@osaka") == Digest(AT, ())
    assert outbox.digest("@kobe") is None


def test_one_at_a_time(tmp_path: Path) -> None:
    """Who comes second waits until the first is done."""
    outbox, order = Outbox(tmp_path), list[str]()

    def second() -> None:
        with Outbox(tmp_path).alone():
            order.append("second")

    thread = threading.Thread(target=second)
    with outbox.alone():
        thread.start()
        thread.join(0.1)
        order.append("first")
    thread.join()

    assert order == ["first", "second"]


@pytest.mark.skipif(os.name != "posix" or os.geteuid() != 0, reason="gives a folder away")
def test_a_folder_of_another_account_is_refused(tmp_path: Path) -> None:
    """What lies there could have been written by anybody."""
    place = tmp_path / "notices"
    place.mkdir()
    os.chown(place, 12345, 12345)

    with pytest.raises(UsageError, match="belongs to another account"), Outbox(tmp_path).alone():
        pass
