"""Bracket ranges, held against a plain reading of the grammar and against ClusterShell's own NodeSet."""

import tracemalloc

import pytest
from ClusterShell.NodeSet import RESOLVER_NOGROUP, NodeSet
from hypothesis import given
from hypothesis import strategies as st

from remote_prt.inventory.host_words import split_words
from remote_prt.inventory.ranges import MAX_HOSTS, BadRange, expand
from remote_prt.reports.folding import fold_hosts


@pytest.mark.parametrize(
    ("word", "names"),
    [
        ("pc1", "pc1"),
        ("pc[1-3]", "pc1 pc2 pc3"),
        ("pc[08-11]", "pc08 pc09 pc10 pc11"),
        ("pc[9-11]", "pc9 pc10 pc11"),
        ("pc[0-1]", "pc0 pc1"),
        ("pc[00-01]", "pc00 pc01"),
        ("pc[1-9/4]", "pc1 pc5 pc9"),
        ("pc[1-5/9]", "pc1"),
        ("pc[7]", "pc7"),
        ("pc[007]", "pc007"),
        ("pc[1-2,5]", "pc1 pc2 pc5"),
        ("pc[5,1-2]", "pc1 pc2 pc5"),
        ("pc[01,1,001]", "pc1 pc01 pc001"),
        ("pc[1-2]-x[3-4].corp", "pc1-x3.corp pc1-x4.corp pc2-x3.corp pc2-x4.corp"),
        ("h[1-2][3-4]", "h13 h14 h23 h24"),
        ("h[1-2]0[3-4]", "h103 h104 h203 h204"),
        ("[1-2]pc", "1pc 2pc"),
        ("10.0.0.[9-11]", "10.0.0.9 10.0.0.10 10.0.0.11"),
    ],
)
def test_ranges(word: str, names: str) -> None:
    """A range means its numbers, ascending in each bracket, with the zeros that were written."""
    assert list(expand(word).names) == names.split()


@pytest.mark.parametrize(
    ("word", "problem"),
    [
        ("pc[1-3", "a bracket that is never closed"),
        ("pc[", "a bracket that is never closed"),
        ("pc]", "a closing bracket without an opening one"),
        ("pc[1]]", "a closing bracket without an opening one"),
        ("pc[[1]]", "a bracket inside a bracket"),
        ("pc[]", "an empty bracket"),
        ("pc[1,]", "'' is not a number"),
        ("pc[a-d]", "'a-d' is not a number"),
        ("pc[-1]", "'-1' is not a number"),
        ("pc[1-2-3]", "'1-2-3' is not a number"),
        ("pc[1 2]", "'1 2' is not a number"),
        ("pc[\u0661-\u0663]", "is not a number"),
        ("pc[3-1]", "'3-1' counts downwards"),
        ("pc[1-9/0]", "'1-9/0' has a step of zero"),
        ("pc[01-100]", "'01-100' is padded to two different widths"),
        ("pc[1-03]", "'1-03' is padded to two different widths"),
        ("pc[0-00]", "'0-00' is padded to two different widths"),
        ("pc[1\x1b[2J]", "a bracket inside a bracket"),
        ("pc[1\x07]", r"'1\x07' is not a number"),
    ],
)
def test_wrong_ranges(word: str, problem: str) -> None:
    """A bracket that cannot be read says why."""
    with pytest.raises(BadRange) as caught:
        expand(word)

    assert problem in str(caught.value)
    assert str(caught.value).isprintable()


@pytest.mark.parametrize("word", ["pc[1-999999999]", "[1-400]-[1-400]", "a[1-9]" * 30, "pc[1-" + "9" * 63 + "]"])
def test_too_many_names_cost_nothing(word: str) -> None:
    """A range beyond the limit is refused by counting: less than a megabyte is used."""
    tracemalloc.start()
    try:
        with pytest.raises(BadRange, match="one selection may have 100,000 at most"):
            expand(word)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    assert peak < 1_000_000


def test_the_limit_itself_is_allowed() -> None:
    """Exactly as many names as allowed expand; one more does not."""
    assert len(expand(f"pc[1-{MAX_HOSTS}]").names) == MAX_HOSTS
    with pytest.raises(BadRange):
        expand(f"pc[0-{MAX_HOSTS}]")


@st.composite
def items(draw: st.DrawFn) -> tuple[str, list[str]]:
    """One item of a bracket and the numbers it means, read without any library."""
    first = draw(st.integers(0, 300))
    last = first + draw(st.integers(0, 30))
    step = draw(st.integers(1, 5))
    width = draw(st.sampled_from([0, len(str(last)), len(str(last)) + 2]))
    text = f"{first:0{width}d}-{last:0{width}d}/{step}"
    return text, [f"{number:0{width}d}" for number in range(first, last + 1, step)]


@given(st.lists(items(), min_size=1, max_size=4), st.sampled_from(["", ".corp", "-x"]))
def test_a_bracket_means_what_its_items_mean(parts: list[tuple[str, list[str]]], suffix: str) -> None:
    """A bracket means the union of its items, and `folded` counts what they repeat."""
    expected = [f"pc{number}{suffix}" for _, numbers in parts for number in numbers]

    found = expand(f"pc[{','.join(text for text, _ in parts)}]{suffix}")

    assert set(found.names) == set(expected)
    assert len(found.names) + found.folded == len(expected)


@given(st.lists(items(), min_size=1, max_size=3), st.lists(items(), min_size=1, max_size=2))
def test_nodeset_agrees(first: list[tuple[str, list[str]]], second: list[tuple[str, list[str]]]) -> None:
    """ClusterShell's NodeSet reads two parted brackets as we do."""
    word = f"pc[{','.join(text for text, _ in first)}]-r[{','.join(text for text, _ in second)}]"

    assert set(NodeSet(word, resolver=RESOLVER_NOGROUP)) == set(expand(word).names)


def _expanded(folded: str) -> set[str]:
    return {name for word in split_words(folded) for name in expand(word).names}


@given(st.sets(st.from_regex(r"[a-c]{1,2}-?[0-9]{1,4}(\.x)?", fullmatch=True), min_size=1, max_size=30))
def test_nodeset_folds_and_we_unfold(names: set[str]) -> None:
    """What ClusterShell folds, expands to the same names."""
    assert _expanded(str(NodeSet.fromlist(sorted(names), resolver=RESOLVER_NOGROUP))) == names


@given(st.sets(st.from_regex(r"[a-c]{1,2}-?[0-9]{1,4}(\.x)?", fullmatch=True), min_size=1, max_size=30))
def test_our_reports_fold_and_we_unfold(names: set[str]) -> None:
    """What the reports fold, for a rerun to be pasted, expands to the same names."""
    assert _expanded(fold_hosts(names)) == names
