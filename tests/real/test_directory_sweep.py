"""An OU of a real domain, listed and swept: by Kerberos only, whoever is left out with the reason, the counts whole."""

import csv
import io
import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from tests.real.directory import BASE_DN, BRANCH, DESKTOPS, LAPTOPS, OSAKA, TOKYO, VISITED, Computer, Kind, under
from tests.real.kerberos_lab import KerberosLab
from tests.real.samba_dc import SambaDc

TOKYO_DN = f"{TOKYO},{BASE_DN}"
REASONS = {
    Kind.DISABLED: "disabled in Active Directory",
    Kind.SERVICE_ACCOUNT: "a service account, no computer",
    Kind.STALE: "last logon 200 days ago (--max-logon-age)",
    Kind.LINUX: "not Windows: Ubuntu",
    Kind.MAC: "not Windows: macOS",
}


@pytest.fixture(scope="module")
def ticket(dc: SambaDc, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The ticket of an ordinary account."""
    return dc.kinit(tmp_path_factory.mktemp("ticket") / "ccache")


def expected_reason(computer: Computer) -> str | None:
    """Why a sweep leaves it out, by what was planned."""
    return REASONS.get(computer.kind)


def listing(dc: SambaDc, ticket: Path, *words: str) -> dict[str, Any]:
    """What `remote_prt inventory` found."""
    done = dc.run("remote_prt", "inventory", *words, "--format", "json", ccache=ticket)
    assert done.returncode == 0, done.stderr
    document: dict[str, Any] = json.loads(done.stdout)
    return document


def told(dc: SambaDc, ticket: Path | None, *words: str) -> str:
    """The one line of a listing that fails."""
    done = dc.run("remote_prt", "inventory", *words, ccache=ticket)
    assert done.returncode == 2, done.stderr
    assert done.stdout == ""
    (line,) = done.stderr.splitlines()
    return line


def test_the_listing_is_the_directory(dc: SambaDc, ticket: Path) -> None:
    """Every computer of the OU and of those in it is there once, with the reason that was planned for it."""
    document = listing(dc, ticket, "--ou", TOKYO_DN, "--ldap-server", dc.name, "--max-logon-age", "45d")

    planned = {computer.fqdn: expected_reason(computer) for computer in under(TOKYO, dc.computers)}
    found = {one["ComputerName"]: one["Reason"] for one in document["Computers"]}
    assert found == planned
    visited = sum(reason is None for reason in planned.values())
    assert document["Counts"] == {
        "Computers": len(planned),
        "WouldVisit": visited,
        "LeftOut": len(planned) - visited,
    }


def test_a_sweep_of_the_ou_needs_a_ticket_only_and_loses_nobody(
    dc: SambaDc, lab: KerberosLab, ticket: Path, tmp_path: Path
) -> None:
    """DNS names the server, each computer has an outcome, and those left out are SKIPPED with their reason."""
    words = ("--ou", TOKYO_DN, "--max-logon-age", "45d", "--auth", "kerberos", "--format", "json")
    more = {"XDG_STATE_HOME": str(tmp_path)}

    done = dc.run("remote_prt", *words, "--host-timeout", "20", "-t", "3", ccache=ticket, more=more)

    assert done.stdout, done.stderr
    document = json.loads(done.stdout)
    results = {one["ComputerName"]: one for one in document["Results"]}
    planned = under(TOKYO, dc.computers)
    assert set(results) == {computer.fqdn for computer in planned}
    skipped = {name: one["Failure"]["Message"] for name, one in results.items() if one["Outcome"] == "SKIPPED"}
    assert skipped == {one.fqdn: expected_reason(one) for one in planned if one.kind not in VISITED}
    true = {
        f"{host['ComputerName']}.{dc.domain}": host["Status"]
        for host in lab.hosts
        if not host["Https"] and host["InInventory"]
    }
    seen = {name: results[name]["Status"] for name in true if name != lab.spoilt and name in results}
    assert Counter(seen.values()) == Counter(true[name] for name in seen)
    assert len(seen) >= 200
    assert f"{dc.name}: {len(planned)} computers" in done.stderr


def test_hosts_are_visited_while_others_are_listed(dc: SambaDc, lab: KerberosLab, ticket: Path, tmp_path: Path) -> None:
    """Over several pages of a real directory, a pattern kept page by page: the same hosts as from a whole list."""
    wanted = [name for name in lab.hosts_with("HEALTHY") if name != lab.spoilt][:40]
    words = ("--ou", BASE_DN, "--ldap-server", dc.name, "--limit", ",".join(wanted), "--auth", "kerberos")
    more = {"XDG_STATE_HOME": str(tmp_path)}

    outputs = ("-o", "json=-", "--log-file", str(tmp_path / "log"))

    streamed = dc.run("remote_prt", *words, *outputs, ccache=ticket, more=more)
    whole = dc.run("remote_prt", *words, "--list-hosts", ccache=ticket)

    results = {one["ComputerName"]: one["Status"] for one in json.loads(streamed.stdout)["Results"]}
    assert results == dict.fromkeys(wanted, "HEALTHY"), streamed.stderr
    assert set(whole.stdout.split()) == set(wanted)
    events = [json.loads(line) for line in (tmp_path / "log").read_text(encoding="utf-8").splitlines()]
    added = [event["Hosts"] for event in events if event["Event"] == "hosts-added"]
    started = next(event["Hosts"] for event in events if event["Event"] == "run-started")
    assert added[-1] == 0, "the list has ended"
    assert (started > 0, sum(added) > 0, started + sum(added)) == (True, True, len(wanted))
    assert f"{dc.name}: {len(dc.computers) + 1:,} computers" in streamed.stderr
    assert "others are listed meanwhile" in streamed.stderr


def test_units_are_groups(dc: SambaDc, ticket: Path) -> None:
    """`--limit` takes an OU's name as a group, also one with a comma in its name."""
    words = ("--list-hosts", "--ou", f"OU=Clients,{BASE_DN}", "--ldap-server", dc.name)

    done = dc.run("remote_prt", *words, "--limit", "@Laptops,@Branch-East", ccache=ticket)

    named = {line.split()[1] if line.startswith("#") else line for line in done.stdout.splitlines()}
    assert named == {one.fqdn for place in (LAPTOPS, BRANCH) for one in under(place, dc.computers)}, done.stderr


@pytest.mark.parametrize("place", [OSAKA, BRANCH, DESKTOPS], ids=["japanese", "escaped-comma", "nested"])
def test_names_of_units_are_taken_as_they_are(dc: SambaDc, ticket: Path, place: str) -> None:
    """An OU with Japanese text or an escaped comma in its name is found."""
    document = listing(dc, ticket, "--ou", f"{place},{BASE_DN}", "--ldap-server", dc.name)

    assert document["Counts"]["Computers"] == len(under(place, dc.computers))


def test_a_filter_a_scope_and_units_that_overlap(dc: SambaDc, ticket: Path) -> None:
    """Filter and scope narrow, and an object that two OUs hold is one."""
    at = ("--ldap-server", dc.name)
    whole = len(under(TOKYO, dc.computers))

    twice = listing(dc, ticket, "--ou", TOKYO_DN, "--ou", f"{LAPTOPS},{BASE_DN}".lower(), *at)
    linux = listing(dc, ticket, "--ou", TOKYO_DN, "--ldap-filter", "(operatingSystem=Ubuntu*)", *at)
    level = listing(dc, ticket, "--ou", TOKYO_DN, "--search-scope", "onelevel", *at)

    assert twice["Counts"]["Computers"] == whole
    assert linux["Counts"] == {
        "Computers": sum(one.kind is Kind.LINUX for one in under(TOKYO, dc.computers)),
        "WouldVisit": 0,
        "LeftOut": linux["Counts"]["Computers"],
    }
    assert level["Counts"]["Computers"] == sum(one.ou == TOKYO for one in dc.computers)


def test_ldaps_is_verified(dc: SambaDc, ticket: Path) -> None:
    """Over TLS the certificate must be trusted; with its authority the listing is the same."""
    words = ("--ou", TOKYO_DN, "--ldap-server", dc.name, "--ldaps")

    trusted = listing(dc, ticket, *words, "--ca-cert", str(dc.ca_certificate))

    assert trusted["Counts"]["Computers"] == len(under(TOKYO, dc.computers))
    assert f"directory server {dc.name}: its certificate is not trusted: " in told(dc, ticket, *words)


def test_csv_has_a_line_for_each(dc: SambaDc, ticket: Path) -> None:
    """The same listing as CSV."""
    words = ("--ou", TOKYO_DN, "--ldap-server", dc.name, "--format", "csv")

    done = dc.run("remote_prt", "inventory", *words, ccache=ticket)

    rows = list(csv.DictReader(io.StringIO(done.stdout)))
    assert {row["ComputerName"] for row in rows} == {one.fqdn for one in under(TOKYO, dc.computers)}


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--ou", f"OU=Nowhere,{BASE_DN}"), "it has no object of that name, or this account may not see it"),
        (("--ou", "Clients"), "--ou 'Clients' is no distinguished name"),
        (("--ou", TOKYO_DN, "--ldap-filter", "(cn=x"), "--ldap-filter '(cn=x' cannot be read from character 1 on"),
    ],
    ids=["no-such-ou", "no-name", "filter"],
)
def test_what_cannot_be_done_is_one_line(dc: SambaDc, ticket: Path, words: tuple[str, ...], said: str) -> None:
    """A wrong name and a wrong filter have a line each."""
    assert said in told(dc, ticket, *words, "--ldap-server", dc.name)


def test_without_a_ticket_or_a_server_one_line_says_so(dc: SambaDc, ticket: Path) -> None:
    """No ticket, and a domain that DNS does not know."""
    assert "klist" in told(dc, None, "--ou", TOKYO_DN) or "kinit" in told(dc, None, "--ou", TOKYO_DN)
    assert "DNS names no domain controller of it" in told(dc, ticket, "--ou", "OU=X,DC=nowhere,DC=example")
