"""A program that starts this one by pipes: the password comes first, and closing the pipe ends the run in order."""

import asyncio
import json
import os
import sys
from pathlib import Path

from remote_prt.lab.process import LabProcess
from remote_prt.store.journal_reading import read_journal
from remote_prt.store.run_folders import RunFolders

PIPE = asyncio.subprocess.PIPE


async def _start(state: Path, *words: str) -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "remote_prt", "sweep", "--output=ndjson=-", "--end-with-stdin", "--lang=en"),
        *(f"--state-dir={state}", *words),
        stdin=PIPE,
        stdout=PIPE,
        stderr=PIPE,
        env={**os.environ, "PYTHONUTF8": "1"},
    )


async def test_closing_standard_input_ends_a_run_in_order(tmp_path: Path) -> None:
    """What is done is reported, the rest is SKIPPED, the exit code is TERM's, and the journal can be resumed."""
    async with LabProcess.start(hosts=8, seed=5, scenarios=("healthy-hybrid",)) as lab:
        hosts = [f"{host.address}:{host.http_port}" for host in lab.hosts]
        options = ("--password-fd=0", f"--user={lab.account}", "--concurrency=1", "--auth=ntlm", "--allow-ntlm")
        process = await _start(tmp_path, *options, "--", *hosts)
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(f"{lab.password}\r\n".encode())
        lines = [json.loads(await asyncio.wait_for(process.stdout.readline(), 30)) for _ in range(2)]
        process.stdin.close()
        rest, _ = await asyncio.wait_for(process.communicate(), 30)
    lines += [json.loads(line) for line in rest.splitlines()]
    folders = RunFolders(tmp_path)
    kept = read_journal(folders.path(folders.find("last")))

    assert [line["Type"] for line in lines] == ["Run", *["Result"] * 8, "Summary"]
    assert lines[1]["Status"] == "HEALTHY"
    assert lines[-2]["Status"] == "SKIPPED"
    assert process.returncode == lines[-1]["ExitCode"] == 143
    assert 0 < sum(entry.is_finished for entry in kept.entries.values()) < len(hosts)


async def test_closing_standard_input_after_the_last_line_changes_nothing(tmp_path: Path) -> None:
    """When the visits are over there is nothing to stop: the run is remembered, and its exit code is its own."""
    async with LabProcess.start(hosts=1, seed=5, scenarios=("wrong-password",)) as lab:
        host = lab.hosts[0]
        options = ("--password-fd=0", f"--user={lab.account}", "--auth=ntlm", "--allow-ntlm")
        process = await _start(tmp_path, *options, "--", f"{host.address}:{host.http_port}")
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(f"{lab.password}\n".encode())
        while b'"Type":"Summary"' not in await asyncio.wait_for(process.stdout.readline(), 30):
            pass
        process.stdin.close()
        code = await asyncio.wait_for(process.wait(), 30)
    told = await asyncio.create_subprocess_exec(
        *(
            sys.executable,
            "-m",
            "remote_prt",
            "history",
            "--format=json",
            f"--state-dir={tmp_path}",
            host.address or "",
        ),
        stdout=PIPE,
    )
    out, _ = await told.communicate()

    assert code == 1
    assert b'"BROKEN"' in out


async def test_standard_input_that_stays_open_holds_no_run_back(tmp_path: Path) -> None:
    """A run ends when it is done, whoever still holds the other end."""
    async with LabProcess.start(hosts=1, seed=5, scenarios=("healthy-hybrid",)) as lab:
        host = lab.hosts[0]
        options = ("--password-fd=0", f"--user={lab.account}", "--auth=ntlm", "--allow-ntlm")
        process = await _start(tmp_path, *options, "--", f"{host.address}:{host.http_port}")
        assert process.stdin is not None
        process.stdin.write(f"{lab.password}\n".encode())
        code = await asyncio.wait_for(process.wait(), 30)

    assert code == 0
