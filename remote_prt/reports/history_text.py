"""`history` and `diff` for people: one line per change of status, one per host or user that is not what it was."""

from collections.abc import Iterable, Sequence
from datetime import tzinfo
from itertools import groupby

from remote_prt.diagnosis.sighting import PastRun, Sighting
from remote_prt.reports.cells import cell_width
from remote_prt.reports.change import Change, Changed
from remote_prt.reports.escape import printable
from remote_prt.reports.history_words import say
from remote_prt.reports.times import local_text

#: Sets in the order in which they are told: what needs somebody's time first.
SETS = ("new", "changed_cause", "flapping", "fixed", "still", "not_seen")

Line = tuple[PastRun, Sighting]


def by_subject(found: Sequence[Line]) -> list[list[Line]]:
    """What was seen of each host and user, the oldest first."""
    ordered = sorted(found, key=lambda each: (each[1].subject, each[0].started_at, each[0].run_id))
    return [list(lines) for _, lines in groupby(ordered, key=lambda each: each[1].subject)]


def phases(lines: Sequence[Line]) -> list[list[Line]]:
    """Runs in a row with one status and cause."""
    return [list(same) for _, same in groupby(lines, key=lambda each: (each[1].status, each[1].cause))]


def history_table(found: Sequence[Line], language: str, zone: tzinfo | None = None) -> str:
    """Each host and user with the nights on which the status or the cause changed."""
    text: list[str] = []
    for lines in by_subject(found):
        first, last = lines[0][1], lines[-1][1]
        seen = (("first", _time(first, zone)), ("last", _time(last, zone)), ("runs_of", str(len(lines))))
        told = "  ".join(f"{say(language, key)} {value}" for key, value in seen)
        text.append(f"{_who(last.host, last.user, language)}  {told}")
        text += aligned(
            (_time(same[0][1], zone), same[0][1].status, f"x{len(same)}", same[0][1].cause) for same in phases(lines)
        )
    return "".join(f"{printable(line)}\n" for line in text)


def diff_table(change: Change, newer: PastRun, language: str, zone: tzinfo | None = None) -> str:
    """Each set with its hosts and users."""
    times = {"newer_at": local_text(newer.started_at, zone), "older_at": local_text(change.started_at, zone)}
    text = [
        say(language, "runs", newer=newer.run_id, older=change.run_id, **times),
        say(language, "scope", scope=newer.scope),
    ]
    for key in SETS:
        found: tuple[Changed, ...] = getattr(change, key)
        if found:
            text += ["", f"{say(language, key)} {len(found)}", *aligned(_cells(one, language) for one in found)]
    if not any(getattr(change, key) for key in SETS):
        text += ["", say(language, "nothing")]
    return "".join(f"{printable(line)}\n" for line in text)


def _cells(one: Changed, language: str) -> tuple[str, ...]:
    before = say(language, "was", before=one.before) if one.before and one.before != one.status else ""
    return (one.host, one.user or say(language, "host"), one.status or "-", before, one.cause)


def _who(host: str, user: str, language: str) -> str:
    return f"{host}  {user or say(language, 'host')}"


def _time(one: Sighting, zone: tzinfo | None) -> str:
    return local_text(one.seen_at, zone)


def aligned(rows: Iterable[tuple[str, ...]]) -> list[str]:
    """Columns as wide as their widest cell."""
    lines = [tuple(map(printable, row)) for row in rows]
    widths = [max(map(cell_width, column)) for column in zip(*lines, strict=True)]
    return [
        "  " + "  ".join(f"{cell}{' ' * (w - cell_width(cell))}" for cell, w in zip(line, widths, strict=True)).rstrip()
        for line in lines
    ]
