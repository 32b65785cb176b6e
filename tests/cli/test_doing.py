"""Verbs that change something, as whole processes against a farm: asked first, told truly, put back."""

import asyncio
import csv
import io
import json
import os
import stat
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from remote_prt.lab.process import LabProcess
from remote_prt.readers.captures import load_capture

SCENARIOS = ("stale-after-unlock", "stale-entra-wam", "nobody-signed-in", "locked-down")


class Prompt:
    """A command line with this farm's account and a state folder of its own."""

    def __init__(self, lab: LabProcess, folder: Path) -> None:
        self.lab = lab
        self.state = folder / "state"
        self._password_file = folder / "password"
        self._password_file.write_text(lab.password + "\n", "utf-8")
        self._password_file.chmod(stat.S_IRUSR | stat.S_IWUSR)

    def hosts(self, *scenarios: str) -> list[str]:
        """`address:port` of the hosts that play these scenarios, in this order; of all without any."""
        chosen = [[host for host in self.lab.hosts if host.scenario == name] for name in scenarios or SCENARIOS]
        return [f"{host.address}:{host.http_port}" for hosts in chosen for host in hosts]

    def command(self, *words: str) -> list[str]:
        account = ["--user", self.lab.account, "--password-file", str(self._password_file)]
        return [sys.executable, "-m", "remote_prt", *words, *account]

    @property
    def environment(self) -> dict[str, str]:
        return {**os.environ, "PYTHONUTF8": "1", "XDG_STATE_HOME": str(self.state), "LC_ALL": "C.UTF-8"}

    async def run(self, *words: str) -> tuple[int | None, str, str]:
        """Exit code, standard output and standard error, without a terminal."""
        process = await asyncio.create_subprocess_exec(
            *self.command(*words),
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            env=self.environment,
        )
        out, err = await asyncio.wait_for(process.communicate(), 60)
        return process.returncode, out.decode(), err.decode()


@pytest.fixture
async def prompt(tmp_path: Path) -> AsyncIterator[Prompt]:
    """One host of each scenario that these tests use."""
    async with LabProcess.start(hosts=len(SCENARIOS), seed=11, scenarios=SCENARIOS) as lab:
        yield Prompt(lab, tmp_path)


async def test_renewals_are_told_host_by_host_and_their_evidence_is_kept(prompt: Prompt) -> None:
    """Renewed, not seen to be renewed, nobody there: each with its result; captures before and after can be read."""
    hosts = prompt.hosts("stale-after-unlock", "stale-entra-wam", "nobody-signed-in")
    code, out, err = await prompt.run("refresh", *hosts, "--yes", "--wait", "0.5", "--format", "json")
    document = json.loads(out)
    results = [result["Parts"][0]["Result"] for result in document["Results"]]
    kept = Path(err.partition("evidence before and after: ")[2].partition("\n")[0])
    captures = await asyncio.to_thread(lambda: [load_capture(p.read_text("utf-8")) for p in sorted(kept.iterdir())])

    assert results == ["DONE", "PENDING", "NOT_POSSIBLE"]
    assert code == document["Run"]["ExitCode"] == 1
    assert document["Run"]["Counts"] == {"DONE": 1, "NOT_POSSIBLE": 1, "PENDING": 1}
    assert len(captures) == 5  # nobody-signed-in was visited once
    assert all(capture.complete for capture in captures)
    assert (await prompt.lab.stats()).open_tasks == 0


async def test_channels_are_enabled_and_put_back(prompt: Prompt) -> None:
    """Enable, then restore, each in a process of its own: what is remembered lasts, for this account only."""
    hosts = prompt.hosts("stale-after-unlock", "locked-down")
    enabled, out, _ = await prompt.run("logs", "enable", *hosts, "--yes", "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(out)))
    files = await asyncio.to_thread(lambda: sorted(prompt.state.rglob("*")))
    modes = {stat.S_IMODE(path.stat().st_mode) for path in files if path.is_file()}
    restored, again, _ = await prompt.run("logs", "restore", *hosts, "--yes", "--format", "csv")
    _, seen, _ = await prompt.run("logs", "status", *hosts, "--format", "csv", "--lang", "ja")

    assert (enabled, restored) == (1, 0)
    assert [(row["Result"], row["Before"], row["After"]) for row in rows] == [
        ("DONE", "disabled", "enabled"),
        ("FAILED", "disabled", "disabled"),
    ]
    assert modes == {stat.S_IRUSR | stat.S_IWUSR}
    assert [row["Result"] for row in csv.DictReader(io.StringIO(again))] == ["DONE", "UNCHANGED"]
    assert [row["Before"] for row in csv.DictReader(io.StringIO(seen))] == ["enabled", "disabled"] * 2
    assert "記録" in seen


async def test_without_a_yes_nothing_begins(prompt: Prompt) -> None:
    """Two hundred hosts, or no terminal: one clear line, exit 2, nobody contacted; a dry run needs no yes."""
    many = await prompt.run("refresh", "127.0.0.[1-200]")
    alone = await prompt.run("logs", "enable", *prompt.hosts("stale-after-unlock"))
    before = (await prompt.lab.stats()).visits
    dry = await prompt.run("refresh", *prompt.hosts("stale-after-unlock"), "--dry-run", "--format", "csv")

    assert (many[0], many[1], alone[0], alone[1]) == (2, "", 2, "")
    assert "200 hosts are more than --max-hosts 50 - add --yes" in many[2]
    assert "no terminal - add --yes, or look with --dry-run" in alone[2]
    assert before == 0
    assert dry[0] == 0
    assert ",WOULD_CHANGE," in dry[1]


@pytest.mark.skipif(os.name == "nt", reason="needs a pseudo terminal")
@pytest.mark.parametrize(("answer", "code"), [pytest.param(b"y\n", 0, id="yes"), pytest.param(b"n\n", 130, id="no")])
async def test_on_a_terminal_the_user_is_asked(prompt: Prompt, answer: bytes, code: int) -> None:
    """The number of hosts and what will be done are shown; y begins, n ends it with nothing done."""
    ours, theirs = os.openpty()
    process = await asyncio.create_subprocess_exec(
        *prompt.command("refresh", *prompt.hosts("stale-after-unlock"), "--wait", "0.5", "--no-progress"),
        stdin=theirs,
        stdout=asyncio.subprocess.PIPE,
        stderr=theirs,
        env=prompt.environment,
    )
    os.close(theirs)
    os.write(ours, answer)
    try:
        out, _ = await asyncio.wait_for(process.communicate(), 60)
        said = os.read(ours, 65536).decode()
    finally:
        os.close(ours)

    assert process.returncode == code
    assert "on 1 host: dsregcmd /refreshprt is run" in said
    assert ("DONE" in out.decode()) is (code == 0)
    assert ((await prompt.lab.stats()).visits > 0) is (code == 0)


async def test_list_hosts_contacts_none(prompt: Prompt) -> None:
    """--list-hosts prints who would be meant and needs no yes."""
    code, out, _ = await prompt.run("refresh", "pc-[01-03]", "--list-hosts")

    assert code == 0
    assert out.split() == ["pc-01", "pc-02", "pc-03"]
