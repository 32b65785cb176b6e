"""The clock of a step: a phase's own limit ends it, whichever phase the step has reached by then."""

import asyncio
import gc
from typing import Any

import pytest

from remote_prt.errors import HostTimedOut, Phase
from remote_prt.lab.faults import Fault, FaultKind, FaultPoint
from remote_prt.transports.settings import PhaseLimits
from tests.conftest import StartFarm
from tests.lab_farm import scenario, until
from tests.transports.test_pypsrp_threads import credential_of, target_of, transport_for
from tests.transports.visiting import our_threads, sockets_to, visit

SHORT = {
    FaultPoint.AUTHENTICATE: (Phase.AUTHENTICATE, PhaseLimits(authenticate=0.5, reap=0.3)),
    FaultPoint.CREATE: (Phase.SHELL, PhaseLimits(shell=0.5, reap=0.3)),
}


@pytest.mark.parametrize("kind", [FaultKind.HANG, FaultKind.DRIP])
@pytest.mark.parametrize("point", SHORT)
async def test_a_phase_ends_at_its_own_limit(start_farm: StartFarm, point: FaultPoint, kind: FaultKind):
    """With a minute to go a hanging or dripping host costs no more than the limit of the phase it is in."""
    farm = await start_farm(scenario("bad", faults=(Fault(point, kind),)))
    phase, limits = SHORT[point]
    target = target_of(farm)

    async with transport_for(farm, limits=limits) as transport:
        seen = await visit(transport, target, credential_of(farm), seconds=60)

    assert isinstance(seen.error, HostTimedOut)
    assert seen.error.phase is phase
    assert 0.4 < seen.seconds < 2
    assert sockets_to(target.port or 0) == 0
    assert our_threads() == []


async def test_closing_with_a_visit_under_way_reports_nothing_on_the_side(start_farm: StartFarm):
    """When the transport is closed under a visit, its error comes once, as the visit's; asyncio has none left over."""
    reported: list[dict[str, Any]] = []
    asyncio.get_running_loop().set_exception_handler(lambda _, context: reported.append(context))
    farm = await start_farm(scenario("bad", faults=(Fault(FaultPoint.CREATE, FaultKind.HANG),)))

    async with transport_for(farm) as transport:
        going = asyncio.create_task(visit(transport, target_of(farm), credential_of(farm), seconds=60))
        await until(lambda: farm.farm.stats().logon_attempts == 1)
    seen = await going
    del transport, going
    gc.collect()

    assert isinstance(seen.error, HostTimedOut)
    assert reported == []
    assert our_threads() == []
