"""A host that sends faster than somebody takes waits; nobody waits for ever."""

import threading

from remote_prt.transports.backlog import Backlog


def waiting(backlog: Backlog) -> threading.Thread:
    """A thread that brings one more record."""
    thread = threading.Thread(target=backlog.wait_for_room, args=(1,), daemon=True)
    thread.start()
    thread.join(0.05)
    return thread


def test_there_is_room_until_there_is_none() -> None:
    """Up to the bound at once; beyond it only when something was taken."""
    backlog = Backlog(lambda: False, most=10)
    backlog.wait_for_room(11)
    thread = waiting(backlog)
    was_waiting = thread.is_alive()
    backlog.shrink(11)
    thread.join(5)

    assert was_waiting
    assert not thread.is_alive()


def test_who_waits_is_let_go_when_nobody_takes_any_more() -> None:
    """At the end of a visit, also one that was cut off."""
    backlog = Backlog(lambda: False, most=0)
    backlog.wait_for_room(1)
    thread = waiting(backlog)
    backlog.open()
    thread.join(5)

    assert not thread.is_alive()


def test_a_wire_that_was_cut_ends_the_waiting() -> None:
    """Without anybody telling."""
    is_cut = threading.Event()
    backlog = Backlog(is_cut.is_set, most=0)
    backlog.wait_for_room(1)
    thread = waiting(backlog)
    is_cut.set()
    thread.join(5)

    assert not thread.is_alive()
