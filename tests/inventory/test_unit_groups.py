"""Organizational units as groups: short names where they are clear, longer ones where they are not."""

from remote_prt.inventory.unit_groups import UnitGroups, WholeNames, settled, unit_groups, units_around
from remote_prt.model import Target


def groups(*names: str, taken: tuple[str, ...] = ()) -> UnitGroups:
    """The groups of objects in these places."""
    return unit_groups((unit for name in names for unit in units_around(name)), taken)


def called(*names: str, taken: tuple[str, ...] = ()) -> list[str]:
    """What their units are called."""
    return list(groups(*names, taken=taken).names.values())


def test_a_unit_goes_by_its_name() -> None:
    """Each unit around an object is a group, however deep."""
    assert called("CN=a,OU=Laptops,OU=Tokyo,DC=corp,DC=example", "CN=b,OU=Osaka,DC=corp,DC=example") == [
        "Osaka",
        "Tokyo",
        "Laptops",
    ]


def test_two_units_of_one_name_are_two_groups() -> None:
    """They are told apart by what is around them, and the name alone may mean either."""
    found = groups("CN=a,OU=Laptops,OU=Tokyo,DC=corp,DC=example", "CN=b,OU=laptops,OU=Osaka,DC=corp,DC=example")

    assert sorted(found.names.values()) == ["Osaka", "Osaka/laptops", "Tokyo", "Tokyo/Laptops"]
    assert found.aliases["laptops"] == ("Osaka/laptops", "Tokyo/Laptops")
    assert found.aliases["corp.example/tokyo/laptops"] == ("Tokyo/Laptops",)


def test_one_unit_in_two_spellings_is_one() -> None:
    """Case does not tell units apart."""
    assert called("CN=a,OU=Tokyo,DC=corp,DC=example", "CN=b,ou=TOKYO,dc=CORP,dc=example") == ["Tokyo"]


def test_domains_tell_units_apart() -> None:
    """The same place in two domains is two groups."""
    assert called("OU=Clients,DC=a,DC=example", "OU=Clients,DC=b,DC=example") == [
        "a.example/Clients",
        "b.example/Clients",
    ]


def test_a_group_of_the_file_keeps_its_name() -> None:
    """A unit of that name goes by a longer one, and so does one called all."""
    assert called("OU=Tokyo,DC=corp,DC=example", taken=("tokyo",)) == ["corp.example/Tokyo"]
    assert called("OU=all,DC=corp,DC=example") == ["corp.example/all"]


def test_names_that_differ_only_in_what_no_group_may_be_called_are_numbered() -> None:
    """No spelling of a name makes two units one."""
    names = (r"OU=Branch\, East,DC=corp,DC=example", "OU=Branch/East,DC=corp,DC=example", "OU=***,DC=corp,DC=example")

    assert sorted(called(*names)) == ["_", "corp.example/Branch-East-1", "corp.example/Branch-East-2"]


def test_a_unit_that_has_a_name_keeps_it() -> None:
    """So that an OU that a source and --ou list is one group; another of its name goes by a longer one."""
    known = groups("OU=Laptops,OU=Tokyo,DC=corp,DC=example").names
    again = units_around("CN=b,OU=laptops,OU=tokyo,DC=corp,DC=example")
    other = units_around("CN=c,OU=Laptops,OU=Osaka,DC=corp,DC=example")
    found = unit_groups((*again, *other), taken=tuple(known.values()), known=known)

    assert [found.names[unit] for unit in (*again, *other)] == ["Tokyo", "Laptops", "Osaka", "Osaka/Laptops"]
    assert set(found.aliases["laptops"]) == {"Laptops", "Osaka/Laptops"}


def test_whole_places_become_the_names_that_a_list_would_have() -> None:
    """Once all targets are known; two that are spelled alike without forbidden characters stay two."""
    names = WholeNames()
    places = [
        "CN=a,OU=Laptops,OU=Tokyo,DC=corp,DC=example",
        "CN=b,OU=Laptops,OU=Osaka,DC=corp,DC=example",
        r"CN=c,OU=Branch\, East,DC=corp,DC=example",
        "CN=d,OU=Branch/East,DC=corp,DC=example",
    ]
    targets = [Target(dn[3], groups=tuple(map(names.of, units_around(dn)))) for dn in places]

    assert targets[0].groups == ("corp.example/Tokyo", "corp.example/Tokyo/Laptops")
    assert [one.groups for one in settled(targets)] == [
        ("Tokyo", "Tokyo/Laptops"),
        ("Osaka", "Osaka/Laptops"),
        ("Branch-East",),
        ("Branch-East-1",),
    ]
