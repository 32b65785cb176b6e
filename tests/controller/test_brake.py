"""The lockout brake: a wrong password reaches at most the limit of hosts, a right one holds up nobody for long."""

import asyncio
import time
from contextlib import suppress

import pytest

from remote_prt.controller.brake import AuthBrake
from remote_prt.errors import HostError, HostRefused, HostTimedOut, HostUnreachable, LogonRefused, LogonWithheld, Phase
from remote_prt.model import Deadline, Target
from remote_prt.transports.credentials import Credential

SWEEPER = Credential("LAB\\sweeper", "x")


def soon() -> Deadline:
    """Five seconds from now."""
    return Deadline.after(5, time.monotonic())


async def log_on(brake: AuthBrake, host: str, error: HostError | None = None, credential: Credential = SWEEPER) -> bool:
    """Try one logon; whether it was let through to the host."""
    try:
        async with brake.logon(Target(host), credential, soon()):
            if error is not None:
                raise error
    except LogonWithheld:
        return False
    except HostError:
        return True
    return True


def rejected() -> LogonRefused:
    """What a host says to a wrong password."""
    return LogonRefused(Phase.AUTHENTICATE, "the host rejected the credential", "check it")


async def test_a_rejected_account_is_tried_on_two_hosts_only() -> None:
    """Of fifty hosts with a wrong password two are tried, also when all come at once."""
    brake = AuthBrake()
    tried = await asyncio.gather(*(log_on(brake, f"pc-{n}", rejected()) for n in range(50)))

    assert sum(tried) == 2


@pytest.mark.parametrize(("seconds", "canaries"), [(60.0, 1), (0.0, 2)], ids=["one-by-one", "company"])
async def test_no_more_canaries_are_under_way_than_may_be_rejected(seconds: float, canaries: int) -> None:
    """While nobody has answered yet one logon waits for its host; beside a silent one there is room for one more."""
    brake, release, inside = AuthBrake(canary_seconds=seconds), asyncio.Event(), 0

    async def visit(host: str) -> None:
        nonlocal inside
        async with brake.logon(Target(host), SWEEPER, soon()):
            inside += 1
            await release.wait()

    tasks = [asyncio.create_task(visit(f"pc-{n}")) for n in range(5)]
    for _ in range(5):
        await asyncio.sleep(0)
    waiting = inside
    release.set()
    await asyncio.gather(*tasks)

    assert waiting == canaries
    assert inside == 5


@pytest.mark.parametrize(
    "error",
    [None, HostRefused(Phase.SHELL, "access is denied", "ask"), HostTimedOut(Phase.RUN, "late", "wait")],
    ids=["accepted", "no-shell", "late"],
)
async def test_one_accepted_logon_opens_the_gate(error: HostError | None) -> None:
    """A host that lets us in speaks for the password, whatever comes after the logon."""
    brake = AuthBrake(limit=1)
    await log_on(brake, "pc-1", error)
    async with brake.logon(Target("pc-2"), SWEEPER, soon()), brake.logon(Target("pc-3"), SWEEPER, soon()):
        both = True

    assert both


async def test_the_gate_opens_at_the_yes_not_at_the_shell() -> None:
    """Two hosts that accept the account and then hang hold up nobody."""
    brake, hang = AuthBrake(), asyncio.Event()

    async def accepted_then_hanging(host: str) -> None:
        async with brake.logon(Target(host), SWEEPER, soon()) as accept:
            accept()
            await hang.wait()

    tasks = [asyncio.create_task(accepted_then_hanging(f"slow-{n}")) for n in range(2)]
    let_through = await log_on(brake, "pc-1")
    hang.set()
    await asyncio.gather(*tasks)

    assert let_through


async def test_what_says_nothing_about_the_password_does_not_count() -> None:
    """Hosts that are off, or cut the connection while logging on, neither open nor close the gate."""
    brake = AuthBrake()
    for n in range(5):
        await log_on(brake, f"off-{n}", HostUnreachable(Phase.AUTHENTICATE, "reset", "look"))

    assert await log_on(brake, "pc-1", rejected())
    assert await log_on(brake, "pc-2", rejected())
    assert not await log_on(brake, "pc-3")


async def test_the_same_host_counts_once() -> None:
    """Distinct hosts count: one odd host alone does not stop a run."""
    brake = AuthBrake()
    for _ in range(3):
        await log_on(brake, "pc-1", rejected())

    assert await log_on(brake, "pc-2")


async def test_accounts_are_counted_apart_and_local_ones_by_host() -> None:
    r"""Another account is not held back, and `.\\\\admin` of one host says nothing about `.\\\\admin` of the next."""
    brake, local = AuthBrake(), Credential(".\\admin", "x")
    for host in ("pc-1", "pc-2"):
        await log_on(brake, host, rejected())
        await log_on(brake, host, rejected(), local)

    assert not await log_on(brake, "pc-3")
    assert await log_on(brake, "pc-3", credential=local)
    assert await log_on(brake, "pc-3", credential=Credential("LAB\\other", "x"))


async def test_waiting_ends_with_the_hosts_time() -> None:
    """A host whose turn does not come in its time is TIMED_OUT with the reason, and takes no place."""
    brake = AuthBrake(limit=1)
    async with brake.logon(Target("slow"), SWEEPER, soon()):
        with pytest.raises(HostTimedOut, match="another host"):
            async with brake.logon(Target("pc-1"), SWEEPER, Deadline.after(0.05, time.monotonic())):
                pass

    assert await log_on(brake, "pc-2")


async def test_a_cancelled_logon_gives_its_place_back() -> None:
    """A visit that is cut off while logging on does not block the next."""
    brake = AuthBrake(limit=1)

    async def hang() -> None:
        async with brake.logon(Target("slow"), SWEEPER, soon()):
            await asyncio.Event().wait()

    task = asyncio.create_task(hang())
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task

    assert await log_on(brake, "pc-1")


def unanswered() -> HostUnreachable:
    """What a host leaves behind that takes the password and says nothing."""
    error = HostUnreachable(Phase.AUTHENTICATE, "reset", "look", is_transient=True)
    error.is_logon_unanswered = True
    return error


async def test_a_password_that_nobody_answers_is_shown_three_times() -> None:
    """Hosts that took the proof and fell silent may have counted it: three of them hold the account back."""
    brake = AuthBrake()
    errors = [unanswered() for _ in range(10)]
    tried = [await log_on(brake, f"pc-{n}", error) for n, error in enumerate(errors)]

    assert tried == [True] * 3 + [False] * 7
    assert not any(error.is_transient for error in errors[:3])  # nor is it shown to the same host again


async def test_silence_counts_for_nothing_once_a_host_has_accepted() -> None:
    """A password that is known to be right may meet any number of hosts that hang."""
    brake = AuthBrake()
    await log_on(brake, "pc-0")
    tried = [await log_on(brake, f"pc-{n}", unanswered()) for n in range(1, 10)]

    assert all(tried)


async def test_one_yes_opens_the_gate_by_degrees() -> None:
    """An odd host that takes any password sends a wrong one to no more hosts than the limit says."""
    brake = AuthBrake()
    await log_on(brake, "honeypot")
    tried = await asyncio.gather(*(log_on(brake, f"pc-{n}", rejected()) for n in range(50)))

    assert sum(tried) == 2


async def test_an_account_that_is_held_back_is_known_before_a_host_is_contacted() -> None:
    """`check` says so without waiting, for that account alone."""
    brake = AuthBrake()
    brake.check(Target("pc-0"), SWEEPER)
    for n in range(2):
        await log_on(brake, f"pc-{n}", rejected())
    with pytest.raises(LogonWithheld, match="rejected by 2 hosts"):
        brake.check(Target("pc-3"), SWEEPER)

    brake.check(Target("pc-3"), Credential("LAB\\other", "x"))
