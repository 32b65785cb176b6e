"""Equal causes folded: five hundred hosts with one cause are one line (design section 4, ux.md 8)."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from remote_prt.diagnosis.diagnosis import Status
from remote_prt.diagnosis.finding import Confidence, Severity
from remote_prt.model import Failure
from remote_prt.reports.folding import natural_order
from remote_prt.reports.rows import ReportRow, failure_text, urgency
from remote_prt.reports.traits import Shared

#: What differs between hosts that fail alike: addresses, numbers, quoted words.
_VARYING = re.compile(r"'[^']*'|\"[^\"]*\"|[0-9A-Fa-f]*:[0-9A-Fa-f:]+|\d+(?:[.,]\d+)*")

#: What needs no cause and no one's time.
_AT_EASE = frozenset({Status.HEALTHY.value, Status.NOT_APPLICABLE.value})


@dataclass(frozen=True, slots=True)
class Cluster:
    """Hosts with one cause."""

    finding_id: str  #: the headline's id, or "" where there is none (then `title` is the reason or failure)
    status: str  #: the most urgent word among its rows
    title: str
    confidence: Confidence | None  #: of the finding; None without one
    alternatives: tuple[str, ...]  #: other causes that look the same
    action: str  #: the first step, "" where there is none
    hosts: tuple[str, ...]  #: each once, in natural order
    key: tuple[str, ...] = ()  #: what its rows have in common
    shared: tuple[Shared, ...] = ()  #: what its hosts have in common, the most telling first
    is_everywhere: bool = False  #: a large part of all judged hosts has it
    judged: int = 0  #: hosts of the run that were judged
    proof: str = ""  #: the way to be sure, where a fault was found and the status is unknown all the same


def clusters(rows: Iterable[ReportRow]) -> tuple[Cluster, ...]:
    """The causes of all rows that are not at ease, the one with most hosts first."""
    groups: dict[tuple[str, ...], list[ReportRow]] = {}
    for row in rows:
        if row.status not in _AT_EASE:
            groups.setdefault(cause_key(row), []).append(row)
    found = [_cluster(members) for members in groups.values()]
    return tuple(sorted(found, key=lambda one: (-len(one.hosts), urgency(one.status), one.finding_id, one.title)))


def cause_of(row: ReportRow) -> str:
    """Why the row has its status, in words; "" where there is nothing to explain."""
    if row.headline is not None:
        return row.headline.title
    if row.reason is not None:
        return f"{row.reason.value}: {row.words.reasons[row.reason][0]}"
    if row.outcome.diagnosis is None and row.outcome.failure is not None:
        return failure_text(row.outcome.failure, row.words)
    if row.status in _AT_EASE:  # a note such as "idle: 9 h since renewal" is all there is to say
        return _first_note(row)
    return row.words.say("causes.none")


def _first_note(row: ReportRow) -> str:
    """The first note about a user, but for that which only names the file: a column of its own does."""
    if row.user is None:
        return ""
    return next((note for note in row.user.notes if not row.user.file or row.user.file not in note), "")


def action_of(row: ReportRow) -> str:
    """The first thing to do about the row's cause, "" where there is none.

    Where nothing could be told it is the way to better evidence, unless a fault was found all the same.
    """
    if row.reason is not None and not is_unproven(row):
        return row.words.reasons[row.reason][1]
    if row.headline is not None:
        return row.headline.remedy[0] if row.headline.remedy else ""
    failure = row.outcome.failure
    return row.words.hint(failure.try_next) if row.outcome.diagnosis is None and failure is not None else ""


def is_unproven(row: ReportRow) -> bool:
    """Whether the row names a fault, but nothing proves that it is this user's, or that it still holds."""
    return row.reason is not None and row.headline is not None and row.headline.severity is not Severity.INFO


def cause_key(row: ReportRow) -> tuple[str, ...]:
    """What rows of one cluster have in common."""
    if row.headline is not None:
        return ("finding", row.headline.finding_id)
    if row.reason is not None:
        return ("reason", row.reason.value)
    if row.outcome.diagnosis is None and row.outcome.failure is not None:
        return ("failure", row.status, *_failure_class(row, row.outcome.failure))
    return ("status", row.status)


def _failure_class(row: ReportRow, failure: Failure) -> tuple[str, ...]:
    """Two failures are alike when they differ only in host name, address and numbers."""
    message = failure.message.casefold().replace(row.host.casefold(), "#")
    return (str(failure.phase), failure.transport, _VARYING.sub("#", message))


def _cluster(members: list[ReportRow]) -> Cluster:
    first = min(members, key=lambda row: (urgency(row.status), natural_order(row.host)))
    hosts = sorted({row.host for row in members}, key=natural_order)
    finding = first.headline
    return Cluster(
        finding_id="" if finding is None else finding.finding_id,
        status=first.status,
        title=_common([cause_of(row) for row in members]),
        confidence=None if finding is None else finding.confidence,
        alternatives=() if finding is None else finding.alternatives,
        action=action_of(first),
        hosts=tuple(hosts),
        key=cause_key(first),
        proof=first.words.reasons[first.reason][1] if first.reason is not None and is_unproven(first) else "",
    )


def _common(sentences: list[str]) -> str:
    """What all sentences say, with `...` for the words that differ; the first one where they are built differently."""
    columns = list(zip(*(sentence.split(" ") for sentence in sentences), strict=False))
    if any(len(sentence.split(" ")) != len(columns) for sentence in sentences):
        return sentences[0]
    return " ".join(words[0] if len(set(words)) == 1 else "..." for words in columns)
