"""Progress is one living line on a terminal, a rare plain line elsewhere, and never stands in the way of the report."""

import io
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from remote_prt.cli.progress import PlainProgress, Tally, progress_observer
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

    assert "1/4 done  2 running  1 not judged  ETA 3:42  slowest pc-01 (74 s)" == tally.line()


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


def test_plain_line_comes_after_its_interval() -> None:
    """Without a terminal a line is printed when 30 s have passed since the last one, and not before."""
    clock, stream = Clock(), io.StringIO()
    progress = PlainProgress(stream, Tally(clock))
    progress.run_started(TARGETS, OPTIONS)
    progress.visit_started(TARGETS[0])
    clock.now += 29.9
    progress.visit_started(TARGETS[1])

    assert "" == stream.getvalue()

    clock.now += 0.1
    progress.visit_finished(_outcome(TARGETS[0]))
    progress.visit_finished(_outcome(TARGETS[1]))
    progress.run_finished(run())

    assert "remote_prt: 1/4 done  1 running  ETA 1:30  slowest pc-02 (0 s)\n" == stream.getvalue()


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
