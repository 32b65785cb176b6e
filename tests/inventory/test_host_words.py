"""Words as people type them, and as their shells hand them over."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from remote_prt.errors import InventoryError
from remote_prt.inventory.host_words import NamedHost, Place, hosts_of_word, split_words

HERE = Place("command line")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", []),
        (" , ,\t\n", []),
        ("pc1,pc2 pc3\tpc4\r\npc5", ["pc1", "pc2", "pc3", "pc4", "pc5"]),
        ("pc[1-2,5],pc9", ["pc[1-2,5]", "pc9"]),
        ("pc[01-02,05]", ["pc[01-02,05]"]),
        ("pc[01-02 05]", ["pc[01-02,05]"]),
        ("pc[ 1, 2 ]", ["pc[1,2]"]),
        ("a[1,2]b[3 4].x,c", ["a[1,2]b[3,4].x", "c"]),
        ("-,@a.txt", ["-", "@a.txt"]),
        (r"@C:\my lists\a.txt,pc1", [r"@C:\my lists\a.txt", "pc1"]),
        ("@tokyo @osaka", ["@tokyo", "@osaka"]),
        ("~^pc(1|2){1,3}[a,b],pc1", ["~^pc(1|2){1,3}[a,b]", "pc1"]),
        ("~a b", ["~a", "b"]),
        ("pc[1-2", ["pc[1-2"]),
        ("pc[1,pc2", ["pc[1,pc2"]),
    ],
)
def test_lists_are_split(text: str, words: list[str]) -> None:
    """Commas and white space part words, except inside a bracket; `@` reaches to the next comma or ` @`."""
    assert list(split_words(text)) == words


@pytest.mark.parametrize(
    ("word", "hosts"),
    [
        ("pc1", [("pc1", None)]),
        ("pc1:15985", [("pc1", 15985)]),
        ("pc[1-2]:15985", [("pc1", 15985), ("pc2", 15985)]),
        ("10.0.0.7:1", [("10.0.0.7", 1)]),
        ("2001:db8::7", [("2001:db8::7", None)]),
        ("::1", [("::1", None)]),
        ("2001:db8::7:5985", [("2001:db8::7:5985", None)]),
        ("[2001:db8::7]", [("2001:db8::7", None)]),
        ("[2001:db8::7]:65535", [("2001:db8::7", 65535)]),
        ("[::ffff:10.0.0.1]", [("::ffff:10.0.0.1", None)]),
        ("2001:db8::[1-2]", [("2001:db8::1", None), ("2001:db8::2", None)]),
    ],
)
def test_ports_and_addresses(word: str, hosts: list[tuple[str, int | None]]) -> None:
    """One colon before digits is a port, two make an IPv6 address, a colon inside brackets too."""
    assert hosts_of_word(word, HERE).hosts == tuple(NamedHost(*host) for host in hosts)


@pytest.mark.parametrize(
    ("word", "problem"),
    [
        ("pc1:0", "0 is not a port"),
        ("pc1:65536", "65536 is not a port"),
        ("pc1:999999999", "999999999 is not a port"),
        ("pc1:", "not an IPv6 address"),
        ("pc1:http", "not an IPv6 address"),
        (":5985", "an empty part between dots"),
        ("[pc1]:5985", "'pc1' is not a number"),
        ("[2001:db8::g]", "not an IPv6 address"),
        ("10.0.0.[255-256]", "'10.0.0.256': a name that ends in a number"),
        ("hosts.txt;x", "the character ';' is not allowed"),
        ("pc[1-2,pc3", "a bracket that is never closed"),
    ],
)
def test_wrong_words_name_the_word(word: str, problem: str) -> None:
    """A word that is no host is one line with its place and what was expected."""
    with pytest.raises(InventoryError) as caught:
        hosts_of_word(word, HERE)

    assert problem in caught.value.problem
    assert str(caught.value).startswith("command line: ")
    assert " - expected " in str(caught.value)


@given(st.lists(st.sampled_from(["pc1", "pc[1-2,4]", "a[1,2]b[3]", "@x y", "-", "::1", "h:1"]), max_size=6), st.data())
def test_words_survive_any_separators(words: list[str], data: st.DataObject) -> None:
    """However a list is parted, by commas with or without blanks, its words come out as they went in."""
    text = "".join(data.draw(st.sampled_from([",", ", ", " ,\n", ",,"])) + word for word in words)

    assert list(split_words(text)) == words


@given(st.text(max_size=60))
def test_any_word_is_hosts_or_one_line(text: str) -> None:
    """Whatever is typed, the result is hosts or an InventoryError on one printable line."""
    for word in split_words(text):
        try:
            assert hosts_of_word(word, HERE).hosts
        except InventoryError as error:
            assert str(error).isprintable()  # noqa: PT017  either outcome is right, and this one has a shape


def test_a_dot_is_this_machine() -> None:
    """`.` means the machine one sits at, as with other tools of Windows; a name may still not begin with one."""
    (host,) = hosts_of_word(".", Place("command line")).hosts

    assert host == NamedHost("localhost")
    with pytest.raises(InventoryError):
        hosts_of_word(".corp", Place("command line"))
