"""Continuation references: which of them are domains with computers of their own."""

import pytest

from remote_prt.directory.references import domains_of


@pytest.mark.parametrize(
    ("place", "domain"),
    [
        ("ldap://child.corp.example/DC=child,DC=corp,DC=example", "child.corp.example"),
        ("ldap://child.corp.example/DC=child,DC=corp,DC=example??base", "child.corp.example"),
        ("LDAPS://dc1:636/dc=Child%2Cdc=corp,dc=example", "child.corp.example"),
        ("ldap://DomainDnsZones.corp.example/DC=DomainDnsZones,DC=corp,DC=example", None),
        ("ldap://ForestDnsZones.corp.example/DC=ForestDnsZones,DC=corp,DC=example", None),
        ("ldap://corp.example/CN=Configuration,DC=corp,DC=example", None),
        ("ldap://corp.example/", None),
        ("ldap://corp.example/DC=a\x1b[2J,DC=example", None),
        ("ldap://corp.example/DC=" + "a" * 5000, None),
        ("ldap://corp.example/" + ",".join(["DC=" + "a" * 60] * 9), None),
        ("https://corp.example/DC=corp", None),
        ("", None),
    ],
)
def test_a_reference_is_a_domain_or_nothing(place: str, domain: str | None) -> None:
    """Partitions that hold no computers, and nonsense, are nobody's domain."""
    assert domains_of([place]) == (() if domain is None else (domain,))
