"""Small text files of Windows and Unix origin, decoded: bounded in size, told by their byte order mark.

Windows PowerShell 5.1's `Out-File` and `>` write UTF-16 LE with a mark, `Set-Content -Encoding UTF8` and Excel write
UTF-8 with one, everything else of today UTF-8 without.
"""

import codecs
import os
import select
import stat
from collections.abc import Callable
from functools import partial
from io import BufferedReader, RawIOBase

from remote_prt.errors import InventoryError
from remote_prt.inventory.names import shown

MAX_BYTES = 16 * 1024 * 1024  #: a list of 100,000 long names has 6 MB
SILENCE_SECONDS = 30.0  #: a pipe that says nothing for longer has no writer; `<(...)` may have to ask a directory first
STANDARD_INPUT = "standard input"  #: the `source` of errors about what was piped in
_EXPECTED_ENCODING = "UTF-8, or UTF-16 with a byte order mark"
_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))

ReadBytes = Callable[[int], bytes]
"""Reads at most that many bytes, as `sys.stdin.buffer.read` does."""


def read_file(path: str, *, silence_seconds: float = SILENCE_SECONDS) -> str:
    """The text of the file, its lines ending in a line feed alone; of a pipe, what comes until its writers are done.

    Raises:
        InventoryError: not readable, a pipe that stays silent for `silence_seconds`, too big or in another encoding.
    """
    try:
        with open(path, "rb", buffering=0, opener=_open_at_once) as file:
            is_pipe = stat.S_ISFIFO(os.fstat(file.fileno()).st_mode)
            read = partial(_read_pipe, file.fileno(), source_name(path), silence_seconds) if is_pipe else _whole(file)
            return read_stream(read, source_name(path))
    except OSError as error:
        problem = f"cannot be read: {error.strerror or type(error).__name__}"
        raise InventoryError(source_name(path), None, "", problem) from error
    except ValueError as error:  # a NUL in the path
        raise InventoryError(source_name(path), None, "", "is not a file name") from error


def _open_at_once(path: str, flags: int) -> int:
    """A descriptor; opening a pipe does not wait for its writer."""
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))


def _whole(file: RawIOBase) -> ReadBytes:
    if os.name == "posix":
        os.set_blocking(file.fileno(), True)  # a terminal is typed into slowly
    return BufferedReader(file).read


def _read_pipe(descriptor: int, source: str, silence_seconds: float, most: int) -> bytes:
    """What writers put in until the last of them has closed it, at most `most` bytes."""
    data = bytearray()
    while len(data) < most:
        if not select.select([descriptor], [], [], silence_seconds)[0]:
            problem = f"nothing came through this pipe for {silence_seconds:g} s"
            raise InventoryError(source, None, "", problem, "a file, or a pipe that somebody writes to")
        piece = os.read(descriptor, min(65_536, most - len(data)))
        if not piece:
            break
        data += piece
    return bytes(data)


def source_name(path: str) -> str:
    """What errors call a file: its path, quoted and escaped where it would not print."""
    return path if path.isprintable() else shown(path, len(path))


def read_stream(read: ReadBytes, source: str) -> str:
    """The text that `read` yields, its lines ending in a line feed alone.

    Raises:
        InventoryError: too big or in another encoding.
    """
    data = read(MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        raise InventoryError(source, None, "", f"is bigger than {MAX_BYTES // 1024**2} MiB", "a list of hosts")
    mark, encoding = next(((m, e) for m, e in _MARKS if data.startswith(m)), (b"", "utf-8"))
    try:
        text = data[len(mark) :].decode(encoding)
    except UnicodeDecodeError as error:
        line = data[: len(mark) + error.start].count(b"\n") + 1
        raise InventoryError(source, line, "", f"bytes that are not {encoding.upper()}", _EXPECTED_ENCODING) from error
    if "\0" in text:
        line = text[: text.index("\0")].count("\n") + 1
        raise InventoryError(source, line, "", "a zero byte, as in UTF-16 without a mark", _EXPECTED_ENCODING)
    return text.replace("\r\n", "\n").replace("\r", "\n")
