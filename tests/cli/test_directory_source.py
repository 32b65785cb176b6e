"""Which domain controller is asked, and what is refused before any is."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

pytest.importorskip("sansldap", reason="the extra `ad` is not installed")

from remote_prt.cli.directory_source import first_answer
from remote_prt.cli.main import run
from remote_prt.directory.computer import Listing
from remote_prt.errors import DirectoryError, DirectoryUnreachable


class Servers:
    """Some answer, some do not, some say no; it remembers who was asked."""

    def __init__(self, **states: str) -> None:
        self._states = states
        self.asked: list[str] = []

    async def ask(self, server: str) -> Listing:
        self.asked.append(server)
        if self._states[server] == "silent":
            raise DirectoryUnreachable(server, "TCP 389 does not answer")
        if self._states[server] == "no":
            raise DirectoryError(server, "it has no object of that name, or this account may not see it")
        return Listing(server, datetime(2026, 1, 31, tzinfo=UTC), ())


async def test_after_silence_the_next_one_is_asked(capsys: pytest.CaptureFixture[str]) -> None:
    """A server that does not answer is named, and the first that does is the last to be asked."""
    servers = Servers(dc1="silent", dc2="up", dc3="up")

    assert (await first_answer(["dc1", "dc2", "dc3"], servers.ask)).server == "dc2"
    assert servers.asked == ["dc1", "dc2"]
    assert "directory server dc1: TCP 389 does not answer; the next one is asked" in capsys.readouterr().err


async def test_behind_an_answer_that_is_in_use_nobody_else_is_asked() -> None:
    """Pages of one server whose hosts are being visited are not gone on with by another."""
    servers = Servers(dc1="silent", dc2="up")

    with pytest.raises(DirectoryUnreachable, match="dc1"):
        await first_answer(["dc1", "dc2"], servers.ask, lambda: True)
    assert servers.asked == ["dc1"]


async def test_a_no_is_an_answer() -> None:
    """Who says no is believed: nobody else is asked."""
    servers = Servers(dc1="no", dc2="up")

    with pytest.raises(DirectoryError, match="no object of that name"):
        await first_answer(["dc1", "dc2"], servers.ask)
    assert servers.asked == ["dc1"]


async def test_where_none_answers_the_last_one_is_told() -> None:
    """Nobody answers: the error is that of the last server."""
    servers = Servers(dc1="silent", dc2="silent")

    with pytest.raises(DirectoryUnreachable, match="dc2"):
        await first_answer(["dc1", "dc2"], servers.ask)


@pytest.mark.parametrize("verb", [["inventory"], ["sweep", "--no-journal"], ["refresh", "--yes"]])
@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--ou", "Clients"], "--ou 'Clients' is no distinguished name: each part is TYPE=VALUE"),
        (["--ou", "OU=a\x1b[2J\nb"], None),
        (["--ou", "DC=x", "--ldap-filter", "(cn=x))"], "--ldap-filter '(cn=x))' cannot be read from character"),
        (["--ldap-filter", "(cn=x)"], "--ldap-filter without --ou"),
        (["--ou", "DC=x", "--max-logon-age", "45h"], "'45h' is no number of days from 1d to 3650d"),
        (["--max-logon-age", "45d"], "--max-logon-age without --ou"),
        (["--search-scope", "base"], "--search-scope without --ou"),
    ],
    ids=["dn", "hostile", "filter", "filter-alone", "age", "age-alone", "scope-alone"],
)
def test_what_is_wrong_with_the_words_is_told_at_once(
    verb: list[str], words: list[str], said: str | None, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nobody is asked, one line says it, and nothing in it acts on the terminal."""
    code = run([*verb, *words, "--ldap-server", "127.0.0.1"])

    told = capsys.readouterr().err
    assert code == 2
    assert "\x1b" not in told
    if said is not None:
        assert said in told
        assert len(told.splitlines()) == 1


@pytest.mark.parametrize(
    "words",
    [
        ["--ldap-server", "dc1"],
        ["--ldaps"],
        ["--ldap-user", "CORP\\reader"],
        ["--ldap-keyring", "x"],
        ["--ldap-password-file", "/etc/hostname"],
        ["--ldap-password-fd", "0"],
    ],
    ids=lambda words: words[0],
)
def test_options_about_a_directory_need_somebody_who_asks_one(
    words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    """Typed for a host that is named they are refused, for every verb that visits hosts, and for a schedule."""
    scheduled = ["schedule", "--print-systemd", "--keytab", "/etc/k", "--program", "/bin/true", "--"]
    for verb in (["sweep", "--no-journal"], ["refresh", "--yes"], ["doctor"], scheduled):
        code = run([*verb, "pc-1", *words])
        told = capsys.readouterr()

        assert (code, told.out) == (2, "")
        if verb[0] != "schedule" or words[0] != "--ldap-password-fd":
            assert f"{words[0]}: no directory is asked here" in told.err
    assert run(["pc-1", *words, "--list-hosts", "--lang", "ja"]) == 2
    assert f"{words[0]}: ここではディレクトリに問い合わせません" in capsys.readouterr().err


_INVENTORIES = Path(__file__).parents[2] / "inventories"
_WITH_SOURCE = ["--inventory", str(_INVENTORIES / "active-directory.yml")]


@pytest.mark.parametrize("more", [["--laps"], _WITH_SOURCE], ids=["laps", "inventory"])
def test_where_one_may_be_asked_they_are_taken(more: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    """LAPS asks one, and a source of an inventory would."""
    host = "srv-files.corp.example"  # the inventory has it by itself, so its sources are not asked
    assert run([host, "--ldap-server", "dc1", *more, "--list-hosts"]) == 0
    assert host in capsys.readouterr().out


def test_an_inventory_without_a_source_asks_none(capsys: pytest.CaptureFixture[str]) -> None:
    """So they are refused beside it too, unless something else asks."""
    words = ["--inventory", str(_INVENTORIES / "fleet.yml"), "--list-hosts", "--ldap-server", "dc1"]

    assert run(words) == 2
    assert "--ldap-server: no directory is asked here" in capsys.readouterr().err
    assert run([*words, "--laps"]) == 0
    capsys.readouterr()
    assert run(["inventory", *words[:2], "--ldaps"]) == 2
    assert "--ldaps: no directory is asked here" in capsys.readouterr().err


def test_from_settings_they_are_no_mistake(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A file of settings serves runs that ask a directory and runs that do not."""
    file = tmp_path / "config.toml"
    file.write_text('ldap-server = "dc1"\nldaps = true\nmax-logon-age = "45d"\n', "utf-8")
    file.chmod(0o600)

    assert run(["pc-1", "--list-hosts", "--config", str(file)]) == 0
    assert capsys.readouterr().out == "pc-1\n"


def test_the_line_is_japanese_where_that_is_asked_for(capsys: pytest.CaptureFixture[str]) -> None:
    """The same in Japanese."""
    assert run(["inventory", "--lang", "ja", "--ou", "Clients"]) == 2
    assert "は識別名ではありません: 各部分は「種類=値」で" in capsys.readouterr().err
