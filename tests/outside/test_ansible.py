"""Ansible's `psrp` connection visits lab hosts as it is: raw module, HTTP and TLS, password and certificate."""

import json
from pathlib import Path

import pytest

from remote_prt.lab.process import LabProcess
from tests.outside.conftest import RunOutside


def inventory(lab: LabProcess, folder: Path) -> str:
    """An inventory of three hosts, each visited another way; JSON is YAML."""
    first, second, third = lab.hosts
    trust = {"ansible_psrp_protocol": "https", "ansible_psrp_ca_cert": str(lab.ca_certificate_path)}
    certificate = str(lab.client_certificate_path)
    password = {"ansible_user": lab.account, "ansible_password": lab.password}
    hosts = {
        "sealed": {"ansible_port": first.http_port, "ansible_psrp_protocol": "http", **password},
        "over-tls": {"ansible_port": second.https_port, "ansible_psrp_auth": "basic", **trust, **password},
        "by-certificate": {
            "ansible_port": third.https_port,
            "ansible_psrp_auth": "certificate",
            "ansible_psrp_certificate_pem": certificate,
            "ansible_psrp_certificate_key_pem": certificate,
            **trust,
        },
    }
    for settings, host in zip(hosts.values(), lab.hosts, strict=True):
        settings["ansible_host"] = host.address
    shared = {"ansible_connection": "psrp", "ansible_shell_type": "powershell"}
    path = folder / "inventory.yml"
    path.write_text(json.dumps({"all": {"hosts": hosts, "vars": shared}}), "utf-8")
    path.chmod(0o600)
    return str(path)


async def test_ansible_runs_scripts_by_every_way_to_log_on(
    lab: LabProcess, tmp_path: Path, run_outside: RunOutside
) -> None:
    """Output of three hosts, by scripts that Ansible ends with `exit`, and no shell is left."""
    words = ["-i", inventory(lab, tmp_path), "all", "-m", "raw", "-a", "output: hello"]
    code, out, err = await run_outside("ansible", *words)

    assert code == 0, out + err
    for name in ("sealed", "over-tls", "by-certificate"):
        assert f"{name} | CHANGED | rc=0 >>\nhello" in out
    stats = await lab.stats()
    assert (stats.visits, stats.open_shells) == (3, 0)


@pytest.mark.parametrize(
    ("script", "said"),
    [
        ("exit 3", "sealed | FAILED | rc=3 >>"),
        ("nothing that the host knows", "sealed | FAILED | rc=1 >>"),
        ("warning: w\nerror: this went wrong\noutput: and on", "this went wrong"),
    ],
    ids=["exit code", "terminating error", "error record"],
)
async def test_ansible_is_told_of_failures(
    script: str, said: str, lab: LabProcess, tmp_path: Path, run_outside: RunOutside
) -> None:
    """Exit codes, terminating errors and error records come back as Ansible shows them of Windows."""
    words = ["-i", inventory(lab, tmp_path), "sealed", "-m", "raw", "-a", script]
    _, out, _ = await run_outside("ansible", *words)

    assert said in out
