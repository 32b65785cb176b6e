"""Each fault of the lab stops the chain at its own step, with its own fix; what comes after is not tested."""

import asyncio
from pathlib import Path

import pytest

from remote_prt.doctor.chain import examine_all
from remote_prt.doctor.step import ChainStep, HostExamination, StepState
from remote_prt.lab.canned import CannedEngine
from remote_prt.lab.faults import Fault, FaultKind, FaultPoint
from remote_prt.model import Target
from remote_prt.transports.credentials import Credential
from remote_prt.transports.settings import PhaseLimits
from tests.conftest import StartFarm
from tests.controller.played_farm import playing
from tests.doctor.examining import examiner, states, step
from tests.lab_farm import RunningFarm, scenario, until
from tests.transports.certificates import authority, listener
from tests.transports.hostile_servers import Handler, answer, hang, serving
from tests.transports.test_pypsrp_threads import credential_of, target_of
from tests.transports.visiting import our_threads

OK, FAILED, SKIPPED, NOT_TESTED = StepState.OK, StepState.FAILED, StepState.SKIPPED, StepState.NOT_TESTED
ANYBODY = Credential("LAB\\anybody", "password")
PAGE = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 4\r\n\r\nhome"
MISSING = b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"
ELSEWHERE = b"HTTP/1.1 307 Moved\r\nLocation: http://127.0.0.1:9/\r\nContent-Length: 0\r\n\r\n"
LOGON_FIRST = b"HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: Negotiate\r\nContent-Length: 0\r\n\r\n"


async def greet(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Speaks first, as SSH does."""
    writer.write(b"SSH-2.0-OpenSSH\r\n")
    await reader.read()


def assert_stopped(seen: HostExamination, at: ChainStep, fix: str) -> None:
    """The chain stopped there with that fix; what came before was well, what comes after is not tested."""
    number = list(ChainStep).index(at)

    assert [one.name for one in seen.steps] == list(ChainStep)
    assert seen.stopped_at is not None
    assert seen.stopped_at.name is at, seen.stopped_at
    assert fix in seen.stopped_at.fix
    assert seen.stopped_at.seen
    assert set(states(seen)[:number]) <= {OK, SKIPPED}
    assert set(states(seen)[number + 1 :]) <= {NOT_TESTED}


async def examined(farm: RunningFarm, credential: Credential | None = None, **more: object) -> HostExamination:
    """The examination of a farm's only host."""
    async with examiner(credential or credential_of(farm), farm.certificates.authority_path) as by:
        return await by.examine(target_of(farm, **more))


@pytest.mark.parametrize(
    ("name", "at", "fix"),
    [
        ("port-closed", ChainStep.TCP, "winrm quickconfig"),
        ("access-denied", ChainStep.SHELL, "Remote Management Users"),
        ("shell-quota", ChainStep.SHELL, "quota"),
        ("jea-without-module", ChainStep.LANGUAGE, "examples/jea"),
        ("no-dsregcmd", ChainStep.DSREGCMD, "leave the host out"),
        ("log-disabled", ChainStep.CHANNELS, "remote_prt logs enable 127.0.1.1"),
        ("nothing-may-be-read", ChainStep.CHANNELS, "Event Log Readers"),
        ("nobody-signed-in", ChainStep.SESSIONS, "when somebody is"),
    ],
)
async def test_each_fault_stops_the_chain_at_its_step(start_farm: StartFarm, name: str, at: ChainStep, fix: str):
    """The first step that breaks is named with its fix, and there was one logon at most."""
    farm = await start_farm(playing(name), engine=CannedEngine())
    seen = await examined(farm)

    assert_stopped(seen, at, fix)
    assert farm.farm.stats().logon_attempts == (0 if at is ChainStep.TCP else 1)
    assert farm.farm.stats().open_shells == 0
    assert farm.farm.stats().open_tasks == 0
    assert seen.is_empty is (at is ChainStep.SESSIONS)
    assert our_threads() == []


@pytest.mark.parametrize(
    ("name", "mode"),
    [("healthy-hybrid", "FullLanguage"), ("locked-down", "ConstrainedLanguage"), ("jea-endpoint", "our module")],
)
async def test_what_a_sweep_can_judge_is_well(start_farm: StartFarm, name: str, mode: str):
    """All steps are well on hosts of every language mode that a sweep copes with; TLS is skipped over HTTP."""
    farm = await start_farm(playing(name), engine=CannedEngine())
    seen = await examined(farm)

    assert seen.stopped_at is None
    assert states(seen) == [OK, OK, SKIPPED, *[OK] * 7]
    assert mode in step(seen, ChainStep.LANGUAGE).seen
    assert step(seen, ChainStep.AUTHENTICATE).milliseconds is not None
    assert seen.clock_skew_seconds is not None
    assert seen.address == "127.0.1.1"
    assert farm.farm.stats().logon_attempts == 1


async def test_over_tls_the_certificate_is_told(start_farm: StartFarm):
    """A listener that is trusted is well, and says for whom it is and until when."""
    farm = await start_farm(playing("healthy-over-tls"), engine=CannedEngine())
    seen = await examined(farm, https=True)

    assert seen.stopped_at is None
    assert "127.0.1.1" in step(seen, ChainStep.TLS).seen
    assert "until 20" in step(seen, ChainStep.TLS).seen


async def test_a_wrong_password_stops_at_the_logon(start_farm: StartFarm):
    """The host says no to the credential once, and is not asked again."""
    farm = await start_farm(playing("healthy-hybrid"), engine=CannedEngine())
    seen = await examined(farm, Credential(farm.account.name, "wrong"))

    assert_stopped(seen, ChainStep.AUTHENTICATE, "user name and password")
    assert farm.farm.stats().logon_attempts == 1


async def test_a_wrong_password_meets_two_hosts(start_farm: StartFarm):
    """The lockout brake holds for the doctor too: of six hosts two are tried, the rest is held back and says so."""
    farm = await start_farm(*[playing("healthy-hybrid")] * 6, engine=CannedEngine())
    async with examiner(Credential(farm.account.name, "wrong")) as by:
        seen, interrupted = await examine_all(by, [target_of(farm, number) for number in range(6)], 6)
    withheld = [one for one in seen if one.is_withheld]

    assert farm.farm.stats().logon_attempts == 2
    assert len(withheld) == 4
    assert {step(one, ChainStep.AUTHENTICATE).state for one in withheld} == {SKIPPED}
    assert all("lockout brake" in one.stopped_at.seen for one in withheld if one.stopped_at)
    assert not interrupted


@pytest.mark.parametrize(
    ("certificate", "trusts", "fix", "said"),
    [
        ({"expired": True}, True, "renew the certificate", "until 20"),
        ({"name": "pc-99.corp.example"}, True, "use the name the certificate is for", "pc-99.corp.example"),
        ({}, False, "--ca-cert", "by authority"),
        ({"self_signed": True}, False, "--ca-cert", "by 127.0.0.1"),
    ],
    ids=["expired", "wrong name", "unknown authority", "self-signed"],
)
async def test_a_certificate_that_is_refused_is_shown(
    tmp_path: Path, certificate: dict[str, object], trusts: bool, fix: str, said: str
):
    """TLS stops the chain with the reason's own fix, and with what the certificate says about itself."""
    context = listener(tmp_path, **certificate)  # type: ignore[arg-type]
    ca_file = authority().write(tmp_path) if trusts else None
    async with serving(hang, context) as server, examiner(ANYBODY, ca_file) as by:
        seen = await by.examine(Target("127.0.0.1", port=server.port, https=True))

    assert_stopped(seen, ChainStep.TLS, fix)
    assert said in step(seen, ChainStep.TLS).seen


@pytest.mark.parametrize(
    ("handler", "https", "at", "fix"),
    [
        (answer(PAGE), False, ChainStep.IDENTIFY, "WinRM is what listens"),
        (answer(MISSING), False, ChainStep.IDENTIFY, "WinRM is what listens"),
        (answer(ELSEWHERE), False, ChainStep.IDENTIFY, "visit that host by name"),
        (answer(b"SSH-2.0-OpenSSH\r\n"), False, ChainStep.IDENTIFY, "WinRM is what listens"),
        (greet, True, ChainStep.TLS, "HTTPS with TLS 1.2"),
        (answer(LOGON_FIRST), False, ChainStep.AUTHENTICATE, "check"),
    ],
    ids=["a web page", "404", "a redirect", "ssh", "no TLS", "a logon first"],
)
async def test_what_is_no_winrm_is_found_out(handler: Handler, https: bool, at: ChainStep, fix: str):
    """Whatever else listens there stops the chain before or at the logon; one that wants a logon first passes on."""
    async with serving(handler) as server, examiner(ANYBODY) as by:
        seen = await by.examine(Target("127.0.0.1", port=server.port, https=https))

    assert_stopped(seen, at, fix)


async def test_a_silent_host_costs_its_limits(tmp_path: Path):
    """A host that accepts and says nothing stops at Identify within the limits of the phases."""
    limits = PhaseLimits(connect=0.2, tls=0.2, silence=0.2, authenticate=0.2)
    async with serving(hang) as server, examiner(ANYBODY, limits=limits) as by:
        seen = await by.examine(Target("127.0.0.1", port=server.port))

    assert_stopped(seen, ChainStep.IDENTIFY, "")
    assert (step(seen, ChainStep.IDENTIFY).milliseconds or 0) < 3000


async def test_a_name_that_is_none_stops_at_once():
    """A name that no server knows is told with where to look; nothing else is tried."""
    async with examiner(ANYBODY) as by:
        seen = await by.examine(Target("a" * 64))

    assert_stopped(seen, ChainStep.RESOLVE, "DNS suffix")
    assert seen.address == ""


async def test_a_hang_after_identify_stops_at_its_phase(start_farm: StartFarm):
    """A host that is silent when it is asked for a shell stops there, and leaves no thread behind."""
    farm = await start_farm(scenario("mute", faults=(Fault(FaultPoint.CREATE, FaultKind.HANG),)))
    async with examiner(credential_of(farm), limits=PhaseLimits(shell=0.4, authenticate=2)) as by:
        seen = await by.examine(target_of(farm))

    assert_stopped(seen, ChainStep.SHELL, "WinRM service")
    assert our_threads() == []


async def test_what_was_done_before_an_interrupt_is_kept(start_farm: StartFarm):
    """A cancelled run returns the hosts that were done, says so, and leaves no thread behind."""
    farm = await start_farm(playing("port-closed"), engine=CannedEngine())
    async with serving(hang) as server, examiner(ANYBODY) as by:
        hanging = Target("127.0.0.1", port=server.port)
        run = asyncio.create_task(examine_all(by, [target_of(farm), hanging], 2))
        await until(lambda: server.visitors > 0)
        run.cancel()
        seen, interrupted = await run

    assert interrupted
    assert [one.host for one in seen if one.stopped_at] in ([], ["127.0.1.1"])


async def test_this_machine_has_no_network_steps():
    """The word localhost is asked without WinRM: the steps of the network do not apply."""
    async with examiner(Credential()) as by:
        seen = await by.examine(Target("localhost"))

    assert states(seen)[:4] == [SKIPPED] * 4
