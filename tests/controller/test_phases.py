"""Where a visit is, and how long each of its phases took, is known at every moment and from every thread."""

import threading
from dataclasses import dataclass, field, replace

from remote_prt.controller.phases import PhaseBook, Whereabouts
from remote_prt.controller.visit import Judgement
from remote_prt.errors import HostError, HostUnreachable, Phase
from remote_prt.model import Capture, PhaseTime, Target
from tests.controller.test_visit import END, FACTS, SESSIONS, visitor_over

PC = Target("pc-01")


@dataclass
class Clock:
    """A clock that stands still until told."""

    now: float = 100.0

    def __call__(self) -> float:
        return self.now


@dataclass
class Listener:
    """Remembers what it heard."""

    heard: list[tuple[str, str, float]] = field(default_factory=list)
    broken: list[Exception] = field(default_factory=list)
    tries: list[str] = field(default_factory=list)

    def phase_ended(self, target: Target, phase: Phase, seconds: float) -> None:
        self.heard.append((target.name, phase.value, seconds))

    def try_failed(self, target: Target, error: HostError) -> None:
        self.tries.append(error.reason)

    def visit_broke(self, target: Target, error: Exception) -> None:
        self.broken.append(error)


def test_phases_add_up_and_waiting_is_none_of_them() -> None:
    """A phase that comes twice is one sum, waiting for a turn counts for nobody, and listeners hear each end."""
    clock, listener = Clock(), Listener()
    book = PhaseBook([listener], clock)
    book.begin(PC)
    for phase, seconds in (
        (Phase.RESOLVE, 1), (Phase.CONNECT, 2), (None, 40), (Phase.AUTHENTICATE, 3), (Phase.AUTHENTICATE, 1),
        (Phase.CONNECT, 5), (Phase.RUN, 7),
    ):  # fmt: skip
        book.enter(PC, phase)
        clock.now += seconds
    timed = book.end(PC)

    assert timed == (
        PhaseTime(Phase.RESOLVE, 1),
        PhaseTime(Phase.CONNECT, 7),
        PhaseTime(Phase.AUTHENTICATE, 4),
        PhaseTime(Phase.RUN, 7),
    )
    assert [phase for _, phase, _ in listener.heard] == ["resolve", "connect", "authenticate", "connect", "run"]


def test_where_a_visit_is_now() -> None:
    """Phase, its age and that of the visit are told while the visit is under way, and nothing afterwards."""
    clock = Clock()
    book = PhaseBook(clock=clock)
    book.begin(PC)
    clock.now += 4
    book.enter(PC, Phase.SHELL)
    clock.now += 3

    assert book.under_way() == {"pc-01": Whereabouts(Phase.SHELL, 3, 7)}

    book.end(PC)
    book.enter(PC, Phase.RUN)  # a thread that was cut, late

    assert book.under_way() == {}
    assert book.end(PC) == ()


def test_a_book_is_kept_from_many_threads() -> None:
    """Visits that end in threads of their own lose no second and leave nothing behind."""
    listener = Listener()
    book = PhaseBook([listener])
    targets = [Target(f"pc-{number}") for number in range(40)]

    def visit(target: Target) -> None:
        book.begin(target)
        for phase in Phase:
            book.enter(target, phase)
        book.end(target)

    threads = [threading.Thread(target=visit, args=(target,)) for target in targets]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert book.under_way() == {}
    assert len(listener.heard) == len(targets) * len(Phase)


async def test_a_visit_tells_its_phases_and_its_faults() -> None:
    """An outcome carries the times of its phases; a fault of ours reaches the listener with its traceback."""
    listener = Listener()
    closed = HostUnreachable(Phase.CONNECT, "closed", "switch it on")
    whole = visitor_over({"pc-01": (FACTS, SESSIONS, END), "pc-02": closed})
    visitor = replace(whole, phases=PhaseBook([listener]), judge=_cannot_judge)
    faulty, failed = await visitor.visit(PC), await visitor.visit(Target("pc-02"))

    assert [one.phase for one in faulty.phases] == [Phase.RUN]
    assert failed.phases == ()
    assert [type(error) for error in listener.broken] == [ZeroDivisionError]
    assert listener.broken[0].__traceback__ is not None
    assert listener.tries == ["closed"]


def _cannot_judge(capture: Capture) -> Judgement:
    raise ZeroDivisionError
