"""A case folder: what was brought from one host, for this account alone, with a manifest that says what it is.

```
case-pc-07-1a2b3c4d-20260131T010203Z/      0700
    network.etl                            0600, there only once its SHA-256 was compared
    network.etl.part                       what has arrived of a file so far
    manifest.json                          what, from where, how large, which hash, when, and what it may hold
```
Local names are decided here: a name of a host becomes one only if it is a plain file name that means nothing to any
system, and no file is ever replaced.
"""

import json
import os
import re
import shutil
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import BinaryIO

from remote_prt.errors import UsageError
from remote_prt.model import Artefact
from remote_prt.store.private_files import file_name, private_folder, read_private, write_private
from remote_prt.version import __version__

MANIFEST = "manifest.json"

_SCHEMA_VERSION = 1
_PLAIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*(\.[A-Za-z0-9_-]+)*")
_LONGEST_NAME = 100
#: Names that Windows takes for devices, whatever follows the first dot.
_DEVICES = frozenset(
    {"con", "prn", "aux", "nul"} | {f"{port}{number}" for port in ("com", "lpt") for number in range(10)}
)
_READ_BYTES = 1024 * 1024

#: What each kind of trace may hold, for whoever finds the folder later.
PRIVACY = {
    "network": "Network packets of the PC: addresses, names, and whatever was sent without encryption.",
    "auth": "Logs and traces of signing in: names of accounts, devices and servers; perhaps tokens.",
    "ttd": "The memory of LSASS: passwords, keys and tokens of everybody who was signed in. Treat it as those.",
}


def is_plain_name(name: str) -> bool:
    """Whether a name of a host may be a file name here."""
    is_plain = _PLAIN.fullmatch(name) is not None and len(name) <= _LONGEST_NAME
    return is_plain and name.partition(".")[0].casefold() not in _DEVICES and name.casefold() != MANIFEST


@dataclass(slots=True)
class PartFile:
    """A file on its way: written part by part, hashed as it grows; `finish` gives it its name."""

    path: Path  #: of the part
    written: int = 0
    _digest: object = field(default_factory=sha256)
    _file: BinaryIO | None = None

    def open(self) -> "PartFile":
        """Begin, or go on where an earlier run stopped: what is there is hashed again.

        Raises:
            UsageError: it cannot be written, or is a link.
        """
        flags = os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
        with _told(self.path):
            self._file = os.fdopen(os.open(self.path, flags, 0o600), "r+b")
            self._hash_again()
        return self

    def write(self, part: bytes) -> None:
        """Append.

        Raises:
            UsageError: the disk does not take it.
        """
        with _told(self.path):
            self._opened().write(part)
        self._digest.update(part)  # type: ignore[attr-defined]  # hashlib has no public type
        self.written += len(part)

    def rewind(self, size: int) -> None:
        """Keep only the first bytes.

        Raises:
            UsageError: the disk does not take it.
        """
        if size == self.written:
            return
        with _told(self.path):
            self._opened().truncate(size)
            self._hash_again()

    @property
    def sha256(self) -> str:
        """Of what is written."""
        return str(self._digest.hexdigest())  # type: ignore[attr-defined]  # as above

    def close(self) -> None:
        """Nothing more is written by this run."""
        if self._file is not None:
            with suppress(OSError):
                self._file.close()
            self._file = None

    def finish(self, name: str) -> Path:
        """It is complete: on the disk, under its own name.

        Raises:
            UsageError: there is such a file already, or the disk does not take it.
        """
        final = self.path.with_name(name)
        with _told(final):
            self._opened().flush()
            os.fsync(self._opened().fileno())
            self.close()
            if os.path.lexists(final):
                raise UsageError(f"{final} exists already", "move it away")
            self.path.rename(final)
        return final

    def discard(self) -> None:
        """It is worth nothing."""
        self.close()
        with suppress(OSError):
            self.path.unlink()

    def _opened(self) -> BinaryIO:
        assert self._file is not None
        return self._file

    def _hash_again(self) -> None:
        file = self._opened()
        file.seek(0)
        self._digest, self.written = sha256(), 0
        while content := file.read(_READ_BYTES):
            self._digest.update(content)
            self.written += len(content)


@dataclass(frozen=True, slots=True)
class CaseFolder:
    """One case."""

    path: Path
    host: str

    def free_bytes(self) -> int:
        """What its disk has left."""
        return shutil.disk_usage(self.path).free

    def part(self, name: str, digest: str) -> PartFile:
        """The file of that name on its way; its part is told by the hash, so that only the same file is gone on with.

        Raises:
            UsageError: it cannot be a file name, or cannot be written.
        """
        if not is_plain_name(name):
            raise UsageError(f"the host calls a file {name!r}", "look at what runs on that host")
        return PartFile(self.path / f"{name}.{digest[:12]}.part").open()

    def artefacts(self) -> tuple[str, ...]:
        """Names of what is complete."""
        return tuple(str(entry["File"]) for entry in self._entries())

    def add(self, artefact: Artefact) -> None:
        """Say in the manifest that it is here.

        Raises:
            UsageError: the manifest cannot be written.
        """
        entry = {
            "File": artefact.name,
            "Kind": artefact.kind,
            "From": artefact.source,
            "Size": artefact.size,
            "Sha256": artefact.sha256,
            "FetchedAt": _time(artefact.fetched_at),
            "ScriptSha256": artefact.script_sha256,
            "Privacy": PRIVACY.get(artefact.kind, ""),
        }
        self._write([*self._entries(), entry])

    def _entries(self) -> list[dict[str, object]]:
        text = read_private(self.path / MANIFEST)
        return [] if text is None else list(json.loads(text)["Artefacts"])

    def _write(self, entries: Sequence[dict[str, object]]) -> None:
        document = {
            "SchemaVersion": _SCHEMA_VERSION,
            "Host": self.host,
            "ToolVersion": __version__,
            "Artefacts": list(entries),
        }
        write_private(self.path / MANIFEST, json.dumps(document, indent=1) + "\n")


@dataclass(frozen=True, slots=True)
class CaseFolders:
    """Where cases are kept."""

    root: Path
    state: Path | None = None  #: the state folder, where the root lies in it

    def open(self, host: str, at: datetime, known: str = "") -> CaseFolder:
        """The case folder that an earlier fetch began, if it is still there, else a new one.

        Raises:
            UsageError: it cannot be made.
        """
        if known and Path(known).is_dir():
            return CaseFolder(private_folder(Path(known)), host)
        if self.state is not None:
            private_folder(self.state)
        private_folder(self.root)
        return CaseFolder(private_folder(self.root / f"case-{file_name(host)}-{at:%Y%m%dT%H%M%SZ}"), host)


class _told:  # noqa: N801  used as a function
    """Turns what a disk says into a UsageError that names the file."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def __enter__(self) -> None:
        return None

    def __exit__(self, _kind: object, error: BaseException | None, _traceback: object) -> None:
        if isinstance(error, OSError):
            why = error.strerror or type(error).__name__
            raise UsageError(f"{self._path} cannot be written: {why}", "look at the folder and the disk") from error


def _time(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
