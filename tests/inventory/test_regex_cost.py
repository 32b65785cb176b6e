"""Which regular expressions could keep a matcher busy, and which cannot."""

import re
import time

import pytest

from remote_prt.errors import InventoryError
from remote_prt.inventory.host_words import Place
from remote_prt.inventory.patterns import name_matcher
from remote_prt.inventory.regex_cost import MOST_CHARACTERS, MOST_WAYS, ways
from remote_prt.model import Target

WORST_NAMES = ("a" * 63, "a" * 63 + ".b", ("a" * 62 + ".") * 4, "ab" * 31, "1" * 60 + "x")


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("pc01", 1),
        (r"^srv\d+\.", 64),
        (r"^.{4,4}$", 1),
        (r"PC0(1|2)", 2),
        (r"^(pc|srv|nb)-(tokyo|osaka)-.*\d+$", 3 * 2 * 64 * 64),
        (r"pc\d{2,4}", 3),
        (r"pc-?[0-9]+", 2 * 64),
        (r"[(+*?|]+\(\+", 64),
        (r"[]+]x", 1),
        (r"(?:a|b){2}", 4),
        (r"(?i:ab|c)?", 3),
        (r"(?P<x>a)(?P=x)", 1),
        (r"(?=a|b)c", 2),
        (r"a{}b{,3}", 4),
        (r"(a)?(?(1)b|c)", 4),
        (r"a+?b*+", 64 * 64),
        ("", 1),
    ],
)
def test_ways_are_counted(pattern: str, expected: int) -> None:
    """The estimate is the product of what each part leaves open."""
    re.compile(pattern)

    assert expected == ways(pattern)


@pytest.mark.parametrize(
    "pattern",
    [
        "(a+)+$",
        "(a|a)*$",
        "(a|aa)+$",
        "(a*)*b",
        "((a{1,9}){1,9}){1,9}b",
        "(?:a?){40}b",
        "a?" * 40 + "a" * 40,
        "(a|a)" * 30 + "b",
        ".*" * 6 + "x",
        "([a-z]+)*!",
        "(.*)*",
        "(?:(?:a+)?)+b",
        "(x+x+)+y",
    ],
)
def test_what_could_run_for_minutes_is_refused(pattern: str) -> None:
    """The line names the expression and what to write instead; nothing is matched."""
    with pytest.raises(InventoryError, match="could take too long"):
        name_matcher(f"~{pattern}", Place("--limit"))

    assert ways(pattern) > MOST_WAYS


@pytest.mark.parametrize(
    "pattern", [r"^(pc|srv)-.*-.*\d$", r".*a.*a.*b", r"(a|b)(a|b)(a|b)a+a+!", r"a{1,60}a{1,60}a{1,60}!"]
)
def test_what_is_taken_is_quick(pattern: str) -> None:
    """The dearest expressions that pass take a moment even on names made against them."""
    matches = name_matcher(f"~{pattern}", Place("--limit"))
    began = time.perf_counter()
    for name in WORST_NAMES:
        matches(Target(name))

    assert time.perf_counter() - began < 5.0


def test_an_expression_as_long_as_a_list_is_refused() -> None:
    """Its length is bounded, and the line says where lists of hosts belong."""
    name_matcher("~" + "a" * MOST_CHARACTERS, Place("--limit"))

    with pytest.raises(InventoryError, match="201 characters"):
        name_matcher("~" + "a" * (MOST_CHARACTERS + 1), Place("--limit"))
