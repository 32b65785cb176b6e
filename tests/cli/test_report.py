"""`remote_prt report`: a kept run is told again, whole or not, and it is said by what it was judged."""

import csv
import io
import json
import shutil
from datetime import timedelta
from pathlib import Path

import pytest

from remote_prt.cli.main import run
from remote_prt.model import StopReason
from remote_prt.store.history import open_history
from remote_prt.store.run_folders import RunFolders
from remote_prt.store.run_lock import scope_lock
from tests.cli.kept_nights import FIRST, broken, keep, run_id, seven_hours_old
from tests.reports.schema_check import faults

SCHEMA = json.loads((Path(__file__).parents[2] / "docs" / "report.schema.json").read_text("utf-8"))
_HOUSE = """[[entry]]
key = "AADSTS50126"
symbol = ""
section = "house rules"
cause_class = "password-or-sync"
[entry.en]
title = "Call the house desk"
cause = "x"
remedy = ["ring 4711"]
where = "x"
"""


@pytest.fixture
def state(tmp_path: Path) -> Path:
    """Two nights: pc-1 is healthy, then broken; the PRT of pc-2 is nearly seven hours old; pc-3 is off."""
    folder = tmp_path / "state"
    old = seven_hours_old
    keep(folder, 0, {"pc-1": old("pc-1"), "pc-2": old("pc-2"), "pc-3": None}, words=(("--stale-after", "9.0"),))
    keep(folder, 1, {"pc-1": broken("pc-1"), "pc-2": old("pc-2"), "pc-3": None}, words=(("--stale-after", "9.0"),))
    return folder


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """A catalogue of the site's own."""
    folder = tmp_path / "catalogue"
    folder.mkdir()
    (folder / "house.toml").write_text(_HOUSE, "utf-8")
    return folder


def reported(capsys: pytest.CaptureFixture[str], state: Path, *words: str) -> tuple[int, str, str]:
    """Exit code, standard output and standard error of a report."""
    code = run(["report", "--state-dir", str(state), "--lang", "en", *words])
    said = capsys.readouterr()
    return code, said.out, said.err


def document(capsys: pytest.CaptureFixture[str], state: Path, *words: str) -> dict[str, dict[str, object]]:
    """The report as JSON."""
    found: dict[str, dict[str, object]] = json.loads(reported(capsys, state, "--format", "json", *words)[1])
    return found


def statuses(capsys: pytest.CaptureFixture[str], state: Path, *words: str) -> list[str]:
    """The status of each host."""
    return [row["Status"] for row in csv.DictReader(io.StringIO(reported(capsys, state, "--format", "csv", *words)[1]))]


def test_the_newest_run_is_told_with_the_settings_it_had(state: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Code, header and hosts are those of the sweep; that it was judged again, and by what, stands on top."""
    run(["diff", "--state-dir", str(state)])
    capsys.readouterr()
    code, out, err = reported(capsys, state)
    header = " ".join(out.split("\n\n")[0].split())

    assert code == 1
    assert err == ""
    assert f"Run {run_id(1)}" in header
    assert "Judged again" in header
    assert "STALE after 9 h" in header
    assert f"--rerun unreachable:{run_id(1)} --state-dir {state}" in " ".join(out.split())
    assert statuses(capsys, state) == ["BROKEN", "HEALTHY", "UNREACHABLE", "SKIPPED"]


def test_settings_may_be_given_anew(
    state: Path, house: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """`--stale-after` and `--catalog` now go before what the run had; a setting meant for sweeps does not."""
    monkeypatch.setenv("REMOTE_PRT_STALE_AFTER", "4")
    then = statuses(capsys, state, "--run", run_id(0))
    now = statuses(capsys, state, "--run", run_id(0), "--stale-after", "4")
    told = document(capsys, state, "--catalog", str(house))

    assert then == ["HEALTHY", "HEALTHY", "UNREACHABLE", "SKIPPED"]
    assert now == ["STALE", "STALE", "UNREACHABLE", "SKIPPED"]
    assert "Call the house desk" in json.dumps(told["Results"])
    again = told["Run"]["JudgedAgain"]
    assert isinstance(again, dict)
    assert (again["StaleAfterHours"], again["OwnCatalog"], again["CollectedBy"]) == (9.0, True, "0.1.0")


def test_the_catalogue_of_the_run_is_taken_up(tmp_path: Path, house: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """As long as it is there; after that it is said, and ours stands alone."""
    state = tmp_path / "state"
    keep(state, 0, {"pc-1": broken("pc-1")}, words=(("--catalog", str(house)),))
    there = reported(capsys, state)
    shutil.rmtree(house)
    gone = reported(capsys, state)

    assert "Call the house desk" in there[1]
    assert "with your own catalogue" in " ".join(there[1].split())
    assert "Call the house desk" not in gone[1]
    assert f"was judged with {house}, which is not there any more" in gone[2]


def test_every_format_tells_it(state: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """In one command; the JSON documents keep to the schema, pages say what changed since the run before."""
    names = ("a.html", "a.md", "a.xlsx", "a.csv", "a.json", "a.ndjson", "a.prom", "a.xml")
    places = [word for name in names for word in ("-o", str(tmp_path / name))]
    code, _, _ = reported(capsys, state, *places, "--redact", "hosts", "--evidence")
    page = (tmp_path / "a.md").read_text("utf-8")
    told = json.loads((tmp_path / "a.json").read_text("utf-8"))
    lines = [json.loads(line) for line in (tmp_path / "a.ndjson").read_text("utf-8").splitlines()]

    assert code == 1
    assert all((tmp_path / name).stat().st_size for name in names)
    assert "New (1)" in page
    assert "pc-1" not in page
    assert list(faults(told, SCHEMA, SCHEMA)) == []
    assert "Evidence" in json.dumps(told)
    assert (lines[0]["Started"], lines[0]["Asked"], lines[-1]["JudgedAgain"]["StaleAfterHours"]) == (
        f"{FIRST + timedelta(days=1):%Y-%m-%dT%H:%M:%SZ}",
        4,
        9.0,
    )


def test_the_trend_is_that_of_then(state: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What came after a run is not told in its report, also where history knows it."""
    first = reported(capsys, state, "--run", run_id(0), "--format", "markdown")[1]
    run(["diff", "--state-dir", str(state)])
    capsys.readouterr()
    again = reported(capsys, state, "--run", run_id(0), "--format", "markdown")[1]
    second = reported(capsys, state, "--format", "markdown")[1]

    assert "Since the last run" not in first
    assert "Since the last run" not in again
    assert "Since the last run" in second


def test_how_long_a_host_had_waited_is_told_as_of_then(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """pc-3 is off on three nights: one run before the first report, two by the second; later nights do not count."""
    state = tmp_path / "state"
    for night, words in enumerate([(), (("--catch-up",),), (), ()]):
        seen = {"pc-1": broken("pc-1"), "pc-2": broken("pc-2"), "pc-3": None if night < 3 else broken("pc-3")}
        keep(state, night, seen, words=words)
    told = [document(capsys, state, "--run", run_id(night)) for night in range(4)]
    hosts = [document["Results"][2] for document in told]  # type: ignore[index]

    assert [host["NotReached"] and host["NotReached"]["Runs"] for host in hosts] == [1, 2, 3, None]
    assert [one["Run"]["CatchUp"] and one["Run"]["CatchUp"]["Waiting"] for one in told] == [None, 1, None, None]  # type: ignore[index]


def test_a_host_still_to_be_visited_has_not_waited(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The run under way may reach it yet."""
    state = tmp_path / "state"
    keep(state, 0, {"pc-1": None, "pc-2": None, "pc-3": None})
    keep(state, 1, {"pc-1": None}, ends=False)
    with scope_lock(state, "@lab", run_id(1)):
        told = document(capsys, state)

    assert [one["NotReached"] and one["NotReached"]["Runs"] for one in told["Results"]] == [2, None, None, None]  # type: ignore[index]


def test_monitoring_reads_the_last_run(state: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """One line, and the codes of a plugin; `--fail-on` decides as in a sweep."""
    code, out, err = reported(capsys, state, "--nagios")
    calm = reported(capsys, state, "--nagios", "--fail-on", "never")[0]

    assert (code, err, out.count("\n")) == (2, "", 1)
    assert out.startswith("PRT CRITICAL - 1 BROKEN")
    assert calm == 0


@pytest.mark.parametrize(("words", "code"), [((), 2), (("--nagios",), 3)])
def test_an_old_run_may_be_too_old(
    state: Path, capsys: pytest.CaptureFixture[str], words: tuple[str, ...], code: int
) -> None:
    """`--max-age` tells a run of nine days from one of last night, to monitoring as UNKNOWN."""
    too_old = reported(capsys, state, "--max-age", "36h", *words)
    recent = reported(capsys, state, "--max-age", "20d", *words)

    assert too_old[0] == code
    assert f"run {run_id(1)} began more than " in too_old[1] + too_old[2]
    assert recent[0] == (2 if words else 1)


def test_a_run_of_days_to_come_is_no_news(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """One run under a wrong clock must not keep monitoring calm until that day; without `--max-age` it is told."""
    keep(tmp_path, 5000, {"pc-1": None})

    assert "begins in days to come" in reported(capsys, tmp_path, "--max-age", "36h")[2]
    assert "begins in days to come" not in reported(capsys, tmp_path)[2]


@pytest.mark.parametrize(
    ("stopped_by", "ends", "told"),
    [
        (StopReason.INTERRUPTED, True, "interrupted"),
        (StopReason.DEADLINE, True, "deadline"),
        (StopReason.MAX_FAIL, True, "max-fail"),
        (StopReason.NO_TICKET, True, "no-ticket"),
        (None, False, "cut-off"),
    ],
)
def test_a_run_that_did_not_finish_says_so(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], stopped_by: StopReason | None, *, ends: bool, told: str
) -> None:
    """Hosts without a record are SKIPPED with the reason, and the code is that of a run that left hosts out."""
    state = tmp_path / "state"
    keep(state, 0, {"pc-1": seven_hours_old("pc-1")}, ends=ends, stopped_by=stopped_by)
    code, out, _ = reported(capsys, state, "--format", "json")
    found = json.loads(out)

    assert code == 6
    assert found["Run"]["StoppedBy"] == told
    assert [one["Status"] for one in found["Results"]] == ["STALE", "SKIPPED", "SKIPPED", "SKIPPED"]
    assert found["Results"][3]["Failure"]["Message"] == "retired"
    assert list(faults(found, SCHEMA, SCHEMA)) == []


def test_a_run_under_way_is_told_as_far_as_it_has_come(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """While a process holds its hosts; a line that is being written is no damage."""
    state = tmp_path / "state"
    path = keep(state, 0, {"pc-1": seven_hours_old("pc-1")}, ends=False)
    with path.open("ab") as file:
        file.write(b'{"Record":"Outc')
    with scope_lock(state, "@lab", run_id(0)):
        going = reported(capsys, state)
    with scope_lock(state, "@lab", run_id(7)):
        other = reported(capsys, state)

    assert "is still under way: 1 of 4 hosts are in its journal" in going[2]
    assert "damaged" not in going[2]
    assert "This run is still under way" in going[1]
    assert "the run has not finished this host yet" in " ".join(going[1].split())
    assert "--resume" not in going[2]
    assert "was cut off: 1 of 4" in other[2]
    assert f"hosts that were not finished: 2; go on with: remote_prt --resume {run_id(0)} --state-dir" in other[2]
    assert "damaged records that are left out: 1" in other[2]


def test_damage_is_said_and_costs_one_host(state: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A record in which a byte has changed is left out, its host told as such; without a head there is no report."""
    path = RunFolders(state).path(run_id(1))
    lines = path.read_bytes().splitlines(keepends=True)
    lines[2] = lines[2].replace(b"VISITED", b"VISITEX")
    path.write_bytes(b"".join(lines))
    code, out, err = reported(capsys, state)
    path.write_bytes(b"x" + b"".join(lines))
    headless = reported(capsys, state)

    assert code == 6
    assert "damaged records that are left out: 1" in err
    assert "its record in the journal is damaged" in " ".join(out.split())
    assert headless[:2] == (2, "")
    assert "its head is damaged" in headless[2]


@pytest.mark.parametrize(
    ("word", "told"), [("20260131T010000Z-ffffff", "is not kept in"), (run_id(0), "was removed: history knows it")]
)
def test_a_run_that_is_not_there_is_said(state: Path, capsys: pytest.CaptureFixture[str], word: str, told: str) -> None:
    """One that was never kept, and one that was and is removed."""
    run(["diff", "--state-dir", str(state)])
    RunFolders(state).remove(run_id(0))
    capsys.readouterr()
    code, out, err = reported(capsys, state, "--run", word)

    assert (code, out, err.count("\n")) == (2, "", 1)
    assert told in err


def test_places_of_a_sweeps_reports_are_not_written_over(
    state: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """`output` at the top of the settings is meant for sweeps; under `[report]` it is meant for this verb."""
    nightly, own = tmp_path / "nightly.csv", tmp_path / "own.csv"
    monkeypatch.setenv("REMOTE_PRT_OUTPUT", str(nightly))
    _, out, _ = reported(capsys, state)
    monkeypatch.setenv("REMOTE_PRT_REPORT_OUTPUT", str(own))
    reported(capsys, state)

    assert "Judged again" in out
    assert not nightly.exists()
    assert own.exists()


def test_imports_use_the_settings_of_their_run(state: Path, house: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """History that is made from journals says what the sweeps said: with `--stale-after 9` pc-2 is healthy."""
    keep(state, 2, {"pc-2": seven_hours_old("pc-2")})
    keep(state, 3, {"pc-1": broken("pc-1")}, words=(("--catalog", str(house / "gone")),))
    run(["history", "pc-2", "--state-dir", str(state)])
    err = capsys.readouterr().err
    with open_history(state) as history:
        seen = [one.status for _, one in history.of("pc-2")]
        finished = {one.run_id: one.finished_at for one in history.runs()}

    assert seen == ["HEALTHY", "HEALTHY", "STALE"]
    assert "which is not there any more" in err
    assert finished[run_id(1)] == FIRST + timedelta(days=1, minutes=5)
