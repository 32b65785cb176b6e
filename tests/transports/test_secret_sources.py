"""Where passwords come from, and where they must not."""

import contextlib
import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from remote_prt.errors import SecretUnavailable
from remote_prt.transports.secret_sources import (
    ENVIRONMENT_VARIABLE,
    Secret,
    find_password,
    password_from_descriptor,
    password_from_environment,
    password_from_file,
    password_from_prompt,
)

posix_only = pytest.mark.skipif(os.name != "posix", reason="modes say nothing on Windows")


def write(folder: Path, content: bytes, mode: int = 0o600) -> Path:
    """A password file."""
    path = folder / "secret"
    path.write_bytes(content)
    path.chmod(mode)
    return path


@pytest.mark.parametrize(
    "content",
    [
        b"hunter2",
        b"hunter2\n",
        b"hunter2\r\nnot this\r\n",
        b"\xef\xbb\xbfhunter2\r\n",
        "hunter2\r\n".encode("utf-16"),
        b"\xfe\xff" + "hunter2\n".encode("utf-16-be"),
    ],
)
def test_the_first_line_of_a_file_is_the_password(tmp_path: Path, content: bytes):
    """Line ends and byte order marks of every editor are left out."""
    assert password_from_file(write(tmp_path, content)) == "hunter2"


def test_spaces_belong_to_the_password(tmp_path: Path):
    """Only the line end is cut off."""
    assert password_from_file(write(tmp_path, b" a b \n")) == " a b "


@posix_only
@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o644])
def test_a_file_others_may_read_is_refused(tmp_path: Path, mode: int):
    """A loose mode is named with what to do; the content is not shown."""
    with pytest.raises(SecretUnavailable, match=f"{mode:03o}.*chmod 600") as caught:
        password_from_file(write(tmp_path, b"hunter2", mode))

    assert "hunter2" not in str(caught.value)


@pytest.mark.parametrize("content", [b"", b"\nhunter2", b"\xff\xfe\x00\xd8", b"\xff\xffhunter2"])
def test_a_file_without_a_readable_first_line_is_refused(tmp_path: Path, content: bytes):
    """Empty, and bytes that are no text, are refused without showing anything of it."""
    with pytest.raises(SecretUnavailable) as caught:
        password_from_file(write(tmp_path, content))

    assert "hunter2" not in str(caught.value)


def test_a_missing_file_and_a_folder_are_refused(tmp_path: Path):
    """What cannot be opened or is no file is named."""
    with pytest.raises(SecretUnavailable, match="No such file"):
        password_from_file(tmp_path / "none")
    with pytest.raises(SecretUnavailable, match="secret-folder"):
        (tmp_path / "secret-folder").mkdir()
        password_from_file(tmp_path / "secret-folder")


@posix_only
def test_a_fifo_is_refused_at_once(tmp_path: Path):
    """A pipe that nobody writes to is not waited for: the line names the way that takes pipes."""
    os.mkfifo(tmp_path / "pipe", 0o600)
    code = "import sys; from remote_prt.transports.secret_sources import password_from_file as p; p(sys.argv[1])"
    asked = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path / "pipe")], capture_output=True, text=True, check=False, timeout=20
    )

    assert "pipe: not a regular file - use --password-fd for pipes" in asked.stderr


def test_a_descriptor_gives_its_first_line_and_is_closed():
    """A pipe's first line is the password; nobody inherits the pipe."""
    reading, writing = os.pipe()
    os.write(writing, b"hunter2\nmore\n")
    os.close(writing)

    assert password_from_descriptor(reading) == "hunter2"
    with pytest.raises(OSError, match="Bad file"):
        os.fstat(reading)


#: `"p\u00e4ss\u010a" | remote_prt --password-fd 0`: PowerShell 7 sends UTF-8, Windows PowerShell what $OutputEncoding
#: says, with its mark or without (about_Preference_Variables, about_Character_Encoding).
_PIPED = {
    "7 on Linux": "p\u00e4ss\u010a\n".encode(),
    "7 on Windows": "p\u00e4ss\u010a\r\n".encode(),
    "5.1, UTF8": "\ufeffp\u00e4ss\u010a\r\n".encode(),
    "5.1, Unicode": "\ufeffp\u00e4ss\u010a\r\n".encode("utf-16-le"),
    "5.1, BigEndianUnicode": "\ufeffp\u00e4ss\u010a\r\n".encode("utf-16-be"),
    "a stream without line end": "p\u00e4ss\u010a".encode(),
}


@pytest.mark.parametrize("piece", [1, 4096])
@pytest.mark.parametrize("sent", _PIPED.values(), ids=_PIPED)
def test_a_descriptor_takes_what_powershell_pipes(sent: bytes, piece: int):
    """Marks, CRLF, UTF-16 and a missing line end cost nothing, in whatever pieces they come."""
    reading, writing = os.pipe()

    def feed() -> None:
        for start in range(0, len(sent), piece):
            os.write(writing, sent[start : start + piece])
        os.close(writing)

    feeder = threading.Thread(target=feed)
    feeder.start()
    password = password_from_descriptor(reading)
    feeder.join()

    assert password == "p\u00e4ss\u010a"


def test_a_password_in_unmarked_utf16_is_refused():
    """NUL characters are no password: they would be rejected by every host, and lock the account."""
    reading, writing = os.pipe()
    os.write(writing, "hunter2\r\n".encode("utf-16-le"))
    os.close(writing)

    with pytest.raises(SecretUnavailable, match="NUL") as caught:
        password_from_descriptor(reading)
    assert "hunter2" not in str(caught.value)


def test_a_closed_descriptor_is_refused():
    """A number nobody opened is named."""
    with pytest.raises(SecretUnavailable, match="file descriptor 987"):
        password_from_descriptor(987)


@posix_only
def test_a_terminal_as_descriptor_is_refused():
    """Typing a password into a descriptor would show it."""
    import pty

    ours, theirs = pty.openpty()
    try:
        with pytest.raises(SecretUnavailable, match="--ask-pass"):
            password_from_descriptor(theirs)
    finally:
        os.close(ours)
        os.close(theirs)


def test_the_environment_warns():
    """The variable works and says what is wrong with it; unset or empty is no password."""
    found = password_from_environment({ENVIRONMENT_VARIABLE: "hunter2"})

    assert found is not None
    assert found.password == "hunter2"
    assert ENVIRONMENT_VARIABLE in found.warning
    assert "hunter2" not in repr(found)
    assert password_from_environment({}) is None
    assert password_from_environment({ENVIRONMENT_VARIABLE: ""}) is None


def test_a_prompt_without_a_terminal_fails_at_once(capfd: pytest.CaptureFixture[str]):
    """No terminal means no waiting: the line names the other ways."""
    assert not sys.stdin.isatty()

    with pytest.raises(SecretUnavailable, match=r"no terminal.*--password-file"):
        password_from_prompt("LAB\\anna")


@posix_only
def test_a_prompt_shows_nothing_of_the_password():
    """On a terminal the prompt names the account, and what is typed is not echoed."""
    import pty

    ours, theirs = pty.openpty()
    code = "from remote_prt.transports.secret_sources import password_from_prompt as p; print(p('LAB\\\\anna')[::-1])"
    with subprocess.Popen(
        [sys.executable, "-c", code], stdin=theirs, stderr=theirs, stdout=subprocess.PIPE, start_new_session=True
    ) as asking:
        shown = b""
        while b": " not in shown:
            shown += os.read(ours, 1000)
        os.write(ours, b"hunter2\n")
        answer, _ = asking.communicate(timeout=20)
    os.close(theirs)
    with contextlib.suppress(OSError):  # the other end is closed
        shown += os.read(ours, 1000)
    os.close(ours)

    assert answer == b"2retnuh\n"
    assert b"Password of LAB\\anna" in shown
    assert b"hunter2" not in shown


def test_named_sources_come_before_the_environment(tmp_path: Path):
    """A file that was named is used even where the variable is set; with nothing named the variable is."""
    environment = {ENVIRONMENT_VARIABLE: "from-environment"}
    file = write(tmp_path, b"from-file")

    assert find_password("anna", file=file, environment=environment) == Secret("from-file")
    assert find_password("anna", environment=environment).password == "from-environment"
    assert find_password("anna", environment={}) is None
