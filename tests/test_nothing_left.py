"""Whatever ends a sweep, no task, file or shell stays on a host: its own cleaning, an idle shell's end, the next visit.

The farm runs in the test, so that its clock can be set; the sweep is a process of its own, so that it can be killed.
"""

import asyncio
import json
import os
import signal
import stat
import sys
import tempfile
from collections.abc import AsyncIterator
from contextlib import aclosing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from remote_prt.lab.canned import CannedEngine
from remote_prt.lab.engine import PipelineCall, StreamItem
from remote_prt.lab.fleet import load_scenarios
from remote_prt.lab.scenario import SimulatedHost
from tests.conftest import StartFarm
from tests.lab_farm import RunningFarm, until

HOST_TIMEOUT = 30
IDLE_SECONDS = HOST_TIMEOUT + 60  # after which Windows deletes the shell of a visit (idle timeout of its Create)
LIFE_SECONDS = HOST_TIMEOUT + 30 + 120  # of a task, at most: its visit, its own time, and a margin


class HeldEngine(CannedEngine):
    """Stops in the middle of each visit, when its tasks are registered, until it is let go."""

    def __init__(self) -> None:
        self.seconds = 0.0
        self.go = asyncio.Event()
        super().__init__(pace=0, clock=lambda: self.seconds)

    async def run(self, host: SimulatedHost, call: PipelineCall) -> AsyncIterator[StreamItem]:
        async with aclosing(super().run(host, call)) as items:
            async for item in items:
                yield item
                await self.go.wait()


@dataclass
class Stage:
    """A farm that is held, and sweeps of it."""

    running: RunningFarm
    engine: HeldEngine
    password_file: Path

    @property
    def left(self) -> tuple[int, int]:
        """Open shells, and tasks that are registered."""
        stats = self.running.farm.stats()
        return stats.open_shells, stats.open_tasks

    async def start(self, *words: str) -> asyncio.subprocess.Process:
        """A running sweep of all hosts, by somebody who remembers no other."""
        hosts = [f"{host.address}:{host.http_port}" for host in self.running.hosts]
        account = ["--user", self.running.account.name, "--password-file", str(self.password_file)]
        inherited = {name: value for name, value in os.environ.items() if name != "NTLM_USER_FILE"}
        pipe = asyncio.subprocess.PIPE
        return await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "remote_prt", *hosts, *account, "--allow-ntlm", "--format", "json"),
            *("--host-timeout", str(HOST_TIMEOUT), *words),
            stdin=asyncio.subprocess.DEVNULL,
            stdout=pipe,
            stderr=pipe,
            env=inherited | {"XDG_STATE_HOME": tempfile.mkdtemp(dir=self.password_file.parent)},
        )

    async def sweep(self, *words: str) -> list[dict[str, Any]]:
        """The results of a sweep that nothing holds up."""
        self.engine.go.set()
        return await told(await self.start(*words))


async def told(sweep: asyncio.subprocess.Process) -> list[dict[str, Any]]:
    """The results of a sweep, host by host in the order of the farm."""
    out, err = await asyncio.wait_for(sweep.communicate(), 60)
    assert out, err.decode()
    return sorted(json.loads(out)["Results"], key=lambda result: str(result["Address"]))


def notes(result: dict[str, Any]) -> str:
    """All that is noted beside the users of a host."""
    return " | ".join(note for user in result["Users"] for note in user["Notes"])


@pytest.fixture
async def staged(start_farm: StartFarm, tmp_path: Path) -> Any:
    """A function that sets the stage with hosts of these scenarios."""

    async def start(*names: str) -> Stage:
        known = {scenario.name: scenario for scenario in load_scenarios()}
        engine = HeldEngine()
        running = await start_farm(*(known[name] for name in names), engine=engine)
        password_file = tmp_path / "password"
        password_file.write_text(running.account.password + "\n", "utf-8")
        password_file.chmod(stat.S_IRUSR | stat.S_IWUSR)
        return Stage(running, engine, password_file)

    return start


async def test_a_killed_sweep_leaves_nothing_past_the_end_boundary(staged: Any) -> None:
    """Killed with 34 tasks open: the idle shells end and clean up; what a lost one leaves, the next visits remove."""
    stage = await staged("healthy-entra", "session-host-full", "visits-are-lost")
    sweep = await stage.start()
    await until(lambda: stage.left == (3, 34), 20)
    sweep.kill()
    await sweep.communicate()
    await until(lambda: stage.running.farm.stats().open_shells == 3)
    stage.running.farm.pass_idle_time(IDLE_SECONDS - 1)
    assert stage.left == (3, 34)

    stage.running.farm.pass_idle_time(IDLE_SECONDS)
    await until(lambda: stage.left == (0, 1))
    at_once = await stage.sweep()

    assert [result["Status"] for result in at_once] == ["HEALTHY", "BROKEN", "HEALTHY"]
    assert "1 tasks or folders of other visits" in notes(at_once[2])
    assert stage.left == (0, 1)

    stage.engine.seconds += LIFE_SECONDS + 1
    later = await stage.sweep()

    assert "1 leftovers of visits that broke off were removed" in notes(later[2])
    assert "leftovers" not in notes(later[0])
    assert stage.left == (0, 0)


async def test_ctrl_c_leaves_nothing(staged: Any) -> None:
    """One signal in the middle: the sweep ends by itself, and has every host cleaned up before."""
    stage = await staged("healthy-entra", "session-host-full")
    sweep = await stage.start()
    await until(lambda: stage.left == (2, 33), 20)
    sweep.send_signal(signal.SIGINT)
    results = await told(sweep)

    assert sweep.returncode == 130
    assert all(result["Status"] != "HEALTHY" for result in results)
    await until(lambda: stage.left == (0, 0))


async def test_a_host_deadline_leaves_nothing(staged: Any) -> None:
    """A host that does not go on is left when its time is up, and its shell with the tasks is deleted."""
    stage = await staged("session-host-full")
    (result,) = await told(await stage.start("--host-timeout", "2"))

    assert {user["Reason"] for user in result["Users"]} <= {"deadline"}
    assert result["Failure"]["Phase"] == "run"
    await until(lambda: stage.left == (0, 0))


async def test_two_administrators_do_not_take_each_others_tasks(staged: Any) -> None:
    """Two sweeps of one host at the same time: both hold tasks at once, both are told the truth, none stays."""
    stage = await staged("session-host-mixed")
    first = await stage.start()
    await until(lambda: stage.left == (1, 2), 20)
    second = await stage.start()
    await until(lambda: stage.left == (2, 4), 20)
    stage.engine.go.set()
    (one,), (other,) = await told(first), await told(second)

    assert [user["Status"] for user in one["Users"]] == [user["Status"] for user in other["Users"]]
    assert [user["Status"] for user in one["Users"]] == ["HEALTHY", "BROKEN"]
    assert "other visits" not in notes(one)
    assert "2 tasks or folders of other visits, which may still run, were left alone" in notes(other)
    assert stage.left == (0, 0)


async def test_only_the_one_users_task_is_started(staged: Any) -> None:
    """With --only-user one of 32 is asked, and the others are said not to be judged."""
    stage = await staged("session-host-full")
    sweep = await stage.start("--only-user", "zoe.pool")
    await until(lambda: stage.left == (1, 1), 20)
    stage.engine.go.set()
    (result,) = await told(sweep)

    assert [user["UserName"].endswith("\\zoe.pool") for user in result["Users"]] == [True]
    assert "31 more signed in, not judged" in notes(result)
    assert stage.left == (0, 0)
