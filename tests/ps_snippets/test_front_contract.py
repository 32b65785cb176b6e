"""What the PowerShell front relies on, against the program itself: the same words, the same pipes, a lab of hosts."""

import asyncio
import json
import os
import re
import sys
from pathlib import Path

import pytest

from remote_prt.lab.process import LabProcess
from tests.ps_snippets.front_module import TEXT, table, texts

PIPE = asyncio.subprocess.PIPE


async def _start(state: Path, *words: str) -> asyncio.subprocess.Process:
    """The program as the module starts it: three pipes, standard input left open, text in UTF-8."""
    return await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "remote_prt", *texts("SweepWord")),
        *(f"{table('SweepOption')['StateDir']}={state}", f"{table('SweepOption')['Lang']}=en", *words),
        stdin=PIPE,
        stdout=PIPE,
        stderr=PIPE,
        env={**os.environ, "PYTHONIOENCODING": "utf-8"},
    )


async def _ended(process: asyncio.subprocess.Process) -> tuple[list[str], str]:
    """All lines and all of standard error; standard input closes only after both have ended."""
    assert process.stdout is not None
    assert process.stderr is not None
    out, err = await asyncio.wait_for(asyncio.gather(process.stdout.read(), process.stderr.read()), 60)
    await process.wait()
    return out.decode("ascii").splitlines(), err.decode()


async def test_a_run_over_pipes_gives_lines_and_keeps_its_password(tmp_path: Path) -> None:
    """Every host is a line, nothing but warnings is said beside, and no argument or variable shows the password."""
    scenarios = ("healthy-hybrid", "wrong-password", "port-closed")
    async with LabProcess.start(hosts=3, seed=5, scenarios=scenarios) as lab:
        names = tmp_path / "names"
        names.write_text("".join(f"{host.address}:{host.http_port}\n" for host in lab.hosts), "utf-8")
        account = f"{texts('UserOption')[0]}={lab.account}"
        process = await _start(
            tmp_path / "state", account, *texts("PasswordWord"), "--auth=ntlm", "--allow-ntlm", f"--hostfile={names}"
        )
        assert process.stdin is not None
        process.stdin.write(f"{lab.password}\n".encode())
        shown = [(Path("/proc") / str(process.pid) / name).read_bytes() for name in ("cmdline", "environ")]
        raw, said = await _ended(process)
    lines = [json.loads(line) for line in raw]
    last = re.findall(r"-match '([^']*Summary[^']*)'", TEXT)[0]
    results = {str(line["Status"]): line for line in lines if line["Type"] == "Result"}

    assert [line["Type"] for line in lines] == ["Run", "Result", "Result", "Result", "Summary"]
    assert [bool(re.search(last, line)) for line in raw] == [False, False, False, False, True]
    assert set(results) == {"HEALTHY", "BROKEN", "UNREACHABLE"}
    assert set(results["UNREACHABLE"]) >= {"ComputerName", "Outcome", "Failure"}
    assert said == ""
    assert lines[-1]["ExitCode"] == process.returncode == 1
    assert not any(lab.password.encode() in text for text in shown)


@pytest.mark.parametrize(
    "words", [("--", "pc 1/"), ("--concurrency=no", "--", "pc-01"), ()], ids=["name", "value", "none"]
)
async def test_a_mistake_is_one_line_and_no_output(tmp_path: Path, words: tuple[str, ...]) -> None:
    """What becomes a terminating error is exit code 2, an empty standard output, and a text of ours."""
    process = await _start(tmp_path, *words)
    lines, said = await _ended(process)

    assert process.returncode == 2
    assert lines == []
    assert said.strip()
    assert "Traceback" not in said
