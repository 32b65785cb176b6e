"""Addresses, ports and counts of a farm."""

import asyncio
import socket
import ssl
from dataclasses import replace
from itertools import islice

import pytest

from remote_prt.errors import LabError
from remote_prt.lab.host_sockets import addresses_from, bind_hosts, close_sockets, with_addresses
from remote_prt.lab.scenario import Scenario, SimulatedHost
from tests.conftest import StartFarm
from tests.lab_farm import NOW, scenario


def hosts(*scenarios: Scenario) -> list[SimulatedHost]:
    """One host per scenario, not placed yet."""
    return [SimulatedHost(f"pc-{number}", played, number, NOW) for number, played in enumerate(scenarios)]


def test_addresses_skip_network_and_broadcast():
    """Counting up from 127.0.1.253 passes over .255 and .0."""
    assert list(islice(addresses_from("127.0.1.253"), 4)) == ["127.0.1.253", "127.0.1.254", "127.0.2.1", "127.0.2.2"]


def test_a_host_without_a_name_leaves_its_address_unused():
    """The others keep the addresses they would have anyway."""
    unresolvable = Scenario("lost", "no address", "UNREACHABLE", resolvable=False)

    placed = with_addresses(hosts(scenario(), unresolvable, scenario()), "127.0.1.1")

    assert [host.address for host in placed] == ["127.0.1.1", None, "127.0.1.3"]


@pytest.mark.parametrize("base", ["10.0.0.1", "::1", "localhost", "127.255.255.255"])
def test_only_loopback_is_listened_on(base: str):
    """An address outside 127.0.0.0/8, or none at all, is refused before anything is bound."""
    with pytest.raises(LabError, match=r"127\.0\.0\.0/8"):
        with_addresses(hosts(scenario()), base)


def test_a_range_that_is_too_short_is_refused():
    """More hosts than addresses is an error, not a wrap-around."""
    with pytest.raises(LabError, match="not enough"):
        with_addresses(hosts(scenario(), scenario(), scenario()), "127.255.255.253")


def test_every_host_has_its_own_two_ports():
    """Both ports are bound on the host's own address, and given back."""
    bound = bind_hosts(with_addresses(hosts(scenario(), scenario()), "127.0.1.1"), free_ports=True)
    endpoints = {sock.getsockname() for sockets in bound for sock in (sockets.http, sockets.https) if sock}
    for sockets in bound:
        close_sockets(sockets)

    assert len(endpoints) == 4
    assert {address for address, _ in endpoints} == {"127.0.1.1", "127.0.1.2"}


def test_an_address_the_system_does_not_have_falls_back_to_one_port_per_host():
    """Where only 127.0.0.1 can be bound, free ports tell the hosts apart."""
    foreign = [SimulatedHost("pc-1", scenario(), 1, NOW, address="192.0.2.1")]

    (sockets,) = bind_hosts(foreign, free_ports=True)
    close_sockets(sockets)

    assert sockets.host.address == "127.0.0.1"
    assert sockets.host.http_port != sockets.host.https_port


def test_a_taken_port_is_named_with_what_to_try():
    """Somebody else's listener on 5985 is an error with address, port and a next step; the other sockets are closed."""
    with socket.socket() as other:
        other.bind(("127.0.77.2", 5985))
        other.listen()
        placed = with_addresses(hosts(scenario(), scenario()), "127.0.77.1")

        with pytest.raises(LabError, match=r"cannot listen on 127\.0\.77\.2:5985: .*; try --free-ports"):
            bind_hosts(placed, free_ports=False)

    bound = bind_hosts(placed, free_ports=False)
    ports = [(sockets.host.http_port, sockets.host.https_port) for sockets in bound]
    for sockets in bound:
        close_sockets(sockets)

    assert ports == [(5985, 5986), (5985, 5986)]


async def test_a_new_farm_has_counted_nothing(start_farm: StartFarm):
    """All counts start at nothing."""
    farm = await start_farm()

    assert farm.farm.stats().totals == {"LogonAttempts": 0, "OpenShells": 0, "OpenTasks": 0, "Visits": 0}


async def test_a_host_of_https_has_no_other_door(start_farm: StartFarm) -> None:
    """Nothing listens on the HTTP port of a host that is visited over TLS, and its HTTPS port answers."""
    farm = await start_farm(replace(scenario("over-tls"), https=True))
    host = farm.hosts[0]
    trust = ssl.create_default_context(cafile=farm.certificates.authority_path)

    with pytest.raises(ConnectionRefusedError):
        await asyncio.open_connection(host.address, host.http_port)
    _, writer = await asyncio.open_connection(host.address, host.https_port, ssl=trust)
    writer.transport.abort()
