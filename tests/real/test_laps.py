"""LAPS for real: passwords of hosts' own administrators, read from a real directory by who may, and by who may not."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from tests.real.kerberos_lab import KerberosLab
from tests.real.samba_dc import ADMIN_PASSWORD, SambaDc

ACCOUNT = "sweeper"
EXPIRES = "134000000000000000"


@pytest.fixture(scope="module")
def administrator(dc: SambaDc, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The ticket of who may read confidential attributes."""
    return dc.kinit(tmp_path_factory.mktemp("administrator") / "ccache", "Administrator", ADMIN_PASSWORD)


def keep(dc: SambaDc, host: str, **values: str) -> None:
    """Let LAPS keep something of a host."""
    dn = next(computer.dn for computer in dc.computers if computer.fqdn == host)
    lines = "".join(f"replace: {name}\n{name}: {value}\n-\n" for name, value in values.items())
    dc.modify(f"dn: {dn}\nchangetype: modify\n{lines}")


def windows_laps(password: str) -> dict[str, str]:
    """What Windows LAPS writes in clear text."""
    document = json.dumps({"n": ACCOUNT, "t": "1d8161b41c41cde", "p": password})
    return {"msLAPS-Password": document, "msLAPS-PasswordExpirationTime": EXPIRES}


def sweep(dc: SambaDc, hosts: Sequence[str], ccache: Path, state: Path, *words: str) -> dict[str, Any]:
    """The results of a sweep with LAPS by host, and the audit beside it."""
    options = ("--laps", "--ldap-server", dc.name, "--allow-ntlm", "--format", "json", "--no-journal")
    done = dc.run("remote_prt", *hosts, *options, *words, ccache=ccache, more={"XDG_STATE_HOME": str(state)})
    assert done.stdout, done.stderr
    return {one["ComputerName"]: one for one in json.loads(done.stdout)["Results"]}


def audit(state: Path) -> list[dict[str, Any]]:
    """The lines that were kept."""
    (path,) = state.rglob("laps-audit.jsonl")
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def test_each_host_is_visited_as_its_own_administrator(
    dc: SambaDc, lab: KerberosLab, administrator: Path, tmp_path: Path
) -> None:
    """Windows LAPS and the older LAPS open their hosts, and the audit says who read what, without any password."""
    modern, older = lab.hosts_with("HEALTHY")[:2]
    keep(dc, modern, **windows_laps(lab.password))
    keep(dc, older, **{"ms-Mcs-AdmPwd": lab.password, "ms-Mcs-AdmPwdExpirationTime": EXPIRES})

    results = sweep(dc, [modern, older], administrator, tmp_path, "--laps-account", ACCOUNT)

    assert [results[host]["Status"] for host in (modern, older)] == ["HEALTHY", "HEALTHY"]
    kept = audit(tmp_path)
    assert {(line["Reader"], line["ComputerName"], line["Account"]) for line in kept} == {
        (f"Administrator@{dc.realm}", host, ACCOUNT) for host in (modern, older)
    }
    assert lab.password not in json.dumps(kept)


def test_who_may_not_read_is_told_so(dc: SambaDc, lab: KerberosLab, tmp_path: Path) -> None:
    """An ordinary account sees that LAPS keeps a password, may not read it, and the line names the right it lacks."""
    host = lab.hosts_with("HEALTHY")[0]
    keep(dc, host, **windows_laps(lab.password))

    result = sweep(dc, [host], dc.kinit(tmp_path / "ccache"), tmp_path / "state")[host]

    assert result["Outcome"] == "REFUSED"
    assert result["Failure"]["Message"] == f"this account may not read the LAPS password of {host}"
    assert "Set-LapsADReadPasswordPermission" in result["Failure"]["Try"]
    assert not list(tmp_path.rglob("laps-audit.jsonl"))


def test_a_host_without_laps_says_so(dc: SambaDc, lab: KerberosLab, administrator: Path, tmp_path: Path) -> None:
    """A host of which LAPS keeps nothing is refused with that reason, not with a logon's."""
    host = lab.hosts_with("HEALTHY")[2]

    result = sweep(dc, [host], administrator, tmp_path)[host]

    assert result["Failure"]["Message"] == f"LAPS keeps no password of {host}"


def test_wrong_passwords_of_some_hosts_stop_no_other(
    dc: SambaDc, lab: KerberosLab, administrator: Path, tmp_path: Path
) -> None:
    """Each host's account is its own for the lockout brake: three wrong ones, and the fourth is still visited."""
    *wrong, right = lab.hosts_with("HEALTHY")[3:7]
    for host in wrong:
        keep(dc, host, **windows_laps("changed-since"))
    keep(dc, right, **windows_laps(lab.password))

    results = sweep(dc, [*wrong, right], administrator, tmp_path, "--concurrency", "1")

    assert [results[host]["Failure"]["Message"] for host in wrong] == ["the host rejected the credential"] * 3
    assert results[right]["Status"] == "HEALTHY"


def test_another_account_reads_over_tls(dc: SambaDc, lab: KerberosLab, tmp_path: Path) -> None:
    """`--ldap-user` with its password, `--ldaps` and `--ca-cert`: without a ticket, and the audit names who read."""
    host = lab.hosts_with("HEALTHY")[0]
    keep(dc, host, **windows_laps(lab.password))
    secret = tmp_path / "secret"
    secret.touch(0o600)
    secret.write_text(ADMIN_PASSWORD, encoding="utf-8")
    reader = ("--ldap-user", r"CORP\Administrator", "--ldap-password-file", str(secret))
    over_tls = ("--ldaps", "--ca-cert", str(dc.ca_certificate))

    result = sweep(dc, [host], tmp_path / "no-cache", tmp_path / "state", *reader, *over_tls)[host]
    untrusted = sweep(dc, [host], tmp_path / "no-cache", tmp_path / "other", *reader, "--ldaps")[host]

    assert result["Status"] == "HEALTHY", result
    assert [line["Reader"] for line in audit(tmp_path / "state")] == [f"Administrator@{dc.realm}"]
    assert "its certificate is not trusted" in untrusted["Failure"]["Message"]
    assert not list((tmp_path / "other").rglob("laps-audit.jsonl"))
