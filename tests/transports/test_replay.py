"""Replay keeps the promises of the door it stands in for."""

from remote_prt.errors import HostError, HostRefused, HostTimedOut, HostUnreachable, Phase
from remote_prt.model import Deadline, Target
from remote_prt.transports.base import Script, Transport
from remote_prt.transports.credentials import Credential
from remote_prt.transports.replay import Recording, ReplayTransport

SCRIPT = Script("'x'", "00")
FAR = Deadline(1e12)


async def _visit(transport: Transport, name: str) -> tuple[list[str], HostError | None]:
    records: list[str] = []
    try:
        async with transport.connect(Target(name), Credential(), FAR) as connection:
            async for record in connection.run(SCRIPT, FAR):
                records.append(record)  # noqa: PERF401  a comprehension would lose what came before the error
    except HostError as error:
        return records, error
    return records, None


async def test_saved_records_come_back_in_order():
    """A visit yields the saved strings unchanged."""
    transport = ReplayTransport({"pc-01": ('{"a": 1}', '{"b": 2}')})

    records, error = await _visit(transport, "pc-01")

    assert records == ['{"a": 1}', '{"b": 2}']
    assert error is None


async def test_an_unknown_host_is_unreachable():
    """A name without records reads as a name that does not resolve."""
    _, error = await _visit(ReplayTransport({}), "pc-99")

    assert isinstance(error, HostUnreachable)
    assert error.phase is Phase.RESOLVE


async def test_a_saved_refusal_is_raised_on_connecting():
    """A host that was saved as an error fails the same way again."""
    refusal = HostRefused(Phase.SHELL, "quota", "wait", transport="http", port=5985)

    _, error = await _visit(ReplayTransport({"pc-02": refusal}), "pc-02")

    assert error is refusal


async def test_a_broken_visit_keeps_its_evidence():
    """Records that came before the failure are yielded before it is raised."""
    late = HostTimedOut(Phase.RUN, "deadline", "wait longer")

    records, error = await _visit(ReplayTransport({"pc-03": Recording(("{}",), failure=late)}), "pc-03")

    assert records == ["{}"]
    assert error is late


async def test_the_connection_says_where_it_goes():
    """The peer of a replayed session is its saved address."""
    transport = ReplayTransport({"pc-04": Recording(("{}",), address="127.0.1.4")})

    async with transport.connect(Target("pc-04"), Credential(), FAR) as connection:
        address = connection.peer.address

    assert address == "127.0.1.4"
