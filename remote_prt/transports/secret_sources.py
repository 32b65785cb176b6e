"""Where a password may come from: keyring, file, file descriptor, environment, prompt. Never the command line.

Nothing here keeps, logs or prints what it reads; an error names the source, never the content.
"""

import getpass
import os
import stat
import sys
import warnings
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from remote_prt.errors import SecretUnavailable
from remote_prt.transports.keyring_secret import password_from_keyring

ENVIRONMENT_VARIABLE = "REMOTE_PRT_PASSWORD"
_MOST_BYTES = 64 * 1024
_OTHERS_MAY = stat.S_IRWXG | stat.S_IRWXO
_READ_AT_ONCE = os.O_RDONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_NONBLOCK", 0)  # a FIFO waits for a writer
_BOMS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))


@dataclass(frozen=True, slots=True)
class Secret:
    """A password and what to tell the user about where it came from."""

    password: str = field(repr=False)
    warning: str = ""  #: to be printed once per run; "" where the source is fine


def find_password(
    principal: str,
    *,
    keyring: str | None = None,
    file: Path | None = None,
    descriptor: int | None = None,
    ask: bool = False,
    environment: Mapping[str, str] = os.environ,
    speak: Callable[[str], str] = str,
) -> Secret | None:
    """The password from the source that was named: keyring, file, descriptor, prompt; else the environment; else None.

    Raises:
        SecretUnavailable: the named source has none, or is unsafe.
    """
    if keyring is not None:
        return Secret(password_from_keyring(keyring, principal))
    if file is not None:
        return Secret(password_from_file(file))
    if descriptor is not None:
        return Secret(password_from_descriptor(descriptor))
    if ask:
        return Secret(password_from_prompt(principal, speak))
    return password_from_environment(environment)


def password_from_environment(environment: Mapping[str, str] = os.environ) -> Secret | None:
    """The password in REMOTE_PRT_PASSWORD with a warning, or None where it is not set."""
    password = environment.get(ENVIRONMENT_VARIABLE, "")
    if not password:
        return None
    return Secret(
        password, f"{ENVIRONMENT_VARIABLE} is visible to every process of this account; prefer --password-file"
    )


def password_from_prompt(principal: str, speak: Callable[[str], str] = str) -> str:
    """What the user types on the terminal, unseen; `speak` says the question in the language of the prompt.

    Raises:
        SecretUnavailable: there is no terminal, it would show the password, or nothing was typed.
    """
    if sys.stdin is None or not sys.stdin.isatty():
        raise SecretUnavailable("no terminal to ask for the password", "use --password-file or --auth kerberos")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", getpass.GetPassWarning)
            password = getpass.getpass(f"{speak(f'Password of {principal}')}: ")
    except (getpass.GetPassWarning, EOFError, OSError) as error:
        raise SecretUnavailable("the terminal cannot hide a password", "use --password-file") from error
    if not password:
        raise SecretUnavailable("no password was typed", "type it, or use --auth kerberos")
    return password


def password_from_file(path: Path) -> str:
    """The first line of a file that only its owner can read (on Windows: see its access list yourself).

    Raises:
        SecretUnavailable: it cannot be read, others may read it, or it holds no password.
    """
    return _first_line(str(path), _content(path))


def secret_text(path: Path) -> str:
    """The whole text of such a file, with its lines as they are.

    Raises:
        SecretUnavailable: it cannot be read, others may read it, it is too big, or it is no text.
    """
    data, encoding = _marked(_content(path))
    if len(data) >= _MOST_BYTES:
        raise SecretUnavailable(f"{path}: larger than {_MOST_BYTES // 1024} KB", "name the right file")
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        raise SecretUnavailable(f"{path}: neither UTF-8 nor UTF-16", "save it as UTF-8") from None
    if "\0" in text:
        raise SecretUnavailable(f"{path}: holds NUL characters", "save it as UTF-8")
    return text


def _content(path: Path) -> bytes:
    """The first bytes of a file that only its owner can read."""
    source = str(path)
    try:
        descriptor = os.open(path, _READ_AT_ONCE)
    except OSError as error:
        raise SecretUnavailable(f"{source}: {error.strerror}", "check the path and its rights") from error
    try:
        _refuse_unsafe(source, os.fstat(descriptor), is_credential=_is_credential(path))
        return os.read(descriptor, _MOST_BYTES)
    except OSError as error:
        raise SecretUnavailable(f"{source}: {error.strerror}", "check the path and its rights") from error
    finally:
        os.close(descriptor)


def _is_credential(path: Path) -> bool:
    """Whether the service manager laid it there for this service (systemd.exec(5), `LoadCredential=`).

    Unverified: such a file is root's, mode 0400, with an access list entry for the account of the service, and where
    there is such a list the group's bits of the mode show its mask.
    """
    folder = os.environ.get("CREDENTIALS_DIRECTORY", "")
    return bool(folder) and path.absolute().parent == Path(folder).absolute()


def password_from_descriptor(descriptor: int) -> str:
    """The first line of an open file descriptor, which is closed afterwards (standard input is not).

    Raises:
        SecretUnavailable: it is not open, is a terminal, or holds no password.
    """
    source = f"file descriptor {descriptor}"
    if _is_terminal(descriptor):
        raise SecretUnavailable(f"{source} is a terminal", "use --ask-pass")
    data = b""
    try:
        while not _has_line(data) and len(data) < _MOST_BYTES and (more := os.read(descriptor, 4096)):
            data += more
        if descriptor != 0:
            os.close(descriptor)
    except OSError as error:
        raise SecretUnavailable(f"{source}: {error.strerror}", "open it for reading before the start") from error
    return _first_line(source, data)


def _refuse_unsafe(source: str, status: os.stat_result, *, is_credential: bool = False) -> None:
    """POSIX only: modes of Windows files say nothing about their access lists."""
    if not stat.S_ISREG(status.st_mode):
        raise SecretUnavailable(f"{source}: not a regular file", "use --password-fd for pipes")
    if os.name != "posix":
        return
    allowed = stat.S_IRGRP if is_credential and status.st_uid == 0 else 0
    if status.st_mode & _OTHERS_MAY & ~allowed:
        raise SecretUnavailable(f"{source}: others may read it (mode {status.st_mode & 0o777:03o})", "chmod 600 it")
    if status.st_uid not in (os.geteuid(), 0):
        raise SecretUnavailable(f"{source}: belongs to another account", "make a file of your own")


def _first_line(source: str, data: bytes) -> str:
    """The first line, without byte order mark and line end; Windows PowerShell writes files in UTF-16."""
    data, encoding = _marked(data)
    try:
        line = data.decode(encoding).partition("\n")[0].rstrip("\r")
    except UnicodeDecodeError:
        raise SecretUnavailable(f"{source}: neither UTF-8 nor UTF-16", "save it as UTF-8") from None
    if not line:
        raise SecretUnavailable(f"{source}: its first line is empty", "put the password there")
    if "\0" in line:  # UTF-16 without its mark: every host would reject this
        raise SecretUnavailable(f"{source}: holds NUL characters", "save it as UTF-8")
    return line


def _marked(data: bytes) -> tuple[bytes, str]:
    """What follows the byte order mark, and its encoding."""
    return next(((data[len(mark) :], encoding) for mark, encoding in _BOMS if data.startswith(mark)), (data, "utf-8"))


def _has_line(data: bytes) -> bool:
    """Whether a line end has come whole; in UTF-16 its byte 10 may be half of another character, or of this one."""
    if b"\n" not in data:
        return False
    data, encoding = _marked(data)
    return "\n" in data.decode(encoding, "ignore")


def _is_terminal(descriptor: int) -> bool:
    try:
        return os.isatty(descriptor)
    except OSError:
        return False
