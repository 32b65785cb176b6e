"""What hosts that are switched off cost a sweep, with and without the TCP probe; and what the ramp does to the lab.

    python benchmarks/powered_off.py [--hosts 500] [--off 0.3] [--concurrency 32]

A switched-off host answers no SYN: here it is a listener whose queue is full. Rounds: every connection takes a slot (no
probe), the probe, the probe with one retry, the last one with the silent hosts before the others (as `--catch-up` has
them after a night), and without the ramp. The mean of the visits says how much the hosts got in each other's way.
"""

import argparse
import asyncio
import random
import socket
import statistics
import time
from collections.abc import Iterator, Sequence
from contextlib import AsyncExitStack, ExitStack, contextmanager
from dataclasses import replace

from remote_prt.cli.composition import SweepSettings, open_visitor
from remote_prt.collectors.prt_visit import CollectOptions
from remote_prt.controller.retrying import RetryPolicy
from remote_prt.controller.sweep import sweep
from remote_prt.controller.traffic import Pace
from remote_prt.lab.process import LabHost, LabProcess
from remote_prt.model import AuthMethod, Context, Observer, Outcome, RunOptions, Target, VisitOutcome
from remote_prt.transports.credentials import Credential
from remote_prt.transports.settings import PhaseLimits, TransportSettings

ON = "healthy-hybrid"


def _target(host: LabHost) -> Target:
    return Target(host.computer_name, address=host.address, port=host.http_port, auth=AuthMethod.NTLM)


@contextmanager
def _deaf(number: int) -> Iterator[Target]:
    """A host that lets every SYN wait: its queue is full already (Linux)."""
    with ExitStack() as stack:
        listener = stack.enter_context(socket.socket())
        listener.bind((f"127.77.{number // 250}.{number % 250 + 1}", 0))
        listener.listen(0)
        for _ in range(2):
            filler = stack.enter_context(socket.socket())
            filler.setblocking(False)
            filler.connect_ex(listener.getsockname())
        address, port = listener.getsockname()
        yield Target(f"off-{number:03}", address=address, port=port, auth=AuthMethod.NTLM)


class _First(Observer):
    """When the first host had been visited."""

    def __init__(self) -> None:
        self.at = float("inf")

    def visit_finished(self, outcome: VisitOutcome) -> None:
        """One more host is done."""
        if outcome.outcome is Outcome.VISITED:
            self.at = min(self.at, time.monotonic())


async def _round(name: str, targets: Sequence[Target], settings: SweepSettings) -> None:
    concurrency = settings.transport.max_threads
    options = RunOptions("benchmark", Context.AUTO, "pypsrp", "", concurrency, settings.host_timeout_seconds)
    began = time.monotonic()
    first = _First()
    async with open_visitor(settings) as visitor:
        run = await sweep(targets, visitor, options, observers=[first], keep_evidence=False, pace=settings.pace)
    seconds = time.monotonic() - began
    durations = [outcome.duration_seconds for outcome in run.outcomes if outcome.outcome is Outcome.VISITED]
    print(
        f"{name:32} {seconds:6.1f} s   first visit after {first.at - began:.1f} s   {dict(sorted(run.counts.items()))}"
        f"   mean visit {statistics.mean(durations) * 1000:.0f} ms, slowest {max(durations) * 1000:.0f} ms"
    )


async def _main(hosts: int, off: float, concurrency: int) -> None:
    count = round(hosts * off)
    async with AsyncExitStack() as stack:
        lab = await stack.enter_async_context(LabProcess.start(hosts=hosts - count, scenarios=[ON], seed=1))
        targets = [_target(host) for host in lab.hosts]
        targets += [stack.enter_context(_deaf(number)) for number in range(count)]
        random.Random(1).shuffle(targets)
        base = SweepSettings(
            transport=TransportSettings(max_threads=concurrency),
            credential=Credential(lab.account, lab.password),
            collect=CollectOptions(context=Context.CALLER),
            retry=RetryPolicy(0),
        )
        slow = replace(base, transport=replace(base.transport, limits=PhaseLimits(probe=0)))
        retried = replace(base, retry=RetryPolicy(1, 2.0))
        at_once = replace(retried, pace=Pace(first_slots=concurrency))
        await _round("every connection takes a slot", targets, slow)
        await _round("probe of 2 s", targets, base)
        await _round("probe of 2 s, one retry", targets, retried)
        await _round("the same, silent hosts first", sorted(targets, key=lambda one: one.name[:3] != "off"), retried)
        await _round("the same, all slots at once", targets, at_once)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--hosts", type=int, default=500)
    parser.add_argument("--off", type=float, default=0.3)
    parser.add_argument("--concurrency", type=int, default=32)
    given = parser.parse_args()
    asyncio.run(_main(given.hosts, given.off, given.concurrency))
