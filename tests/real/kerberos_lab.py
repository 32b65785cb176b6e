"""The lab's hosts beside the real domain controller: in its namespace, with its computers' keys and names."""

import json
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from remote_prt.lab.fleet import plan_fleet
from tests.real.directory import DOMAIN
from tests.real.keytabs import Entry, keytab_bytes, read_keytab
from tests.real.samba_dc import SambaDc

ALIAS = f"intranet.{DOMAIN}"  #: resolves to a host, and is no name of a computer
OTHER_REALM_HOST = "pc-1.other.example"  #: of a realm whose domain controllers nobody knows
_END_SECONDS = 20.0


@dataclass(frozen=True, slots=True)
class KerberosLab:
    """Running hosts, reachable by name from within the namespace."""

    ca_certificate: Path
    password: str = field(repr=False)  #: of the account `sweeper`, which every host knows
    hosts: tuple[Mapping[str, Any], ...] = field(repr=False)  #: as the lab announced them
    spoilt: str  #: the full name of the one whose key is not the domain controller's

    @property
    def names(self) -> list[str]:
        """Their computer names."""
        return [str(host["ComputerName"]) for host in self.hosts]

    def host_with(self, status: str) -> str:
        """The full name of the first host, not the spoilt one, that a true sweep gives this status over HTTP."""
        return self.hosts_with(status)[0]

    def hosts_with(self, status: str) -> list[str]:
        """The full names of all such hosts."""
        return [
            f"{host['ComputerName']}.{DOMAIN}"
            for host in self.hosts
            if host["Status"] == status and not host["Https"] and f"{host['ComputerName']}.{DOMAIN}" != self.spoilt
        ]


@contextmanager
def kerberos_lab(dc: SambaDc, hosts: int, seed: int) -> Iterator[KerberosLab]:
    """The lab as one process in the namespace; it ends when its standard input does."""
    spoilt = f"{_last_healthy(hosts, seed)}.{DOMAIN}"
    keytab = dc.folder / "lab.keytab"
    keys = read_keytab(dc.keytab.read_bytes())
    keytab.write_bytes(keytab_bytes(_spoilt(key) if key.principal[-1] == spoilt else key for key in keys))
    words = ("remote_prt", "lab", "--hosts", str(hosts), "--seed", str(seed), "--announce", "json")
    words += ("--keytab", str(keytab), "--dns-suffix", DOMAIN)
    with subprocess.Popen(
        dc.inside(*words), stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=dc.environment(), text=True
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            announced = json.loads(process.stdout.readline())
            running = KerberosLab(
                Path(announced["CaCertificate"]), announced["Password"], tuple(announced["Hosts"]), spoilt
            )
            dc.serve_hosts(_resolvable(running))
            yield running
        finally:
            process.stdin.close()
            try:
                process.wait(_END_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()


def _resolvable(lab: KerberosLab) -> dict[str, str]:
    named = {
        f"{host['ComputerName']}.{DOMAIN} {host['ComputerName']}": str(host["Address"])
        for host in lab.hosts
        if host["Address"]
    }
    healthy = next(str(host["Address"]) for host in lab.hosts if host["Status"] == "HEALTHY" and not host["Https"])
    return {**named, ALIAS: healthy, OTHER_REALM_HOST: healthy, f"os-0001.{DOMAIN}": healthy}


def _last_healthy(hosts: int, seed: int) -> str:
    planned = plan_fleet(hosts, seed, datetime(2026, 1, 1, tzinfo=UTC))
    return [one.computer_name for one in planned if one.scenario.status == "HEALTHY" and not one.scenario.https][-1]


def _spoilt(entry: Entry) -> Entry:
    return Entry(entry.principal, entry.version, entry.encryption, bytes(byte ^ 0xFF for byte in entry.key))
