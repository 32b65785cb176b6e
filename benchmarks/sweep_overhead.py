"""Our sweep beside a plain ThreadPoolExecutor + pypsrp loop: the same script on the same lab in the same run.

    python benchmarks/sweep_overhead.py [--hosts 200] [--rounds 3] [--concurrency 50]

The plain loop does what a short script would: one runspace and one pipeline a host, output thrown away. Ours also
reads, types and judges what came back. Rounds alternate between the two so that both meet the same machine; the median
is printed. CPU is that of this process (the lab is another one).
"""

import argparse
import asyncio
import statistics
import threading
import time
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from pypsrp.powershell import PowerShell, RunspacePool
from pypsrp.wsman import WSMan

from remote_prt.cli.composition import SweepSettings, open_visitor
from remote_prt.collectors.prt_visit import CollectOptions, visit_script
from remote_prt.controller.sweep import sweep
from remote_prt.lab.process import LabHost, LabProcess
from remote_prt.model import AuthMethod, Outcome, RunOptions, Target
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
    settings = SweepSettings(TransportSettings(max_threads=concurrency), Credential(lab.account, lab.password))
    targets = [Target(h.computer_name, address=h.address, port=h.http_port, auth=AuthMethod.NTLM) for h in lab.hosts]
    options = RunOptions("benchmark", settings.collect.context, "pypsrp", lab.account, concurrency, 120.0)
    async with open_visitor(settings) as visitor:
        run = await sweep(targets, visitor, options)
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
                (await measure(plain, lab, concurrency), await measure(ours, lab, concurrency))
                for _ in range(arguments.rounds)
            ]
            show(concurrency, [before for before, _ in rounds], [after for _, after in rounds])


def show(concurrency: int, before: list[Measure], after: list[Measure]) -> None:
    """One block a concurrency: medians and their ratio."""
    speed = [statistics.median(m.hosts_per_second for m in measures) for measures in (before, after)]
    cpu = [statistics.median(m.cpu_milliseconds for m in measures) for measures in (before, after)]
    print(f"concurrency {concurrency}")
    print(f"  plain pypsrp loop  {speed[0]:6.1f} hosts/s  {cpu[0]:6.1f} ms CPU/host")
    print(f"  remote_prt sweep   {speed[1]:6.1f} hosts/s  {cpu[1]:6.1f} ms CPU/host")
    print(f"  overhead           wall {speed[0] / speed[1] - 1:+6.1%}  CPU {cpu[1] / cpu[0] - 1:+6.1%}")


if __name__ == "__main__":
    asyncio.run(main())
