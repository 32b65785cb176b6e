"""YAML as plain values with lines."""

import pytest

from remote_prt.inventory.yaml_lines import KeyPath, dotted, read_yaml


def test_values_and_lines() -> None:
    """Scalars are the text that was written, null and nothing are None, and each key and item knows its line."""
    tree = read_yaml("a: 0123\nb:\n  - no\n  - 12:30\n  - ~\n  - '~'\nc: {d: 2026-01-31, e: }\n2001:db8::1:\n", "f")

    assert tree.value == {
        "a": "0123",
        "b": ["no", "12:30", None, "~"],
        "c": {"d": "2026-01-31", "e": None},
        "2001:db8::1": None,
    }
    assert tree.lines == {
        (): 1, ("a",): 1, ("b",): 2, ("b", 0): 3, ("b", 1): 4, ("b", 2): 5, ("b", 3): 6,
        ("c",): 7, ("c", "d"): 7, ("c", "e"): 7, ("2001:db8::1",): 8,
    }  # fmt: skip
    assert tree.mistakes == []


@pytest.mark.parametrize(("path", "line"), [((), 1), (("b",), 2), (("b", "x", 3), 2), (("y",), 1)])
def test_a_key_without_a_line_has_the_line_around_it(path: KeyPath, line: int) -> None:
    """A path that is not in the file is looked for outwards."""
    assert read_yaml("a: 1\nb: {c: 2}\n", "f").line_of(path) == line


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ((), ""),
        (("groups", "tokyo", "port"), "groups.tokyo.port"),
        (("hosts", "pc1.corp", "port"), 'hosts."pc1.corp".port'),
        (("hosts", "pc[1-2,5]", 0), "hosts.pc[1-2,5].0"),
        (("a\x1b",), r'"a\x1b"'),
        (("東京",), "東京"),
    ],
)
def test_dotted_paths(path: KeyPath, text: str) -> None:
    """Paths read as keys joined by dots; keys with dots or odd characters are quoted and escaped."""
    assert dotted(path) == text


def test_a_comment_is_an_empty_tree() -> None:
    """A file without a document has no value and no mistakes."""
    tree = read_yaml("# nothing\n", "f")

    assert (tree.value, tree.mistakes) == (None, [])


def test_aliases_cannot_grow() -> None:
    """Nine lines that would mean a billion values are refused, line by line, and never expanded."""
    lines = ["a0: &a0 [x]"] + [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 10)]
    tree = read_yaml("\n".join(lines), "f")

    assert [mistake.line for mistake in tree.mistakes] == list(range(1, 11))
    assert set(tree.value.values()) == {None}
