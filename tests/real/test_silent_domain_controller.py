"""A domain controller that falls silent, and a ticket that has expired, cost a fleet seconds and not an hour."""

import contextlib
import json
import os
import signal
import subprocess
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.real.conftest import need
from tests.real.kerberos_lab import KerberosLab
from tests.real.samba_dc import SWEEPER, SWEEPER_PASSWORD, SambaDc
from tests.real.test_kerberos import FAKE_TIME, clock

#: The library alone would let each host wait 26 s; three hosts that try in turn take 8 s each with this host time.
_HOST_SECONDS = 8
_MOST_SECONDS = 60.0

SWEEP = """
import asyncio, json, sys
from remote_prt.cli.composition import SweepSettings, open_visitor
from remote_prt.controller.sweep import sweep
from remote_prt.controller.ticket_brake import TicketPatience
from remote_prt.model import AuthMethod, Context, RunOptions, Target

async def main():
    seconds, *names = sys.argv[1:]
    settings = SweepSettings(host_timeout_seconds=float(seconds), patience=TicketPatience(0.0, 0.0))
    targets = [Target(name, auth=AuthMethod.KERBEROS) for name in names]
    options = RunOptions("silent", Context.CALLER, "http", "", 32, float(seconds))
    async with open_visitor(settings) as visitor:
        run = await sweep(targets, visitor, options, keep_evidence=False)
    told = [(one.outcome.value, one.failure.message if one.failure else "") for one in run.outcomes]
    print(json.dumps({"StoppedBy": run.stopped_by, "Hosts": told}))

asyncio.run(main())
"""


@contextlib.contextmanager
def stopped(dc: SambaDc) -> Iterator[None]:
    """The domain controller's processes do nothing while the block lasts: its sockets take all and say nothing."""
    listed = subprocess.run(["ip", "netns", "pids", dc.namespace], capture_output=True, text=True, check=True)
    found = [pid for pid in map(int, listed.stdout.split()) if "samba" in _name(pid)]
    assert found
    for pid in found:
        os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        for pid in found:
            os.kill(pid, signal.SIGCONT)


def _name(pid: int) -> str:
    with contextlib.suppress(OSError):
        return Path(f"/proc/{pid}/comm").read_text(encoding="utf-8")
    return ""


def hosts_of(dc: SambaDc, lab: KerberosLab) -> list[str]:
    """Forty hosts that would let us in."""
    found = [host["ComputerName"] for host in lab.hosts if not host["Https"] and host["InInventory"]]
    return [f"{name}.{dc.domain}" for name in found[:40]]


def test_an_expired_ticket_is_one_fault(dc: SambaDc, lab: KerberosLab, tmp_path: Path) -> None:
    """Three hosts say that it has expired; the rest are left out under exit code 6, and a resumed run has them all."""
    need([] if FAKE_TIME.exists() else ["libfaketime"])
    ccache = dc.kinit(tmp_path / "ccache", SWEEPER, SWEEPER_PASSWORD, "-l", "5m")
    listed, state = tmp_path / "hosts.txt", str(tmp_path / "state")
    listed.write_text("\n".join(hosts_of(dc, lab)), encoding="utf-8")
    options = ("--auth", "kerberos", "--format", "json", "--state-dir", state)
    began = time.monotonic()
    expired = dc.run("remote_prt", "--hostfile", str(listed), *options, ccache=ccache, more=clock("+2h"))
    seconds = time.monotonic() - began
    dc.kinit(ccache)
    resumed = dc.run("remote_prt", "--resume", "last", "--format", "json", "--state-dir", state, ccache=ccache)

    document: dict[str, Any] = json.loads(expired.stdout)
    assert document["Run"]["StoppedBy"] == "no-ticket"
    assert expired.returncode == 6
    told = Counter(one["Outcome"] for one in document["Results"])  # some hosts of the lab are off
    assert (told["REFUSED"], told["VISITED"]) == (3, 0)
    assert told["SKIPPED"] >= 20
    assert seconds < _MOST_SECONDS
    reached = Counter(one["Outcome"] for one in json.loads(resumed.stdout)["Results"])
    assert reached["SKIPPED"] == 0
    assert reached["VISITED"] >= 20, resumed.stderr


def test_a_silent_domain_controller_holds_a_fleet_up_for_seconds(dc: SambaDc, lab: KerberosLab, tmp_path: Path) -> None:
    """Three hosts try in turn, the others are left out and say why; once it answers, the same fleet goes through."""
    ccache = dc.kinit(tmp_path / "ccache")
    words = ("python", "-c", SWEEP, str(_HOST_SECONDS), *hosts_of(dc, lab))
    began = time.monotonic()
    with stopped(dc):
        silent = dc.run(*words, ccache=ccache)
    seconds = time.monotonic() - began
    answering = dc.run("python", "-c", SWEEP, "60", *hosts_of(dc, lab)[:5], ccache=ccache)

    assert silent.stdout, silent.stderr
    document: dict[str, Any] = json.loads(silent.stdout)
    told = Counter(tuple(one) for one in document["Hosts"])
    assert document["StoppedBy"] == "no-ticket"
    assert told["SKIPPED", "no domain controller had a ticket for the hosts before"] >= 20
    assert told["TIMED_OUT", "no domain controller gave a ticket for the host in time"] >= 3
    assert seconds < _MOST_SECONDS
    assert json.loads(answering.stdout)["StoppedBy"] is None, answering.stderr
