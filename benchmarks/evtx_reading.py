"""Judging event log files: our reader beside the pure-Python python-evtx, the same job in the same run.

    pip install 'remote_prt[evtx]' python-evtx
    python benchmarks/evtx_reading.py FILE.evtx... [--chunks 16] [--rounds 5]

The same job is: from the file to the diagnosis, by the same code but for the reader. `in process` is that job in a
program that runs already; `whole process` is `remote_prt analyze --format json`, start of Python included, beside the
same with python-evtx put in the reader's place. Both reports are compared with their evidence, and must be equal.
`bare script` is python-evtx doing less: it writes each record's XML and judges nothing.

The published logs are small: 39 records, where the start of Python and the imports are nearly all that is measured. So
each is measured as it is, and grown to what a PC has: 16 chunks of 64 KiB are the 1 MiB at which Windows begins to
overwrite the AAD log. A grown log holds no record twice: each copy has its own record ids, and is an hour later.
"""

import argparse
import json
import re
import statistics
import struct
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import TypeVar

from with_python_evtx import use_python_evtx

from remote_prt.diagnosis.catalog_entry import Catalog
from remote_prt.diagnosis.verdict import diagnose
from remote_prt.readers import evtx_file
from remote_prt.readers.case import read_case
from remote_prt.readers.case_files import read_path
from remote_prt.readers.catalogue import load_catalog

T = TypeVar("T")

HEADER_BYTES = 4096
CHUNK_BYTES = 65536
FIRST_RECORD = 512  #: where a chunk's records begin
CHUNK_COUNT_AT = 42  #: two bytes in the header
RECORD_NUMBERS_AT = (8, 16, 24, 32)  #: a chunk's first and last record, twice, eight bytes each
TICKS_PER_SECOND = 10_000_000
#: Between two copies of a chunk.
LATER_TICKS = int(timedelta(hours=1).total_seconds()) * TICKS_PER_SECOND
OURS = ("-m", "remote_prt")
#: Our program with the other reader.
OTHER_READER = (str(Path(__file__).with_name("with_python_evtx.py")),)
BARE_SCRIPT = "import sys; from Evtx.Evtx import Evtx\nfor r in Evtx(sys.argv[1]).__enter__().records(): print(r.xml())"


def grown(data: bytes, chunks: int) -> bytes:
    """The log with its first chunk repeated, each copy with later times and new record ids."""
    chunk = data[HEADER_BYTES : HEADER_BYTES + CHUNK_BYTES]
    first, last = struct.unpack_from("<QQ", chunk, RECORD_NUMBERS_AT[0])
    header = bytearray(data[:HEADER_BYTES])
    struct.pack_into("<H", header, CHUNK_COUNT_AT, chunks)
    return bytes(header) + b"".join(
        copied(chunk, number * (last - first + 1), number * LATER_TICKS) for number in range(chunks)
    )


def copied(chunk: bytes, ids: int, ticks: int) -> bytes:
    """A chunk whose record ids and times are that much greater; both stand in a record's head and in its values."""
    copy, position = bytearray(chunk), FIRST_RECORD
    while copy[position : position + 4] == b"**\0\0":
        size, *values = struct.unpack_from("<IQQ", copy, position + 4)
        record = bytes(copy[position : position + size])
        for value, more in zip(values, (ids, ticks), strict=True):
            record = record.replace(struct.pack("<Q", value), struct.pack("<Q", value + more))
        copy[position : position + size] = record
        position += size
    for at in RECORD_NUMBERS_AT:
        struct.pack_into("<Q", copy, at, struct.unpack_from("<Q", copy, at)[0] + ids)
    return bytes(copy)


def judged(path: Path, catalog: Catalog) -> int:
    """From the files at a path to the diagnosis; how many events were judged."""
    hosts = read_case("case", read_path(path)).hosts
    for host in hosts:
        diagnose(host.evidence, catalog)
    return sum(len(channel.records) for host in hosts for channel in host.evidence.channels)  # type: ignore[arg-type]


def in_process(path: Path, rounds: int) -> tuple[float, float, int]:
    """Milliseconds of either reader, and how many events were judged."""
    catalog, texts = load_catalog(), evtx_file._texts  # noqa: SLF001 - what is compared
    ours, count = median(lambda: judged(path, catalog), rounds)
    use_python_evtx()
    theirs, other = median(lambda: judged(path, catalog), rounds)
    evtx_file._texts = texts  # noqa: SLF001
    assert count == other
    return ours, theirs, count


def analyzed(path: Path, program: tuple[str, ...], *options: str) -> bytes:
    """The report of a whole process on a path."""
    words = (*program, "analyze", str(path), "--format", "json", "--no-progress", *options)
    return subprocess.run([sys.executable, *words], capture_output=True, check=False).stdout


def whole_process(path: Path, rounds: int) -> tuple[float, float]:
    """Milliseconds of either reader; their reports say the same."""
    ours, theirs = medians([lambda: analyzed(path, OURS), lambda: analyzed(path, OTHER_READER)], rounds)
    assert said(analyzed(path, OURS, "--evidence")) == said(analyzed(path, OTHER_READER, "--evidence"))
    return ours, theirs


def said(report: bytes) -> list[dict[str, object]]:
    """What a report says, without how long it took, nor fractions of seconds: python-evtx rounds them otherwise."""
    results: list[dict[str, object]] = json.loads(re.sub(rb"(:[0-9]{2})\.[0-9]+", rb"\1", report))["Results"]
    assert results
    return [{key: value for key, value in one.items() if key != "DurationSeconds"} for one in results]


def medians(works: list[Callable[[], object]], rounds: int) -> list[float]:
    """Milliseconds of each, taken in turns, so that what else the machine does slows all alike."""
    turns = [[median(work, 1)[0] for work in works] for _ in range(rounds)]
    return [statistics.median(times) for times in zip(*turns, strict=True)]


def median(work: Callable[[], T], rounds: int) -> tuple[float, T]:
    """Milliseconds, and what came out the last time."""
    times = []
    for _ in range(rounds):
        begin = time.perf_counter()
        result = work()
        times.append((time.perf_counter() - begin) * 1000)
    return statistics.median(times), result


def show(name: str, path: Path, rounds: int) -> None:
    """Measure one path and print its lines."""
    ours, theirs, count = in_process(path, rounds)
    print(f"{name}: {count} events")
    print(f"  in process     {ours:9.1f} ms   with python-evtx {theirs:9.1f} ms   {theirs / ours:5.1f} times as long")
    ours, theirs = whole_process(path, rounds)
    print(f"  whole process  {ours:9.1f} ms   with python-evtx {theirs:9.1f} ms   {theirs / ours:5.1f} times as long")
    if path.is_file():
        bare, _ = median(
            lambda: subprocess.run([sys.executable, "-c", BARE_SCRIPT, path], capture_output=True, check=True), rounds
        )
        print(f"{'':34} its bare script  {bare:9.1f} ms   {bare / ours:5.1f} times as long")


def main() -> None:
    """Print medians and how many times as long python-evtx takes."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", type=Path, nargs="+")
    parser.add_argument("--chunks", type=int, nargs="+", default=[16])
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        for chunks in (0, *options.chunks):
            place = folder / str(chunks)
            place.mkdir()
            for file in options.files:
                data = file.read_bytes()
                (place / file.name).write_bytes(grown(data, chunks) if chunks else data)
            what = f"grown to {chunks} chunks" if chunks else "as published"
            for file in options.files:
                show(f"{file.name}, {what}", place / file.name, options.rounds)
            if len(options.files) > 1:
                show(f"all {len(options.files)}, {what}", place, options.rounds)


if __name__ == "__main__":
    main()
