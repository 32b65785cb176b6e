"""Runs that a signal ends, over simulated hosts in a process of their own: what was journalled is never lost."""

import asyncio
import base64
import json
import os
import signal
import stat
import sys
import zlib
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from remote_prt.errors import UnreadableInput, UsageError
from remote_prt.lab.process import LabProcess
from remote_prt.store.journal_reading import JournalContents, read_journal
from remote_prt.store.run_folders import RunFolders
from tests.lab_farm import until

if sys.platform == "win32":
    pytest.skip("POSIX signals", allow_module_level=True)

SCENARIOS = ("healthy-hybrid", "wrong-password", "idle-overnight", "system-has-no-way")
HOSTS = 6


class Sweeper:
    """Starts `remote_prt` against the hosts of a lab, with a state folder of its own."""

    def __init__(self, lab: LabProcess, folder: Path) -> None:
        self.lab, self.state = lab, folder / "remote_prt"
        self._password_file = folder / "password"
        self._password_file.write_text(lab.password + "\n", "utf-8")
        self._password_file.chmod(stat.S_IRUSR | stat.S_IWUSR)
        self.hosts = [f"{host.address}:{host.http_port}" for host in lab.hosts]
        self.account = ("--user", lab.account, "--password-file", str(self._password_file))

    async def start(self, *words: str) -> asyncio.subprocess.Process:
        """A running command line."""
        pipe = asyncio.subprocess.PIPE
        return await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "remote_prt", *words, "--lang", "en"),
            stdin=asyncio.subprocess.DEVNULL,
            stdout=pipe,
            stderr=pipe,
            env={**os.environ, "PYTHONUTF8": "1", "XDG_STATE_HOME": str(self.state.parent)},
        )

    async def run(self, *words: str) -> tuple[int | None, str, str]:
        """Exit code, standard output and standard error of a finished one."""
        process = await self.start(*words)
        out, err = await asyncio.wait_for(process.communicate(), 60)
        return process.returncode, out.decode(), err.decode()

    def journal(self) -> JournalContents | None:
        """The newest journal as it is now, None before there is one."""
        folders = RunFolders(self.state)
        try:
            return read_journal(folders.path(folders.find("last")))
        except (UsageError, UnreadableInput):
            return None

    def done(self) -> int:
        """How many outcomes are journalled."""
        journal = self.journal()
        return 0 if journal is None or journal.has_ended else len(journal.entries)

    async def visits(self) -> int:
        """How many visits the lab has counted."""
        return (await self.lab.stats()).visits


@pytest.fixture
async def sweeper(tmp_path: Path) -> AsyncIterator[Sweeper]:
    """Hosts of all scenarios above."""
    async with LabProcess.start(hosts=HOSTS, seed=5, scenarios=SCENARIOS) as lab:
        yield Sweeper(lab, tmp_path)


def verdicts(document: str) -> list[Any]:
    """What a report says of each host, apart from times."""
    return [
        (
            result["ComputerName"],
            result["Address"],
            result["Status"],
            result["Device"]["JoinType"],
            [(user["UserName"], user["Status"], [f["Id"] for f in user["Findings"]]) for user in result["Users"]],
        )
        for result in json.loads(document)["Results"]
    ]


async def test_a_killed_run_is_resumed_as_if_nothing_had_happened(sweeper: Sweeper) -> None:
    """The union equals an uninterrupted run, and no host is visited again once its outcome was journalled."""
    words = [*sweeper.hosts, *sweeper.account, "--format", "json", "--concurrency", "1"]
    _, whole, _ = await sweeper.run(*words)
    for moment in (1, 4):
        process = await sweeper.start(*words)
        await until(lambda moment=moment: sweeper.done() >= moment, 20)  # type: ignore[misc]
        process.kill()
        await process.communicate()
        journalled, visited = sweeper.done(), await sweeper.visits()
        code, resumed, _ = await sweeper.run("--resume", "last")

        assert 1 <= moment <= journalled < HOSTS
        assert code == 1
        assert verdicts(resumed) == verdicts(whole)
        assert await sweeper.visits() - visited == HOSTS - journalled


async def test_a_terminated_run_reports_and_goes_on(sweeper: Sweeper, tmp_path: Path) -> None:
    """TERM leaves a whole document with what was done; resuming it completes that very file."""
    report = tmp_path / "report.json"
    words = (*sweeper.hosts, *sweeper.account, "-o", str(report), "--concurrency", "1")
    process = await sweeper.start(*words)
    await until(lambda: sweeper.done() >= 2, 20)
    process.send_signal(signal.SIGTERM)
    _, err = await process.communicate()
    partial = json.loads(report.read_text("utf-8"))
    code, _, _ = await sweeper.run("--resume", "last")
    complete = json.loads(report.read_text("utf-8"))

    assert process.returncode == 143
    assert partial["Run"]["Counts"]["SKIPPED"] >= 1
    assert f"go on with: remote_prt --resume {partial['Run']['Id']}" in err.decode()
    assert (code, complete["Run"]["Id"]) == (1, partial["Run"]["Id"])
    assert "SKIPPED" not in complete["Run"]["Counts"]


async def test_one_run_at_a_time(sweeper: Sweeper) -> None:
    """A second run over the same hosts is told who is active and contacts nobody; a killed one holds nothing."""
    words = (*sweeper.hosts, *sweeper.account, "--concurrency", "1")
    process = await sweeper.start(*words)
    await until(lambda: sweeper.done() >= 1, 20)
    process.send_signal(signal.SIGSTOP)
    before = (await sweeper.lab.stats()).logon_attempts
    code, out, err = await sweeper.run(*words)
    resumed, _, _ = await sweeper.run("--resume", "last")
    after = (await sweeper.lab.stats()).logon_attempts
    process.kill()
    await process.communicate()
    killed, _, _ = await sweeper.run("--resume", "last")

    assert (code, out, resumed) == (7, "", 7)
    assert f"is still active (pid {process.pid}, for 0 min)" in err
    assert after == before
    assert killed == 1


async def test_a_journal_holds_captures_and_no_secret(sweeper: Sweeper) -> None:
    """Neither as it lies on disk nor inflated; the same captures are judged by `analyze`."""
    await sweeper.run(*sweeper.hosts, *sweeper.account)
    journal = sweeper.journal()
    assert journal is not None
    content = b"".join(path.read_bytes() for path in sweeper.state.rglob("*") if path.is_file())
    packed = [json.loads(line).get("Capture") for line in journal.path.read_text("ascii").splitlines()]
    captures = b"".join(zlib.decompress(base64.b64decode(one)) for one in packed if one)
    code, out, _ = await sweeper.run("analyze", str(journal.path.parent), "--format", "json")

    assert b"Get-PrtHostFact" in captures
    assert sweeper.lab.password.encode() not in content + captures
    assert code == 1
    assert [verdict[0] for verdict in verdicts(out)] == [host.rpartition(":")[0] for host in sweeper.hosts]
