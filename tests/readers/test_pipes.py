"""A named pipe is read to its end, and never waited for without end."""

import os
import threading
from io import BufferedReader
from pathlib import Path

import pytest

from remote_prt.errors import UnreadableInput
from remote_prt.readers.case_files import read_path
from remote_prt.readers.pipes import BoundedPipe

pytestmark = pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="Windows has no pipes among its files")


@pytest.fixture
def pipe(tmp_path: Path) -> Path:
    """A named pipe."""
    os.mkfifo(tmp_path / "pipe")
    return tmp_path / "pipe"


def test_what_is_written_is_read_to_the_end(pipe: Path) -> None:
    """A writer that comes after the reader, with more than a pipe holds, is read whole."""
    sent = b"AzureAdPrt : YES\r\n" * 20_000
    writer = threading.Thread(target=pipe.write_bytes, args=(sent,))
    with BufferedReader(BoundedPipe(pipe)) as stream:
        writer.start()
        assert stream.read() == sent
    writer.join()


def test_a_writer_without_words_is_an_empty_file(pipe: Path) -> None:
    """Whoever opens and closes the pipe has said all."""
    with BufferedReader(BoundedPipe(pipe)) as stream:
        os.close(os.open(pipe, os.O_WRONLY))
        assert stream.read() == b""


def test_nobody_is_waited_for_without_end(pipe: Path) -> None:
    """A pipe without a writer ends in an error that says how long was waited."""
    with BoundedPipe(pipe, writer_seconds=0.05) as stream, pytest.raises(TimeoutError, match=r"within 0\.05 s"):
        stream.read()


def test_a_device_is_no_file() -> None:
    """What need never end is refused before it is opened."""
    with pytest.raises(UnreadableInput, match="neither a file nor a folder nor a pipe"):
        read_path(Path("/dev/zero"))
