"""What listing a directory costs: `remote_prt inventory` beside ldapsearch, the same query, the same run.

Starts a real domain controller (Samba; root, see .ci/run), adds computers up to the number asked for, and lists the
whole domain by both, with time and the most memory of each process (getrusage of children).

    sudo .venv/bin/python benchmarks/directory_listing.py [COMPUTERS]
"""

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


if __name__ == "__main__":
    main()
