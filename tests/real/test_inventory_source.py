"""A real domain as the source of an inventory, asked by an account of its own: whole counts, units as groups."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.real.directory import BASE_DN, BRANCH, DESKTOPS, LAPTOPS, OSAKA, TOKYO, VISITED, under
from tests.real.samba_dc import SWEEPER, SWEEPER_PASSWORD, SambaDc

INVENTORY = f"""
groups:
  branches:
    port: 5986
    source:
      ou: ["{TOKYO},{BASE_DN}", "{OSAKA},{BASE_DN}"]
      max_logon_age: 45d
  east:
    source:
      ou: {BRANCH},{BASE_DN}
      max_logon_age: 45d
"""


@pytest.fixture
def words(tmp_path: Path) -> tuple[str, ...]:
    """An inventory, and the account that asks for its sources."""
    path, secret = tmp_path / "fleet.yml", tmp_path / "secret"
    path.write_text(INVENTORY, encoding="utf-8")
    secret.touch(0o600)
    secret.write_text(SWEEPER_PASSWORD, encoding="utf-8")
    return ("--inventory", str(path), "--ldap-user", rf"CORP\{SWEEPER}", "--ldap-password-file", str(secret))


def listing(dc: SambaDc, *words: str) -> dict[str, Any]:
    """What `remote_prt inventory` found, without any ticket."""
    done = dc.run("remote_prt", "inventory", *words, "--format", "json")
    assert done.returncode == 0, done.stderr
    document: dict[str, Any] = json.loads(done.stdout)
    return document


def test_sources_are_read_by_a_password_through_kerberos(dc: SambaDc, words: tuple[str, ...]) -> None:
    """DNS names the server, a ticket is had for the password, and the counts are those that were planned."""
    document = listing(dc, *words)

    planned = [one for place in (TOKYO, OSAKA, BRANCH) for one in under(place, dc.computers)]
    visited = sum(one.kind in VISITED for one in planned)
    assert document["Counts"] == {
        "Computers": len(planned),
        "WouldVisit": visited,
        "LeftOut": len(planned) - visited,
    }
    assert {source["Server"] for source in document["Sources"]} == {dc.name}


def test_without_kerberos_ntlm_is_sealed(dc: SambaDc, words: tuple[str, ...], tmp_path: Path) -> None:
    """To an address it is signed and sealed; to a name, which it would not prove, it is not shown at all."""
    nowhere = tmp_path / "krb5.conf"
    nowhere.write_text("[libdefaults]\n dns_lookup_kdc = false\n", encoding="utf-8")
    more = {"KRB5_CONFIG": str(nowhere)}

    done = dc.run("remote_prt", "inventory", *words, "--ldap-server", "127.0.0.1", "--format", "json", more=more)
    refused = dc.run("remote_prt", "inventory", *words, "--ldap-server", dc.name, more=more)

    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["Counts"]["Computers"] > 0
    assert refused.returncode == 2
    assert "the directory cannot be asked: " in refused.stderr


def test_over_tls_a_password_is_kerberos_too(dc: SambaDc, words: tuple[str, ...]) -> None:
    """`--ldaps` with `--ca-cert`, by the ticket that the password gets."""
    over_tls = ("--ldap-server", dc.name, "--ldaps", "--ca-cert", str(dc.ca_certificate))

    done = dc.run("remote_prt", "inventory", *words, *over_tls, "--format", "json")

    assert json.loads(done.stdout)["Counts"] == listing(dc, *words)["Counts"]
    assert all(line.startswith("remote_prt: ") for line in done.stderr.splitlines()), done.stderr


def test_units_of_sources_are_groups(dc: SambaDc, words: tuple[str, ...]) -> None:
    """`--limit` takes the units of both sources, also one with a comma in its name, with their groups' settings."""
    done = dc.run("remote_prt", "--list-hosts", *words, "--limit", "@Laptops,@Branch-East,@大阪:!@Desktops")

    hosts = [line.removeprefix("# ").split()[0] for line in done.stdout.splitlines()]
    named = {host.removesuffix(":5986") for host in hosts}
    assert named == {one.fqdn for place in (LAPTOPS, BRANCH, OSAKA) for one in under(place, dc.computers)}, done.stderr
    assert not named & {one.fqdn for one in under(DESKTOPS, dc.computers)}
    assert {host for host in hosts if ":" in host} == {
        f"{one.fqdn}:5986" for place in (LAPTOPS, OSAKA) for one in under(place, dc.computers)
    }
