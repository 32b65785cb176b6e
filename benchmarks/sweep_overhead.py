"""Our sweep beside a plain ThreadPoolExecutor + pypsrp loop: the same script on the same lab in the same run.

    python benchmarks/sweep_overhead.py [--hosts 200] [--rounds 3] [--concurrency 50]

The plain loop does what a short script would: one runspace and one pipeline a host, output thrown away. Ours also
reads, types and judges what came back, once without and once with a journal. Rounds alternate between the three so
that all meet the same machine; the median is printed. CPU is that of this process (the lab is another one).
"""

import argparse
import asyncio
import statistics
import tempfile
import threading
import time
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from pypsrp.powershell import PowerShell, RunspacePool
from pypsrp.wsman import WSMan

from remote_prt.cli.composition import SweepSettings, open_visitor
from remote_prt.collectors.prt_visit import CollectOptions, visit_script
from remote_prt.controller.sweep import sweep
from remote_prt.lab.process import LabHost, LabProcess
from remote_prt.model import AuthMethod, Outcome, RunOptions, Target
from remote_prt.store.journal import begin_journal
from remote_prt.store.journal_records import JournalHeader
from remote_prt.transports.credentials import Credential
from remote_prt.transports.settings import TransportSettings

SCENARIO = "healthy-hybrid"
_constructing = threading.Lock()


@dataclass(frozen=True)
class Measure:
    """One round: hosts a second and CPU milliseconds a host."""

    hosts_per_second: float
    cpu_milliseconds: float


def visit_plainly(host: LabHost, lab: LabProcess) -> int:
    """One host with pypsrp alone; the number of records it sent."""
    with _constructing:  # building WSMan objects in parallel races in ElementTree's namespace table
        wsman = WSMan(
            host.address, port=host.http_port, username=lab.account, password=lab.password, auth="ntlm", ssl=False
        )
    script = visit_script(CollectOptions(), 120)
    with wsman, RunspacePool(wsman) as pool:
        shell = PowerShell(pool)
        shell.add_script(script.text).add_parameters(dict(script.parameters))
        return len(shell.invoke())


async def plain(lab: LabProcess, concurrency: int) -> None:
    """All hosts through a thread pool."""
    with ThreadPoolExecutor(concurrency) as pool:
        counts = list(pool.map(lambda host: visit_plainly(host, lab), lab.hosts))
    if min(counts) < 3:
        raise SystemExit("a host of the plain loop answered too little")


async def ours(lab: LabProcess, concurrency: int) -> None:
    """All hosts through our sweep, judged."""
    await swept(lab, concurrency, None)


async def kept(lab: LabProcess, concurrency: int) -> None:
    """The same, and every outcome with its capture is on disk at the end."""
    with tempfile.TemporaryDirectory() as folder:
        await swept(lab, concurrency, Path(folder) / "journal.jsonl")


async def swept(lab: LabProcess, concurrency: int, path: Path | None) -> None:
    """All hosts, with a journal at that path."""
    settings = SweepSettings(TransportSettings(max_threads=concurrency), Credential(lab.account, lab.password))
    targets = [Target(h.computer_name, address=h.address, port=h.http_port, auth=AuthMethod.NTLM) for h in lab.hosts]
    options = RunOptions("benchmark", settings.collect.context, "pypsrp", lab.account, concurrency, 120.0)
    header = JournalHeader("20260131T010000Z-5f0c1a", datetime.now(UTC), "0", "benchmark", options)
    journal = None if path is None else begin_journal(path, header, targets)
    async with open_visitor(settings) as visitor:
        run = await sweep(targets, visitor, options, observers=() if journal is None else (journal,))
    if journal is not None:
        journal.close()
        if journal.problem is not None or journal.written != len(targets):
            raise SystemExit("the journal is not whole")
    if any(outcome.outcome is not Outcome.VISITED for outcome in run.outcomes):
        raise SystemExit("a host of our sweep was not visited")


async def measure(work: Callable[[LabProcess, int], Awaitable[None]], lab: LabProcess, concurrency: int) -> Measure:
    """Wall and CPU time of one round."""
    wall, cpu = time.perf_counter(), time.process_time()
    await work(lab, concurrency)
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    return Measure(len(lab.hosts) / wall, 1000 * cpu / len(lab.hosts))


async def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--hosts", type=int, default=200)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--concurrency", type=int, action="append")
    arguments = parser.parse_args()
    async with LabProcess.start(hosts=arguments.hosts, seed=7, scenarios=(SCENARIO,)) as lab:
        await measure(ours, lab, 50)  # imports, caches
        for concurrency in arguments.concurrency or [50, 200]:
            rounds = [
                [await measure(work, lab, concurrency) for work in (plain, ours, kept)] for _ in range(arguments.rounds)
            ]
            show(concurrency, rounds)


def show(concurrency: int, rounds: list[list[Measure]]) -> None:
    """One block a concurrency: medians, and what each costs beside the plain loop."""
    print(f"concurrency {concurrency}")
    names = ("plain pypsrp loop", "remote_prt sweep", "with a journal")
    speeds = [statistics.median(m.hosts_per_second for m in measures) for measures in zip(*rounds, strict=True)]
    cpus = [statistics.median(m.cpu_milliseconds for m in measures) for measures in zip(*rounds, strict=True)]
    for name, speed, cpu in zip(names, speeds, cpus, strict=True):
        beside = f"wall {speeds[0] / speed - 1:+6.1%}  CPU {cpu / cpus[0] - 1:+6.1%}"
        print(f"  {name:18} {speed:6.1f} hosts/s  {cpu:6.1f} ms CPU/host  {beside}")


if __name__ == "__main__":
    asyncio.run(main())
