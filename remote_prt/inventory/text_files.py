"""Small text files of Windows and Unix origin, decoded: bounded in size, told by their byte order mark.

Windows PowerShell 5.1's `Out-File` and `>` write UTF-16 LE with a mark, `Set-Content -Encoding UTF8` and Excel write
UTF-8 with one, everything else of today UTF-8 without.
"""

import codecs
from collections.abc import Callable
from pathlib import Path

from remote_prt.errors import InventoryError
from remote_prt.inventory.names import shown

MAX_BYTES = 16 * 1024 * 1024  #: a list of 100,000 long names has 6 MB
STANDARD_INPUT = "standard input"  #: the `source` of errors about what was piped in
_EXPECTED_ENCODING = "UTF-8, or UTF-16 with a byte order mark"
_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))

ReadBytes = Callable[[int], bytes]
"""Reads at most that many bytes, as `sys.stdin.buffer.read` does."""


def read_file(path: str) -> str:
    """The text of the file, its lines ending in a line feed alone.

    Raises:
        InventoryError: not readable, too big or in another encoding.
    """
    try:
        with Path(path).open("rb") as file:
            return read_stream(file.read, source_name(path))
    except OSError as error:
        problem = f"cannot be read: {error.strerror or type(error).__name__}"
        raise InventoryError(source_name(path), None, "", problem) from error
    except ValueError as error:  # a NUL in the path
        raise InventoryError(source_name(path), None, "", "is not a file name") from error


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
