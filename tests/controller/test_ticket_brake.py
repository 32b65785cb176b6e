"""Kerberos without tickets costs a run a few hosts and a minute, not each host its time."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

import pytest

from remote_prt.cli.exit_codes import ExitCode
from remote_prt.cli.run_exit_codes import exit_codes
from remote_prt.controller.brake import AuthBrake
from remote_prt.controller.sweep import sweep
from remote_prt.controller.ticket_brake import TicketPatience
from remote_prt.errors import HostError, HostRefused, LogonRefused, NoTicket, Phase, TicketsWithheld
from remote_prt.model import Context, Deadline, RunOptions, StopReason, Target
from remote_prt.transports.base import Connection
from remote_prt.transports.credentials import Credential
from tests.controller.test_visit import END, FACTS, SESSIONS, visitor_over

SWEEPER = Credential("sweeper@LAB.EXAMPLE", "x")
AT_ONCE = TicketPatience(0.0, 0.0)
LONG = TicketPatience(60.0, 0.0)


def no_ticket(kind: NoTicket = NoTicket.UNANSWERED) -> HostRefused:
    """What a visit ends with that had no ticket."""
    error = HostRefused(Phase.AUTHENTICATE, "no domain controller could be reached for the logon", "look")
    error.no_ticket = kind
    return error


async def log_on(
    brake: AuthBrake, host: str, error: HostError | None = None, credential: Credential = SWEEPER, seconds: float = 5.0
) -> bool:
    """Try one logon; whether it began."""
    try:
        async with brake.logon(Target(host), credential, Deadline.after(seconds, time.monotonic())):
            if error is not None:
                raise error
    except TicketsWithheld:
        return False
    except HostError:
        return True
    return True


@pytest.mark.parametrize("kind", NoTicket)
async def test_of_a_fleet_without_tickets_three_hosts_try(kind: NoTicket) -> None:
    """Two in a row hold the others back, a third decides; also when all come at once."""
    brake = AuthBrake(patience=AT_ONCE)
    tried = await asyncio.gather(*(log_on(brake, f"pc-{n}.lab.example", no_ticket(kind)) for n in range(50)))

    assert sum(tried) == 3
    with pytest.raises(TicketsWithheld):
        brake.check(Target("pc-9.lab.example"), SWEEPER)


async def test_an_expired_ticket_is_not_waited_for() -> None:
    """Patience is for domain controllers that may be restarting; what the account lacks does not come by waiting."""
    brake = AuthBrake(patience=TicketPatience(60.0, 60.0))
    tried = [await log_on(brake, f"pc-{n}", no_ticket(NoTicket.NOT_TO_BE_HAD)) for n in range(9)]

    assert tried == [True] * 3 + [False] * 6


async def test_a_silent_domain_controller_is_waited_for() -> None:
    """Until the time is up each host that comes tries; the first to get a ticket lets all go on."""
    brake = AuthBrake(patience=LONG)
    for n in range(7):
        assert await log_on(brake, f"pc-{n}", no_ticket())

    assert await log_on(brake, "pc-7")
    assert await log_on(brake, "pc-8", no_ticket())  # alone again, so nothing is held
    async with (
        brake.logon(Target("pc-9"), SWEEPER, Deadline.after(5, time.monotonic())),
        brake.logon(Target("pc-0"), SWEEPER, Deadline.after(0.05, time.monotonic())),
    ):
        both = True

    assert both


async def test_one_tries_while_the_others_wait_for_it() -> None:
    """Held hosts do not try beside the one that does; when it gets its ticket they follow."""
    brake, release, order = AuthBrake(limit=9, canary_seconds=0.0, patience=LONG), asyncio.Event(), []

    async def visit(host: str) -> None:
        async with brake.logon(Target(host), SWEEPER, Deadline.after(5, time.monotonic())):
            order.append(host)
            await release.wait()

    for n in range(2):
        await log_on(brake, f"pc-{n}", no_ticket())
    tasks = [asyncio.create_task(visit(f"pc-{n}")) for n in range(2, 6)]
    for _ in range(5):
        await asyncio.sleep(0)
    before = list(order)
    release.set()
    await asyncio.gather(*tasks)

    assert before == ["pc-2"]
    assert sorted(order) == ["pc-2", "pc-3", "pc-4", "pc-5"]


async def test_whose_time_is_up_while_waiting_was_not_tried() -> None:
    """It is told for want of tickets, and not as slow."""
    brake = AuthBrake(patience=TicketPatience(60.0, 60.0))
    for n in range(2):
        await log_on(brake, f"pc-{n}", no_ticket())

    assert not await log_on(brake, "pc-2", seconds=0.02)


async def test_a_rejected_password_is_an_answer() -> None:
    """Whoever says no to the account is there, so the row begins anew."""
    brake = AuthBrake(limit=9, patience=AT_ONCE)
    for n in range(2):
        await log_on(brake, f"pc-{n}", no_ticket())
    await log_on(brake, "pc-2", LogonRefused(Phase.AUTHENTICATE, "rejected", "check"))

    assert await log_on(brake, "pc-3", no_ticket())
    assert await log_on(brake, "pc-4", no_ticket())
    assert await log_on(brake, "pc-5")


async def test_another_domain_and_another_account_go_on() -> None:
    """They have other domain controllers, or other tickets."""
    brake = AuthBrake(patience=AT_ONCE)
    for n in range(4):
        await log_on(brake, f"pc-{n}.lab.example", no_ticket())

    assert not await log_on(brake, "pc-4.LAB.example")
    assert await log_on(brake, "pc-4.other.example")
    assert await log_on(brake, "pc-4.lab.example", credential=Credential("other@LAB.EXAMPLE", "x"))


class _NoTickets:
    """A door in front of which no host gets a ticket but those that are called `good-*`."""

    name = "no-tickets"

    def __init__(self) -> None:
        self.brake = AuthBrake(patience=AT_ONCE)
        self.honest = visitor_over({"good-0": (FACTS, SESSIONS, END)})

    @asynccontextmanager
    async def connect(self, target: Target, credential: Credential, deadline: Deadline) -> AsyncIterator[Connection]:
        """Rejects for want of a ticket."""
        async with self.brake.logon(target, credential, deadline):
            if not target.name.startswith("good"):
                raise no_ticket()
            async with self.honest.transport.connect(target, credential, deadline) as connection:
                yield connection


async def test_a_run_without_tickets_is_stopped_and_can_be_gone_on_with() -> None:
    """Exit code 6, and 4 for those that tried; all of them count as unfinished, none as locked out."""
    door = _NoTickets()
    targets = [Target("good-0"), *(Target(f"pc-{n}") for n in range(20))]
    options = RunOptions("hosts", Context.AUTO, "fake", "SIM\\lab", 2, 60.0)
    run = await sweep(targets, replace(door.honest, transport=door, probe=None), options)
    failures = [one.failure for one in run.outcomes if one.failure is not None]

    assert run.stopped_by is StopReason.NO_TICKET
    assert run.counts["REFUSED"] + run.counts["SKIPPED"] == 20
    assert run.counts["REFUSED"] <= 4
    assert {one.phase for one in failures} == {Phase.AUTHENTICATE, None}
    assert exit_codes(run) >= {ExitCode.STOPPED, ExitCode.NOT_JUDGED}
    assert ExitCode.LOCKOUT_BRAKE not in exit_codes(run)
    assert all(one.unfinished for one in failures if one.phase is not None)
