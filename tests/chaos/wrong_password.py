"""A wrong password against a whole fleet: how many logon attempts reach it, by the lab's own count.

    python tests/chaos/wrong_password.py [--hosts 5000] [--concurrency 200] [--auth ntlm|negotiate] [--seed 5]

The fleet is a mixture: hosts that are off, that hang, that break off or reject every logon are among them. The command
line visits it as a user would. Ends with 1 when more than three attempts were counted or the exit code is not 5.
"""

import argparse
import asyncio
import json
import os
import sys
import tempfile
import time
from contextlib import AsyncExitStack
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from remote_prt.lab.process import LabProcess

MOST_ATTEMPTS = 3
_LAB_HOSTS = 1500  # two listeners each, and a process may have some thousand files open
_FIRST_NETS = ("127.0.1.1", "127.20.0.1", "127.40.0.1", "127.60.0.1", "127.80.0.1", "127.100.0.1", "127.120.0.1")


async def attack(hosts: int, concurrency: int, auth: str, seed: int) -> dict[str, object]:
    """The run, and what the labs have counted."""
    async with AsyncExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        labs: list[LabProcess] = []
        for number, base in enumerate(_FIRST_NETS[: -(-hosts // _LAB_HOSTS)]):
            size = min(_LAB_HOSTS, hosts - number * _LAB_HOSTS)
            start = LabProcess.start(hosts=size, seed=seed + number, base_address=base)
            labs.append(await stack.enter_async_context(start))
        addressed = [host for lab in labs for host in lab.hosts if host.address is not None]
        hostfile, secret = folder / "hosts.txt", folder / "password"
        hostfile.write_text("\n".join(f"{host.address}:{host.http_port}" for host in addressed), "utf-8")
        secret.write_text("not-the-password\n", "utf-8")
        secret.chmod(0o600)
        words = ["--hostfile", str(hostfile), "--user", labs[0].account, "--password-file", str(secret)]
        words += ["--auth", auth, "--format", "json", "--concurrency", str(concurrency), "--no-progress"]
        began = time.monotonic()
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "remote_prt", *words),
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
            env={**os.environ, "XDG_STATE_HOME": str(folder / "state")},
        )
        out, _ = await process.communicate()
        seconds = time.monotonic() - began
        counted = [await lab.stats() for lab in labs]
        return {
            "Asked": len(addressed),
            "LogonAttempts": sum(stats.logon_attempts for stats in counted),
            "Visits": sum(stats.visits for stats in counted),
            "Counts": json.loads(out)["Run"]["Counts"],
            "ExitCode": process.returncode,
            "Seconds": round(seconds, 1),
        }


def main() -> int:
    """Run it and say what came of it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--hosts", type=int, default=5000)
    parser.add_argument("--concurrency", type=int, default=200)
    parser.add_argument("--auth", choices=["ntlm", "negotiate"], default="ntlm")
    parser.add_argument("--seed", type=int, default=5)
    given = parser.parse_args()
    if given.hosts > _LAB_HOSTS * len(_FIRST_NETS):
        parser.error(f"at most {_LAB_HOSTS * len(_FIRST_NETS)} hosts")
    result = asyncio.run(attack(given.hosts, given.concurrency, given.auth, given.seed))
    sys.stdout.write(json.dumps(result, indent=1) + "\n")
    attempts = result["LogonAttempts"]
    assert isinstance(attempts, int)
    return 0 if attempts <= MOST_ATTEMPTS and result["ExitCode"] == 5 else 1


if __name__ == "__main__":
    sys.exit(main())
