"""Whom earlier runs did not reach comes first, is told how long it has waited, and leaves the queue once reached."""

import csv
import io
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from remote_prt.cli.catch_up import Waitlist, waitlist
from remote_prt.cli.main import run
from remote_prt.controller.clock import Clock
from remote_prt.controller.traffic import MaxFail, Pace, Traffic
from remote_prt.diagnosis.sighting import DISABLED, PastRun, Sighting
from remote_prt.diagnosis.waiting import Try, Waiting
from remote_prt.model import CatchUp, NotReached, Outcome, StopReason, Target
from remote_prt.store.history import open_history
from tests.reports.builders import failed, fleet
from tests.reports.builders import run as run_of

NOW = datetime(2026, 3, 1, 1, 0, tzinfo=UTC)
WORDS = {
    "ok": ("HEALTHY", ""), "empty": ("UNKNOWN", "no-user-signed-in"), "off": ("UNREACHABLE", "connect http"),
    "slow": ("TIMED_OUT", "run http"), "no": ("REFUSED", "authenticate http"), "late": ("SKIPPED", ""),
    "disabled": ("SKIPPED", DISABLED),
}  # fmt: skip
HOSTS = tuple(f"127.0.0.{n}" for n in range(1, 6))
NAMED = tuple(f"{host}:9" for host in HOSTS)  #: nothing listens there
SCOPE = " ".join(NAMED)


def night(
    days_ago: float, words: dict[str, str], scope: str = SCOPE, *, whole: bool = True
) -> tuple[PastRun, list[Sighting]]:
    """A run of that night, and what it saw of each host."""
    at = datetime.now(UTC) - timedelta(days=days_ago)
    run_id = f"{at:%Y%m%dT%H%M%SZ}-000000"
    lines = [Sighting(host, "", *WORDS[word], "", at) for host, word in words.items()]
    return PastRun(run_id, scope, at, at, (), len(words), 0, whole), lines


def keep_night(state: Path, days_ago: float, words: dict[str, str], scope: str = SCOPE) -> None:
    """Enter a whole run into history."""
    with open_history(state) as history:
        history.add(*night(days_ago, words, scope))


def keep_nights(state: Path) -> None:
    """Three nights: the second host has been off for three of them, the fourth for one, the third says no."""
    keep_night(state, 3.1, dict(zip(HOSTS, ("ok", "off", "no", "ok", "ok"), strict=True)))
    keep_night(state, 2.1, dict(zip(HOSTS, ("off", "off", "no", "ok", "empty"), strict=True)))
    keep_night(state, 1.1, dict(zip(HOSTS, ("ok", "slow", "no", "late", "empty"), strict=True)))


def asked(capsys: pytest.CaptureFixture[str], state: Path, *words: str) -> tuple[int, str, str]:
    """Exit code, standard output and standard error of a sweep that shows a password nowhere: nothing answers."""
    password = state.parent / "password"
    password.write_text("S3cr3t-of-the-sweeper\n", "utf-8")
    password.chmod(0o600)
    account = ("--user", "LAB\\x", "--auth", "ntlm", "--retries", "0", "--password-file", str(password))
    code = run((*words, *account, "--state-dir", str(state), "--lang", "en"))
    said = capsys.readouterr()
    return code, said.out, said.err


def test_who_waits_comes_first(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The longest waiting before the others; who was reached, if only to nobody, and who said no keep their places."""
    keep_nights(tmp_path / "state")
    code, out, err = asked(capsys, tmp_path / "state", *NAMED, "--catch-up", "--list-hosts")

    assert code == 0
    assert out.split() == [NAMED[n] for n in (1, 3, 0, 2, 4)]
    assert "--catch-up: hosts that earlier runs did not reach: 2" in err


def test_reports_say_how_long(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """In lines, JSON and CSV, also without --catch-up; a first failure is none to speak of in a line."""
    state = tmp_path / "state"
    keep_nights(state)
    csv_file, json_file = tmp_path / "out.csv", tmp_path / "out.json"
    files = ("-o", f"csv={csv_file}", "-o", f"json={json_file}", "-o", f"html={tmp_path / 'out.html'}")
    _, out, _ = asked(capsys, state, *NAMED, "--format", "table", *files)
    told = {one["ComputerName"]: one["NotReached"] for one in json.loads(json_file.read_text("utf-8"))["Results"]}
    rows = {one["ComputerName"]: one for one in csv.DictReader(io.StringIO(csv_file.read_text("utf-8-sig")))}
    text = " ".join(out.split())

    assert json.loads(json_file.read_text("utf-8"))["Run"]["CatchUp"] is None
    assert [told[host]["Runs"] for host in HOSTS] == [1, 4, 4, 2, 1]
    assert rows[HOSTS[1]]["NotReachedRuns"] == "4"
    assert rows[HOSTS[1]]["NotReachedSince"] == told[HOSTS[1]]["Since"]
    assert text.count("not reached for") == 3
    assert "not reached for 3 d 2 h (4 runs)" in text
    assert "Hosts not reached in two runs or more: 3, the longest for 3 d 2 h" in text
    assert "Not reached for" in (tmp_path / "out.html").read_text("utf-8")


def test_where_nobody_waited_nothing_is_told_of_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Neither in the table nor beside another format: a line of zeros says nothing."""
    _, table, _ = asked(capsys, tmp_path / "state", *NAMED, "--catch-up")
    _, _, beside = asked(capsys, tmp_path / "other", *NAMED, "--catch-up", "--format", "csv")

    assert "that waited" not in table + beside


def test_json_lines_say_how_long(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Each as its visit ends, and the last line what became of those who waited."""
    keep_nights(tmp_path / "state")
    _, out, err = asked(capsys, tmp_path / "state", *NAMED, "--catch-up", "--format", "ndjson")
    lines = [json.loads(line) for line in out.splitlines()]
    told = {one["ComputerName"]: one["NotReached"]["Runs"] for one in lines if one["Type"] == "Result"}

    assert [told[host] for host in HOSTS] == [1, 4, 4, 2, 1]
    assert lines[-1]["CatchUp"]["Waiting"] == 2
    assert lines[-1]["CatchUp"]["Reached"] == 0
    assert "Catch-up: reached now 0 of 2 that waited, the longest for 3 d 2 h" in err


def test_a_run_over_the_queue_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """It visits who waits with the options of the last run, counts as one more run in vain, and is no whole run."""
    state = tmp_path / "state"
    keep_nights(state)
    asked(capsys, state, *NAMED, "--event-hours", "7")
    run(("--rerun", "waiting", "--format", "json", "--state-dir", str(state), "--lang", "en"))
    document = json.loads(capsys.readouterr().out)
    told = [(one["ComputerName"], one["NotReached"]["Runs"]) for one in document["Results"]]

    assert told == [(HOSTS[1], 5), (HOSTS[2], 5), (HOSTS[3], 3), (HOSTS[0], 2), (HOSTS[4], 2)]
    assert document["Run"]["CatchUp"]["Waiting"] == len(document["Results"])
    with open_history(state) as history:
        newest = history.runs(SCOPE, most=1)[0]
        assert not newest.is_whole
        assert newest.rerun_of
    assert waitlist(state, SCOPE).hosts[HOSTS[1]].runs == 5
    assert asked(capsys, state, *NAMED[:2], *NAMED[3:], "--rerun", "waiting")[0] == 2


def test_nobody_waits(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Then nothing is visited, which is no failure."""
    state = tmp_path / "state"
    asked(capsys, state, NAMED[0])
    keep_night(state, -0.01, {HOSTS[0]: "ok"}, NAMED[0])
    code, out, err = asked(capsys, state, "--rerun", "waiting")

    assert (code, out) == (0, "")
    assert "nobody is to be visited again" in err


def test_other_words_are_another_queue(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Who waits over other words, or is no longer meant by these, plays no part."""
    state = tmp_path / "state"
    keep_nights(state)
    keep_night(state, 0.5, {HOSTS[4]: "off"}, "others")
    _, out, _ = asked(capsys, state, NAMED[4], NAMED[0], "--catch-up", "--list-hosts")

    assert out.split() == [NAMED[4], NAMED[0]]
    assert not waitlist(state, "nobody").hosts


def test_a_whole_sweep_only_is_ordered(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """--catch-up beside --rerun or --resume is a mistake, said in one line."""
    code, _, err = asked(capsys, tmp_path / "state", "--rerun", "unreachable", "--catch-up")

    assert code == 2
    assert "--rerun waiting" in err


def test_a_history_that_cannot_be_read_costs_no_run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The hosts come in their order, and a line says why."""
    state = tmp_path / "state"
    keep_nights(state)
    (state / "history" / "history.sqlite3").write_bytes(b"no history at all, but long enough to be looked at" * 99)
    code, out, err = asked(capsys, state, *NAMED[:2], "--catch-up", "--list-hosts")

    assert (code, out.split()) == (0, list(NAMED[:2]))
    assert "not known which hosts earlier runs did not reach" in err


def waiting(name: str, days: float, status: str = "UNREACHABLE", runs: int = 3) -> Waiting:
    """A host that has waited for so many days."""
    since = NOW - timedelta(days=days)
    return Waiting(name, since, runs, None, "", (Try("20260228T010000Z-000000", NOW, status, ""),))


def queue(*hosts: Waiting, is_order: bool = True) -> Waitlist:
    """The list of these."""
    return Waitlist({one.host.casefold(): one for one in hosts}, NOW, is_known=True, is_order=is_order)


def test_who_may_be_gone_comes_last() -> None:
    """From sixty days on, to the second; the longest waiting first among them, too."""
    names = ("a", "b", "c", "d", "e")
    found = queue(waiting("B", 60), waiting("c", 59.99), waiting("d", 90), waiting("e", 1))

    assert [one.name for one in found.ordered(map(Target, names))] == ["c", "e", "a", "d", "b"]
    told = [found.told(failed(name, Outcome.UNREACHABLE, None)).not_reached for name in names]
    assert [one.is_retired if one else None for one in told] == [False, True, False, True, False]


def test_what_is_told_of_a_run() -> None:
    """Who was reached waits no more; who is disabled is not missed; a resumed run does not count itself twice."""
    found = queue(waiting("pc-1", 3), waiting("pc-2", 5, "REFUSED"), waiting("pc-3", 1))
    off, gone = failed("pc-1", Outcome.UNREACHABLE, None), failed("pc-3", Outcome.SKIPPED, None, enabled=False)
    told = found.told_of(run_of(off, gone))

    assert told.catch_up == CatchUp(1, 0, NOW - timedelta(days=3))
    assert told.outcomes[0].not_reached == NotReached(NOW - timedelta(days=3), 4)
    assert told.outcomes[1].not_reached is None
    assert found.told(off, "20260228T010000Z-000000").not_reached == NotReached(NOW - timedelta(days=3), 3)
    assert Waitlist().told_of(fleet()) == fleet()


def test_who_was_expected_to_fail_does_not_stop_the_run() -> None:
    """--max-fail counts hosts that were there the night before; --catch-up alone would fill it with dead ones."""
    found = queue(*(waiting(f"off-{n}", 2) for n in range(50)))
    for expected, reason in ((found.expected, None), (frozenset[str](), StopReason.MAX_FAIL)):
        road = Traffic(8, Pace(max_fail=MaxFail(30, is_percent=True), expected=expected), Clock(), 500)
        for n in range(50):
            road.finished(failed(f"OFF-{n}", Outcome.UNREACHABLE, None), was_answered=False)
        assert road.reason_to_stop() is reason
        for n in range(50):
            road.finished(failed(f"pc-{n}", Outcome.UNREACHABLE, None), was_answered=False)
        assert road.reason_to_stop() is StopReason.MAX_FAIL


NIGHTS = st.lists(
    st.tuples(st.booleans(), st.dictionaries(st.sampled_from("abcdef"), st.sampled_from(sorted(WORDS)), min_size=1)),
    max_size=6,
)


@settings(max_examples=25)  # each opens a file
@given(NIGHTS)
def test_the_queue_is_that_of_a_naive_model(nights: list[tuple[bool, dict[str, str]]]) -> None:
    """Against a walk through the nights, host by host, that knows nothing of the queries: same hosts, same order."""
    with TemporaryDirectory() as folder:
        state = Path(folder) / "state"
        with open_history(state) as history:
            for number, (whole, words) in enumerate(nights):
                history.add(*night(len(nights) - number, words, "scope", whole=whole))
        found = waitlist(state, "scope", is_order=True)
    wholes = [number for number, (whole, _) in enumerate(nights) if whole]
    since_whole = wholes[-1] if wholes else 0
    waits: dict[str, int] = {}
    for host in {name for _, words in nights[since_whole:] for name in words}:
        tries = [(number, words[host]) for number, (_, words) in enumerate(nights) if host in words]
        last = tries[-1][1]
        if last in {"ok", "empty", "disabled"}:
            continue
        since = tries[-1][0]
        for number, word in reversed(tries):
            if word in {"ok", "empty"}:
                break
            since = since if word == "disabled" else number
        waits[host] = since
    due = sorted((host for host in waits if nights_word(nights, host) != "no"), key=lambda host: (waits[host], host))

    assert set(found.hosts) == set(waits)
    assert [one.name for one in found.due(map(Target, "abcdef"))] == due


def nights_word(nights: list[tuple[bool, dict[str, str]]], host: str) -> str:
    """What the newest night that asked for a host said of it."""
    return next(words[host] for _, words in reversed(nights) if host in words)


def test_a_kept_run_says_it_once_more(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """`report` tells of a run what it told at its end, also where newer ones are known."""
    state = tmp_path / "state"
    keep_nights(state)
    words = ("--format", "json", "--lang", "en")
    _, first, _ = asked(capsys, state, *NAMED, *words)
    run(("report", *words, "--state-dir", str(state)))
    again = capsys.readouterr().out
    asked(capsys, state, *NAMED, *words)
    run(("report", "--run", json.loads(first)["Run"]["Id"], *words, "--state-dir", str(state)))
    older = capsys.readouterr().out
    told, once_more, later = (
        [one["NotReached"] for one in json.loads(text)["Results"]] for text in (first, again, older)
    )

    assert [one["Runs"] for one in told] == [one["Runs"] for one in once_more] == [1, 4, 4, 2, 1]
    assert [one["Runs"] for one in later] == [1, 4, 4, 2, 1]


def test_runs_that_history_lacks_are_looked_at(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A run that was killed is in its journal alone: who waits is known all the same."""
    state = tmp_path / "state"
    asked(capsys, state, *NAMED)
    for each in (state / "history").iterdir():
        each.unlink()
    code, _, err = asked(capsys, state, *NAMED, "--catch-up", "--list-hosts")

    assert code == 0
    assert "--catch-up: hosts that earlier runs did not reach: 5" in err
