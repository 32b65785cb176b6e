"""Endpoints that restrict what runs: a visit finds the call they take, or says in one line what to install there."""

import pytest

from remote_prt.collectors.prt_visit import VISIT_COMMAND, CollectOptions, collect_from, visit_script
from remote_prt.errors import CommandMissing, HostError, HostRefused, ScriptRefused
from remote_prt.lab.canned import CannedEngine
from remote_prt.lab.scenario import Endpoint, Scenario
from remote_prt.lab.story import Story, UserStory
from remote_prt.model import Deadline
from remote_prt.transports.base import CommandCall, Script
from tests.conftest import StartFarm
from tests.lab_farm import RunningFarm
from tests.transports.test_pypsrp_threads import credential_of, target_of, transport_for
from tests.transports.visiting import visit

PLAIN = Endpoint()
JEA = Endpoint(commands=(VISIT_COMMAND,))
OLDER = Endpoint(commands=(VISIT_COMMAND,), lacks_parameters=("MaxTextBytes",))
BARE = Endpoint(commands=("Get-Command",))


def scenario(endpoint: Endpoint) -> Scenario:
    """A host on which somebody is signed in, behind that endpoint."""
    return Scenario("one", "one", "HEALTHY", endpoint=endpoint, story=Story(users=(UserStory("HEALTHY"),)))


async def visited(farm: RunningFarm, configuration_name: str | None) -> tuple[list[str], set[str], HostError | None]:
    """The records of a visit, the hashes they came with, and what ended it."""
    records: list[str] = []
    hashes: set[str] = set()
    target = target_of(farm, configuration_name=configuration_name)
    script, far = visit_script(CollectOptions(), 20), Deadline(1e12)
    async with transport_for(farm) as transport:
        try:
            async with transport.connect(target, credential_of(farm), far) as connection:
                async for record, sha256 in collect_from(connection, script, far):
                    records.append(record)
                    hashes.add(sha256)
        except HostError as error:
            return records, hashes, error
    return records, hashes, None


@pytest.mark.parametrize(
    ("endpoint", "name", "is_text", "pipelines"),
    [
        pytest.param(PLAIN, None, True, 1, id="the usual endpoint takes text at once"),
        pytest.param(PLAIN, "PowerShell.7", True, 1, id="so does that of PowerShell 7"),
        pytest.param(JEA, "RemotePrt", False, 1, id="a JEA endpoint takes the command at once"),
        pytest.param(PLAIN, "Contoso.Full", True, 2, id="a name of its own, but all of PowerShell behind it"),
        pytest.param(JEA, None, False, 2, id="the usual name, but no language behind it"),
    ],
)
async def test_a_visit_finds_the_call_that_the_endpoint_takes(
    start_farm: StartFarm, endpoint: Endpoint, name: str | None, is_text: bool, pipelines: int
):
    """The same records come by text or by name, in one pipeline where the endpoint is what its name says."""
    engine = Counting()
    farm = await start_farm(scenario(endpoint), engine=engine)

    records, hashes, error = await visited(farm, name)

    assert error is None
    assert '"Completed":true' in records[-1]
    assert hashes == {visit_script(CollectOptions(), 20).sha256 if is_text else ""}
    assert farm.farm.stats().open_shells == 0
    assert farm.farm.stats().visits == 1
    assert engine.refused == (1 if endpoint is PLAIN and pipelines == 2 else 0)


async def test_an_endpoint_that_takes_neither_says_what_to_install(start_farm: StartFarm):
    """No text and no command: one clear line, and the shell is closed."""
    farm = await start_farm(scenario(BARE), engine=CannedEngine(pace=0))

    records, _, error = await visited(farm, "RemotePrt")

    assert records == []
    assert type(error) is HostRefused
    assert error.reason == "this endpoint runs no script text, and has no command Invoke-PrtVisit"
    assert "examples/jea" in error.try_next
    assert error.port == farm.hosts[0].http_port
    assert farm.farm.stats().open_shells == 0


async def test_an_older_module_is_named_as_such(start_farm: StartFarm):
    """A module whose command lacks a parameter of today is told to be too old, not to have failed."""
    farm = await start_farm(scenario(OLDER), engine=CannedEngine(pace=0))

    records, _, error = await visited(farm, "RemotePrt")

    assert records == []
    assert isinstance(error, HostRefused)
    assert "older than remote_prt" in error.reason


@pytest.mark.parametrize(
    ("call", "kind"),
    [(Script("Get-Date", "00"), ScriptRefused), (CommandCall("Get-Date"), CommandMissing)],
    ids=["text", "command"],
)
async def test_refusals_are_told_apart_by_their_ids(
    start_farm: StartFarm, call: Script | CommandCall, kind: type[HostError]
):
    """ScriptsNotAllowed and CommandNotFoundException arrive as errors of their own kind."""
    farm = await start_farm(scenario(JEA), engine=CannedEngine(pace=0))

    async with transport_for(farm) as transport:
        seen = await visit(transport, target_of(farm), credential_of(farm), call=call)

    assert type(seen.error) is kind


async def test_a_script_that_misses_a_command_inside_is_no_missing_visit(start_farm: StartFarm):
    """On a usual endpoint an unknown script fails as a script: nothing is tried by name for it."""
    farm = await start_farm(scenario(PLAIN), engine=CannedEngine(pace=0))

    async with transport_for(farm) as transport:
        seen = await visit(transport, target_of(farm), credential_of(farm), call=Script("Get-Date", "00"))

    assert type(seen.error) is HostRefused


class Counting(CannedEngine):
    """The canned engine, which counts the calls it did not know."""

    def __init__(self) -> None:
        super().__init__(pace=0)
        self.refused = 0

    async def run(self, host, call):
        """As the canned engine."""
        try:
            async for item in super().run(host, call):
                yield item
        except Exception:
            self.refused += 1
            raise
