"""What is kept belongs to this account alone, is replaced in one step, and is refused where it is somebody else's."""

import os
import stat
from pathlib import Path

import pytest

from remote_prt.errors import UsageError
from remote_prt.store.private_files import (
    append_private,
    file_name,
    open_private,
    owned_folder,
    private_folder,
    read_private,
    remove_private,
    write_private,
)

posix_only = pytest.mark.skipif(os.name == "nt", reason="modes and owners of POSIX")


def mode(path: Path) -> int:
    """The permission bits."""
    return stat.S_IMODE(path.stat().st_mode)


@posix_only
def test_folders_and_files_are_for_this_account_alone(tmp_path: Path) -> None:
    """0700 and 0600, whatever the umask."""
    before = os.umask(0)
    try:
        write_private(tmp_path / "state" / "a.json", "{}")
    finally:
        os.umask(before)

    assert (mode(tmp_path / "state"), mode(tmp_path / "state" / "a.json")) == (0o700, 0o600)


@posix_only
def test_a_folder_that_was_open_is_closed(tmp_path: Path) -> None:
    """One of ours that others could read becomes private."""
    folder = tmp_path / "state"
    folder.mkdir(mode=0o755)

    assert mode(private_folder(folder)) == 0o700


@posix_only
def test_a_folder_that_somebody_named_keeps_its_mode(tmp_path: Path) -> None:
    """Only what is made is private; one where others could rename our folders is refused."""
    folder = tmp_path / "named"
    folder.mkdir()
    folder.chmod(0o755)
    made = owned_folder(tmp_path / "made")

    assert (mode(owned_folder(folder)), mode(made)) == (0o755, 0o700)
    folder.chmod(0o775)
    with pytest.raises(UsageError, match="others may write"):
        owned_folder(folder)


def test_a_file_is_replaced_whole(tmp_path: Path) -> None:
    """The new text stands alone, and nothing else is left in the folder."""
    path = tmp_path / "state" / "a.json"
    write_private(path, "a much longer first text")
    write_private(path, "second\n")

    assert read_private(path) == "second\n"
    assert [entry.name for entry in path.parent.iterdir()] == ["a.json"]


def test_what_is_not_there_is_none(tmp_path: Path) -> None:
    """A file that was never written, or was removed twice."""
    path = tmp_path / "state" / "a.json"
    write_private(path, "x")
    remove_private(path)
    remove_private(path)

    assert read_private(path) is None


@posix_only
def test_links_are_refused(tmp_path: Path) -> None:
    """Neither a file nor a folder is reached through a link that somebody laid."""
    real = tmp_path / "real"
    write_private(real / "a.json", "{}")
    (tmp_path / "link").symlink_to(real)
    (real / "b.json").symlink_to(real / "a.json")

    with pytest.raises(UsageError, match="no folder"):
        private_folder(tmp_path / "link")
    with pytest.raises(UsageError, match="cannot be read"):
        read_private(real / "b.json")


@posix_only
def test_a_pipe_is_refused_and_not_waited_for(tmp_path: Path) -> None:
    """Nobody is at its other end: who opened it as a file would wait for ever."""
    folder = private_folder(tmp_path / "state")
    os.mkfifo(folder / "pipe")
    for read in (read_private, open_private):
        with pytest.raises(UsageError, match="is no file"):
            read(folder / "pipe")
    with pytest.raises(OSError, match="No such device"):
        append_private(folder / "pipe")
    reader = os.open(folder / "pipe", os.O_RDONLY | os.O_NONBLOCK)
    try:
        with pytest.raises(UsageError, match="is no file"):
            append_private(folder / "pipe")
    finally:
        os.close(reader)


@pytest.mark.skipif(os.name == "nt" or os.geteuid() != 0, reason="only root can give a file away")
def test_what_belongs_to_another_account_is_refused(tmp_path: Path) -> None:
    """A folder or file of somebody else: they could have written what we would do on hosts."""
    folder = private_folder(tmp_path / "state")
    write_private(folder / "a.json", "{}")
    os.chown(folder / "a.json", 65534, -1)
    with pytest.raises(UsageError, match="another account"):
        read_private(folder / "a.json")
    os.chown(folder, 65534, -1)
    with pytest.raises(UsageError, match="another account"):
        write_private(folder / "b.json", "{}")


def test_a_folder_that_is_a_file_is_named(tmp_path: Path) -> None:
    """Where our folder should be lies a file."""
    (tmp_path / "state").write_text("x", "utf-8")

    with pytest.raises(UsageError, match="state"):
        write_private(tmp_path / "state" / "a.json", "{}")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param("a/b", "a_b", id="slash"),
        pytest.param("pc 01", "pc_01", id="blank"),
        pytest.param("x" * 70 + "1", "x" * 70 + "2", id="long"),
        pytest.param("ホスト", "サーバ", id="japanese"),
    ],
)
def test_names_of_hosts_never_meet(one: str, other: str) -> None:
    """Two hosts never share a file; the same one in other capitals does; nothing leaves the folder."""
    assert file_name(one) != file_name(other)
    assert file_name(one) == file_name(one.upper())
    assert Path(file_name("../../etc/passwd")).name == file_name("../../etc/passwd")


def test_whatever_a_host_sent_can_be_kept(tmp_path: Path) -> None:
    """Half a surrogate pair is spelled out instead of losing the file."""
    write_private(tmp_path / "state" / "a.xml", "\ud800 日本")

    assert read_private(tmp_path / "state" / "a.xml") == "\\ud800 日本"
