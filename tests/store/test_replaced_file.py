"""Files that are replaced in one step."""

import os
import stat
from pathlib import Path

import pytest

from remote_prt.store.replaced_file import replace_file


def test_a_file_is_replaced_whole_and_with_its_mode(tmp_path: Path) -> None:
    """The new content stands where the old one was, with the mode that was asked for, and nothing beside it."""
    path = tmp_path / "beat.json"
    path.write_text("old and longer")

    replace_file(path, b"new", 0o600)

    assert path.read_bytes() == b"new"
    assert os.name != "posix" or stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [one.name for one in tmp_path.iterdir()] == ["beat.json"]


def test_what_was_there_stays_where_it_cannot_be_replaced(tmp_path: Path) -> None:
    """A folder of that name is no file to replace: an error, and nothing is left behind."""
    (tmp_path / "beat.json").mkdir()

    with pytest.raises(OSError, match=r"beat\.json"):
        replace_file(tmp_path / "beat.json", b"new", 0o600)

    assert [one.name for one in tmp_path.iterdir()] == ["beat.json"]


@pytest.mark.skipif(os.name != "posix", reason="pipes of POSIX")
@pytest.mark.parametrize("is_linked", [False, True])
def test_a_pipe_or_device_stays_one(tmp_path: Path, *, is_linked: bool) -> None:
    """Root could turn `/dev/null` or `/dev/stdout` into a file for everybody."""
    place = tmp_path / "pipe"
    os.mkfifo(place)
    if is_linked:
        place = tmp_path / "link"
        place.symlink_to(tmp_path / "pipe")

    with pytest.raises(OSError, match="something else is there"):
        replace_file(place, b"new", 0o600)

    assert stat.S_ISFIFO(place.stat().st_mode)
    assert place.is_symlink() == is_linked
