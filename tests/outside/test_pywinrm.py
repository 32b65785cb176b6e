"""pywinrm, which speaks WinRS with its own SOAP and NTLM, visits lab hosts as it is."""

import json
from typing import Any

import pytest

from remote_prt.lab.process import LabProcess
from tests.outside.conftest import PROGRAMS, RunOutside


def ways(lab: LabProcess) -> dict[str, tuple[str, list[str | None], dict[str, Any]]]:
    """Endpoint, account and options of each way to log on."""
    host, account = lab.hosts[0], [lab.account, lab.password]
    plain, tls = f"http://{host.address}:{host.http_port}/wsman", f"https://{host.address}:{host.https_port}/wsman"
    trust = {"ca_trust_path": str(lab.ca_certificate_path)}
    certificate = str(lab.client_certificate_path)
    return {
        "ntlm, sealed": (plain, account, {"transport": "ntlm"}),
        "ntlm, tls": (tls, account, {"transport": "ntlm", **trust}),
        "basic, tls": (tls, account, {"transport": "basic", **trust}),
        "certificate": (
            tls,
            [None, None],
            {"transport": "certificate", "cert_pem": certificate, "cert_key_pem": certificate, **trust},
        ),
    }


@pytest.mark.parametrize("way", ["ntlm, sealed", "ntlm, tls", "basic, tls", "certificate"])
async def test_pywinrm_runs_commands(way: str, lab: LabProcess, run_outside: RunOutside) -> None:
    """By every way to log on: output, and an exit code; the shells are gone afterwards."""
    endpoint, auth, options = ways(lab)[way]
    commands = [["ipconfig", "/all"], ["exit", "7"]]
    asked = {"endpoint": endpoint, "auth": auth, "options": options, "commands": commands}
    code, out, err = await run_outside("python", str(PROGRAMS / "pywinrm_session.py"), asked=asked)

    assert code == 0, err
    assert json.loads(out) == [[0, f"{lab.hosts[0].computer_name} ran ipconfig /all", ""], [7, "", ""]]
    assert (await lab.stats()).open_shells == 0


async def test_pywinrm_is_refused_with_a_wrong_password(lab: LabProcess, run_outside: RunOutside) -> None:
    """It says so itself, and the host has counted one attempt."""
    endpoint, auth, options = ways(lab)["ntlm, sealed"]
    asked = {"endpoint": endpoint, "auth": [auth[0], "wrong"], "options": options, "commands": [["ipconfig"]]}
    code, _, err = await run_outside("python", str(PROGRAMS / "pywinrm_session.py"), asked=asked)

    assert code == 1
    assert "InvalidCredentialsError" in err
    assert (await lab.stats()).logon_attempts == 1
