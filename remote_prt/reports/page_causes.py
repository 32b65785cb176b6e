"""The causes as a page tells them: trouble before what is only unknown, with how many of its hosts are new to it."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from remote_prt.diagnosis.finding import Finding
from remote_prt.diagnosis.sighting import BAD
from remote_prt.reports.change import Change
from remote_prt.reports.clusters import Cluster, cause_key
from remote_prt.reports.page_changes import worse_of
from remote_prt.reports.rows import ReportRow, urgency

#: So many are told at the very top.
_MOST_FIRST = 3


@dataclass(frozen=True, slots=True)
class Cause:
    """One cluster as a page shows it."""

    cluster: Cluster
    finding: Finding | None
    remark: str  #: that it is not these PCs, or ""
    shared: tuple[str, ...]
    counts: tuple[tuple[str, int], ...] = ()  #: its hosts by the worst word each has of it, the most urgent first
    new: int = 0  #: hosts among them that were in no trouble before
    mark: str = field(default="", compare=False)  #: what a page calls it in links

    @property
    def steps(self) -> tuple[str, ...]:
        """What to do, in order; the way to better evidence first, where there is none of the cause."""
        action, remedy = self.cluster.action, () if self.finding is None else self.finding.remedy
        return remedy if action in remedy or not action else (action, *remedy)


def in_order(found: Iterable[Cluster]) -> list[Cluster]:
    """Causes of trouble, then what is unknown, then the rest; in each the one with most hosts first."""
    return sorted(found, key=lambda one: (_tier(one.status), -len(one.hosts)))


def first_of(causes: Sequence[Cause]) -> tuple[Cause, ...]:
    """What to look at first: the causes of trouble with most new hosts, then those with most hosts."""
    trouble = [one for one in causes if one.cluster.status in BAD]
    return tuple(sorted(trouble, key=lambda one: (-one.new, -len(one.cluster.hosts)))[:_MOST_FIRST])


def counts_by_cause(rows: Iterable[ReportRow]) -> Mapping[tuple[str, ...], tuple[tuple[str, int], ...]]:
    """The hosts of each cause by the worst word that a host has of it."""
    worst: dict[tuple[str, ...], dict[str, str]] = {}
    for row in rows:
        words = worst.setdefault(cause_key(row), {})
        words[row.host] = min(words.get(row.host, row.status), row.status, key=urgency)
    return {
        key: tuple(sorted(Counter(words.values()).items(), key=lambda one: urgency(one[0])))
        for key, words in worst.items()
    }


def new_by_cause(change: Change | None) -> Mapping[str, int]:
    """Hosts that are in trouble now and were not, by what history calls the cause."""
    found = set() if change is None else {(one.cause, one.host.casefold()) for one in worse_of(change)}
    return Counter(cause for cause, _ in found)


def _tier(status: str) -> int:
    return 0 if status in BAD else 1 if status == "UNKNOWN" else 2
