"""Every input that a fuzzer found worth keeping is tried again: none gets more out of a reader than its own refusal."""

import time
from pathlib import Path

import pytest

from tests.fuzz.replayed_host import http, in_order, proper, visit
from tests.fuzz.run import KEPT, NAMES
from tests.fuzz.targets import NEXT, TARGETS

_MOST_SECONDS = 2.0  # for one input; each takes some milliseconds


def kept(name: str) -> list[Path]:
    """The inputs of one target."""
    return sorted((KEPT / name).iterdir())


@pytest.mark.parametrize("name", NAMES)
def test_kept_inputs_are_borne(name: str):
    """Each is read or refused, quickly; `tests/fuzz/run.py` says how to look for more."""
    for path in kept(name):
        began = time.process_time()
        TARGETS[name](path.read_bytes())  # a failure shows `path` among the locals: pytest -l
        assert time.process_time() - began < _MOST_SECONDS, path


def test_a_replayed_host_is_visited_to_the_end():
    """The honest dialogue among the inputs gives its record: what is fuzzed is a whole visit, not its first step."""
    dialogue = (KEPT / "envelopes" / "honest").read_bytes().split(NEXT)
    fragments = (KEPT / "fragments" / "honest").read_bytes().split(NEXT)

    assert visit(in_order([http(body) for body in dialogue])) == ["hello"]
    assert visit(proper(fragments)) == ["hello"]


def test_every_target_has_inputs():
    """Those that a fuzzer starts from, and those it found."""
    assert set(NAMES) == set(TARGETS)
    assert {path.name for path in KEPT.iterdir()} == set(NAMES)
    assert all(len(kept(name)) >= 4 for name in NAMES)
