"""`history --missing`: which runs are overdue, and which hosts nobody has judged for long, for people and programs."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from itertools import groupby

from remote_prt.diagnosis.rhythm import Watched
from remote_prt.diagnosis.sighting import PastRun
from remote_prt.diagnosis.waiting import Waiting
from remote_prt.reports.escape import printable
from remote_prt.reports.history_json import SCHEMA_VERSION
from remote_prt.reports.history_text import aligned
from remote_prt.reports.history_words import say
from remote_prt.reports.times import age_text, local_text, utc_text
from remote_prt.reports.words import words_of


@dataclass(frozen=True, slots=True)
class Missing:
    """What is missed."""

    at: datetime
    days: int  #: hosts without a verdict for longer are told
    scopes: tuple[
        tuple[Watched, tuple[Waiting, ...] | None], ...
    ]  #: with the hosts of each; None: nobody expects a run

    @property
    def is_all_judged(self) -> bool:
        """Whether hosts were looked at, and none of them is missed."""
        looked_at = [hosts for _, hosts in self.scopes if hosts is not None]
        return bool(looked_at) and not any(looked_at)


def missing_table(missing: Missing, language: str, zone: tzinfo | None = None) -> str:
    """Runs first, of those with a rhythm where there are any; then the hosts of each that has some."""
    heads = ("state", "last_whole", "age", "usual", "due", "scopes")
    rows = [tuple(say(language, key) for key in heads)]
    shown = [one for one, hosts in missing.scopes if hosts is not None] or [one for one, _ in missing.scopes]
    text = aligned([*rows, *(_scope_cells(one, language, zone) for one in shown)])
    if len(shown) < len(missing.scopes):
        text.append("  " + say(language, "others", number=len(missing.scopes) - len(shown)))
    for one in shown:
        if one.newest is not None:
            at = local_text(one.newest.started_at, zone)
            text.append("  " + say(language, "unfinished", scope=one.scope, run=one.newest.run_id, at=at))
    if missing.is_all_judged:
        text += ["", say(language, "all_judged", days=missing.days)]
    for one, hosts in missing.scopes:
        if hosts:
            text += ["", f"{one.scope}: {say(language, 'unjudged', days=missing.days, number=len(hosts))}"]
            text += aligned(_host_rows(hosts, missing, language, zone))
    return "".join(f"{printable(line)}\n" for line in text)


def missing_json(missing: Missing, exit_code: int) -> str:
    """The same as a document."""
    document = {
        "SchemaVersion": SCHEMA_VERSION,
        "At": utc_text(missing.at.replace(microsecond=0)),
        "Days": missing.days,
        "ExitCode": exit_code,
        "Scopes": [_scope(one, hosts, missing.at) for one, hosts in missing.scopes],
    }
    return json.dumps(document, indent=1, ensure_ascii=True) + "\n"


def _scope_cells(one: Watched, language: str, zone: tzinfo | None) -> tuple[str, ...]:
    last = say(language, "never") if one.last is None else local_text(one.last.started_at, zone)
    return (one.state.value, last, *(_span(span, language) for span in (one.age, one.usual, one.due_after)), one.scope)


def _host_rows(hosts: Sequence[Waiting], missing: Missing, language: str, zone: tzinfo | None) -> list[tuple[str, ...]]:
    heads = ("host_column", "last_judged", "then", "age", "in_vain", "why")
    rows = [tuple(say(language, key) for key in heads)]
    for one in hosts:
        judged = say(language, "never") if one.got_at is None else local_text(one.got_at, zone)
        age = _span(missing.at - one.nothing_since, language)
        rows.append((one.host, judged, one.status or "-", age, str(one.runs), _why(one)))
    return rows


def _why(one: Waiting) -> str:
    """`UNREACHABLE connect http x2, SKIPPED`: the newest tries, the newest first."""
    said = [" ".join(filter(None, (each.status, each.cause))) for each in one.tries]
    counted = ((words, len(list(same))) for words, same in groupby(said))
    return ", ".join(words if number == 1 else f"{words} x{number}" for words, number in counted)


def _span(span: timedelta | None, language: str) -> str:
    return "-" if span is None else age_text(span, words_of(language))


def _scope(one: Watched, hosts: Sequence[Waiting] | None, at: datetime) -> dict[str, object]:
    return {
        "Scope": one.scope,
        "State": one.state.value,
        "LastRun": _run(one.last),
        "AgeSeconds": _seconds(one.age),
        "UsualSeconds": _seconds(one.usual),
        "OverdueAfterSeconds": _seconds(one.due_after),
        "UnfinishedRun": _run(one.newest),
        "Hosts": None if hosts is None else [_host(host, at) for host in hosts],
    }


def _host(one: Waiting, at: datetime) -> dict[str, object]:
    return {
        "ComputerName": one.host,
        "LastJudged": None if one.got_at is None else utc_text(one.got_at),
        "Status": one.status or None,
        "Days": (at - one.nothing_since).days,
        "Since": utc_text(one.since),
        "Runs": one.runs,
        "Tries": [
            {"Run": each.run_id, "At": utc_text(each.at), "Status": each.status, "Cause": each.cause}
            for each in one.tries
        ],
    }


def _run(run: PastRun | None) -> dict[str, object] | None:
    if run is None:
        return None
    finished = None if run.finished_at is None else utc_text(run.finished_at)
    return {"Run": run.run_id, "StartedAt": utc_text(run.started_at), "FinishedAt": finished}


def _seconds(span: timedelta | None) -> int | None:
    return None if span is None else int(span.total_seconds())
