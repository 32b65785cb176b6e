"""The verbs `history` and `diff` over nights that were written by hand, and how runs come into history."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from remote_prt.cli.history.run import earlier_of
from remote_prt.cli.main import run
from remote_prt.model import Context, Run, RunOptions
from remote_prt.store.history import open_history
from remote_prt.store.history_file import history_path
from remote_prt.store.run_folders import RunFolders
from tests.cli.kept_nights import keep, run_id
from tests.reports.naive_nights import KINDS, kind_of, random_nights
from tests.store.nights import FIRST, past_run, sighting

NIGHTS = (
    {"pc-1": "ok", "pc-2": "pw", "pc-3": "pw", "pc-4": "ok", "pc-5": "ok"},
    {"pc-1": "pw", "pc-2": "ok", "pc-3": "pw", "pc-4": "off", "pc-5": "ok"},
)


@pytest.fixture
def state(tmp_path: Path) -> Path:
    """A state folder whose history has the two nights, then a rerun and a run of other hosts that was cut off."""
    folder = tmp_path / "state"
    with open_history(folder) as history:
        for night, words in enumerate(NIGHTS):
            history.add(past_run(night), [sighting(host, word, night) for host, word in words.items()])
        history.add(past_run(2, whole=False), [sighting("pc-1", "ok", 2)])
    return folder


def asked(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
    """Exit code, standard output and standard error of a command line."""
    code = run(words)
    said = capsys.readouterr()
    return code, said.out, said.err


def test_diff_tells_the_last_two_whole_runs_apart(state: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """As a table, under code 1 because something is new; what came after and is not whole is left out."""
    code, out, _ = asked(capsys, "diff", "--state-dir", str(state), "--lang", "en")
    lines = [" ".join(line.split()) for line in out.splitlines()]

    assert code == 1
    assert past_run(1).run_id in lines[0]
    assert past_run(0).run_id in lines[0]
    assert lines[lines.index("New 1") + 1] == "pc-1 LAB\\anna BROKEN was HEALTHY PRT-AADSTS50126"
    assert lines[lines.index("Fixed 1") + 1] == "pc-2 LAB\\anna HEALTHY was BROKEN PRT-AADSTS50126"
    assert lines[lines.index("Still 1") + 1] == "pc-3 LAB\\anna BROKEN PRT-AADSTS50126"
    assert lines[lines.index("Not seen 1") + 1] == "pc-4 LAB\\anna UNREACHABLE was HEALTHY"


def test_diff_for_programs(state: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Every set stands there, and the exit code; the runs may be named, in either order of time."""
    ids = [past_run(night).run_id for night in (0, 1)]
    code, out, _ = asked(capsys, "diff", *reversed(ids), "--format", "json", "--state-dir", str(state))
    document = json.loads(out)

    assert (code, document["ExitCode"], document["SchemaVersion"]) == (1, 1, 1)
    assert (document["Older"]["Run"], document["Newer"]["Run"]) == (ids[1], ids[0])
    assert [one["ComputerName"] for one in document["New"]] == ["pc-2"]
    assert document["Flapping"] == document["ChangedCause"] == []


def test_one_run_is_compared_with_the_one_before(state: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Also a run that is not whole, when it is named; nothing got worse there, so the code is 0."""
    code, out, _ = asked(capsys, "diff", past_run(2).run_id, "--format", "json", "--state-dir", str(state))
    document = json.loads(out)

    assert code == 0
    assert document["Older"]["Run"] == past_run(1).run_id
    assert [one["ComputerName"] for one in document["Fixed"]] == ["pc-1"]
    assert [one["ComputerName"] for one in document["NotSeen"]] == ["pc-2", "pc-3", "pc-5"]


def test_history_tells_the_changes_of_a_user(state: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """One line per change of status, nights alike in one; in Japanese too."""
    code, out, _ = asked(capsys, "history", "pc-3", "--state-dir", str(state), "--lang", "ja")
    lines = [line.split() for line in out.splitlines()]

    assert code == 0
    assert lines[0][:2] == ["pc-3", "LAB\\anna"]
    assert "初回" in lines[0]
    assert [line[-3:] for line in lines[1:]] == [["BROKEN", "x2", "PRT-AADSTS50126"]]


def test_history_for_programs(state: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A user is found on every host."""
    _, out, _ = asked(capsys, "history", "anna", "--format", "json", "--state-dir", str(state))
    subjects = json.loads(out)["Subjects"]
    first = subjects[0]

    assert [one["ComputerName"] for one in subjects] == ["pc-1", "pc-2", "pc-3", "pc-4", "pc-5"]
    assert [one["Status"] for one in first["Changes"]] == ["HEALTHY", "BROKEN", "HEALTHY"]
    assert (first["FirstSeen"], first["Upn"]) == ("2026-01-01T01:00:00Z", "anna@lab.example")


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("history", "nobody"), "saw 'nobody'"),
        (("diff", "20260131T010000Z-5f0c1a"), "is not in"),
        (("diff", past_run(0).run_id), "is the only one of its hosts"),
        (("diff", "a", "b", "c"), "diff compares two runs"),
    ],
)
def test_what_is_not_there_is_said(
    state: Path, capsys: pytest.CaptureFixture[str], words: tuple[str, ...], told: str
) -> None:
    """In one line, under the code for usage."""
    code, out, err = asked(capsys, *words, "--state-dir", str(state), "--lang", "en")

    assert (code, out, err.count("\n")) == (2, "", 1)
    assert told in err


def test_a_damaged_history_is_one_line_and_made_again(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A sweep warns and reports all the same; once the file is moved away, the kept runs are imported again."""
    state, account = tmp_path / "state", ("--user", "LAB\\x", "--auth", "ntlm", "--retries", "0")
    password = tmp_path / "password"
    password.write_text("S3cr3t-of-the-sweeper\n", "utf-8")
    password.chmod(0o600)
    words = ("127.0.0.1:9", *account, "--password-file", str(password), "--state-dir", str(state), "--lang", "en")
    first = asked(capsys, *words)
    history_path(state).write_bytes(b"no history at all, but some text that is long enough to be looked at" * 40)
    second = asked(capsys, *words)
    refused = asked(capsys, "diff", "--state-dir", str(state), "--lang", "en")
    for each in history_path(state).parent.iterdir():
        each.unlink()
    again = asked(capsys, "diff", "--state-dir", str(state), "--lang", "en")
    once_more = asked(capsys, "diff", "--state-dir", str(state), "--lang", "en")

    assert (first[0], second[0], refused[0]) == (4, 4, 2)
    assert "warning" not in first[2]
    assert "warning: this run is not in the history: " in second[2]
    assert "is damaged" in refused[2]
    assert refused[2].count("\n") == 1
    assert again[0] == 0
    assert "judged again from their journals: 2" in again[2]
    assert once_more == (0, again[1], "")


def test_a_resumed_run_replaces_itself(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Import by the sweep and import from the journal give the same lines, and a second import none."""
    state = tmp_path / "state"
    password = tmp_path / "password"
    password.write_text("S3cr3t-of-the-sweeper\n", "utf-8")
    password.chmod(0o600)
    code, _, _ = asked(
        capsys, "127.0.0.1:9", "127.0.0.2:9", "--user", "LAB\\x", "--auth", "ntlm", "--retries", "0",
        "--password-file", str(password), "--state-dir", str(state),
    )  # fmt: skip
    run_id = RunFolders(state).ids()[0]
    with open_history(state) as history:
        swept, by_sweep = history.run(run_id), set(history.sightings(run_id))
    history_path(state).unlink()
    asked(capsys, "history", "127.0.0.1", "--state-dir", str(state))
    with open_history(state) as history:
        imported, by_journal = history.run(run_id), set(history.sightings(run_id))

    assert code == 4
    assert swept is not None
    assert imported is not None
    assert (imported.scope, imported.counts, imported.asked, imported.is_whole, imported.journal_bytes) == (
        swept.scope,
        swept.counts,
        swept.asked,
        swept.is_whole,
        swept.journal_bytes,
    )
    assert by_sweep == by_journal
    assert len(by_sweep) == 2


def test_a_report_is_told_what_was_before(state: Path) -> None:
    """The change since the last whole run of the same hosts, and the trend, the oldest first; else nothing."""
    earlier = earlier_of(_NOW, "@lab", state)

    assert earlier.since is not None
    assert earlier.since.run_id == past_run(1).run_id
    assert [one.host for one in earlier.since.not_seen] == ["pc-1", "pc-2", "pc-3", "pc-5"]
    assert [point.started_at for point in earlier.trend] == [FIRST, past_run(1).started_at]
    assert earlier_of(_NOW, "@others", state).since is None


def test_an_old_run_is_told_what_was_before_it_too(tmp_path: Path) -> None:
    """However many runs of the same hosts there were since."""
    with open_history(tmp_path / "state") as history:
        for night in range(40):
            history.add(past_run(night), [sighting("pc-1", "ok", night)])
    earlier = earlier_of(replace(_NOW, run_id=past_run(3).run_id), "@lab", tmp_path / "state")

    assert earlier.since is not None
    assert earlier.since.run_id == past_run(2).run_id
    assert [point.run_id for point in earlier.trend] == [past_run(night).run_id for night in range(3)]


_OPTIONS = RunOptions("@lab", Context.AUTO, "http", "LAB\\x", 1, 120.0)
_NOW = Run("20260201T010000Z-5f0c1a", past_run(31).started_at, None, _OPTIONS, "0", ())


def test_a_page_tells_what_changed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The second sweep of the same hosts says what is new since the first, which had nothing to compare with."""
    password, state = tmp_path / "password", tmp_path / "state"
    password.write_text("S3cr3t-of-the-sweeper\n", "utf-8")
    password.chmod(0o600)
    words = ("127.0.0.1:9", "--user", "LAB\\x", "--auth", "ntlm", "--retries", "0", "--password-file", str(password))
    first, second = (
        asked(capsys, *words, "--format", "markdown", "--state-dir", str(state), "--lang", "en")[1] for _ in range(2)
    )

    assert "Since the last run" not in first
    assert "Since the last run" in second
    assert "0 new" in second.splitlines()[0]


def test_nine_random_nights_are_told_apart(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """60 hosts with two users each, through the file and the command line: every night as the plain model has it.

    The name of a host is written in another case every other night, and a rerun between two nights changes nothing.
    """
    script = random_nights(seed=11, hosts=60, nights=9)
    state = tmp_path / "state"
    with open_history(state) as history:
        for night in range(9):
            seen = [
                sighting(host.upper() if night % 2 else host, words[night], night, user)
                for (host, user), words in script.items()
                if words[night] != "-"
            ]
            history.add(past_run(night), seen)
        history.add(past_run(20, whole=False), [sighting(host, "ok", 20, user) for host, user in script])
    for night in range(1, 9):
        _, out, _ = asked(capsys, "diff", past_run(night).run_id, "--format", "json", "--state-dir", str(state))
        document = json.loads(out)
        found = {
            (kind, one["ComputerName"].lower(), one["UserName"])
            for kind in KINDS
            for one in document[kind]
            if one["UserName"]
        }

        assert found == {(kind, *who) for who, words in script.items() if (kind := kind_of(words[: night + 1]))}, (
            f"night {night}"
        )
        assert len(found) > 60


def test_how_long_history_is_kept_is_a_setting(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Of the sweep, by its variable here; what is older is not imported again whoever asks later."""
    state, password = tmp_path / "state", tmp_path / "password"
    password.write_text("S3cr3t-of-the-sweeper\n", "utf-8")
    password.chmod(0o600)
    monkeypatch.setenv("REMOTE_PRT_KEEP_HISTORY_DAYS", "5")
    keep(state, 0, {"pc-1": None})  # ten days ago
    keep(state, 7, {"pc-2": None})
    words = ("127.0.0.1:9", "--user", "LAB\\x", "--auth", "ntlm", "--retries", "0", "--password-file", str(password))
    code, _, _ = asked(capsys, *words, "--state-dir", str(state))
    _, _, noted = asked(capsys, "history", "pc-2", "--state-dir", str(state), "--lang", "en")
    with open_history(state) as history:
        kept, known = history.keep_days, set(history.imported())

    assert (code, kept) == (4, 5)
    assert "judged again from their journals: 1" in noted
    assert run_id(7) in known
    assert run_id(0) not in known
