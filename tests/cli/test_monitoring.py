"""`--nagios`: whatever happens, one line on standard output and a code that monitoring knows."""

import json
from pathlib import Path

import pytest

from remote_prt.cli.main import run


def words(folder: Path, *more: str) -> list[str]:
    """A sweep of a host that is off, for monitoring."""
    secret = folder / "secret"
    secret.write_text("not-a-secret\n")
    secret.chmod(0o600)
    account = ["--user", "x", "--password-file", str(secret), "--no-journal", "--retries", "0"]
    return ["127.0.0.1:9", *account, "--nagios", *more]


def test_a_host_that_is_off_is_unknown(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """One line, code 3, nothing on standard error; a file beside it names the code that was returned."""
    code = run(words(tmp_path, "-o", f"json={tmp_path / 'a.json'}"))
    out, err = capsys.readouterr()

    assert (code, err) == (3, "")
    assert out.startswith("PRT UNKNOWN - 1 UNREACHABLE; judged 0 of 1 | asked=1;;;0 reached=0;;;0;1 judged=0;;;0;1 ")
    assert out.count("\n") == 1
    assert json.loads((tmp_path / "a.json").read_text())["Run"]["ExitCode"] == 3


def test_fail_on_makes_it_critical(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What somebody asks to fail on is critical."""
    code = run(words(tmp_path, "--fail-on", "unreachable"))

    assert code == 2
    assert capsys.readouterr().out.startswith("PRT CRITICAL - ")


@pytest.mark.parametrize("wrong", [("--hostfile", "/nowhere"), ("--frobnicate",), ("--format", "csv")], ids=" ".join)
def test_a_mistake_is_unknown_and_not_critical(
    wrong: tuple[str, ...], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Code 2 would be an alarm about the hosts."""
    code = run(words(tmp_path, *wrong))
    out, err = capsys.readouterr()

    assert (code, err) == (3, "")
    assert out.startswith("PRT UNKNOWN - ")
    assert out.count("\n") == 1
