"""On how many hosts somebody was signed in, and when a run by day is advised."""

from dataclasses import replace

import pytest

from remote_prt.diagnosis.diagnosis import Status
from remote_prt.diagnosis.evidence import MissingReason
from remote_prt.model import Run
from remote_prt.reports.markdown import render_markdown
from remote_prt.reports.presence import presence_lines, presence_of
from remote_prt.reports.table import render_table
from remote_prt.reports.words import words_of
from tests.reports.builders import run, user, visited

DAY = "add a run during the day"


def met(users: int, nobody: int, hidden: int = 0, unknown: int = 0) -> Run:
    """So many hosts with a user, without one, with one that may not be read, and of which that is not known."""
    reasons = (
        *((MissingReason.NO_USER_SIGNED_IN,) * nobody),
        *((MissingReason.OWNER_HIDDEN,) * hidden),
        *((MissingReason.NO_DSREGCMD,) * unknown),
    )
    return run(
        *(visited(f"pc-{n}", user(Status.HEALTHY, f"LAB\\u{n}")) for n in range(users)),
        *(visited(f"srv-{n}", status=Status.UNKNOWN, reason=reason) for n, reason in enumerate(reasons)),
    )


@pytest.mark.parametrize(
    ("seen", "is_thin"),
    [
        (met(2, 3), True),
        (met(2, 2), False),
        (met(1, 2, hidden=1), False),
        (met(1, 1, unknown=3), False),
        (met(0, 1), True),
        (run(), False),
    ],
)
def test_few_means_nobody_on_more_than_half(seen: Run, is_thin: bool) -> None:
    """A user whose name may not be read is one; where it is not known, nothing is advised."""
    assert presence_of(seen).is_thin is is_thin
    assert (DAY in render_markdown(seen)) is is_thin
    assert (DAY in _table(seen)) is is_thin


def test_the_share_has_its_denominator() -> None:
    """In both languages."""
    english, japanese = (presence_lines(met(1, 2), words_of(language)) for language in ("en", "ja"))

    assert english[0] == "A user was signed in on 1 of 3 visited hosts (33 %)."
    assert "3 台のうち 1 台" in japanese[0]
    assert "日中" in japanese[1]


def test_runs_of_which_it_says_nothing() -> None:
    """Saved files were visited by nobody; a run about one user leaves the others out."""
    seen, words = met(0, 3), words_of("en")
    about_one = replace(seen, options=replace(seen.options, only_user="anna"))
    offline = replace(seen, options=replace(seen.options, visits_hosts=False))

    assert presence_lines(about_one, words, always=True) == presence_lines(offline, words, always=True) == ()


def _table(seen: Run) -> str:
    return render_table(seen, width=200, colour=False, encoding="utf-8", show_all=False)
