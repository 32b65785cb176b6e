"""Settings at the prompt: what is said, what counts, and what `config show` prints."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from remote_prt.cli.main import run

ROOT = Path(__file__).parent.parent.parent


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The current folder, in which a project file is read; no other file is there."""
    monkeypatch.delenv("REMOTE_PRT_NO_CONFIG", raising=False)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "home"))
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_hosts_of_the_current_folder_are_used_and_said(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A project file names the hosts; one line on standard error says which file it was."""
    (here / "remote_prt.toml").write_text('hosts = ["pc[1-2]"]\n', "utf-8")
    code = run(["--list-hosts"])
    out, err = capsys.readouterr()

    assert (code, out) == (0, "pc1\npc2\n")
    assert err == f"remote_prt: settings of this folder are used: {here}/remote_prt.toml\n"


def test_a_host_that_is_typed_is_the_only_one(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The hosts of a file, and of a variable, are for who names none."""
    (here / "remote_prt.toml").write_text('hosts = ["pc[1-2]"]\n', "utf-8")

    assert run(["pc9", "--list-hosts"]) == 0
    assert capsys.readouterr().out == "pc9\n"


@pytest.mark.parametrize("words", [["--no-config"], ["--config", "other.toml", "--no-config"]], ids=" ".join)
def test_no_config_leaves_files_alone(words: list[str], here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """With `--no-config` the usual files are not even opened; to name one beside it is refused."""
    (here / "remote_prt.toml").write_text("this is no toml", "utf-8")
    (here / "other.toml").touch()
    code = run(["pc1", "--list-hosts", *words])
    out, err = capsys.readouterr()

    assert (code, out) == ((0, "pc1\n") if len(words) == 1 else (2, ""))
    assert ("--config and --no-config" in err) == (len(words) == 3)


def test_a_help_page_reads_no_file(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A wrong file keeps nobody from reading how to write it, and its values are no defaults of the page."""
    (here / "remote_prt.toml").write_text("this is no toml", "utf-8")

    assert run(["sweep", "--help"]) == 0
    assert capsys.readouterr().err == ""


def test_a_mistake_is_one_line_before_anything_is_contacted(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A wrong setting is a usage error with exit code 2."""
    (here / "remote_prt.toml").write_text("concurency = 3", "utf-8")
    code = run(["pc1"])
    out, err = capsys.readouterr()

    assert (code, out) == (2, "")
    expected = f"{here}/remote_prt.toml:1: concurency: there is no such setting - did you mean concurrency?"
    assert err == f"remote_prt: {expected}\n"


def test_the_language_of_a_file_is_that_of_what_follows(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """`lang` of a file is spoken from then on: notes, and errors that come later."""
    (here / "remote_prt.toml").write_text('lang = "ja"\nhosts = "pc1"\n', "utf-8")
    run(["--list-hosts"])
    run(["pc1", "--pick-seed", "3"])
    run(["pc1", "--pick-seed", "3", "--no-config"])
    lines = capsys.readouterr().err.splitlines()

    assert lines[0] == f"remote_prt: このフォルダーの設定を使用します: {here}/remote_prt.toml"
    assert "--pick N" in lines[2]
    assert "指定" in lines[2]
    assert lines[3] == "remote_prt: --pick-seed without --pick - say how many hosts with --pick N"


def test_the_language_of_the_environment_is_that_of_everything(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """`REMOTE_PRT_LANG` is known before the first word is read, and `--lang` outranks it."""
    monkeypatch.setenv("REMOTE_PRT_LANG", "ja")
    run(["--frobnicate"])
    run(["--lang", "en", "--frobnicate"])
    first, second = capsys.readouterr().err.splitlines()

    assert "オプション" in first
    assert "No such option" in second


def test_show_prints_every_value_with_its_origin(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The files that were looked for stand first, then a line per setting, then variables that nothing reads."""
    (here / "remote_prt.toml").write_text("[demo]\nhosts = 3\n", "utf-8")
    environment = {"REMOTE_PRT_CONCURENCY": "3", "REMOTE_PRT_DEMO_SEED": "5"}
    os.environ.update(environment)
    try:
        assert run(["config", "show", "demo", "-O", "context=caller"]) == 0
    finally:
        for name in environment:
            del os.environ[name]
    lines = [line.split() for line in capsys.readouterr().out.splitlines()]

    assert ["project", "file", f"{here}/remote_prt.toml", "read"] in lines
    assert ["user", "file", f"{here}/home/remote_prt/config.toml", "not", "there"] in lines
    assert ["hosts", "3", "project", "file:", f"{here}/remote_prt.toml:2"] in lines
    assert ["seed", "5", "environment:", "REMOTE_PRT_DEMO_SEED"] in lines
    assert ["context", '"caller"', "command", "line:", "-O"] in lines
    assert ["check", "false", "default"] in lines
    assert "REMOTE_PRT_CONCURENCY:" in lines[-1]


def test_show_prints_json_for_programs(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """One document in ASCII; a setting that nobody set is null or its default."""
    (here / "site.toml").write_text('user = "山田"\nfail-on = "stale"\n', "utf-8")

    assert run(["config", "show", "--format", "json", "--config", "site.toml"]) == 0

    out = capsys.readouterr().out
    document = json.loads(out)
    settings = {one["Key"]: one for one in document["Settings"]}
    place = {"Level": "--config", "Place": "site.toml:1"}
    assert out.isascii()
    assert document["Command"] == "sweep"
    assert settings["user"] == {"Key": "user", "Value": "山田", **place}
    assert settings["fail-on"]["Value"] == ["stale"]
    assert settings["port"] == {"Key": "port", "Value": None, "Level": "default", "Place": ""}
    assert document["Files"][0] == {"Level": "--config", "Path": "site.toml", "State": "read"}


def test_show_names_what_was_probably_meant(capsys: pytest.CaptureFixture[str]) -> None:
    """A command that does not exist is a usage error."""
    assert run(["config", "show", "logs", "enabel"]) == 2
    assert "did you mean logs enable?" in capsys.readouterr().err


def test_the_rerun_line_keeps_what_was_said_about_settings(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The command to visit hosts again names the same file, and as an option what `-O` had set; but not its hosts."""
    secret = tmp_path / "secret"
    secret.write_text("x\n", "utf-8")
    secret.chmod(0o600)
    logon = f"auth = 'ntlm'\nuser = 'sweeper'\npassword-file = '{secret}'\n"  # whether or not Kerberos is installed
    (tmp_path / "site.toml").write_text(f"connect-timeout = 0.3\n{logon}[sweep]\nprobe-timeout = 0.3\n", "utf-8")
    run(["-O", "hosts=localhost.invalid", "--config", str(tmp_path / "site.toml"), "-O", "retries=0", "--no-journal"])

    out = capsys.readouterr().out
    assert f'remote_prt --retries 0 --no-journal --config {tmp_path}/site.toml "localhost.invalid"' in out


def test_the_example_is_a_file_of_settings() -> None:
    """`examples/remote_prt.toml` is read without a mistake by every verb, and says what its comments say."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("REMOTE_PRT_")}
    words = ["config", "show", "--format", "json", "--config", str(ROOT / "examples" / "remote_prt.toml")]
    done = subprocess.run(
        [sys.executable, "-m", "remote_prt", *words, "refresh"],
        capture_output=True, encoding="utf-8", env=environment, check=True, timeout=60,
    )  # fmt: skip
    settings = {one["Key"]: one["Value"] for one in json.loads(done.stdout)["Settings"]}

    assert settings["concurrency"] == 4
    assert settings["wait"] == 300
    assert settings["user"] == "LAB\\prt-sweeper"
    assert settings["exclude"] == ["srv-*"]
