"""When a run is worth a message."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from remote_prt.notices.occasions import has_worsened, is_news, news_of, threshold_of
from remote_prt.reports.change import Change, Changed
from tests.reports.builders import fleet, run, user, visited

AT = datetime(2026, 1, 30, 1, tzinfo=UTC)
NOTHING = Change("run", AT)
BROKEN = Changed("pc-1", "LAB\\anna", "BROKEN", "HEALTHY", "PRT-X")


@pytest.mark.parametrize(
    ("change", "is_telling", "is_worse"),
    [
        (NOTHING, False, False),
        (replace(NOTHING, still=(replace(BROKEN, before="BROKEN"),)), False, False),
        (replace(NOTHING, new=(BROKEN,)), True, True),
        (replace(NOTHING, fixed=(replace(BROKEN, status="HEALTHY", before="BROKEN"),)), True, False),
        (replace(NOTHING, changed_cause=(replace(BROKEN, before="BROKEN"),)), True, True),
        (replace(NOTHING, flapping=(BROKEN,)), True, True),
        (replace(NOTHING, flapping=(replace(BROKEN, before="FAILING"),)), False, False),
        (replace(NOTHING, flapping=(replace(BROKEN, status="HEALTHY", before="HEALTHY"),)), False, False),
        (replace(NOTHING, not_seen=(replace(BROKEN, status="UNREACHABLE"),)), False, False),
        (replace(NOTHING, not_seen=(replace(BROKEN, status=""),)), False, False),
        (replace(NOTHING, not_seen=(replace(BROKEN, host="pc-2", status=""),)), True, False),
    ],
    ids=["none", "still", "new", "fixed", "cause", "turned", "ill-again", "well-again", "off", "other-user", "gone"],
)
def test_what_is_news(change: Change, *, is_telling: bool, is_worse: bool) -> None:
    """What stays is none, nor a laptop that is off or a user who is not there; a host nobody asks for any more is."""
    news = news_of(change, run(visited("PC-1", user())))

    assert is_news(news) is is_telling
    assert has_worsened(news) is is_worse


def test_nobody_is_gone_from_a_run_that_was_cut_off() -> None:
    """It did not come to them."""
    gone = replace(NOTHING, not_seen=(replace(BROKEN, status=""),))

    assert is_news(news_of(gone, run(visited("pc-2", user()))))
    assert not is_news(news_of(gone, run(visited("pc-2", user()), interrupted=True)))
    assert not is_news(news_of(gone, replace(run(visited("pc-2", user())), hosts_missing="a server went away")))


@pytest.mark.parametrize(
    "text",
    [
        "broken",
        "broken>5",
        "broken>=",
        "broken>=0",
        "broken>=101%",
        "broken>=-1",
        "coverage<60",
        "pc>=1",
        "broken=5",
        "",
    ],
)
def test_what_is_no_threshold(text: str) -> None:
    """Words, signs and numbers are a closed set; coverage is a share."""
    assert threshold_of(text) is None


def test_thresholds_on_both_sides() -> None:
    """At the number and beyond it, of judged hosts or of asked ones."""
    played = fleet()
    counts, coverage = played.counts, played.coverage
    broken, unreachable = counts["BROKEN"], counts["UNREACHABLE"]

    def met(text: str) -> bool:
        found = threshold_of(text)
        assert found is not None
        return found.is_met(played)

    assert met(f"broken>={broken}")
    assert not met(f"Broken >= {broken + 1}")
    assert met(f"broken>={100 * broken // coverage.judged}%")
    assert not met(f"broken>={100 * broken // coverage.judged + 1}%")
    assert met(f"unreachable>={100 * unreachable // coverage.asked}%")
    assert not met(f"unreachable<{unreachable}")
    assert met(f"unreachable<{unreachable + 1}")
    assert met(f"coverage<{100 * coverage.judged // coverage.asked + 1}%")
    assert not met(f"coverage<{100 * coverage.judged // coverage.asked}%")


def test_a_run_over_nobody() -> None:
    """Nothing was judged, so coverage is below every share, and nothing else is beyond one."""
    nobody = replace(fleet(), outcomes=())
    found = [threshold_of(text) for text in ("coverage<60%", "broken>=1%", "broken>=1")]

    assert [one.is_met(nobody) for one in found if one is not None] == [True, False, False]
