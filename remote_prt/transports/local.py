"""The door to this very machine: the same script as a remote visit, run by the PowerShell that is here.

No WinRM, no logon, no port: the visit runs as whoever started remote_prt, and sees what that account sees. The script,
its parameters and a small starter (`snippets/door_script.py`) lie in a folder of our own while it runs; nothing of them
is on a command line. Each record is a line that tells its length, so a line that a console broke is put together again.

Rule: the process, its children and the folder are gone when the connection is left, however that happens. A PowerShell
that is ended so cannot remove a user's task any more; the task then ends and removes itself by its own end boundary.
"""

import asyncio
import contextlib
import json
import re
import tempfile
import time
from collections.abc import AsyncGenerator, AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from sys import getsizeof

from remote_prt.errors import HostMisbehaved, HostRefused, HostTimedOut, HostUnreachable, Phase
from remote_prt.model import Deadline, Target
from remote_prt.transports.base import CommandCall, PeerInfo, Script
from remote_prt.transports.credentials import Credential
from remote_prt.transports.local_process import find_powershell, running
from remote_prt.transports.printable import printable
from remote_prt.transports.settings import Bounds

#: The files that the starter expects beside it, and how a line begins that holds a record.
SCRIPT_FILE, PARAMETER_FILE, RECORD_WORD = "visit.ps1", "parameters.json", "REMOTE-PRT-RECORD"

_STARTER_FILE = "run.ps1"
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
_CHUNK = 65536
_MOST_COMPLAINT_BYTES = 16 * 1024
_HEAD = re.compile(rb"%s (\d{1,9}) " % RECORD_WORD.encode())
_MOST_HEAD_BYTES = 32  #: the word, nine digits, two blanks
_POLICY = re.compile(r"UnauthorizedAccess|PSSecurityException")  #: ids; the words around them are translated


class LocalConnection:
    """A visit of this machine."""

    def __init__(self, program: Path, starter: str, bounds: Bounds) -> None:
        self._program = program
        self._starter = starter
        self._bounds = bounds
        self._runs: list[AsyncGenerator[str, None]] = []
        self.peer = PeerInfo("127.0.0.1", 0, "local", "none", door=LocalTransport.name)

    def run(self, call: Script | CommandCall, deadline: Deadline) -> AsyncIterator[str]:
        """The records of a script as they come; see `base.Connection.run`."""
        records = self._run(call, deadline)
        self._runs.append(records)
        return records

    async def aclose(self) -> None:
        """Ends what still runs, also where nobody read it to its end."""
        for records in self._runs:
            await records.aclose()

    async def _run(self, call: Script | CommandCall, deadline: Deadline) -> AsyncGenerator[str, None]:
        if isinstance(call, CommandCall):
            raise HostRefused(
                Phase.RUN,
                "this machine is asked by script, not by command",
                "leave --configuration-name out",
                transport="local",
            )
        with tempfile.TemporaryDirectory(prefix="remote_prt_", ignore_cleanup_errors=True) as name:
            starter = _lay_out(Path(name), call, self._starter)
            try:
                async with running(self._program, starter) as process:
                    async for record in self._records(process, deadline):
                        yield record
            except OSError as error:
                reason = f"{printable(self._program)} cannot be started: {printable(error.strerror or error)}"
                raise HostUnreachable(
                    Phase.SHELL, reason, "check it, or name another in REMOTE_PRT_PWSH", transport="local"
                ) from error

    async def _records(self, process: asyncio.subprocess.Process, deadline: Deadline) -> AsyncIterator[str]:
        assert process.stdout is not None
        assert process.stderr is not None
        complaints = asyncio.create_task(_first_bytes(process.stderr))
        lines = RecordLines(self._bounds)
        try:
            async with contextlib.aclosing(_chunks(process.stdout, deadline)) as chunks:
                async for chunk in chunks:
                    for record in lines.feed(chunk):
                        yield record
            lines.end()
            async with _in_time(deadline):
                code = await process.wait()
                said = (await complaints).decode("utf-8", "replace") if code else ""
        finally:
            complaints.cancel()
        if code:
            raise _ended(code, said)


class LocalTransport:
    """Opens visits of this machine.

    Args:
        starter: the script that PowerShell is started with, which runs the other one.
        bounds: how much a visit may say.
        program: the PowerShell; None to find it at the first visit.
    """

    name = "local"

    def __init__(self, starter: str, bounds: Bounds | None = None, program: Path | None = None) -> None:
        self._starter = starter
        self._bounds = bounds or Bounds()
        self._program = program

    @asynccontextmanager
    async def connect(
        self,
        target: Target,  # noqa: ARG002  the door's signature
        credential: Credential,  # noqa: ARG002  the door's signature
        deadline: Deadline,  # noqa: ARG002  the door's signature
    ) -> AsyncIterator[LocalConnection]:
        """A connection to this machine.

        Raises:
            HostUnreachable: it has no PowerShell.
        """
        program = self._program or find_powershell()
        if program is None:
            raise HostUnreachable(
                Phase.SHELL,
                "no PowerShell was found on this machine",
                "install PowerShell 7, or name it in REMOTE_PRT_PWSH",
                transport="local",
            )
        async with contextlib.aclosing(LocalConnection(program, self._starter, self._bounds)) as connection:
            yield connection


class RecordLines:
    """Puts records together from what PowerShell prints, piece by piece, within bounds.

    ```
    REMOTE-PRT-RECORD 15 {"Snippet":"x"}
    ```
    """

    def __init__(self, bounds: Bounds) -> None:
        self._bounds = bounds
        self._parts: list[bytes] = []  #: what is not read yet
        self._have = 0  #: its bytes, without line ends
        self._need: int | None = None  #: how many bytes the record that has begun will have
        self._records = self._record_bytes = 0
        self._has_begun = False

    def feed(self, chunk: bytes) -> Iterator[str]:
        """The records that are complete with this piece; those before a mistake come before its error.

        Raises:
            HostMisbehaved: it is no record, or one too many or too large.
        """
        if not self._has_begun:  # a console of code page 65001 may begin with one
            chunk, self._has_begun = chunk.removeprefix(_BYTE_ORDER_MARK), True
        kept = chunk.replace(b"\r", b"").replace(b"\n", b"")  # a record has none: JSON escapes them
        self._parts.append(kept)
        self._have += len(kept)
        while (record := self._next()) is not None:
            yield record

    def end(self) -> None:
        """Nothing more comes.

        Raises:
            HostMisbehaved: the last record is not whole, or something else stands behind it.
        """
        if self._need is not None or self._have:
            raise _garbage(b"".join(self._parts), "PowerShell ended within a record")

    def _next(self) -> str | None:
        if self._need is None and self._have:
            self._begin()
        if self._need is None or self._have < self._need:
            return None
        held = b"".join(self._parts)
        text, rest = held[: self._need], held[self._need :]
        self._parts, self._have, self._need = [rest], len(rest), None
        return self._counted(text)

    def _begin(self) -> None:
        held = b"".join(self._parts)
        head = _HEAD.match(held)
        if head is None:
            if len(held) >= _MOST_HEAD_BYTES or not held.startswith(RECORD_WORD.encode()[: len(held)]):
                raise _garbage(held, "PowerShell printed what is no record")
            self._parts = [held]
            return
        self._need = int(head[1])
        if self._need > self._bounds.record_characters:
            raise _misbehaved(f"a record of {self._need:,} characters")
        rest = held[head.end() :]
        self._parts, self._have = [rest], len(rest)

    def _counted(self, raw: bytes) -> str:
        if not raw.isascii():
            raise _garbage(raw, "PowerShell printed a record that is no ASCII")
        text = raw.decode("ascii")
        self._records += 1
        self._record_bytes += getsizeof(text)
        if self._records > self._bounds.records or self._record_bytes > self._bounds.record_bytes:
            raise _misbehaved("more records than any visit has")
        return text


def _lay_out(folder: Path, script: Script, starter: str) -> Path:
    """Writes what is to run; the folder is ours alone (0700), and Python writes no line end of its own."""
    parameters = [{"Name": name, "Value": value} for name, value in script.parameters]
    for name, text in (
        (SCRIPT_FILE, script.text),
        (PARAMETER_FILE, json.dumps(parameters)),  # ASCII, whatever the values
        (_STARTER_FILE, starter),
    ):
        folder.joinpath(name).write_bytes(text.encode("ascii"))
    return folder / _STARTER_FILE


async def _chunks(stream: asyncio.StreamReader, deadline: Deadline) -> AsyncGenerator[bytes, None]:
    while True:
        async with _in_time(deadline):
            chunk = await stream.read(_CHUNK)
        if not chunk:
            return
        yield chunk


@asynccontextmanager
async def _in_time(deadline: Deadline) -> AsyncIterator[None]:
    try:
        async with asyncio.timeout(deadline.remaining(time.monotonic())):
            await asyncio.sleep(0)  # a deadline that has passed ends it here
            yield
    except TimeoutError as error:
        raise HostTimedOut(
            Phase.RUN, "the time for this host was up", "raise --host-timeout", transport="local"
        ) from error


async def _first_bytes(stream: asyncio.StreamReader) -> bytes:
    """The beginning of what a stream says; the rest is read too, so that the program is never held up."""
    kept = b""
    while chunk := await stream.read(_CHUNK):
        kept = (kept + chunk)[:_MOST_COMPLAINT_BYTES]
    return kept


def _ended(code: int, said: str) -> HostRefused:
    """Why PowerShell ended as it did, in its own words, bounded and escaped."""
    if _POLICY.search(said):
        return HostRefused(
            Phase.RUN,
            "the execution policy of this machine lets no script file of ours run",
            "visit it over WinRM: name its port with --port, or use the signed bundle",
            transport="local",
        )
    words = printable(said) or "it says nothing"
    return HostRefused(
        Phase.RUN, f"PowerShell ended with {code}: {words}", "look at the event log of this machine", transport="local"
    )


def _misbehaved(what: str) -> HostMisbehaved:
    return HostMisbehaved(
        Phase.RUN, f"PowerShell printed {what}", "look at what PowerShell runs here", transport="local"
    )


def _garbage(raw: bytes, what: str) -> HostMisbehaved:
    shown = printable(raw[:200].decode("utf-8", "replace"), 100)
    return HostMisbehaved(Phase.RUN, f"{what}: {shown}", "look at what PowerShell runs here", transport="local")
