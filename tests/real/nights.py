"""Nights played on simulated hosts: one inventory, in which only addresses and ports differ from night to night."""

import asyncio
import os
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

#: Where nothing listens: a host that is off.
OFF = ("127.0.0.1", 9)


@dataclass(frozen=True)
class Done:
    """A finished command line."""

    code: int
    out: str
    err: str


async def remote_prt(*words: str) -> Done:
    """A command line in a process of its own, in English."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "remote_prt", *words, "--lang", "en"),
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        env={**os.environ, "PYTHONUTF8": "1"},
    )
    out, err = await process.communicate()
    return Done(process.returncode or 0, out.decode(), err.decode())


def private(path: Path, text: str) -> str:
    """A file that only we may read."""
    path.touch(0o600)
    path.write_text(text + "\n", "utf-8")
    path.chmod(0o600)
    return str(path)


def night_words(
    folder: Path, names: Iterable[str], places: Mapping[str, tuple[str, int]], account: str, password: str
) -> tuple[str, ...]:
    """The words of a sweep of this night.

    Args:
        folder: of the inventory and the password.
        names: of all hosts.
        places: address and port of those that are on.
        account: who visits.
        password: of that account.
    """
    lines = ["hosts:"]
    for name in names:
        address, port = places.get(name, OFF)
        lines.append(f"  {name}: {{address: {address}, port: {port}}}")
    (folder / "fleet.yml").write_text("\n".join(lines) + "\n", "utf-8")
    return (
        *("-i", str(folder / "fleet.yml"), "--user", account, "--auth", "ntlm", "--retries", "0"),
        *("--password-file", private(folder / "password", password)),
    )
