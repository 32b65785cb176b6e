"""What a sweep says about how it lowers security."""

from pathlib import Path

import pytest

from remote_prt.cli.main import run

INVENTORY = """
hosts:
  127.0.0.1: {port: 9, https: true}
  127.0.0.2: {port: 9}
"""


@pytest.fixture
def words(tmp_path: Path) -> list[str]:
    """Two closed ports, one of them for TLS, and an account."""
    (tmp_path / "fleet.yml").write_text(INVENTORY, "utf-8")
    (tmp_path / "password").write_text("secret\n", "utf-8")
    (tmp_path / "password").chmod(0o600)
    return ["-i", str(tmp_path / "fleet.yml"), "--user", "x", "--password-file", str(tmp_path / "password")]


def test_unverified_tls_is_told_aloud_once(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    """`--no-verify-tls` warns in one line on standard error and stands in the report, where a host uses TLS."""
    run([*words, "--no-verify-tls"])
    out, err = capsys.readouterr()

    assert err.count("warning: --no-verify-tls") == 1
    assert "for 1 host over TLS" in err
    assert "Weakened by --no-verify-tls." in out


@pytest.mark.parametrize("more", [["--no-verify-tls", "--exclude", "127.0.0.1"], []], ids=["no TLS", "verified"])
def test_what_weakens_nothing_is_not_told(
    words: list[str], more: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    """Where no host uses TLS, or it is verified, there is nothing to warn of."""
    run([*words, *more])
    out, err = capsys.readouterr()

    assert "--no-verify-tls" not in out.partition("Next")[0]
    assert "--no-verify-tls" not in err
