"""The whole zoo among many healthy hosts: `python tests/chaos/zoo.py [--hosts 400] [--rounds 3] [--concurrency 64]`.

Prints a line per round: how long it took, how much memory it cost, and what was wrong; exits 1 if anything was. What
hostile hosts sent is not kept: with MALLOC_ARENA_MAX=2 memory is flat from the second round on (without it glibc keeps
an arena for every thread, and what a round needed at once stays with the process).
"""

import argparse
import asyncio
import random
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from remote_prt.lab.fleet import load_scenarios, load_zoo
from tests.zoo_sweep import problems_of, sweep_zoo

_HOST_TIMEOUT_SECONDS = 20.0
_SHARE = 0.3  # of hostile hosts, where there are more hosts than animals


def main() -> int:
    """Sweeps as often as asked."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--hosts", type=int, default=400)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--concurrency", type=int, default=64)
    asked = parser.parse_args()
    return asyncio.run(_rounds(asked.hosts, asked.rounds, asked.concurrency))


async def _rounds(hosts: int, rounds: int, concurrency: int) -> int:
    failed = False
    for number in range(rounds):
        names = _names(hosts, random.Random(number))  # a round is repeatable
        swept = await sweep_zoo(
            len(names), names, host_timeout_seconds=_HOST_TIMEOUT_SECONDS, concurrency=concurrency, seed=number
        )
        problems = list(problems_of(swept))
        failed = failed or bool(problems)
        grown = swept.grown_bytes / 1e6
        sys.stdout.write(
            f"round {number + 1}: {len(names)} hosts, {swept.seconds:.1f} s, {grown:+.0f} MB,"
            f" {swept.stats.open_shells} shells left, {len(problems)} problems\n"
        )
        sys.stdout.writelines(f"  {problem}\n" for problem in problems)
    return int(failed)


def _names(hosts: int, rng: random.Random) -> list[str]:
    """Every animal, some of them several times, and healthy hosts."""
    animals = [one.name for one in load_zoo()]
    healthy = [one.name for one in load_scenarios() if one.status == "HEALTHY"]
    more = max(0, int(hosts * _SHARE) - len(animals))
    names = [*animals, *rng.choices(animals, k=more)]
    names += rng.choices(healthy, k=max(0, hosts - len(names)))
    rng.shuffle(names)
    return names


if __name__ == "__main__":
    sys.exit(main())
