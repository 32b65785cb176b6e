"""One account in two spellings counts once towards a lockout, and two accounts never as one."""

import asyncio

import pytest

from remote_prt.controller.account_names import account_name, is_same_account, kin_key
from remote_prt.controller.brake import AuthBrake
from remote_prt.model import Target
from remote_prt.transports.credentials import Credential
from tests.controller.test_brake import log_on, rejected


@pytest.mark.parametrize(
    ("one", "other", "is_same"),
    [
        ("CORP\\svc", "corp\\SVC", True),
        ("CORP\\svc", "svc@corp.example", True),
        ("svc@CORP.EXAMPLE", "corp.example\\svc", True),
        ("svc@corp", "svc@corp.example", True),
        ("svc@corp.example", "svc@corp.test", False),
        ("CORP\\svc", "svc@lab.example", False),
        ("CORP\\svc", "CORP\\svc2", False),
        ("svc", "CORP\\svc", False),
        ("svc", "svc@corp.example", False),
        (".\\svc", "svc@corp.example", False),
        (".\\svc", "pc-1\\svc", True),
    ],
)
def test_two_spellings_of_one_account(one: str, other: str, is_same: bool) -> None:
    """Case, and NetBIOS beside DNS name of the domain, make no other account; a bare or a local name is its own."""
    names = [account_name(Target("pc-1.corp.example"), Credential(name, "x")) for name in (one, other)]

    assert (kin_key(names[0]) == kin_key(names[1]) and is_same_account(*names)) is is_same


async def test_rejections_count_for_the_account_under_all_its_names() -> None:
    """Two hosts that reject it under two names are enough."""
    brake = AuthBrake()
    await log_on(brake, "pc-1", rejected(), Credential("CORP\\svc", "x"))
    await log_on(brake, "pc-2", rejected(), Credential("svc@corp.example", "x"))

    assert not await log_on(brake, "pc-3", credential=Credential("CORP\\SVC", "x"))
    assert not await log_on(brake, "pc-3", credential=Credential("corp.example\\svc", "x"))
    assert await log_on(brake, "pc-3", credential=Credential("svc@other.example", "x"))


async def test_two_spellings_at_once_are_tried_on_two_hosts_only() -> None:
    """Also when all hosts come at once, half of them under each name."""
    brake = AuthBrake(canary_seconds=0.0)
    names = ("CORP\\svc", "svc@corp.example")
    tried = await asyncio.gather(
        *(log_on(brake, f"pc-{n}", rejected(), Credential(names[n % 2], "x")) for n in range(40))
    )

    assert sum(tried) == 2


async def test_hosts_called_as_the_domain_do_not_hide_its_account() -> None:
    r"""`CORP\svc` may be the domain's on `corp.site-1.example`, so many such hosts are not shown it."""
    brake = AuthBrake()
    svc = Credential("CORP\\svc", "x")
    tried = await asyncio.gather(*(log_on(brake, f"corp.site-{n}.example", rejected(), svc) for n in range(20)))

    assert sum(tried) == 2
    assert not await log_on(brake, "pc-1", credential=Credential("svc@corp.example", "x"))


def test_a_local_account_is_of_its_host_alone() -> None:
    """Of hosts with other names, and of addresses that begin alike."""
    hosts = ("pc-1.corp.example", "pc-2.corp.example", "10.0.0.1", "10.0.0.2", "fe80::1")
    keys = [kin_key(account_name(Target(host), Credential(".\\admin", "x"))) for host in hosts]

    assert len(set(keys)) == len(hosts)


async def test_a_name_that_hosts_accept_does_not_speak_for_the_other() -> None:
    """What only looks like the same account is tried one by one, and never waits for the other's visits."""
    brake = AuthBrake()
    known, unknown = Credential("CORP\\svc", "x"), Credential("svc@corp.example", "y")
    for n in range(30):
        await log_on(brake, f"pc-{n}", credential=known)
    tried = await asyncio.gather(*(log_on(brake, f"lab-{n}", rejected(), unknown) for n in range(40)))

    assert sum(tried) == 2
