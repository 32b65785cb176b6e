"""What keeping a run costs: outcomes written with and without fsync, and through the journal's own thread.

    python benchmarks/journal_cost.py [--hosts 5000] [--kilobytes 300] [--folder DIR]

Each outcome carries a capture of so many kilobytes of event XML. Packing and writing are a thread's, so a disk that
syncs slowly costs the sweep nothing but that thread.
"""

import argparse
import os
import random
import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from remote_prt.model import Capture, Context, Outcome, RunOptions, Target, VisitOutcome
from remote_prt.store.journal import begin_journal, write_whole
from remote_prt.store.journal_lines import seal
from remote_prt.store.journal_reading import read_journal
from remote_prt.store.journal_records import JournalHeader, dump_outcome

_MOST_WAITING = 64 * 1024 * 1024

AT = datetime(2026, 1, 31, 1, 0, tzinfo=UTC)


def outcome(target: Target, kilobytes: int) -> VisitOutcome:
    """A visit whose events differ in numbers and ids, as real ones do."""
    source = random.Random(target.name)
    event = (
        '<Event xmlns="http://schemas.microsoft.com/win/2004/08/events/event"><System>'
        '<Provider Name="Microsoft-Windows-AAD" Guid="{{4DE9BC9C-B27A-43C9-8994-0915F1A5E24F}}"/>'
        "<EventID>1006</EventID>"
        '<TimeCreated SystemTime="2026-01-{:02}T{:02}:{:02}:{:02}.{:07}Z"/><EventRecordID>{}</EventRecordID>'
        '<Correlation ActivityID="{{{:032x}}}"/></System><EventData><Data Name="AdditionalInformation">'
        "Logged at AuthorityInfo.cpp, line: 345, method: X</Data></EventData></Event>"
    )
    size = len(event) + 40
    numbers = (source.randrange, source.getrandbits)
    events = [
        event.format(*(numbers[0](1, 28) for _ in range(4)), numbers[0](10**7), n, numbers[1](128))
        for n in range(kilobytes * 1000 // size)
    ]
    capture = Capture(
        target.name,
        "10.0.0.1",
        AT,
        AT,
        "pypsrp",
        "LAB\\x",
        Context.AUTO,
        "ab" * 32,
        "0.1.0",
        tuple(events),
        complete=True,
    )
    return VisitOutcome(target, Outcome.VISITED, "10.0.0.1", None, capture, None, None, AT, 3.0)


def write(lines: list[bytes], path: Path, *, every: int) -> float:
    """Seconds for all lines, synced after each `every`; 0: never."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    began = time.perf_counter()
    for number, line in enumerate(lines, 1):
        write_whole(descriptor, line)
        if every and number % every == 0:
            os.fsync(descriptor)
    took = time.perf_counter() - began
    os.close(descriptor)
    return took


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--hosts", type=int, default=5000)
    parser.add_argument("--kilobytes", type=int, default=300)
    parser.add_argument("--folder", type=Path)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=arguments.folder) as folder:
        measure(Path(folder), arguments.hosts, arguments.kilobytes)


def measure(folder: Path, hosts: int, kilobytes: int) -> None:
    """One block of figures."""
    targets = [Target(f"pc-{number:05}") for number in range(hosts)]
    made = [outcome(target, kilobytes) for target in targets[:50]]
    began = time.perf_counter()
    sealed = [seal(dump_outcome(0, one)) for one in made]
    packing = (time.perf_counter() - began) / len(made)
    lines = [sealed[number % len(sealed)] for number in range(hosts)]
    megabytes = sum(map(len, lines)) / 1e6
    print(
        f"{hosts} hosts, captures of {kilobytes} kB: journal {megabytes:.0f} MB, packing {packing * 1000:.1f} ms a host"
    )
    for name, every in (("no fsync", 0), ("fsync each outcome", 1), ("fsync every 32", 32)):
        took = write(lines, folder / name.replace(" ", "-"), every=every)
        print(f"  {name:20} {took:6.2f} s  {took / hosts * 1000:6.2f} ms a host")
    header = JournalHeader("20260131T010000Z-5f0c1a", AT, "0.1.0", "x", RunOptions("x", Context.AUTO, "", "", 1, 1))
    journal = begin_journal(folder / "journal.jsonl", header, targets)
    began = time.perf_counter()
    for one in _visits(targets, made):
        while journal.waiting_bytes > _MOST_WAITING:
            time.sleep(0.001)  # hosts never come so fast
        journal.visit_finished(one)
    journal.close()
    took = time.perf_counter() - began
    print(f"  {'the journal, at once':20} {took:6.2f} s  {took / hosts * 1000:6.2f} ms a host")
    began = time.perf_counter()
    read = read_journal(journal.path)
    print(f"  {'read again':20} {time.perf_counter() - began:6.2f} s  {len(read.entries)} outcomes; {journal.problem}")


def _visits(targets: list[Target], made: list[VisitOutcome]) -> Iterator[VisitOutcome]:
    return (replace(made[number % len(made)], target=target) for number, target in enumerate(targets))


if __name__ == "__main__":
    main()
