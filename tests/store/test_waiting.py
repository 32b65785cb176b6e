"""Who waits to be visited, over nights that were written by hand."""

from datetime import timedelta
from pathlib import Path

import pytest

from remote_prt.diagnosis.sighting import DISABLED, Sighting
from remote_prt.diagnosis.waiting import Waiting
from remote_prt.store.history import open_history
from remote_prt.store.waiting import is_judged, unreached
from tests.store.nights import FIRST, past_run, sighting

#: What each night saw of each host; None: it was not asked for.
SCRIPT = {
    "well": ("ok", "ok", "ok", "ok"),
    "off-once": ("ok", "off", "ok", "ok"),
    "off-now": ("ok", "pw", "ok", "off"),
    "off-long": ("pw", "off", "off", "off"),
    "never": ("off", "off", "off", "off"),
    "gone": ("ok", "off", None, None),
    "dark": ("ok", "dark", "dark", "dark"),
}


def waiting_of(folder: Path, *, judged: bool = False, last_is_whole: bool = True) -> dict[str, Waiting]:
    """Who waits after the nights of the script."""
    with open_history(folder) as history:
        for night in range(4):
            seen = [sighting(host, words[night], night) for host, words in SCRIPT.items() if words[night]]  # type: ignore[arg-type]
            history.add(past_run(night, whole=last_is_whole or night < 3), seen)
        found = unreached(history, "@lab", is_judged) if judged else unreached(history, "@lab")
    return {one.host: one for one in found}


def test_who_was_not_got_waits_since_the_first_run_in_vain(tmp_path: Path) -> None:
    """The longest waiting first, with the runs in a row, and when and how a run got it last."""
    found = waiting_of(tmp_path)
    nights = [FIRST + timedelta(days=night) for night in range(4)]

    assert [(one.host, one.since, one.runs, one.got_at, one.status) for one in found.values()] == [
        ("never", nights[0], 4, None, ""),
        ("off-long", nights[1], 3, nights[0], "BROKEN"),
        ("off-now", nights[3], 1, nights[2], "HEALTHY"),
    ]
    assert [(one.run_id, one.cause) for one in found["never"].tries] == [
        (past_run(night).run_id, "connect http") for night in (3, 2, 1)
    ]


def test_a_verdict_may_be_missed_too(tmp_path: Path) -> None:
    """A host that answers and tells nothing waits for a verdict, and is reached all the same."""
    found = waiting_of(tmp_path, judged=True)

    assert set(found) == {"never", "off-long", "off-now", "dark"}
    assert (found["dark"].runs, found["dark"].tries[0].status) == (3, "UNKNOWN")


def test_a_run_that_was_cut_off_tells_of_those_it_came_to(tmp_path: Path) -> None:
    """The last whole run says who belongs to the hosts, what came later whom it got."""
    with open_history(tmp_path) as history:
        history.add(past_run(0), [sighting("a", "off", 0), sighting("b", "off", 0), sighting("c", "ok", 0)])
        history.add(past_run(1, whole=False), [sighting("A", "ok", 1), sighting("new", "off", 1)])
        found = unreached(history, "@lab")

    assert [one.host for one in found] == ["b", "new"]


def test_other_hosts_do_not_matter(tmp_path: Path) -> None:
    """A run over other words neither lets a host wait nor ends its waiting; nothing is known of words never swept."""
    with open_history(tmp_path) as history:
        history.add(past_run(0), [sighting("a", "off", 0)])
        history.add(past_run(1, "@others"), [sighting("a", "ok", 1)])
        found, unknown = unreached(history, "@lab"), unreached(history, "@nobody")

    assert [one.host for one in found] == ["a"]
    assert unknown == ()


@pytest.mark.parametrize(("cause", "waits"), [(DISABLED, False), ("", True)])
def test_who_is_disabled_does_not_wait(tmp_path: Path, cause: str, waits: bool) -> None:
    """Nobody asked for it; a host that the run did not come to waits."""
    at = FIRST + timedelta(days=1)
    with open_history(tmp_path) as history:
        history.add(past_run(0), [sighting("a", "off", 0)])
        history.add(past_run(1), [Sighting("a", "", "SKIPPED", cause, "", at)])
        found = unreached(history, "@lab")

    assert bool(found) is waits


def test_who_waited_then_is_known_later(tmp_path: Path) -> None:
    """What came after does not count: neither who was got since, nor who is off now."""
    waiting_of(tmp_path)
    with open_history(tmp_path) as history:
        then = unreached(history, "@lab", before=past_run(2).run_id)
        first = unreached(history, "@lab", before=past_run(0).run_id)

    assert [(one.host, one.runs) for one in then] == [("never", 2), ("gone", 1), ("off-long", 1), ("off-once", 1)]
    assert first == ()
