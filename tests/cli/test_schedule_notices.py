"""What quiet hours hold back has a schedule of its own: the same account, folder and addresses, minutes later."""

import shutil
from pathlib import Path
from xml.etree import ElementTree as ET

import click
import pytest

from remote_prt.cli.main import cli, run
from tests.cli.test_schedule import KEYTAB, OU, SYSTEMD, TASK, TASK_NAMESPACE, analyze, printed, refused
from tests.cli.windows_words import command_line_to_argv
from tests.nightly import DEBIAN_PROGRAM
from tests.systemd_unit import command_line, read_unit

QUIET = ("--notify", "/etc/hostname", "--notify-quiet", "22:00-07:00")
NAMES = {"n": "x.service", "S": "/var/lib", "L": "/var/log", "d": "/run/credentials/x", "%": "%"}

#: What the two services differ in.
OWN = {"ExecStart", "LoadCredential", "Environment", "SuccessExitStatus", "TimeoutStartSec"}


def units(folder: Path) -> dict[str, dict[str, dict[str, list[str]]]]:
    """The files of a folder by what their names end with."""
    return {
        path.name.removeprefix("remote_prt-"): read_unit(path.read_text("utf-8")) for path in sorted(folder.iterdir())
    }


def send_values(words: list[str]) -> dict[str, object]:
    """What the parser of `notify send` makes of words."""
    command = cli.get_command(click.Context(cli), "notify")
    assert isinstance(command, click.Group)
    send = command.get_command(click.Context(command), "send")
    assert send is not None
    return send.make_context("send", words).params


def test_a_second_pair_sends_what_is_held_back(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """The same account, folders and hardening; of the secrets it gets the addresses alone, and a failure is one."""
    printed(
        capsys, *SYSTEMD, *KEYTAB, "--output", str(tmp_path), *OU, *QUIET, "--user", "x", "--password-file", QUIET[1]
    )
    found = units(tmp_path)
    sweep, notices = found["nightly.service"]["Service"], found["nightly-notices.service"]["Service"]
    (line,) = notices["ExecStart"]
    started = command_line(line, NAMES, {})
    values = send_values([*started[3:-1], "/etc/hostname"])  # the credential is there while it runs

    assert sorted(found) == [f"nightly{part}.{kind}" for part in ("-notices", "") for kind in ("service", "timer")]
    assert started[:3] == [DEBIAN_PROGRAM, "notify", "send"]
    assert started[-1] == "/run/credentials/x/notify"
    assert notices["LoadCredential"] == ["notify:/etc/hostname"]
    assert (str(values["state_dir"]), str(values["quiet_hours"])) == ("/var/lib/remote_prt", "22:00-07:00")
    assert notices["Environment"] == ["XDG_STATE_HOME=%S"]
    assert {name: text for name, text in notices.items() if name not in OWN} == {
        name: text for name, text in sweep.items() if name not in OWN
    }
    assert "SuccessExitStatus" not in notices
    assert found["nightly-notices.timer"]["Timer"]["OnCalendar"] == ["*-*-* 07:05:00"]
    assert found["nightly-notices.timer"]["Timer"]["Persistent"] == ["true"]


@pytest.mark.parametrize(
    ("quiet", "delay", "at", "spread"),
    [
        ("22:00-07:00", "5", "07:05", "5min"),
        ("00:00-23:58", "5", "23:59", "0min"),
        ("08:00-07:30", "60", "07:35", "24min"),
        ("12:00-23:57", "5", "00:02", "5min"),
        ("07:01-07:00", "5", "07:00", "0min"),
    ],
)
def test_they_go_out_before_it_is_quiet_again(
    capsys: pytest.CaptureFixture[str], quiet: str, delay: str, at: str, spread: str
) -> None:
    """Five minutes after the end or in half of the time there is, and put off by no more than fits."""
    words = ("--random-delay", delay, *OU, *QUIET[:3], quiet)
    timer = printed(capsys, *SYSTEMD, *KEYTAB, *words).rpartition("\n# /etc/systemd/system/")[2]

    assert timer.startswith("remote_prt-nightly-notices.timer\n")
    assert f"OnCalendar=*-*-* {at}:00\n" in timer
    assert f"RandomizedDelaySec={spread}\n" in timer


@pytest.mark.parametrize(
    "words", [(), QUIET[:2], (*QUIET[:2], "--notify-digest", "weekly")], ids=["no notices", "no quiet hours", "digest"]
)
def test_nothing_is_held_back_without_quiet_hours(capsys: pytest.CaptureFixture[str], words: tuple[str, ...]) -> None:
    """A digest goes out with a run, and needs no schedule of its own."""
    assert "-notices" not in printed(capsys, *SYSTEMD, *KEYTAB, *OU, *words)


def test_settings_that_the_run_sees_are_heeded(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """Those of --config are, and `notify send` reads them too; those of this account are not."""
    file = tmp_path / "prt.toml"
    file.write_text('notify = "/etc/hostname"\nnotify-quiet = "22:00-07:00"\nstate-dir = "/srv/prt"\n', "utf-8")
    text = printed(capsys, *SYSTEMD, *KEYTAB, *OU, "--config", str(file))
    service = read_unit(text.split("\n# /etc/systemd/system/")[2])["Service"]
    (line,) = service["ExecStart"]

    assert command_line(line, NAMES, {})[3:] == [
        *("--config", str(file), "--state-dir", "/srv/prt", "--quiet-hours", "22:00-07:00", "/etc/hostname"),
    ]
    assert "LoadCredential" not in service


def test_settings_of_this_account_are_not(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody hands the run this shell's variables."""
    monkeypatch.setenv("REMOTE_PRT_NOTIFY", "/etc/hostname")
    monkeypatch.setenv("REMOTE_PRT_NOTIFY_QUIET", "22:00-07:00")

    assert "-notices" not in printed(capsys, *SYSTEMD, *KEYTAB, *OU)


def test_a_place_that_is_named_can_be_written(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """State folder, log and heartbeat elsewhere: all else is read-only; the notices lie in the first."""
    words = ("--state-dir", "/srv/st", "--log-file", "/srv/l/a.jsonl", "--heartbeat", "/srv/h/b.json")
    printed(capsys, *SYSTEMD, *KEYTAB, "--output", str(tmp_path), *OU, *QUIET, *words)
    found = units(tmp_path)
    line = refused(capsys, *SYSTEMD, *KEYTAB, *OU, "--state-dir", "/home/me/state")

    assert found["nightly.service"]["Service"]["ReadWritePaths"] == ["-/srv/st", "-/srv/l", "-/srv/h"]
    assert found["nightly-notices.service"]["Service"]["ReadWritePaths"] == ["-/srv/st"]
    assert "the service has no /home" in line


def test_a_second_task_is_a_second_file(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same account and folder, minutes after quiet hours; on standard output one document, and a line about it."""
    addresses = "C:\\prt & co\\notify.txt"
    monkeypatch.chdir(tmp_path)
    (tmp_path / addresses).write_text("", "utf-8")  # --notify asks whether it is there
    (tmp_path / "tasks").mkdir()
    words = (*OU, "-o", "C:\\x.html", "--notify", addresses, "--notify-quiet", "22:00-07:00")
    printed(capsys, *TASK, "--output", "tasks", *words)
    run([*TASK, *words])
    out, err = capsys.readouterr()
    sweep, notices = (
        ET.parse(tmp_path / "tasks" / f"remote_prt-nightly{part}.xml").getroot() for part in ("", "-notices")
    )
    started = command_line_to_argv(f"x {notices.findtext(f'.//{TASK_NAMESPACE}Arguments')}")[1:]

    assert started[:2] == ["notify", "send"]
    assert str(send_values(started[2:])["file"]) == addresses
    assert str(send_values(started[2:])["state_dir"]) == "C:\\ProgramData\\remote_prt\\state"
    assert [one.tag for one in notices.iter()] == [one.tag for one in sweep.iter()]
    differ = {a.tag for a, b in zip(notices.iter(), sweep.iter(), strict=True) if a.text != b.text}
    assert differ == {
        f"{TASK_NAMESPACE}{name}" for name in ("Description", "URI", "StartBoundary", "ExecutionTimeLimit", "Arguments")
    }
    assert out == (tmp_path / "tasks" / "remote_prt-nightly.xml").read_text("utf-8")
    assert "remote_prt-nightly-notices.xml, which sends what quiet hours hold back, is written by --output DIR" in err


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd-analyze is not installed")
def test_systemd_takes_both_pairs(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """`systemd-analyze verify` finds nothing."""
    words = ("schedule", "--print-systemd", *KEYTAB, "--program", "/bin/true", "--output", str(tmp_path))
    printed(capsys, *words, *OU, *QUIET, "--state-dir", "/srv/my %state")
    verified = analyze("verify", *sorted(str(path) for path in tmp_path.iterdir()))

    assert (verified.returncode, verified.stderr) == (0, "")


def test_quiet_hours_need_addresses(capsys: pytest.CaptureFixture[str]) -> None:
    """What the sweep would refuse at night is refused now."""
    assert "need --notify" in refused(capsys, *SYSTEMD, *KEYTAB, *OU, "--notify-quiet", "22:00-07:00")
