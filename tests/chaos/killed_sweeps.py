"""Sweeps that are killed at random moments and taken up again: `python tests/chaos/killed_sweeps.py [--rounds 20]`.

Each round begins a sweep of its own over the same hosts, kills it (SIGKILL) somewhere between its first and its last
outcome, and resumes it. Then: the report is that of the sweep nobody disturbed, and no host was asked for anything,
by the lab's own count, once its outcome was in the journal. Ends with 1 when that is not so, or when fewer than three
quarters of the kills found some but not all outcomes journalled.
"""

import argparse
import asyncio
import json
import os
import random
import signal
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[2]))

from remote_prt.errors import UnreadableInput, UsageError
from remote_prt.lab.farm_stats import HostStats
from remote_prt.lab.faults import FaultKind
from remote_prt.lab.fleet import load_scenarios
from remote_prt.lab.process import LabProcess
from remote_prt.store.journal_reading import read_journal
from remote_prt.store.run_folders import RunFolders
from tests.cli.test_killed_runs import Sweeper

_SHARE_WITHIN = 0.75  # of the kills that must land within the sweep
_SLOW_SECONDS = 0.5


@dataclass(frozen=True, slots=True)
class Killed:
    """One round."""

    after: float
    journalled: int
    is_within: bool
    problems: tuple[str, ...]


def scenarios() -> list[str]:
    """Those that end by themselves and soon, and accept the account: the lockout brake would end a round at chance."""
    return [
        one.name
        for one in load_scenarios()
        if one.status != "TIMED_OUT"
        and one.resolvable
        and not one.https
        and one.latency_seconds < _SLOW_SECONDS
        and not any(fault.kind is FaultKind.UNAUTHORIZED for fault in one.faults)
    ]


def journalled(state: Path) -> set[str]:
    """The hosts whose outcome the newest journal holds."""
    folders = RunFolders(state)
    try:
        journal = read_journal(folders.path(folders.find("last")))
    except (UsageError, UnreadableInput):
        return set()
    return {journal.targets[position].name for position in journal.entries if journal.is_done(position)}


def verdicts(document: str) -> list[Any]:
    """What a report says of each host, apart from times."""
    return [
        (
            one["ComputerName"],
            one["Address"],
            one["Status"],
            (one["Device"] or {}).get("JoinType"),
            [(user["UserName"], user["Status"], [f["Id"] for f in user["Findings"]]) for user in one["Users"]],
        )
        for one in json.loads(document)["Results"]
    ]


async def _to_the_end(sweeper: Sweeper, *words: str) -> tuple[int | None, str]:
    process = await sweeper.start(*words)
    out, _ = await process.communicate()
    return process.returncode, out.decode()


async def killed_once(
    lab: LabProcess, folder: Path, words: list[str], *, whole: list[Any], kill_within: float, rng: random.Random
) -> Killed:
    """Begins, kills, resumes, and looks."""
    sweeper = Sweeper(lab, folder)
    begun = await sweeper.start(*words, *sweeper.account)
    began = time.monotonic()
    while not journalled(sweeper.state) and begun.returncode is None:  # noqa: ASYNC110  another process writes it
        await asyncio.sleep(0.1)
    await asyncio.sleep(rng.uniform(0.0, 0.85) * max(0.0, kill_within - (time.monotonic() - began)))
    if begun.returncode is None:
        begun.send_signal(signal.SIGKILL)
    await begun.communicate()
    after = time.monotonic() - began
    done, before = journalled(sweeper.state), (await lab.stats()).hosts
    code, resumed = await _to_the_end(sweeper, "--resume", "last")
    later = (await lab.stats()).hosts
    problems = list(_asked_again(lab, done, before, later))
    if code not in {0, 1}:
        problems.append(f"exit code {code}")
    elif verdicts(resumed) != whole:
        problems += _differences(verdicts(resumed), whole)
    return Killed(after, len(done), 0 < len(done) < len(lab.hosts), tuple(problems))


def _asked_again(
    lab: LabProcess, done: set[str], before: Mapping[str, HostStats], later: Mapping[str, HostStats]
) -> Iterator[str]:
    yield from (f"the journal names {name}" for name in done - {str(host.address) for host in lab.hosts})
    for host in lab.hosts:
        name = host.computer_name
        if f"{host.address}" in done and _asked(before, name) != _asked(later, name):
            yield f"{name} was asked again: {_asked(before, name)}, then {_asked(later, name)} logons and visits"


def _asked(seen: Mapping[str, HostStats], name: str) -> tuple[int, int]:
    """Logons and visits there; a shell that a killed sweep left may end by itself meanwhile."""
    one = seen.get(name, HostStats())
    return one.logon_attempts, one.visits


def _differences(resumed: list[Any], whole: list[Any]) -> list[str]:
    if len(resumed) != len(whole):
        return [f"{len(resumed)} hosts, not {len(whole)}"]
    return [f"{one} is not {other}" for one, other in zip(resumed, whole, strict=True) if one != other]


async def rounds(asked: argparse.Namespace) -> int:
    """All of them over one lab."""
    rng, kept = random.Random(asked.seed), []
    async with LabProcess.start(hosts=asked.hosts, seed=asked.seed, scenarios=scenarios()) as lab:
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            (folder / "whole").mkdir()
            undisturbed = Sweeper(lab, folder / "whole")
            words = [*undisturbed.hosts, "--format", "json", "--concurrency", str(asked.concurrency), "--retries", "0"]
            began = time.monotonic()
            _, document = await _to_the_end(undisturbed, *words, *undisturbed.account)
            seconds = time.monotonic() - began
            whole = verdicts(document)
            counts = json.loads(document)["Run"]["Counts"]
            sys.stdout.write(f"undisturbed: {len(whole)} hosts, {seconds:.1f} s, {counts}\n")
            for number in range(asked.rounds):
                place = folder / str(number)
                place.mkdir()
                one = await killed_once(lab, place, words, whole=whole, kill_within=seconds, rng=rng)
                kept.append(one)
                sys.stdout.write(
                    f"{number + 1:2}: killed after {one.after:4.1f} s, {one.journalled:3} journalled,"
                    f" {len(one.problems)} problems\n"
                )
                sys.stdout.writelines(f"    {problem}\n" for problem in one.problems[:10])
                sys.stdout.flush()
    within = sum(one.is_within for one in kept)
    wrong = sum(bool(one.problems) for one in kept)
    sys.stdout.write(f"{within} of {len(kept)} kills landed within the sweep; {wrong} rounds with problems\n")
    return int(bool(wrong) or within < _SHARE_WITHIN * len(kept))


def main() -> int:
    """Runs the rounds."""
    os.environ["REMOTE_PRT_NO_CONFIG"] = "1"
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--hosts", type=int, default=300)
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--concurrency", type=int, default=32)
    parser.add_argument("--seed", type=int, default=7)
    return asyncio.run(rounds(parser.parse_args()))


if __name__ == "__main__":
    sys.exit(main())
