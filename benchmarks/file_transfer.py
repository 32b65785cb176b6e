"""What it costs to bring a trace of 200 MB home through a link that drops twice, from both kinds of hosts.

```
$ python benchmarks/file_transfer.py
```
The simulated host runs in a process of its own; time, speed and the peak of memory in use are those of the controller:
logon, two breaks with their pauses, writing, hashing, comparing.
"""

import asyncio
import multiprocessing
import resource
import sys
import tempfile
import time
from functools import partial
from multiprocessing.connection import Connection as Pipe
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from remote_prt.collectors.file_transfer import Line, RemoteFile, pull
from remote_prt.lab.canned import CannedEngine
from remote_prt.lab.faults import Fault, FaultKind, FaultPoint
from remote_prt.lab.host_memory import HostMemory
from remote_prt.lab.scenario import Scenario
from remote_prt.lab.story import DeviceStory, Story
from remote_prt.lab.trace_memory import HostTrace, SimulatedFile
from remote_prt.model import Target
from remote_prt.store.case_folder import CaseFolder
from remote_prt.transports.credentials import Credential
from remote_prt.transports.pypsrp_threads import PypsrpTransport
from remote_prt.transports.settings import Bounds, TransportSettings
from tests.lab_farm import running_farm

FOLDER = "remote_prt-20260131T010500Z-16edca0e-37a7-47aa-a88a-052410886d6f"


async def _play(language: str, size: int, pipe: Pipe) -> None:
    """The host, until the pipe says that it is enough."""
    drop = Fault(FaultPoint.RECEIVE, FaultKind.DROP, megabytes=100, times=2)
    story = Story(device=DeviceStory(language_mode=language))
    played = Scenario("traced", "a host with a large trace", "UNKNOWN", story=story, faults=(drop,))
    engine = CannedEngine(pace=0)
    with tempfile.TemporaryDirectory() as folder:
        async with running_farm(Path(folder), played, engine=engine) as farm:
            host = farm.hosts[0]
            file = SimulatedFile("network.etl", size, host.seed)
            memory = HostMemory(trace=HostTrace(FOLDER, "network", "stopped", "2026-01-31T01:00:00Z", (file,)))
            engine.memories.keep(host, memory)
            pipe.send((host.address, host.http_port, farm.account.name, farm.account.password, file.sha256()))
            await asyncio.to_thread(pipe.recv)


def _host(language: str, size: int, pipe: Pipe) -> None:
    asyncio.run(_play(language, size, pipe))


async def _bring(size: int, pipe: Pipe) -> tuple[float, int]:
    """Seconds and breaks."""
    address, port, user, password, digest = await asyncio.to_thread(pipe.recv)
    bounds = Bounds(visit_bytes=3 * size, records=10_000, record_bytes=3 * size)
    target, credential = Target(address, port=port), Credential(user, password)
    with tempfile.TemporaryDirectory() as folder:
        part = CaseFolder(Path(folder), "traced").part("network.etl", digest.casefold())
        async with PypsrpTransport(TransportSettings(bounds=bounds)) as transport:
            line = Line(
                open=partial(transport.connect, target, credential),
                now=time.monotonic,
                session_seconds=120,
                whole_seconds=3600,
                answered=str,
                moved=lambda _name, _done, _size: None,
            )
            started = time.monotonic()
            transfer = await pull(line, RemoteFile(FOLDER, "network.etl", size), part)
            seconds = time.monotonic() - started
        if part.sha256 != digest.casefold():
            raise SystemExit("the file is another one")
        part.discard()
    return seconds, transfer.breaks


def main() -> None:
    """Measure both kinds."""
    size = 1_000_000 * (int(sys.argv[1]) if len(sys.argv) > 1 else 200)
    for language in ("FullLanguage", "ConstrainedLanguage"):
        ours, theirs = multiprocessing.Pipe()
        host = multiprocessing.get_context("spawn").Process(target=_host, args=(language, size, theirs))
        host.start()
        seconds, breaks = asyncio.run(_bring(size, ours))
        ours.send("enough")
        host.join()
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(
            f"{language}: {size / 1e6:.0f} MB, {breaks} breaks, {seconds:.1f} s, {size / 1e6 / seconds:.1f} MB/s,"
            f" peak {peak:.0f} MB"
        )


if __name__ == "__main__":
    main()
