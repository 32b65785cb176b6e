r"""The run as people read a fleet: causes first, then who is affected, then how much was seen, then what to do next.

```
Run 5f0c  scope pc-[01-24]  as LAB\sweeper  started 2026-01-31 10:00:00 +09:00  took 41 s  context auto

Causes
[4] PRT-AADSTS50126  BROKEN  Invalid user name or password
    hosts: pc-[03,07-09]
    do: ...

Host   User           Status  Cause   ...

Hosts    BROKEN 4  HEALTHY 17 ...
Coverage Asked 24  Reached 20  Judged 19
```
The only module that imports tabulate.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import tzinfo

from remote_prt.diagnosis.diagnosis import Status
from remote_prt.diagnosis.finding import Confidence
from remote_prt.model import Context, Outcome, Run
from remote_prt.reports.again import judged_again_text
from remote_prt.reports.cells import cell_width, clip, wrap
from remote_prt.reports.clusters import Cluster, cause_key
from remote_prt.reports.colour import bold, coloured
from remote_prt.reports.columns import COLUMNS, FILE_COLUMN, WIDE_COLUMNS, Column, fit, natural_widths, told_in
from remote_prt.reports.escape import encodable, printable
from remote_prt.reports.fleet_sense import sensed_clusters
from remote_prt.reports.folding import fold_hosts, is_plain, natural_order, spaced
from remote_prt.reports.not_reached import waiting_lines, waiting_text
from remote_prt.reports.presence import presence_lines
from remote_prt.reports.rows import ReportRow, failure_text, report_rows, urgency
from remote_prt.reports.times import age_text, local_text
from remote_prt.reports.traits import Shared
from remote_prt.reports.words import ENGLISH, Words, words_for

#: Longer than this a command line is refused by some shells (cmd.exe: 8191 characters).
_LONGEST_HINT = 4000

#: Stands for a command line while the sentence around it is made printable.
_UNSPLIT = "#COMMAND#"

#: Characters of one text; what is longer is read in the JSON document.
_LONGEST_TEXT = 2000

#: More hosts that failed alike than this are told once, under the causes.
_MOST_ALIKE = 20

_OUTCOME_WORDS = frozenset(Outcome)

#: Cells of a line below which a table is no longer one.
_NARROWEST = 70


@dataclass(frozen=True, slots=True)
class _Page:
    """How the text may look."""

    width: int  #: cells of a line
    colour: bool
    encoding: str
    is_wide: bool
    zone: tzinfo | None
    words: Words = ENGLISH

    @property
    def ellipsis(self) -> str:
        return encodable("…", self.encoding) if self.is_unicode else "..."

    @property
    def is_unicode(self) -> bool:
        return self.encoding.replace("-", "").replace("_", "").casefold() in {"utf8", "utf8sig"}

    def shown(self, text: str) -> str:
        """Text from outside, safe on this page and bounded, however much a host sent."""
        cut = text if len(text) <= _LONGEST_TEXT else text[:_LONGEST_TEXT] + self.ellipsis
        return printable(cut, self.encoding)

    def title(self, key: str) -> str:
        text = self.shown(self.words.say(key))
        return bold(text) if self.colour else text

    def sentence(self, text: str) -> list[str]:
        return wrap(self.shown(text), self.width, rest="    ")

    def labelled(self, key: str, text: str) -> list[str]:
        """A paragraph under a cause that begins with a label; none where there is no text."""
        label = f"    {self.shown(self.words.say(key))}"
        rest = " " * cell_width(label)
        return wrap(text, self.width, first=label.rstrip() + " ", rest=rest) if text else []

    def word(self, word: str, text: str) -> str:
        """A status word's text in its colour."""
        return coloured(text, word) if self.colour else text


def render_table(
    run: Run,
    *,
    width: int,
    colour: bool,
    encoding: str,
    show_all: bool,
    wide: bool = False,
    zone: tzinfo | None = None,
    rerun: str = "remote_prt",
    again: str = "",
    exit_codes: Iterable[int] = (),
    language: str = "en",
) -> str:
    """The run as text with a final newline, each line at most `width` display cells unless `wide`.

    Args:
        run: complete or interrupted.
        width: of the terminal in cells.
        colour: whether status words may be coloured.
        encoding: of the stream it is written to: borders are ASCII, and what it lacks is spelled out, unless UTF-8.
        show_all: healthy rows too.
        wide: every column, nothing cut.
        zone: of the printed times; by default that of this machine.
        rerun: what the rerun hint starts with, options included; the hosts follow in quotes. Empty: no hint.
        again: the whole command that visits those hosts again, instead of `rerun`.
        exit_codes: every code that applies to the run, the one returned first; none is printed when empty.
        language: of headings and sentences; status words, codes and names are the same in every language.
    """
    page = _Page(max(width, _NARROWEST), colour, encoding, wide, zone, words_for(run.options, language))
    rows = sorted(report_rows(run, page.words), key=lambda row: (urgency(row.status), natural_order(row.host)))
    seen = [row for row in rows if show_all or row.status != Status.HEALTHY]
    blocks = (
        _header(run, page),
        _causes(sensed_clusters(rows), page),
        _table([row for row in seen if row.outcome.diagnosis is not None], page),
        _not_judged([row for row in seen if row.outcome.diagnosis is None], page, show_all=show_all),
        _coverage(run, page, tuple(exit_codes)),
        _next_commands(rows, page, _rerun_command(run, rerun, again), show_all=show_all),
    )
    return "\n\n".join("\n".join(lines) for lines in blocks if lines) + "\n"


def _header(run: Run, page: _Page) -> list[str]:
    options, say = run.options, page.words.say
    took = None if run.finished_at is None else age_text(run.finished_at - run.started_at, page.words)
    parts = [
        say("header.run", run=run.run_id),
        say("header.scope", scope=options.scope),
        say("header.account", account=options.account) if options.account else "",
        say("header.started", at=local_text(run.started_at, page.zone)),
        say("header.took", age=took) if took else "",
        say("header.context", context=options.context.value) if options.visits_hosts else "",
        say("header.deadline", at=local_text(options.deadline, page.zone)) if options.deadline else "",
        say("header.max_fail", number=options.max_fail) if options.max_fail else "",
    ]
    lines = wrap(page.shown(" | ".join(part for part in parts if part)), page.width, rest="    ")
    if options.visits_hosts and options.context in {Context.AUTO, Context.USER}:
        lines += page.sentence(say("header.task", context=options.context.value))
    if options.probes_network:
        lines += page.sentence(say("header.probe"))
    if options.only_user:
        lines += page.sentence(say("header.only", user=options.only_user))
    if options.weakened:
        lines += page.sentence(say("header.weakened", switches=", ".join(options.weakened)))
    if run.interrupted:
        lines += page.sentence(say("header.interrupted"))
    if run.stopped_by is not None:
        lines += page.sentence(say(f"header.stopped.{run.stopped_by.value}"))
    if run.hosts_missing:
        lines += page.sentence(say("header.missing", why=page.words.failure(run.hosts_missing)))
    if run.judged_again is not None:
        lines += page.sentence(judged_again_text(run.judged_again, page.words, page.zone))
    return lines


def _causes(found: Sequence[Cluster], page: _Page) -> list[str]:
    """A cause each; a failure of one host alone is left to the line of that host, which says all of it."""
    lines = []
    for cluster in found:
        if len(cluster.hosts) > 1 or cluster.status not in _OUTCOME_WORDS:
            lines += _cause(cluster, page)
    return [page.title("causes.title"), *lines] if lines else []


def _cause(cluster: Cluster, page: _Page) -> list[str]:
    count = f"[{len(cluster.hosts)}] "
    sure, say, sense = cluster.confidence, page.words.say, page.shown(_sense(cluster, page.words))
    doubt = f"({page.shown(say(f'confidence.{sure.value}'))})" if sure not in {None, Confidence.CERTAIN} else ""
    name = " ".join(part for part in (cluster.finding_id, page.shown(cluster.title), doubt) if part)
    first, *more = wrap(name, page.width, first=f"{count}{cluster.status}  ", rest="    ")
    first = first.replace(cluster.status, page.word(cluster.status, cluster.status), 1)
    hosts = spaced(fold_hosts(cluster.hosts, page.encoding))
    return [
        first,
        *more,
        *page.labelled("causes.hosts", hosts),
        *page.labelled("causes.shared", page.shown("; ".join(_share(one, page.words) for one in cluster.shared))),
        *(wrap(sense, page.width, first="    ", rest="    ") if sense else ()),
        *page.labelled("causes.or", page.shown("; ".join(cluster.alternatives))),
        *page.labelled("causes.do", page.shown(cluster.action)),
        *page.labelled("causes.proof", page.shown(cluster.proof)),
    ]


def _share(shared: Shared, words: Words) -> str:
    """`subnet 10.1.2.0/24 (12 of 12; elsewhere 1 of 40)`."""
    kind, counts = words.say(f"kind.{shared.trait.value}"), {"hosts": shared.hosts, "of": shared.of}
    if not shared.rest:
        return words.say("fleet.share-alone", kind=kind, value=shared.value, **counts)
    return words.say("fleet.share", kind=kind, value=shared.value, others=shared.others, rest=shared.rest, **counts)


def _sense(cluster: Cluster, words: Words) -> str:
    """Where to look instead of at each PC, or ""."""
    telling = next((one for one in cluster.shared if one.is_telling), None)
    if telling is not None:
        return words.say("fleet.not-these", kind=words.say(f"kind.{telling.trait.value}"), value=telling.value)
    if cluster.is_everywhere:
        return words.say("fleet.everywhere", hosts=len(cluster.hosts), all=cluster.judged)
    return ""


def _table(rows: Sequence[ReportRow], page: _Page) -> list[str]:
    if not rows:
        return []
    chosen = [*COLUMNS, *WIDE_COLUMNS] if page.is_wide else [*COLUMNS]
    if any(map(FILE_COLUMN.value, rows)):
        chosen.insert(2, FILE_COLUMN)
    columns = told_in(page.words, chosen)
    columns = tuple(replace(column, heading=page.shown(column.heading)) for column in columns)
    cells = [[page.shown(column.value(row)) for column in columns] for row in rows]
    natural = natural_widths(columns, cells)
    widths = natural if page.is_wide else fit(columns, natural, page.width)
    kept = [index for index, cell_count in enumerate(widths) if cell_count]
    body = [
        [_cell(columns[index], line[index], widths[index], row, page) for index in kept]
        for row, line in zip(rows, cells, strict=True)
    ]
    text = _tabulated([columns[i].heading for i in kept], [widths[i] for i in kept], body, page)
    left_out = [column.heading for column, cell_count in zip(columns, widths, strict=True) if not cell_count]
    note = page.words.say("table.no-room", columns=", ".join(left_out)) if left_out else ""
    return [*text.splitlines(), *(wrap(page.shown(note), page.width) if note else ())]


def _cell(column: Column, text: str, width: int, row: ReportRow, page: _Page) -> str:
    cut = clip(text, width, page.ellipsis)
    return page.word(row.status, cut) if column.is_status else cut


def _tabulated(headings: Sequence[str], widths: Sequence[int], body: Sequence[Sequence[str]], page: _Page) -> str:
    from tabulate import DataRow, TableFormat, tabulate  # noqa: PLC0415 - machine formats do not pay for it

    stroke = "─" if page.is_unicode else "-"
    rules = [stroke * width for width in widths]
    cells = DataRow("", "  ", "")
    plain = TableFormat(None, None, None, None, cells, cells, 0, None)
    # Headings go in as a row: tabulate pads its own headings by two cells, which breaks a table that just fits.
    text = tabulate([headings, rules, *body], tablefmt=plain, disable_numparse=True)
    return "\n".join(line.rstrip() for line in text.splitlines())


def _not_judged(rows: Sequence[ReportRow], page: _Page, *, show_all: bool) -> list[str]:
    """One line per host that gave nothing to judge: what, where, why, what next (design/ux.md 13)."""
    alike = Counter(cause_key(row) for row in rows)
    told = [row for row in rows if show_all or alike[cause_key(row)] <= _MOST_ALIKE]
    lines = [line for row in told for line in _failure_lines(row, page)]
    if len(told) < len(rows):
        lines += wrap(page.shown(page.words.say("failed.alike", number=len(rows) - len(told))), page.width)
    return [page.title("failed.title"), *lines] if lines else []


def _failure_lines(row: ReportRow, page: _Page) -> list[str]:
    failure = row.outcome.failure
    tried = row.outcome.address or ""
    address = "" if tried == row.host else tried
    said = page.words.say("failed.no-reason") if failure is None else failure_text(failure, page.words, address)
    has_hint = failure is not None and failure.try_next
    hint = f" - {page.words.say('failed.try', hint=page.words.hint(failure.try_next))}" if failure and has_hint else ""
    waited = waiting_text(row.outcome, page.words)
    first, *more = wrap(
        page.shown(said + hint + (f" - {waited}" if waited else "")),
        page.width,
        first=f"{page.shown(row.host)}  {row.status}  ",
        rest="    ",
    )
    return [first.replace(f"  {row.status}  ", f"  {page.word(row.status, row.status)}  ", 1), *more]


def _coverage(run: Run, page: _Page, exit_codes: Sequence[int]) -> list[str]:
    counts, coverage = run.counts, run.coverage
    say = page.words.say
    words = ", ".join(f"{word} {counts[word]}" for word in sorted(counts, key=urgency))
    none, first = page.shown(say("coverage.none")), page.shown(say("coverage.hosts"))
    lines = wrap(words or none, page.width, first=first, rest="    ")
    asked, reached, judged = coverage.asked, coverage.reached, coverage.judged
    lines.append(page.shown(say("coverage.line", asked=asked, reached=reached, judged=judged, failed=coverage.failed)))
    for line in waiting_lines(run, page.words):
        lines += page.sentence(line)
    met = " ".join(presence_lines(run, page.words))
    lines += page.sentence(met) if met else []
    if exit_codes:
        others = ", ".join(str(int(code)) for code in exit_codes[1:])
        also = say("coverage.also", codes=others) if others else ""
        lines.append(page.shown(say("coverage.exit", code=int(exit_codes[0])) + also))
    return lines


def _rerun_command(run: Run, rerun: str, again: str) -> str:
    """The command that visits again what was not judged; empty where there is nothing, or no line for it."""
    targets = [one.target for one in run.outcomes if one.outcome is not Outcome.VISITED and one.target.enabled]
    if again:
        return again if targets else ""
    plain = [target for target in targets if is_plain(target.name)]
    hosts = fold_hosts(f"{target.name}:{target.port}" if target.port else target.name for target in plain)
    return f'{rerun} "{hosts}"' if rerun and hosts and len(hosts) <= _LONGEST_HINT else ""


def _next_commands(rows: Sequence[ReportRow], page: _Page, rerun: str, *, show_all: bool) -> list[str]:
    lines, say = [], page.words.say
    if rerun:
        lines.append("  " + page.shown(say("next.again", command=_UNSPLIT)).replace(_UNSPLIT, rerun))
    healthy = sum(row.status == Status.HEALTHY for row in rows)
    if healthy and not show_all:
        lines.append("  " + page.shown(say("next.healthy", number=healthy)))
    if rows:
        lines.append("  " + page.shown(say("next.json")))
    return [page.title("next.title"), *lines] if lines else []
