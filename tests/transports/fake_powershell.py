"""A program that stands where `powershell` would: it reads what was laid out for it, and answers as the lab would.

Run as `python -m tests.transports.fake_powershell MODE ...`, with the arguments of PowerShell behind the mode. It knows
only the starter and the script of this version, and takes the parameters from the file beside them.
"""

import asyncio
import json
import os
import re
import stat
import subprocess
import sys
import textwrap
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SCENARIO = "wrong-password-japanese"


def program(folder: Path, mode: str) -> Path:
    """An executable file that behaves in that way."""
    path = folder / "powershell"
    words = f'cd "{ROOT}" && FAKE_CWD="$OLDPWD" exec "{sys.executable}" -m tests.transports.fake_powershell {mode} "$@"'
    path.write_text(f"#!/bin/sh\n{words}\n")
    path.chmod(0o700)
    return path


async def answers(text: str, given: dict[str, object]) -> list[str]:
    """What the lab's host says to that script."""
    from remote_prt.lab.canned import CannedEngine
    from remote_prt.lab.engine import PipelineCall
    from remote_prt.lab.fleet import load_scenarios
    from remote_prt.lab.scenario import SimulatedHost

    scenario = next(one for one in load_scenarios() if one.name == SCENARIO)
    host = SimulatedHost("pc-01", scenario, 7, datetime.now(UTC))
    call = PipelineCall(text, parameters=given)
    return [item.value async for item in CannedEngine(pace=0).run(host, call)]


def line_of(record: str) -> str:
    """The record as the starter prints it."""
    units = re.sub(r"[^\x20-\x7e]", lambda found: json.dumps(found[0])[1:-1], record)
    return f"REMOTE-PRT-RECORD {len(units)} {units}"


def obey(mode: str, arguments: list[str]) -> int:
    """Do what the mode says, and give the exit code."""
    starter = Path(arguments[arguments.index("-File") + 1])
    first = line_of('{"Snippet": "first"}')
    if mode in ("honest", "wraps"):
        return play(starter, wraps=mode == "wraps")
    if mode == "hangs":
        return hang(starter.parent, first)
    while mode == "endless":
        sys.stdout.write(line_of("x" * 9000) + "\n")
    printed, complaint = {
        "garbage": (first + "\nWARNING: \x1b[31mprofile says hello\n", ""),
        "cut": (first[:-3], ""),
        "huge": ("REMOTE-PRT-RECORD 999999999 {", ""),
        "fails": (first + "\n", "visit.ps1 : Cannot find \x1b[31mit" + "x" * 100_000),
        "policy": ("", "run.ps1 cannot be loaded.\n    + FullyQualifiedErrorId : UnauthorizedAccess\n"),
    }[mode]
    sys.stdout.write(printed)
    sys.stderr.write(complaint)
    return 1 if complaint else 0


def play(starter: Path, *, wraps: bool) -> int:
    """What an honest PowerShell does with what was laid out, after a look at whether it was laid out well."""
    from remote_prt.snippets import compose_door

    folder = starter.parent
    assert starter.read_text() == compose_door().text
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert Path(os.environ["FAKE_CWD"]) == folder
    assert "REMOTE_PRT_PASSWORD" not in os.environ
    given = {one["Name"]: one["Value"] for one in json.loads((folder / "parameters.json").read_text())}
    for record in asyncio.run(answers((folder / "visit.ps1").read_text(), given)):
        lines = textwrap.wrap(line_of(record), 80, break_on_hyphens=False, drop_whitespace=False)
        sys.stdout.write(("\r\n".join(lines) if wraps else line_of(record)) + "\n")
    return 0


def hang(folder: Path, first: str) -> int:
    """One record, then a child that keeps the pipe and would outlive its parent."""
    sys.stdout.write(first + "\n")
    sys.stdout.flush()
    child = subprocess.Popen(["sleep", "600"])
    (ROOT / os.environ["FAKE_NOTES"]).write_text(f"{os.getpid()} {child.pid} {folder}")
    return child.wait()


if __name__ == "__main__":
    sys.exit(obey(sys.argv[1], sys.argv[2:]))
