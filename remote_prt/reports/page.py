"""What the reports that are pages say alike: subject, coverage, causes, unjudged hosts, groups, facts of the run."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta, tzinfo
from functools import cached_property

from remote_prt.diagnosis.diagnosis import Status
from remote_prt.diagnosis.finding import Finding
from remote_prt.diagnosis.kind_words import spoken
from remote_prt.model import Outcome, Run
from remote_prt.reports.again import judged_again_text
from remote_prt.reports.change import Change
from remote_prt.reports.clusters import Cluster
from remote_prt.reports.escape import shortened
from remote_prt.reports.fleet_sense import sensed_clusters
from remote_prt.reports.fleet_words import sense_text, share_text
from remote_prt.reports.folding import natural_order
from remote_prt.reports.not_reached import waiting_lines, waiting_of
from remote_prt.reports.page_causes import Cause, counts_by_cause, first_of, in_order, new_by_cause
from remote_prt.reports.page_changes import cause_titles, change_sets, hosts_of, worse_of
from remote_prt.reports.presence import presence_lines
from remote_prt.reports.rows import ReportRow, report_rows, urgency
from remote_prt.reports.shares import percent
from remote_prt.reports.times import age_text, local_text
from remote_prt.reports.words import Words, words_of_page

#: Not judged because the visit came to nothing, or was not made.
UNVISITED = (Outcome.UNREACHABLE.value, Outcome.REFUSED.value, Outcome.TIMED_OUT.value, Outcome.SKIPPED.value)
_TROUBLE = frozenset({Status.BROKEN.value, Status.FAILING.value})
_OF_A_SUBJECT = 60


@dataclass(frozen=True, slots=True)
class Tile:
    """One number of the first look."""

    word: str  #: a status word, or "" for one that is none
    heading: str
    number: str
    note: str


@dataclass(frozen=True, slots=True)
class GroupCount:
    """The hosts of one group by status word."""

    name: str
    counts: tuple[tuple[str, int], ...]  #: in the order of `rows.WORD_ORDER`

    @property
    def hosts(self) -> int:
        """All hosts of the group."""
        return sum(number for _, number in self.counts)


class Page:
    """A run, ready to be told on a page.

    Args:
        run: complete or interrupted.
        language: of its sentences.
        zone: of its times; by default that of this machine.
    """

    def __init__(
        self,
        run: Run,
        language: str,
        *,
        zone: tzinfo | None = None,
        change: Change | None = None,
    ) -> None:
        self.run = run
        self.words: Words = words_of_page(run.options, language)
        self.zone = zone
        self.redacted = run.options.redacted
        self.change = change
        self.rows = report_rows(run, self.words)
        self.clusters = sensed_clusters(self.rows)
        self.sets = change_sets(change)
        self.titles = cause_titles(change, self.rows, self.words)

    def say(self, key: str, **values: object) -> str:
        """One of the page's own texts."""
        return self.words.say(f"page.{key}", **values)

    def count_of(self, hosts: Sequence[str]) -> str:
        """`12 hosts`, as the reader says it."""
        return self.say("host") if len(hosts) == 1 else self.say("hosts", number=len(hosts))

    @property
    def subject(self) -> str:
        """What a mail about the run is called: the useful part first, because subjects get cut.

        FAILING and STALE are named where there are any: they are among what is new.
        """
        counts = self.run.counts
        milder = [(word.lower(), counts[word]) for word in ("FAILING", "STALE") if counts.get(word)]
        numbers = [("broken", counts.get("BROKEN", 0)), *milder, ("unreachable", counts.get("UNREACHABLE", 0))]
        if self.change is not None:
            numbers.insert(0, ("new", hosts_of(worse_of(self.change))))
        scope = self.run.options.scope
        shown = shortened(scope, _OF_A_SUBJECT)
        parts = ", ".join(self.say(key, number=number) for key, number in numbers)
        return self.say("subject", scope=shown, parts=parts, day=local_text(self.run.started_at, self.zone)[:10])

    @property
    def verdict(self) -> tuple[str, ...]:
        """The sentence to read first - what is new, where that is known -, then the others."""
        coverage, counts = self.run.coverage, self.run.counts
        bad = sum(counts.get(word, 0) for word in _TROUBLE)
        judged, asked = coverage.judged, coverage.asked
        if not judged:
            first = self.say("nothing")
        elif bad:
            first = self.say("trouble", bad=bad, judged=judged, share=percent(bad, judged))
        else:
            first = self.say("no-trouble", judged=judged)
        covered = self.say("coverage", judged=judged, asked=asked, share=percent(judged, asked))
        return (*self._news, first, covered)

    @property
    def _news(self) -> tuple[str, ...]:
        """How many hosts are in trouble that were not, or nothing without an earlier run or anything judged."""
        if self.change is None or not self.run.coverage.judged:
            return ()
        worse, at = worse_of(self.change), local_text(self.change.started_at, self.zone)[:16]
        new, again = hosts_of(worse), hosts_of(worse) - hosts_of(self.change.new)
        key = "news-none" if not new else "news-one" if new == 1 else "news"
        return (self.say(key, new=new, at=at), *((self.say("news-again", again=again),) if again else ()))

    @property
    def tiles(self) -> tuple[Tile, ...]:
        """Total, each status with its share, duration."""
        coverage, counts = self.run.coverage, self.run.counts
        asked, judged = coverage.asked, coverage.judged
        tiles = [
            Tile(
                "",
                self.say("total"),
                str(asked),
                self.say("judged", judged=judged, share=percent(judged, asked)),
            )
        ]
        for word in ("HEALTHY", "STALE", "FAILING", "BROKEN", "NOT_APPLICABLE", "UNKNOWN", *UNVISITED):
            number = counts.get(word, 0)
            if word in {"UNKNOWN", *UNVISITED}:
                note = self.say("share-asked", share=percent(number, asked), asked=asked)
            else:
                note = self.say("share", share=percent(number, judged), judged=judged)
            if number or word in {"HEALTHY", "STALE", "BROKEN", "UNKNOWN", "UNREACHABLE", "SKIPPED"}:
                tiles.append(Tile(word, word, str(number), note))
        tiles.append(Tile("", self.say("duration"), self.duration, ""))
        return tuple(tiles)

    @property
    def duration(self) -> str:
        """How long the run took; "" while it has no end."""
        finished_at = self.run.finished_at
        took = None if finished_at is None else finished_at - self.run.started_at
        return "" if took is None or took < timedelta(0) else age_text(took, self.words)

    @cached_property
    def causes(self) -> tuple[Cause, ...]:
        """The clusters that explain a status: those of trouble first, then most hosts first."""
        headlines: dict[str, Finding] = {}
        for row in self.rows:
            if row.headline is not None:
                headlines.setdefault(row.headline.finding_id, row.headline)
        counts, new = counts_by_cause(self.rows), new_by_cause(self.change)
        told = in_order(one for one in self.clusters if one.status not in UNVISITED)
        return tuple(
            Cause(
                one,
                headlines.get(one.finding_id),
                sense_text(one, self.words),
                tuple(share_text(each, self.words) for each in one.shared),
                counts.get(one.key, ((one.status, len(one.hosts)),)),
                min(new.get(one.finding_id, 0), len(one.hosts)) if one.finding_id else 0,
                f"cause-{number}",
            )
            for number, one in enumerate(told, 1)
        )

    @property
    def first(self) -> tuple[Cause, ...]:
        """The causes to look at first; none where nothing is in trouble."""
        return first_of(self.causes)

    @property
    def unvisited(self) -> tuple[Cluster, ...]:
        """The clusters of hosts that were not visited, most hosts first."""
        return tuple(one for one in self.clusters if one.status in UNVISITED)

    @property
    def waiting(self) -> tuple[str, ...]:
        """How long hosts have not been reached, of the run as a whole."""
        return waiting_lines(self.run, self.words)

    def waited(self, cluster: Cluster) -> str:
        """How long the hosts of a cluster have not been reached; "" where none has waited."""
        return waiting_of(self.run, cluster.hosts, self.words)

    @property
    def table(self) -> tuple[ReportRow, ...]:
        """The rows that are not healthy, the most urgent first."""
        rows = [row for row in self.rows if row.status != Status.HEALTHY]
        return tuple(sorted(rows, key=lambda row: (urgency(row.status), natural_order(row.host))))

    @property
    def healthy(self) -> tuple[ReportRow, ...]:
        """The rows that are healthy, by host."""
        rows = [row for row in self.rows if row.status == Status.HEALTHY]
        return tuple(sorted(rows, key=lambda row: natural_order(row.host)))

    @property
    def groups(self) -> tuple[GroupCount, ...]:
        """Hosts by group and status word, the group with most trouble first."""
        counted: dict[str, Counter[str]] = {}
        for outcome in self.run.outcomes:
            for group in dict.fromkeys(outcome.target.groups):
                counted.setdefault(group, Counter())[outcome.status_word] += 1
        groups = [
            GroupCount(name, tuple((word, counts[word]) for word in sorted(counts, key=urgency)))
            for name, counts in counted.items()
        ]
        return tuple(sorted(groups, key=lambda one: (-_share(one), natural_order(one.name))))

    @property
    def presence(self) -> tuple[str, ...]:
        """On how many hosts somebody was signed in, and what to do when these are few."""
        return presence_lines(self.run, self.words, always=True)

    @property
    def thin(self) -> str:
        """The same where they are few, or ""."""
        return self.say("space").join(presence_lines(self.run, self.words))

    def facts(self, exit_codes: Iterable[int]) -> tuple[tuple[str, str], ...]:
        """Heading and value of each fact of the run."""
        run, options = self.run, self.run.options
        finished = "" if run.finished_at is None else local_text(run.finished_at, self.zone)
        pace = self.say("meta-pace-value", number=options.concurrency, seconds=f"{options.host_timeout_seconds:g}")
        codes = ", ".join(str(int(code)) for code in exit_codes)
        facts = [
            ("run", run.run_id), ("version", f"remote_prt {run.tool_version}"), ("scope", options.scope),
            ("account", options.account), ("started", local_text(run.started_at, self.zone)), ("finished", finished),
            ("context", options.context.value), ("transport", options.transport),
            ("pace", pace if options.visits_hosts else ""),
            ("weakened", " ".join(options.weakened) or self.say("none")),
            ("redacted", self._kinds() or self.say("none")), ("exit", codes),
        ]  # fmt: skip
        return tuple((self.say(f"meta-{key}"), value) for key, value in facts if value)

    @property
    def warnings(self) -> tuple[str, ...]:
        """What must be known before anything is believed, and what was different about the run."""
        return (*self.limits, *self.conditions)

    @property
    def limits(self) -> tuple[str, ...]:
        """Why this is not the whole of a run, or not a new one."""
        run, told = self.run, []
        if run.interrupted:
            told.append(self.words.say("header.interrupted"))
        elif run.stopped_by is not None and f"header.stopped.{run.stopped_by.value}" in self.words.texts:
            told.append(self.words.say(f"header.stopped.{run.stopped_by.value}"))
        if run.hosts_missing:
            told.append(self.words.say("header.missing", why=self.words.failure(run.hosts_missing)))
        if run.judged_again is not None:
            told.append(judged_again_text(run.judged_again, self.words, self.zone))
        if run.options.only_user:
            told.append(self.words.say("header.only", user=run.options.only_user))
        return tuple(told)

    @property
    def conditions(self) -> tuple[str, ...]:
        """Few users, switches that weaken security, stand-ins for names."""
        told = list(filter(None, (self.thin,)))
        if self.run.options.weakened:
            told.append(self.say("weakened", switches=" ".join(self.run.options.weakened)))
        if self.redacted:
            told.append(self.say("redacted", kinds=self._kinds()))
        return tuple(told)

    def _kinds(self) -> str:
        return ", ".join(self.say(f"redacted-{kind}") for kind in self.redacted)


def where_of(row: ReportRow) -> str:
    """In which kind of session a user was seen."""
    if row.user is None:
        return ""
    return f"{spoken(row.user.session.kind, row.words.language)}/{spoken(row.user.session.state, row.words.language)}"


def _share(group: GroupCount) -> float:
    return sum(number for word, number in group.counts if word in _TROUBLE) / max(1, group.hosts)
