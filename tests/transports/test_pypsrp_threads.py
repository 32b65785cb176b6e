"""The door over WinRM, against simulated hosts that speak it: honest ones, and every way to misbehave."""

import asyncio
import re
import time
from collections.abc import AsyncIterator

import pytest

from remote_prt.errors import (
    HostError,
    HostMisbehaved,
    HostRefused,
    HostTimedOut,
    HostUnreachable,
    LogonRefused,
    Phase,
)
from remote_prt.lab.engine import PipelineCall, Stream, StreamItem
from remote_prt.lab.faults import Fault, FaultKind, FaultPoint
from remote_prt.lab.scenario import SimulatedHost
from remote_prt.model import AuthMethod, Deadline, Target
from remote_prt.transports.base import CommandCall, Script
from remote_prt.transports.credentials import Credential
from remote_prt.transports.pypsrp_threads import PypsrpTransport
from remote_prt.transports.settings import MEBIBYTE, Bounds, PhaseLimits, TransportSettings
from tests.conftest import StartFarm
from tests.lab_farm import RunningFarm, scenario, until
from tests.transports.visiting import HELLO, our_threads, sockets_to, visit


@pytest.fixture(autouse=True)
async def nothing_left() -> AsyncIterator[None]:
    """Holds for every test here: when its transport is closed, no thread of it runs any more."""
    yield

    assert our_threads() == []


class NeverDone:
    """An engine whose scripts never end, and which says when one has begun."""

    def __init__(self) -> None:
        self.started = asyncio.Event()

    async def run(self, host: SimulatedHost, call: PipelineCall) -> AsyncIterator[StreamItem]:
        """Begins, and waits for ever."""
        self.started.set()
        await asyncio.get_running_loop().create_future()
        yield StreamItem(Stream.OUTPUT, "never")

    def open_tasks(self) -> int:
        """None."""
        return 0


def target_of(farm: RunningFarm, number: int = 0, **more: object) -> Target:
    """A host of the farm, over plain HTTP unless told otherwise."""
    host = farm.hosts[number]
    port = host.https_port if more.get("https") else host.http_port
    return Target(host.address or "", port=port, **more)


def credential_of(farm: RunningFarm) -> Credential:
    """The farm's account."""
    return Credential(farm.account.name, farm.account.password)


def transport_for(farm: RunningFarm, **more: object) -> PypsrpTransport:
    """A transport that trusts the farm's authority."""
    return PypsrpTransport(TransportSettings(ca_file=farm.certificates.authority_path, **more))


@pytest.mark.parametrize(
    ("auth", "https", "mechanism"),
    [
        pytest.param(None, False, "ntlm", id="auto_for_an_address_is_sealed_ntlm"),
        pytest.param(AuthMethod.NEGOTIATE, False, "ntlm", id="negotiate_sealed_over_http"),
        pytest.param(AuthMethod.NTLM, True, "ntlm", id="ntlm_over_tls_with_channel_binding"),
        pytest.param(AuthMethod.BASIC, True, "basic", id="basic_over_tls"),
    ],
)
async def test_a_script_runs_over_every_logon(
    start_farm: StartFarm, auth: AuthMethod | None, https: bool, mechanism: str
):
    """Each logon leads to the script's output and leaves no shell on the host."""
    farm = await start_farm()

    async with transport_for(farm) as transport:
        seen = await visit(transport, target_of(farm, auth=auth, https=https), credential_of(farm))

    assert (seen.error, seen.records) == (None, ["hello"])
    assert seen.peer is not None
    assert (seen.peer.auth, seen.peer.transport) == (mechanism, "https" if https else "http")
    assert farm.farm.stats().open_shells == 0


@pytest.mark.parametrize(("https", "more"), [(True, {}), (False, {"allow_ntlm": True})], ids=["tls", "allow_ntlm"])
async def test_auto_reaches_named_hosts_without_a_domain(start_farm: StartFarm, https: bool, more: dict[str, bool]):
    """A host visited by name at a given address: over verified TLS, or over HTTP where NTLM was allowed."""
    farm = await start_farm()
    host = farm.hosts[0]
    port = host.https_port if https else host.http_port
    target = Target(host.computer_name, address=host.address, port=port, https=https)

    async with transport_for(farm, **more) as transport:
        seen = await visit(transport, target, credential_of(farm))

    assert (seen.error, seen.records) == (None, ["hello"])
    assert seen.peer is not None
    assert (seen.peer.address, seen.peer.auth) == (host.address, "ntlm")


async def test_parameters_travel_beside_the_text(start_farm: StartFarm):
    """Strings, numbers, flags and lists arrive as parameters, unchanged."""
    farm = await start_farm()
    script = Script("parameters:", "00", (("Text", "a'b"), ("Number", 7), ("Flag", True), ("Words", ["x", "y"])))

    async with transport_for(farm) as transport:
        seen = await visit(transport, target_of(farm), credential_of(farm), call=script)

    assert seen.records == ['{"Flag": true, "Number": 7, "Text": "a\'b", "Words": ["x", "y"]}']


async def test_a_command_runs_by_name(start_farm: StartFarm):
    """An endpoint that runs no script text gets a command."""
    farm = await start_farm()

    async with transport_for(farm) as transport:
        seen = await visit(transport, target_of(farm), credential_of(farm), call=CommandCall("Invoke-PrtVisit"))

    assert seen.records == ["pc-001 ran Invoke-PrtVisit"]


async def test_records_arrive_while_the_script_runs(start_farm: StartFarm):
    """A record is there before the next one has been written, and survives the deadline that ends the script."""
    farm = await start_farm()
    slow = Script("output: first\noutput after 30: second", "00")

    async with transport_for(farm, operation_timeout_seconds=1) as transport:
        seen = await visit(transport, target_of(farm), credential_of(farm), call=slow, seconds=1.5)

    assert seen.records == ["first"]
    assert isinstance(seen.error, HostTimedOut)
    assert seen.error.phase is Phase.RUN
    assert seen.seconds < 2.5


async def test_large_output_comes_in_one_piece(start_farm: StartFarm):
    """Half a million characters in many fragments are one record."""
    farm = await start_farm()

    async with transport_for(farm) as transport:
        seen = await visit(
            transport, target_of(farm), credential_of(farm), call=Script("repeat 50000: 0123456789", "00")
        )

    assert seen.error is None
    assert seen.records == ["0123456789" * 50000]


async def test_other_streams_do_not_disturb(start_farm: StartFarm):
    """Errors, warnings and progress beside the output change nothing about the records."""
    farm = await start_farm()
    noisy = Script("warning: w\nerror: e\nprogress: p\noutput: kept\nverbose: v", "00")

    async with transport_for(farm) as transport:
        seen = await visit(transport, target_of(farm), credential_of(farm), call=noisy)

    assert (seen.error, seen.records) == (None, ["kept"])


async def test_a_failing_script_says_why(start_farm: StartFarm):
    """A pipeline that ends in state Failed is a refusal in phase run with the host's own words, and leaves no shell."""
    farm = await start_farm()

    async with transport_for(farm) as transport:
        seen = await visit(transport, target_of(farm), credential_of(farm), call=Script("no such line", "00"))

    assert isinstance(seen.error, HostRefused)
    assert seen.error.phase is Phase.RUN
    assert "the script failed on the host" in seen.error.reason
    assert farm.farm.stats().open_shells == 0


@pytest.mark.parametrize(("auth", "https"), [(AuthMethod.NTLM, False), (AuthMethod.BASIC, True)])
async def test_a_wrong_password_is_a_refused_logon(start_farm: StartFarm, auth: AuthMethod, https: bool):
    """A rejected credential costs exactly one attempt, names the phase, and nothing is reaped with it."""
    farm = await start_farm()
    wrong = Credential(farm.account.name, "wrong")

    async with transport_for(farm) as transport:
        seen = await visit(transport, target_of(farm, auth=auth, https=https), wrong)

    assert isinstance(seen.error, LogonRefused)
    assert seen.error.phase is Phase.AUTHENTICATE
    assert "wrong" not in str(seen.error)
    assert farm.farm.stats().logon_attempts == 1


HANGS = (FaultKind.HANG, FaultKind.DRIP)
POINTS = {
    FaultPoint.CONNECT: Phase.AUTHENTICATE,
    FaultPoint.AUTHENTICATE: Phase.AUTHENTICATE,
    FaultPoint.CREATE: Phase.SHELL,
    FaultPoint.COMMAND: Phase.RUN,
    FaultPoint.RECEIVE: Phase.RUN,
}


@pytest.mark.parametrize("kind", HANGS)
@pytest.mark.parametrize("point", POINTS)
async def test_a_host_that_hangs_or_drips_costs_its_deadline(start_farm: StartFarm, point: FaultPoint, kind: FaultKind):
    """Wherever a host stops answering, the outcome comes at the deadline, thread and sockets are free again."""
    farm = await start_farm(scenario("bad", faults=(Fault(point, kind),)))
    target = target_of(farm)

    async with transport_for(farm, limits=PhaseLimits(reap=0.5)) as transport:
        seen = await visit(transport, target, credential_of(farm), seconds=0.5)
        still_open, reaping = len(transport._open), len(transport._reaping)

    assert isinstance(seen.error, HostTimedOut)
    assert seen.error.phase is POINTS[point]
    assert seen.seconds < 1.8
    assert still_open <= reaping
    assert sockets_to(target.port or 0) == 0


@pytest.mark.parametrize("https", [False, True], ids=["sealed", "tls"])
@pytest.mark.parametrize("point", [FaultPoint.COMMAND, FaultPoint.RECEIVE])
async def test_the_reaper_deletes_what_a_cut_visit_left(start_farm: StartFarm, point: FaultPoint, https: bool):
    """After a hang in a session the shell is deleted over a fresh connection."""
    farm = await start_farm(scenario("hangs", faults=(Fault(point, FaultKind.HANG),)))

    async with transport_for(farm) as transport:
        seen = await visit(transport, target_of(farm, https=https), credential_of(farm), seconds=0.7)

    assert isinstance(seen.error, HostTimedOut)
    assert farm.farm.stats().open_shells == 0


async def test_who_waits_for_a_reaper_loses_none_of_its_time(start_farm: StartFarm):
    """However many hosts let even the Delete hang, a shell that can be deleted is deleted after them."""
    hangs = Fault(FaultPoint.RECEIVE, FaultKind.HANG)
    dead = scenario("dead", faults=(hangs, Fault(FaultPoint.DELETE, FaultKind.HANG)))
    farm = await start_farm(dead, dead, dead, scenario("hangs", faults=(hangs,)))
    last = farm.hosts[3].computer_name

    async with transport_for(farm, limits=PhaseLimits(reap=0.5), max_reapers=1) as transport:
        credential = credential_of(farm)
        going = [visit(transport, target_of(farm, number), credential, seconds=1) for number in range(3)]
        await asyncio.gather(*going, visit(transport, target_of(farm, 3), credential, seconds=1.01))
        before = farm.farm.stats().hosts[last].open_shells
        await until(lambda: farm.farm.stats().hosts[last].open_shells == 0)

    assert before == 1


async def test_a_hang_at_delete_changes_nothing_about_the_result(start_farm: StartFarm):
    """What a visit brought home is kept when the host will not even close the session."""
    farm = await start_farm(scenario("stays", faults=(Fault(FaultPoint.DELETE, FaultKind.HANG),)))

    async with transport_for(farm, limits=PhaseLimits(close=0.5, reap=0.5)) as transport:
        seen = await visit(transport, target_of(farm), credential_of(farm))

    assert (seen.error, seen.records) == (None, ["hello"])
    assert seen.seconds < 2.0


MISBEHAVIOURS = [
    # point, kind, error, phase, words
    (FaultPoint.CONNECT, FaultKind.RESET, HostUnreachable, Phase.AUTHENTICATE, "reset|broke|closed"),
    (FaultPoint.CONNECT, FaultKind.GARBAGE, HostMisbehaved, Phase.AUTHENTICATE, "no proper HTTP"),
    (FaultPoint.AUTHENTICATE, FaultKind.UNAUTHORIZED, LogonRefused, Phase.AUTHENTICATE, "rejected the credential"),
    (FaultPoint.AUTHENTICATE, FaultKind.UNAVAILABLE, HostRefused, Phase.AUTHENTICATE, "HTTP 503"),
    (FaultPoint.AUTHENTICATE, FaultKind.REDIRECT, HostMisbehaved, Phase.AUTHENTICATE, "redirects to 'http"),
    (FaultPoint.AUTHENTICATE, FaultKind.GZIP, HostMisbehaved, Phase.AUTHENTICATE, "compressed"),
    (FaultPoint.AUTHENTICATE, FaultKind.OVERSIZE, HostMisbehaved, Phase.AUTHENTICATE, "50,000,000 bytes"),
    (FaultPoint.AUTHENTICATE, FaultKind.ENDLESS, HostMisbehaved, Phase.AUTHENTICATE, "more than .* bytes"),
    (FaultPoint.CREATE, FaultKind.REFUSE, HostUnreachable, Phase.SHELL, "reset|closed"),
    (FaultPoint.CREATE, FaultKind.RESET, HostUnreachable, Phase.SHELL, "reset|broke"),
    (FaultPoint.CREATE, FaultKind.TRUNCATED, HostUnreachable, Phase.SHELL, "broke"),
    (FaultPoint.CREATE, FaultKind.REDIRECT, HostMisbehaved, Phase.SHELL, "redirects"),
    (FaultPoint.CREATE, FaultKind.GZIP, HostMisbehaved, Phase.SHELL, "compressed"),
    (FaultPoint.CREATE, FaultKind.UNSEALED, HostMisbehaved, Phase.SHELL, "plain text"),
    (FaultPoint.CREATE, FaultKind.GARBAGE, HostMisbehaved, Phase.SHELL, ""),
    (FaultPoint.CREATE, FaultKind.UNAVAILABLE, HostRefused, Phase.SHELL, "HTTP 503"),
    (FaultPoint.CREATE, FaultKind.UNAUTHORIZED, HostMisbehaved, Phase.SHELL, "new logon"),
    (FaultPoint.CREATE, FaultKind.ACCESS_DENIED, HostRefused, Phase.SHELL, "access is denied"),
    (FaultPoint.CREATE, FaultKind.QUOTA, HostRefused, Phase.SHELL, "too many sessions"),
    (FaultPoint.CREATE, FaultKind.OVERSIZE, HostMisbehaved, Phase.SHELL, "50,000,000 bytes"),
    (FaultPoint.COMMAND, FaultKind.UNSEALED, HostMisbehaved, Phase.RUN, "plain text"),
    (FaultPoint.COMMAND, FaultKind.SHELL_GONE, HostRefused, Phase.RUN, "session is gone"),
    (FaultPoint.RECEIVE, FaultKind.UNSEALED, HostMisbehaved, Phase.RUN, "plain text"),
    (FaultPoint.RECEIVE, FaultKind.ENDLESS, HostMisbehaved, Phase.RUN, "more than"),
]


@pytest.mark.parametrize(
    ("point", "kind", "error", "phase", "words"), MISBEHAVIOURS, ids=[f"{m[0]}_{m[1]}" for m in MISBEHAVIOURS]
)
async def test_each_misbehaviour_is_one_clear_line(  # noqa: PLR0917  a table row
    start_farm: StartFarm, point: FaultPoint, kind: FaultKind, error: type[HostError], phase: Phase, words: str
):
    """A host that misbehaves ends its visit at once with the right class, phase and words, and with its place."""
    farm = await start_farm(scenario("bad", faults=(Fault(point, kind),)))
    bounds = Bounds(reply_bytes=2 * MEBIBYTE, visit_bytes=4 * MEBIBYTE)
    target = target_of(farm)

    async with transport_for(farm, bounds=bounds, limits=PhaseLimits(reap=0.5)) as transport:
        seen = await visit(transport, target, credential_of(farm), seconds=20)

    assert type(seen.error) is error
    assert seen.error.phase is phase
    assert re.search(words, seen.error.reason)
    assert (seen.error.transport, seen.error.port, seen.error.address) == ("http", target.port, target.name)
    assert seen.seconds < 8
    assert sockets_to(target.port or 0) == 0


async def test_one_operation_timeout_is_no_error(start_farm: StartFarm):
    """Fault 2150858793 while a pipeline runs means: ask again."""
    farm = await start_farm()
    patient = Script("output after 2.2: late", "00")

    async with transport_for(farm, operation_timeout_seconds=1) as transport:
        seen = await visit(transport, target_of(farm), credential_of(farm), call=patient)

    assert (seen.error, seen.records) == (None, ["late"])


async def test_a_host_that_falls_silent_is_not_waited_for(start_farm: StartFarm):
    """A host that does not even say `no output yet` in time is given up long before the deadline."""
    farm = await start_farm(scenario("silent", faults=(Fault(FaultPoint.RECEIVE, FaultKind.HANG),)))

    async with transport_for(farm, operation_timeout_seconds=1, limits=PhaseLimits(silence=0.2)) as transport:
        seen = await visit(transport, target_of(farm), credential_of(farm), seconds=60)

    assert isinstance(seen.error, HostTimedOut)
    assert (seen.error.phase, seen.error.reason) == (Phase.RUN, "the script did not finish in time")
    assert seen.seconds < 4
    assert farm.farm.stats().open_shells == 0


async def test_a_cancelled_visit_is_cut_and_reaped(start_farm: StartFarm):
    """Cancelling passes through at once, frees the thread, and the shell is deleted."""
    engine = NeverDone()
    farm = await start_farm(engine=engine)

    async with transport_for(farm) as transport:
        task = asyncio.create_task(visit(transport, target_of(farm), credential_of(farm), seconds=60))
        await engine.started.wait()
        started = time.monotonic()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        took = time.monotonic() - started

    assert took < 1.5
    assert farm.farm.stats().open_shells == 0


async def test_leaving_early_is_allowed(start_farm: StartFarm):
    """A caller that has read enough leaves the session; the host is asked to delete it."""
    farm = await start_farm()
    deadline = Deadline.after(10, time.monotonic())
    endless = Script("output: first\noutput after 30: never", "00")

    async with (
        transport_for(farm) as transport,
        transport.connect(target_of(farm), credential_of(farm), deadline) as connection,
    ):
        records = connection.run(endless, deadline)
        first = await anext(records)
        await records.aclose()

    assert first == "first"
    assert farm.farm.stats().open_shells == 0


async def test_leaving_in_the_middle_of_a_script_leaves_no_shell(start_farm: StartFarm):
    """A caller that breaks out of the records without closing them gets its thread back, and the shell is deleted."""
    engine = NeverDone()
    farm = await start_farm(engine=engine)
    deadline = Deadline.after(10, time.monotonic())

    async with transport_for(farm) as transport:
        async with transport.connect(target_of(farm), credential_of(farm), deadline) as connection:
            records = connection.run(HELLO, deadline)
            waiting = asyncio.ensure_future(anext(records))
            await engine.started.wait()
        waiting.cancel()
        with pytest.raises((asyncio.CancelledError, HostError)):
            await waiting

    assert farm.farm.stats().open_shells == 0


async def test_many_hosts_at_once(start_farm: StartFarm):
    """Forty visits share the pool; each gets its own answer, and all sockets are given back."""
    farm = await start_farm(*[scenario(f"s{number}") for number in range(20)])

    async with transport_for(farm, max_threads=10) as transport:
        seen = await asyncio.gather(
            *[
                visit(transport, target_of(farm, number % 20), credential_of(farm), call=HELLO, seconds=30)
                for number in range(40)
            ]
        )

    assert [v.error for v in seen] == [None] * 40
    assert all(v.records == ["hello"] for v in seen)
    assert sum(sockets_to(host.http_port or 0) for host in farm.hosts) == 0
