"""Airflow's PSRP hook visits a lab host as it is: it exchanges keys at once, and can send secrets then."""

import json
import os

from remote_prt.lab.process import LabProcess
from tests.outside.conftest import PROGRAMS, RunOutside


def address_of_this_run() -> str:
    """The hook asks port 5985 whatever its connection says, so each run has an address to itself."""
    pid = os.getpid()
    return f"127.{64 + pid % 128}.{1 + pid // 128 % 250}.1"


async def test_airflow_exchanges_keys_and_sends_a_secret(run_outside: RunOutside) -> None:
    """The secure string is unreadable on the wire and read by the host (MS-PSRP 2.2.2.3 to 2.2.2.5, 2.2.5.1.24)."""
    base, secret = address_of_this_run(), "correct horse"
    async with LabProcess.start(hosts=1, engine="echo", base_address=base, free_ports=False) as lab:
        connection = {
            "conn_type": "psrp",
            "host": lab.hosts[0].address,
            "login": lab.account,
            "password": lab.password,
            "extra": {"ssl": False, "auth": "ntlm"},
        }
        asked = {"connection": connection, "script": "output: hello\nparameters:", "secret": secret}
        code, out, err = await run_outside("python", str(PROGRAMS / "airflow_hook.py"), asked=asked)
        stats = await lab.stats()

    assert code == 0, out + err
    answer = json.loads(out.splitlines()[-1])
    assert answer["Said"] == ["hello", json.dumps({"Secret": secret}), f"{lab.hosts[0].computer_name} ran Get-Thing"]
    assert answer["Cmdlet"] == [f"{lab.hosts[0].computer_name} ran Get-Thing"]
    assert secret not in answer["Sent"]
    assert (stats.visits, stats.open_shells) == (1, 0)
