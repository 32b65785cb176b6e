"""An inventory with sources in Active Directory, from the command line to a directory over a socket and back."""

import csv
import io
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

pytest.importorskip("sansldap", reason="the extra `ad` is not installed")

from remote_prt.cli.main import run
from tests.directory.fake_ldap import DOMAIN, PASSWORD, ROOT, USER, Behaviour, computer, fake_ldap_beside, user_file

SAMPLE = Path(__file__).parents[2] / "inventories" / "active-directory.yml"
WINDOWS = {"operatingSystem": "Windows 11 Enterprise"}


def a_computer(name: str, unit: str, **attributes: str) -> tuple[str, dict[str, list[bytes]]]:
    """A computer of the domain of the sample."""
    return computer(name, unit, dNSHostName=f"{name}.corp.example", **{**WINDOWS, **attributes})


ENTRIES = (
    a_computer("pc-tokyo-01", "OU=Laptops,OU=Tokyo,OU=Clients"),
    a_computer("pc-tokyo-07", "OU=Laptops,OU=Tokyo,OU=Clients"),
    a_computer("pc-tokyo-08", "OU=Laptops,OU=Tokyo,OU=Clients", userAccountControl="4098"),
    a_computer("pc-osaka-01", "OU=Laptops,OU=Osaka,OU=Clients"),
    a_computer("kiosk-01", "OU=Kiosks,OU=Rooms"),
    a_computer("elsewhere", "OU=Nagoya,OU=Clients"),
)


@pytest.fixture
def directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Behaviour, tuple[str, ...]]]:
    """A directory, and the words by which it is asked as an account of its own."""
    monkeypatch.setenv("NTLM_USER_FILE", str(user_file(tmp_path)))
    monkeypatch.setenv("REMOTE_PRT_PASSWORD", "the password of the run, which is not for the directory")
    secret = tmp_path / "secret"
    secret.touch(0o600)
    secret.write_text(PASSWORD, encoding="utf-8")
    behaviour = Behaviour(ENTRIES)
    with fake_ldap_beside(behaviour) as server:
        account = ("--ldap-user", f"{DOMAIN}\\{USER}", "--ldap-password-file", str(secret))
        yield behaviour, ("--inventory", str(SAMPLE), "--ldap-server", server, *account)


def listed(words: tuple[str, ...], capsys: pytest.CaptureFixture[str], *more: str) -> list[str]:
    """The hosts of a sweep, those that are left out as comments."""
    assert run(["sweep", "--no-journal", "--list-hosts", *words, *more]) == 0
    return [line.partition(".")[0] for line in capsys.readouterr().out.splitlines()]


Asked = tuple[Behaviour, tuple[str, ...]]


def test_the_sample_lists_its_hosts_and_those_of_its_sources(
    directory: Asked, capsys: pytest.CaptureFixture[str]
) -> None:
    """Hosts of the file, of two sources, and who is left out by either."""
    assert listed(directory[1], capsys) == [
        "srv-files",
        "# pc-tokyo-07",
        "pc-tokyo-01",
        "# pc-tokyo-08",
        "pc-osaka-01",
        "kiosk-01",
    ]
    assert directory[0].attempts == directory[0].logons == 2


@pytest.mark.parametrize(
    ("words", "hosts"),
    [
        (("--limit", "@tokyo:!@kiosks"), ["# pc-tokyo-07", "pc-tokyo-01", "# pc-tokyo-08"]),
        (("@osaka", "@Kiosks"), ["pc-osaka-01", "kiosk-01"]),
        (("@Osaka/Laptops",), ["pc-osaka-01"]),
        (("--exclude", "@branches"), ["srv-files", "kiosk-01"]),
    ],
    ids=["limit", "words", "path", "exclude"],
)
def test_units_choose_hosts(
    directory: Asked, capsys: pytest.CaptureFixture[str], words: tuple[str, ...], hosts: list[str]
) -> None:
    """Groups of the file and organizational units are used alike."""
    assert listed(directory[1], capsys, *words) == hosts


def test_nobody_is_asked_for_a_host_of_the_file(directory: Asked, capsys: pytest.CaptureFixture[str]) -> None:
    """A host that the file names by itself needs no directory."""
    assert listed(directory[1], capsys, "srv-files.corp.example") == ["srv-files"]
    assert directory[0].attempts == 0


def test_inventory_shows_who_would_be_visited_and_why_not_the_others(
    directory: Asked, capsys: pytest.CaptureFixture[str]
) -> None:
    """As a table, as CSV and as JSON, whose counts add up."""
    assert run(["inventory", *directory[1], "--format", "json"]) == 0
    document = json.loads(capsys.readouterr().out)
    hosts = {host["ComputerName"].partition(".")[0]: host for host in document["Computers"]}

    assert document["Counts"] == {"Computers": 6, "WouldVisit": 4, "LeftOut": 2}
    assert [(source["Source"], source["Computers"]) for source in document["Sources"]] == [
        ("groups.branches.source", 4),
        ("groups.kiosks.source", 1),
    ]
    assert hosts["pc-tokyo-08"]["Reason"] == "disabled in Active Directory"
    assert hosts["pc-tokyo-07"]["Reason"] == "disk replaced, back on Monday"
    assert hosts["pc-tokyo-07"]["DistinguishedName"] == f"CN=pc-tokyo-07,OU=Laptops,OU=Tokyo,OU=Clients,{ROOT}"
    assert hosts["srv-files"]["DistinguishedName"] is None
    assert hosts["kiosk-01"]["Groups"] == ["kiosks", "Rooms"]

    assert run(["inventory", *directory[1], "--format", "csv"]) == 0
    rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    assert rows[2]["Groups"] == "branches, Clients, Tokyo, Tokyo/Laptops"
    assert run(["inventory", *directory[1]]) == 0
    assert "pc-tokyo-08.corp.example  no " in capsys.readouterr().out


@pytest.mark.parametrize(
    "patterns",
    [
        ("--limit", "@tokyo:!pc-tokyo-08*"),
        ("--limit", "@Clients:&@laptops"),
        ("--exclude", "@tokyo"),
        ("-x", "kiosk-*", "--limit", "~^(pc|kiosk)"),
    ],
)
@pytest.mark.parametrize("is_ou", [False, True], ids=["inventory", "ou"])
def test_patterns_mean_what_they_mean_to_a_sweep(
    directory: Asked, capsys: pytest.CaptureFixture[str], patterns: tuple[str, ...], *, is_ou: bool
) -> None:
    """The same hosts, or the same line where they leave nobody or are not clear."""
    words = ("--ou", f"OU=Clients,{ROOT}", *directory[1][2:]) if is_ou else directory[1]
    code = run(["inventory", *words, *patterns, "--format", "json"])
    shown = capsys.readouterr()
    assert run(["sweep", "--no-journal", "--list-hosts", *words, *patterns]) == code
    listed = capsys.readouterr()

    if code:
        assert shown.err == listed.err
    else:
        computers = json.loads(shown.out)["Computers"]
        assert [one["ComputerName"] for one in computers] == [
            line.lstrip("# ").split()[0] for line in listed.out.splitlines()
        ]
        assert computers


def test_an_unclear_name_is_refused_with_what_it_may_mean(directory: Asked, capsys: pytest.CaptureFixture[str]) -> None:
    """Where two units have it; and a pattern that leaves nobody is one line."""
    assert run(["inventory", *directory[1], "--limit", "@laptops"]) == 2
    assert "may mean 2 OUs" in capsys.readouterr().err
    assert run(["inventory", *directory[1], "--limit", "nobody"]) == 2
    assert "no host is left: --limit keeps none of 6 hosts" in capsys.readouterr().err


def test_a_wrong_password_is_one_line_and_one_attempt(
    directory: Asked, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """File, line and source are named, and the second source is not asked with it again."""
    (tmp_path / "secret").write_text("wrong", encoding="utf-8")

    assert run(["inventory", *directory[1]]) == 2

    said = capsys.readouterr().err
    assert len(said.splitlines()) == 1
    assert f"{SAMPLE}:" in said
    assert "groups.branches.source: directory server 127.0.0.1: it refused the logon" in said
    assert directory[0].attempts == 1


def test_without_a_terminal_a_password_that_nobody_gives_ends_the_run(
    directory: Asked, capsys: pytest.CaptureFixture[str]
) -> None:
    """Before anybody is contacted; neither the run's account nor its password is taken for the directory."""
    words = directory[1][:-2]

    assert run(["inventory", *words]) == 2
    assert "no terminal to ask for the password - use --ldap-password-file" in capsys.readouterr().err
    assert directory[0].attempts == 0


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("inventory", "--inventory", "FILE", "--ou", "DC=x"), "inventory lists --ou or --inventory, not both"),
        (("inventory",), "inventory needs --ou or --inventory"),
        (
            ("inventory", "--ou", "DC=x", "--ldap-keyring", "a", "--ldap-password-fd", "7"),
            "--ldap-keyring and --ldap-password-fd: two sources of one password",
        ),
        (
            ("inventory", "--ou", "DC=x", "--ldap-keyring", "a"),
            "a password for the directory was given, but no account",
        ),
    ],
    ids=["both", "none", "two-sources", "no-account"],
)
def test_what_does_not_go_together_is_one_line(
    words: tuple[str, ...], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Told before anybody is asked."""
    assert run([str(SAMPLE) if word == "FILE" else word for word in words]) == 2

    told = capsys.readouterr().err
    assert said in told
    assert len(told.splitlines()) == 1


def test_the_list_ends_with_how_many_would_be_visited(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Nobody counts the lines of a fleet; programs that read the list are not told on standard output."""
    (tmp_path / "fleet.yml").write_text("hosts:\n  pc-1:\n  pc-2: {enabled: false}\n", "utf-8")

    assert run(["inventory", "--inventory", str(tmp_path / "fleet.yml"), "--format", "csv"]) == 0

    told = capsys.readouterr()
    assert len(told.out.splitlines()) == 3
    assert told.err == "remote_prt: would be visited: 1 of 2\n"
