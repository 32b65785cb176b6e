"""A sweep over hostile and healthy hosts, and what is wrong with what came of it."""

import csv
import io
import json
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Never

import psutil

from remote_prt.cli.composition import SweepSettings, open_visitor
from remote_prt.controller.sweep import sweep
from remote_prt.lab.farm_stats import FarmStats
from remote_prt.lab.process import LabHost, LabProcess
from remote_prt.model import AuthMethod, Context, Run, RunOptions, Target
from remote_prt.reports.csv_file import render_csv
from remote_prt.reports.json_document import render_json
from remote_prt.reports.table import render_table
from remote_prt.transports.credentials import Credential
from remote_prt.transports.settings import TransportSettings
from tests.transports.visiting import our_threads

_FORMULA_STARTS = tuple("=+-@\t\r")


@dataclass(frozen=True, slots=True)
class ZooSweep:
    """What came of a sweep, and what it cost."""

    run: Run
    hosts: tuple[LabHost, ...]
    seconds: float
    grown_bytes: int  #: resident memory afterwards minus before; the allocator gives little back, so it is a peak
    stats: FarmStats
    sockets_left: int

    @property
    def wrong(self) -> list[str]:
        """Every host whose word is not the written truth."""
        truth = {host.computer_name: (host.scenario, host.status) for host in self.hosts}
        return [
            f"{truth[one.target.name][0]}: told {one.status_word}, the truth is {truth[one.target.name][1]}"
            for one in self.run.outcomes
            if one.status_word != truth[one.target.name][1]
        ]


async def sweep_zoo(
    hosts: int, scenarios: Sequence[str], *, host_timeout_seconds: float, concurrency: int = 24, seed: int = 1
) -> ZooSweep:
    """Sweeps a lab of these scenarios, each played in turn."""
    process = psutil.Process()
    async with LabProcess.start(hosts=hosts, seed=seed, scenarios=scenarios) as lab:
        settings = SweepSettings(
            transport=TransportSettings(ca_file=lab.ca_certificate_path, max_threads=concurrency),
            credential=Credential(lab.account, lab.password),
            host_timeout_seconds=host_timeout_seconds,
            auth_brake=None,
        )
        options = RunOptions("the zoo", Context.AUTO, "pypsrp", lab.account, concurrency, host_timeout_seconds)
        before, started = process.memory_info().rss, time.monotonic()
        async with open_visitor(settings) as visitor:
            run = await sweep([_target(host) for host in lab.hosts], visitor, options, keep_evidence=True)
        seconds = time.monotonic() - started
        grown = process.memory_info().rss - before
        ports = {port for host in lab.hosts for port in (host.http_port, host.https_port)}
        left = [one for one in process.net_connections(kind="tcp") if one.raddr and one.raddr.port in ports]
        return ZooSweep(run, lab.hosts, seconds, grown, await lab.stats(), len(left))


def problems_of(swept: ZooSweep) -> Iterator[str]:
    """What a hostile host got into a report, or left in this process."""
    yield from swept.wrong
    yield from (f"a thread was left: {name}" for name in our_threads())
    yield from (f"{swept.sockets_left} sockets were left" for _ in range(bool(swept.sockets_left)))
    for one in swept.run.outcomes:
        if one.failure is not None and (one.failure.internal or not one.failure.message.isprintable()):
            yield f"{one.target.name}: {one.failure.message!r}"
    for language in ("en", "ja"):
        yield from _table_problems(swept.run, language)
        yield from _csv_problems(swept.run, language)
        yield from _json_problems(swept.run, language)


def _table_problems(run: Run, language: str) -> Iterator[str]:
    text = render_table(run, width=100, colour=False, encoding="utf-8", show_all=True, language=language)
    yield from (f"the table acts: {line!r}" for line in text.splitlines() if not _shows(line))


def _csv_problems(run: Run, language: str) -> Iterator[str]:
    text = render_csv(run, language=language)
    for row in csv.reader(io.StringIO(text, newline="")):
        yield from (f"a cell is a formula: {cell[:60]!r}" for cell in row if cell.startswith(_FORMULA_STARTS))
        yield from (f"a cell acts: {cell[:60]!r}" for cell in row if not _shows(cell))


def _json_problems(run: Run, language: str) -> Iterator[str]:
    text = render_json(run, exit_code=1, evidence=True, language=language)
    document = json.loads(text, parse_constant=_refuse)
    if not text.isascii():
        yield "the JSON is not ASCII"
    json.dumps(document, ensure_ascii=False).encode("utf-8")  # half characters cannot be encoded


def _shows(text: str) -> bool:
    return text.replace("\u3000", "").isprintable()


def _refuse(constant: str) -> Never:
    raise ValueError(constant)


def _target(host: LabHost) -> Target:
    return Target(
        host.computer_name,
        address=host.address,
        port=host.https_port if host.https else host.http_port,
        https=host.https,
        auth=AuthMethod.BASIC if host.https else AuthMethod.NTLM,
    )
