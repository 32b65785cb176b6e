"""`remote_prt history --missing`: that nothing was heard must be seen, by people and by whoever watches."""

import json
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from remote_prt.cli.main import run
from remote_prt.diagnosis.sighting import PastRun, Sighting
from remote_prt.store.history import open_history
from tests.store.nights import WORDS

NOW = datetime.now(UTC).replace(microsecond=0)


def at(days_ago: float) -> datetime:
    """So many days ago."""
    return NOW - timedelta(days=days_ago)


def played(
    state: Path, scope: str, days_ago: Iterable[float], hosts: dict[str, dict[float, str]], *, whole: bool = True
) -> None:
    """Runs of these hosts; of each host what was seen on which night, well where nothing is said."""
    with open_history(state) as history:
        for day in days_ago:
            began = at(day)
            seen = []
            for host, words in hosts.items():
                status, cause = WORDS[words.get(day, "ok")]
                seen.append(Sighting(host, "", status, cause, "", began))
            name = f"{began:%Y%m%dT%H%M%SZ}-{len(scope):06x}"
            history.add(PastRun(name, scope, began, began, (), len(hosts), len(hosts), whole, "", 1), seen)


@pytest.fixture
def state(tmp_path: Path) -> Path:
    """Nightly runs of @pcs until last night, of @servers until three nights ago, and two tries of one host by hand."""
    folder = tmp_path / "state"
    off = {float(day): "off" for day in range(10)}
    dark = {float(day): "dark" for day in range(8)}
    hosts = {
        "pc-1": {},
        "pc-2": off,
        "pc-3": dark,
        "pc-4": {0.0: "off"},
        "pc-5": {float(day): "off" for day in range(14)},
    }
    played(folder, "@pcs", map(float, range(13)), hosts)
    played(folder, "@servers", map(float, range(3, 12)), {"srv-1": {}})
    played(folder, "@servers", (2.0,), {"srv-1": {}}, whole=False)
    played(folder, "pc-7", (0.1, 0.2), {"pc-7": {0.1: "off"}})
    return folder


def asked(capsys: pytest.CaptureFixture[str], state: Path, *words: str) -> tuple[int, str, str]:
    """Exit code, standard output and standard error."""
    code = run(["history", "--missing", *words, "--state-dir", str(state), "--lang", "en"])
    said = capsys.readouterr()
    return code, said.out, said.err


def test_runs_that_are_overdue_are_findings(state: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Each scope with its last whole run, the overdue ones first; what was swept by hand is only counted."""
    code, out, err = asked(capsys, state)
    lines = [" ".join(line.split()) for line in out.splitlines()]

    assert (code, err) == (1, "")
    assert [line.split()[0] for line in lines[1:3]] == ["OVERDUE", "ON_TIME"]
    assert lines[1].endswith("1 d 0 h 1 d 12 h @servers")
    assert lines[3].startswith("others, swept now and then or no more: 1;")
    assert "did not come to its end" in lines[4]
    assert "NO_RHYTHM" in asked(capsys, state, "pc-7")[1]


def test_hosts_without_a_verdict_are_named_with_their_age(state: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Who was off, who answered and told nothing, and who was never judged; the longest first, with the reasons."""
    _, out, _ = asked(capsys, state, "@pcs")
    hosts = [" ".join(line.split()) for line in out.split("more than 7 days: 3\n")[1].splitlines()[1:]]
    document = json.loads(asked(capsys, state, "@pcs", "--format", "json", "--days", "9")[1])
    (told,) = document["Scopes"]

    assert [line.split()[0] for line in hosts] == ["pc-5", "pc-2", "pc-3"]
    assert " never - 12 d " in hosts[0]
    assert hosts[1].endswith(" HEALTHY 10 d 0 h 10 UNREACHABLE connect http x3")
    assert hosts[2].endswith(" HEALTHY 8 d 0 h 8 UNKNOWN wrong-session x3")
    assert [(one["ComputerName"], one["LastJudged"], one["Days"], one["Runs"]) for one in told["Hosts"]] == [
        ("pc-5", None, 12, 13),
        ("pc-2", f"{at(10):%Y-%m-%dT%H:%M:%SZ}", 10, 10),
    ]
    assert (document["ExitCode"], told["State"], told["UsualSeconds"]) == (0, "ON_TIME", 86400)


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("@pcs",), 0),
        (("@servers",), 1),
        (("@servers", "--since", "4d"), 0),
        (("pc-7",), 3),
        (("pc-7", "--since", "36h"), 0),
        (("pc-7", "--since", "2h"), 1),
        (("@nobody",), 2),
    ],
)
def test_what_is_watched_may_be_said(
    state: Path, capsys: pytest.CaptureFixture[str], words: tuple[str, ...], code: int
) -> None:
    """Which hosts, and how old their last run may be; where nothing can be missed that is a code too."""
    assert asked(capsys, state, *words)[0] == code


def test_it_is_told_in_japanese(state: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The words of the state are those of programs."""
    run(["history", "--missing", "--state-dir", str(state), "--lang", "ja"])
    out = capsys.readouterr().out

    assert "最後に完了した実行" in out
    assert "7 日を超えて判定できていないホスト: 3" in out
    assert "OVERDUE" in out


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("history",), "history tells of one host or user"),
        (("history", "a", "b"), "history tells of one host or user"),
        (("history", "a", "--since", "2d"), "--since belongs to --missing"),
        (("history", "--missing", "--since", "yesterday"), "no span such as"),
        (("history", "--missing", "--since", "0h"), "no span from"),
        (("history", "--missing"), "no run is in"),
    ],
)
def test_what_makes_no_sense_is_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], words: tuple[str, ...], told: str
) -> None:
    """Under the code for usage."""
    code = run([*words, "--state-dir", str(tmp_path / "state"), "--lang", "en"])
    said = capsys.readouterr()

    assert (code, said.out, said.err.count("\n")) == (2, "", 1)
    assert told in said.err
