"""Examples and the README's commands do what they show."""

import asyncio
import importlib.util
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from remote_prt.cli.main import VERBS
from remote_prt.diagnosis.diagnosis import Status
from remote_prt.lab.process import LabProcess
from remote_prt.model import Outcome

ROOT = Path(__file__).parent.parent


async def test_the_library_example_sweeps_a_farm() -> None:
    """`examples/sweep_fleet.py` prints a line per host and one per signed-in user."""
    async with LabProcess.start(hosts=2, seed=5, scenarios=("healthy-hybrid",)) as lab:
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            ROOT / "examples" / "sweep_fleet.py",
            *(f"{host.address}:{host.http_port}" for host in lab.hosts),
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            env={**os.environ, "PRT_USER": lab.account, "REMOTE_PRT_PASSWORD": lab.password, "PYTHONUTF8": "1"},
        )
        out, err = await asyncio.wait_for(process.communicate(), 60)
    lines = out.decode().splitlines()

    assert err == b""
    assert sum(line.startswith("127.") and "HEALTHY" in line for line in lines) == 2
    assert sum(line.startswith("   ") for line in lines) >= 2


@pytest.mark.parametrize(
    ("names", "hosts"), [((), ["127.0.0.1"]), (("PRT_USER", "REMOTE_PRT_PASSWORD"), [])], ids=["no account", "no hosts"]
)
def test_the_library_example_says_what_it_needs(names: tuple[str, ...], hosts: list[str]) -> None:
    """Without an account or hosts `examples/sweep_fleet.py` ends with one line."""
    account = dict.fromkeys(names, "x")
    others = {k: v for k, v in os.environ.items() if k not in {"PRT_USER", "REMOTE_PRT_PASSWORD"}}
    done = subprocess.run(
        [sys.executable, ROOT / "examples" / "sweep_fleet.py", *hosts],
        capture_output=True,
        encoding="utf-8",
        env={**others, **account},
        timeout=60,
        check=False,
    )

    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert "PRT_USER" in done.stderr


def _readme_commands() -> list[str]:
    """The remote_prt command lines in the README's blocks, without those that need a real domain."""
    text = (ROOT / "README.md").read_text("utf-8")
    blocks = re.findall(r"```(?:sh|console|powershell)\n(.*?)```", text, re.DOTALL)
    lines = [line.strip().removeprefix("$ ") for block in blocks for line in block.splitlines()]
    return [line for line in lines if line.startswith("remote_prt ")]


@pytest.mark.parametrize("line", _readme_commands())
def test_every_command_of_the_readme_is_one(line: str) -> None:
    """Each remote_prt line of the README is understood by the prompt: its options and hosts are valid."""
    words = _words(line)
    if {"--ou", "--resume", "--rerun"} & set(words):  # a directory or a kept run, neither of which is here
        words.append("--help")
    elif words[0] not in VERBS or words[0] in {"doctor", "refresh", "logs", "trace"}:
        words.append("--list-hosts")
    elif words[0] in {"demo", "lab", "analyze", "diff", "history", "notify", "report"} or "-o" in words:
        words.append("--help")
    done = subprocess.run(
        [sys.executable, "-m", "remote_prt", *words],
        capture_output=True,
        encoding="utf-8",
        cwd=ROOT / "inventories",
        timeout=60,
        check=False,
    )

    assert done.returncode == 0, done.stderr


def _rows(table: str) -> list[tuple[str, str]]:
    """Host and status of each row of a table and of each line about a host that was not judged."""
    statuses = "|".join([*Status, *Outcome])
    return re.findall(rf"^([a-z]+-\d+)  .*?\b({statuses})\b", table, re.MULTILINE)


def test_the_sample_of_the_readme_is_what_a_sweep_prints() -> None:
    """Hosts and statuses of the README's sample are those of a fresh run; `docs/readme_sample.py` writes it again."""
    specification = importlib.util.spec_from_file_location("readme_sample", ROOT / "docs" / "readme_sample.py")
    assert specification is not None
    assert specification.loader is not None
    sample = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(sample)
    shown, fresh = sample.shown_sample((ROOT / "README.md").read_text("utf-8")), sample.fresh_sample()

    assert len(_rows(shown)) > 8
    assert _rows(fresh) == _rows(shown)


def _words(line: str) -> list[str]:
    import shlex

    return shlex.split(line.partition("  #")[0])[1:]


def test_the_two_commands_are_in_readme_and_makefile() -> None:
    """`make demo` and `make test` stand in the README and are targets."""
    readme, makefile = (ROOT / "README.md").read_text("utf-8"), (ROOT / "Makefile").read_text("utf-8")

    for target in ("demo", "test"):
        assert f"make {target}" in readme
        assert re.search(rf"^{target}:", makefile, re.MULTILINE)
