"""What stands above and below a table: of which run it is, how much was seen, and what to do next."""

from collections.abc import Sequence

from remote_prt.diagnosis.diagnosis import Status
from remote_prt.model import Context, Outcome, Run
from remote_prt.reports.again import judged_again_text
from remote_prt.reports.cells import wrap
from remote_prt.reports.folding import fold_hosts, is_plain
from remote_prt.reports.not_reached import waiting_lines
from remote_prt.reports.presence import presence_lines
from remote_prt.reports.rows import ReportRow, urgency
from remote_prt.reports.text_page import TextPage
from remote_prt.reports.times import age_text, local_text

#: Longer than this a command line is refused by some shells (cmd.exe: 8191 characters).
_LONGEST_HINT = 4000

#: Stands for a command line while the sentence around it is made printable.
_UNSPLIT = "#COMMAND#"


def header_lines(run: Run, page: TextPage) -> list[str]:
    """Which run it is, and what must be known before anything is believed."""
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


def coverage_lines(run: Run, page: TextPage, exit_codes: Sequence[int]) -> list[str]:
    """How many hosts of which status, how much was seen, and the exit codes, the one returned first."""
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


def rerun_command(run: Run, rerun: str, again: str) -> str:
    """The command that visits again what was not judged; empty where there is nothing, or no line for it."""
    targets = [one.target for one in run.outcomes if one.outcome is not Outcome.VISITED and one.target.enabled]
    if again:
        return again if targets else ""
    plain = [target for target in targets if is_plain(target.name)]
    hosts = fold_hosts(f"{target.name}:{target.port}" if target.port else target.name for target in plain)
    return f'{rerun} "{hosts}"' if rerun and hosts and len(hosts) <= _LONGEST_HINT else ""


def next_lines(rows: Sequence[ReportRow], page: TextPage, rerun: str, *, show_all: bool) -> list[str]:
    """Commands that tell more, or visit again."""
    lines, say = [], page.words.say
    if rerun:
        lines.append("  " + page.shown(say("next.again", command=_UNSPLIT)).replace(_UNSPLIT, rerun))
    healthy = sum(row.status == Status.HEALTHY for row in rows)
    if healthy and not show_all:
        lines.append("  " + page.shown(say("next.healthy", number=healthy)))
    if rows:
        lines.append("  " + page.shown(say("next.json")))
    return [page.title("next.title"), *lines] if lines else []
