"""Host names are folded into ranges that mean the same hosts."""

import random
import time

import pytest
from ClusterShell.NodeSet import RESOLVER_NOGROUP, NodeSet

from remote_prt.reports.folding import fold_hosts, is_plain, natural_order
from tests.reports.builders import HOSTILE_HOST


@pytest.mark.parametrize(
    ("names", "folded"),
    [
        ([], ""),
        (["pc-03"], "pc-03"),
        (["pc-09", "pc-03", "pc-08", "pc-07"], "pc-[03,07-09]"),
        (["pc-9", "pc-10"], "pc-[9-10]"),
        (["pc-09", "pc-10"], "pc-[09-10]"),
        (["pc-099", "pc-100"], "pc-[099-100]"),
        (["pc-7", "pc-07"], "pc-[7,07]"),
        (["pc-9", "pc-010"], "pc-[9,010]"),
        (["pc-099", "pc-0100"], "pc-[099,0100]"),
        (["a1", "b1", "a2"], "a[1-2],b1"),
        (["pc01.contoso.com", "pc02.contoso.com"], "pc[01-02].contoso.com"),
        (["pc1.site1", "pc1.site2"], "pc1.site1,pc1.site2"),
        (["127.0.1.9", "127.0.1.10", "127.0.2.1"], "127.0.1.[9-10],127.0.2.1"),
        (["dc1a", "dc2a"], "dc[1-2]a"),
        (["rack1-pc2", "rack1-pc3"], "rack1-pc[2-3]"),
        (["pc-01", "pc-01"], "pc-01"),
        (["営業-01", "営業-02"], "営業-[01-02]"),
        (["laptop", "server"], "laptop,server"),
        (["pc[1]", "pc[2]"], "pc[1],pc[2]"),
        (["a\x1b1", "a\x1b2"], "a\\u001b1,a\\u001b2"),
    ],
)
def test_names_are_folded(names: list[str], folded: str) -> None:
    """The last number of the first label is folded, padding is kept, and what is no plain name stands for itself."""
    assert folded == fold_hosts(names)


def test_prompt_reads_the_same_hosts_back() -> None:
    """What is folded expands to exactly the names it came from, for a thousand random names of every padding."""
    rng = random.Random(7)
    names = {f"{rng.choice(['pc-', 'lab', 'x1y'])}{rng.randrange(300):0{rng.choice([1, 3])}}" for _ in range(1000)}

    assert names == set(NodeSet(fold_hosts(names), resolver=RESOLVER_NOGROUP))


def test_many_names_fold_quickly() -> None:
    """Twenty thousand names with three numbers each take well under two seconds."""
    rng = random.Random(7)
    names = [f"pc{rng.randrange(1000)}-{rng.randrange(1000)}-{rng.randrange(9)}" for _ in range(20_000)]
    started = time.perf_counter()
    fold_hosts(names)

    assert time.perf_counter() - started < 2


@pytest.mark.parametrize("name", [HOSTILE_HOST, "-rf", "@all", "a b", "a,b", "a[1-2]", "", "a;b", "$(x)", "a\u202eb"])
def test_what_means_something_else_at_a_prompt_is_not_plain(name: str) -> None:
    """Options, groups, ranges, separators and shell characters are no plain names."""
    assert not is_plain(name)


def test_natural_order_counts() -> None:
    """Numbers are compared as numbers and case does not matter."""
    assert ["pc-2", "PC-9", "pc-10", "srv"] == sorted(["srv", "pc-10", "PC-9", "pc-2"], key=natural_order)
