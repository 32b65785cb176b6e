"""The lab seen from the program that starts it: `demo`, tests and benchmarks run it in a process of its own."""

import asyncio
import contextlib
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from remote_prt.errors import LabError
from remote_prt.lab.farm_stats import FarmStats

START_SECONDS = 60.0
_ANSWER_SECONDS = 10.0
_END_SECONDS = 5.0
_LINE_BYTES = 4 * 1024 * 1024  # the announcement of 2,000 hosts is one line
_STDERR_TAIL = 2000


@dataclass(frozen=True, slots=True)
class LabHost:
    """One host as the lab announced it."""

    computer_name: str
    address: str | None  #: None: its name does not resolve
    http_port: int | None
    https_port: int | None
    scenario: str
    status: str  #: what a true sweep says
    in_inventory: bool
    resolvable: bool
    https: bool  #: to be visited by Basic over TLS


class LabProcess:
    """A running lab; made by `start`."""

    def __init__(self, process: asyncio.subprocess.Process, announcement: dict[str, object], stderr: "_Tail") -> None:
        self._process = process
        self._stderr = stderr
        self._asking = asyncio.Lock()
        try:
            self.account = str(announcement["Account"])
            self._password = str(announcement["Password"])
            self.ca_certificate_path = Path(str(announcement["CaCertificate"]))
            self.client_certificate_path = Path(str(announcement["ClientCertificate"]))
            self.pid = int(str(announcement["Pid"]))
            rows = announcement["Hosts"]
            self.hosts: tuple[LabHost, ...] = tuple(_host(row) for row in rows) if isinstance(rows, list) else ()
        except (KeyError, ValueError, TypeError) as error:
            raise LabError(f"the lab's announcement lacks {error}") from error

    @property
    def password(self) -> str:
        """This run's password."""
        return self._password

    def __repr__(self) -> str:
        return f"<LabProcess pid={self.pid} hosts={len(self.hosts)}>"

    @classmethod
    @contextlib.asynccontextmanager
    async def start(
        cls,
        *,
        hosts: int = 24,
        seed: int = 1,
        scenarios: Sequence[str] = (),
        engine: str = "canned",
        base_address: str = "127.0.1.1",
        stats_path: Path | None = None,
        zoo: bool = False,
        free_ports: bool = True,
        program: Sequence[str] = ("-m", "remote_prt", "lab"),
    ) -> AsyncIterator["LabProcess"]:
        """Starts a lab, on free ports if not told else, and ends it on leaving, by closing its standard input.

        Another `program` takes the same options and ends in `serve`, with hosts of its own.

        Raises:
            LabError: it did not start; carries the end of its standard error.
        """
        words = [*program, "--announce", "json", "--hosts", str(hosts)]
        words += ["--free-ports"] if free_ports else []
        words += ["--seed", str(seed), "--engine", engine, "--base-address", base_address]
        for name in scenarios:
            words += ["--scenario", name]
        if zoo:
            words.append("--zoo")
        if stats_path is not None:
            words += ["--stats", str(stats_path)]
        # Its temporary files lie in a folder of ours, so that nothing is left even of a lab that was killed.
        with tempfile.TemporaryDirectory(prefix="remote_prt-", ignore_cleanup_errors=True) as folder:
            process = await _spawn(words, folder)
            tail = _Tail(process)
            try:
                yield cls(process, await _read_object(process, tail, START_SECONDS, "did not start"), tail)
            finally:
                await _end(process, tail)

    async def stats(self) -> FarmStats:
        """The lab's counts as of now.

        Raises:
            LabError: it does not answer.
        """
        stdin = self._process.stdin
        async with self._asking:
            try:
                assert stdin is not None
                stdin.write(b"stats\n")
                await stdin.drain()
            except OSError as error:
                raise LabError(f"the lab has ended: {await self._stderr.text()}") from error
            document = await _read_object(self._process, self._stderr, _ANSWER_SECONDS, "has ended")
        try:
            return FarmStats.from_document(document)
        except (KeyError, ValueError) as error:
            raise LabError(f"the lab's stats lack {error}") from error


class _Tail:
    """Reads a child's standard error all the time and keeps its end."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._end = b""
        self._task = asyncio.get_running_loop().create_task(self._read(process))

    async def _read(self, process: asyncio.subprocess.Process) -> None:
        assert process.stderr is not None
        while data := await process.stderr.read(4096):
            self._end = (self._end + data)[-_STDERR_TAIL:]

    async def text(self) -> str:
        """The end of what it wrote, after waiting a moment for the rest."""
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(asyncio.shield(self._task), 1.0)
        return self._end.decode(errors="replace").strip()

    async def stop(self) -> None:
        """Stops reading."""
        self._task.cancel()
        await asyncio.gather(self._task, return_exceptions=True)


async def _spawn(words: Sequence[str], folder: str) -> asyncio.subprocess.Process:
    """The child, out of reach of Ctrl-C at the terminal: its starter ends it, after saying goodbye to the hosts."""
    group: dict[str, Any] = {"start_new_session": True}
    if sys.platform == "win32":
        group = {"creationflags": subprocess.CREATE_NEW_PROCESS_GROUP}
    pipe = subprocess.PIPE
    inherited = {name: value for name, value in os.environ.items() if name != "REMOTE_PRT_PASSWORD"}  # not its secret
    environment = {**inherited, "TMPDIR": folder, "TEMP": folder, "TMP": folder}
    return await asyncio.create_subprocess_exec(
        sys.executable, *words, stdin=pipe, stdout=pipe, stderr=pipe, limit=_LINE_BYTES, env=environment, **group
    )


async def _read_object(
    process: asyncio.subprocess.Process, tail: _Tail, seconds: float, otherwise: str
) -> dict[str, object]:
    assert process.stdout is not None
    try:
        line = await asyncio.wait_for(process.stdout.readline(), seconds)
    except TimeoutError:
        raise LabError(f"the lab said nothing for {seconds:.0f} s: {await tail.text()}") from None
    try:
        document = json.loads(line)
    except ValueError:
        raise LabError(f"the lab {otherwise}: {await tail.text() or repr(line[:200])}") from None
    if not isinstance(document, dict):
        raise LabError(f"the lab said {line[:200]!r}")
    return document


async def _end(process: asyncio.subprocess.Process, tail: _Tail) -> None:
    assert process.stdin is not None
    process.stdin.close()
    try:
        await asyncio.wait_for(process.wait(), _END_SECONDS)
    except TimeoutError:
        process.kill()
        await process.wait()
    await tail.stop()


def _host(row: dict[str, object]) -> LabHost:
    address, http, https = row["Address"], row["HttpPort"], row["HttpsPort"]
    return LabHost(
        computer_name=str(row["ComputerName"]),
        address=None if address is None else str(address),
        http_port=None if http is None else int(str(http)),
        https_port=None if https is None else int(str(https)),
        scenario=str(row["Scenario"]),
        status=str(row["Status"]),
        in_inventory=bool(row["InInventory"]),
        resolvable=bool(row["Resolvable"]),
        https=bool(row["Https"]),
    )
