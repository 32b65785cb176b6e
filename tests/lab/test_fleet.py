"""Which hosts a farm has, and what is true about them."""

import math
from collections import Counter
from datetime import UTC, datetime

import pytest

from remote_prt.errors import LabError
from remote_prt.lab.fleet import ALL_WORDS, load_scenarios, plan_fleet, truth, worst_word

NOW = datetime(2026, 1, 31, 1, 0, tzinfo=UTC)


def test_same_seed_same_hosts() -> None:
    """A plan depends on its arguments alone."""
    assert plan_fleet(60, 7, NOW) == plan_fleet(60, 7, NOW)
    assert plan_fleet(60, 7, NOW) != plan_fleet(60, 8, NOW)


@pytest.mark.parametrize("seed", range(12))
def test_small_farms_show_every_word(seed: int) -> None:
    """From twenty-four hosts on every outcome and status is there, and exactly one of those hosts hangs."""
    words = Counter(host.scenario.status for host in plan_fleet(24, seed, NOW))

    assert set(words) == set(ALL_WORDS)
    assert words["TIMED_OUT"] == 1


@pytest.mark.parametrize("hosts", [len(load_scenarios()), 200, 500])
def test_large_farms_play_every_scenario(hosts: int) -> None:
    """As many hosts as scenarios, and more, play every scenario, at most one in fifty hangs, and many are healthy."""
    planned = plan_fleet(hosts, 7, NOW)
    words = Counter(host.scenario.status for host in planned)

    assert {host.scenario.name for host in planned} == {scenario.name for scenario in load_scenarios()}
    assert words["TIMED_OUT"] <= math.ceil(hosts * 0.02)
    assert hosts < 200 or words["HEALTHY"] > hosts / 3


def test_names_and_addresses_are_each_hosts_own() -> None:
    """No two hosts share a name or an address; a name that does not resolve has none."""
    planned = plan_fleet(600, 3, NOW)
    addresses = [host.address for host in planned if host.address]

    assert len({host.computer_name for host in planned}) == 600
    assert len(addresses) == len(set(addresses))
    assert all(address.startswith("127.0.") and not address.endswith((".0", ".255")) for address in addresses)
    assert all((host.address is None) == (not host.scenario.resolvable) for host in planned)


def test_chosen_scenarios_are_played_in_turn() -> None:
    """With names given, exactly those are played, one after the other."""
    planned = plan_fleet(4, 1, NOW, ["wrong-password", "not-joined", "drips"])

    assert [host.scenario.name for host in planned] == ["wrong-password", "not-joined", "drips", "wrong-password"]


@pytest.mark.parametrize(("hosts", "names"), [(0, ()), (-1, ()), (20_000_000, ()), (3, ("no-such-thing",))])
def test_impossible_farms_are_refused(hosts: int, names: tuple[str, ...]) -> None:
    """No hosts, too many hosts and unknown scenarios raise LabError."""
    with pytest.raises(LabError):
        plan_fleet(hosts, 1, NOW, names)


def test_truth_is_the_scenarios_word() -> None:
    """The truth names each host with its address, how it is visited, its scenario and the word written there."""
    planned = plan_fleet(30, 5, NOW)

    rows = truth(planned)
    plain = {row["Scenario"]: row["PlainStatus"] for row in truth(plan_fleet(200, 5, NOW))}

    assert [{key: value for key, value in row.items() if key != "PlainStatus"} for row in rows] == [
        {
            "ComputerName": host.computer_name,
            "Address": host.address,
            "Status": host.scenario.status,
            "Https": host.scenario.https,
            "Scenario": host.scenario.name,
        }
        for host in planned
    ]
    assert plain["healthy-over-tls"] == plain["tls-breaks-off"] == "UNREACHABLE"
    assert (plain["out-of-service"], plain["wrong-password"]) == ("HEALTHY", "BROKEN")


@pytest.mark.parametrize(
    ("words", "worst"),
    [
        (["HEALTHY", "NOT_APPLICABLE"], "HEALTHY"),
        (["UNKNOWN", "HEALTHY"], "UNKNOWN"),
        (["STALE", "UNKNOWN"], "STALE"),
        (["FAILING", "STALE"], "FAILING"),
        (["HEALTHY", "FAILING", "BROKEN"], "BROKEN"),
    ],
)
def test_worst_word_follows_the_design(words: list[str], worst: str) -> None:
    """BROKEN outranks FAILING, STALE, UNKNOWN, HEALTHY and NOT_APPLICABLE, in that order."""
    assert worst_word(words) == worst
