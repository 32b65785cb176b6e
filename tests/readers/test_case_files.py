"""Folders and archives of support cases are read into memory, within bounds, and nothing is written."""

import io
import os
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from remote_prt.errors import UnreadableInput
from remote_prt.readers import case_files
from remote_prt.readers.case_files import MAX_DEPTH, MAX_FILES, CaseFile, read_bytes, read_path


def archive(members: dict[str, bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A zip archive with these members."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", compression) as file:
        for name, data in members.items():
            file.writestr(name, data)
    return buffer.getvalue()


def members_of(data: bytes) -> tuple[CaseFile, ...]:
    """What is read of an archive."""
    return read_bytes("case.zip", io.BytesIO(data))


def test_a_folder_is_read_in_the_order_of_names(tmp_path: Path) -> None:
    """Files below a folder come with their relative names."""
    (tmp_path / "b").mkdir()
    for name in ("b/two.txt", "one.txt"):
        (tmp_path / name).write_text(name)

    assert [("one.txt", b"one.txt"), ("b/two.txt", b"b/two.txt")] == [(f.name, f.data) for f in read_path(tmp_path)]


def test_links_are_not_followed(tmp_path: Path) -> None:
    """A link to a file elsewhere, or to the folder itself, is passed over."""
    (tmp_path / "case").mkdir()
    (tmp_path / "secret.txt").write_text("secret")
    (tmp_path / "case" / "file").symlink_to(tmp_path / "secret.txt")
    (tmp_path / "case" / "loop").symlink_to(tmp_path / "case")

    assert read_path(tmp_path / "case") == ()


def nested(folder: Path, levels: int) -> int:
    """The innermost of so many folders, deeper than any path can name; open."""
    here = os.open(folder, os.O_RDONLY)
    for _ in range(levels):
        os.mkdir("deeper", dir_fd=here)
        below = os.open("deeper", os.O_RDONLY, dir_fd=here)
        os.close(here)
        here = below
    return here


def unnested(here: int, levels: int) -> None:
    """Remove them again: nothing that removes by paths can."""
    for _ in range(levels):
        above = os.open("..", os.O_RDONLY, dir_fd=here)
        os.close(here)
        os.rmdir("deeper", dir_fd=above)
        here = above
    os.close(here)


def test_a_folder_is_read_only_so_deep(tmp_path: Path) -> None:
    """Below the depth bound nothing is read, however deep it goes; the bound is named, and what it left out counted."""
    deep = tmp_path.joinpath(*"x" * (MAX_DEPTH + 1))
    deep.mkdir(parents=True)
    (deep / "low.txt").touch()
    (deep.parent / "high.txt").touch()
    here = nested(deep, 900)
    os.close(os.open("lowest.txt", os.O_CREAT, dir_fd=here))
    high, limit = read_path(tmp_path)
    os.unlink("lowest.txt", dir_fd=here)
    unnested(here, 900)

    assert (Path(high.name).name, limit.is_limit) == ("high.txt", True)
    assert limit.problem == f"the limit of {MAX_DEPTH} levels is reached; files below left out: 2"


def test_members_are_read_without_being_unpacked(tmp_path: Path) -> None:
    """Members come in the order of their names; one that wants to climb out is only a name."""
    path = tmp_path / "case.zip"
    path.write_bytes(archive({"logs/a.txt": b"one", "../../escape.txt": b"two"}))

    assert [("../../escape.txt", b"two"), ("logs/a.txt", b"one")] == [(f.name, f.data) for f in read_path(path)]
    assert list(tmp_path.iterdir()) == [path]


def test_an_archive_in_a_case_is_left_out(tmp_path: Path) -> None:
    """Archives inside archives and folders are named, not opened."""
    inner = archive({"a.txt": b"one"})
    (tmp_path / "inner.zip").write_bytes(inner)

    assert [file.problem for file in members_of(archive({"inner.zip": inner}))] == ["an archive in a case"]
    assert [file.problem for file in read_path(tmp_path)] == ["an archive in a case"]


def test_a_bomb_is_left_out() -> None:
    """A member that grows beyond all measure of the archive is left out, its neighbours are read."""
    files = members_of(archive({"a.txt": b"a", "bomb": b"\0" * (64 * 1024 * 1024), "z.txt": b"z"}))

    assert [(file.name, file.problem) for file in files] == [
        ("a.txt", ""),
        ("z.txt", ""),
        ("", "the limit of 28 MiB is reached; files left out: 1 (bomb)"),
    ]


def test_many_members_are_bounded() -> None:
    """After so many files the rest is left out and said once; an immense directory is refused before it is read."""
    files = members_of(archive({f"{n:05}": b"" for n in range(MAX_FILES + 5)}))

    assert len(files) == MAX_FILES + 1
    assert (files[-1].problem, files[-1].is_limit) == ("the limit of 2000 files is reached; files left out: 5", True)
    with pytest.raises(UnreadableInput, match="limit of 20000 members is exceeded; files left out: all 20001"):
        members_of(archive({}).replace(b"PK\x05\x06", b"PK\x03\x04" + b"PK\x01\x02" * (10 * MAX_FILES + 1)))


def test_rare_and_locked_members_are_named() -> None:
    """A member that is encrypted or compressed in a rare way is named, and costs nothing."""
    locked = bytearray(archive({"a.txt": b"secret"}))
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        locked[locked.index(mark) + place] |= 1

    assert [file.problem for file in members_of(bytes(locked))] == ["encrypted"]
    assert [f.problem for f in members_of(archive({"a": b"a"}, zipfile.ZIP_LZMA))] == ["compressed in a rare way"]


def test_a_member_without_a_name_is_a_member() -> None:
    """A directory entry without a name is read, or named as broken, like any other."""
    data = bytearray(archive({"a": b"one"}, zipfile.ZIP_STORED))
    entry = data.index(b"PK\x01\x02")
    data[entry + 28] = 0  # the length of the name
    data[entry + 30] = 1  # its one byte becomes the extra field

    assert [file.name for file in members_of(bytes(data))] == [""]


def test_a_member_that_lies_is_broken() -> None:
    """A member whose bytes do not fit its directory entry is named, its neighbours are read."""
    data = archive({"a.txt": b"aaaa", "b.txt": b"bbbb"}, zipfile.ZIP_STORED).replace(b"aaaa", b"axaa")

    assert [(file.data, file.problem) for file in members_of(data)] == [(b"", "broken in the archive"), (b"bbbb", "")]


def _without_directory(data: bytes) -> bytes:
    return data[:-30]


@pytest.mark.parametrize("harm", [_without_directory, lambda data: data[:10], lambda data: data[:4]])
def test_a_broken_archive_is_one_error(harm: Callable[[bytes], bytes]) -> None:
    """An archive whose directory is gone is refused in one sentence."""
    with pytest.raises(UnreadableInput, match="broken"):
        members_of(harm(archive({"a.txt": b"one"})))


def test_what_is_not_there_is_one_error(tmp_path: Path) -> None:
    """A missing path and an impossible one are refused in one sentence."""
    for path in (tmp_path / "none", Path("a\0b")):
        with pytest.raises(UnreadableInput, match="cannot be read"):
            read_path(path)


def test_a_text_beyond_the_bound_is_refused() -> None:
    """A single file that is too big is refused; in a case it is named."""
    big = b"x" * (case_files.text_decoding.MAX_BYTES + 1)

    with pytest.raises(UnreadableInput, match="bigger than 16 MiB"):
        members_of(big)
    assert [file.problem for file in members_of(archive({"big.txt": big}))] == ["bigger than 16 MiB"]


@given(st.binary(max_size=200), st.integers(0, 300), st.integers(0, 255))
def test_no_archive_raises_anything_else(tail: bytes, place: int, byte: int) -> None:
    """Whatever is done to an archive, the answer is files or one error of ours."""
    data = bytearray(archive({"a.txt": b"one", "b.txt": b"two"}) + tail)
    data[4 + place % (len(data) - 4)] = byte
    try:
        files = members_of(bytes(data))
    except UnreadableInput:
        return

    assert len(files) <= 2
