"""What `schedule` prints starts the very sweep that was asked for, or it says now what could not work at night."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path, PurePath
from xml.etree import ElementTree as ET

import click
import pytest
from hypothesis import given
from hypothesis import strategies as st

from remote_prt.cli.main import cli, run
from remote_prt.cli.schedule.run import _program
from remote_prt.cli.schedule.systemd import word_of
from remote_prt.cli.schedule.words import sweep_words
from tests.cli.windows_words import command_line_to_argv
from tests.nightly import DEBIAN_PROGRAM, NIGHTLY, WINDOWS_PROGRAM, schedule_words, with_places
from tests.systemd_unit import command_line, read_unit

SYSTEMD = ("schedule", "--print-systemd", "--program", DEBIAN_PROGRAM, "--lang", "en")
TASK = ("schedule", "--print-task-xml", "--program", WINDOWS_PROGRAM, "--lang", "en", "--run-as", "CORP\\svc-prt$")
KEYTAB = ("--keytab", "/etc/remote_prt/nightly.keytab")
OU = ("--", "--ou", "OU=Tokyo,DC=corp,DC=example")
NAMES = {"n": "remote_prt-nightly.service", "S": "/var/lib", "L": "/var/log", "d": "/run/credentials/x", "%": "%"}
TASK_NAMESPACE = "{http://schemas.microsoft.com/windows/2004/02/mit/task}"

#: MS-TSCH 2.5, "Task Scheduler Schema": what may stand in an element; a tuple is a sequence, a set is `xs:all`.
SCHEMA: dict[str, tuple[str, ...] | set[str]] = {
    "Task": {"RegistrationInfo", "Triggers", "Settings", "Data", "Principals", "Actions"},
    "RegistrationInfo": {
        *("URI", "SecurityDescriptor", "Source", "Date", "Author", "Version", "Description", "Documentation")
    },
    "Triggers": {"CalendarTrigger"},
    "CalendarTrigger": (
        *("Enabled", "StartBoundary", "EndBoundary", "Repetition", "ExecutionTimeLimit"),
        *("RandomDelay", "ScheduleByDay"),
    ),
    "ScheduleByDay": {"DaysInterval"},
    "Principals": {"Principal"},
    "Principal": {"UserId", "LogonType", "GroupId", "DisplayName", "RunLevel"},
    "Settings": {
        *("AllowStartOnDemand", "RestartOnFailure", "MultipleInstancesPolicy", "DisallowStartIfOnBatteries"),
        *("StopIfGoingOnBatteries", "AllowHardTerminate", "StartWhenAvailable", "NetworkProfileName", "Enabled"),
        *("RunOnlyIfNetworkAvailable", "WakeToRun", "Hidden", "DeleteExpiredTaskAfter", "IdleSettings"),
        *("NetworkSettings", "ExecutionTimeLimit", "Priority", "RunOnlyIfIdle"),
    },
    "Actions": {"Exec"},
    "Exec": {"Command", "Arguments", "WorkingDirectory"},
}


def printed(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    """Standard output of a `schedule` that works."""
    code = run(words)
    out, err = capsys.readouterr()
    assert code == 0, err
    return out


def refused(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    """The line of one that does not."""
    code = run(words)
    out, err = capsys.readouterr()
    assert (code, out) == (2, "")
    return err


def service_of(text: str) -> dict[str, list[str]]:
    """The service section of what was printed."""
    return read_unit(text.partition("\n# /etc/systemd/system/")[0])["Service"]


def values_of(words: list[str]) -> dict[str, object]:
    """What the parser of `sweep` makes of words."""
    command = cli.get_command(click.Context(cli), "sweep")
    assert command is not None
    return command.make_context("sweep", words).params


# --- systemd


@pytest.mark.parametrize(
    "words",
    [
        ("--ou", "OU=東京 支店,DC=corp,DC=example", "--ldap-filter", "(&(cn=a*)(!(cn=b$c%d)))"),
        ("pc[01-40]", "-x", 'a"b', "--max-fail", "30%", "--deadline", "15m"),
        ("-w", "pc-1,pc-2 pc-3", "--only-user", "CORP\\o'neil", "--fail-on", "stale", "--fail-on", "unreachable"),
        ("--ou", "OU=back\\\\slash\\, comma;semi,DC=x", "-vv", "--https", "--retries", "0", "--concurrency=7"),
    ],
    ids=["unicode", "brackets", "lists", "escapes"],
)
def test_a_service_starts_the_sweep_that_was_asked_for(
    capsys: pytest.CaptureFixture[str], words: tuple[str, ...]
) -> None:
    """Read back by systemd's rules and by the parser of `sweep`, every value is what it was."""
    service = service_of(printed(capsys, *SYSTEMD, *KEYTAB, "--", *words))
    started = command_of(service)
    asked, found = values_of(list(words)), values_of(started[2:])

    assert started[:2] == [DEBIAN_PROGRAM, "sweep"]
    added = {"state_dir", "log_file", "heartbeat", "progress"}
    assert {k: str(v) for k, v in found.items() if k not in added} == {
        k: str(v) for k, v in asked.items() if k not in added
    }
    assert "--non-interactive" in started


def command_of(service: dict[str, list[str]]) -> list[str]:
    """What systemd starts."""
    (line,) = service["ExecStart"]
    return command_line(line, NAMES, {})


@given(st.text(st.characters(exclude_categories=["C", "Z"], include_characters=" "), min_size=1, max_size=30))
def test_any_word_comes_through_systemd(word: str) -> None:
    """Specifiers, variables, quotes, backslashes, semicolons: each word is one word, as it was."""
    assert command_line(f"/bin/x {word_of(word)} y", NAMES, {"HOME": "/root"}) == ["/bin/x", word, "y"]


def test_secrets_are_handed_over_by_systemd(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """Files with secrets become credentials; the words name where they lie while it runs."""
    secret = Path("/etc/hostname")  # a file that is there, and not below /tmp
    words = ("--user", "svc", "--password-file", str(secret), "--notify", str(secret))
    service = service_of(printed(capsys, *SYSTEMD, *KEYTAB, *OU, *words))
    started = command_of(service)

    assert service["LoadCredential"] == [
        *(f"{name}:/etc/hostname" for name in ("password", "notify")),
        "keytab:/etc/remote_prt/nightly.keytab",
    ]
    assert started[started.index("--password-file") + 1] == "/run/credentials/x/password"
    assert started[started.index("--notify") + 1] == "/run/credentials/x/notify"
    assert "KRB5_CLIENT_KTNAME=FILE:%d/keytab KRB5CCNAME=MEMORY:" in service["Environment"]


def test_exit_codes_of_findings_are_no_failure(capsys: pytest.CaptureFixture[str]) -> None:
    """1, 3 and 4 are results; a run that was cut off (6) is none."""
    service = service_of(printed(capsys, *SYSTEMD, *KEYTAB, *OU))

    assert service["SuccessExitStatus"] == ["1 3 4"]


@pytest.mark.parametrize(
    ("at", "deadline", "seconds", "limit"),
    [
        ("05:00", "06:45", 105 * 60 + 600, "PT1H55M"),
        ("23:30", "06:00", 390 * 60 + 600, "PT6H40M"),
        ("05:00", "05:00", 24 * 3600 + 600, "PT24H10M"),
        ("05:00", "900", 1500, "PT25M"),
        ("05:00", "2h", 7800, "PT2H10M"),
        ("05:00", None, 23 * 3600, "PT23H"),
    ],
)
def test_the_scheduler_ends_what_its_deadline_did_not(
    capsys: pytest.CaptureFixture[str], at: str, deadline: str | None, seconds: int, limit: str
) -> None:
    """Ten minutes later than the run itself; without a deadline before the next night."""
    words = (*OU, *(("--deadline", deadline) if deadline else ()))
    service = service_of(printed(capsys, *SYSTEMD, *KEYTAB, "--at", at, *words))
    xml = printed(capsys, *TASK, "--at", at, *words, "-o", "C:\\x.html")

    assert service["TimeoutStartSec"] == [str(seconds)]
    assert f"<ExecutionTimeLimit>{limit}</ExecutionTimeLimit>" in xml


def test_reports_may_be_written_where_they_go(capsys: pytest.CaptureFixture[str]) -> None:
    """The system is read-only for the service, but for its own folders and those of reports."""
    words = ("-o", "html=/srv/my reports/a.html", "-o", "/srv/my reports/b.csv", "-o", "/var/lib/remote_prt/c.json")
    service = service_of(printed(capsys, *SYSTEMD, *KEYTAB, *OU, *words, "-o", "/srv/50%$x/d.json"))

    assert service["ReadWritePaths"] == ['-"/srv/my reports"', "-/srv/50%%$x"]


def test_files_get_their_full_path_and_it_is_said(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A service begins in another folder: relative files are found from here; `@GROUP` stays."""
    monkeypatch.chdir("/etc")  # a folder that services see, wherever this tree lies
    words = ("--hostfile", "hosts", "-w", "pc-1,@hosts,@kiosks", "-o", "html=new.html", "--no-config")
    code = run([*SYSTEMD, *KEYTAB, "--", *words])
    out, err = capsys.readouterr()

    assert code == 0
    assert "--hostfile /etc/hosts" in out
    assert "--hostfile hosts\n" in out  # in the description, by the option's first name
    assert "--hosts pc-1,@/etc/hosts,@kiosks" in out
    assert "--output html=/etc/new.html" in out
    assert "--no-config" in out
    assert "remote_prt: hosts is taken as /etc/hosts\n" in err


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd-analyze is not installed")
def test_systemd_takes_the_units(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """`systemd-analyze verify` finds nothing, also with awkward words, and the exposure is rated OK or better."""
    awkward = ("-x", 'a"b$c%d', "--only-user", "CORP\\o'neil", "-o", "/srv/my reports/a;b.html")
    words = ("schedule", "--print-systemd", *KEYTAB, "--program", "/bin/true", "--output", str(tmp_path))
    printed(capsys, *words, *OU, *awkward)
    units = sorted(str(path) for path in tmp_path.iterdir())

    verified = analyze("verify", *units)
    rated = analyze("security", "--offline=yes", "--threshold=15", "--no-pager", units[0])

    assert [Path(unit).suffix for unit in units] == [".service", ".timer"]
    assert (verified.returncode, verified.stderr) == (0, "")
    assert rated.returncode == 0, rated.stdout[-200:]


def analyze(*words: str) -> subprocess.CompletedProcess[str]:
    """`systemd-analyze`, run to its end."""
    return subprocess.run(
        ["systemd-analyze", *words],
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
        env={**os.environ, "LC_ALL": "C.UTF-8"},
    )


# --- Windows


def test_the_task_follows_the_schema(capsys: pytest.CaptureFixture[str]) -> None:
    """Only elements that the schema knows, each once, those of a trigger in its order; the account is a gMSA."""
    text = printed(capsys, *TASK, *OU, "-o", "C:\\x.html", "--deadline", "06:45")
    task = ET.fromstring(text)
    found = {element.tag.removeprefix(TASK_NAMESPACE): element for element in task.iter()}

    assert text.isascii()
    assert task.get("version") == "1.2"
    for name, element in found.items():
        inside = [child.tag.removeprefix(TASK_NAMESPACE) for child in element]
        allowed = SCHEMA.get(name, ())
        assert len(inside) == len(set(inside)), name
        assert set(inside) <= set(allowed), name
        if isinstance(allowed, tuple):
            assert inside == [one for one in allowed if one in inside], name
    texts = {name: element.text for name, element in found.items()}
    assert (texts["UserId"], texts["LogonType"]) == ("CORP\\svc-prt$", "Password")
    assert (texts["MultipleInstancesPolicy"], texts["StartWhenAvailable"], texts["Hidden"]) == (
        *("IgnoreNew", "true", "false"),
    )
    assert (texts["StartBoundary"], texts["RandomDelay"]) == ("2026-01-01T05:00:00", "PT5M")
    assert task.find(f"{TASK_NAMESPACE}Actions").get("Context") == found["Principal"].get("id")  # type: ignore[union-attr]
    assert texts["WorkingDirectory"] == "C:\\ProgramData\\remote_prt"


@pytest.mark.parametrize(
    "words",
    [
        ("--ou", "OU=東京 & <大阪>,DC=corp,DC=example", "-o", "html=C:\\my reports\\p&q.html"),
        ("pc[01-40]", "-x", 'a"b\\"c', "--max-fail", "30%", "-o", "C:\\reports\\"),
        ("-w", "pc-1 pc-2", "--only-user", "CORP\\o'neil\\", "-o", "\\\\server\\share$\\a.html"),
    ],
    ids=["markup", "quotes", "backslashes"],
)
def test_a_task_starts_the_sweep_that_was_asked_for(capsys: pytest.CaptureFixture[str], words: tuple[str, ...]) -> None:
    """Read back as XML, by the rules of CommandLineToArgvW and by the parser of `sweep`, every value is what it was."""
    task = ET.fromstring(printed(capsys, *TASK, "--", *words))
    arguments = task.findtext(f".//{TASK_NAMESPACE}Arguments") or ""
    started = command_line_to_argv(f"x {arguments}")
    asked, found = values_of(list(words)), values_of(started[2:])

    assert task.findtext(f".//{TASK_NAMESPACE}Command") == WINDOWS_PROGRAM
    added = {"state_dir", "log_file", "heartbeat", "progress"}
    assert {k: str(v) for k, v in found.items() if k not in added} == {
        k: str(v) for k, v in asked.items() if k not in added
    }
    assert str(found["state_dir"]) == "C:\\ProgramData\\remote_prt\\state"


@pytest.mark.parametrize("word", ["%USERNAME%", "$(Arg0)"])
def test_what_task_scheduler_would_replace_is_refused(capsys: pytest.CaptureFixture[str], word: str) -> None:
    """It has no escape for its variables."""
    line = refused(capsys, *TASK, *OU, "-o", f"C:\\{word}.html")

    assert f"Task Scheduler replaces {word}" in line


# --- what cannot work


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((*OU, "--ask-pass", "--user", "x"), "--ask-pass: nobody is there to type a password"),
        ((*OU, "--password-fd", "3", "--user", "x"), "--password-fd: nobody opens a descriptor"),
        ((*OU, "--user", "CORP\\x"), r"the password of CORP\x has no source"),
        (("--", "-"), "-: nobody types or pipes hosts there"),
        (("--", "-w", "pc-1,-"), "-: nobody types or pipes hosts there"),
        ((*OU, "--list-hosts"), "--list-hosts visits nobody"),
        (("--", "--resume", "last"), "--resume goes on with one run only"),
        (("--",), "no hosts are named"),
        ((*OU, "--no-such-option"), "No such option"),
        ((*OU, "--deadline", "25:00"), "neither seconds"),
        (("--", "--ou", "Clients"), "--ou 'Clients' is no distinguished name"),
        (("--", "pc-1", "--ldap-filter", "(cn=x)"), "--ldap-filter without --ou"),
        ((*OU, "-o", "a.html", "-o", "a.html"), "two reports for a.html"),
        ((*OU, "--output", "htlm=x"), "is no format of this report"),
        (("--at", "5 am", *OU), "is no time of the day"),
        (("--name", "../x", *OU), "--name: up to 40 letters"),
        (("--name", "a" * 41, *OU), "--name: up to 40 letters"),
        ((*OU, "-x", "a\x1bb"), "a word holds characters that no unit or task can"),
        ((*OU, "-x", "a\nb"), "a word holds characters that no unit or task can"),
    ],
)
def test_what_cannot_work_at_night_is_told_now(
    capsys: pytest.CaptureFixture[str], words: tuple[str, ...], said: str
) -> None:
    """One line, exit code 2, and nothing is printed that somebody might install; the same for both schedulers."""
    assert said in refused(capsys, *SYSTEMD, *KEYTAB, *words)
    assert said in refused(capsys, *TASK, *words)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((*SYSTEMD, *OU), "Active Directory is asked with its ticket - add --keytab FILE, or --ldap-user"),
        ((*SYSTEMD, "--", "pc-1"), "nobody runs kinit for a service"),
        ((*SYSTEMD, "--keytab", "nightly.keytab", *OU), "--keytab nightly.keytab: no full path"),
        ((*SYSTEMD, *KEYTAB, "--run-as", "CORP\\x", *OU), "is no account of this machine"),
        ((*SYSTEMD, *KEYTAB, *OU, "-o", "/home/me/a.html"), "/home/me/a.html: the service has no /home"),
        ((*SYSTEMD, *KEYTAB, *OU, "-o", "/tmp/a.html"), "/tmp/a.html: the service has no /home"),
        ((*SYSTEMD, "--keytab", "/etc/a\nExecStartPre=/bin/b", *OU), "no unit or task can: /etc/a\\u000a"),
        ((*SYSTEMD, *KEYTAB, "--program", "/opt/a\nb", *OU), "characters that no unit or task can: /opt/a\\u000ab"),
        ((*TASK, "--program", "C:\\a\x01", *OU, "-o", "C:\\a.html"), "characters that no unit or task can"),
        ((*SYSTEMD, *KEYTAB, "--program", "/opt/$a/b", *OU), "/opt/$a/b: $ and \\ are not taken as they are"),
        ((*SYSTEMD, "--keytab", "/etc/a\\b", *OU), "/etc/a\\b: $ and \\ are not taken as they are"),
        ((*TASK, *OU), "nobody sees standard output of a task"),
        ((*SYSTEMD, *KEYTAB, "--", "notify", "send", "/etc/n"), "notify is another verb: what runs each night is"),
        ((*TASK, *KEYTAB, *OU, "-o", "C:\\a.html"), "on Windows a gMSA has its own keys"),
        ((*TASK, "--run-as", "svc-prt$", *OU, "-o", "C:\\a.html"), "is no account of a domain"),
        (("schedule", "--lang", "en", *OU), "--print-systemd or --print-task-xml"),
        ((*SYSTEMD, "--print-task-xml", *OU), "--print-systemd or --print-task-xml"),
        (("schedule", "--lang", "en", "--print-systemd", "--program", "remote_prt", *KEYTAB, *OU), "no full path"),
    ],
)
def test_what_one_scheduler_cannot_is_told(
    capsys: pytest.CaptureFixture[str], words: tuple[str, ...], said: str
) -> None:
    """What is particular to systemd, or to Windows."""
    assert said in refused(capsys, *words)


@pytest.mark.skipif(sys.platform == "win32", reason="a foreign flavour of paths")
def test_relative_files_are_refused_where_they_cannot_be_known(capsys: pytest.CaptureFixture[str]) -> None:
    """A task that is printed on another system needs full paths."""
    assert "x.html: no full path where it will run" in refused(capsys, *TASK, *OU, "-o", "x.html")


def test_a_source_of_its_own_needs_no_keytab(capsys: pytest.CaptureFixture[str]) -> None:
    """A certificate, or an account with a password for each host, is no ticket."""
    words = ("pc-1", "--user", "x", "--password-file", "/etc/hostname")

    assert "KRB5" not in printed(capsys, *SYSTEMD, "--", *words)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--at", "02:30", *OU, "--deadline", "60m"), "02:30 may be left out or come twice"),
        ((*OU,), "no --deadline"),
        ((*OU, "--deadline", "06:45"), "--deadline 06:45 is then that of the next day"),
        ((*OU, "--deadline", "105m"), ""),
    ],
)
def test_what_is_to_be_known_is_said(capsys: pytest.CaptureFixture[str], words: tuple[str, ...], said: str) -> None:
    """Clocks that change, nights without an end, starts that are made up for."""
    run([*SYSTEMD, *KEYTAB, *words])
    err = capsys.readouterr().err

    assert said in err
    assert bool(said) == bool(err)


def test_a_scheduled_python_takes_no_module_from_its_folder(tmp_path: Path) -> None:
    """Where only Python is there: on Windows everybody may write to folders that others made in ProgramData."""
    python = str(tmp_path / "python")

    assert _program(None, type(PurePath()), python) == (python, "-P", "-m", "remote_prt")


def test_this_program_is_named_by_its_full_path(capsys: pytest.CaptureFixture[str]) -> None:
    """The installed script, or this Python with the module; also where it lies in a folder that no service sees."""
    run(["schedule", "--print-systemd", *KEYTAB, *OU])
    text = "".join(capsys.readouterr())
    (line,) = re.findall(r"^(?:ExecStart=|remote_prt: )(/\S+?)(?: |: the service has no /home)", text, re.MULTILINE)

    assert Path(line).is_absolute()
    assert Path(line).parent == Path(sys.executable).parent


@pytest.mark.parametrize(
    ("section", "program", "suffixes"),
    [("Debian", DEBIAN_PROGRAM, {".service", ".timer"}), ("Windows", WINDOWS_PROGRAM, {".xml"})],
)
def test_the_shipped_files_are_what_the_walk_through_makes(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, section: str, program: str, suffixes: set[str]
) -> None:
    """examples/nightly holds, byte for byte, what its own README's command writes there."""
    printed(capsys, *with_places(schedule_words(section), program, tmp_path))
    written = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    shipped = {path.name: path.read_bytes() for path in NIGHTLY.iterdir() if path.suffix in suffixes}

    assert written == shipped
    assert {Path(name).suffix for name in written} == suffixes


_SOURCE = "source:\n  ou: OU=Clients,DC=corp,DC=example\n"
_READER = _SOURCE + "  user: reader@corp.example\n"
_VISITOR = "defaults:\n  user: visitor@corp.example\n"
_PASSWORD = ("--ldap-password-file", "/etc/hostname")
_SWEEPER = ("--user", "x", "--password-file", "/etc/hostname")


@pytest.mark.parametrize(
    ("text", "words", "asks", "needs"),
    [
        (_SOURCE, (), True, True),
        (_SOURCE, _SWEEPER, True, True),
        (_READER, (), True, True),
        (_SOURCE, _PASSWORD, True, True),
        (_READER, _PASSWORD, False, True),
        (_SOURCE, ("--ldap-user", "r", *_PASSWORD), False, True),
        (_READER, (*_PASSWORD, *_SWEEPER), False, False),
        (_VISITOR + _READER, _PASSWORD, False, False),
        ("hosts:\n  pc-1:\n", (), False, True),
        ("hosts:\n  pc-1:\n", _SWEEPER, False, False),
        ("hosts:\n  pc-1:\n", ("--laps", "--ldap-server", "dc1"), True, True),
        ("hosts:\n  pc-1: {auth: certificate}\n", (), False, False),
        (_VISITOR + "hosts:\n  pc-1:\n", (), False, False),
    ],
)
def test_an_inventory_may_need_a_ticket(
    tmp_path: Path, text: str, words: tuple[str, ...], *, asks: bool, needs: bool
) -> None:
    """For its sources, unless another account asks with its password; for hosts that nobody names an account for."""
    path = tmp_path / "fleet.yml"
    path.write_text(text, "utf-8")
    sweep = sweep_words(cli, ("--inventory", str(path), *words), None, type(PurePath()))

    assert (sweep.tickets.for_directory, sweep.tickets.are_needed) == (asks, needs)


def test_a_wrong_inventory_is_told_now(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """With the line, and not at five in the morning."""
    path = tmp_path / "fleet.yml"
    path.write_text("hosts:\n  pc-1: {prot: 5986}\n", "utf-8")

    assert "fleet.yml:2" in refused(capsys, *SYSTEMD, *KEYTAB, "--", "--inventory", str(path))


def test_the_noon_pass_goes_by_the_words_of_the_night(capsys: pytest.CaptureFixture[str]) -> None:
    """Both keep their runs in one folder, and who is to be visited is told in the unit."""
    night = printed(capsys, *SYSTEMD, *KEYTAB, *OU, "--catch-up")
    noon = printed(capsys, *SYSTEMD, "--name", "noon", "--at", "12:30", *KEYTAB, *OU, "--rerun", "waiting")
    states = [values_of(command_of(service_of(text))[2:])["state_dir"] for text in (night, noon)]

    assert values_of(command_of(service_of(noon))[2:])["rerun"] == "waiting"
    assert states[0] == states[1]
    assert "OnCalendar=*-*-* 12:30:00" in noon
    assert "--rerun waiting" in noon.partition("[Service]")[0]
