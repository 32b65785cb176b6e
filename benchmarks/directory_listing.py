"""What listing a directory costs: `remote_prt inventory` beside ldapsearch, the same query, the same run.

Starts a real domain controller (Samba; root, see .ci/run), adds computers up to the number asked for, and lists the
whole domain by both, with time and the most memory of each process (getrusage of children). Then the domain is swept,
once with hosts visited while others are listed, once with the whole list first (--pick of all): when the first visit
has ended, and the most memory. The added computers have no address, so that a visit is a question to DNS.

    sudo .venv/bin/python benchmarks/directory_listing.py [COMPUTERS]
"""

import json
import os
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from tests.real.directory import BASE_DN, OSAKA, Computer, Kind
from tests.real.directory_ldif import computer_files
from tests.real.samba_dc import SambaDc, running_dc

COMPUTERS = 5000
ATTRIBUTES = ("name", "dNSHostName", "userAccountControl", "objectClass", "sAMAccountName", "operatingSystem")
TIMES = 3


def main() -> None:
    """Fill the directory and measure."""
    wanted = int(sys.argv[1]) if len(sys.argv) > 1 else COMPUTERS
    with tempfile.TemporaryDirectory(prefix="remote_prt-") as folder, running_dc(Path(folder) / "dc", []) as dc:
        more = [Computer(f"bm-{number:05}", OSAKA, Kind.USUAL) for number in range(wanted - len(dc.computers))]
        for text in computer_files(more, datetime.now(UTC)):
            done = dc.run("ldbadd", "-H", str(dc.database), "--controls=relax:0", stdin=text, seconds=600)
            assert done.returncode == 0, done.stderr
        ccache = dc.kinit(Path(folder) / "ccache")
        ours = ("remote_prt", "inventory", "--ou", BASE_DN, "--ldap-server", dc.name, "--format", "csv")
        search = ("-N", "-Q", "-LLL", "-Y", "GSSAPI", "-H", f"ldap://{dc.name}", "-b", BASE_DN, "-E", "pr=500/noprompt")
        theirs = ("ldapsearch", *search, "(objectClass=computer)", *ATTRIBUTES, "lastLogonTimestamp")
        for _ in range(TIMES):
            for label, words in (("remote_prt inventory", ours), ("ldapsearch", theirs)):
                print(f"{label:22}{measured(dc, ccache, Path(folder) / 'out', words)}")
        sweep = ("remote_prt", "--ou", BASE_DN, "--ldap-server", dc.name, "-t", "50", "--no-journal", "--retries", "0")
        for turn in range(TIMES):
            for label, more in (("listed meanwhile", ()), ("listed first", ("--pick", str(wanted)))):
                log = Path(folder) / f"log-{turn}-{len(more)}"
                print(f"{label:22}{swept(dc, ccache, log, (*sweep, *more))}")


def measured(dc: SambaDc, ccache: Path, out: Path, words: tuple[str, ...]) -> str:
    """Seconds, memory and objects of one listing."""
    started = time.perf_counter()
    with out.open("wb") as output:
        pid = os.posix_spawnp(
            "ip",
            dc.inside(*words),
            dc.environment(ccache),
            file_actions=[(os.POSIX_SPAWN_DUP2, output.fileno(), 1)],
        )
        _, status, usage = os.wait4(pid, 0)
    seconds = time.perf_counter() - started
    assert status == 0, words
    text = out.read_text(encoding="utf-8")
    objects = text.count("\ndn:") + text.startswith("dn:") if words[0] == "ldapsearch" else text.count("\n") - 1
    return f"{seconds:6.2f} s  {usage.ru_maxrss / 1024:6.0f} MiB  {objects:6} objects"


def swept(dc: SambaDc, ccache: Path, log: Path, words: tuple[str, ...]) -> str:
    """Seconds to the first visit's end and in all, memory and hosts of one sweep."""
    output = log.with_suffix(".json")
    began, started = datetime.now(UTC), time.perf_counter()
    whole = (*words, "-o", f"json={output}", "--log-file", str(log), "-q")
    pid = os.posix_spawnp("ip", dc.inside(*whole), dc.environment(ccache))
    _, _, usage = os.wait4(pid, 0)
    seconds = time.perf_counter() - started
    events = [json.loads(line) for line in log.read_text(encoding="utf-8").splitlines()]
    first = next(event["Time"] for event in events if event["Event"] == "visit-finished")
    until_first = (datetime.fromisoformat(first) - began).total_seconds()
    hosts = json.loads(output.read_text(encoding="utf-8"))["Run"]["Coverage"]["Asked"]
    memory = usage.ru_maxrss / 1024
    return f"{until_first:6.2f} s to the first visit  {seconds:6.2f} s  {memory:6.0f} MiB  {hosts:6} hosts"


if __name__ == "__main__":
    main()
