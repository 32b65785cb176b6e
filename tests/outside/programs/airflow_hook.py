"""Runs a script with a secret parameter by Airflow's PSRP hook: one JSON document in, one on the last line out."""

import json
import os
import sys

asked = json.load(sys.stdin)
os.environ["AIRFLOW_CONN_LAB"] = json.dumps(asked["connection"])  # read when the hook is made

from airflow.providers.microsoft.psrp.hooks.psrp import PsrpHook  # noqa: E402  Airflow reads its settings on import
from pypsrp.complex_objects import ObjectMeta  # noqa: E402


def main() -> None:
    """What the host said, and the secret as it went over the wire."""
    said: list[str] = []
    with PsrpHook("LAB", on_output_callback=said.append) as hook:  # exchanges the session key
        pool = hook._conn
        secret = pool.serialize(asked["secret"], ObjectMeta("SS"))
        with hook.invoke() as powershell:
            powershell.add_script(asked["script"])
            powershell.add_parameters({"Secret": secret})
        cmdlet = hook.invoke_cmdlet("Get-Thing").output
    sys.stdout.write("\n" + json.dumps({"Said": said, "Sent": secret.text, "Cmdlet": list(cmdlet)}) + "\n")


main()
