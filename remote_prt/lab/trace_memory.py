"""The trace a simulated host remembers: its folder, how far it is, and files whose content is made when asked for.

Content comes from a seed, block by block, so that a file of any size costs nothing until it is read.
"""

import base64
import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from hashlib import sha256

#: Bytes of one part, as Read-PrtFilePart cuts them.
PART_BYTES = 393_216


@dataclass(frozen=True, slots=True)
class SimulatedFile:
    """A file nobody wrote."""

    name: str
    size: int
    seed: int

    def block(self, index: int) -> bytes:
        """The bytes of one part."""
        made = random.Random(f"{self.seed}/{self.name}/{index}")  # noqa: S311  content, not secrets
        return made.randbytes(max(0, min(PART_BYTES, self.size - index * PART_BYTES)))

    def parts(self, offset: int, *, beyond: int = 0) -> Iterator[str]:
        """What Read-PrtFilePart sends from an offset on, and as many parts too many as asked."""
        index, into = divmod(offset, PART_BYTES)
        at = offset
        while at < self.size:
            content = self.block(index)[into:]
            yield f"{at} {base64.b64encode(content).decode()}"
            at, index, into = at + len(content), index + 1, 0
        for _ in range(beyond):
            yield f"{at} {base64.b64encode(bytes(PART_BYTES)).decode()}"
            at += PART_BYTES

    def sha256(self) -> str:
        """Of the whole content, as Get-FileHash writes it."""
        return _digest(self)


@dataclass(frozen=True, slots=True)
class HostTrace:
    """A work folder with a mark."""

    folder: str
    kind: str
    state: str
    since: str
    files: tuple[SimulatedFile, ...] = ()
    pushed: bytes = b""  #: the archive that was put there

    def become(self, state: str, since: str, files: tuple[SimulatedFile, ...] = ()) -> "HostTrace":
        """The same folder with another mark."""
        return replace(self, state=state, since=since, files=files)


@lru_cache(maxsize=8)
def _digest(file: SimulatedFile) -> str:
    digest = sha256()
    for index in range(-(-file.size // PART_BYTES)):
        digest.update(file.block(index))
    return digest.hexdigest().upper()
