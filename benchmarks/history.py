"""What a season of nights costs: import of one night, history of a host, diff, --missing; 90 nights of 5,000 hosts.

    python benchmarks/history.py [--nights 90] [--hosts 5000]

The nights are made up: every fifth host has two users, one in fifty is off, one in twenty is bad for some nights.
"""

import argparse
import random
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TypeVar

from remote_prt.diagnosis.sighting import PastRun, Sighting
from remote_prt.reports.comparing import WINDOW, compare, seen_of
from remote_prt.store.history import open_history
from remote_prt.store.history_file import history_path
from remote_prt.store.waiting import is_judged, unreached

T = TypeVar("T")

_FIRST = datetime(2026, 1, 1, 1, 0, tzinfo=UTC)
_CAUSES = ("PRT-AADSTS50126", "PRT-WINHTTP-12007", "PRT-AADSTS135011", "PRT-NOT-RENEWED")
_BAD = {"PRT-NOT-RENEWED": "STALE", "PRT-WINHTTP-12007": "FAILING"}


def night(number: int, hosts: int) -> tuple[PastRun, list[Sighting]]:
    """One run and what it saw; the same whenever it is made."""
    at = _FIRST + timedelta(days=number)
    chance = random.Random(number)
    seen: list[Sighting] = []
    for host in range(hosts):
        name = f"pc-{host:05}.corp.example"
        if chance.random() < 0.02:
            seen.append(Sighting(name, "", "UNREACHABLE", "connect http", "", at))
            continue
        for user in range(2 if host % 5 == 0 else 1):
            ill = random.Random(f"{host} {number // 6}").random() < 0.05
            cause = _CAUSES[host % 4] if ill else ""
            status = _BAD.get(cause, "BROKEN") if ill else "HEALTHY"
            who = f"user{host}{user}"
            seen.append(Sighting(name, f"CORP\\{who}", status, cause, "", at, f"{who}@corp.example"))
    counts = tuple(Counter(one.status for one in seen).items())
    run = PastRun(f"{at:%Y%m%dT%H%M%SZ}-{number:06x}", "@clients", at, at, counts, hosts, hosts)
    return run, seen


def timed(what: str, work: Callable[[], T]) -> T:
    """The result of the work, its seconds printed."""
    begun = time.perf_counter()
    result = work()
    print(f"{what:<28} {time.perf_counter() - begun:7.3f} s")
    return result


def measure(state: Path, nights: int, hosts: int) -> None:
    """Make the history, then do with a fresh opening what each verb does."""
    with open_history(state) as history:
        begun, made = time.perf_counter(), 0.0
        for number in range(nights - 1):
            start = time.perf_counter()
            run, seen = night(number, hosts)
            made += time.perf_counter() - start
            history.add(run, seen)
        per_night = (time.perf_counter() - begun - made) / max(1, nights - 1)
    print(f"{'import, mean of all nights':<28} {per_night:7.3f} s")
    last = night(nights - 1, hosts)

    def import_one() -> None:
        with open_history(state) as history:
            history.add(*last)

    def history_of_host() -> int:
        with open_history(state) as history:
            return len(history.of("pc-00010.corp.example"))

    def diff() -> int:
        with open_history(state) as history:
            runs = history.runs("@clients", whole=True)[: WINDOW + 1]
            nights_seen = [seen_of(history.sightings(run.run_id)) for run in runs[:WINDOW]]
            change = compare(nights_seen[0], runs[1], nights_seen[1:])
            return len(change.new) + len(change.still)

    def missing() -> int:
        with open_history(state) as history:
            return len(unreached(history, "@clients", is_judged))

    def check() -> None:
        with open_history(state):
            pass

    timed("opening with its check", check)
    timed("import of one night", import_one)
    lines = timed("history HOST", history_of_host)
    found = timed("diff of the last two", diff)
    waiting = timed("hosts without a verdict", missing)
    size = history_path(state).stat().st_size / 1e6
    print(f"{lines} lines of the host, {found} new or still, {waiting} without a verdict, {size:.0f} MB on disk")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--nights", type=int, default=90)
    parser.add_argument("--hosts", type=int, default=5000)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        measure(Path(folder), asked.nights, asked.hosts)
