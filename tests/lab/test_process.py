"""The lab as a process of its own: how it starts, answers and ends."""

import asyncio
import json
import os
import signal
import ssl
import stat
import subprocess
import sys
from pathlib import Path

import psutil
import pytest

from remote_prt.errors import LabError
from remote_prt.lab.farm_stats import HostStats
from remote_prt.lab.process import LabProcess
from tests.lab.pypsrp_client import visit


def environment_of(pid: int) -> bytes:
    """The environment a process was started with."""
    return Path(f"/proc/{pid}/environ").read_bytes()


def lab_command(*words: str) -> list[str]:
    """The command line of a lab that echoes on free ports."""
    return [sys.executable, "-m", "remote_prt", "lab", "--free-ports", "--engine", "echo", *words]


def start(*words: str) -> subprocess.Popen[str]:
    """A running lab with pipes."""
    pipe = subprocess.PIPE
    return subprocess.Popen(lab_command(*words), stdin=pipe, stdout=pipe, stderr=pipe, text=True)


def read_until_ready(lab: subprocess.Popen[str]) -> list[str]:
    """The announcement's lines before `ready`."""
    assert lab.stdout is not None
    lines = []
    while (line := lab.stdout.readline().rstrip("\n")) != "ready":
        assert line, lab.communicate()
        lines.append(line)
    return lines


async def test_a_started_lab_is_visited_counted_and_gone():
    """It announces account and hosts, counts the visit, and its process ends with the block."""
    async with LabProcess.start(hosts=3, seed=5, engine="echo") as lab:
        host = lab.hosts[1]
        output = await asyncio.to_thread(visit, host.address, host.http_port, lab.account, lab.password, "output: hi")
        stats = await lab.stats()

    assert output == ["hi"]
    assert stats.totals == {"LogonAttempts": 1, "OpenShells": 0, "OpenTasks": 0, "Visits": 1}
    assert stats.hosts == {"echo-002": HostStats(logon_attempts=1, visits=1)}
    assert [host.computer_name for host in lab.hosts] == ["echo-001", "echo-002", "echo-003"]
    assert not psutil.pid_exists(lab.pid)
    assert not os.path.exists(lab.ca_certificate_path)  # noqa: ASYNC240, PTH110 - a test may look at the disk


async def test_its_authority_vouches_for_its_hosts():
    """A TLS client that trusts the announced authority verifies every host's address."""
    async with LabProcess.start(hosts=2, engine="echo") as lab:
        trust = ssl.create_default_context(cafile=lab.ca_certificate_path)
        for host in lab.hosts:
            _, writer = await asyncio.open_connection(host.address, host.https_port, ssl=trust)
            writer.transport.abort()


async def test_a_lab_that_cannot_start_says_why():
    """The end of its standard error is in our error."""
    with pytest.raises(LabError, match="no-such-scenario"):
        async with LabProcess.start(hosts=1, scenarios=["no-such-scenario"]):
            pass


async def test_a_lab_that_was_killed_says_so_when_asked():
    """Asking a dead lab for its counts is our error, not a hang, and its files are gone too."""
    async with LabProcess.start(hosts=1, engine="echo") as lab:
        os.kill(lab.pid, signal.SIGKILL)

        with pytest.raises(LabError, match="the lab has ended"):
            await lab.stats()

    assert not os.path.exists(lab.ca_certificate_path.parent)  # noqa: ASYNC240, PTH110 - a test may look at the disk


async def test_the_password_is_not_in_the_representation():
    """Printing the running lab shows its process, not its secret."""
    async with LabProcess.start(hosts=1, engine="echo") as lab:
        assert lab.password not in repr(lab)


@pytest.mark.parametrize("end", ["stdin", "SIGTERM", "SIGINT"])
def test_it_ends_cleanly_when_told(tmp_path: Path, end: str):
    """A closed standard input, SIGTERM and SIGINT all end it with code 0, stats written and nothing on stderr."""
    stats = tmp_path / "stats.json"
    with start("--hosts", "2", "--stats", str(stats)) as lab:
        read_until_ready(lab)
        if end == "stdin":
            lab.stdin.close()
        else:
            lab.send_signal(getattr(signal, end))
        code = lab.wait(timeout=10)
        errors = lab.stderr.read()

    assert (code, errors) == (0, "")
    assert json.loads(stats.read_text()) == {
        "LogonAttempts": 0,
        "OpenShells": 0,
        "OpenTasks": 0,
        "Visits": 0,
        "Hosts": {},
    }


def test_stats_are_written_while_it_runs(tmp_path: Path):
    """SIGUSR1 writes the file, a line `stats` answers on standard output; the lab goes on."""
    stats = tmp_path / "stats.json"
    with start("--hosts", "1", "--stats", str(stats)) as lab:
        read_until_ready(lab)
        lab.send_signal(signal.SIGUSR1)
        lab.stdin.write("stats\n")
        lab.stdin.flush()
        answered = json.loads(lab.stdout.readline())
        lab.stdin.close()
        lab.wait(timeout=10)

    assert set(answered) == {"LogonAttempts", "OpenShells", "OpenTasks", "Visits", "Hosts"}
    assert json.loads(stats.read_text()) == answered
    assert list(tmp_path.iterdir()) == [stats]


def test_a_person_reads_account_password_and_ports():
    """The text announcement holds what a visit needs and ends in `ready`."""
    with start("--hosts", "2") as lab:
        lines = read_until_ready(lab)
        lab.stdin.close()
        lab.wait(timeout=10)

    words = dict(line.split(None, 1) for line in lines)
    assert words["account"] == r"LAB\sweeper"
    assert len(words["password"]) >= 20
    assert words["echo-001"].startswith("127.0.1.1 http ")


def test_a_given_password_is_used_and_not_shown(tmp_path: Path):
    """The first line of the file is the password; the announcement does not repeat it."""
    path = tmp_path / "password"
    path.write_text("correct horse\n", encoding="utf-8")
    with start("--hosts", "1", "--password-file", str(path)) as lab:
        lines = read_until_ready(lab)
        address, _, port, *_ = next(line for line in lines if line.startswith("echo-001")).split()[1:]
        output = visit(address, int(port), r"LAB\sweeper", "correct horse", "output: in")
        lab.stdin.close()
        lab.wait(timeout=10)

    assert output == ["in"]
    assert "correct horse" not in "".join(lines)


def test_it_keeps_running_without_a_standard_input():
    """Started in the background with /dev/null it does not take that for its end."""
    lab = subprocess.Popen(
        lab_command("--hosts", "1"), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    with lab:
        read_until_ready(lab)
        with pytest.raises(subprocess.TimeoutExpired):
            lab.wait(timeout=0.3)
        lab.terminate()

        assert lab.wait(timeout=10) == 0


def test_its_folder_is_private_while_it_runs():
    """Keys and the account file lie in a folder only the owner may enter, gone afterwards."""
    with start("--hosts", "1", "--announce", "json") as lab:
        authority = Path(json.loads(lab.stdout.readline())["CaCertificate"])
        modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in authority.parent.iterdir()}
        folder_mode = stat.S_IMODE(authority.parent.stat().st_mode)
        lab.stdin.close()
        lab.wait(timeout=10)

    assert (folder_mode, set(modes.values())) == (0o700, {0o600})
    assert "ntlm-accounts" in modes
    assert not authority.parent.exists()


def test_a_lab_that_cannot_listen_is_one_line_and_code_2():
    """An address that is not loopback ends the start with a sentence and without a traceback."""
    command = lab_command("--hosts", "1", "--base-address", "198.51.100.1")
    done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=20, check=False)

    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert "127.0.0.0/8" in done.stderr


def test_a_missing_package_is_named_with_how_to_get_it(tmp_path: Path):
    """Without the extra `lab` the verb says in one line what is missing and what to install."""
    absent = "raise ModuleNotFoundError('No module named httptools', name='httptools')\n"
    (tmp_path / "httptools.py").write_text(absent, encoding="utf-8")
    environment = {**os.environ, "PYTHONPATH": str(tmp_path)}

    done = subprocess.run(
        lab_command(),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=20,
        env=environment,
        check=False,
    )

    assert done.returncode == 2
    assert done.stderr == "remote_prt: the lab needs httptools - install remote_prt[lab]\n"


@pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="no /proc here")
async def test_the_starters_password_is_not_handed_on(monkeypatch: pytest.MonkeyPatch) -> None:
    """A password in the environment of the one who starts a lab is nobody's business there."""
    monkeypatch.setenv("REMOTE_PRT_PASSWORD", "hunter2")
    async with LabProcess.start(hosts=1, scenarios=("healthy-hybrid",)) as lab:
        environment = environment_of(lab.pid)

    assert b"hunter2" not in environment
