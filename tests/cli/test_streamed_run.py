"""A run whose hosts are listed while it goes on: journal, report, history, resuming; its hosts are closed ports."""

import json
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import pytest

from remote_prt.cli.connection_options import ConnectionRequest
from remote_prt.cli.earlier_run import Keeping
from remote_prt.cli.exit_codes import ExitCode
from remote_prt.cli.main import run
from remote_prt.cli.output_options import OutputRequest
from remote_prt.cli.output_places import Report
from remote_prt.cli.sweep_run import SweepRequest, run_and_report
from remote_prt.diagnosis.sighting import PastRun
from remote_prt.errors import DirectoryError
from remote_prt.inventory.directory_hosts import DirectoryRequest
from remote_prt.inventory.selection import Selection
from remote_prt.model import AuthMethod, Context
from remote_prt.store.history import open_history
from remote_prt.store.journal_reading import JournalContents, read_journal
from remote_prt.store.run_folders import RunFolders
from remote_prt.store.run_list import RunState, kept_runs
from tests.cli.listed_hosts import REQUEST, PlacedHosts
from tests.inventory.played_pages import PlayedPages, pc

SCOPE = "--ou OU=Tokyo,DC=corp,DC=example"
PAGES = (
    [pc("pc-1"), pc("pc-2"), pc("off", is_enabled=False)],
    [pc("pc-3")],
    [pc("pc-4"), pc("mac", operating_system="macOS")],
)
BROKEN = DirectoryError("dc1", "it closed the connection")


@dataclass(slots=True)
class Box:
    """A state folder, an account, and a report."""

    folder: Path
    options: tuple[tuple[str, ...], ...] = field(default=())

    def __post_init__(self) -> None:
        password = self.folder / "password"
        password.write_text("S3cr3t\n", "utf-8")
        password.chmod(0o600)
        self.options = (
            ("--user", "LAB\\x"),
            ("--password-file", str(password)),
            ("--auth", "ntlm"),
            ("--retries", "0"),
        )

    @property
    def folders(self) -> RunFolders:
        return RunFolders(self.folder / "state")

    @property
    def newest(self) -> JournalContents:
        return read_journal(self.folders.path(self.folders.find("last")))

    @property
    def past(self) -> PastRun:
        with open_history(self.folders.state) as history:
            return history.runs()[0]

    def report(self) -> dict[str, dict[str, object]]:
        """The JSON lines of the report: the first, the last, and hosts by name."""
        lines = [json.loads(line) for line in (self.folder / "report.ndjson").read_text("utf-8").splitlines()]
        return {str(line.get("ComputerName", line["Type"])).partition(".")[0]: line for line in lines}

    def sweep(self, pages: PlayedPages, request: DirectoryRequest = REQUEST) -> int:
        """The exit code of a sweep that begins with the first page."""
        hosts = PlacedHosts(pages, request)
        selection = Selection(hosts.take(pages.wait()), (SCOPE,), arriving=hosts)
        keeping = Keeping(self.folders, SCOPE, is_own_state=True, option_words=self.options)
        connection = ConnectionRequest(
            "LAB\\x", False, None, False, "", None, self.folder / "password", None, AuthMethod.NTLM, "", False, False,
            None, None, None, None, True, None, 5, 20, 30, 4,
        )  # fmt: skip
        wanted = SweepRequest(connection, Context.AUTO, 1, timedelta(hours=4))
        files = (Report("ndjson", self.folder / "report.ndjson"), Report("html", self.folder / "report.html"))
        output = OutputRequest((*files, Report("table")), False, False, "never", False, ())
        return run_and_report(selection, wanted, output, keeping)

    def resume(self) -> int:
        """The exit code of taking it up again."""
        return run(["--resume", "last", "--state-dir", str(self.folders.state), "--format", "json"])


@pytest.fixture
def box(tmp_path: Path) -> Box:
    """An empty one."""
    return Box(tmp_path)


def test_a_streamed_run_is_as_whole_as_any_other(box: Box, capsys: pytest.CaptureFixture[str]) -> None:
    """Journal, report and history know every computer; what is known at the end is said at the end."""
    code = box.sweep(PlayedPages(PAGES))
    told, kept, found = capsys.readouterr(), box.newest, box.report()

    assert code == ExitCode.NOT_JUDGED
    names = [f"{name}.corp.example" for name in ("pc-1", "pc-2", "pc-3", "pc-4", "off", "mac")]
    assert [target.name for target in kept.targets] == names
    assert len(kept.entries) == 6
    assert (kept.more_targets, kept.hosts_missing, kept.has_ended) == (False, "", True)
    assert {target.user for target in kept.targets} == {"LAB\\x"}
    assert (found["Run"]["Asked"], found["Summary"]["HostsMissing"]) == (None, None)
    assert found["Summary"]["Counts"] == {"UNREACHABLE": 4, "SKIPPED": 2}
    assert "dc1: 6 computers, 4 to be visited, 2 not" in told.err
    assert told.err.index("first 2 hosts from") < told.err.index("6 computers")
    assert (box.past.asked, box.past.is_whole) == (6, True)
    assert [one.state for one in kept_runs(box.folders)] == [RunState.ENDED]


def test_a_directory_that_breaks_off_leaves_a_run_that_is_not_whole(
    box: Box, capsys: pytest.CaptureFixture[str]
) -> None:
    """Report, journal and history say that hosts are missing; the exit code says that not all were judged."""
    code = box.sweep(PlayedPages(PAGES[:2], BROKEN))
    told, kept, found = capsys.readouterr(), box.newest, box.report()

    assert code == ExitCode.NOT_JUDGED
    assert (
        "warning: hosts are missing: directory server dc1: it closed the connection; a new run finds them" in told.err
    )
    assert "Hosts are missing here: directory server dc1: it closed the connection." in told.out
    assert found["Summary"]["HostsMissing"] == "directory server dc1: it closed the connection"
    assert kept.hosts_missing == "directory server dc1: it closed the connection"
    assert len(kept.targets) == 4, "who is left out is among them"
    assert (box.past.asked, box.past.is_whole) == (4, False)
    assert [(one.state, one.asked) for one in kept_runs(box.folders)] == [(RunState.INCOMPLETE, 4)]


def cut_off(box: Box, *, lines: int) -> None:
    """Make the newest run one that was killed when its journal had so many lines."""
    path = box.newest.path
    path.write_bytes(b"".join(path.read_bytes().splitlines(keepends=True)[:lines]))


def test_a_run_that_was_killed_while_hosts_were_listed_goes_on_with_the_known_ones(
    box: Box, capsys: pytest.CaptureFixture[str]
) -> None:
    """One line says that others are missing and how to get them; the report and history say it, too."""
    box.sweep(PlayedPages(PAGES))
    lines = box.newest.path.read_bytes().splitlines(keepends=True)
    last_page = [number for number, line in enumerate(lines) if line.startswith(b'{"Record":"Targets"')][2]
    cut_off(box, lines=last_page)
    known = len(box.newest.targets)
    capsys.readouterr()
    code = box.resume()
    told = capsys.readouterr()
    document = json.loads(told.out)

    assert known == 3
    assert code == ExitCode.NOT_JUDGED
    assert f"hosts are missing: the list of its hosts had not ended; a new run of {SCOPE} finds the others" in told.err
    assert [one["ComputerName"].partition(".")[0] for one in document["Results"]] == ["pc-1", "pc-2", "pc-3"]
    assert document["Run"]["HostsMissing"] == "the list of its hosts had not ended"
    assert not box.past.is_whole
    assert [(one.state, one.asked) for one in kept_runs(box.folders)] == [(RunState.INCOMPLETE, 3)]


def test_a_run_whose_list_had_ended_is_resumed_whole(box: Box, capsys: pytest.CaptureFixture[str]) -> None:
    """Killed after the last page, nobody is missing."""
    box.sweep(PlayedPages(PAGES))
    path = box.newest.path
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join(line for line in lines if not line.startswith((b'{"Record":"Out', b'{"Record":"End'))))
    capsys.readouterr()
    code = box.resume()
    document = json.loads(capsys.readouterr().out)

    assert code == ExitCode.NOT_JUDGED
    assert len(document["Results"]) == 6
    assert document["Run"]["HostsMissing"] is None
    assert box.past.is_whole


def test_a_damaged_page_of_hosts_is_not_guessed(box: Box, capsys: pytest.CaptureFixture[str]) -> None:
    """Hosts behind it have no certain position: they are missing, and that is said."""
    box.sweep(PlayedPages(PAGES))
    path = box.newest.path
    lines = path.read_bytes().splitlines(keepends=True)
    second = [number for number, line in enumerate(lines) if line.startswith(b'{"Record":"Targets"')][1]
    lines[second] = lines[second].replace(b"pc-3", b"pc-9", 1)
    path.write_bytes(b"".join(lines))
    kept = box.newest
    box.resume()

    assert [target.name.partition(".")[0] for target in kept.targets] == ["pc-1", "pc-2"]
    assert kept.damaged == 1
    assert "hosts are missing: the list of its hosts had not ended" in capsys.readouterr().err


def test_a_rerun_means_hosts_of_every_page(box: Box, capsys: pytest.CaptureFixture[str]) -> None:
    """`--rerun` goes by all that the journal knows."""
    box.sweep(PlayedPages(PAGES))
    capsys.readouterr()
    run(["--rerun", "unreachable", "--state-dir", str(box.folders.state), "--format", "json"])
    names = [one["ComputerName"].partition(".")[0] for one in json.loads(capsys.readouterr().out)["Results"]]

    assert names == ["pc-1", "pc-2", "pc-3", "pc-4"]


def test_units_of_later_pages_are_told_apart(box: Box, capsys: pytest.CaptureFixture[str]) -> None:
    """Two Laptops are two groups in the report and in whatever is told from the journal; a clear name stays short."""
    laptops = [pc("pc-5", "OU=Laptops,OU=Tokyo"), pc("pc-6", "OU=Laptops,OU=Tokyo")]
    box.sweep(PlayedPages([laptops, [pc("pc-7", "OU=laptops,OU=Osaka")]]))
    told_again = box.folder / "again.html"
    run(["report", "--state-dir", str(box.folders.state), "--format", "html", "-o", str(told_again)])
    said = capsys.readouterr()

    assert [one.groups for one in box.newest.targets] == [
        ("Tokyo", "Tokyo/Laptops"),
        ("Tokyo", "Tokyo/Laptops"),
        ("Osaka", "Osaka/laptops"),
    ]
    for page in (box.folder / "report.html", told_again):
        text = page.read_text("utf-8")
        assert "Osaka/laptops" in text
        assert "Tokyo/Laptops" in text
        assert "corp.example/Tokyo" not in text
    assert "2 OUs called by more than the name" in said.err
