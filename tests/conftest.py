"""Shared fixtures: where the published corpora and the recorded dialogues lie, and farms of simulated hosts."""

import itertools
import os
import signal
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AsyncExitStack
from pathlib import Path

import pytest
from hypothesis import settings

from remote_prt.lab.account import LabAccount
from remote_prt.lab.engine import Engine
from remote_prt.lab.scenario import Scenario
from tests.lab_farm import RunningFarm, running_farm

# Settings of whoever runs the tests say nothing here; a test of settings brings its own.
os.environ["REMOTE_PRT_NO_CONFIG"] = "1"

# How long an example takes tells of the machine's load; what must be quick has a test of its own.
settings.register_profile("no deadline", deadline=None)
settings.load_profile("no deadline")

StartFarm = Callable[..., Awaitable[RunningFarm]]

if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    # A shell starts what runs in the background deaf to Ctrl-C, and children inherit that; ours must hear it.
    signal.signal(signal.SIGINT, signal.default_int_handler)


def _folder(variable: str) -> Path:
    value = os.environ.get(variable)
    if not value or not Path(value).is_dir():
        pytest.skip(f"{variable} names no folder")
    return Path(value)


@pytest.fixture(scope="session", autouse=True)
def state_of_tests(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Runs that tests make are kept in a folder of the tests, never in the home of whoever runs them."""
    folder, before = tmp_path_factory.mktemp("state"), os.environ.get("XDG_STATE_HOME")
    os.environ["XDG_STATE_HOME"] = str(folder)
    yield folder
    if before is None:
        del os.environ["XDG_STATE_HOME"]
    else:
        os.environ["XDG_STATE_HOME"] = before


@pytest.fixture(scope="session")
def corpus() -> Path:
    """The folder of published dsregcmd texts and events (`dsregcmd/`, `events/`, each with an INDEX.tsv)."""
    return _folder("REMOTE_PRT_CORPUS")


@pytest.fixture(scope="session")
def recordings() -> Path:
    """The folder of recorded dialogues of real Windows hosts (`*.yml`)."""
    return _folder("REMOTE_PRT_RECORDINGS")


@pytest.fixture
async def start_farm(tmp_path: Path) -> AsyncIterator[StartFarm]:
    """A function that starts a farm in the event loop of the test; the farm ends with the test."""
    numbers = itertools.count(1)
    async with AsyncExitStack() as stack:

        async def start(
            *scenarios: Scenario, engine: Engine | None = None, account: LabAccount | None = None
        ) -> RunningFarm:
            folder = tmp_path / f"farm-{next(numbers)}"
            folder.mkdir()
            return await stack.enter_async_context(running_farm(folder, *scenarios, engine=engine, account=account))

        yield start
