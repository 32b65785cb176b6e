"""The notice of a run: what changed, why, who could not be judged, and where the whole report lies."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from remote_prt.model import Run
from remote_prt.notices.notice import Notice, Part
from remote_prt.notices.occasions import Threshold, has_worsened
from remote_prt.notices.outbox import Digest
from remote_prt.notices.words import say
from remote_prt.reports.change import Change, Changed
from remote_prt.reports.escape import shortened
from remote_prt.reports.folding import fold_hosts
from remote_prt.reports.page import Page
from remote_prt.reports.times import local_text

_MOST_CAUSES = 5
_MOST_BY_NAME = 4
_MOST_OF_HOSTS = 160
_MOST_OF_A_TITLE = 140


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One run, and what is to be said about it; names are replaced already where that was asked for."""

    run: Run
    language: str
    change: Change | None = None  #: since the last whole run, all of it
    news: Change | None = None  #: what of it is news
    is_first: bool = False  #: there was no run of these hosts before
    is_change_unknown: bool = False  #: the history could not be read
    met: tuple[Threshold, ...] = ()
    trouble: tuple[int, ...] = ()  #: exit codes that tell of the run itself
    places: tuple[str, ...] = ()  #: where the reports lie
    again: str = ""  #: the command that visits again what was not judged
    digest: Digest | None = None  #: quiet runs that are told with it

    def say(self, key: str, **values: object) -> str:
        """A text of notices."""
        return say(self.language, key, **values)


def run_notice(told: Occurrence, made_at: datetime) -> Notice:
    """What is sent about a run with news."""
    page = Page(told.run, told.language, change=told.change)
    parts = [
        Part("", (*_opening(told), *page.verdict, *page.warnings)),
        _part(told.say("trouble"), _trouble(told)),
        *_since(told),
        _part(told.say("thresholds"), [_threshold(told, one) for one in told.met]),
        _part(told.say("causes"), _causes(told, page)),
        _part(told.say("unjudged"), _unjudged(told, page)),
        *_digest(told),
        _part(told.say("report"), _where(told)),
    ]
    is_warning = bool(told.met or told.trouble or told.run.hosts_missing) or (
        told.news is not None and has_worsened(told.news)
    )
    return Notice(
        notice_id=told.run.run_id,
        made_at=made_at,
        subject=page.subject,
        parts=tuple(part for part in parts if part.lines),
        more=say(told.language, "more", number="{number}"),
        is_warning=is_warning,
    )


def digest_notice(told: Occurrence, made_at: datetime) -> Notice:
    """What is sent about quiet runs only."""
    runs, scope = () if told.digest is None else told.digest.runs, told.run.options.scope
    page = Page(told.run, told.language)
    parts = (Part("", page.verdict), *_digest(told), _part(told.say("report"), _where(told)))
    return Notice(
        notice_id=f"{told.run.run_id}/digest",
        made_at=made_at,
        subject=told.say("digest-subject", scope=scope[:60], runs=len(runs), day=local_text(made_at)[:10]),
        parts=tuple(part for part in parts if part.lines),
        more=say(told.language, "more", number="{number}"),
    )


def quiet_line(run: Run, language: str) -> str:
    """One run in a digest: numbers only."""
    coverage, counts = run.coverage, run.counts
    bad = counts.get("BROKEN", 0) + counts.get("FAILING", 0)
    at = local_text(run.started_at)[:16]
    return say(language, "quiet-run", at=at, bad=bad, judged=coverage.judged, asked=coverage.asked)


def held(notice: Notice, until: datetime | None) -> Notice:
    """The notice, to be sent when quiet hours are over."""
    return replace(notice, holds_until=until)


def _part(heading: str, lines: Sequence[str]) -> Part:
    return Part(heading, tuple(lines))


def _opening(told: Occurrence) -> Iterator[str]:
    if told.is_first:
        yield told.say("first")
    if told.is_change_unknown:
        yield told.say("unknown-change")


def _trouble(told: Occurrence) -> list[str]:
    """Beside the page's own warnings, which also say why hosts are missing."""
    return [told.say(f"trouble.{code}") for code in told.trouble]


def _since(told: Occurrence) -> Iterator[Part]:
    news = told.news
    if news is None:
        return
    sets = (
        ("new", news.new), ("changed", news.changed_cause), ("flapping", news.flapping),
        ("fixed", news.fixed), ("gone", news.not_seen),
    )  # fmt: skip
    at = local_text(news.started_at)[:16]
    lines = [f"{told.say(key)} ({len(found)}): {text}" for key, found in sets for text in _by_cause(found)]
    yield _part(told.say("since", at=at), lines)


def _by_cause(found: Sequence[Changed]) -> Iterator[str]:
    groups: dict[str, list[Changed]] = {}
    for one in found:
        groups.setdefault(one.cause, []).append(one)
    for cause, members in sorted(groups.items(), key=lambda group: -len(group[1])):
        if len(members) <= _MOST_BY_NAME:
            names = ", ".join(f"{one.host} ({one.user})" if one.user else one.host for one in members)
        else:
            names = shortened(fold_hosts(one.host for one in members), _MOST_OF_HOSTS)
        yield f"{cause}: {names}" if cause else names


def _threshold(told: Occurrence, one: Threshold) -> str:
    part, whole = one.value(told.run)
    return told.say("threshold", name=str(one), part=part, whole=whole)


def _causes(told: Occurrence, page: Page) -> list[str]:
    causes = page.causes
    lines = []
    for one in causes[:_MOST_CAUSES]:
        title = shortened(" ".join(filter(None, (one.cluster.finding_id, one.cluster.title))), _MOST_OF_A_TITLE)
        step = next(iter(one.steps), "")
        lines.append(told.say("cause", hosts=len(one.cluster.hosts), title=title, step=step).removesuffix(": "))
    if len(causes) > _MOST_CAUSES:
        lines.append(told.say("some", number=len(causes) - _MOST_CAUSES))
    return lines


def _unjudged(told: Occurrence, page: Page) -> list[str]:
    clusters = page.unvisited
    lines = [
        f"{one.status} {len(one.hosts)}: {shortened(one.title, _MOST_OF_A_TITLE)}" for one in clusters[:_MOST_CAUSES]
    ]
    if len(clusters) > _MOST_CAUSES:
        lines.append(told.say("some", number=len(clusters) - _MOST_CAUSES))
    return lines


def _digest(told: Occurrence) -> Iterator[Part]:
    if told.digest is not None and told.digest.runs:
        heading = told.say("digest", day=local_text(told.digest.since)[:10])
        yield Part(heading, tuple(one.line for one in told.digest.runs))


def _where(told: Occurrence) -> list[str]:
    lines = [told.say("run", run=told.run.run_id), *told.places]
    return [*lines, told.say("again", command=told.again)] if told.again else lines
