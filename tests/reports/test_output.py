"""A finished report is written whole or not at all, and to any stream."""

import io
import os
import subprocess
import sys
from pathlib import Path

import pytest

from remote_prt.errors import UsageError
from remote_prt.reports.output import check_output, csv_encoding, stream_encoding, write_output, write_stream


def test_file_and_its_folder_are_made(tmp_path: Path) -> None:
    """The parent directory is created, line ends stay, and nothing else is left in the folder."""
    path = tmp_path / "new" / "folder" / "report.csv"
    write_output("a\r\n山\r\n", path)

    assert "a\r\n山\r\n".encode() == path.read_bytes()
    assert [path] == list(path.parent.iterdir())


def test_old_file_is_replaced(tmp_path: Path) -> None:
    """The new text takes the place of the old one."""
    path = tmp_path / "report.json"
    path.write_text("old and longer")
    write_output("new", path)

    assert "new" == path.read_text()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such modes")
def test_file_is_for_its_owner_only(tmp_path: Path) -> None:
    """Reports name users, so others cannot read them."""
    path = tmp_path / "report.json"
    write_output("new", path)

    assert 0o600 == path.stat().st_mode & 0o777


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such modes")
def test_file_that_was_shared_stays_shared(tmp_path: Path) -> None:
    """The mode somebody gave the file survives the next report."""
    path = tmp_path / "report.json"
    path.write_text("old")
    path.chmod(0o644)
    write_output("new", path)

    assert 0o644 == path.stat().st_mode & 0o777


def test_link_is_written_through(tmp_path: Path) -> None:
    """A symbolic link stays one, and its target gets the text."""
    target, link = tmp_path / "target.txt", tmp_path / "link.txt"
    target.write_text("old")
    link.symlink_to(target)
    write_output("new", link)

    assert link.is_symlink()
    assert "new" == target.read_text()


@pytest.mark.skipif(not Path("/dev/null").exists(), reason="no such device here")
def test_device_is_written_to_and_not_replaced() -> None:
    """`--output /dev/null` leaves the device a device."""
    write_output("text", Path(os.devnull))

    assert Path(os.devnull).is_char_device()


def test_byte_order_mark_only_where_asked(tmp_path: Path) -> None:
    """CSV for Windows starts with the mark Excel needs; elsewhere there is none."""
    path = tmp_path / "report.csv"
    write_output("a", path, encoding=csv_encoding("win32"))

    assert b"\xef\xbb\xbfa" == path.read_bytes()
    assert "utf-8" == csv_encoding("linux")


def test_directory_is_refused_before_the_run(tmp_path: Path) -> None:
    """A path that is a directory, or lies below a file, is a usage error that names it."""
    (tmp_path / "file").write_text("")
    with pytest.raises(UsageError, match="is a directory"):
        check_output(tmp_path)
    with pytest.raises(UsageError, match="file"):
        check_output(tmp_path / "file" / "report.json")


def test_check_leaves_nothing(tmp_path: Path) -> None:
    """A usable path is accepted, and before the run neither a folder nor an empty report appears."""
    check_output(tmp_path / "reports" / "of today" / "report.json")

    assert [] == list(tmp_path.iterdir())


def test_name_that_is_too_long_is_refused_before_the_run(tmp_path: Path) -> None:
    """A name that no file system takes is a usage error."""
    with pytest.raises(UsageError, match="too long"):
        check_output(tmp_path / ("x" * 5000))


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="Windows has no named pipes in folders")
def test_pipe_without_a_reader_is_refused(tmp_path: Path) -> None:
    """A pipe that nobody reads would hold up the run at its end, so it is refused at its start."""
    path = tmp_path / "pipe"
    os.mkfifo(path)

    with pytest.raises(UsageError, match="nobody reads this pipe"):
        check_output(path)
    with pytest.raises(UsageError, match="nobody reads this pipe"):
        write_output("text", path)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="Windows has no named pipes in folders")
def test_pipe_with_a_reader_gets_the_text(tmp_path: Path) -> None:
    """The reader waits through the run, because the check keeps the pipe open, and gets all of the text."""
    path = tmp_path / "pipe"
    os.mkfifo(path)
    reader = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    held = check_output(path)
    with pytest.raises(BlockingIOError):  # not the end: there is a writer
        os.read(reader, 10)
    write_output("text", path)
    said = os.read(reader, 10)
    os.close(reader)
    assert held is not None
    os.close(held)

    assert b"text" == said


def test_failed_write_leaves_the_old_file(tmp_path: Path) -> None:
    """When the text cannot be written, the error names the file and no temporary file stays."""
    (tmp_path / "file").write_text("old")
    with pytest.raises(UsageError, match=r"--output .*report\.json"):
        write_output("new", tmp_path / "file" / "report.json")

    assert ["file"] == [path.name for path in tmp_path.iterdir()]


@pytest.mark.parametrize("encoding", ["ascii", "cp932", "cp1252", "utf-8"])
def test_stream_of_any_code_page_is_safe(encoding: str) -> None:
    """A stream that lacks characters gets their numbers, and CR LF stays CR LF."""
    raw = io.BytesIO()
    stream = io.TextIOWrapper(raw, encoding=encoding, newline="\r\n")
    write_stream("é─山\r\n", stream)

    assert raw.getvalue().endswith(b"\r\n")
    assert not raw.getvalue().endswith(b"\r\r\n")
    assert "é─山\r\n".encode(encoding, "backslashreplace") == raw.getvalue()


def test_stream_that_keeps_text_gets_text() -> None:
    """A stream in memory has no encoding and is written to as it is."""
    stream = io.StringIO(newline="")
    write_stream("é\n", stream)

    assert "é\n" == stream.getvalue()
    assert "utf-8" == stream_encoding(stream)


def test_reader_that_leaves_early_is_no_error() -> None:
    """Piping into a reader that stops reading ends quietly with the exit code of the program itself."""
    program = (
        "import sys; from remote_prt.reports.output import write_stream; sys.stdin.readline();"
        "write_stream('x' * 1_000_000, sys.stdout); sys.exit(3)"
    )
    with subprocess.Popen(
        [sys.executable, "-c", program], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdout
        assert process.stdin
        assert process.stderr
        process.stdout.close()
        process.stdin.write(b"go\n")
        process.stdin.close()
        said = process.stderr.read()
        code = process.wait(timeout=30)

    assert (3, b"") == (code, said)
