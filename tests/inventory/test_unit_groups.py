"""Organizational units as groups: short names where they are clear, longer ones where they are not."""

from remote_prt.inventory.unit_groups import UnitGroups, unit_groups, units_around


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
