"""The run as one HTML file that asks nothing of any network: opens from a share, mails well, prints.

A content security policy in the page allows the one style sheet and the one script by their SHA-256 and nothing else,
so that even text that slipped through could neither act nor fetch. Every expression is made printable, then escaped.
The script only sorts and filters: without it everything can be read. The only module that imports jinja2.
"""

import base64
import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import tzinfo
from importlib.resources import files
from typing import Any

from jinja2 import DictLoader, Environment, StrictUndefined
from markupsafe import Markup, escape

from remote_prt.model import Run
from remote_prt.reports.change import NOTHING_EARLIER, Changed, Earlier, TrendPoint
from remote_prt.reports.clusters import action_of, cause_key, cause_of
from remote_prt.reports.escape import printable, shortened
from remote_prt.reports.folding import fold_hosts, spaced
from remote_prt.reports.page import UNVISITED, GroupCount, Page
from remote_prt.reports.page_causes import Cause
from remote_prt.reports.page_changes import ChangeSet
from remote_prt.reports.rows import ReportRow, urgency, user_name
from remote_prt.reports.times import age_text, local_text

#: Characters of one text in a table, and of all folded names of a cluster.
_LONGEST_TEXT = 300
_LONGEST_NAMES = 20_000
_MOST_CHANGED = 200
_MOST_OPEN = 25
_MOST_ROWS_OPEN = 300  #: a longer table would hide what stands below it
_NEWS = frozenset({"new", "changed", "flapping", "fixed"})
_MOST_GROUPS = 60
_MOST_RUNS = 30
#: States of the trend from the bottom up; all that came to nothing is one.
_TREND_WORDS = ("BROKEN", "FAILING", "STALE", "UNKNOWN", "UNVISITED", "NOT_APPLICABLE", "HEALTHY")


@dataclass(frozen=True, slots=True)
class _Row:
    """A row of the table, as shown."""

    host: str
    user: str
    status: str
    cause: str
    code: str
    age: str
    action: str
    urgency: int
    seconds: int | str  #: of the PRT's age; "" = not known
    mark: str  #: of the cause above that tells all steps; "" = none


@dataclass(frozen=True, slots=True)
class _Segment:
    """A piece of a bar, in hundredths of it."""

    word: str
    number: int
    x: str
    size: str


@dataclass(frozen=True, slots=True)
class _Bar:
    """One run of the trend."""

    at: str
    numbers: tuple[int, ...]
    segments: tuple[_Segment, ...]


@dataclass(frozen=True, slots=True)
class _Strip:
    """One group."""

    name: str
    hosts: int
    about: str
    segments: tuple[_Segment, ...]


@dataclass(frozen=True, slots=True)
class _Set:
    """One set of what changed."""

    key: str
    heading: str
    summary: str  #: heading and numbers
    hosts: int
    entries: tuple[Changed, ...]
    more: int
    is_open: bool


def render_html(
    run: Run,
    *,
    exit_codes: Iterable[int] = (),
    language: str = "en",
    earlier: Earlier = NOTHING_EARLIER,
    zone: tzinfo | None = None,
) -> str:
    """The run as one HTML document.

    Args:
        run: complete or interrupted.
        exit_codes: those that apply, the returned one first.
        language: of sentences; status words, codes and names stay.
        earlier: what is known of earlier runs; its sections are left out where nothing is.
        zone: of the times of the run; by default that of this machine.
    """
    page = Page(run, language, zone=zone, change=earlier.since)
    style, script = (Markup(_template(name)) for name in ("report.css", "report.js"))  # noqa: S704  our own files
    since, bars, groups = _since(page), _bars(page, earlier.trend), _strips(page.groups)
    marks = {one.cluster.key: one.mark for one in page.causes}
    names = [page.say("not-reached") if word == "UNVISITED" else word for word in _TREND_WORDS]
    sections = (
        ["since"] * bool(since) + ["causes", "rows", "unjudged"] + ["trend"] * bool(bars) + ["groups"] * bool(groups)
    )
    return _environment(page).get_template("report.html").render(
        page=page, style=style, script=script, style_hash=_hash(style), script_hash=_hash(script),
        started=local_text(run.started_at, zone), facts=page.facts(exit_codes),
        since=since, since_at="" if page.change is None else local_text(page.change.started_at, zone),
        table=tuple(_row(row, marks) for row in page.table), healthy=tuple(_row(row, marks) for row in page.healthy),
        is_long=len(page.table) > _MOST_ROWS_OPEN,
        table_words=tuple(dict.fromkeys(row.status for row in page.table)),
        bars=bars, trend_words=_TREND_WORDS, trend_names=names,
        groups=groups, groups_more=max(0, len(page.groups) - _MOST_GROUPS),
        sections=[*sections, "method", "meta"],
    ) + "\n"  # fmt: skip


def _environment(page: Page) -> Environment:
    """Templates in which every expression is printable and escaped."""
    names = ("report.html", "macros.html")
    environment = Environment(
        loader=DictLoader({name: _template(name) for name in names}),
        autoescape=True, undefined=StrictUndefined, finalize=_finalized, trim_blocks=True, lstrip_blocks=True,
    )  # fmt: skip
    environment.filters |= {"cut": _cut, "folded": _folded, "counted": lambda one: page.count_of(one.hosts)}
    environment.filters["soft"] = lambda word: Markup(escape(word).replace("_", Markup("_<wbr>")))  # noqa: S704  escaped
    environment.filters["fresh"] = lambda one: _fresh(page, one)
    return environment


def _template(name: str) -> str:
    """A file of the package, with line feeds wherever it was checked out: its hash is in the page."""
    text = files("remote_prt.reports").joinpath("templates", name).read_text("utf-8")
    return text.replace("\r\n", "\n")


def _hash(text: str) -> str:
    digest = hashlib.sha256(text.encode()).digest()
    return f"sha256-{base64.b64encode(digest).decode()}"


def _finalized(value: Any) -> Any:
    """What an expression comes to: text that does nothing; our own markup stays."""
    return value if isinstance(value, Markup) or not isinstance(value, str) else printable(str(value))


def _cut(text: str, longest: int = _LONGEST_TEXT) -> str:
    return shortened(text, longest)


def _folded(hosts: Iterable[str]) -> str:
    return spaced(_cut(fold_hosts(hosts), _LONGEST_NAMES))


def _fresh(page: Page, cause: Cause) -> str:
    """How many of its hosts are new, or ""."""
    hosts = len(cause.cluster.hosts)
    key = "first-new" if cause.new < hosts else "first-alone" if hosts == 1 else "first-all"
    return page.say(key, number=cause.new) if cause.new else ""


def _row(row: ReportRow, marks: Mapping[tuple[str, ...], str]) -> _Row:
    age = row.prt_age
    return _Row(
        host=row.host,
        user="" if row.user is None else user_name(row.user),
        status=row.status,
        cause=cause_of(row),
        code=row.headline.code if row.headline else "",
        age="" if age is None else age_text(age, row.words),
        action=action_of(row),
        urgency=urgency(row.status),
        seconds="" if age is None else int(age.total_seconds()),
        mark=marks.get(cause_key(row), ""),
    )


def _since(page: Page) -> tuple[_Set, ...]:
    return tuple(_set(page, one) for one in page.sets)


def _set(page: Page, one: ChangeSet) -> _Set:
    """What is news is open, unless it is long: its causes stand above."""
    number, hosts, heading = len(one.entries), one.hosts, page.say(f"since-{one.key}")
    key = "since-users" if hosts != number else "since-row" if hosts == 1 else "since-rows"
    return _Set(
        one.key,
        heading,
        page.say(key, heading=heading, number=hosts, users=number),
        hosts,
        one.entries[:_MOST_CHANGED],
        max(0, number - _MOST_CHANGED),
        is_open=one.key in _NEWS and number <= _MOST_OPEN,
    )


def _bars(page: Page, trend: Sequence[TrendPoint]) -> tuple[_Bar, ...]:
    """The last runs with this one behind them; none where there was no earlier one."""
    if not trend:
        return ()
    run = page.run
    points = [*trend, TrendPoint(run.run_id, run.started_at, run.counts, run.coverage.asked, run.coverage.judged)]
    return tuple(_bar(page, point) for point in points[-_MOST_RUNS:])


def _bar(page: Page, point: TrendPoint) -> _Bar:
    unvisited = sum(point.counts.get(word, 0) for word in UNVISITED)
    numbers = tuple(unvisited if word == "UNVISITED" else point.counts.get(word, 0) for word in _TREND_WORDS)
    segments = _segments(tuple(zip(_TREND_WORDS, numbers, strict=True)))
    upside = tuple(
        _Segment(one.word, one.number, f"{100 - float(one.x) - float(one.size):.2f}", one.size) for one in segments
    )
    return _Bar(local_text(point.started_at, page.zone)[:10], numbers, upside)


def _strips(groups: Sequence[GroupCount]) -> tuple[_Strip, ...]:
    return tuple(
        _Strip(one.name, one.hosts, ", ".join(f"{word} {number}" for word, number in one.counts), _segments(one.counts))
        for one in groups[:_MOST_GROUPS]
    )


def _segments(counts: Sequence[tuple[str, int]]) -> tuple[_Segment, ...]:
    """Pieces that fill a bar of a hundred, in that order."""
    whole = sum(number for _, number in counts) or 1
    pieces, at = [], 0
    for word, number in counts:
        if number:
            pieces.append(_Segment(word, number, f"{100 * at / whole:.2f}", f"{100 * number / whole:.2f}"))
        at += number
    return tuple(pieces)
