"""A whole sweep by settings: account, hosts, ports and what makes it fail come from a file."""

import asyncio
import json
import os
import sys
from pathlib import Path

from remote_prt.lab.process import LabProcess


async def sweep(folder: Path, *words: str) -> tuple[int, dict[str, object]]:
    """Exit code and JSON document of a sweep that is started in that folder."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("REMOTE_PRT_")}
    done = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "remote_prt", *words),
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        env={**environment, "HOME": str(folder), "XDG_CONFIG_HOME": str(folder), "PYTHONUTF8": "1"},
        cwd=folder,
    )
    out, err = await asyncio.wait_for(done.communicate(), 60)
    assert out, err.decode()
    return done.returncode or 0, json.loads(out)


async def test_a_sweep_takes_everything_from_a_file(tmp_path: Path) -> None:
    """Nothing is typed but `--fail-on` at last, which then outranks the file; the codes stand in the document too."""
    async with LabProcess.start(hosts=1, scenarios=("healthy-hybrid",)) as lab:
        (host,) = lab.hosts
        password = tmp_path / "password"
        password.write_text(f"{lab.password}\n", "utf-8")
        password.chmod(0o600)
        (tmp_path / "remote_prt.toml").write_text(
            f"user = '{lab.account}'\npassword-file = 'password'\nauth = 'ntlm'\n"
            f"hosts = ['{host.address}:{host.http_port}', '127.0.0.1:1']\nformat = 'json'\nretries = 0\n"
            "no-journal = true\n[sweep]\nfail-on = ['unreachable']\n",
            "utf-8",
        )
        found = await sweep(tmp_path, "sweep")
        never = await sweep(tmp_path, "--fail-on", "never")

    for (code, document), expected in ((found, [1]), (never, [0])):
        run = document["Run"]
        assert isinstance(run, dict)
        assert ([code], expected) == (expected, run["ExitCodes"])
    assert [row["Status"] for row in found[1]["Results"]] == ["HEALTHY", "UNREACHABLE"]  # type: ignore[attr-defined]
