"""What changed between two runs of the same hosts: values in, values out.

Strategy: a sighting is bad (BROKEN, FAILING, STALE), good (HEALTHY), or tells nothing (UNKNOWN, a visit that failed, a
user who was not signed in). Only bad and good are compared: a laptop that was off last night is compared with the last
night that could judge it, as far back as `WINDOW` runs.

Rule: flapping = in the newest `WINDOW` runs that could tell, bad and good took turns at least `TURNS` times. It goes
before new, fixed, still and changed cause: each host or user stands in one set only.
"""

from collections.abc import Mapping, Sequence
from itertools import pairwise

from remote_prt.diagnosis.sighting import PastRun, Sighting
from remote_prt.reports.change import Change, Changed
from remote_prt.reports.folding import natural_order

#: So many runs are looked at, the newer of the two compared ones among them.
WINDOW = 7

#: From bad to good or back: well, ill, well, ill.
TURNS = 3

Subject = tuple[str, str]
Seen = Mapping[Subject, Sighting]


def seen_of(sightings: Sequence[Sighting]) -> Seen:
    """The sightings of one run by host and user."""
    return {one.subject: one for one in sightings}


def compare(newer: Seen, older: PastRun, earlier: Sequence[Seen]) -> Change:
    """What is different in `newer`.

    Args:
        newer: what the newer run saw.
        older: the run it is compared with.
        earlier: what the older run saw, then the runs before it, the newest first; `WINDOW` - 1 of them are read.
    """
    window = earlier[: WINDOW - 1]
    sets: dict[str, list[Changed]] = {}
    for subject in _subjects(newer, window[0] if window else {}):
        now = newer.get(subject)
        told = [seen[subject] for seen in window if subject in seen and seen[subject].is_telling]
        if now is None or not now.is_telling:
            if window and subject in window[0] and window[0][subject].is_telling:
                sets.setdefault("not_seen", []).append(_not_seen(newer, window[0][subject], now))
            continue
        before = told[0] if told else None
        kind = "flapping" if _turns([now, *told]) >= TURNS else _kind(now, before)
        if kind:
            sets.setdefault(kind, []).append(
                Changed(now.host, now.user, now.status, "" if before is None else before.status, _cause(now, before))
            )
    return Change(older.run_id, older.started_at, **{kind: tuple(found) for kind, found in sets.items()})


def _subjects(newer: Seen, older: Seen) -> list[Subject]:
    return sorted({*newer, *older}, key=lambda subject: (natural_order(subject[0]), natural_order(subject[1])))


def _kind(now: Sighting, before: Sighting | None) -> str:
    if not now.is_bad:
        return "fixed" if before is not None and before.is_bad else ""
    if before is None or not before.is_bad:
        return "new"
    return "still" if now.cause == before.cause else "changed_cause"


def _cause(now: Sighting, before: Sighting | None) -> str:
    """The cause now, or what it was where all is well."""
    return now.cause if now.is_bad or before is None else before.cause


def _turns(told: Sequence[Sighting]) -> int:
    return sum(one.is_bad != other.is_bad for one, other in pairwise(told))


def _not_seen(newer: Seen, before: Sighting, now: Sighting | None) -> Changed:
    """With the word of the host where nothing is said of the user."""
    of_host = newer.get((before.subject[0], ""))
    word = now or of_host
    return Changed(before.host, before.user, "" if word is None else word.status, before.status, before.cause)
