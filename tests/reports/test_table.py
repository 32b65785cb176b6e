"""The table is read from the top: causes, rows, coverage, next commands; and it fits the terminal."""

import re
from collections.abc import Callable
from datetime import timedelta, timezone

import pytest

from remote_prt.diagnosis.diagnosis import Status
from remote_prt.errors import Phase
from remote_prt.model import Context, Failure, Outcome, Run
from remote_prt.reports.cells import cell_width
from remote_prt.reports.table import render_table
from tests.reports.builders import failed, fleet, run, user, visited
from tests.reports.golden import golden

TOKYO = timezone(timedelta(hours=9))


def _table(
    shown: Run,
    *,
    width: int = 140,
    colour: bool = False,
    encoding: str = "utf-8",
    show_all: bool = False,
    **more: object,
) -> str:
    return render_table(shown, width=width, colour=colour, encoding=encoding, show_all=show_all, zone=TOKYO, **more)  # type: ignore[arg-type]  # the tests name the options


PAGES: dict[str, Callable[[], str]] = {
    "table_80.txt": lambda: _table(fleet(), width=80),
    "table_140.txt": lambda: _table(fleet(), width=140),
    "table_140_all.txt": lambda: _table(fleet(), show_all=True, exit_codes=(1, 4, 3)),
    "table_140_colour.txt": lambda: _table(fleet(), colour=True),
    "table_120_ascii.txt": lambda: _table(fleet(), width=120, encoding="ascii"),
    "table_120_cp932.txt": lambda: _table(fleet(), width=120, encoding="cp932"),
    "table_wide.txt": lambda: _table(fleet(), wide=True, show_all=True),
}


@pytest.mark.parametrize("name", PAGES)
def test_page_is_the_golden_one(name: str) -> None:
    """The page of the made-up fleet is byte for byte the one on file."""
    text = PAGES[name]()

    assert golden(name, text) == text


@pytest.mark.parametrize("width", [70, 80, 100, 120, 140, 200])
@pytest.mark.parametrize("encoding", ["utf-8", "ascii", "cp932"])
def test_no_line_is_wider_than_the_terminal(width: int, encoding: str) -> None:
    """Japanese and hostile names included, no line but the paste-ready hints exceeds the width."""
    text = _table(fleet(), width=width, encoding=encoding, show_all=True)
    lines = text.partition("\nNext\n")[0].splitlines()

    assert [] == [line for line in lines if cell_width(line) > width]


@pytest.mark.parametrize("encoding", ["utf-8", "cp932", "cp1252", "ascii"])
def test_every_code_page_can_print_it(encoding: str) -> None:
    """The text holds only what the stream's encoding has."""
    for colour in (False, True):
        assert _table(fleet(), encoding=encoding, colour=colour).encode(encoding)


def test_no_host_text_acts_on_the_terminal() -> None:
    """Without colour there is no escape sequence, control or bidirectional override in the page."""
    acting = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2066-\u2069]")

    assert not acting.search(_table(fleet(), show_all=True, wide=True))


def test_colour_only_repeats_words() -> None:
    """Taking the colour sequences away leaves the page without colour, so that nothing is said by colour alone."""
    assert _table(fleet()) == re.sub(r"\x1b\[[0-9;]*m", "", _table(fleet(), colour=True))


def test_columns_stay_aligned_beside_japanese_names() -> None:
    """The status begins in the same display cell in every row."""
    lines = _table(fleet(), show_all=True).splitlines()
    start = next(line.index("Status") for line in lines if line.startswith("Host "))
    rows = [line for line in lines if re.match(r"(pc|srv|営業)-\d\d +(CONTOSO|=cmd)", line)]
    words = "|".join(Status)

    assert 11 == len(rows)
    assert {start} == {cell_width(row[: re.search(f"(?<= )({words})(?= |$)", row).start()]) for row in rows}  # type: ignore[union-attr]  # each row has a status


def test_healthy_rows_are_counted_and_shown_on_request() -> None:
    """A healthy user has no row unless all are asked for, and the hint says how many are hidden."""
    assert "CONTOSO\\hans" not in _table(fleet())
    assert "show the 4 healthy too: --all" in _table(fleet())
    assert "CONTOSO\\hans" in _table(fleet(), show_all=True)
    assert "--all" not in _table(fleet(), show_all=True)


@pytest.mark.parametrize(
    ("context", "is_said"),
    [*((one, True) for one in ("auto", "user")), *((one, False) for one in ("caller", "events"))],
)
def test_header_says_what_is_written_on_hosts(context: str, is_said: bool) -> None:
    """The contexts that register a task in users' sessions say so, the others do not."""
    assert is_said == ("registers one self-deleting scheduled task" in _table(run(context=Context(context))))


@pytest.mark.parametrize("asked", [True, False])
def test_a_probe_is_announced(asked: bool) -> None:
    """A run that makes hosts send requests says so in its header, and no other does."""
    page = _table(run(probes_network=asked))

    assert asked == ("each host sends requests to the Entra sign-in servers" in " ".join(page.split()))


def test_header_names_weakened_security_and_an_interruption() -> None:
    """Switches that lower security, and that the run is not complete, stand at the top."""
    text = _table(run(weakened=("--allow-ntlm", "--no-verify-tls"), interrupted=True))

    assert "Weakened by --allow-ntlm, --no-verify-tls." in text
    assert "Interrupted" in text


def test_header_shows_local_time() -> None:
    """The start is told in local time with its offset."""
    assert "started 2026-01-31 10:00:00 +09:00" in _table(run())


def test_failing_hosts_are_named_for_another_visit() -> None:
    """The rerun hint folds the hosts that were not judged, without the disabled ones and without hostile names."""
    text = _table(fleet(), rerun="remote_prt --inventory lab.yml --limit")

    assert 'visit again what was not judged: remote_prt --inventory lab.yml --limit "pc-[20-24]"' in text


def test_run_that_cannot_be_repeated_has_no_rerun_hint() -> None:
    """Hosts that vanish with the run, as those of the demo do, are not offered for another visit."""
    assert "visit again" not in _table(fleet(), rerun="").partition("\nNext\n")[2]


def test_run_without_trouble_is_short() -> None:
    """A healthy fleet has no causes, no rows and no rerun hint."""
    text = _table(run(visited("pc-01", user(Status.HEALTHY))))

    assert "Causes" not in text
    assert "visit again" not in text
    assert "Hosts: HEALTHY 1\nAsked 1  Reached 1  Judged 1  Failed 0\n" in text


def test_run_of_no_hosts_prints_zeros() -> None:
    """A run that was interrupted before its first host still has its coverage line."""
    assert "Asked 0  Reached 0  Judged 0" in _table(run())


def test_exit_codes_are_told() -> None:
    """The code that is returned is printed, and those it hides."""
    assert "Exit code 1 (also applies: 4, 3)" in _table(fleet(), exit_codes=(1, 4, 3))
    assert "Exit code 0\n" in _table(run(), exit_codes=(0,))


def test_host_without_a_recorded_reason_is_still_told() -> None:
    """A host that failed without a failure on record gets its line."""
    assert "pc-40  UNREACHABLE  no reason recorded" in _table(run(failed("pc-40", Outcome.UNREACHABLE, None)))


def test_doubt_is_told_with_the_alternatives() -> None:
    """A cause that is not certain says so, and names the others that look the same."""
    text = _table(fleet())

    assert "although the user unlocked the PC (likely)" in text
    assert "    or: the PC was offline; renewals failing all along" in text
    assert "Wrong user name or password\n" in text


def test_many_equal_failures_are_told_once() -> None:
    """More than twenty hosts that failed alike stand under the causes, and one by one only on request."""
    failure = Failure(Phase.CONNECT, "http", 5985, "no answer within 10 s", "is the PC on?")
    hosts = [f"pc-{number:03}" for number in range(1, 22)]
    night = run(
        *(failed(host, Outcome.UNREACHABLE, failure) for host in hosts), failed("pc-999", Outcome.REFUSED, None)
    )
    short, full = _table(night), _table(night, show_all=True)

    assert "hosts: pc-[001-021]" in short
    assert "pc-007  UNREACHABLE" not in short
    assert "21 more failed alike and stand under Causes: --all lists each." in short
    assert "pc-999  REFUSED" in short
    assert "pc-007  UNREACHABLE  connect http:5985: no answer within 10 s - try: is the PC on?" in full
    assert "more failed alike" not in _table(run(*night.outcomes[1:]))


def test_endless_text_is_bounded() -> None:
    """A name of a million characters costs neither time nor paper."""
    text = _table(run(visited("pc-01", user(Status.BROKEN, "山" * 1_000_000))), wide=True)

    assert len(text) < 20_000


def test_left_out_columns_are_named() -> None:
    """A terminal too narrow for every column is told which are missing and where they are."""
    assert "Not enough room for" not in _table(fleet(), width=200)
    assert "Not enough room for Code, Context, Action: --format wide shows every column." in _table(fleet(), width=80)


def test_wide_page_cuts_nothing() -> None:
    """The wide page shows whole sentences and the columns of machines."""
    text = _table(fleet(), wide=True)

    assert "…" not in text
    assert "PRT-NOT-RENEWED" in text
    assert "unlocked 20 m ago (Security 4801)" in text
