"""Progress is one living line on a terminal, a rare plain line elsewhere, and never stands in the way of the report."""

import io
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass, replace

import pytest

from remote_prt.cli.japanese import in_japanese
from remote_prt.cli.progress import PlainProgress, _ticking, progress_observer
from remote_prt.cli.tally import Tally
from remote_prt.controller.phases import PhaseBook
from remote_prt.errors import Phase
from remote_prt.model import Context, Outcome, RunOptions, Target, VisitOutcome
from tests.reports.builders import STARTED_AT, run

OPTIONS = RunOptions("pc-[01-04]", Context.AUTO, "pypsrp", "LAB\\sweeper", 2, 120.0)
TARGETS = tuple(Target(f"pc-{number:02}") for number in range(1, 5))


@dataclass
class Clock:
    """A clock that stands still until told."""

    now: float = 100.0

    def __call__(self) -> float:
        return self.now


def _outcome(target: Target, outcome: Outcome = Outcome.VISITED) -> VisitOutcome:
    return VisitOutcome(target, outcome, None, None, None, None, None, STARTED_AT, 1.0)


def test_line_tells_counts_rest_and_the_slowest_host() -> None:
    """Done, running, not judged, estimated rest and the host that takes longest stand in one line."""
    clock = Clock()
    tally = Tally(clock)
    tally.run_started(TARGETS, OPTIONS)
    tally.visit_started(TARGETS[0])
    clock.now += 30
    tally.visit_started(TARGETS[1])
    tally.visit_started(TARGETS[2])
    tally.visit_finished(_outcome(TARGETS[1], Outcome.UNREACHABLE))
    clock.now += 44

    assert "1/4 done  2 running  1 not judged  ETA unknown  slowest pc-01 (74 s)" == tally.line()


def test_line_tells_that_more_hosts_may_come() -> None:
    """A plus stands behind the number of hosts until their list has ended; the rest is unknown until then."""
    tally = Tally(Clock())
    tally.run_started(TARGETS[:2], replace(OPTIONS, hosts_arrive=True))
    tally.visit_finished(_outcome(TARGETS[0]))
    first = tally.line()
    tally.targets_added(TARGETS[2:3], more=True)
    later = tally.line()
    tally.targets_added((), more=False)

    assert first == "1/2+ done  0 running  ETA unknown"
    assert later.startswith("1/3+ done")
    assert tally.line().startswith("1/3 done")
    assert in_japanese("1/3+ done") == "1/3+ 完了"


def test_line_tells_how_far_a_file_is() -> None:
    """While its host is under way, and no longer; what a host calls it cannot act on the terminal."""
    tally = Tally(Clock())
    tally.run_started(TARGETS[:1], OPTIONS)
    tally.visit_started(TARGETS[0])
    tally.file_moved(TARGETS[0], "net\x1bwork.etl", 70_000_000, 200_000_000)
    during = tally.line()
    tally.visit_finished(_outcome(TARGETS[0]))

    assert during.endswith("slowest pc-01 (0 s)  net\\u001bwork.etl 35% of 200 MB")
    assert "etl" not in tally.line()


def test_line_before_and_after_the_run() -> None:
    """Nothing is guessed before the first host is done, and nothing is left after the last."""
    tally = Tally(Clock())
    tally.run_started(TARGETS[:1], OPTIONS)

    assert "0/1 done  0 running" == tally.line()

    tally.visit_started(TARGETS[0])
    tally.visit_finished(_outcome(TARGETS[0]))

    assert "1/1 done  0 running" == tally.line()


def test_host_that_never_started_counts_as_done() -> None:
    """A target that is skipped without a visit is counted too."""
    tally = Tally(Clock())
    tally.run_started(TARGETS, OPTIONS)
    tally.visit_finished(_outcome(TARGETS[3], Outcome.SKIPPED))

    assert tally.line().startswith("1/4 done  0 running")


def test_hostile_name_is_spelled_and_cut() -> None:
    """A name with terminal sequences is shown spelled out and no longer than a name may be."""
    tally = Tally(Clock())
    tally.visit_started(Target("\x1b[2J" + "x" * 500))

    assert "\x1b" not in tally.line()
    assert len(tally.line()) < 100


def test_rest_is_told_at_the_pace_of_late() -> None:
    """Unknown until as many hosts have ended as run at once; then what is left, and no longer than all may take."""
    clock = Clock()
    tally = Tally(clock)
    tally.run_started(TARGETS, OPTIONS)
    told = []
    for target, seconds in zip(TARGETS, (10, 20, 600, 0), strict=True):
        tally.visit_started(target)
        clock.now += seconds
        tally.visit_finished(_outcome(target))
        told.append(next((part for part in tally.line().split("  ") if part.startswith("ETA")), None))

    assert told == ["ETA unknown", "ETA 0:30", "ETA 2:00", None]


def test_rest_is_bounded_at_the_end() -> None:
    """When all that is left is running, it ends with the time of the host that began last, whatever the pace was."""
    clock = Clock()
    tally = Tally(clock)
    tally.run_started(TARGETS, OPTIONS)
    for target in TARGETS:
        clock.now += 1
        tally.visit_started(target)
    tally.visit_finished(_outcome(TARGETS[0]))
    tally.visit_finished(_outcome(TARGETS[3]))
    clock.now += 30

    assert "  ETA at most 1:29  " in tally.line()

    clock.now += 500

    assert "  ETA at most 0:00  " in tally.line()


def test_pending_hosts_are_told_oldest_first() -> None:
    """Phase and age of each, as far as they are known; the rest of a long list is counted."""
    clock = Clock()
    book = PhaseBook(clock=clock)
    tally = Tally(clock, phases=book)
    tally.run_started(TARGETS, OPTIONS)
    for target in TARGETS[:3]:
        tally.visit_started(target)
        clock.now += 10
    book.begin(TARGETS[1])
    book.begin(TARGETS[2])
    book.enter(TARGETS[1], Phase.SHELL)
    clock.now += 4

    assert tally.pending() == [
        "0/4 done  3 running  slowest pc-01 (34 s)",
        "pc-01: under way for 34 s",
        "pc-02: shell for 4 s, 24 s in all",
        "pc-03: waiting for its turn, 14 s in all",
    ]

    for number in range(50):
        tally.visit_started(Target(f"\x1b]0;{number}"))

    assert len(tally.pending()) == 22
    assert tally.pending()[-1] == "33 more are under way"
    assert "\x1b" not in "".join(tally.pending())


def test_plain_line_comes_after_its_interval() -> None:
    """Without a terminal a line is printed when 30 s have passed since the last one, and not before."""
    clock, stream = Clock(), io.StringIO()
    progress = PlainProgress(stream, Tally(clock))
    progress.tick()
    progress.run_started(TARGETS, OPTIONS)
    progress.visit_started(TARGETS[0])
    clock.now += 29.9
    progress.tick()

    assert "" == stream.getvalue()

    clock.now += 0.1
    progress.tick()
    progress.tick()
    progress.run_finished(run())

    assert "remote_prt: 0/4 done  1 running  slowest pc-01 (30 s)\n" == stream.getvalue()


def test_next_line_is_due_an_interval_after_the_last() -> None:
    """Whenever the run began, its first line is due 30 s later; before that it is looked for every second."""
    clock = Clock()
    progress = PlainProgress(io.StringIO(), Tally(clock))
    waits = [progress.seconds_to_next()]
    clock.now += 7
    progress.run_started(TARGETS, OPTIONS)
    waits.append(progress.seconds_to_next())
    clock.now += 29
    waits.append(progress.seconds_to_next())
    clock.now += 1
    progress.tick()
    waits.append(progress.seconds_to_next())

    assert waits == [1.0, 30.0, 1.0, 30.0]


def test_plain_lines_come_while_nothing_happens() -> None:
    """Hosts that all hang are told of too: nobody has to end for a line to be printed."""
    printed = threading.Event()

    class Stream(io.StringIO):
        def flush(self) -> None:
            printed.set()

    stream = Stream()
    progress = PlainProgress(stream, interval_seconds=0.001)
    progress.run_started(TARGETS, OPTIONS)
    with _ticking(progress, shown=True):
        was_printed = printed.wait(10)

    assert was_printed
    assert stream.getvalue().startswith("remote_prt: 0/4 done  0 running\n")


@pytest.mark.parametrize("wanted", [None, True, False])
def test_short_run_without_a_terminal_prints_nothing(wanted: bool | None) -> None:
    """A log file gets no line from a run of seconds, whatever is asked."""
    stream = io.StringIO()
    with progress_observer(stream, wanted=wanted) as observer:
        observer.run_started(TARGETS, OPTIONS)
        for target in TARGETS:
            observer.visit_started(target)
            observer.visit_finished(_outcome(target))
        observer.run_finished(run())

    assert "" == stream.getvalue()


@pytest.fixture
def terminal() -> Iterator[tuple[int, int]]:
    """A pseudo-terminal: our end and the program's end."""
    if not hasattr(os, "openpty"):
        pytest.skip("no pseudo-terminals here")
    ours, theirs = os.openpty()
    yield ours, theirs
    os.close(ours)


PROGRAM = """
import sys
from remote_prt.cli.progress import progress_observer
from remote_prt.model import Context, RunOptions, Target
with progress_observer(sys.stderr, wanted={wanted}) as observer:
    observer.run_started((Target("pc-01"),), RunOptions("pc-01", Context.AUTO, "pypsrp", "", 1, 1.0))
    observer.visit_started(Target("pc-01"))
print("rich" in sys.modules)
"""


def _run_on(terminal: tuple[int, int], wanted: bool | None, term: str) -> tuple[str, str]:
    """Standard output, and what the terminal on standard error got."""
    ours, theirs = terminal
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM.format(wanted=wanted)],
        stdout=subprocess.PIPE, stderr=theirs, timeout=30, check=True,
        env={**os.environ, "TERM": term, "COLUMNS": "60"},
    )  # fmt: skip
    os.write(theirs, b"end")
    os.close(theirs)
    seen = b""
    while not seen.endswith(b"end"):
        seen += os.read(ours, 65536)
    return done.stdout.decode(), seen.decode().removesuffix("end")


@pytest.mark.parametrize("wanted", [None, True])
def test_terminal_gets_a_living_line_that_is_wiped(terminal: tuple[int, int], wanted: bool | None) -> None:
    """On a terminal the line is drawn and erased at the end, and standard output stays clean."""
    out, seen = _run_on(terminal, wanted, "xterm-256color")

    assert "True\n" == out
    assert "0/1 done  1 running  slowest pc-01 (0 s)" in seen
    assert seen.rindex("\x1b[2K") > seen.rindex("slowest pc-01")


@pytest.mark.parametrize(("wanted", "term"), [(False, "xterm-256color"), (None, "dumb"), (True, "dumb")])
def test_terminal_that_is_dumb_or_unwanted_gets_nothing(
    terminal: tuple[int, int], wanted: bool | None, term: str
) -> None:
    """`--no-progress` and TERM=dumb draw nothing and do not even load rich."""
    assert ("False\n", "") == _run_on(terminal, wanted, term)


#: Says when it is ready, and ends when its last descriptor is closed.
ASKED = """
import os, sys
{prologue}
from remote_prt.cli.progress import progress_observer
from remote_prt.model import Context, RunOptions, Target
with progress_observer(sys.stderr) as observer:
    observer.run_started((Target("pc-01"),) * 3, RunOptions("pc-01", Context.AUTO, "pypsrp", "", 1, 1.0))
    observer.visit_started(Target("pc-01"))
    print("ready", flush=True)
    os.read({descriptor}, 1)
"""


@pytest.mark.skipif(not hasattr(signal, "SIGUSR1"), reason="Windows has no SIGUSR1")
def test_a_signal_asks_for_the_pending_hosts() -> None:
    """SIGUSR1 prints the hosts under way into a log file too, and a second one does so again."""
    program = [sys.executable, "-c", ASKED.format(prologue="", descriptor=0)]
    pipe = subprocess.PIPE
    with subprocess.Popen(program, stdin=pipe, stdout=pipe, stderr=pipe, text=True) as child:
        assert child.stdin
        assert child.stdout
        assert child.stderr
        child.stdout.readline()
        lines = []
        for _ in range(2):
            child.send_signal(signal.SIGUSR1)
            lines += [child.stderr.readline(), child.stderr.readline()]
        child.stdin.close()
        code = child.wait(30)

    assert code == 0
    assert [line[:32] for line in lines] == ["remote_prt: 0/3 done  1 running ", "remote_prt: pc-01: under way for"] * 2


@pytest.mark.parametrize("term", ["xterm-256color", "dumb"])
def test_enter_asks_for_the_pending_hosts(terminal: tuple[int, int], term: str) -> None:
    """On a terminal Enter prints them above the living line; on a dumb one, which has none, as plain lines."""
    ours, theirs = terminal
    end, hold = os.pipe()
    prologue = "import fcntl, termios; fcntl.ioctl(0, termios.TIOCSCTTY, 0)"
    with subprocess.Popen(
        [sys.executable, "-c", ASKED.format(prologue=prologue, descriptor=end)],
        stdin=theirs, stdout=subprocess.PIPE, stderr=theirs, pass_fds=[end], start_new_session=True,
        env={**os.environ, "TERM": term, "COLUMNS": "80"},
    ) as child:  # fmt: skip
        assert child.stdout
        child.stdout.readline()
        os.write(ours, b"\n")
        seen = b""
        while b"under way for" not in seen:
            seen += os.read(ours, 65536)
        os.close(hold)
        code = child.wait(30)
    os.close(end)
    os.close(theirs)

    assert code == 0
    assert b"remote_prt: pc-01: under way for 0 s" in seen
    assert (b"\x1b" in seen) == (term != "dumb")
