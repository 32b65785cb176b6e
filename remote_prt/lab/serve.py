"""The lab's process: plans the fleet, listens, announces itself, and ends when told.

It ends when its standard input closes (where that is a pipe), on SIGTERM and on SIGINT. A line `stats` on standard
input is answered with one line of JSON on standard output, which also works where SIGUSR1 does not exist.
"""

import asyncio
import contextlib
import json
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from remote_prt.errors import LabError
from remote_prt.lab.account import LabAccount, known_to_ntlm
from remote_prt.lab.announcement import announcement_document, announcement_lines
from remote_prt.lab.certificates import make_certificates
from remote_prt.lab.echo import EchoEngine
from remote_prt.lab.ending import listen_to_stdin, signals
from remote_prt.lab.engine import Engine
from remote_prt.lab.farm import Farm
from remote_prt.lab.host_sockets import HostSockets, bind_hosts, with_addresses
from remote_prt.lab.kerberos import use_keytab
from remote_prt.lab.scenario import Scenario, SimulatedHost

_OPEN_FILES = 16_384  # two listeners per host, plus the connections


@dataclass(frozen=True, slots=True)
class LabOptions:
    """What `remote_prt lab` was asked."""

    hosts: int
    seed: int
    scenarios: tuple[str, ...] = ()
    password: str | None = field(default=None, repr=False)  #: None: a random one
    stats_path: Path | None = None
    free_ports: bool = False
    announce_json: bool = False
    base_address: str = "127.0.1.1"
    engine: str = "canned"
    keytab: Path | None = None  #: the hosts accept tickets for the services in it
    dns_suffix: str = ""  #: their certificates are good for NAME.SUFFIX, too
    zoo: bool = False  #: hostile hosts among healthy ones


def now() -> datetime:
    """The moment all times of a run are relative to, in whole seconds."""
    return datetime.now(UTC).replace(microsecond=0)


def plan(options: LabOptions, started_at: datetime) -> list[SimulatedHost]:
    """The hosts with their addresses; the same options give the same hosts.

    Raises:
        LabError: an unknown scenario, or not enough addresses.
    """
    if options.engine == "echo":
        plain = Scenario("plain", "a host that echoes", "UNKNOWN")
        hosts: Sequence[SimulatedHost] = [
            SimulatedHost(f"echo-{number:03}", plain, options.seed + number, started_at)
            for number in range(1, options.hosts + 1)
        ]
    else:
        from remote_prt.lab.fleet import plan_fleet  # noqa: PLC0415 - reads every scenario

        hosts = plan_fleet(options.hosts, options.seed, started_at, options.scenarios, zoo=options.zoo)
    return with_addresses(hosts, options.base_address)


def serve(options: LabOptions, hosts: Sequence[SimulatedHost] | None = None) -> None:
    """Runs the lab until it is told to end; with hosts of the caller's own instead of planned ones, if given.

    Raises:
        LabError: it could not start.
    """
    if options.stats_path is not None and not options.stats_path.parent.is_dir():
        raise LabError(f"there is no folder {options.stats_path.parent} for the stats")
    _raise_open_files()
    with _private_folder() as folder:
        asyncio.run(_serve(options, folder, plan(options, now()) if hosts is None else hosts))


async def _serve(options: LabOptions, folder: Path, planned: Sequence[SimulatedHost]) -> None:
    account = LabAccount(options.password) if options.password else LabAccount.with_random_password()
    engine = _engine(options.engine)
    bound = bind_hosts(planned, free_ports=options.free_ports)
    hosts = [sockets.host for sockets in bound]
    names = [host.computer_name for host in hosts]
    if options.dns_suffix:
        names += [f"{name}.{options.dns_suffix}" for name in names]
    certificates = make_certificates(folder, names, [host.address for host in hosts if host.address])
    if options.keytab is not None:
        use_keytab(options.keytab)
    farm = Farm(account, engine, certificates, takes_tickets=options.keytab is not None)
    local_to = () if options.keytab is None else [host.computer_name for host in hosts]  # as LAPS takes care of
    with known_to_ntlm(account, folder, local_to):
        try:
            await _until_told(options, account, farm, bound, certificates.authority_path)
        finally:
            _write_stats(options.stats_path, farm)
            await farm.close()


async def _until_told(
    options: LabOptions, account: LabAccount, farm: Farm, bound: Sequence[HostSockets], authority_path: Path
) -> None:
    ended = asyncio.Event()
    loop = asyncio.get_running_loop()
    with signals(loop, ended.set, lambda: _write_stats(options.stats_path, farm)):
        await farm.listen(bound)
        hosts = [sockets.host for sockets in bound]
        if options.announce_json:
            _say(json.dumps(announcement_document(account.name, account.password, hosts, authority_path)))
        else:
            shown = "(as given)" if options.password else account.password
            lines = announcement_lines(account.name, shown, hosts, authority_path, free_ports=options.free_ports)
            _say("\n".join(lines))
        listen_to_stdin(loop, ended.set, lambda: _say(json.dumps(farm.stats().as_document())))
        await ended.wait()


def _engine(name: str) -> Engine:
    match name:
        case "echo":
            return EchoEngine()
        case "canned":
            from remote_prt.lab.canned import CannedEngine  # noqa: PLC0415 - reads the snippets

            return CannedEngine()
        case "pwsh":
            from remote_prt.lab.pwsh_engine import PwshEngine  # noqa: PLC0415 - looks for PowerShell

            return PwshEngine()
        case _:
            raise LabError(f"there is no engine {name}")


def _say(text: str) -> None:
    """Writes to standard output at once; a reader that has gone away is no error."""
    with contextlib.suppress(BrokenPipeError):
        sys.stdout.write(f"{text}\n")
        sys.stdout.flush()


def _write_stats(path: Path | None, farm: Farm) -> None:
    """Writes the counts to the file in one step: to a neighbour first, then renamed."""
    if path is None:
        return
    neighbour = path.with_name(f".{path.name}.{os.getpid()}")
    neighbour.write_text(json.dumps(farm.stats().as_document()) + "\n", encoding="utf-8")
    neighbour.replace(path)


@contextlib.contextmanager
def _private_folder() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="remote_prt-lab-"))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _raise_open_files() -> None:
    """Raises the soft limit of open files towards what a large farm needs, as far as the hard limit allows."""
    try:
        import resource  # noqa: PLC0415 - Unix only
    except ImportError:
        return
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = _OPEN_FILES if hard == resource.RLIM_INFINITY else min(_OPEN_FILES, hard)
    if soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
