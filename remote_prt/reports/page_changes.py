"""What changed since the last run, as pages tell it: in numbers of hosts, and with what a cause is called."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from remote_prt.diagnosis.evidence import MissingReason
from remote_prt.diagnosis.sighting import BAD
from remote_prt.errors import UnreadableInput
from remote_prt.readers.catalogue import load_catalog
from remote_prt.reports.change import Change, Changed
from remote_prt.reports.rows import ReportRow
from remote_prt.reports.words import Words

_PREFIX = "PRT-"
#: Word and field of each set, in the order in which they are told: what needs somebody's time first.
_SETS = (
    ("new", "new"), ("changed", "changed_cause"), ("flapping", "flapping"), ("fixed", "fixed"), ("still", "still"),
    ("not-seen", "not_seen"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class ChangeSet:
    """One set of what changed."""

    key: str  #: of its words
    entries: tuple[Changed, ...]  #: those of one cause together, the cause with most first

    @property
    def hosts(self) -> int:
        """How many hosts it is about; an entry may be one user of several on a host."""
        return hosts_of(self.entries)


def worse_of(change: Change) -> tuple[Changed, ...]:
    """What is in trouble now and was not when it could be told last: what is new, and what flaps and is bad again."""
    return (*change.new, *(one for one in change.flapping if one.status in BAD and one.before not in BAD))


def hosts_of(entries: Iterable[Changed]) -> int:
    """How many hosts they are about."""
    return len({one.host.casefold() for one in entries})


def change_sets(change: Change | None) -> tuple[ChangeSet, ...]:
    """All six sets, empty ones too; none without an earlier run."""
    if change is None:
        return ()
    return tuple(ChangeSet(key, _by_cause(getattr(change, name))) for key, name in _SETS)


def cause_titles(change: Change | None, rows: Sequence[ReportRow], words: Words) -> Mapping[str, str]:
    """What the causes of all changes are called: as the rows of the run say it, or else the catalogue that ships."""
    if change is None:
        return {}
    titles = {row.headline.finding_id: row.headline.title for row in rows if row.headline is not None}
    causes = {one.cause for each in change_sets(change) for one in each.entries} - {""}
    titles |= {reason.value: words.reasons[reason][0] for reason in MissingReason if reason.value in causes}
    unknown = {one.removeprefix(_PREFIX): one for one in causes - set(titles) if one.startswith(_PREFIX)}
    if unknown:
        titles |= {unknown[key]: title for key, title in _catalogue_titles(words.language, unknown).items()}
    return titles


def _catalogue_titles(language: str, keys: Iterable[str]) -> dict[str, str]:
    try:
        entries = load_catalog(language, only=tuple(keys)).entries
        return {key: entries[key].title for key in entries}
    except UnreadableInput:  # a report is not lost for the sake of a title
        return {}


def _by_cause(entries: tuple[Changed, ...]) -> tuple[Changed, ...]:
    """Stable: within a cause they stay in order."""
    number: dict[str, int] = {}
    for one in entries:
        number[one.cause] = number.get(one.cause, 0) + 1
    return tuple(sorted(entries, key=lambda one: (-number[one.cause], one.cause)))
