"""What one visit asks: constant bytes, bounded answers, a budget that fits the time left."""

from collections.abc import AsyncIterator

import pytest

from remote_prt.collectors.prt_visit import MAX_CHARACTERS, MAX_RECORDS, CollectOptions, collect, visit_script
from remote_prt.errors import HostMisbehaved
from remote_prt.model import Context, Deadline
from remote_prt.snippets import compose_visit
from remote_prt.transports.base import CommandCall, PeerInfo, Script

SOON = Deadline(1e9)


class Sending:
    """A connection that yields as many texts as it was told."""

    def __init__(self, text: str, count: int) -> None:
        self.peer = PeerInfo("127.0.0.1", 5985, "http", "ntlm")
        self._text, self._count = text, count

    async def run(self, call: Script | CommandCall, deadline: Deadline) -> AsyncIterator[str]:
        for _ in range(self._count):
            yield self._text


def test_the_text_is_the_same_whatever_is_asked() -> None:
    """Options travel as parameters, so that the script has one hash."""
    one = visit_script(CollectOptions(), 120)
    other = visit_script(CollectOptions(context=Context.EVENTS, event_hours=1), 30)

    assert one.sha256 == other.sha256 == compose_visit().sha256
    assert dict(one.parameters)["Context"] == "auto"
    assert dict(other.parameters)["EventHours"] == 1


@pytest.mark.parametrize(("left", "budget"), [(120.0, 96), (10.0, 8), (2.0, 1), (0.5, 1)])
def test_the_hosts_budget_fits_the_time_left(left: float, budget: int) -> None:
    """The host is to answer before our own deadline, and one user's task within that."""
    parameters = dict(visit_script(CollectOptions(), left).parameters)

    assert parameters["BudgetSeconds"] == budget
    assert parameters["TaskSeconds"] == min(30, budget)


async def test_honest_answers_pass() -> None:
    """As many records as the bound allows arrive unchanged."""
    records = [record async for record in collect(Sending("{}", MAX_RECORDS), visit_script(CollectOptions(), 9), SOON)]

    assert records == ["{}"] * MAX_RECORDS


@pytest.mark.parametrize(
    ("text", "count"),
    [("{}", MAX_RECORDS + 1), ("x" * (MAX_CHARACTERS // 4 + 1), 4)],
    ids=["too-many", "too-large"],
)
async def test_floods_end_the_visit(text: str, count: int) -> None:
    """One record or character too many is the host's fault, told as such."""
    with pytest.raises(HostMisbehaved, match="more than"):
        _ = [record async for record in collect(Sending(text, count), visit_script(CollectOptions(), 9), SOON)]
