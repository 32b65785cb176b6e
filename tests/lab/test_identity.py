"""Made-up details are decided by the seed and fit together."""

from datetime import UTC, datetime

from remote_prt.lab.fleet import plan_fleet
from remote_prt.lab.identity import identify

NOW = datetime(2026, 1, 31, 1, 0, tzinfo=UTC)


def test_same_host_same_details() -> None:
    """Two plans of one seed give the same people and GUIDs, another seed gives others."""
    first, again, other = (identify(plan_fleet(1, seed, NOW, ["wrong-password"])[0]) for seed in (1, 1, 2))

    assert first == again
    assert first.device_id != other.device_id
    assert first.people[0].sid != other.people[0].sid


def test_sids_tell_where_an_account_lives() -> None:
    """Entra accounts have S-1-12-1 SIDs, the others S-1-5-21; a local account has no UPN and its host's name."""
    host = plan_fleet(1, 3, NOW, ["shared-with-local-admin"])[0]
    entra, local = identify(host).people

    assert entra.sid.startswith("S-1-12-1-")
    assert entra.account.startswith("AzureAD\\")
    assert local.sid.startswith("S-1-5-21-")
    assert local.account == f"{host.computer_name.upper()}\\helpdesk"
    assert local.upn == ""


def test_colleagues_are_different_people() -> None:
    """On a session host nobody shares a name or SID, and all come from one domain."""
    people = identify(plan_fleet(1, 3, NOW, ["session-host-crowd"])[0]).people

    assert len({person.sid for person in people}) == len({person.name for person in people}) == 4
    assert len({person.sid.rpartition("-")[0] for person in people}) == 1


def test_names_come_from_the_culture() -> None:
    """Japanese and Turkish hosts have names that no ASCII holds, and UPNs that are ASCII."""
    for scenario in ("healthy-japanese", "healthy-turkish"):
        identity = identify(plan_fleet(1, 3, NOW, [scenario])[0])

        assert not identity.tenant_name.isascii()
        assert not identity.people[0].name.isascii()
        assert identity.people[0].upn.isascii()


def test_upns_can_be_wrong() -> None:
    """A scenario may give its user a UPN without a routable domain, or none that is one."""
    assert identify(plan_fleet(1, 3, NOW, ["domain-not-found"])[0]).people[0].upn.endswith(".local")
    assert "@" not in identify(plan_fleet(1, 3, NOW, ["malformed-upn"])[0]).people[0].upn
