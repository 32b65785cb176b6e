"""`remote_prt localhost`: the same verdict as over WinRM, by the PowerShell that is here."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.transports.fake_powershell import program

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the stand-in is a shell script")


def run(word: str, powershell: Path) -> tuple[int, dict]:
    """Exit code and report of a finished `remote_prt`."""
    words = [sys.executable, "-m", "remote_prt", word, "--format", "json"]
    environment = {**os.environ, "REMOTE_PRT_PWSH": str(powershell), "PYTHONUTF8": "1"}
    done = subprocess.run(words, env=environment, capture_output=True, timeout=60, check=False)
    return done.returncode, json.loads(done.stdout)


@pytest.mark.parametrize("word", ["localhost", "."])
def test_this_machine_is_judged(tmp_path: Path, word: str) -> None:
    """Records of a local visit are judged like any others, and the report names the door."""
    code, report = run(word, program(tmp_path, "honest"))
    (host,) = report["Results"]

    assert code == 1
    assert (host["ComputerName"], host["Outcome"], host["Status"]) == ("localhost", "VISITED", "BROKEN")
    assert report["Run"]["Transport"] == "local"
    assert host["Users"][0]["Findings"][0]["Id"] == "PRT-AADSTS50126"


def test_a_machine_without_powershell_says_so(tmp_path: Path) -> None:
    """One clear line with what to do, and no visit over WinRM instead."""
    code, report = run("localhost", tmp_path / "none")
    (host,) = report["Results"]

    assert code == 4
    assert host["Outcome"] == "UNREACHABLE"
    assert host["Failure"]["Message"] == "no PowerShell was found on this machine"
    assert host["Failure"]["Port"] is None
