"""Notices of whole sweeps: nights on the lab, a sweep that is killed, and services that never end."""

import asyncio
import csv
import json
import resource
import signal
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from remote_prt.lab.canned import CannedEngine
from remote_prt.lab.fleet import load_scenarios
from remote_prt.notices.outbox import Outbox
from remote_prt.notices.sending import deliver
from tests.lab_farm import running_farm, until
from tests.notices.servers import Hook, running_hook
from tests.notices.test_sending import NOTICE, addresses
from tests.real.nights import night_words, private, remote_prt

SCENARIOS = {each.name: each for each in load_scenarios()}

#: Host by host, what it plays each night; "off": nothing listens there.
SCRIPT = {
    "well": ("healthy-hybrid",) * 4,
    "breaks": ("healthy-hybrid", "healthy-hybrid", "wrong-password", "wrong-password"),
    "laptop": ("healthy-hybrid", "off", "healthy-hybrid", "off"),
}
SECRET = "S3cr3t-of-the-hook"


@pytest.fixture
def hook() -> Iterator[Hook]:
    """A hook that runs as long as the test."""
    with running_hook() as running:
        yield running


def rows(path: Path) -> list[dict[str, str]]:
    """A report in CSV without what no two runs have alike."""
    left_out = ("At", "Seconds", "Id", "Age", "Time", "Since")
    with path.open(encoding="utf-8-sig", newline="") as file:
        found = [
            {key: value for key, value in row.items() if not key.endswith(left_out)} for row in csv.DictReader(file)
        ]
    return sorted(found, key=str)


def kept_texts(folder: Path) -> str:
    """All that lies in the folders of a folder."""
    files = (path for path in folder.rglob("*") if path.is_file() and path.parent != folder)
    return "".join(path.read_text("utf-8", "replace") for path in files)


async def test_nights_on_the_lab(hook: Hook, tmp_path: Path) -> None:
    """A message for the first night and one for the change; hooks that fail change neither code, report nor history."""
    file = private(tmp_path / "urls", hook.url(f"/ok/{SECRET}"))
    failing = private(tmp_path / "failing", f"{hook.url(f'/500/{SECRET}')}\n{hook.url('/hang', options='?rto=0.5')}")
    runs = {"told": ["--notify", file], "deaf": ["--notify", failing], "plain": []}
    counts, told = [], ""
    for number in range(4):
        names = [name for name, played in SCRIPT.items() if played[number] != "off"]
        (tmp_path / f"farm-{number}").mkdir()
        played = [SCENARIOS[SCRIPT[name][number]] for name in names]
        async with running_farm(tmp_path / f"farm-{number}", *played, engine=CannedEngine()) as farm:
            places = {name: (host.address, host.http_port) for name, host in zip(names, farm.hosts, strict=True)}
            words = night_words(tmp_path, SCRIPT, places, farm.account.name, farm.account.password)
            both = []
            for state, more in runs.items() if number in {1, 2} else [("told", runs["told"])]:
                report = tmp_path / f"{state}-{number}.csv"
                done = await remote_prt(*words, *more, "--state-dir", str(tmp_path / state), "-o", str(report))
                assert done.code in {0, 1, 4}, done.err
                both.append((done.code, rows(report)))
                told += done.err
        counts.append(len(hook.told))

        assert all(one == both[0] for one in both)
    diffs = [await remote_prt("diff", "--state-dir", str(tmp_path / state)) for state in ("deaf", "plain")]

    assert counts == [1, 1, 2, 2]
    assert "- New (1): PRT-" in hook.told[1]["message"]
    assert "breaks" in hook.told[1]["message"]
    assert [done.code for done in diffs] == [1, 1]
    assert "has not taken a notice: the service answered with HTTP 500" in told
    kept = kept_texts(tmp_path)

    assert SECRET not in told + kept


async def test_a_sweep_that_is_killed_while_it_tells_loses_nothing(hook: Hook, tmp_path: Path) -> None:
    """Its notice lies in the outbox, and `notify send` sends it under the same id."""
    file = private(tmp_path / "urls", hook.url("/hang", options="?rto=15"))
    state = str(tmp_path / "state")
    password = private(tmp_path / "password", "pw")
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "remote_prt", "127.0.0.1:9", "--user", "x", "--password-file", password),
        *("--retries", "0", "--state-dir", state, "--notify", file),
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.DEVNULL,
    )
    try:
        await until(lambda: bool(hook.seen), 20)
    finally:
        process.send_signal(signal.SIGKILL)
        await process.wait()
    [waiting] = Outbox(Path(state)).waiting()
    private(tmp_path / "urls", hook.url("/ok"))
    sent = await remote_prt("notify", "send", file, "--state-dir", state)

    assert sent.code == 0
    assert [f"id {waiting.notice_id}" in one["message"] for one in hook.told] == [True]
    assert json.loads(hook.seen[0][1])["message"] == hook.told[0]["message"]
    assert not Outbox(Path(state)).waiting()


def test_what_never_ends_is_cut_off(hook: Hook) -> None:
    """A service that drips for ever costs the time that it was given, one that floods us some memory of a process."""
    begun = time.monotonic()
    [drips] = deliver(NOTICE, addresses(hook.url("/drip")), 1.2)
    took = time.monotonic() - begun
    [floods] = deliver(NOTICE, addresses(hook.url("/giant")))

    assert drips.problem.startswith("no answer within")
    assert took < 8
    assert floods.problem.startswith("its process ended early")
    assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss < 600 * 1024
