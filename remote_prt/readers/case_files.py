"""The files of a support case: one file, a folder, or a zip archive, read into memory within bounds.

An archive is never unpacked to disk: its members are read one by one, so a name like `../../x` is only a label, and
what they may grow to is bounded. Archives inside archives, encrypted members and rare compressions are left out and
named.
"""

import os
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from io import BufferedReader, BytesIO
from pathlib import Path
from stat import S_ISFIFO, S_ISREG
from typing import IO, Final
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from remote_prt.errors import UnreadableInput
from remote_prt.readers import evtx_file, text_decoding
from remote_prt.readers.deep_folders import MOST_COUNTED, count_files
from remote_prt.readers.pipes import BoundedPipe

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
#: More members than this cost too much memory to be listed.
_MOST_MEMBERS: Final = 10 * MAX_FILES
_BROKEN: Final = (BadZipFile, NotImplementedError, RuntimeError, zlib.error, EOFError, OSError, ValueError)


@dataclass(frozen=True, slots=True)
class CaseFile:
    """One file of a case; `problem` says why there are no bytes."""

    name: str  #: relative to the case
    data: bytes = b""
    problem: str = ""
    is_limit: bool = False  #: `problem` tells of a bound of the whole case and of what it left out


@dataclass(slots=True)
class _Budget:
    """How much may still be read of one case, and what had to stay out."""

    files: int = MAX_FILES
    size: int = MAX_TOTAL_BYTES
    most: int = MAX_TOTAL_BYTES  #: what `size` began with
    beyond_files: int = 0
    beyond_size: int = 0
    beyond_depth: int = 0
    first_too_big: str = ""  #: the name of the first of `beyond_size`
    is_count_cut: bool = False  #: more was left out than was counted
    is_depth_dark: bool = False  #: of what lies too deep not all could be looked at

    def takes(self, size: int = 1, name: str = "") -> bool:
        """Whether one more file of that size may be read; if not, it is counted."""
        if self.files <= 0:
            self.beyond_files += 1
        elif size > self.size:
            self.beyond_size += 1
            self.first_too_big = self.first_too_big or name
        else:
            return True
        return False

    def limits(self) -> Iterator[CaseFile]:
        """A line for each bound that was hit: which, and how many files it left out."""
        more = "+" if self.is_count_cut else ""
        if self.beyond_files:
            count = f"{self.beyond_files}{more}"
            problem = f"the limit of {MAX_FILES} files is reached; files left out: {count}"
            yield CaseFile("", problem=problem, is_limit=True)
        if self.beyond_size:
            which = f"{self.first_too_big[:200]}{', ...' if self.beyond_size > 1 else ''}"
            count = f"{self.beyond_size}{more} ({which})" if self.first_too_big else f"{self.beyond_size}{more}"
            problem = f"the limit of {self.most // 1024**2} MiB is reached; files left out: {count}"
            yield CaseFile("", problem=problem, is_limit=True)
        if self.beyond_depth or self.is_depth_dark:
            count = f"{self.beyond_depth}{more}"
            problem = f"the limit of {MAX_DEPTH} levels is reached; files below left out: {count}"
            yield CaseFile("", problem=problem, is_limit=True)


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
        with _opened(path) as file:
            only = _read(path.name, file, MAX_ARCHIVE_BYTES)
    except (OSError, ValueError) as error:  # ValueError: a NUL in the path
        reason = error.strerror if isinstance(error, OSError) and error.strerror else type(error).__name__
        raise UnreadableInput(f"cannot be read: {reason}") from error
    return _alone(only)


def _opened(path: Path) -> IO[bytes]:
    """A file or pipe to read.

    Raises:
        OSError: it cannot be opened.
        UnreadableInput: it is something that need never end.
    """
    mode = path.stat().st_mode
    if S_ISFIFO(mode):
        return BufferedReader(BoundedPipe(path))
    if not S_ISREG(mode):
        raise UnreadableInput("it is neither a file nor a folder nor a pipe")
    return path.open("rb")


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
        if len(here.relative_to(root).parts) >= MAX_DEPTH:
            _count_below([here / one for one in folders], budget)
            folders.clear()
        folders.sort()
        for name in sorted(names):
            path = here / name
            if path.is_symlink() or not path.is_file() or not budget.takes():
                continue
            budget.files -= 1
            file = _from_disk(path, path.relative_to(root).as_posix())
            budget.size -= len(file.data)
            yield file
        if budget.beyond_files + budget.beyond_size + budget.beyond_depth > MOST_COUNTED:
            budget.is_count_cut = True
            break
    yield from budget.limits()


def _count_below(folders: list[Path], budget: _Budget) -> None:
    """Count the files in folders that lie too deep; links are not followed."""
    for folder in folders:
        if not folder.is_symlink() and budget.beyond_depth <= MOST_COUNTED:
            count, is_whole = count_files(str(folder))
            budget.beyond_depth += count
            if not is_whole:
                budget.is_count_cut = budget.is_depth_dark = True


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
    entries = data.count(_ZIP_ENTRY)
    if entries > _MOST_MEMBERS:  # each costs memory before one can be refused
        raise UnreadableInput(f"the limit of {_MOST_MEMBERS} members is exceeded; files left out: all {entries}")
    try:
        archive = ZipFile(BytesIO(data))
        # Not `is_dir()`: it fails on a member without a name.
        members = [member for member in archive.infolist() if not member.filename.endswith("/")]
    except _BROKEN as error:
        raise UnreadableInput("the archive is broken") from error
    most = min(MAX_TOTAL_BYTES, _RATIO_FREE_BYTES + MAX_RATIO * len(data))
    budget = _Budget(size=most, most=most)
    with archive:
        for member in sorted(members, key=lambda member: member.filename):
            if budget.takes(member.file_size, member.filename):
                budget.files -= 1
                file = _member(archive, member)
                budget.size -= len(file.data)
                yield file
    yield from budget.limits()


def _member(archive: ZipFile, member: ZipInfo) -> CaseFile:
    name = member.filename
    if member.flag_bits & _ENCRYPTED:
        return CaseFile(name, problem="encrypted")
    if member.compress_type not in {ZIP_STORED, ZIP_DEFLATED}:
        return CaseFile(name, problem="compressed in a rare way")
    try:
        with archive.open(member) as stream:
            return _read(name, stream, 0)  # zipfile gives no more than the size the member told
    except _BROKEN:
        return CaseFile(name, problem="broken in the archive")
