"""Nights that were written by hand are told apart as they were written."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from remote_prt.reports.change import Change
from remote_prt.reports.comparing import compare, seen_of
from tests.reports.naive_nights import KINDS, LETTERS, kind_of
from tests.store.nights import past_run, sighting

#: Five nights, and the set in which each host stands on the morning after each; "-" = not visited, "" = in none.
SCRIPT = {
    "always-well": ("ok ok ok ok ok", ", , , "),
    "breaks-on-third": ("ok ok pw pw pw", ", new, still, still"),
    "repaired": ("pw pw ok ok ok", "still, fixed, , "),
    "other-cause": ("pw net net net pw", "changed_cause, still, still, changed_cause"),
    "flaps": ("ok pw ok pw ok", "new, fixed, flapping, flapping"),
    "two-turns": ("ok pw ok ok ok", "new, fixed, , "),
    "off-one-night": ("pw off pw pw pw", "not_seen, still, still, still"),
    "off-while-repaired": ("pw off ok ok ok", "not_seen, fixed, , "),
    "well-then-off": ("ok off off off pw", "not_seen, , , new"),
    "dark": ("dark dark pw dark ok", ", new, not_seen, fixed"),
    "joins-late": ("- - ok pw pw", ", , new, still"),
    "leaves": ("pw pw - - -", "still, not_seen, , "),
}


def played(night: int) -> Change:
    """The comparison of a night with the one before."""
    nights = [
        seen_of([sighting(host, word, at) for host, (words, _) in SCRIPT.items() if (word := words.split()[at]) != "-"])
        for at in range(night, -1, -1)
    ]
    return compare(nights[0], past_run(night - 1), nights[1:])


@pytest.mark.parametrize("night", [1, 2, 3, 4])
def test_every_night_gives_the_sets_of_the_script(night: int) -> None:
    """New, fixed, still, other cause, flapping and not seen; each host in one set at most."""
    change = played(night)
    kinds = ("new", "fixed", "still", "changed_cause", "flapping", "not_seen")
    found = {kind: {one.host for one in getattr(change, kind)} for kind in kinds}
    wanted: dict[str, set[str]] = {kind: set() for kind in kinds}
    for host, (_, told) in SCRIPT.items():
        kind = told.split(",")[night - 1].strip()
        if kind:
            wanted[kind].add(host)

    assert found == wanted


def test_a_change_says_what_was_and_what_is() -> None:
    """The status of both nights, the cause now or the last one, and the host's word for a user who was not seen."""
    change = played(2)
    told = {one.host: (one.before, one.status, one.cause) for one in (*change.new, *change.fixed, *played(1).not_seen)}

    assert told["breaks-on-third"] == ("HEALTHY", "BROKEN", "PRT-AADSTS50126")
    assert told["repaired"] == ("BROKEN", "HEALTHY", "PRT-AADSTS50126")
    assert told["off-one-night"] == ("BROKEN", "UNREACHABLE", "PRT-AADSTS50126")
    assert (change.run_id, change.started_at) == (past_run(1).run_id, past_run(1).started_at)


def test_flapping_is_forgotten_after_the_window() -> None:
    """Seven nights are looked at, whatever was before."""
    words = ["ok", "pw", "ok", "pw", "pw", "pw", "pw", "pw", "pw", "pw"]
    nights = [seen_of([sighting("pc-1", word, at)]) for at, word in enumerate(words)]
    kinds = []
    for night in range(3, 10):
        change = compare(nights[night], past_run(night - 1), nights[night - 1 :: -1])
        kinds.append("flapping" if change.flapping else "still" if change.still else "?")

    assert kinds == ["flapping"] * 4 + ["still"] * 3


def test_the_first_run_has_only_new_ones() -> None:
    """Nothing is known of before."""
    change = compare(seen_of([sighting("pc-1", "pw", 0), sighting("pc-2", "ok", 0)]), past_run(0), ())

    assert [one.host for one in change.new] == ["pc-1"]
    assert (change.fixed, change.not_seen) == ((), ())


@given(st.lists(st.sampled_from(sorted(LETTERS)), min_size=1, max_size=10))
def test_every_row_of_nights_is_told_as_the_plain_model_tells_it(words: list[str]) -> None:
    """Whatever came before; a host that was off has a line of its own, which is in no set."""
    nights = [seen_of([sighting("pc-1", word, at)] if word != "-" else []) for at, word in enumerate(words)]
    change = compare(nights[-1], past_run(0), nights[-2::-1])
    sets = (change.new, change.fixed, change.still, change.changed_cause, change.flapping, change.not_seen)
    found = [kind for kind, told in zip(KINDS, sets, strict=True) for one in told if one.user]

    assert found == ([kind_of(words)] if kind_of(words) else [])
    assert not any(one for told in sets for one in told if not one.user)
