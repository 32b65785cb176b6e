"""Two thousand hosts on a bad day, against a deadline and the truth: `python tests/chaos/big_sweep.py [--hosts 2000]`.

The fleet is that of `chaotic_lab.py`. The command line sweeps it as a user would, and then: it ended by its deadline,
every host has its true word, and nothing is left - no shell on a host that lets one be deleted, no thread, no socket.
Ends with 1 when anything is wrong.
"""

import argparse
import asyncio
import json
import os
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[2]))

from remote_prt.lab.farm_stats import FarmStats
from remote_prt.lab.faults import FaultKind, FaultPoint
from remote_prt.lab.fleet import truth
from remote_prt.lab.process import LabHost, LabProcess
from remote_prt.lab.scenario import SimulatedHost
from remote_prt.lab.serve import now
from tests.chaos.chaotic_lab import PROGRAM, chaotic_fleet


@dataclass(frozen=True, slots=True)
class Swept:
    """What came of it."""

    seconds: float
    left: Mapping[str, Any]  #: of `swept.py`
    report: Mapping[str, Any]
    stats: FarmStats
    hosts: Sequence[LabHost]
    errors: str


async def sweep(asked: argparse.Namespace) -> Swept:
    """Once, in processes of their own."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        async with LabProcess.start(hosts=asked.hosts, seed=asked.seed, program=PROGRAM) as lab:
            hostfile, secret, left = folder / "hosts.txt", folder / "password", folder / "left.json"
            hostfile.write_text("\n".join(f"{host.address}:{host.http_port}" for host in lab.hosts), "utf-8")
            secret.write_text(lab.password + "\n", "utf-8")
            secret.chmod(0o600)
            words = ["--hostfile", str(hostfile), "--user", lab.account, "--password-file", str(secret)]
            words += ["--concurrency", str(asked.concurrency), "--deadline", str(asked.deadline)]
            words += ["--host-timeout", str(asked.host_timeout), "--format", "json", "--no-progress"]
            began = time.monotonic()
            process = await asyncio.create_subprocess_exec(
                *(sys.executable, str(Path(__file__).with_name("swept.py")), str(left), *words),
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.PIPE,
                env={**os.environ, "XDG_STATE_HOME": str(folder / "state")},
            )
            out, errors = await process.communicate()
            seconds = time.monotonic() - began
            stats = await lab.stats()
            return Swept(
                seconds, json.loads(left.read_text("utf-8")), json.loads(out), stats, lab.hosts, errors.decode()
            )


def problems_of(swept: Swept, asked: argparse.Namespace) -> Iterator[str]:
    """What is not as it should be."""
    planned = {host.computer_name: host for host in chaotic_fleet(asked.hosts, asked.seed, now())}
    words = {row["ComputerName"]: row["PlainStatus"] for row in truth(list(planned.values()))}
    told = {(one["ComputerName"]): one["Status"] for one in swept.report["Results"]}
    if swept.seconds > asked.deadline:
        yield f"it took {swept.seconds:.0f} s"
    for host in swept.hosts:
        name = f"{host.address}"
        if told.get(name) != words[host.computer_name]:
            yield f"{host.scenario} {name}: told {told.get(name)}, the truth is {words[host.computer_name]}"
    for name, one in swept.stats.hosts.items():
        if one.open_shells and _lets_delete(planned[name]):
            yield f"{planned[name].scenario.name} {name}: {one.open_shells} shells were left"
    yield from (f"a thread was left: {name}" for name in swept.left["Threads"])
    yield from (f"a socket was left to {name}" for name in swept.left["Sockets"])


def _lets_delete(host: SimulatedHost) -> bool:
    """Whether a shell that was opened there can be deleted over the network."""
    cannot = {FaultPoint.DELETE, FaultPoint.CONNECT, FaultPoint.TLS, FaultPoint.AUTHENTICATE, FaultPoint.CREATE}
    stuck = any(fault.point in cannot and fault.kind in _STUCK for fault in host.scenario.faults)
    return not stuck and not host.scenario.trick


_STUCK = {FaultKind.HANG, FaultKind.DRIP, FaultKind.RESET, FaultKind.ENDLESS, FaultKind.TRUNCATED}


def main() -> int:
    """Sweeps and says what came of it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--hosts", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--concurrency", type=int, default=200)
    parser.add_argument("--deadline", type=int, default=420)
    parser.add_argument("--host-timeout", type=int, default=60)
    asked = parser.parse_args()
    swept = asyncio.run(sweep(asked))
    problems = list(problems_of(swept, asked))
    shells = Counter(
        host.scenario for host in swept.hosts if (one := swept.stats.hosts.get(host.computer_name)) and one.open_shells
    )
    result = {
        "Seconds": round(swept.seconds, 1),
        "Counts": swept.report["Run"]["Counts"],
        "ExitCode": swept.left["ExitCode"],
        "PeakMegabytes": swept.left["PeakMegabytes"],
        "ThreadsLeft": len(swept.left["Threads"]),
        "SocketsLeft": len(swept.left["Sockets"]),
        "Stats": swept.stats.totals,
        "ShellsLeftOn": dict(shells),
        "Problems": len(problems),
    }
    sys.stdout.write(json.dumps(result, indent=1) + "\n")
    sys.stdout.writelines(f"{problem}\n" for problem in problems[:60])
    return int(bool(problems))


if __name__ == "__main__":
    sys.exit(main())
