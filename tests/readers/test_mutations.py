"""However a saved text was damaged, it is read or refused in one line, and doubt never becomes a fault."""

import random
from pathlib import Path

import pytest

from remote_prt.diagnosis.diagnosis import Status
from remote_prt.diagnosis.verdict import diagnose
from remote_prt.errors import UnreadableInput
from remote_prt.readers.case import read_case
from remote_prt.readers.case_files import CaseFile
from remote_prt.readers.catalogue import load_catalog
from tests.diagnosis.test_doubt_stays_doubt import NEVER_A_FAULT
from tests.readers.mutations import mutated

CATALOG = load_catalog("en")
_FAULTS = {Status.BROKEN, Status.FAILING, Status.STALE}
_CASES = 1500  # bounded here; tests/chaos/mutated_texts.py does as many as it is told


def statuses(data: bytes) -> set[Status]:
    """Every status that is said about a file with that content; empty where it is refused."""
    try:
        case = read_case("case", [CaseFile("case/text.txt", data)])
    except UnreadableInput:
        return set()
    told = [diagnose(host.evidence, CATALOG) for host in case.hosts]
    return {one.status for one in told} | {user.status for one in told for user in one.users}


def without_fault(texts: dict[str, bytes]) -> dict[str, bytes]:
    """Those of the texts in which, undamaged, nothing is wrong."""
    return {name: data for name, data in texts.items() if not statuses(data) & _FAULTS}


def became_broken(texts: dict[str, bytes], cases: int, seed: int) -> list[tuple[str, bytes]]:
    """The damaged texts that are called BROKEN though the whole one is no fault; anything raised comes through."""
    doubtful = without_fault(texts)
    dice = random.Random(seed)
    found = []
    for _ in range(cases):
        name = dice.choice(sorted(texts))
        damaged = mutated(texts[name], dice)
        if Status.BROKEN in statuses(damaged) and name in doubtful:
            found.append((name, damaged))
    return found


def test_damage_makes_no_fault_of_our_own_texts() -> None:
    """Texts without a fault stay so, whatever is done to their lines and their encoding."""
    texts = {name: text.encode() for name, text in NEVER_A_FAULT.items()}

    assert len(without_fault(texts)) == len(texts)
    assert became_broken(texts, _CASES, seed=1) == []


@pytest.mark.corpus
def test_damage_makes_no_fault_of_published_texts(corpus: Path) -> None:
    """The published texts and events likewise; those that are a fault are read without raising all the same."""
    files = [*corpus.glob("dsregcmd/*.txt"), *corpus.glob("events/*.txt"), *corpus.glob("events/*.xml")]
    texts = {file.name: file.read_bytes() for file in files}

    assert len(texts) > 30
    assert became_broken(texts, _CASES, seed=2) == []
