"""Each way in which a host of the lab fails is told in its own words, with its place and what to try."""

import asyncio
import re
from dataclasses import replace

import pytest

from remote_prt.errors import HostError, HostRefused, HostTimedOut, HostUnreachable, Phase
from remote_prt.lab.faults import Fault, FaultKind, FaultPoint
from remote_prt.lab.scenario import CertificateKind, Scenario
from remote_prt.model import AuthMethod
from remote_prt.transports.settings import PhaseLimits
from remote_prt.transports.wsman_words import CODES
from tests.conftest import StartFarm
from tests.lab_farm import scenario
from tests.transports.test_pypsrp_threads import credential_of, target_of, transport_for
from tests.transports.visiting import Visited, visit

CERTIFICATES = {
    CertificateKind.EXPIRED: ("its certificate has expired", "renew"),
    CertificateKind.NOT_YET_VALID: ("its certificate is not valid yet", "clocks"),
    CertificateKind.OTHER_NAME: ("its certificate is for another address", "use the name"),
    CertificateKind.UNKNOWN_AUTHORITY: ("its certificate comes from an authority that is not trusted", "--ca-cert"),
    CertificateKind.SELF_SIGNED: ("its certificate is self-signed", "--ca-cert"),
}
HANDSHAKES = {
    FaultKind.OLD_PROTOCOL: ("the host speaks no TLS 1.2", "TLS 1.2"),
    FaultKind.GARBAGE: ("what answers on that port speaks no TLS", "HTTPS"),
    FaultKind.RESET: ("the host broke off the handshake", "TLS 1.2"),
}
STATUSES = {403: "access is forbidden (HTTP 403)", 404: "the host answered HTTP 404", 503: "not ready (HTTP 503)"}
HANGS = [
    # where, which phase, how it ends, what is said
    (FaultPoint.LISTEN, Phase.CONNECT, HostUnreachable, "did not answer within"),
    (FaultPoint.TLS, Phase.TLS, HostUnreachable, "the TLS handshake was not completed in time"),
    (FaultPoint.AUTHENTICATE, Phase.AUTHENTICATE, HostTimedOut, "did not answer the logon in time"),
    (FaultPoint.CREATE, Phase.SHELL, HostTimedOut, "opened no PowerShell session in time"),
    (FaultPoint.COMMAND, Phase.RUN, HostTimedOut, "the script did not finish in time"),
    (FaultPoint.RECEIVE, Phase.RUN, HostTimedOut, "the script did not finish in time"),
]
SHORT = PhaseLimits(connect=0.4, tls=0.4, authenticate=0.4, shell=0.4, silence=-0.6, close=0.2, reap=0.2)


async def visited(start_farm: StartFarm, *scenarios: Scenario, https: bool = False) -> list[Visited]:
    """What visits of these hosts, all at once, came to."""
    farm = await start_farm(*scenarios)
    auth = AuthMethod.BASIC if https else None
    async with transport_for(farm, limits=PhaseLimits(reap=0.3)) as transport:
        targets = [target_of(farm, number, https=https, auth=auth) for number in range(len(scenarios))]
        return await asyncio.gather(*(visit(transport, one, credential_of(farm), seconds=30) for one in targets))


def placed(error: HostError | None) -> HostError:
    """The error, which has transport, port and address, a next step, and fits a line."""
    assert error is not None
    assert error.transport
    assert error.port
    assert error.address
    assert error.try_next
    assert str(error).isprintable()
    return error


async def test_every_wsman_code_has_its_words(start_farm: StartFarm) -> None:
    """A host that answers Create with a code gets the reason and the next step of that code's row."""
    codes = [code for code in CODES if not CODES[code].timed_out]
    faults = [Fault(FaultPoint.CREATE, FaultKind.WSMAN_FAULT, code=code) for code in codes]
    seen = await visited(start_farm, *(scenario(f"code-{fault.code}", faults=(fault,)) for fault in faults))

    for code, one in zip(codes, seen, strict=True):
        error = placed(one.error)
        assert isinstance(error, HostRefused)
        assert (error.phase, error.reason, error.try_next) == (Phase.SHELL, CODES[code].reason, CODES[code].try_next)


async def test_an_unknown_code_is_named_and_keeps_the_hosts_words(start_farm: StartFarm) -> None:
    """A code without a row is shown in both spellings, with what the host says about it."""
    fault = Fault(FaultPoint.CREATE, FaultKind.WSMAN_FAULT, code=0x80331234)
    (one,) = await visited(start_farm, scenario("odd", faults=(fault,)))

    assert placed(one.error).reason == "the host answered with WS-Man fault 0x80331234 (2150830644): So it is."


async def test_every_http_status_has_its_words(start_farm: StartFarm) -> None:
    """403, 503 and any other status are told apart."""
    faults = [Fault(FaultPoint.AUTHENTICATE, FaultKind.HTTP_STATUS, code=code) for code in STATUSES]
    seen = await visited(start_farm, *(scenario(f"http-{fault.code}", faults=(fault,)) for fault in faults))

    for said, one in zip(STATUSES.values(), seen, strict=True):
        assert said in placed(one.error).reason


async def test_every_bad_certificate_has_its_words(start_farm: StartFarm) -> None:
    """Expired, too early, another name, unknown authority, self-signed are told apart, and whose handshake fails."""
    hosts = [replace(scenario(kind.value), https=True, certificate=kind) for kind in CERTIFICATES]
    hosts += [scenario(kind.value, faults=(Fault(FaultPoint.TLS, kind),)) for kind in HANDSHAKES]
    seen = await visited(start_farm, *hosts, https=True)

    for (reason, hint), one in zip([*CERTIFICATES.values(), *HANDSHAKES.values()], seen, strict=True):
        error = placed(one.error)
        assert isinstance(error, HostUnreachable)
        assert error.phase is Phase.TLS
        assert error.reason.startswith("TLS not completed: ")
        assert reason in error.reason
        assert hint in error.try_next


@pytest.mark.parametrize(("point", "phase", "kind", "words"), HANGS, ids=[f"{hang[0]}" for hang in HANGS])
async def test_a_hang_has_one_wording(
    start_farm: StartFarm, point: FaultPoint, phase: Phase, kind: type[HostError], words: str
) -> None:
    """A host that hangs is told by its phase, in the same words at a phase's own limit and at the host's deadline."""
    https = point is FaultPoint.TLS
    farm = await start_farm(scenario("hangs", faults=(Fault(point, FaultKind.HANG),)))
    target = target_of(farm, https=https, auth=AuthMethod.BASIC if https else None)
    limits = {"operation_timeout_seconds": 1, "limits": SHORT}
    async with transport_for(farm, **limits) as short, transport_for(farm) as usual:
        at_limit = await visit(short, target, credential_of(farm), seconds=30)
        at_deadline = await visit(usual, target, credential_of(farm), seconds=1.0)
    told = [placed(one.error) for one in (at_limit, at_deadline)]

    assert [type(one) for one in told] == [kind, kind]
    assert [one.phase for one in told] == [phase, phase]
    assert all(words in one.reason for one in told)
    assert len({re.sub(r"[\d.]+ s\b", "N s", str(one)) for one in told}) == 1
    assert all(one.seconds < 4 for one in (at_limit, at_deadline))
