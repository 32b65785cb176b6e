"""A lab of a fleet on a bad day: a tenth is switched off, a twentieth hangs somewhere, one host in fifty is hostile.

Every answer takes 50 ms besides. Started by the scripts beside it as `LabProcess` starts any lab; the same number and
seed give the same hosts, so that who starts it knows the truth.
"""

import argparse
import random
import sys
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from remote_prt.lab.faults import Fault, FaultKind, FaultPoint
from remote_prt.lab.fleet import load_scenarios, load_zoo, plan_fleet
from remote_prt.lab.host_sockets import with_addresses
from remote_prt.lab.scenario import Scenario, SimulatedHost
from remote_prt.lab.serve import LabOptions, now, serve

PROGRAM = (str(Path(__file__).resolve()),)
LATENCY_SECONDS = 0.05
OFF, HANGING, HOSTILE = 0.10, 0.05, 0.02
_ON = "healthy-hybrid"
_REJECTING = "logon-refused"
_NO_ANSWER = Fault(FaultPoint.LISTEN, FaultKind.HANG)
#: Where a host may hang; a hang at Delete leaves its shell behind, and its truth is what it said before.
_HANGS = (
    FaultPoint.CONNECT,
    FaultPoint.AUTHENTICATE,
    FaultPoint.CREATE,
    FaultPoint.COMMAND,
    FaultPoint.RECEIVE,
    FaultPoint.DELETE,
)


def chaotic_fleet(hosts: int, seed: int, at: datetime) -> tuple[SimulatedHost, ...]:
    """The fleet; every share is exact, who has which part is chance."""
    rng = random.Random(seed)
    planned = plan_fleet(hosts, seed, at)
    by_name = {one.name: one for one in load_scenarios()}
    off, hanging, hostile = (round(hosts * share) for share in (OFF, HANGING, HOSTILE))
    parts = [_off(by_name[_ON])] * off
    parts += [_hanging(by_name[_ON], _HANGS[number % len(_HANGS)]) for number in range(hanging)]
    parts += rng.choices([one for one in load_zoo() if not _rejects(one)], k=hostile)
    parts.append(by_name[_REJECTING])  # of a second one the lockout brake would make the end of the sweep
    ends_soon = [host.scenario for host in planned if not (_waits(host.scenario) or _rejects(host.scenario))]
    parts += rng.choices(ends_soon, k=hosts - len(parts))
    rng.shuffle(parts)
    return tuple(
        replace(host, scenario=_slow(part), address=host.address or "127.0.0.1")
        for host, part in zip(planned, parts, strict=True)
    )


def _off(honest: Scenario) -> Scenario:
    return replace(honest, name="switched-off", status="UNREACHABLE", faults=(_NO_ANSWER,))


def _hanging(honest: Scenario, point: FaultPoint) -> Scenario:
    status = honest.status if point is FaultPoint.DELETE else "TIMED_OUT"
    fault = Fault(point, FaultKind.HANG)
    return replace(honest, name=f"hangs-at-{point}", status=status, faults=(fault,))


def _waits(scenario: Scenario) -> bool:
    """Whether it is one of those that hang already; the shares above are to be exact."""
    return scenario.status == "TIMED_OUT" or not scenario.resolvable


def _rejects(scenario: Scenario) -> bool:
    return any(fault.kind is FaultKind.UNAUTHORIZED for fault in scenario.faults)


def _slow(scenario: Scenario) -> Scenario:
    return replace(scenario, latency_seconds=max(scenario.latency_seconds, LATENCY_SECONDS))


def main(words: Sequence[str] | None = None) -> None:
    """Serves it, with the options of `LabProcess.start`."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--hosts", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--base-address", default="127.0.1.1")
    parser.add_argument("--free-ports", action="store_true")
    parser.add_argument("--announce", default="text")
    parser.add_argument("--engine", default="canned", choices=["canned"])
    given = parser.parse_args(words)
    options = LabOptions(
        hosts=given.hosts, seed=given.seed, free_ports=given.free_ports, announce_json=given.announce == "json"
    )
    serve(options, with_addresses(chaotic_fleet(given.hosts, given.seed, now()), given.base_address))


if __name__ == "__main__":
    main()
