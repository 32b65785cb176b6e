"""Nothing waits for somebody who is not there: without a terminal, or told so, a question is one line and code 2."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

CLOSED = "127.0.0.1:1"
ACCOUNT = ("--user", "LAB\\x", "--auth", "ntlm")

if sys.platform == "win32":
    pytest.skip("pseudo-terminals are POSIX", allow_module_level=True)


def told(folder: Path, *words: str, on_terminal: bool) -> tuple[int, str]:
    """Exit code and standard error of a command line whose standard input and error are a terminal, or not."""
    import pty

    leader, follower = pty.openpty()
    try:
        done = subprocess.run(
            [sys.executable, "-m", "remote_prt", *words, "--lang", "en"],
            stdin=follower if on_terminal else subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            env={**os.environ, "XDG_STATE_HOME": str(folder)},
            text=True,
            timeout=30,
            check=False,
            start_new_session=True,
        )
    finally:
        os.close(leader)
        os.close(follower)
    return done.returncode, done.stderr


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((CLOSED, *ACCOUNT, "--ask-pass"), r"nobody is asked for the password of LAB\x"),
        ((CLOSED, *ACCOUNT), r"nobody is asked for the password of LAB\x"),
        (("-",), "nobody is asked to type the hosts"),
        (("refresh", CLOSED, "--user", "x", "--auth", "kerberos"), "nobody is asked whether to go on"),
    ],
    ids=["asked for", "needed", "hosts", "confirmation"],
)
def test_on_a_terminal_nothing_is_asked_where_that_was_said(tmp_path: Path, words: tuple[str, ...], said: str) -> None:
    """One line says what would have been asked, and what to give instead."""
    code, err = told(tmp_path, *words, "--non-interactive", on_terminal=True)

    assert code == 2
    assert f"remote_prt: --non-interactive: {said} - " in err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((CLOSED, *ACCOUNT, "--ask-pass"), "no terminal to ask for the password"),
        (("refresh", CLOSED, "--user", "x", "--auth", "kerberos"), "nobody can be asked whether to go on: no terminal"),
    ],
    ids=["password", "confirmation"],
)
def test_without_a_terminal_it_goes_without_saying(tmp_path: Path, words: tuple[str, ...], said: str) -> None:
    """The same holds in a service and in a task."""
    code, err = told(tmp_path, *words, on_terminal=False)

    assert (code, said in err) == (2, True)
