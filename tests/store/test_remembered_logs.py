"""What a channel was before us is remembered first and once, and forgotten when it is so again."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from remote_prt.errors import UsageError
from remote_prt.model import FormerChannel
from remote_prt.readers.action_records import ChannelState
from remote_prt.store.private_files import file_name, write_private
from remote_prt.store.remembered_logs import RememberedLogs

AT = datetime(2026, 1, 31, 1, 0, tzinfo=UTC)
OFF = FormerChannel("Microsoft-Windows-AAD/Analytic", enabled=False, remembered_at=AT)
ON = FormerChannel("Microsoft-Windows-AAD/Operational", enabled=True, remembered_at=AT)


def test_what_is_remembered_is_recalled_per_host(tmp_path: Path) -> None:
    """In another process, for that host in whatever capitals, and for no other."""
    RememberedLogs(tmp_path / "state").remember("PC-01", OFF)
    RememberedLogs(tmp_path / "state").remember("pc-01", ON)

    assert RememberedLogs(tmp_path / "state").recall("pc-01") == (OFF, ON)
    assert RememberedLogs(tmp_path / "state").recall("pc-02") == ()


def test_the_first_state_stays(tmp_path: Path) -> None:
    """Remembering again does not overwrite what was there before us."""
    logs = RememberedLogs(tmp_path / "state")
    logs.remember("pc-01", OFF)
    logs.remember("pc-01", FormerChannel(OFF.channel, enabled=True, remembered_at=AT))

    assert logs.recall("pc-01") == (OFF,)


def test_what_is_put_back_is_forgotten(tmp_path: Path) -> None:
    """One channel after the other; then no file is left."""
    logs = RememberedLogs(tmp_path / "state")
    logs.remember("pc-01", OFF)
    logs.remember("pc-01", ON)
    logs.forget("pc-01", OFF.channel)
    left = logs.recall("pc-01")
    logs.forget("pc-01", ON.channel)

    assert left == (ON,)
    assert list((tmp_path / "state" / "logs").iterdir()) == []


@pytest.mark.parametrize("text", ["{", "[]", '{"Schema": 2}', '{"Schema": 1, "Channels": 7}'])
def test_a_file_that_is_not_ours_is_named(tmp_path: Path, text: str) -> None:
    """Damaged, or of another version: never taken for "nothing remembered"."""
    write_private(tmp_path / "state" / "logs" / f"{file_name('pc-01')}.json", text)

    with pytest.raises(UsageError, match="pc-01"):
        RememberedLogs(tmp_path / "state").recall("pc-01")


def test_records_are_kept_beside(tmp_path: Path) -> None:
    """The file names host, channel and time."""
    state = ChannelState("X/Analytic", "ok", None, "", None, None, None, None, "ok", False, 0, ("<Event/>",))
    path = RememberedLogs(tmp_path / "state").keep_records("pc-01", state, AT)

    assert path.name == f"{file_name('pc-01')}-analytic-20260131T010000Z.xml"
    assert path.read_text("utf-8") == "<Events>\n<Event/>\n</Events>\n"
