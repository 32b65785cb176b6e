"""Which door a target gets: this very machine none of WinRM's, unless something was asked that only WinRM has."""

from contextlib import asynccontextmanager

import pytest

from remote_prt.model import Deadline, Target
from remote_prt.transports.base import PeerInfo
from remote_prt.transports.by_target import ByTarget, doors_of
from remote_prt.transports.credentials import Credential
from remote_prt.transports.settings import TransportSettings


class Door:
    """A door that only tells that it was taken."""

    def __init__(self, name: str) -> None:
        self.name = name

    @asynccontextmanager
    async def connect(self, target: Target, credential: Credential, deadline: Deadline):
        """Its own name."""
        self.peer = PeerInfo("127.0.0.1", 0, self.name, "none", door=self.name)
        yield self


@pytest.mark.parametrize(
    ("target", "settings", "user", "door"),
    [
        (Target("localhost"), {}, None, "local"),
        (Target("LocalHost."), {}, None, "local"),
        (Target("pc-01"), {}, None, "pypsrp"),
        (Target("127.0.0.1"), {}, None, "pypsrp"),
        (Target("localhost.corp.example"), {}, None, "pypsrp"),
        (Target("localhost", port=5985), {}, None, "pypsrp"),
        (Target("localhost", https=True), {}, None, "pypsrp"),
        (Target("localhost", https=False), {}, None, "pypsrp"),
        (Target("localhost", address="10.0.0.7"), {}, None, "pypsrp"),
        (Target("localhost", user="LAB\\anna"), {}, None, "pypsrp"),
        (Target("localhost", configuration_name="RemotePrt"), {}, None, "pypsrp"),
        (Target("localhost"), {"https": True}, None, "pypsrp"),
        (Target("localhost"), {"port": 5985}, None, "pypsrp"),
        (Target("localhost"), {"configuration_name": "RemotePrt"}, None, "pypsrp"),
        (Target("localhost"), {}, "LAB\\anna", "pypsrp"),
    ],
)
async def test_a_target_gets_its_door(target: Target, settings: dict, user: str | None, door: str) -> None:
    """The bare word is this machine; a port, TLS, an account, an address or an endpoint means WinRM."""
    transport = ByTarget(TransportSettings(**settings), Door("local"), Door("pypsrp"))

    async with transport.connect(target, Credential(user), Deadline(0)) as connection:
        assert connection.peer.door == door


@pytest.mark.parametrize(
    ("names", "doors"),
    [((), "pypsrp"), (("pc-01",), "pypsrp"), (("localhost",), "local"), (("pc-01", "localhost"), "local, pypsrp")],
)
def test_a_run_names_its_doors(names: tuple[str, ...], doors: str) -> None:
    """The header of a run says by which ways hosts were asked."""
    assert doors_of([Target(name) for name in names], TransportSettings()) == doors
