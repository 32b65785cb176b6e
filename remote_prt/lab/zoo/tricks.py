"""Every trick by the name under which a scenario asks for it."""

from collections.abc import AsyncIterator, Iterable
from dataclasses import replace

from remote_prt.errors import LabError
from remote_prt.lab.engine import Engine, PipelineCall, StreamItem
from remote_prt.lab.scenario import Scenario, SimulatedHost
from remote_prt.lab.zoo import deliveries, envelopes, fragments, records
from remote_prt.lab.zoo.trick import HONEST, Trick

TRICKS: dict[str, Trick] = {**envelopes.TRICKS, **deliveries.TRICKS, **fragments.TRICKS, **records.TRICKS}


def trick_of(scenario: Scenario) -> Trick:
    """The scenario's trick; an honest one where it has none."""
    return TRICKS[scenario.trick] if scenario.trick else HONEST


def check_tricks(scenarios: Iterable[Scenario]) -> None:
    """Refuses a trick that nobody knows.

    Raises:
        LabError: names scenario and trick.
    """
    for scenario in scenarios:
        if scenario.trick and scenario.trick not in TRICKS:
            raise LabError(f"scenario {scenario.name}: there is no trick {scenario.trick}")


class TrickyEngine:
    """Runs what an honest engine runs, and changes each record on its way out."""

    def __init__(self, honest: Engine, trick: Trick) -> None:
        self._honest = honest
        self._trick = trick

    async def run(self, host: SimulatedHost, call: PipelineCall) -> AsyncIterator[StreamItem]:
        """The items of the honest engine, each as the trick makes it."""
        items = self._honest.run(host, call)
        try:
            async for item in items:
                for value in self._trick.records(item.value):
                    yield replace(item, value=value)
        finally:
            await items.aclose()  # type: ignore[attr-defined]  # both engines are generators

    def open_tasks(self) -> int:
        """Those of the honest engine."""
        return self._honest.open_tasks()
