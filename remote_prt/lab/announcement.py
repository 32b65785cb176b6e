"""How a lab that listens tells so: to a person in lines, to a program in one document."""

import os
from collections.abc import Sequence
from pathlib import Path

from remote_prt.lab.host_sockets import HTTP_PORT, HTTPS_PORT
from remote_prt.lab.scenario import SimulatedHost


def announcement_lines(
    account: str, shown_password: str, hosts: Sequence[SimulatedHost], authority_path: Path, *, free_ports: bool
) -> list[str]:
    """What a person needs to visit the hosts, then `ready`; ports host by host where they are not the usual ones."""
    lines = [f"account   {account}", f"password  {shown_password}", f"authority {authority_path}"]
    reachable = [host for host in hosts if host.address]
    if free_ports:
        lines += [
            f"{host.computer_name} {host.address} http {host.http_port} https {host.https_port}" for host in reachable
        ]
    else:
        span = f"{reachable[0].address} to {reachable[-1].address}" if reachable else "none with an address"
        lines.append(f"hosts     {len(hosts)}: {span}, ports {HTTP_PORT} and {HTTPS_PORT}")
    return [*lines, "ready"]


def announcement_document(
    account: str, password: str, hosts: Sequence[SimulatedHost], authority_path: Path
) -> dict[str, object]:
    """The one line of `--announce json`, which holds the password: it goes to the starter's pipe only."""
    return {
        "Account": account,
        "Password": password,
        "Hosts": [
            {
                "ComputerName": host.computer_name,
                "Address": host.address,
                "HttpPort": host.http_port,
                "HttpsPort": host.https_port,
                "Scenario": host.scenario.name,
                "Status": host.scenario.status,
                "InInventory": host.scenario.in_inventory,
                "Resolvable": host.scenario.resolvable,
                "Https": host.scenario.https,
            }
            for host in hosts
        ],
        "CaCertificate": str(authority_path),
        "ClientCertificate": str(authority_path.with_name("client.pem")),
        "Pid": os.getpid(),
    }
