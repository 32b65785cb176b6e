"""The engine that runs the very script that arrived: in a real PowerShell 7, with Windows stubbed from the scenario.

PowerShell is found by `REMOTE_PRT_PWSH` or as `pwsh` on the PATH. Only a script whose hash is that of the composed
visit script is run, in a process of its own per visit, in a folder of its own that is removed afterwards. What Windows
PowerShell 5.1 does otherwise stays untested, and so does the detour by wevtutil, which only ConstrainedLanguage takes.
"""

import asyncio
import base64
import contextlib
import hashlib
import os
import shutil
import signal
import tempfile
import time
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from datetime import timedelta
from pathlib import Path

from remote_prt.errors import LabError
from remote_prt.lab.canned import visit_parameters, visit_sha256, visit_text
from remote_prt.lab.endpoint import is_visit
from remote_prt.lab.engine import PipelineCall, Stream, StreamItem, UnknownScript
from remote_prt.lab.pwsh_host import lay_out, leftovers, put_leftovers
from remote_prt.lab.records import VisitRecords
from remote_prt.lab.scenario import SimulatedHost

VARIABLE = "REMOTE_PRT_PWSH"
_RUNNER = Path(__file__).with_name("pwsh_stubs") / "Run-LabScript.ps1"
_MAX_LINE_BYTES = 64 * 1024 * 1024
_MAX_ERROR_CHARACTERS = 2000


def find_pwsh() -> Path:
    """The PowerShell 7 to use.

    Raises:
        LabError: there is none, or this system cannot run the stub programs.
    """
    if os.name == "nt":
        raise LabError("the pwsh engine's stub programs are shell scripts; it does not run on Windows")
    named = os.environ.get(VARIABLE)
    found = shutil.which(named or "pwsh")
    if found is None:
        missing = f"{VARIABLE} names {named}, which cannot be run" if named else f"no pwsh on the PATH, no {VARIABLE}"
        raise LabError(f"PowerShell 7 was not found: {missing}")
    return Path(found)


class PwshEngine:
    """Runs the composed visit script in PowerShell 7 against a stubbed Windows."""

    def __init__(
        self,
        program: Path | None = None,
        script_sha256: str | None = None,
        *,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """An engine for one farm.

        Args:
            program: the PowerShell to run; None to find one.
            script_sha256: hash of the script it runs; None for the one that `snippets.compose_visit()` composes.
            clock: seconds that pass; with `SimulatedHost.now` they make the true time.

        Raises:
            LabError: there is no PowerShell 7.
        """
        self._program = program or find_pwsh()
        self._script_sha256 = script_sha256 or visit_sha256()
        self._clock = clock
        self._started_at = clock()
        self._left: dict[tuple[str, int], frozenset[str]] = {}
        self._places = asyncio.Semaphore(os.cpu_count() or 1)  # each run keeps a core busy while it starts

    def open_tasks(self) -> int:
        """How many user tasks the runs that ended left behind."""
        return sum(len(names) for names in self._left.values())

    async def run(self, host: SimulatedHost, call: PipelineCall) -> AsyncIterator[StreamItem]:
        """What PowerShell writes, as it comes; closing the iterator ends the process.

        Raises:
            UnknownScript: the text is not the composed visit script.
        """
        text = visit_text() if is_visit(host.scenario.endpoint, call) else call.text or ""
        if hashlib.sha256(text.encode()).hexdigest() != self._script_sha256:
            raise UnknownScript(call.command or "a script of unknown hash")
        off = timedelta(minutes=host.scenario.story.device.clock_minutes_off)
        async with self._places:
            moment = host.now + timedelta(seconds=self._clock() - self._started_at) + off
            records = VisitRecords(host, moment, visit_parameters(call.parameters))
            with tempfile.TemporaryDirectory(prefix="remote_prt_lab_", ignore_cleanup_errors=True) as name:
                folder = Path(name)
                key = host.computer_name, host.seed
                found = self._left.get(key, frozenset())
                lay_out(folder, records, text, call.parameters)
                put_leftovers(folder, found)
                try:
                    async with contextlib.aclosing(self._items(folder)) as items:
                        async for item in items:
                            yield item
                finally:
                    self._left[key] = self._left.get(key, frozenset()) - found | leftovers(folder)

    async def _items(self, folder: Path) -> AsyncGenerator[StreamItem, None]:
        process = await asyncio.create_subprocess_exec(
            self._program,
            *("-NoLogo", "-NoProfile", "-NonInteractive", "-File", str(_RUNNER), "-Folder", str(folder)),
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            env=_environment(folder),
            limit=_MAX_LINE_BYTES,
            start_new_session=True,  # so that its children end with it
        )
        assert process.stdout is not None
        assert process.stderr is not None
        complaints = asyncio.create_task(process.stderr.read(_MAX_ERROR_CHARACTERS))
        try:
            async for line in process.stdout:
                yield _item(line)
            if await process.wait() != 0:
                yield StreamItem(Stream.ERROR, (await complaints).decode("utf-8", "replace"))
        finally:
            await _end(process)
            complaints.cancel()


def _item(line: bytes) -> StreamItem:
    stream, _, text = line.decode("ascii", "replace").rstrip("\r\n").partition("\t")
    if stream not in list(Stream):
        return StreamItem(Stream.ERROR, f"the runner wrote a line that is none: {stream[:_MAX_ERROR_CHARACTERS]}")
    return StreamItem(Stream(stream), base64.b64decode(text).decode("utf-8"))


async def _end(process: asyncio.subprocess.Process) -> None:
    """Ends the process and everything it started, if it still runs."""
    if process.returncode is None:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        await process.wait()


def _environment(folder: Path) -> dict[str, str]:
    """Little more than a PATH: neither this user's profile nor any secret reaches the script."""
    runtime = {name: value for name, value in os.environ.items() if name.startswith("DOTNET_")}  # where .NET is, no ICU
    return runtime | {
        "PATH": os.environ.get("PATH", os.defpath),
        "HOME": str(folder),
        "TMPDIR": str(folder),
        "LANG": "C.UTF-8",
        "POWERSHELL_TELEMETRY_OPTOUT": "1",
        "POWERSHELL_UPDATECHECK": "Off",
    }
