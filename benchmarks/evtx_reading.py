"""Reading an event log file: our reader beside the pure-Python python-evtx, on the same file in the same run.

    pip install 'remote_prt[evtx]' python-evtx
    python benchmarks/evtx_reading.py FILE.evtx [--chunks 20] [--rounds 3]

A log grows by chunks of 64 KiB; `--chunks` repeats those of the file until there are so many, as a published file
has but one. Ours goes from bytes to typed records; python-evtx stops at each record's XML, in its favour. The last two
lines are whole processes, start-up included: `remote_prt analyze` with its report, and python-evtx writing its XML.
"""

import argparse
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from remote_prt.readers.evtx_file import read_evtx

HEADER_BYTES = 4096
CHUNK_BYTES = 65536
CHUNK_COUNT_AT = 42  #: two bytes in the header, little endian


def enlarged(data: bytes, chunks: int) -> bytes:
    """The log with its chunks repeated; the header tells how many there are."""
    count = max(1, min(chunks, 0xFFFF))
    body = data[HEADER_BYTES : HEADER_BYTES + (len(data) - HEADER_BYTES) // CHUNK_BYTES * CHUNK_BYTES]
    repeated = (body * (count * CHUNK_BYTES // len(body) + 1))[: count * CHUNK_BYTES]
    header = bytearray(data[:HEADER_BYTES])
    header[CHUNK_COUNT_AT : CHUNK_COUNT_AT + 2] = count.to_bytes(2, "little")
    return bytes(header) + repeated


def ours(file: Path) -> int:
    """How many records our reader looks at."""
    return read_evtx(file.read_bytes()).seen


def pure_python(file: Path) -> int:
    """How many records python-evtx gives as XML."""
    from Evtx.Evtx import Evtx  # noqa: PLC0415 - only here, installed by hand

    with Evtx(str(file)) as log:
        return len([record.xml() for record in log.records()])


def process(*words: str) -> int:
    """How many bytes a program of this Python writes."""
    return len(subprocess.run([sys.executable, *words], capture_output=True, check=False).stdout)


def analyze(file: Path) -> int:
    """The whole verb."""
    return process("-m", "remote_prt", "analyze", str(file), "--format", "json", "--evidence", "--no-progress")


def pure_python_process(file: Path) -> int:
    """python-evtx as a program."""
    code = "import sys; from Evtx.Evtx import Evtx\nfor r in Evtx(sys.argv[1]).__enter__().records(): print(r.xml())"
    return process("-c", code, str(file))


def median(work: Callable[[Path], int], file: Path, rounds: int) -> tuple[float, int]:
    """Milliseconds, and what came out the last time."""
    times, result = [], 0
    for _ in range(rounds):
        begin = time.perf_counter()
        result = work(file)
        times.append((time.perf_counter() - begin) * 1000)
    return statistics.median(times), result


def main() -> None:
    """Print the medians and how many times faster ours is."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", type=Path)
    parser.add_argument("--chunks", type=int, default=20)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "log.evtx"
        file.write_bytes(enlarged(options.file.read_bytes(), options.chunks))
        for mine, theirs in ((ours, pure_python), (analyze, pure_python_process)):
            fast, count = median(mine, file, options.rounds)
            slow, other = median(theirs, file, options.rounds)
            print(f"{mine.__name__:20} {fast:9.1f} ms  ({count})")
            print(f"{theirs.__name__:20} {slow:9.1f} ms  ({other})  {slow / fast:.1f} times as long")


if __name__ == "__main__":
    main()
