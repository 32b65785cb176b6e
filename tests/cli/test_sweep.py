"""The main verb against a farm in a process of its own: names and a credential, one line for each trouble."""

import asyncio
import csv
import io
import json
import os
import signal
import stat
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from remote_prt.lab.process import LabProcess


class Farm:
    """A running farm and the words that reach its hosts."""

    def __init__(self, lab: LabProcess, password_file: Path) -> None:
        self.lab = lab
        self.password_file = password_file

    def words(self, *scenarios: str) -> list[str]:
        """`address:port` of the hosts that play these scenarios, or of all."""
        chosen = [host for host in self.lab.hosts if not scenarios or host.scenario in scenarios]
        return [f"{host.address}:{host.http_port}" for host in chosen]

    async def start(self, *words: str, **environment: str) -> asyncio.subprocess.Process:
        """A running `remote_prt` with this farm's account."""
        return await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "remote_prt",
            *words,
            "--user",
            self.lab.account,
            "--password-file",
            str(self.password_file),
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            env={**os.environ, "PYTHONUTF8": "1", **environment},
        )

    async def run(self, *words: str, **environment: str) -> tuple[int | None, str, str]:
        """Exit code, standard output and standard error of a finished `remote_prt`."""
        process = await self.start(*words, **environment)
        out, err = await asyncio.wait_for(process.communicate(), 60)
        return process.returncode, out.decode(), err.decode()


SCENARIOS = (
    "healthy-hybrid",
    "wrong-password",
    "system-has-no-way",
    "hangs-after-logon",
    "drips",
    "sends-fifty-megabytes",
    "redirects",
    "healthy-over-tls",
    "idle-overnight",
)


@pytest.fixture
async def farm(tmp_path: Path) -> AsyncIterator[Farm]:
    """One host of each scenario that these tests use."""
    async with LabProcess.start(hosts=len(SCENARIOS), seed=11, scenarios=SCENARIOS) as lab:
        password_file = tmp_path / "password"
        password_file.write_text(lab.password + "\n", "utf-8")
        password_file.chmod(stat.S_IRUSR | stat.S_IWUSR)
        yield Farm(lab, password_file)


async def test_each_trouble_has_its_line_and_costs_no_other_host(farm: Farm) -> None:
    """Hang, drip, flood, redirect, closed port and unknown name each end as told, in time; the others are judged."""
    words = [
        *farm.words(
            "healthy-hybrid", "wrong-password", "hangs-after-logon", "drips", "sends-fifty-megabytes", "redirects"
        ),
        "127.0.0.1:9",
        "does-not-exist.invalid",
    ]
    code, out, _ = await farm.run(*words, "--host-timeout", "4", "--format", "json", "--allow-ntlm")
    results = json.loads(out)["Results"]
    expected = ["HEALTHY", "BROKEN", "TIMED_OUT", "TIMED_OUT", "REFUSED", "REFUSED", "UNREACHABLE", "UNREACHABLE"]
    by_scenario = {f"{host.address}": host.scenario for host in farm.lab.hosts}
    told = {by_scenario.get(result["Address"] or "", result["ComputerName"]): result for result in results}

    assert code == 1
    assert {name: told[name]["Status"] for name in told} == dict(
        zip(
            [
                "healthy-hybrid",
                "wrong-password",
                "hangs-after-logon",
                "drips",
                "sends-fifty-megabytes",
                "redirects",
                "127.0.0.1",
                "does-not-exist.invalid",
            ],
            expected,
            strict=True,
        )
    )
    assert all(result["DurationSeconds"] < 6 for result in results)
    for result in results:
        if result["Failure"]:
            assert "\n" not in result["Failure"]["Message"]
            assert result["Failure"]["Try"]


async def test_nothing_is_left_on_the_hosts(farm: Farm) -> None:
    """After a sweep with hanging hosts no shell and no task is open on a host that let us clean up."""
    await farm.run(*farm.words("healthy-hybrid", "wrong-password", "idle-overnight"), "--host-timeout", "10")
    stats = await farm.lab.stats()

    assert (stats.open_shells, stats.open_tasks) == (0, 0)
    assert stats.visits == 3


async def test_a_wrong_password_is_one_line_a_host(farm: Farm, tmp_path: Path) -> None:
    """A rejected credential is REFUSED in phase authenticate, and the exit code says that hosts were not judged."""
    farm.password_file.write_text("not-the-password\n", "utf-8")
    code, out, err = await farm.run(*farm.words("healthy-hybrid"), "--format", "csv")
    (row,) = csv.DictReader(io.StringIO(out))

    assert (code, row["Status"]) == (4, "REFUSED")
    assert "not-the-password" not in out + err


async def test_a_self_signed_certificate_is_refused_unless_trusted(farm: Farm) -> None:
    """TLS is verified by default; with the farm's authority the same host is judged."""
    host = next(host for host in farm.lab.hosts if host.scenario == "healthy-over-tls")
    words = (f"{host.address}:{host.https_port}", "--https", "--auth", "basic", "--format", "json")
    code, out, _ = await farm.run(*words)
    trusted_code, trusted_out, _ = await farm.run(*words, "--ca-cert", str(farm.lab.ca_certificate_path))

    assert code == 4
    assert json.loads(out)["Results"][0]["Status"] == "UNREACHABLE"
    assert "certificate" in json.loads(out)["Results"][0]["Failure"]["Message"]
    assert (trusted_code, json.loads(trusted_out)["Results"][0]["Status"]) == (0, "HEALTHY")


async def test_a_certificate_logs_on_without_a_password(farm: Farm) -> None:
    """`--auth certificate` visits and judges a host that has mapped it; no password is asked for or sent."""
    host = next(host for host in farm.lab.hosts if host.scenario == "healthy-over-tls")
    words = [f"{host.address}:{host.https_port}", "--https", "--ca-cert", str(farm.lab.ca_certificate_path)]
    words += ["--auth", "certificate", "--certificate", str(farm.lab.client_certificate_path), "--format", "json"]
    done = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "remote_prt", *words, stdin=asyncio.subprocess.DEVNULL, stdout=asyncio.subprocess.PIPE
    )
    out, _ = await asyncio.wait_for(done.communicate(), 60)

    assert json.loads(out)["Results"][0]["Status"] == "HEALTHY"


async def test_basic_over_plain_http_is_refused_before_a_byte(farm: Farm) -> None:
    """A readable password never leaves this machine."""
    before = (await farm.lab.stats()).logon_attempts
    code, out, err = await farm.run(*farm.words("healthy-hybrid", "idle-overnight"), "--auth", "basic")
    lines = [line for line in err.splitlines() if "Basic" in line]

    assert (code, out, len(lines)) == (2, "", 1)
    assert (await farm.lab.stats()).logon_attempts == before


async def test_a_mistake_about_one_host_is_that_hosts(farm: Farm, tmp_path: Path) -> None:
    """In a mixed inventory only the host that asks for Basic over plain HTTP is refused; the other is judged."""
    good, bad = (word.rpartition(":") for word in farm.words("healthy-hybrid", "idle-overnight"))
    inventory = tmp_path / "mixed.yml"
    inventory.write_text(
        f"hosts:\n  good: {{address: {good[0]}, port: {good[2]}, auth: ntlm}}\n"
        f"  bad: {{address: {bad[0]}, port: {bad[2]}, auth: basic}}\n",
        "utf-8",
    )
    code, out, _ = await farm.run("--inventory", str(inventory), "--format", "json")
    told = {result["ComputerName"]: result["Status"] for result in json.loads(out)["Results"]}

    assert code == 4
    assert told["bad"] == "REFUSED"
    assert told["good"] == "HEALTHY"


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX signals")
@pytest.mark.parametrize(
    ("number", "expected"),
    [(signal.SIGINT, 130), (signal.SIGTERM, 143), (getattr(signal, "SIGHUP", None), 143)],
    ids=["ctrl-c", "term", "hang-up"],
)
async def test_a_stop_prints_what_is_done(farm: Farm, number: signal.Signals, expected: int) -> None:
    """A signal ends a run within seconds: finished hosts keep their verdict, and the code says what came."""
    words = farm.words("healthy-hybrid", "wrong-password")
    words += farm.words("hangs-after-logon")
    process = await farm.start(*words, "--host-timeout", "60", "--format", "json", "--concurrency", "1")
    while (await farm.lab.stats()).logon_attempts < 3:  # one at a time: at the third logon two hosts are done
        pass
    process.send_signal(number)
    out, err = await asyncio.wait_for(process.communicate(), 10)
    statuses = sorted(result["Status"] for result in json.loads(out)["Results"])

    assert process.returncode == expected
    assert statuses == ["BROKEN", "HEALTHY", "SKIPPED"]
    assert "reached 2, judged 2" in err.decode()


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX signals")
async def test_an_impatient_stop_prints_what_is_done_too(farm: Farm) -> None:
    """However often Ctrl-C is pressed before the report is there, it is written whole."""
    words = farm.words("healthy-hybrid", "hangs-after-logon")
    process = await farm.start(*words, "--host-timeout", "60", "--format", "json", "--concurrency", "1")
    while (await farm.lab.stats()).logon_attempts < 2:
        pass
    for _ in range(20):
        process.send_signal(signal.SIGINT)
        await asyncio.sleep(0)
    out, _ = await asyncio.wait_for(process.communicate(), 10)

    assert process.returncode == 130
    assert sorted(result["Status"] for result in json.loads(out)["Results"]) == ["HEALTHY", "SKIPPED"]


async def test_a_report_file_is_written_in_one_step(farm: Farm, tmp_path: Path) -> None:
    """`--output` replaces the file, standard output stays empty, and a summary goes to standard error."""
    report = tmp_path / "new folder" / "report.csv"
    code, out, err = await farm.run(*farm.words("healthy-hybrid"), "--format", "csv", "-o", str(report))
    rows = list(csv.DictReader(io.StringIO(report.read_text("utf-8"))))

    assert (code, out) == (0, "")
    assert [row["Status"] for row in rows] == ["HEALTHY"]
    assert "judged 1" in err
    assert [path.name for path in report.parent.iterdir()] == ["report.csv"]


@pytest.mark.parametrize(("context", "reason"), [("caller", "wrong-session"), ("events", "not-collected")])
async def test_reading_contexts_write_nothing_on_hosts(farm: Farm, context: str, reason: str) -> None:
    """The admin's own NO is never a user's: a healthy host reads HEALTHY by events or UNKNOWN with its reason."""
    code, out, _ = await farm.run(
        *farm.words("healthy-hybrid", "idle-overnight"), "--context", context, "--format", "json"
    )
    results = json.loads(out)["Results"]

    assert {result["Status"] for result in results} <= {"HEALTHY", "UNKNOWN"}
    assert code in {0, 3}
    for result in results:
        assert result["Status"] != "UNKNOWN" or result["Reason"] == reason


async def test_no_secret_is_asked_for_without_a_terminal(farm: Farm) -> None:
    """Where a password is needed and nobody can type one, the run ends before any contact with what to use."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "remote_prt",
        *farm.words("healthy-hybrid"),
        "--user",
        farm.lab.account,
        stdin=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.PIPE,
        env={key: value for key, value in os.environ.items() if key != "REMOTE_PRT_PASSWORD"},
    )
    _, err = await process.communicate()

    assert process.returncode == 2
    assert "--password-file" in err.decode()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full here")
async def test_a_report_that_cannot_be_written_is_not_lost(farm: Farm) -> None:
    """When the file fails at the end, the report comes on standard output and the run's exit code stays."""
    code, out, err = await farm.run(*farm.words("healthy-hybrid"), "--format", "csv", "-o", "/dev/full")

    assert code == 0
    assert [row["Status"] for row in csv.DictReader(io.StringIO(out))] == ["HEALTHY"]
    assert "standard output" in err


async def test_a_wrong_password_is_not_tried_on_a_fleet(farm: Farm) -> None:
    """Eight hosts, a wrong password: at most three logons reach them, the rest is SKIPPED and the exit code is 5."""
    farm.password_file.write_text("not-the-password\n", "utf-8")
    hosts = [f"{host.address}:{host.http_port}" for host in farm.lab.hosts]
    code, out, _ = await farm.run(*hosts, "--format", "json", "--host-timeout", "6")
    document = json.loads(out)

    assert code == 5
    assert (await farm.lab.stats()).logon_attempts <= 3
    assert {result["Status"] for result in document["Results"]} <= {"REFUSED", "SKIPPED", "TIMED_OUT", "UNREACHABLE"}
    assert document["Run"]["Counts"]["SKIPPED"] >= 3
    assert "not-the-password" not in out


async def test_a_sites_own_catalogue_speaks_in_the_report(farm: Farm, tmp_path: Path) -> None:
    """`--catalog DIR` replaces our words for a code by the site's; a damaged file is one line before any contact."""
    folder = tmp_path / "catalogue"
    folder.mkdir()
    ours = '[[entry]]\nkey = "AADSTS50126"\nsymbol = ""\nsection = "house rules"\ncause_class = "password-or-sync"\n'
    words = '[entry.en]\ntitle = "Call the house desk"\ncause = "x"\nremedy = ["ring 4711"]\nwhere = "x"\n'
    (folder / "house.toml").write_text(ours + words, "utf-8")
    _, out, _ = await farm.run(*farm.words("wrong-password"), "--catalog", str(folder), "--format", "json")
    (folder / "house.toml").write_text("[[entry]\n", "utf-8")
    code, nothing, err = await farm.run(*farm.words("wrong-password"), "--catalog", str(folder))

    assert json.loads(out)["Results"][0]["Users"][0]["Findings"][0]["Title"] == "Call the house desk"
    assert (code, nothing) == (2, "")
    assert "house.toml" in err


async def test_a_report_of_the_run_says_what_the_sweep_said(farm: Farm, tmp_path: Path) -> None:
    """Every verdict, all of its evidence and the run itself, from the journal alone; but that it was judged again."""
    chosen = farm.words("healthy-hybrid", "wrong-password", "system-has-no-way", "idle-overnight")
    words = ["--stale-after", "3", "--deadline", "1h", "--max-fail", "9", "--format", "json", "--evidence"]
    state = ["--state-dir", str(tmp_path / "state"), "--lang", "en"]
    code, first, _ = await farm.run(*chosen, "127.0.0.1:9", *words, *state)
    again_code, again, _ = await report("--format", "json", "--evidence", *state)
    swept, told = json.loads(first), json.loads(again)
    judged_again = told["Run"].pop("JudgedAgain")

    assert swept["Run"].pop("JudgedAgain") is None
    assert judged_again["StaleAfterHours"] == 3
    assert (again_code, told) == (code, swept)


async def report(*words: str) -> tuple[int | None, str, str]:
    """Exit code, standard output and standard error of `remote_prt report`."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "remote_prt", "report", *words),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        env={**os.environ, "PYTHONUTF8": "1"},
    )
    out, err = await asyncio.wait_for(process.communicate(), 60)
    return process.returncode, out.decode(), err.decode()


async def test_hosts_that_hang_after_the_logon_hold_up_nobody(farm: Farm) -> None:
    """With the hanging and the dripping host first, the healthy one is judged in its short time."""
    words = [*farm.words("hangs-after-logon"), *farm.words("drips"), *farm.words("healthy-hybrid")]
    _, out, _ = await farm.run(*words, "--host-timeout", "6", "--format", "json")

    assert [result["Status"] for result in json.loads(out)["Results"]] == ["TIMED_OUT", "TIMED_OUT", "HEALTHY"]


async def test_a_probe_is_sent_only_where_it_was_asked_for(farm: Farm) -> None:
    """With --probe network the document names the server that SYSTEM did not reach; without it nothing was asked."""
    words = (*farm.words("system-has-no-way"), "--format", "json")
    _, probed, _ = await farm.run(*words, "--probe", "network")
    _, plain, _ = await farm.run(*words)
    probe = json.loads(probed)["Results"][0]["Device"]["Probe"]

    assert [one["Host"] for one in probe["Endpoints"] if not one["Reached"]] == ["login.microsoftonline.com"]
    assert json.loads(plain)["Results"][0]["Device"]["Probe"] is None
