"""The files of a support case: one file, a folder, or a zip archive, read into memory within bounds.

An archive is never unpacked to disk: its members are read one by one, so a name like `../../x` is only a label, and
what they may grow to is bounded. Archives inside archives, encrypted members and rare compressions are left out and
named.
"""

import os
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import IO, Final
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from remote_prt.errors import UnreadableInput
from remote_prt.readers import evtx_file, text_decoding

MAX_FILES: Final = 2_000
MAX_DEPTH: Final = 8
MAX_TOTAL_BYTES: Final = 512 * 1024 * 1024
MAX_ARCHIVE_BYTES: Final = 256 * 1024 * 1024
#: Logs are mostly zeros and texts mostly blanks, so 100 to 1 is honest; deflate itself ends at about 1000 to 1.
MAX_RATIO: Final = 200
_RATIO_FREE_BYTES: Final = 16 * 1024 * 1024  #: below this no ratio is asked for

_ZIP_MAGIC: Final = b"PK\x03\x04"
_ZIP_ENTRY: Final = b"PK\x01\x02"
_ENCRYPTED: Final = 0x1
_BROKEN: Final = (BadZipFile, NotImplementedError, RuntimeError, zlib.error, EOFError, OSError, ValueError)


@dataclass(frozen=True, slots=True)
class CaseFile:
    """One file of a case; `problem` says why there are no bytes."""

    name: str  #: relative to the case
    data: bytes = b""
    problem: str = ""


@dataclass(slots=True)
class _Budget:
    """How much may still be read of one case."""

    files: int = MAX_FILES
    size: int = MAX_TOTAL_BYTES


def is_archive(data: bytes) -> bool:
    """Whether some bytes begin like a zip archive."""
    return data.startswith(_ZIP_MAGIC)


def read_path(path: Path) -> tuple[CaseFile, ...]:
    """The files at a path, in order of their names.

    Raises:
        UnreadableInput: there is nothing, or it may not be read, or it is too big.
    """
    try:
        if path.is_dir():
            return tuple(_folder(path))
        with path.open("rb") as file:
            only = _read(path.name, file, MAX_ARCHIVE_BYTES)
    except (OSError, ValueError) as error:  # ValueError: a NUL in the path
        reason = error.strerror if isinstance(error, OSError) and error.strerror else type(error).__name__
        raise UnreadableInput(f"cannot be read: {reason}") from error
    return _alone(only)


def read_bytes(name: str, stream: IO[bytes]) -> tuple[CaseFile, ...]:
    """The files in what a stream yields: one, or those of an archive.

    Raises:
        UnreadableInput: it is too big, or a broken archive.
    """
    return _alone(_read(name, stream, MAX_ARCHIVE_BYTES))


def _alone(file: CaseFile) -> tuple[CaseFile, ...]:
    if file.problem:
        raise UnreadableInput(file.problem)
    return tuple(_archive(file.data)) if is_archive(file.data) else (file,)


def _read(name: str, stream: IO[bytes], archive_limit: int) -> CaseFile:
    """A file's bytes; how many are allowed depends on what it begins like."""
    head = stream.read(len(evtx_file.MAGIC))
    limit = text_decoding.MAX_BYTES
    if head == evtx_file.MAGIC:
        limit = evtx_file.MAX_BYTES
    elif is_archive(head):
        limit = archive_limit
    data = head + stream.read(limit + 1 - len(head)) if limit else head
    if len(data) > limit:
        return CaseFile(name, problem=f"bigger than {limit // 1024**2} MiB" if limit else "an archive in a case")
    return CaseFile(name, data)


def _folder(root: Path) -> Iterator[CaseFile]:
    """The files below a folder; links are not followed."""
    budget = _Budget()
    for folder, folders, names in os.walk(root):
        here = Path(folder)
        folders[:] = sorted(f for f in folders if len(here.relative_to(root).parts) < MAX_DEPTH)
        for name in sorted(names):
            path = here / name
            label = path.relative_to(root).as_posix()
            if budget.files <= 0 or budget.size <= 0:
                yield CaseFile(label, problem="this and later files are left out: the case is too big")
                return
            if path.is_symlink() or not path.is_file():
                continue
            budget.files -= 1
            file = _from_disk(path, label)
            budget.size -= len(file.data)
            yield file


def _from_disk(path: Path, label: str) -> CaseFile:
    try:
        with path.open("rb") as stream:
            return _read(label, stream, 0)
    except OSError as error:
        return CaseFile(label, problem=f"cannot be read: {error.strerror or type(error).__name__}")


def _archive(data: bytes) -> Iterator[CaseFile]:
    """The members of a zip archive.

    Raises:
        UnreadableInput: it has no directory that can be read, or an immense one.
    """
    if data.count(_ZIP_ENTRY) > 10 * MAX_FILES:  # each costs memory before one can be refused
        raise UnreadableInput("the archive has too many members")
    try:
        archive = ZipFile(BytesIO(data))
        # Not `is_dir()`: it fails on a member without a name.
        members = [member for member in archive.infolist() if not member.filename.endswith("/")]
    except _BROKEN as error:
        raise UnreadableInput("the archive is broken") from error
    budget = _Budget(size=min(MAX_TOTAL_BYTES, _RATIO_FREE_BYTES + MAX_RATIO * len(data)))
    with archive:
        for member in sorted(members, key=lambda member: member.filename):
            if budget.files <= 0:
                yield CaseFile(member.filename, problem="this and later files are left out: the case is too big")
                return
            budget.files -= 1
            file = _member(archive, member, budget)
            budget.size -= len(file.data)
            yield file


def _member(archive: ZipFile, member: ZipInfo, budget: _Budget) -> CaseFile:
    name = member.filename
    if member.flag_bits & _ENCRYPTED:
        return CaseFile(name, problem="encrypted")
    if member.compress_type not in {ZIP_STORED, ZIP_DEFLATED}:
        return CaseFile(name, problem="compressed in a rare way")
    if member.file_size > budget.size:
        return CaseFile(name, problem="left out: the archive grows too big")
    try:
        with archive.open(member) as stream:
            return _read(name, stream, 0)  # zipfile gives no more than the size the member told
    except _BROKEN:
        return CaseFile(name, problem="broken in the archive")
