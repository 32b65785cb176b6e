"""`--limit` and `--exclude` over a small fleet."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from remote_prt.errors import InventoryError
from remote_prt.inventory.inventory_file import read_inventory
from remote_prt.inventory.patterns import exclude_terms, keep, limit_terms
from remote_prt.inventory.sources import Sources

FLEET = read_inventory(
    """
hosts: [free.corp.example, 10.0.0.7, "2001:db8::7"]
groups:
  tokyo:
    hosts: {"pc[01-03]": }
    children:
      lab: {hosts: [lab1, lab2]}
  pilots: {hosts: [PC01, lab1]}
""",
    "fleet.yml",
)
ALL = [target.name for target in FLEET.targets]


def limited(pattern: str) -> list[str]:
    """The names that a `--limit` pattern keeps of the fleet."""
    kept, _ = keep(FLEET.targets, limit_terms(pattern, Sources(inventory=FLEET)))
    return [target.name for target in kept]


@pytest.mark.parametrize(
    ("pattern", "names"),
    [
        ("pc01", "pc01"),
        ("PC01,lab2", "pc01 lab2"),
        ("lab2 pc01", "pc01 lab2"),
        ("pc[02-09]", "pc02 pc03"),
        ("pc*", "pc01 pc02 pc03"),
        ("*1", "pc01 lab1"),
        ("pc0?", "pc01 pc02 pc03"),
        ("p?[01-02]", "pc01 pc02"),
        ("l*[1-2]", "lab1 lab2"),
        ("free", ""),
        ("free*", "free.corp.example"),
        ("10.0.0.[1-9]", "10.0.0.7"),
        ("2001:DB8:0::7", "2001:db8::7"),
        ("~^pc0[13]$", "pc01 pc03"),
        ("~PC0(1|2),lab1", "pc01 pc02 lab1"),
        ("~^.{4,4}$", "pc01 pc02 pc03 lab1 lab2"),
        ("~c01", "pc01"),
        ("@tokyo", "pc01 pc02 pc03 lab1 lab2"),
        ("@LAB", "lab1 lab2"),
        ("@tokyo:&@pilots", "pc01 lab1"),
        ("@tokyo,&@pilots", "pc01 lab1"),
        ("@tokyo&@pilots", "pc01 lab1"),
        ("&@pilots,@tokyo", "pc01 lab1"),
        ("@tokyo:!@lab", "pc01 pc02 pc03"),
        ("@tokyo!@lab!pc02", "pc01 pc03"),
        ("!@tokyo", "free.corp.example 10.0.0.7 2001:db8::7"),
        ("!@tokyo,pc01,free*", "free.corp.example"),
        ("&@lab", "lab1 lab2"),
        ("pc*:&~2$:!lab1", "pc02"),
        ("@lab:!pc*:&@tokyo, pc02", "lab1 lab2"),
        ("@all:!pc[01-02]", "free.corp.example 10.0.0.7 2001:db8::7 pc03 lab1 lab2"),
        ("2001:db8::7:!pc01", "2001:db8::7"),
        ("@lab pc02", "pc02 lab1 lab2"),
        ("@tokyo:!@lab pc02", "pc01 pc02 pc03"),
    ],
)
def test_limits(pattern: str, names: str) -> None:
    """Plain terms are united, `&` terms narrow, `!` terms take away, in whatever order they are written."""
    assert limited(pattern) == sorted(names.split(), key=ALL.index)


@pytest.mark.parametrize(
    ("pattern", "problem"),
    [
        ("~(", "missing )"),
        ("pc[3-1]", "counts downwards"),
        ("pc1:!", "':!' names no host"),
        ("!", "'!' names no host"),
        ("a,,!", "'!' names no host"),
        ("@", "'@' names no host"),
        ("@nowhere", "'@nowhere': fleet.yml has no such group, and there is no such file"),
        ("@toky", "did you mean @tokyo?"),
        ("a:b", "'a:b' is no pattern"),
        ("pc1:5985", "'pc1:5985' is no pattern"),
        ("pc\x071", r"'pc\x071' is no pattern"),
        ("pc[1-2000]*", "2,000 globs, more than 1,000"),
    ],
)
def test_wrong_limits(pattern: str, problem: str) -> None:
    """A term that cannot be read is named on one printable line."""
    with pytest.raises(InventoryError) as caught:
        limit_terms(pattern, Sources(inventory=FLEET))

    assert problem in str(caught.value)
    assert str(caught.value).startswith("--limit: ")
    assert str(caught.value).isprintable()


def test_terms_without_a_host_are_told() -> None:
    """Terms that match nothing come back, without their signs."""
    _, idle = keep(FLEET.targets, limit_terms("pc01,nope,!pc9*:&@lab", Sources(inventory=FLEET)))

    assert idle == ("nope", "pc9*")


def test_exclude_drops_every_kind_of_term() -> None:
    """`--exclude` takes ranges, globs, regular expressions, groups and addresses."""
    kept, idle = keep(
        FLEET.targets, exclude_terms("pc[01-02],free*, ~^10, @lab 2001:db8::7,x", Sources(inventory=FLEET))
    )

    assert [target.name for target in kept] == ["pc03"]
    assert idle == ("x",)


def test_exclude_reads_files(tmp_path) -> None:
    """`--exclude @FILE` drops the hosts of a file."""
    (tmp_path / "retired.txt").write_text("PC01\nlab[1-2]\n", encoding="utf-8")
    kept, _ = keep(FLEET.targets, exclude_terms(f"@{tmp_path}/retired.txt", Sources(inventory=FLEET)))

    assert {"pc01", "lab1", "lab2"} & {target.name for target in kept} == set()


NAMES = st.lists(st.sampled_from(["pc01", "pc[02-03]", "lab*", "@pilots", "~1$", "nope"]), min_size=1, max_size=4)


@given(NAMES, NAMES)
def test_limits_follow_set_algebra(left: list[str], right: list[str]) -> None:
    """Union, intersection and difference of patterns are those of the sets they mean."""
    a, b = set(limited(",".join(left))), set(limited(",".join(right)))

    assert set(limited(",".join(left + right))) == a | b
    assert set(limited(",".join(left) + "".join(f":!{term}" for term in right))) == a - b
    if len(right) == 1:
        assert set(limited(",".join(left) + f":&{right[0]}")) == a & b


@given(st.text(max_size=40).filter(lambda text: "(" not in text))
def test_any_pattern_is_a_set_or_one_line(pattern: str) -> None:
    """Whatever is typed, the outcome is a choice of the fleet's hosts or an InventoryError."""
    try:
        assert set(limited(pattern)) <= set(ALL)
    except InventoryError as error:
        assert str(error).isprintable()  # noqa: PT017  either outcome is right, and this one has a shape
