"""Whatever hostile hosts do, a sweep ends in time, judges every healthy host, and shows nothing that acts."""

import logging

import pytest

from remote_prt.lab.fleet import load_scenarios, load_zoo
from tests.zoo_sweep import ZooSweep, problems_of, sweep_zoo

#: What goes on for as long as a visit may last; each is a host of the second sweep.
ENDLESS = ("drips-at-receive", "records-without-end", "output-without-end", "drips-in-the-handshake")
#: The same at other requests, and what is large: in `tests/chaos/zoo.py` only.
LEFT_OUT = (
    "drips-at-authenticate",
    "drips-at-command",
    "drips-at-connect",
    "drips-at-create",
    "drips-at-delete",
    "fragments-without-end",
    "record-of-forty-megabytes",
)
HEALTHY = ("healthy-entra", "healthy-hybrid", "healthy-japanese", "healthy-over-tls")
MOST_GROWN_BYTES = 300 * 1024 * 1024


def animals() -> list[str]:
    """Every hostile host that ends by itself."""
    return [one.name for one in load_zoo() if one.name not in {*ENDLESS, *LEFT_OUT}]


def other_names(swept: ZooSweep) -> set[str]:
    """The scenarios of hosts that were found to have another name than was asked for."""
    scenarios = {host.computer_name: host.scenario for host in swept.hosts}
    judged = [one for one in swept.run.outcomes if one.diagnosis is not None]
    return {
        scenarios[one.target.name]
        for one in judged
        if any(found.finding_id == "PRT-OTHER-NAME" for found in one.diagnosis.findings)
    }


async def test_a_sweep_survives_the_zoo(caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]) -> None:
    """Every host, hostile and healthy, gets its word; reports are clean, nothing is left, nothing is logged."""
    caplog.set_level(logging.DEBUG, "remote_prt")
    names = [*animals(), *HEALTHY]
    swept = await sweep_zoo(len(names), names, host_timeout_seconds=60)

    assert list(problems_of(swept)) == []
    assert other_names(swept) == {"answers-under-another-name"}
    assert swept.grown_bytes < MOST_GROWN_BYTES
    assert swept.seconds < 60
    assert capfd.readouterr() == ("", "")
    assert [record for record in caplog.records if record.levelno >= logging.ERROR] == []


async def test_hosts_without_an_end_cost_their_own_time_only() -> None:
    """Hosts that drip and pour for ever end with their own deadline; the healthy ones beside them are judged."""
    names = [*ENDLESS, "healthy-entra"]
    swept = await sweep_zoo(len(names), names, host_timeout_seconds=3)

    assert list(problems_of(swept)) == []
    assert swept.grown_bytes < MOST_GROWN_BYTES
    assert swept.seconds < 12


def test_the_zoo_is_large() -> None:
    """More than the twenty-five behaviours that were asked for, and each healthy neighbour is one."""
    healthy = {one.name for one in load_scenarios() if one.status == "HEALTHY"}

    assert len(load_zoo()) >= 25
    assert set(HEALTHY) <= healthy
