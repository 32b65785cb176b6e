"""JSON lines that are written while a run goes on are whole in the end, whatever happened on the way."""

import json
import threading
from pathlib import Path

import pytest

from remote_prt.cli.line_writer import LineWriter
from remote_prt.cli.ndjson_stream import NdjsonStream, ndjson_streams
from remote_prt.cli.output_options import OutputRequest
from remote_prt.cli.output_places import Report
from tests.reports.builders import fleet


def stream_to(path: Path) -> NdjsonStream:
    """A stream into a file."""
    return NdjsonStream(Report("ndjson", path), evidence=False, language="en", run_id=lambda: "run-1")


def names(path: Path) -> list[str]:
    """What the lines are about."""
    lines = [json.loads(line) for line in path.read_text("ascii").splitlines()]
    return [line.get("ComputerName", line["Type"]) for line in lines]


@pytest.mark.parametrize("heard", [0, 3], ids=["nothing was left to visit", "three hosts were left"])
def test_a_resumed_run_tells_all_its_hosts(heard: int, tmp_path: Path) -> None:
    """Hosts of its first part, which no event tells, stand behind those that were visited now; each once."""
    run, path = fleet(), tmp_path / "a.ndjson"
    stream = stream_to(path)
    if heard:
        stream.run_started(tuple(one.target for one in run.outcomes[-heard:]), run.options)
    for outcome in run.outcomes[-heard:] if heard else ():
        stream.visit_finished(outcome)
    problem = stream.finish(run, exit_code=1, exit_codes=[1])
    told = names(path)

    assert problem is None
    assert told[1 : 1 + heard] == [one.target.name for one in run.outcomes[len(run.outcomes) - heard :]]
    assert sorted(told[1:-1]) == sorted(one.target.name for one in run.outcomes)
    assert (told[0], told[-1]) == ("Run", "Summary")


def test_a_file_that_was_not_finished_leaves_the_old_one(tmp_path: Path) -> None:
    """When something unforeseen ends the run, the old file stands and nothing lies beside it."""
    run, path = fleet(), tmp_path / "a.ndjson"
    path.write_text("old")
    request = OutputRequest(
        (Report("ndjson", path), Report("csv")),
        show_all=False, evidence=False, color="never", progress=None, fail_on=(),
    )  # fmt: skip

    def break_off() -> None:
        with ndjson_streams(request, lambda: "run-1") as (stream,):
            stream.run_started((), run.options)
            stream.visit_finished(run.outcomes[0])
            assert len(list(tmp_path.iterdir())) == 2  # the old file and what is being written
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        break_off()

    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_full_disk_is_told_at_the_end(tmp_path: Path) -> None:
    """No event fails; what went wrong comes back from `finish`, and other observers hear the rest of the run."""
    if not Path("/dev/full").exists():
        pytest.skip("no full disk at hand")
    run = fleet()
    stream = stream_to(Path("/dev/full"))
    stream.run_started((), run.options)
    for outcome in run.outcomes:
        stream.visit_finished(outcome)
    problem = stream.finish(run, exit_code=1, exit_codes=[1])
    stream.abandon()

    assert "/dev/full" in str(problem)


def test_a_reader_that_takes_nothing_holds_up_nobody() -> None:
    """Events come back at once although not one line can be written; they are written in order when they can."""
    gate, written = threading.Event(), []

    def write(line: str) -> None:
        gate.wait(10)
        written.append(line)

    writer = LineWriter(write, "test")
    for number in range(1000):
        writer.put(str(number))
    before = list(written)
    gate.set()
    is_done = writer.close(10)

    assert before == []
    assert is_done
    assert written == [str(number) for number in range(1000)]
