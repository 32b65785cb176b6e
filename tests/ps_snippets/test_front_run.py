"""The PowerShell front run by PowerShell 7 itself against a lab, wherever it is found; says so where it is not."""

import asyncio
import json
import os
import shutil
import sys
from pathlib import Path

import pytest

from remote_prt.lab.process import LabHost, LabProcess
from remote_prt.store.journal_reading import read_journal
from remote_prt.store.run_folders import RunFolders
from tests.ps_snippets.front_module import FOLDER

pytestmark = pytest.mark.pwsh

#: Notes what it was started with, and is remote_prt from there on.
_WRAPPER = """
import json, os, sys
from pathlib import Path
Path(os.environ["SEEN"]).write_text(json.dumps([sys.argv, dict(os.environ)]))
from remote_prt.__main__ import main
main()
"""

_BEGIN = """
Import-Module -Name $env:FRONT
$secret = ConvertTo-SecureString -AsPlainText -Force -String (Get-Content -LiteralPath $env:SECRET -TotalCount 1)
$common = @{
    Credential = New-Object -TypeName pscredential -ArgumentList $env:ACCOUNT, $secret
    Auth = 'ntlm'
    AllowNtlm = $true
    Lang = 'en'
    StateDir = $env:STATE
    Program = $env:PYTHON, $env:WRAPPER
}
"""


@pytest.fixture(scope="module")
def pwsh() -> str:
    """The program, from REMOTE_PRT_PWSH or the search path."""
    program = os.environ.get("REMOTE_PRT_PWSH") or shutil.which("pwsh")
    if program is None:
        pytest.skip("PowerShell 7 is neither on PATH nor named by REMOTE_PRT_PWSH")
    return program


async def _told(pwsh: str, folder: Path, script: str, lab: LabProcess) -> dict[str, object]:
    """The one JSON object that a script prints."""
    (folder / "wrapper.py").write_text(_WRAPPER, "utf-8")
    (folder / "secret").write_text(lab.password + "\n", "utf-8")
    (folder / "script.ps1").write_text(_BEGIN + script, "utf-8")
    names = {
        "FRONT": FOLDER / "RemotePrtFront.psd1",
        "SECRET": folder / "secret",
        "STATE": folder / "state",
        "SEEN": folder / "seen",
        "WRAPPER": folder / "wrapper.py",
        "PYTHON": sys.executable,
        "ACCOUNT": lab.account,
        "PYTHONPATH": Path.cwd(),
        "TO": ",".join(map(_address, lab.hosts)),
    }
    process = await asyncio.create_subprocess_exec(
        *(pwsh, "-NoLogo", "-NoProfile", "-NonInteractive", "-File", folder / "script.ps1"),
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        env={**os.environ, **{name: str(value) for name, value in names.items()}},
    )
    out, err = await asyncio.wait_for(process.communicate(), 120)
    assert out.strip(), err.decode()
    told = json.loads(out)
    assert isinstance(told, dict)
    return told


def _address(host: LabHost) -> str:
    return f"{host.address}:{host.http_port}"


async def test_objects_in_objects_and_errors_out(pwsh: str, tmp_path: Path) -> None:
    """Names come by any property, a host is an object, one not reached an error too; no argument has the password."""
    script = """
    $asked = $env:TO -split ','
    $objects = [pscustomobject]@{ DNSHostName = $asked[0] }, [pscustomobject]@{ DeviceName = $asked[1] }, $asked[2]
    $found = @($objects | Invoke-RemotePrt @common -PassThru -ErrorAction SilentlyContinue -ErrorVariable missed)
    ConvertTo-Json -Compress -Depth 4 -InputObject @{
        Types = @($found | ForEach-Object { $_.PSObject.TypeNames[0] })
        Statuses = @($found | Where-Object Status | ForEach-Object Status | Sort-Object)
        Headlines = @($found | Where-Object Status -ne HEALTHY | Where-Object Headline).Count
        Missed = @($missed | ForEach-Object TargetObject)
        Category = "$($missed[0].CategoryInfo.Category)"
        Id = $missed[0].FullyQualifiedErrorId
        ExitCode = $LASTEXITCODE
    }
    """
    scenarios = ("healthy-hybrid", "wrong-password", "port-closed")
    async with LabProcess.start(hosts=3, seed=5, scenarios=scenarios) as lab:
        told = await _told(pwsh, tmp_path, script, lab)
        closed = next(_address(host) for host in lab.hosts if host.scenario == "port-closed")

    assert told["Types"] == [*["RemotePrt.Result"] * 3, "RemotePrt.Run"]
    assert told["Statuses"] == ["BROKEN", "HEALTHY", "UNREACHABLE"]
    assert told["Headlines"] == 2
    assert told["Missed"] == [closed]
    assert told["Category"] == "ConnectionError"
    assert told["Id"] == "RemotePrt.UNREACHABLE,Invoke-RemotePrt"
    assert told["ExitCode"] == 1
    assert lab.password not in (tmp_path / "seen").read_text("utf-8")


async def test_a_mistake_ends_the_command_with_our_line(pwsh: str, tmp_path: Path) -> None:
    """Exit code 2 is a terminating error that says what the program said; an empty pipeline visits nobody."""
    script = """
    $nobody = @(@() | Invoke-RemotePrt @common)
    try { Invoke-RemotePrt @common -ComputerName 'pc 1/' -ErrorAction SilentlyContinue } catch { $caught = $_ }
    ConvertTo-Json -Compress -InputObject @{
        Nobody = $nobody.Count
        Id = $caught.FullyQualifiedErrorId
        Category = "$($caught.CategoryInfo.Category)"
        Message = "$caught"
    }
    """
    async with LabProcess.start(hosts=1, seed=5, scenarios=("healthy-hybrid",)) as lab:
        told = await _told(pwsh, tmp_path, script, lab)

    assert told["Nobody"] == 0
    assert told["Id"] == "RemotePrt.Exit2,Invoke-RemotePrt"
    assert told["Category"] == "InvalidArgument"
    assert "expected a host name" in str(told["Message"])


async def test_who_takes_one_object_ends_the_run_in_order(pwsh: str, tmp_path: Path) -> None:
    """Select-Object -First 1 lets the program finish: its journal says how the run ended, and it can be resumed."""
    script = """
    $one = @($env:TO -split ',' | Invoke-RemotePrt @common -Concurrency 1 | Select-Object -First 1)
    ConvertTo-Json -Compress -InputObject @{ Count = $one.Count }
    """
    async with LabProcess.start(hosts=12, seed=5, scenarios=("healthy-hybrid",)) as lab:
        told = await _told(pwsh, tmp_path, script, lab)
    folders = RunFolders(tmp_path / "state")
    kept = read_journal(folders.path(folders.find("last")))

    assert told["Count"] == 1
    assert kept.has_ended
    assert 0 < sum(entry.is_finished for entry in kept.entries.values()) < 12
