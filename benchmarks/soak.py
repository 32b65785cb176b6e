"""Twenty sweeps in one process through the library: memory, threads and descriptors after each must stay as they are.

    MALLOC_ARENA_MAX=2 python benchmarks/soak.py [--rounds 20] [--hosts 100] [--concurrency 32]

The first rounds fill caches (the catalogue, compiled patterns, what the allocator keeps), and memory wanders by some
megabytes in both directions. So the second five rounds are compared with the last five: ends with 1 when threads or
descriptors grew at all, or memory by more than 3 % in the mean. Without MALLOC_ARENA_MAX glibc keeps an arena for each
of many threads.
"""

import argparse
import asyncio
import statistics
import sys
import threading
import time
from dataclasses import dataclass

import psutil

from remote_prt import Credential, SweepSettings, TransportSettings, sweep_hosts
from remote_prt.lab.fleet import load_scenarios
from remote_prt.lab.process import LabProcess

_COMPARED = 5
_MOST_GROWTH = 1.03


@dataclass(frozen=True, slots=True)
class Round:
    """What the process holds when a sweep is over."""

    seconds: float
    rss: int
    threads: int
    descriptors: int
    judged: int


async def soak(rounds: int, hosts: int, concurrency: int) -> list[Round]:
    """The rounds over one lab."""
    names = [one.name for one in load_scenarios() if one.status != "TIMED_OUT" and one.resolvable and not one.https]
    kept = []
    async with LabProcess.start(hosts=hosts, seed=3, scenarios=names) as lab:
        words = [f"{host.address}:{host.http_port}" for host in lab.hosts]
        for number in range(rounds):
            settings = SweepSettings(
                transport=TransportSettings(max_threads=concurrency),
                credential=Credential(lab.account, lab.password),
                host_timeout_seconds=60,
                auth_brake=None,
            )
            began = time.monotonic()
            run = await sweep_hosts(words, settings)
            judged = run.coverage.judged
            del run
            one = _measured(time.monotonic() - began, judged)
            kept.append(one)
            print(
                f"{number + 1:2}: {one.seconds:5.1f} s, {one.rss / 1e6:6.1f} MB, {one.threads} threads,"
                f" {one.descriptors} descriptors, {one.judged} judged",
                flush=True,
            )
    return kept


def _measured(seconds: float, judged: int) -> Round:
    process = psutil.Process()
    return Round(seconds, process.memory_info().rss, threading.active_count(), process.num_fds(), judged)


def main() -> int:
    """Soaks, and compares."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--hosts", type=int, default=100)
    parser.add_argument("--concurrency", type=int, default=32)
    given = parser.parse_args()
    if given.rounds < 2 * _COMPARED:
        parser.error(f"at least {2 * _COMPARED} rounds")
    kept = asyncio.run(soak(given.rounds, given.hosts, given.concurrency))
    early, late = kept[_COMPARED : 2 * _COMPARED], kept[-_COMPARED:]
    growth = statistics.mean(one.rss for one in late) / statistics.mean(one.rss for one in early)
    print(f"memory of the last {_COMPARED} rounds: {growth - 1:+.1%}")
    flat = (
        max(one.threads for one in late) <= max(one.threads for one in early)
        and max(one.descriptors for one in late) <= max(one.descriptors for one in early)
        and growth <= _MOST_GROWTH
        and len({one.judged for one in kept}) == 1
    )
    print("flat" if flat else "NOT flat")
    return int(not flat)


if __name__ == "__main__":
    sys.exit(main())
