"""Text as Windows and Unix programs write it, bounded and decoded."""

import codecs
import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from remote_prt.errors import InventoryError
from remote_prt.inventory.text_files import MAX_BYTES, read_file, read_stream

ENCODINGS = {
    "utf-8": b"",
    "utf-8 ": codecs.BOM_UTF8,
    "utf-16-le": codecs.BOM_UTF16_LE,
    "utf-16-be": codecs.BOM_UTF16_BE,
}


@given(st.text(st.characters(exclude_characters="\0\ufeff\r", exclude_categories=["Cs"]), max_size=40), st.data())
def test_every_encoding_gives_the_same_text(text: str, data: st.DataObject) -> None:
    """Whatever the encoding and the line ends, the text is the one that was written."""
    encoding, mark = data.draw(st.sampled_from(sorted(ENCODINGS.items())))
    line_end = data.draw(st.sampled_from(["\n", "\r\n", "\r"]))
    written = mark + text.replace("\n", line_end).encode(encoding.strip())

    assert read_stream(lambda most: written[:most], "x") == text


def test_a_file_is_bounded_before_it_is_decoded() -> None:
    """No more than the limit and one byte is asked of the stream, and more than the limit is refused."""
    asked: list[int] = []

    def endless(most: int) -> bytes:
        asked.append(most)
        return b"#" * most

    with pytest.raises(InventoryError, match="is bigger than 16 MiB"):
        read_stream(endless, "x")

    assert asked == [MAX_BYTES + 1]


@pytest.mark.parametrize("name", ["missing.txt", ".", "a\0b"])
def test_an_unreadable_path_is_one_line(name: str, tmp_path: Path) -> None:
    """A path that cannot be read is an error that names it, on a single printable line."""
    path = os.path.join(tmp_path, name)  # noqa: PTH118  a NUL byte in a path is the case

    with pytest.raises(InventoryError) as caught:
        read_file(path)

    assert str(caught.value).isprintable()
    assert str(tmp_path) in str(caught.value)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="Windows has no named pipes in folders")
def test_pipe_that_stays_silent_is_refused(tmp_path: Path) -> None:
    """A named pipe without a writer ends in a line about it, in bounded time."""
    path = tmp_path / "pipe"
    os.mkfifo(path)

    with pytest.raises(InventoryError, match="nothing came through this pipe"):
        read_file(str(path), silence_seconds=0.05)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="Windows has no named pipes in folders")
def test_pipe_with_a_writer_is_read_to_its_end(tmp_path: Path) -> None:
    """What a process substitution writes is the text of the file, however it arrives."""
    path = tmp_path / "pipe"
    os.mkfifo(path)
    with ThreadPoolExecutor(1) as pool:
        pool.submit(path.write_bytes, b"pc1\r\npc2\n")  # waits for a reader
        text = read_file(str(path))

    assert text == "pc1\npc2\n"
