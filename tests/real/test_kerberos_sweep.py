"""A fleet by Kerberos only: an ordinary account with a ticket sweeps every host of the lab."""

import json
from collections import Counter
from pathlib import Path

from tests.real.kerberos_lab import KerberosLab
from tests.real.samba_dc import SambaDc


def test_a_ticket_alone_sweeps_the_fleet(dc: SambaDc, lab: KerberosLab, tmp_path: Path) -> None:
    """Every host over plain HTTP gets the status that is true about it, and only the spoilt one refuses the ticket."""
    ccache = dc.kinit(tmp_path / "ccache")
    visited = [host for host in lab.hosts if not host["Https"] and host["InInventory"]]
    listed = tmp_path / "hosts.txt"
    listed.write_text("\n".join(f"{host['ComputerName']}.{dc.domain}" for host in visited), encoding="utf-8")
    options = ("--auth", "kerberos", "--format", "json", "--no-journal", "--host-timeout", "20")

    done = dc.run("remote_prt", "--hostfile", str(listed), *options, ccache=ccache)

    assert done.stdout, done.stderr
    told = {one["ComputerName"]: one["Status"] for one in json.loads(done.stdout)["Results"]}
    true = {f"{host['ComputerName']}.{dc.domain}": host["Status"] for host in visited}
    assert len(told) >= 200
    assert told.pop(lab.spoilt) == "REFUSED"
    assert true.pop(lab.spoilt) == "HEALTHY"
    assert {name: told[name] for name in true if told[name] != true[name]} == {}
    assert Counter(told.values()) == Counter(true.values())
