"""What a host costs by Kerberos as the fleet grows: the user's own ticket cache against caches of a few hosts.

Starts a real domain controller (Samba; root, see .ci/run) with a thousand hosts that have service names, and measures
in its namespace the first step of the logon: asking for the service ticket and making the token that goes to the host.
The domain controller's own share is the same in all rows.

    sudo .venv/bin/python benchmarks/kerberos_tickets.py [HOSTS]
"""

import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import spnego

sys.path.insert(0, str(Path(__file__).parents[1]))

from remote_prt.model import AuthMethod
from remote_prt.transports.credentials import Credential
from remote_prt.transports.tickets import LOGONS_PER_CACHE, Tickets
from tests.real.samba_dc import running_dc

HOSTS = 1000
MARKS = (10, 100, 1000)
WINDOW = 10  # hosts up to each mark

Pick = Callable[[], spnego.KerberosCCache | None]


def main() -> None:
    """Start the domain controller and measure beside it."""
    hosts = int(sys.argv[1]) if len(sys.argv) > 1 else HOSTS
    names = [f"pc-{number:04}" for number in range(1, hosts + 1)]
    with tempfile.TemporaryDirectory(prefix="remote_prt-") as folder, running_dc(Path(folder) / "dc", names) as dc:
        ways = {
            "one file, as kinit leaves it": "file",
            "one cache in memory": "memory",
            f"a cache for {LOGONS_PER_CACHE} hosts": "ours",
            "a cache for each host": "each",
        }
        print(f"{'ms per host (mean of the last ' + str(WINDOW) + ')':42}" + "".join(f"{mark:>9}" for mark in MARKS))
        for label, way in ways.items():
            ccache = dc.kinit(Path(folder) / way)
            words = dc.inside("python", __file__, "--inside", way, *(f"{name}.{dc.domain}" for name in names))
            figures = subprocess.run(words, env=dc.environment(ccache), check=True, capture_output=True, text=True)
            print(f"{label:42}{figures.stdout.rstrip()}")


def measure(way: str, names: list[str]) -> None:
    """Log on to each host as far as its token, and print what the last hosts before each mark cost."""
    spent: list[float] = []
    pick = picker(way)
    for name in names:
        started = time.perf_counter()
        token_for(name, pick())
        spent.append(time.perf_counter() - started)
    means = (1000 * sum(spent[mark - WINDOW : mark]) / WINDOW for mark in MARKS if mark <= len(spent))
    print("".join(f"{mean:9.2f}" for mean in means))


def picker(way: str) -> Pick:
    """Which cache the next logon uses."""
    if way == "file":
        return lambda: None
    per_cache = {"memory": sys.maxsize, "ours": LOGONS_PER_CACHE, "each": 1}[way]
    tickets, account = Tickets(per_cache), Credential()

    def pick() -> spnego.KerberosCCache:
        cache = tickets.cache_for(account, AuthMethod.KERBEROS)
        assert cache is not None
        alive.append(cache)
        del alive[:-1]
        return spnego.KerberosCCache(cache.name)

    alive: list[object] = []
    return pick


def token_for(name: str, cache: spnego.KerberosCCache | None) -> None:
    """The first token of a sealed logon."""
    options = spnego.NegotiateOptions.wrapping_winrm
    spnego.client(cache, hostname=name, service="HTTP", protocol="kerberos", options=options).step()


if __name__ == "__main__":
    if sys.argv[1:2] == ["--inside"]:
        measure(sys.argv[2], sys.argv[3:])
    else:
        main()
