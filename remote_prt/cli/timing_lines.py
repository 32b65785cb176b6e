"""Where a run spent its time, as lines for people (`-v`)."""

from collections.abc import Callable, Iterator

from remote_prt.diagnosis.kind_words import spoken
from remote_prt.model import Run
from remote_prt.reports.timing import phase_timings, slowest


def timing_lines(run: Run, speak: Callable[[str], str], language: str) -> Iterator[str]:
    """A line for each phase that was timed, and one for the slowest hosts."""
    for one in phase_timings(run.outcomes):
        phase, hosts = spoken(one.phase, language), "1 host" if one.hosts == 1 else f"{one.hosts} hosts"
        p50, p90, most = one.p50 * 1000, one.p90 * 1000, one.most * 1000
        yield speak(f"{phase}: p50 {p50:.0f} ms, p90 {p90:.0f} ms, max {most:.0f} ms ({hosts})")
    named = ", ".join(f"{one.target.name} ({one.duration_seconds:.1f} s)" for one in slowest(run.outcomes))
    if named and run.options.visits_hosts:
        yield speak(f"slowest: {named}")
