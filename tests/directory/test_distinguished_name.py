"""Distinguished names: escapes, domains, units, and what is none."""

import pytest

from remote_prt.directory.distinguished_name import BadName, NamePart, domain_of, split_name, units_of


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("OU=Tokyo,DC=corp", ("Tokyo", "corp")),
        (r"OU=Branch\, East,DC=corp", ("Branch, East", "corp")),
        (r"OU=Branch\2C East,DC=corp", ("Branch, East", "corp")),
        (r"OU=\E5\A4\A7\E9\98\AA", ("大阪",)),
        ("OU=大阪", ("大阪",)),
        (r"CN=a\\b\+c\"", (r"a\b+c" + '"',)),
        ("ou = Tokyo , dc = corp", ("Tokyo", "corp")),
        (r"CN=pc\0ACNF:1-2", ("pc\nCNF:1-2",)),
    ],
)
def test_escapes_are_undone(text: str, values: tuple[str, ...]) -> None:
    """A comma may be escaped as itself or as its number, text in UTF-8 too."""
    assert tuple(part.value for part in split_name(text)) == values


@pytest.mark.parametrize("text", ["", "Clients", "OU=", "OU=a,", "OU=a,,DC=b", "=a", "OU=a\\", "OU=a+CN=b", r"OU=\FF"])
def test_what_is_no_name_is_refused(text: str) -> None:
    """Every other text is told as what it is not."""
    with pytest.raises(BadName):
        split_name(text)


def test_the_length_is_bounded() -> None:
    """Nobody waits for a name of a million characters."""
    with pytest.raises(BadName):
        split_name("OU=" + "a" * 1_000_000)


def test_domain_and_units_are_read_from_a_name() -> None:
    """The domain is the DC parts in order, the units are told from the outermost on."""
    name = "CN=pc,OU=Laptops,OU=Tokyo,DC=Corp,DC=example"

    assert domain_of(name) == "corp.example"
    assert units_of(name) == ("Tokyo", "Laptops")
    assert split_name(name)[0] == NamePart("CN", "pc")
    assert domain_of("nonsense") == ""
    assert units_of("nonsense") == ()
