"""Programs of others, in an environment of their own, and a lab for them."""

import asyncio
import json
import os
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from remote_prt.lab.process import LabProcess

ROOT = Path(__file__).parent.parent.parent
PROGRAMS = Path(__file__).parent / "programs"

RunOutside = Callable[..., Awaitable[tuple[int, str, str]]]


@pytest.fixture(scope="session")
def outside() -> Path:
    """The folder of the programs: `.venv-outside`, which `make outside` makes."""
    folder = ROOT / ".venv-outside" / ("Scripts" if os.name == "nt" else "bin")
    if not (folder.parent / ".installed").exists():
        if os.environ.get("REMOTE_PRT_OUTSIDE") == "required":
            pytest.fail("the programs of others are not installed, and they were required: make outside")
        pytest.skip("the programs of others are not installed: make outside")
    return folder


@pytest.fixture
def run_outside(outside: Path, tmp_path: Path) -> RunOutside:
    """Runs one of them in an empty home, with JSON on standard input; exit code, output and errors."""

    async def run(program: str, *words: str, asked: Any = None, **environment: str) -> tuple[int, str, str]:
        home = {"HOME": str(tmp_path), "AIRFLOW_HOME": str(tmp_path / "airflow"), "ANSIBLE_NOCOLOR": "1"}
        process = await asyncio.create_subprocess_exec(
            str(outside / program),
            *words,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            env={"PATH": os.environ["PATH"], "LANG": "C.UTF-8", **home, **environment},
            cwd=tmp_path,
        )
        out, err = await asyncio.wait_for(process.communicate(json.dumps(asked).encode()), 120)
        return process.returncode or 0, out.decode(), err.decode()

    return run


@pytest.fixture
async def lab() -> AsyncIterator[LabProcess]:
    """Three hosts that echo what they are asked."""
    async with LabProcess.start(hosts=3, engine="echo") as running:
        yield running
