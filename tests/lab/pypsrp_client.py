"""pypsrp pointed at a host of a farm."""

from typing import Any

import pypsrp.wsman
from pypsrp.powershell import PowerShell, RunspacePool

from tests.lab_farm import RunningFarm


def connect(
    farm: RunningFarm, auth: str = "ntlm", *, password: str | None = None, number: int = 0, **more: Any
) -> pypsrp.wsman.WSMan:
    """A WSMan of pypsrp to one host of the farm; over TLS for Basic or when told."""
    host = farm.hosts[number]
    over_tls = more.pop("ssl", auth == "basic")
    return pypsrp.wsman.WSMan(
        host.address,
        port=host.https_port if over_tls else host.http_port,
        username=more.pop("username", farm.account.name),
        password=farm.account.password if password is None else password,
        auth=auth,
        ssl=over_tls,
        cert_validation=str(farm.certificates.authority_path) if over_tls else True,
        no_proxy=True,
        **more,
    )


def run(wsman: pypsrp.wsman.WSMan, script: str, **parameters: object) -> PowerShell:
    """The finished pipeline of one script in one shell."""
    with wsman, RunspacePool(wsman) as pool:
        powershell = PowerShell(pool)
        powershell.add_script(script)
        if parameters:
            powershell.add_parameters(parameters)
        powershell.invoke()
    return powershell


def visit(address: str, port: int, account: str, password: str, script: str) -> list[Any]:
    """The output of one script on a host outside this process, NTLM sealed over HTTP."""
    wsman = pypsrp.wsman.WSMan(
        address, port=port, username=account, password=password, auth="ntlm", ssl=False, no_proxy=True
    )
    output: list[Any] = run(wsman, script).output
    return output
