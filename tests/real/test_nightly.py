"""The walk-through of examples/nightly works as written, on a Debian box beside a real domain controller."""

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.nightly import NIGHTLY, commands
from tests.real.conftest import need
from tests.real.directory import TOKYO, under
from tests.real.kerberos_lab import KerberosLab
from tests.real.samba_dc import SWEEPER_PASSWORD, SambaDc

PROGRAMS = ("unshare", "setpriv", "systemd-analyze", "ktutil", "useradd", "runuser")
SUCCESS = {0, 1, 3, 4}


@pytest.fixture(scope="module")
def box(dc: SambaDc, lab: KerberosLab, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Any]]:
    """What has happened on the box: every command of the walk-through, and its service three times."""
    assert lab.hosts
    need([name for name in PROGRAMS if shutil.which(name) is None])
    version = subprocess.run(["/usr/bin/python3", "-V"], capture_output=True, text=True, check=True).stdout
    if not version.startswith(f"Python {sys.version_info.major}.{sys.version_info.minor}."):
        pytest.skip("the packages of this environment are for another Python than the system's")
    folder = tmp_path_factory.mktemp("box")
    script = Path(__file__).parent / "nightly_box.py"
    words = ("unshare", "--mount", "--propagation", "private", *dc.inside("python", str(script))[4:])
    done = dc.run(*words, str(folder), str(dc.krb5_config), SWEEPER_PASSWORD, seconds=600)
    assert done.returncode == 0, done.stderr
    yield json.loads(done.stdout)
    shutil.rmtree(folder, ignore_errors=True)


def test_every_command_works(box: dict[str, Any]) -> None:
    """None fails; what needs a registry or a running systemd is left out and named."""
    assert [one for one in box["Ran"] if one[1] != 0] == []
    ran = {one[0] for one in box["Ran"]}
    left = [line for line in commands("Debian", "sh") if line not in ran and line not in box["Skipped"]]
    assert [line for line in left if not line.startswith("export ")] == [
        "/opt/remote_prt/bin/pip install 'remote_prt[ad,kerberos,report]'",
        "systemctl start remote_prt-nightly.service",
    ]
    assert len(box["Skipped"]) == 3


def test_the_units_are_the_shipped_ones(box: dict[str, Any]) -> None:
    """Printed on the box itself, by the program that it names."""
    assert box["Unit"] == (NIGHTLY / "remote_prt-nightly.service").read_text("utf-8")


def test_by_hand_the_key_lists_the_directory(box: dict[str, Any], dc: SambaDc) -> None:
    """The keytab that ktutil made is taken, and no password."""
    (listing,) = [one for one in box["Ran"] if " inventory " in one[0]]

    assert f"{len(under(TOKYO, dc.computers))} computers" in listing[2] + listing[3]


def test_the_service_sweeps_the_ou_with_its_keytab_only(box: dict[str, Any], dc: SambaDc, lab: KerberosLab) -> None:
    """As an account of its own, on a read-only system, without rights; every computer has its true outcome."""
    run, results = box["Report"]["Run"], {one["ComputerName"]: one for one in box["Report"]["Results"]}
    true = {
        f"{host['ComputerName']}.{dc.domain}": host["Status"]
        for host in lab.hosts
        if not host["Https"] and host["InInventory"]
    }
    seen = {name: results[name]["Status"] for name in true if name != lab.spoilt and name in results}

    assert box["First"] in SUCCESS, box["Journal"]
    assert set(results) == {computer.fqdn for computer in under(TOKYO, dc.computers)}
    assert len(seen) >= 200
    assert sum(status == true[name] for name, status in seen.items()) >= 0.95 * len(seen)
    assert run["Coverage"]["Judged"] >= 150


def test_the_heartbeat_tells_the_same_as_the_report(box: dict[str, Any]) -> None:
    """At its end; in between it says that the run goes on."""
    ended, beating = box["Ended"], box["Beating"]

    assert (ended["State"], ended["ExitCode"]) == ("ended", box["First"])
    assert ended["Coverage"]["Asked"] == len(box["Report"]["Results"])
    assert (beating["State"], "ExitCode" in beating) == ("running", False)


def test_a_second_start_leaves_the_first_alone(box: dict[str, Any]) -> None:
    """It ends with 7, and the heartbeat stays that of the run that is at work."""
    assert box["Second"] == 7
    assert box["BeatingStill"] == box["Beating"]


def test_a_stop_is_told(box: dict[str, Any]) -> None:
    """What `systemctl stop` sends ends the run in order, and the heartbeat says so."""
    assert box["Stopped"] == 143
    assert (box["StoppedBeat"]["State"], box["StoppedBeat"]["ExitCode"]) == ("ended", 143)
    assert box["StoppedBeat"]["Run"] == box["Beating"]["Run"]


def test_everything_is_where_the_walk_through_says(box: dict[str, Any]) -> None:
    """Reports, log, heartbeat, history and runs, of the service's account; a report keeps the mode it was given."""
    files = box["Files"]

    assert {owner for owner, *_ in files.values()} == {"remote_prt"}
    assert files["/var/lib/remote_prt/reports/prt.html"][1:3] == ["remote_prt", "640"]
    assert files["/var/lib/remote_prt/nightly.heartbeat.json"][2] == "640"
    assert {"/var/log/remote_prt/nightly.jsonl", "/var/lib/remote_prt/history/history.sqlite3"} <= set(files)
    assert any(name.startswith("/var/lib/remote_prt/runs/") for name in files)
    assert box["Log"] > 200


def test_no_password_lies_anywhere(box: dict[str, Any]) -> None:
    """Neither in what is kept nor in the log."""
    assert box["Secrets"] == []
