"""The same texts before PowerShell's own parser, wherever PowerShell 7 is found; says so where it is not."""

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from remote_prt.snippets import compose_bundle, compose_visit
from tests.ps_snippets.shipped_sources import ROOT

pytestmark = pytest.mark.pwsh

_CASES = ROOT / "tests" / "data" / "ps_snippets"

#: Legal in PowerShell 7, refused by 5.1: the real parser at hand is the newer one.
_SEVEN_TAKES = {
    "background_operator", "chain_and", "chain_or", "clean_block", "null_assignment", "null_coalescing",
    "null_conditional_member", "ternary",
}  # fmt: skip

_ASK = """
$errors = $null
foreach ($path in $args) {
    $null = [System.Management.Automation.Language.Parser]::ParseFile($path, [ref]$null, [ref]$errors)
    ConvertTo-Json -InputObject @{ Path = $path; Errors = @($errors | ForEach-Object { $_.ErrorId }) } -Compress
}
"""


@pytest.fixture(scope="module")
def pwsh() -> str:
    """The program, from REMOTE_PRT_PWSH or the search path."""
    program = os.environ.get("REMOTE_PRT_PWSH") or shutil.which("pwsh")
    if program is None:
        pytest.skip("PowerShell 7 is neither on PATH nor named by REMOTE_PRT_PWSH")
    return program


def _errors(pwsh: str, script: Path, paths: list[Path]) -> dict[str, list[str]]:
    """The error ids of each file, by its stem."""
    script.write_text(_ASK, encoding="ascii")
    done = subprocess.run(
        [pwsh, "-NoLogo", "-NoProfile", "-NonInteractive", "-File", str(script), *map(str, paths)],
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    answers = [json.loads(line) for line in done.stdout.splitlines() if line.strip()]
    return {Path(answer["Path"]).stem: answer["Errors"] for answer in answers}


def test_everything_shipped_parses(pwsh: str, tmp_path: Path) -> None:
    """The real parser finds no error in any shipped file nor in the composed script."""
    composed = tmp_path / "visit.ps1"
    composed.write_bytes(compose_visit().text.encode("ascii"))
    bundle = tmp_path / "bundle.ps1"
    bundle.write_bytes(compose_bundle().text.encode("ascii"))
    front = sorted((ROOT / "examples" / "powershell").glob("*.ps[dm]1"))
    paths = [*sorted((ROOT / "ps_snippets").glob("**/*.ps1")), *front, composed, bundle]

    errors = _errors(pwsh, tmp_path / "ask.ps1", paths)

    assert {path.stem: [] for path in paths} == errors


def test_rejected_texts_are_really_broken(pwsh: str, tmp_path: Path) -> None:
    """The real parser refuses what our gate refuses, except what only 5.1 refuses."""
    paths = sorted((_CASES / "rejected").glob("*.ps1"))

    errors = _errors(pwsh, tmp_path / "ask.ps1", paths)

    assert {stem for stem, found in errors.items() if not found} == _SEVEN_TAKES


def test_accepted_texts_are_really_good(pwsh: str, tmp_path: Path) -> None:
    """The real parser takes what our gate takes."""
    paths = sorted((_CASES / "accepted").glob("*.ps1"))

    errors = _errors(pwsh, tmp_path / "ask.ps1", paths)

    assert all(not found for found in errors.values())
