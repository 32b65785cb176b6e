"""What is kept of a run, and how it is taken up again; the hosts are closed ports, so every visit is short."""

import csv
import json
import os
import re
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from remote_prt.cli.earlier_run import Keeping
from remote_prt.cli.kept_run import kept_run
from remote_prt.cli.main import run
from remote_prt.errors import Phase, ScopeLocked
from remote_prt.model import Failure, Outcome, VisitOutcome
from remote_prt.store.journal import begin_journal, continue_journal
from remote_prt.store.journal_lines import seal
from remote_prt.store.journal_reading import JournalContents, read_journal
from remote_prt.store.journal_records import dump_header
from remote_prt.store.run_folders import RunFolders

if sys.platform != "win32":
    import resource

AT = datetime(2026, 1, 31, 1, 0, tzinfo=UTC)
HOSTS = ("127.0.0.1:9", "127.0.0.2:9", "127.0.0.3:9")


@pytest.fixture
def state(tmp_path: Path) -> Path:
    """A state folder of this test's own."""
    return tmp_path / "state"


@pytest.fixture
def account(tmp_path: Path) -> tuple[str, ...]:
    """Options that name an account and its password."""
    path = tmp_path / "password"
    path.write_text("S3cr3t-of-the-sweeper\n", "utf-8")
    path.chmod(0o600)
    return ("--user", "LAB\\x", "--password-file", str(path), "--auth", "ntlm", "--retries", "0")


def sweep(state: Path, *words: str) -> int:
    """The exit code of a sweep that keeps its run there."""
    return run([*words, "--state-dir", str(state), "--lang", "en"])


def newest(state: Path) -> JournalContents:
    """The journal of the newest run."""
    folders = RunFolders(state)
    return read_journal(folders.path(folders.find("last")))


def cut_off(state: Path, *, done: int) -> None:
    """Make the newest run one that was killed when so many hosts were done."""
    path = newest(state).path
    path.write_bytes(b"".join(path.read_bytes().splitlines(keepends=True)[: 2 + done]))


def test_a_run_is_kept_and_where_is_said(
    state: Path, account: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    """Head, targets, outcomes and end are on disk; the report's line for another try names the run."""
    code = sweep(state, *HOSTS[:2], *account)
    kept, (out, err) = newest(state), capsys.readouterr()

    assert code == 4
    assert [target.name for target in kept.targets] == ["127.0.0.1", "127.0.0.2"]
    assert [outcome.outcome for _, outcome in kept.outcomes()] == [Outcome.UNREACHABLE] * 2
    assert (kept.has_ended, kept.header.scope) == (True, " ".join(HOSTS[:2]))
    assert f"is kept in {kept.path.parent}" in err
    assert f"remote_prt --rerun unreachable:{kept.header.run_id} --state-dir {state}" in out


def test_by_default_the_state_folder_of_this_account_is_used(account: tuple[str, ...]) -> None:
    """`XDG_STATE_HOME/remote_prt`, which is one of the tests' own here."""
    run([HOSTS[0], *account])

    assert newest(Path(os.environ["XDG_STATE_HOME"]) / "remote_prt").has_ended


def test_no_secret_is_ever_kept(state: Path, account: tuple[str, ...], monkeypatch: pytest.MonkeyPatch) -> None:
    """Where a password comes from is kept, the password is not."""
    monkeypatch.setenv("REMOTE_PRT_PASSWORD", "An0ther-secret")
    sweep(state, HOSTS[0], *account)
    content = b"".join(path.read_bytes() for path in state.rglob("*") if path.is_file())

    assert b"password-file" in content
    assert b"S3cr3t" not in content
    assert b"An0ther" not in content


def test_what_is_not_to_be_kept_leaves_nothing(state: Path, account: tuple[str, ...]) -> None:
    """With `--no-journal` there is neither run nor lock."""
    assert sweep(state, HOSTS[0], *account, "--no-journal") == 4
    assert not state.exists()


def test_a_run_that_was_cut_off_goes_on(
    state: Path, account: tuple[str, ...], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Only hosts that were not done are visited, as the run was asked; the one report is of all, where it was to be."""
    report = tmp_path / "report.json"
    sweep(state, *HOSTS, *account, "-o", str(report))
    whole = json.loads(report.read_text("utf-8"))
    cut_off(state, done=2)
    report.unlink()
    sweep(state, "--resume", "last")
    resumed, (_, err) = json.loads(report.read_text("utf-8")), capsys.readouterr()

    assert "2 of 3 hosts are done, 1 are to be visited" in err
    assert [r["ComputerName"] for r in resumed["Results"]] == [r["ComputerName"] for r in whole["Results"]]
    for name in ("Id", "Started", "Scope", "Counts", "Coverage", "ExitCodes"):
        assert resumed["Run"][name] == whole["Run"][name]
    assert len(newest(state).entries) == 3


def test_a_whole_run_is_reported_again(
    state: Path, account: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    """Nobody is contacted and no password is needed; another format may be asked for."""
    sweep(state, *HOSTS, *account)
    (state.parent / "password").write_text("", "utf-8")
    capsys.readouterr()
    code = sweep(state, "--resume", newest(state).header.run_id, "--format", "csv")
    rows = list(csv.DictReader(capsys.readouterr().out.splitlines()))

    assert code == 4
    assert [row["ComputerName"] for row in rows] == ["127.0.0.1", "127.0.0.2", "127.0.0.3"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["pc-1"], "hosts are named"),
        (["--limit", "pc*"], "--limit is given"),
        (["--context", "events"], "another --context (auto)"),
        (["--https"], "another --https (False)"),
        (["--user", "LAB\\y"], "another --user"),
        (["--rerun", "all"], "two ways"),
        (["--no-journal"], "goes on in the journal"),
    ],
)
def test_what_contradicts_a_resumed_run_is_refused(
    state: Path, account: tuple[str, ...], words: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """In one line, before anybody is contacted; what is said again as it was is no contradiction."""
    sweep(state, HOSTS[0], *account)
    before = newest(state).path.read_bytes()
    capsys.readouterr()
    code = sweep(state, "--resume", "last", *words)
    out, err = capsys.readouterr()

    assert (code, out) == (2, "")
    assert said in err
    assert newest(state).path.read_bytes() == before
    assert sweep(state, "--resume", "last", "--context", "auto", "--user", "LAB\\x") == 4


def test_a_damaged_record_is_said_and_its_host_visited(
    state: Path, account: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    """A flipped byte costs one visit more."""
    sweep(state, *HOSTS, *account)
    path = newest(state).path
    lines = path.read_bytes().splitlines(keepends=True)
    lines[3] = lines[3].replace(b"UNREACHABLE", b"UNREACHABLF", 1)
    path.write_bytes(b"".join(lines))
    capsys.readouterr()
    code = sweep(state, "--resume", "last")

    assert code == 4
    assert "damaged records in its journal: 1" in capsys.readouterr().err
    assert len(newest(state).entries) == 3


@pytest.mark.parametrize("option", ["--resume", "--rerun"])
def test_a_journal_of_the_future_is_refused(
    state: Path, account: tuple[str, ...], option: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """It may mean something else by the same words."""
    sweep(state, HOSTS[0], *account)
    kept = newest(state)
    kept.path.write_bytes(seal({**dump_header(kept.header), "Journal": 2}))
    capsys.readouterr()

    assert sweep(state, option, kept.header.run_id) == 2
    assert "journal of version 2" in capsys.readouterr().err


def test_what_was_not_judged_is_visited_again(
    state: Path, account: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    """A new run over these hosts, with the options of then but not its report; a rerun can be rerun in its turn."""
    sweep(state, *HOSTS, *account, "--format", "json")
    first = newest(state)
    capsys.readouterr()
    code = sweep(state, "--rerun", "unreachable")
    second, out = newest(state), capsys.readouterr().out
    sweep(state, "--rerun", f"unreachable:{second.header.run_id}", "--format", "csv")
    third = newest(state)

    assert code == 4
    assert f"--rerun unreachable:{first.header.run_id}" in " ".join(out.split())
    assert (second.header.rerun_of, third.header.rerun_of) == (first.header.run_id, second.header.run_id)
    assert second.targets == third.targets == first.targets
    assert first.header.scope == second.header.scope == third.header.scope
    assert ("--user", "LAB\\x") in third.header.option_words


def test_one_option_stands_for_others_of_its_kind(
    state: Path, account: tuple[str, ...], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Another source of the password or another report replaces that of then; a rerun never writes over its report."""
    report = tmp_path / "report.json"
    sweep(state, HOSTS[0], *account, "-o", str(report), "--evidence")
    first, written = newest(state).header.run_id, report.read_bytes()
    cut_off(state, done=0)
    descriptor = os.open(tmp_path / "password", os.O_RDONLY)  # who reads the password closes it
    code = sweep(state, "--resume", "last", "--password-fd", str(descriptor), "--format", "csv")
    again = sweep(state, "--rerun", first)
    rerun = newest(state)
    cut_off(state, done=0)
    sweep(state, "--resume", "last")
    out = capsys.readouterr().out

    assert (code, again) == (4, 4)
    assert out.startswith("ComputerName,")
    assert report.read_bytes() == written
    assert {words[0] for words in rerun.header.option_words} == {"--user", "--password-file", "--auth", "--retries"}


def outcomes_of(kept: JournalContents) -> list[VisitOutcome]:
    """The outcomes of a run."""
    return [outcome for _, outcome in kept.outcomes()]


def test_a_rerun_goes_by_the_newest_that_is_known_of_each_host(state: Path, account: tuple[str, ...]) -> None:
    """A rerun tells about some hosts, the run before it about all; what was left out there counts as it was before."""
    sweep(state, *HOSTS, *account)
    first = newest(state)
    one, two, three = outcomes_of(first)
    failed = seal({**_record(0, one), "Outcome": "VISITED", "Status": "BROKEN"})
    first.path.write_bytes(first.path.read_bytes() + failed)
    sweep(state, "--rerun", "unreachable")
    second = newest(state)
    journal = continue_journal(second.path, {two.target: 0, three.target: 1}, is_torn=False)
    journal.visit_finished(replace(three, outcome=Outcome.SKIPPED))
    journal.close()
    healthy = seal({**_record(0, two), "Outcome": "VISITED", "Status": "HEALTHY"})
    second.path.write_bytes(second.path.read_bytes() + healthy)
    sweep(state, "--rerun", "failed")
    failed_again = [target.name for target in newest(state).targets]
    sweep(state, "--rerun", f"unreachable:{second.header.run_id}")

    assert failed_again == ["127.0.0.1"]
    assert [target.name for target in newest(state).targets] == ["127.0.0.3"]


def _record(position: int, outcome: VisitOutcome) -> dict[str, object]:
    return {"Record": "Outcome", "Position": position, "ComputerName": outcome.target.name}


def test_hosts_that_are_named_choose_the_run(state: Path, account: tuple[str, ...]) -> None:
    """`--rerun` with hosts means the last run of the same words, whatever ran since."""
    sweep(state, *HOSTS[:2], *account)
    asked = newest(state).header.run_id
    sweep(state, HOSTS[2], *account)
    sweep(state, *HOSTS[:2], "--rerun", "all")

    assert newest(state).header.rerun_of == asked


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["--rerun", "failed"], 0, "means no host"),
        (["--rerun", "unknown"], 0, "means no host"),
        (["--rerun", "everything"], 2, "run 'everything' is not kept"),
        (["--rerun", "some:last"], 2, "not known which hosts"),
        (["--rerun", "all:last", "pc-1"], 2, "hosts are named too"),
        (["--rerun", "all", "pc-1"], 2, "no run of pc-1 is kept"),
        (["--resume", "20260131T010000Z-5f0c1a"], 2, "is not kept in"),
    ],
)
def test_a_rerun_of_nobody_contacts_nobody(
    state: Path, account: tuple[str, ...], words: list[str], code: int, said: str, *, capsys: pytest.CaptureFixture[str]
) -> None:
    """One line says why; that nobody failed is no error."""
    sweep(state, HOSTS[0], *account)
    capsys.readouterr()

    assert sweep(state, *words) == code
    assert said in capsys.readouterr().err
    assert len(RunFolders(state).ids()) == 1


def test_a_rerun_knows_hosts_in_whatever_case(
    state: Path, tmp_path: Path, account: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    """A list or a directory may write a name otherwise the next day; it is the same host."""
    hosts = tmp_path / "hosts.txt"
    hosts.write_text("localhost:9\n", "ascii")
    sweep(state, "--hostfile", str(hosts), *account)
    hosts.write_text("LOCALHOST:9\n", "ascii")
    capsys.readouterr()
    code = sweep(state, "--hostfile", str(hosts), "--rerun", "unreachable", "--list-hosts")

    assert (code, capsys.readouterr().out.split()[:1]) == (0, ["LOCALHOST:9"])


def test_hosts_of_a_rerun_can_be_listed(
    state: Path, account: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    """`--list-hosts` shows who would be visited."""
    sweep(state, *HOSTS, *account)
    capsys.readouterr()
    code = sweep(state, "--rerun", "all", "--list-hosts")

    assert code == 0
    assert [line.split()[0].partition(":")[0] for line in capsys.readouterr().out.splitlines()] == [
        "127.0.0.1",
        "127.0.0.2",
        "127.0.0.3",
    ]


def test_old_runs_are_removed(state: Path, account: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> None:
    """After `--keep-days`, and which is said."""
    sweep(state, HOSTS[0], *account)
    sweep(state, HOSTS[0], *account)
    old = RunFolders(state).ids()[1]
    past = (datetime.now(UTC) - timedelta(days=8)).timestamp()
    os.utime(RunFolders(state).path(old), (past, past))
    sweep(state, HOSTS[0], *account, "--keep-days", "7")

    assert old not in RunFolders(state).ids()
    assert f"older than 7 days: {old}" in capsys.readouterr().err


def test_a_named_folder_that_cannot_be_used_is_a_mistake(
    state: Path, account: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    """Who names a folder means it: nothing is contacted."""
    state.mkdir(mode=0o777)
    state.chmod(0o777)
    code = sweep(state, HOSTS[0], *account)
    out, err = capsys.readouterr()

    assert (code, out) == (2, "")
    assert "others may write" in err


def test_the_usual_folder_that_cannot_be_used_costs_no_sweep(
    tmp_path: Path, account: tuple[str, ...], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A scheduled run still has its report, and a line says that nothing is kept."""
    (tmp_path / "file").write_text("", "utf-8")
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "file"))
    code = run([HOSTS[0], *account])
    out, err = capsys.readouterr()

    assert code == 4
    assert "Asked 1" in out
    assert "no journal is kept of this run" in err


def test_analyze_reads_a_kept_run(
    state: Path, account: tuple[str, ...], capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """By its folder or its journal, with the hosts that failed; among other files it is named."""
    sweep(state, *HOSTS, *account)
    kept = newest(state)
    capsys.readouterr()
    codes = [run(["analyze", str(path), "--format", "csv"]) for path in (kept.path.parent, kept.path)]
    out, err = capsys.readouterr()

    assert codes == [4, 4]
    assert len(re.findall("^127.0.0.[123],.*UNREACHABLE", out, re.MULTILINE)) == 6
    assert "3 of 3 hosts are in its journal" in err
    assert run(["analyze", str(kept.path.parent.parent)]) == 2
    assert "it is the journal of a run" in capsys.readouterr().err


def test_a_run_that_has_gone_on_meanwhile_is_not_resumed_by_what_was_read(
    state: Path, account: tuple[str, ...]
) -> None:
    """Between reading and locking another process may have visited hosts; nobody is visited twice for it."""
    sweep(state, *HOSTS, *account)
    cut_off(state, done=1)
    read = newest(state)
    keeping = Keeping(RunFolders(state), read.header.scope, resumed=read, positions=(1, 2))
    with kept_run(keeping) as kept:
        assert kept.run_id == read.header.run_id
    sweep(state, "--resume", "last")

    with pytest.raises(ScopeLocked, match="gone on"), kept_run(keeping):
        pass


def test_kept_runs_are_listed_and_removed(
    state: Path, account: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    """The newest first, and how each ended; one that is removed is gone with its folder."""
    sweep(state, *HOSTS, *account)
    sweep(state, HOSTS[0], *account)
    cut_off(state, done=0)
    second, first = RunFolders(state).ids()
    capsys.readouterr()
    listed = run(["runs", "list", "--state-dir", str(state), "--lang", "en"])
    lines = capsys.readouterr().out.splitlines()
    removed = run(["runs", "remove", first, "--state-dir", str(state), "--lang", "en"])

    assert (listed, removed) == (0, 0)
    assert [line.split()[:2] for line in lines] == [[second, "1"], [first, "3"]]
    assert ["cut off" in lines[0], " ended " in lines[1]] == [True, True]
    assert [path.name for path in (state / "runs").iterdir()] == [second]
    assert run(["runs", "remove", first, "--state-dir", str(state)]) == 2


@pytest.mark.skipif(sys.platform == "win32", reason="limits of POSIX")
def test_a_disk_that_fills_up_costs_no_result(
    state: Path, account: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    """The report is whole, a line says where the journal ends, and what is in it can be resumed."""
    hosts = [f"127.0.0.{number}:9" for number in range(1, 41)]
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (8000, before[1]))
    try:
        sweep(state, *hosts, *account)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    out, err = capsys.readouterr()
    written = re.search(r"the journal ends after (\d+) hosts: File too large; the report is whole", err)
    sweep(state, "--resume", "last")

    assert "Asked 40" in out
    assert written is not None
    assert 0 < int(written[1]) < 40
    assert f"{written[1]} of 40 hosts are done" in capsys.readouterr().err
    assert len(newest(state).entries) == 40


def test_what_a_brake_left_out_is_visited_when_the_run_goes_on(
    state: Path, account: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    """A host that was skipped is not done; the last of its records counts."""
    sweep(state, *HOSTS, *account)
    kept = newest(state)
    failure = Failure(Phase.AUTHENTICATE, "", None, "held back", "look")
    skipped = replace(outcomes_of(kept)[0], outcome=Outcome.SKIPPED, failure=failure)
    journal = begin_journal(kept.path, kept.header, kept.targets)  # behind the rest: the first head counts
    journal.visit_finished(skipped)
    journal.close()
    sweep(state, "--resume", "last")

    assert "1 are to be visited" in capsys.readouterr().err
