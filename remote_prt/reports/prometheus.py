"""The run as a file for node_exporter's textfile collector (Prometheus text format).

Every status and outcome word is a series each time, so that a graph has no gaps and what was not reached is not taken
for healthy. No label holds a user. `remote_prt_run_finished_timestamp_seconds` tells when there was no run.
The only module that imports prometheus_client.
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from remote_prt.diagnosis.diagnosis import Status
from remote_prt.model import Outcome, Run
from remote_prt.reports.clusters import clusters
from remote_prt.reports.escape import printable
from remote_prt.reports.rows import report_rows, urgency

if TYPE_CHECKING:
    from prometheus_client.core import GaugeMetricFamily

_WORDS = sorted(
    {*(one.value for one in Status), *(one.value for one in Outcome if one is not Outcome.VISITED)}, key=urgency
)
_COVERAGE = {
    "asked": "Hosts that the run was about.",
    "reached": "Hosts that were visited.",
    "judged": "Hosts of which it could be told how their PRTs are.",
    "failed": "Hosts whose visit failed: UNREACHABLE, REFUSED, TIMED_OUT.",
}


def render_prometheus(run: Run, *, exit_code: int) -> str:
    """The run as metrics; every series has the run's scope, so that files of several scopes do not collide."""
    from prometheus_client import CollectorRegistry, generate_latest  # noqa: PLC0415  optional, this format only

    registry = CollectorRegistry(auto_describe=False)
    registry.register(_Collected(tuple(_families(run, exit_code))))
    return generate_latest(registry).decode("utf-8")


class _Collected:
    """What a registry asks for metrics."""

    def __init__(self, families: tuple["GaugeMetricFamily", ...]) -> None:
        self._families = families

    def collect(self) -> Iterable["GaugeMetricFamily"]:
        """All of them."""
        return self._families


def _families(run: Run, exit_code: int) -> Iterable["GaugeMetricFamily"]:
    scope, coverage = printable(run.options.scope), run.coverage
    rows = report_rows(run)
    users = [row.status for row in rows if row.user is not None]
    yield _gauge("hosts", "Hosts by status, or by outcome where nothing was judged.", ("scope", "status"), [
        ((scope, word), run.counts.get(word, 0)) for word in _WORDS
    ])  # fmt: skip
    yield _gauge("users", "Signed-in users by status.", ("scope", "status"), [
        ((scope, one.value), users.count(one.value)) for one in Status
    ])  # fmt: skip
    yield _gauge("host_status", "1 for the status each host has.", ("scope", "host", "status"), [
        (key, 1) for key in dict.fromkeys((scope, printable(one.target.name), one.status_word) for one in run.outcomes)
    ])  # fmt: skip
    yield _gauge("cause_hosts", "Hosts by finding.", ("scope", "finding", "status"), [
        ((scope, one.finding_id, one.status), len(one.hosts)) for one in clusters(rows) if one.finding_id
    ])  # fmt: skip
    for name, about in _COVERAGE.items():
        yield _gauge(f"{name}_hosts", about, ("scope",), [((scope,), getattr(coverage, name))])
    yield from _of_waiting(run, scope)
    yield from _of_run(run, scope, exit_code)


def _of_waiting(run: Run, scope: str) -> Iterable["GaugeMetricFamily"]:
    """Whom neither this run nor those before it reached, REFUSED aside; nothing where earlier runs are not known."""
    unreached = [one for one in run.outcomes if one.target.enabled and one.outcome is not Outcome.VISITED]
    known = [one.not_reached for one in unreached if one.not_reached is not None]
    if len(known) < len(unreached):
        return
    waiting = [one for one in unreached if one.outcome is not Outcome.REFUSED]
    since = [one.not_reached.since for one in waiting if one.not_reached is not None]
    now = run.finished_at or run.started_at
    oldest = max(0.0, (now - min(since)).total_seconds()) if since else 0.0
    yield _gauge("waiting_hosts", "Hosts that wait to be reached, first failures too.", ("scope",), [
        ((scope,), len(waiting))
    ])  # fmt: skip
    yield _gauge("waiting_oldest_seconds", "How long the one of these waits that waits longest.", ("scope",), [
        ((scope,), oldest)
    ])  # fmt: skip


def _of_run(run: Run, scope: str, exit_code: int) -> Iterable["GaugeMetricFamily"]:
    is_cut = run.interrupted or run.stopped_by is not None or bool(run.hosts_missing)
    is_whole = run.finished_at is not None and not is_cut
    yield _gauge("run_started_timestamp_seconds", "When the run began.", ("scope",), [
        ((scope,), run.started_at.timestamp())
    ])  # fmt: skip
    if run.finished_at is not None:
        yield _gauge("run_finished_timestamp_seconds", "When the run ended.", ("scope",), [
            ((scope,), run.finished_at.timestamp())
        ])  # fmt: skip
    yield _gauge(
        "run_complete",
        "1 when nothing stopped the run or left hosts out.",
        ("scope",),
        [((scope,), int(is_whole))],
    )
    yield _gauge("exit_code", "What the process returned.", ("scope",), [((scope,), int(exit_code))])
    yield _gauge("run_info", "About the run; always 1.", ("scope", "version", "context"), [
        ((scope, printable(run.tool_version), run.options.context.value), 1)
    ])  # fmt: skip


def _gauge(
    name: str, about: str, labels: tuple[str, ...], samples: Iterable[tuple[tuple[str, ...], float]]
) -> "GaugeMetricFamily":
    from prometheus_client.core import GaugeMetricFamily  # noqa: PLC0415  as above

    family = GaugeMetricFamily(f"remote_prt_{name}", about, labels=labels)
    for values, value in samples:
        family.add_metric(values, value)
    return family
