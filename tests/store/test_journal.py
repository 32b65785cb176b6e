"""What was journalled can be read again: head, targets, outcomes and captures, whatever ended the run."""

import os
import stat
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from remote_prt.errors import Phase, UnreadableInput, UsageError
from remote_prt.model import Failure, Outcome, Run, VisitOutcome
from remote_prt.store.journal import begin_journal, continue_journal
from remote_prt.store.journal_lines import seal
from remote_prt.store.journal_reading import read_header, read_journal
from remote_prt.store.journal_records import dump_header, dump_targets
from remote_prt.store.run_folders import RunFolders
from tests.store.played_run import AT, HEADER, OPTIONS, RUN_ID, TARGETS, missed, visited

if sys.platform != "win32":
    import resource

OUTCOMES = (
    visited(TARGETS[0], '{"Snippet": "x"}', '{"Text": "\ud800 日本"}'),
    missed(TARGETS[1], internal=True),
    missed(TARGETS[2], Outcome.SKIPPED),
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where the journal of a new run belongs."""
    return RunFolders(tmp_path / "state").begin(RUN_ID)


def written(path: Path, *outcomes: VisitOutcome, ends: bool = True) -> Path:
    """A journal with these outcomes."""
    journal = begin_journal(path, HEADER, TARGETS)
    for outcome in outcomes:
        journal.visit_finished(outcome)
    if ends:
        journal.run_finished(Run(RUN_ID, AT, AT, OPTIONS, "0.1.0", outcomes))
    journal.close()
    assert journal.problem is None
    assert journal.written == len(outcomes)
    return path


def test_everything_comes_back(path: Path) -> None:
    """Head, targets and outcomes with their captures equal what was written."""
    contents = read_journal(written(path, *OUTCOMES))

    assert contents.header == HEADER == read_header(path)
    assert contents.targets == TARGETS
    assert dict(contents.outcomes()) == dict(enumerate(OUTCOMES))
    assert (contents.damaged, contents.is_torn, contents.has_ended) == (0, False, True)


@pytest.mark.skipif(os.name == "nt", reason="modes of POSIX")
def test_it_is_for_this_account_alone(path: Path) -> None:
    """Folders 0700 and the file 0600, whatever the umask."""
    before = os.umask(0)
    try:
        written(path, *OUTCOMES)
    finally:
        os.umask(before)
    modes = [stat.S_IMODE(each.stat().st_mode) for each in (path, path.parent, path.parent.parent)]

    assert modes == [0o600, 0o700, 0o700]


def test_before_the_first_host_its_head_is_on_disk(path: Path) -> None:
    """A run that is killed before any outcome can be resumed."""
    journal = begin_journal(path, HEADER, TARGETS)
    contents = read_journal(path)
    journal.close()

    assert contents.targets == TARGETS
    assert not contents.entries
    assert not contents.has_ended


def test_done_is_what_has_an_outcome(path: Path) -> None:
    """SKIPPED is not done, for interruption and brake pass; a host that the inventory disables is."""
    contents = read_journal(written(path, missed(TARGETS[0], Outcome.SKIPPED), missed(TARGETS[1])))

    assert [contents.is_done(position) for position in range(3)] == [False, True, True]


def test_what_the_run_cut_off_is_not_done(path: Path) -> None:
    """A visit that had brought evidence when its run was stopped is made again, and its evidence kept until then."""
    whole = visited(TARGETS[0])
    cut = replace(whole, failure=Failure(Phase.RUN, "", None, "interrupted", "again", unfinished=True))
    contents = read_journal(written(path, cut))

    assert not contents.is_done(0)
    assert next(contents.outcomes()) == (0, cut)


@pytest.mark.parametrize("cut", [1, 40, 200])
def test_a_torn_last_line_costs_one_host(path: Path, cut: int) -> None:
    """Its host is to be visited again, and what a resumed run writes behind it counts."""
    written(path, *OUTCOMES[:2], ends=False)
    path.write_bytes(path.read_bytes()[:-cut])
    torn = read_journal(path)
    journal = continue_journal(path, {TARGETS[1]: 1}, is_torn=torn.is_torn)
    journal.visit_finished(OUTCOMES[1])
    journal.close()
    healed = read_journal(path)

    assert (torn.damaged, torn.is_torn) == (1, True)
    assert [torn.is_done(position) for position in range(2)] == [True, False]
    assert [outcome for _, outcome in healed.outcomes()] == list(OUTCOMES[:2])


def test_a_flipped_byte_costs_one_host(path: Path) -> None:
    """A record that is not what was written is left out, and those around it stay."""
    written(path, *OUTCOMES)
    lines = path.read_bytes().splitlines(keepends=True)
    lines[2] = lines[2].replace(b"VISITED", b"VISITEE", 1)
    path.write_bytes(b"".join(lines))
    contents = read_journal(path)

    assert contents.damaged == 1
    assert sorted(contents.entries) == [1, 2]
    assert contents.has_ended


def test_the_last_record_of_a_host_counts(path: Path) -> None:
    """A host that was skipped first and visited by the resumed run was visited."""
    written(path, missed(TARGETS[0], Outcome.SKIPPED))
    journal = continue_journal(path, {TARGETS[0]: 0}, is_torn=False)
    journal.visit_finished(OUTCOMES[0])
    journal.close()
    contents = read_journal(path)

    assert [outcome.outcome for _, outcome in contents.outcomes()] == [Outcome.VISITED]
    assert not contents.has_ended


@pytest.mark.parametrize(
    "head",
    [
        seal({**dump_header(HEADER), "Journal": 2}) + seal(dump_targets(TARGETS)),
        seal(dump_header(HEADER))[:-5] + b"\n" + seal(dump_targets(TARGETS)),
        seal(dump_header(HEADER)),
        seal(dump_targets(TARGETS)),
        seal({**dump_header(HEADER), "Context": "future"}) + seal(dump_targets(TARGETS)),
        seal(dump_header(HEADER)) + seal({"Record": "Targets", "Targets": 7}),
        b"",
        b'{"Capture": 1}\n',
    ],
    ids=["future", "torn head", "no targets", "no head", "unknown word", "no array", "empty", "a capture"],
)
def test_a_head_that_cannot_be_trusted_is_refused(path: Path, head: bytes) -> None:
    """Nothing is guessed of a run whose hosts or options are not known for sure."""
    path.write_bytes(head)

    with pytest.raises(UnreadableInput, match=r"journal\.jsonl"):
        read_journal(path)


@given(
    st.dictionaries(
        st.sampled_from(["Record", "Position", "ComputerName", "Outcome", "StartedAt", "Failure", "Capture", "Phases"]),
        st.none()
        | st.integers()
        | st.text(max_size=9)
        | st.sampled_from(["Outcome", "End", "VISITED", "pc-1"])
        | st.just({})
        | st.lists(st.just({"Phase": "x"}), max_size=2),
    )
)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_stands_in_a_record_is_no_error(path: Path, record: dict[str, object]) -> None:
    """Somebody else's journal may hold anything under a right checksum."""
    head = seal(dump_header(HEADER)) + seal(dump_targets(TARGETS))
    path.write_bytes(head + seal({"Record": "Outcome", "Position": 0, "ComputerName": "pc-1", **record}))

    assert len(list(read_journal(path).outcomes())) <= 1


def test_records_of_nobody_say_nothing(path: Path) -> None:
    """An outcome of a host that is not the one at its place, or of a word not known, leaves that host to be visited."""
    written(path, ends=False)
    record = {"Record": "Outcome", "Position": 0, "ComputerName": "pc-9", "Outcome": "VISITED", "Status": "HEALTHY"}
    strange = ({}, {"Position": 7}, {"Position": -1}, {"ComputerName": "pc-1", "Outcome": "FUTURE"}, {"Position": "x"})
    path.write_bytes(path.read_bytes() + b"".join(seal({**record, **change}) for change in strange))

    assert not read_journal(path).entries


def test_a_capture_that_cannot_be_read_is_told(path: Path) -> None:
    """A record whose capture is none is an outcome with a fault of ours, and costs no other."""
    written(path, *OUTCOMES, ends=False)
    record = {"Record": "Outcome", "Position": 0, "ComputerName": "pc-1", "Outcome": "VISITED", "Capture": "!"}
    path.write_bytes(path.read_bytes() + seal({**record, "StartedAt": "2026-01-31T01:00:00Z", "Status": "HEALTHY"}))
    first, second, _ = (outcome for _, outcome in read_journal(path).outcomes())

    assert first.failure is not None
    assert first.failure.internal
    assert second == OUTCOMES[1]


@pytest.mark.skipif(sys.platform == "win32", reason="limits of POSIX")
def test_a_full_disk_ends_the_journal_and_nothing_else(path: Path) -> None:
    """The observer takes what comes, tells at the end what became of it, and what was written before can be read."""
    journal = begin_journal(path, HEADER, TARGETS)
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (path.stat().st_size + 100, before[1]))
    try:
        for outcome in OUTCOMES:
            journal.visit_finished(outcome)
        journal.close()
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    contents = read_journal(path)

    assert journal.problem is not None
    assert journal.problem.strerror == "File too large"
    assert journal.written == 0
    assert (contents.is_torn, contents.entries) == (True, {})


@pytest.mark.skipif(os.name == "nt" or os.geteuid() != 0, reason="only root can give a file away")
def test_somebody_elses_journal_decides_nothing(path: Path) -> None:
    """It could name hosts to log on to; only as evidence to be judged it may be read."""
    written(path, *OUTCOMES)
    os.chown(path, 65534, -1)

    with pytest.raises(UsageError, match="another account"):
        read_journal(path)
    with pytest.raises(UsageError, match="another account"):
        continue_journal(path, {}, is_torn=False)
    assert read_journal(path, is_ours=False).targets == TARGETS


@pytest.mark.skipif(os.name == "nt", reason="links need rights there")
def test_a_link_is_refused(path: Path, tmp_path: Path) -> None:
    """A journal that was laid as a link is neither read nor written."""
    written(path, *OUTCOMES)
    elsewhere = path.rename(tmp_path / "elsewhere")
    path.symlink_to(elsewhere)

    with pytest.raises(UnreadableInput):
        read_journal(path)
    with pytest.raises(OSError, match="symbolic"):
        continue_journal(path, {}, is_torn=False)


def test_reruns_name_the_run_they_repeat(path: Path) -> None:
    """The head keeps which run's hosts are visited again."""
    header = replace(HEADER, rerun_of="20260130T010000Z-000000")
    begin_journal(path, header, TARGETS).close()

    assert read_header(path) == header
