"""The run as Markdown, for a ticket, a wiki or a chat: subject, causes with remedies, hosts that are not healthy.

GitHub's dialect (CommonMark with tables). Nothing that a host sent is markup, a link or a mention there: what
could begin one is escaped. A mail address may be one.
"""

import re
from collections.abc import Iterable, Sequence

from remote_prt.model import Run
from remote_prt.reports.change import NOTHING_EARLIER, Earlier
from remote_prt.reports.clusters import Cluster, action_of, cause_of
from remote_prt.reports.columns import COLUMNS
from remote_prt.reports.escape import printable, shortened
from remote_prt.reports.folding import fold_hosts, spaced
from remote_prt.reports.page import Page
from remote_prt.reports.page_causes import Cause
from remote_prt.reports.page_changes import ChangeSet
from remote_prt.reports.times import local_text

_LONGEST_TEXT = 500
_MOST_ROWS = 500
_MOST_OF_HOSTS = 4000
#: What begins a link, a mention or HTML: a word joiner keeps a chat from calling the one who is named like that.
_LIVE = {"&": "&amp;", "<": "&lt;", ">": "&gt;", "/": "&#47;", "@": "@&#8288;", "www.": "www&#46;"}
#: These, and CommonMark's punctuation that begins markup inside a line.
_ACTING = re.compile(r"(?i:www\.)|(?<!\w)@|^/|/(?=/)|(?<=/)/|[&<>\\`*_\[\]#!|~]")


def render_markdown(
    run: Run,
    *,
    exit_codes: Iterable[int] = (),
    language: str = "en",
    earlier: Earlier = NOTHING_EARLIER,
) -> str:
    """The run as one Markdown text with a final newline."""
    page = Page(run, language, change=earlier.since)
    parts = [
        f"# {_text(page.subject)}",
        *(f"> **{_text(line)}**" for line in page.warnings),
        " ".join(_text(line) for line in page.verdict),
        _table((page.words.say("column.Status"), page.say("number"), page.say("part")), _tiles(page)),
        *_since(page),
        f"## {_text(page.say('causes'))}",
        *([_cause(page, one) for one in page.causes] or [_text(page.say("no-causes"))]),
        f"## {_text(page.say('rows'))}",
        *_rows(page),
        f"## {_text(page.say('unjudged'))}",
        *(_text(line, _MOST_OF_HOSTS) for line in page.waiting),
        *([_unvisited(page, one) for one in page.unvisited] or [_text(page.say("unjudged-none"))]),
        f"## {_text(page.say('meta'))}",
        *map(_text, page.presence),
        "\n".join(f"- {_text(name)}: {_text(value)}" for name, value in page.facts(exit_codes)),
    ]
    return "\n\n".join(parts) + "\n"


def _tiles(page: Page) -> list[tuple[str, ...]]:
    return [(tile.heading, tile.number, tile.note) for tile in page.tiles]


def _since(page: Page) -> list[str]:
    if page.change is None:
        return []
    at = local_text(page.change.started_at, page.zone)
    lines = [f"- {_text(page.say(f'since-{one.key}'))} ({one.hosts}): {_changed(page, one)}" for one in page.sets]
    about = page.say("since-run", run=page.change.run_id, at=at)
    return [f"## {_text(page.say('since'))}", _text(about), "\n".join(lines)]


def _changed(page: Page, found: ChangeSet) -> str:
    return _hosts(one.host for one in found.entries) or _text(page.say("none"))


def _hosts(names: Iterable[str]) -> str:
    return _text(spaced(fold_hosts(names)), _MOST_OF_HOSTS)


def _cause(page: Page, one: Cause) -> str:
    cluster, finding = one.cluster, one.finding
    many = len(one.counts) > 1
    states = ", ".join(f"{word} {number}" if many else word for word, number in one.counts)
    title = " ".join(part for part in (cluster.finding_id, cluster.title) if part)
    count = page.count_of(cluster.hosts)
    if one.new:
        count = page.say("first-count", hosts=count, new=page.say("first-new", number=one.new))
    lines = [
        f"### {_text(count)}: {_text(states)} {_text(title)}",
        *([_text(one.remark)] if one.remark else []),
        *([_text(finding.cause)] if finding is not None and finding.cause else []),
        "\n".join(f"{n}. {_text(step)}" for n, step in enumerate(one.steps, 1)),
        *([f"{_text(page.say('or'))}: {_text('; '.join(cluster.alternatives))}"] if cluster.alternatives else []),
        *(f"{_text(page.say('shared'))}: {_text(shared)}" for shared in one.shared),
        f"{_text(page.say('who'))}: {_hosts(cluster.hosts)}",
    ]
    return "\n\n".join(line for line in lines if line)


def _unvisited(page: Page, one: Cluster) -> str:
    hint = f" {_text(page.say('try'))}: {_text(one.action)}." if one.action else ""
    waited = page.waited(one)
    since = f" ({_text(page.say('waited'))}: {_text(waited, _MOST_OF_HOSTS)})" if waited else ""
    count = _text(page.count_of(one.hosts))
    return f"- **{_text(one.status)}** {count}: {_text(one.title)}.{hint} {_hosts(one.hosts)}{since}"


def _rows(page: Page) -> list[str]:
    rows = page.table
    if not rows:
        return [_text(page.say("rows-none"))]
    body = [
        (
            *(column.value(row) for column in COLUMNS if column.heading not in {"Cause", "Action", "Context"}),
            cause_of(row),
            action_of(row),
        )
        for row in rows[:_MOST_ROWS]
    ]
    head = tuple(
        page.words.say(f"column.{name}") for name in ("Host", "User", "Status", "Code", "PRT age", "Cause", "Action")
    )
    more = [_text(page.say("more", number=len(rows) - _MOST_ROWS))] if len(rows) > _MOST_ROWS else []
    return [_table(head, body), *more]


def _table(head: Sequence[str], body: Iterable[Sequence[str]]) -> str:
    lines = [head, *body]
    drawn = ["| " + " | ".join(_text(cell) for cell in line) + " |" for line in lines]
    return "\n".join([drawn[0], "|" + " --- |" * len(head), *drawn[1:]])


def _text(text: str, longest: int = _LONGEST_TEXT) -> str:
    """Text that is nothing but text in Markdown, on one line and bounded."""
    cut = printable(shortened(text, longest))
    return _ACTING.sub(lambda match: _LIVE.get(match[0].lower(), f"\\{match[0]}"), cut)
