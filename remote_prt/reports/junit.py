"""The run as JUnit XML, which build servers draw: one test case per (host, user).

BROKEN and FAILING are failures. What could not be judged is an error of its own type (`UNREACHABLE`, `REFUSED`,
`TIMED_OUT`, `UNKNOWN`), never left out and never a pass; only what there was nothing to judge of is skipped: SKIPPED,
NOT_APPLICABLE, and UNKNOWN because nobody is signed in. STALE passes, and says so. Each case has its status word as a
property. Where hosts are missing because their list broke off, a case of the run itself is an error that says why.
"""

import html
from collections import Counter

from remote_prt.diagnosis.diagnosis import Status
from remote_prt.diagnosis.evidence import MissingReason
from remote_prt.model import Outcome, Run
from remote_prt.reports.clusters import action_of, cause_of
from remote_prt.reports.escape import printable
from remote_prt.reports.rows import ReportRow, report_rows, user_name
from remote_prt.reports.times import utc_seconds_text
from remote_prt.reports.words import Words, words_for

_ELEMENTS = {
    **dict.fromkeys((Status.BROKEN.value, Status.FAILING.value), "failure"),
    **dict.fromkeys((Status.UNKNOWN.value, *(one.value for one in Outcome)), "error"),
    **dict.fromkeys((Status.NOT_APPLICABLE.value, Outcome.SKIPPED.value), "skipped"),
}
_NOBODY = frozenset({MissingReason.NO_USER_SIGNED_IN, MissingReason.NOT_THAT_USER})
_LONGEST_TEXT = 2000
_HOSTS_MISSING = "HOSTS_MISSING"


def render_junit(run: Run, *, language: str = "en") -> str:
    """The run as one XML text with a final newline; nothing in it acts, whatever hosts sent."""
    words = words_for(run.options, language)
    rows, missing = report_rows(run, words), _missing(run, words)
    counts = Counter([*map(_element, rows), *("error" for _ in missing)])
    seconds = sum(outcome.duration_seconds for outcome in run.outcomes)
    numbers = (
        f'tests="{len(rows) + len(missing)}" failures="{counts["failure"]}" errors="{counts["error"]}"'
        f' skipped="{counts["skipped"]}" time="{seconds:.3f}"'
    )
    name, at = _text(f"remote_prt {run.options.scope}"), utc_seconds_text(run.started_at).removesuffix("Z")
    return "\n".join(
        [
            '<?xml version="1.0" encoding="UTF-8"?>',
            f'<testsuites name="remote_prt" {numbers}>',
            f'<testsuite name="{name}" id="{_text(run.run_id)}" timestamp="{at}" {numbers}>',
            *(_case(row) for row in rows),
            *missing,
            "</testsuite>",
            "</testsuites>\n",
        ]
    )


def _case(row: ReportRow) -> str:
    name = user_name(row.user) if row.user is not None else "(host)"
    head = f'<testcase classname="{_text(row.host)}" name="{_text(name)}" time="{row.outcome.duration_seconds:.3f}">'
    properties = [("status", row.status)]
    if row.headline is not None:
        properties.append(("finding", row.headline.finding_id))
    told = "".join(f'<property name="{key}" value="{_text(value)}"/>' for key, value in properties)
    return f"{head}<properties>{told}</properties>{_result(row)}</testcase>"


def _missing(run: Run, words: Words) -> list[str]:
    """The case of hosts that nobody knows."""
    if not run.hosts_missing:
        return []
    why = _text(words.say("header.missing", why=words.failure(run.hosts_missing)))
    error = f'<error type="{_HOSTS_MISSING}" message="{_HOSTS_MISSING}: {why}"></error>'
    return [f'<testcase classname="(run)" name="(hosts)" time="0.000">{error}</testcase>']


def _result(row: ReportRow) -> str:
    element, cause = _element(row), _text(cause_of(row))
    if element:
        action = _text(action_of(row))
        return f'<{element} type="{_text(row.status)}" message="{_text(row.status)}: {cause}">{action}</{element}>'
    return f"<system-out>{_text(row.status)}: {cause}</system-out>" if row.status == Status.STALE else ""


def _element(row: ReportRow) -> str:
    return "skipped" if row.reason in _NOBODY else _ELEMENTS.get(row.status, "")


def _text(text: str) -> str:
    return html.escape(printable(text[:_LONGEST_TEXT]))
