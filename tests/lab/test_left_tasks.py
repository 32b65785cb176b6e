"""What broken visits leave: the end boundary in the host's own time decides, and every host has its own."""

from datetime import timedelta

from remote_prt.lab.left_tasks import TaskBook
from remote_prt.lab.scenario import SimulatedHost
from tests.lab_farm import NOW, scenario

FIRST, SECOND = (SimulatedHost(f"pc-{number}", scenario(), number, NOW) for number in (1, 2))


def test_only_what_is_past_its_boundary_goes() -> None:
    """At the boundary itself a task is still left alone; a moment later it is stale."""
    book = TaskBook()
    book.register(FIRST, "old", NOW)
    book.register(FIRST, "young", NOW + timedelta(seconds=60))

    assert book.remove_stale(FIRST, NOW) == (0, 2)
    assert book.remove_stale(FIRST, NOW + timedelta(seconds=1)) == (1, 1)
    assert len(book) == 1


def test_a_host_knows_its_own_alone() -> None:
    """Nobody removes or counts what lies on another host."""
    book = TaskBook()
    book.register(FIRST, "one", NOW)

    assert book.remove_stale(SECOND, NOW + timedelta(days=1)) == (0, 0)
    book.remove(SECOND, "one")
    assert len(book) == 1
