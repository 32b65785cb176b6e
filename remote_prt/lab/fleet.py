"""Plans a farm: which scenario each simulated host plays, and what a true sweep must say about it.

The plan is decided by its seed alone. Small farms show every word a sweep can print; larger ones play every scenario
and are then filled as a real fleet would be: mostly healthy, a few of everything else, hardly any host that hangs,
because each of those costs a sweep its whole host timeout.
"""

import ipaddress
import math
import random
from collections.abc import Sequence
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import TypedDict

from remote_prt.errors import LabError
from remote_prt.lab.scenario import Scenario, SimulatedHost
from remote_prt.lab.story_file import read_scenario

SCENARIO_FOLDER = Path(__file__).with_name("scenarios")
ZOO_FOLDER = Path(__file__).with_name("zoo") / "animals"

OUTCOME_WORDS = ("UNREACHABLE", "REFUSED", "TIMED_OUT", "SKIPPED")  #: a host of which nothing was judged
STATUS_WORDS = ("BROKEN", "FAILING", "STALE", "UNKNOWN", "HEALTHY", "NOT_APPLICABLE")  #: worst first
ALL_WORDS = (*STATUS_WORDS, *OUTCOME_WORDS)
ALL_WORDS_HOSTS = 24  #: from this many hosts on, every word is there
HANG_SHARE = 0.02  #: at most this share of a farm hangs, rounded up

_FIRST_ADDRESS = int(ipaddress.IPv4Address("127.0.1.1"))
_WEIGHTS = {
    "HEALTHY": 700, "NOT_APPLICABLE": 60, "BROKEN": 80, "FAILING": 30, "STALE": 40,
    "UNKNOWN": 45, "UNREACHABLE": 25, "REFUSED": 10, "SKIPPED": 10, "TIMED_OUT": 0,
}  # fmt: skip  # per thousand hosts


class TruthRow(TypedDict):
    """One host of `lab --truth json`."""

    ComputerName: str
    Address: str | None
    Status: str  #: where it is visited as its inventory tells: over TLS, or not at all
    PlainStatus: str  #: where it is visited over HTTP on its usual port, as everybody else
    Https: bool  #: to be visited over TLS: nothing listens on its HTTP port
    Scenario: str


@cache
def load_scenarios() -> tuple[Scenario, ...]:
    """All scenarios, sorted by name.

    Raises:
        LabError: a file is wrong; names file and key.
    """
    return tuple(read_scenario(path) for path in sorted(SCENARIO_FOLDER.glob("*.toml")))


@cache
def load_zoo() -> tuple[Scenario, ...]:
    """All hostile scenarios, sorted by name; they are in a farm only where it is asked for.

    Raises:
        LabError: a file is wrong; names file and key.
    """
    return tuple(read_scenario(path) for path in sorted(ZOO_FOLDER.glob("*.toml")))


def plan_fleet(
    hosts: int, seed: int, now: datetime, scenarios: Sequence[str] = (), *, zoo: bool = False
) -> tuple[SimulatedHost, ...]:
    """A farm of that many hosts, the same for the same arguments; addresses from 127.0.1.1 on, ports not yet taken.

    Args:
        hosts: how many.
        seed: decides scenarios, names and every made-up detail.
        now: aware; the start of the run.
        scenarios: names of the scenarios to play; empty for all. With names given, every one is played in turn.
        zoo: every hostile host there is, among healthy ones.

    Raises:
        LabError: no such scenario, or a number that no farm can have.
    """
    if hosts < 1 or _FIRST_ADDRESS + hosts > int(ipaddress.IPv4Address("127.255.255.254")):
        raise LabError(f"a farm of {hosts} hosts cannot be built")
    rng = random.Random(seed)  # noqa: S311 - a farm must be repeatable
    mixed = _zoo if zoo else _mixture
    chosen = _chosen(scenarios, hosts) if scenarios else mixed(hosts, rng)
    names = _names(chosen)
    seeds = [rng.getrandbits(48) for _ in chosen]
    return tuple(
        SimulatedHost(name, scenario, host_seed, now, _address(number) if scenario.resolvable else None)
        for number, (name, scenario, host_seed) in enumerate(zip(names, chosen, seeds, strict=True))
    )


def truth(hosts: Sequence[SimulatedHost]) -> list[TruthRow]:
    """What a true sweep says about each host."""
    return [
        TruthRow(
            ComputerName=host.computer_name,
            Address=host.address,
            Status=host.scenario.status,
            PlainStatus=_plain_status(host.scenario),
            Https=host.scenario.https,
            Scenario=host.scenario.name,
        )
        for host in hosts
    ]


def _plain_status(scenario: Scenario) -> str:
    """What a sweep says that was given nothing but the address."""
    if scenario.https:
        return "UNREACHABLE"
    if scenario.in_inventory:
        return scenario.status
    return worst_word([user.status for user in scenario.story.users])


def worst_word(words: Sequence[str]) -> str:
    """The worst of status words, as a host is summed up from its users and its device."""
    return min(words, key=STATUS_WORDS.index)


def _chosen(names: Sequence[str], hosts: int) -> list[Scenario]:
    known = {scenario.name: scenario for scenario in (*load_scenarios(), *load_zoo())}
    for name in names:
        if name not in known:
            raise LabError(f"no scenario is called {name!r}; see `remote_prt lab --scenarios`")
    return [known[names[number % len(names)]] for number in range(hosts)]


def _zoo(hosts: int, rng: random.Random) -> list[Scenario]:
    """Every animal once as far as there is room, healthy hosts in all other places, shuffled."""
    animals = list(load_zoo())[:hosts]
    healthy = [scenario for scenario in load_scenarios() if scenario.status == "HEALTHY"]
    picked = [*animals, *rng.choices(healthy, k=hosts - len(animals))]
    rng.shuffle(picked)
    return picked


def _mixture(hosts: int, rng: random.Random) -> list[Scenario]:
    """Scenarios for a farm: first those that must be there, then a realistic rest, shuffled."""
    pool = load_scenarios()
    by_word = {word: [scenario for scenario in pool if scenario.status == word] for word in ALL_WORDS}
    picked = [rng.choice(by_word[word]) for word in ALL_WORDS] if hosts >= ALL_WORDS_HOSTS else []
    hangs_left = math.ceil(hosts * HANG_SHARE) - sum(scenario.status == "TIMED_OUT" for scenario in picked)
    if hosts >= len(pool):
        for scenario in pool:
            if scenario in picked:
                continue
            if scenario.status == "TIMED_OUT":
                if hangs_left < 1:
                    continue
                hangs_left -= 1
            picked.append(scenario)
    words = rng.choices(list(_WEIGHTS), list(_WEIGHTS.values()), k=hosts - len(picked))
    picked.extend(rng.choice(by_word[word]) for word in words)
    rng.shuffle(picked)
    return picked


def _names(chosen: Sequence[Scenario]) -> list[str]:
    """Host names as a company gives them: `pc-017`, `srv-004`; numbered through, so that ranges fold."""
    width = max(3, len(str(len(chosen))))
    counts: dict[str, int] = {}
    names = []
    for scenario in chosen:
        kind = "srv" if scenario.story.device.server else "pc"
        counts[kind] = counts.get(kind, 0) + 1
        names.append(f"{kind}-{counts[kind]:0{width}}")
    return names


def _address(number: int) -> str:
    """The n-th address, from 127.0.1.1 on, without those that end in .0 or .255."""
    return str(ipaddress.IPv4Address(_FIRST_ADDRESS + number // 254 * 256 + number % 254))
