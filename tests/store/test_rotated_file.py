"""A log stays small, loses no line, and may be written by several processes at once."""

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from remote_prt.store.rotated_file import RotatedFile, Rotation

_WRITER = """
import sys
from pathlib import Path
from remote_prt.store.rotated_file import RotatedFile, Rotation

file = RotatedFile(Path(sys.argv[1]), Rotation(2_000, 1_000))
for number in range(300):
    file.append(f"{sys.argv[2]} {number:04}\\n".encode())
file.close()
"""


def write(path: Path, lines: list[str], rotation: Rotation) -> None:
    """Adds the lines."""
    file = RotatedFile(path, rotation)
    for line in lines:
        file.append(f"{line}\n".encode())
    file.close()


def logs(folder: Path) -> dict[str, list[str]]:
    """The lines of every log file there."""
    return {one.name: one.read_text().splitlines() for one in folder.iterdir() if not one.name.startswith(".")}


def test_a_full_file_is_put_aside(tmp_path: Path) -> None:
    """The newest lines stand in the file, older ones under the numbers, and what is too old is gone."""
    write(tmp_path / "log", ["1111", "2222", "3333", "4444", "5555", "6666", "7777"], Rotation(10, 2))

    assert logs(tmp_path) == {"log": ["7777"], "log.1": ["5555", "6666"], "log.2": ["3333", "4444"]}


def test_a_file_that_was_full_before_is_put_aside_too(tmp_path: Path) -> None:
    """Lines of last night count."""
    write(tmp_path / "log", ["1111", "2222"], Rotation(0, 2))
    write(tmp_path / "log", ["3333"], Rotation(10, 2))

    assert logs(tmp_path) == {"log": ["3333"], "log.1": ["1111", "2222"]}


@pytest.mark.parametrize(
    ("rotation", "left"),
    [(Rotation(0, 2), {"log": ["1111", "2222", "3333"]}), (Rotation(10, 0), {"log": ["3333"]})],
    ids=["never", "none kept"],
)
def test_bounds_may_be_nothing(tmp_path: Path, rotation: Rotation, left: dict[str, list[str]]) -> None:
    """Size 0 never puts a file aside; none kept begins anew."""
    write(tmp_path / "log", ["1111", "2222", "3333"], rotation)

    assert logs(tmp_path) == left


def test_a_line_longer_than_the_bound_is_whole(tmp_path: Path) -> None:
    """It gets a file of its own."""
    write(tmp_path / "log", ["1", "2" * 50, "3"], Rotation(10, 5))

    assert logs(tmp_path) == {"log": ["3"], "log.1": ["2" * 50], "log.2": ["1"]}


def test_two_processes_lose_no_line(tmp_path: Path) -> None:
    """Both put the file aside dozens of times, and each line stands somewhere once."""
    names = ["a", "b"]
    writers = [subprocess.Popen([sys.executable, "-c", _WRITER, tmp_path / "log", name]) for name in names]

    assert [writer.wait(60) for writer in writers] == [0, 0]
    found = [line for lines in logs(tmp_path).values() for line in lines]
    assert sorted(found) == [f"{name} {number:04}" for name in names for number in range(300)]
    assert len(logs(tmp_path)) >= 2
    assert all(len(lines) <= 2_000 // 7 for lines in logs(tmp_path).values())


@pytest.mark.skipif(os.name != "posix", reason="devices and modes of POSIX")
def test_devices_are_written_and_files_are_private(tmp_path: Path) -> None:
    """A device is never put aside; a new log can be read by its owner only."""
    write(Path("/dev/null"), ["1" * 50, "2" * 50], Rotation(10, 2))
    write(tmp_path / "log", ["1" * 50, "2" * 50], Rotation(10, 2))

    assert not Path("/dev/null.1").exists()
    assert {stat.S_IMODE(one.stat().st_mode) for one in tmp_path.glob("log*")} == {0o600}


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_takes_no_new_file_keeps_the_log(tmp_path: Path) -> None:
    """The file grows past its bound, and no line is lost."""
    (tmp_path / "log").touch()
    tmp_path.chmod(0o500)
    try:
        write(tmp_path / "log", ["1111", "2222", "3333"], Rotation(10, 2))
    finally:
        tmp_path.chmod(0o700)

    assert logs(tmp_path)["log"] == ["1111", "2222", "3333"]


@pytest.mark.skipif(os.name != "posix", reason="links of POSIX")
def test_a_link_stays_and_its_file_is_put_aside(tmp_path: Path) -> None:
    """Somebody laid the log on another disk: there it stays, also what is put aside."""
    (tmp_path / "disk").mkdir()
    (tmp_path / "log").symlink_to(tmp_path / "disk" / "prt.log")
    write(tmp_path / "log", ["1111", "2222", "3333", "4444", "5555"], Rotation(10, 1))

    assert (tmp_path / "log").is_symlink()
    assert logs(tmp_path / "disk") == {"prt.log": ["5555"], "prt.log.1": ["3333", "4444"]}


@pytest.mark.skipif(os.name != "posix", reason="links of POSIX")
def test_a_link_in_the_place_of_the_lock_is_not_followed(tmp_path: Path) -> None:
    """Somebody else's file is not touched; the log goes on, only bigger."""
    (tmp_path / "precious").write_text("precious")
    (tmp_path / ".log.lock").symlink_to(tmp_path / "precious")
    write(tmp_path / "log", ["1111", "2222", "3333", "4444", "5555"], Rotation(10, 1))

    assert (tmp_path / "precious").read_text() == "precious"
    assert (tmp_path / "log").read_text().splitlines() == ["1111", "2222", "3333", "4444", "5555"]
