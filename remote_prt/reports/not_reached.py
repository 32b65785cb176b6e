"""How long hosts have not been reached, in words: of one host, of those that failed alike, of the run."""

from collections.abc import Iterable

from remote_prt.model import CatchUp, Run, VisitOutcome
from remote_prt.reports.folding import fold_hosts, spaced
from remote_prt.reports.times import age_text
from remote_prt.reports.words import Words

#: In one run a laptop may be off; it is worth a word from the second on.
_WORTH_A_WORD = 2

#: So many ages are named of hosts that failed alike.
_MOST_AGES = 6


def waiting_text(outcome: VisitOutcome, words: Words) -> str:
    """`not reached for 3 d 2 h (4 runs)`; "" where it is the first time, or nothing is known."""
    waiting = outcome.not_reached
    if waiting is None or waiting.runs < _WORTH_A_WORD:
        return ""
    key = "waiting.retired" if waiting.is_retired else "waiting.host"
    return words.say(key, age=_age(outcome, words), runs=waiting.runs)


def waiting_lines(run: Run, words: Words) -> tuple[str, ...]:
    """What became of those who waited, and how many have not been reached for more than this run."""
    lines = [] if run.catch_up is None or not run.catch_up.waiting else [caught_text(run, run.catch_up, words)]
    late = _late(run.outcomes)
    if late:
        oldest = min(late, key=lambda one: one.not_reached.since if one.not_reached else one.started_at)
        lines.append(words.say("waiting.run", number=len(late), age=_age(oldest, words)))
    retired = [one.target.name for one in late if one.not_reached is not None and one.not_reached.is_retired]
    if retired:
        lines.append(words.say("waiting.gone", number=len(retired), hosts=spaced(fold_hosts(retired))))
    return tuple(lines)


def caught_text(run: Run, caught: CatchUp, words: Words) -> str:
    """`Catch-up: reached now 9 of 31 that waited, the longest for 12 d 3 h`."""
    since = caught.longest_since
    longest = "" if since is None else words.say("waiting.longest", age=age_text(run.started_at - since, words))
    return words.say("waiting.caught", waiting=caught.waiting, reached=caught.reached) + longest


def waiting_of(run: Run, hosts: Iterable[str], words: Words) -> str:
    """`12 d 0 h (9 runs): pc-01; 3 d 2 h (4 runs): pc-[02-05]` of some hosts of the run; "" where none has waited."""
    named = set(hosts)
    alike: dict[str, list[VisitOutcome]] = {}
    late = (one for one in _late(run.outcomes) if one.target.name in named)
    for one in sorted(late, key=lambda one: one.not_reached.since if one.not_reached else one.started_at):
        runs = 0 if one.not_reached is None else one.not_reached.runs
        alike.setdefault(words.say("waiting.age", age=_age(one, words), runs=runs), []).append(one)
    told = [f"{age}: {spaced(fold_hosts(one.target.name for one in found))}" for age, found in alike.items()]
    return "; ".join((*told[:_MOST_AGES], "…") if len(told) > _MOST_AGES else told)


def _late(outcomes: Iterable[VisitOutcome]) -> list[VisitOutcome]:
    return [one for one in outcomes if one.not_reached is not None and one.not_reached.runs >= _WORTH_A_WORD]


def _age(outcome: VisitOutcome, words: Words) -> str:
    since = outcome.started_at if outcome.not_reached is None else outcome.not_reached.since
    return age_text(outcome.started_at - since, words)
