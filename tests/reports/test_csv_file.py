"""The CSV text comes back whole from a CSV reader and holds no formula."""

import csv
import io

from remote_prt.diagnosis.diagnosis import Status
from remote_prt.reports.csv_file import HEADER, render_csv
from tests.reports.builders import JAPANESE_USER, fleet, run, user, visited
from tests.reports.golden import golden

#: Design section 7, letter by letter.
DESIGN_HEADER = (
    "ComputerName,Address,Outcome,Status,Reason,UserName,UserSid,SessionState,JoinType,TenantId,OsBuild,AzureAdPrt,"
    "PrtUpdateTime,PrtExpiryTime,FindingId,Code,Title,Remedy,Notes,CollectedAt,DurationSeconds,"
    "NotReachedSince,NotReachedRuns"
)


def _read(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_header_is_the_one_of_the_design() -> None:
    """The first line is the header of design section 7 and ends in CR LF."""
    assert f"{DESIGN_HEADER}\r\n" == render_csv(run())
    assert DESIGN_HEADER.split(",") == list(HEADER)


def test_fleet_is_the_golden_one() -> None:
    """The CSV of the made-up fleet is byte for byte the one on file."""
    text = render_csv(fleet())

    assert golden("fleet.csv", text) == text


def test_one_row_per_host_and_user() -> None:
    """A host with two users has two rows, one without users has one, and each row has all columns."""
    rows = _read(render_csv(fleet()))
    hosts = [row["ComputerName"] for row in rows]

    assert 2 == hosts.count("pc-09")
    assert 1 == hosts.count("pc-11")
    assert 1 == hosts.count("pc-20")
    assert all(None not in row and None not in row.values() for row in rows)


def test_filter_on_status_finds_a_broken_device() -> None:
    """A host whose device is broken has a BROKEN row even though its user is healthy."""
    rows = [row for row in _read(render_csv(fleet())) if row["ComputerName"] == "pc-13"]

    assert [("CONTOSO\\frank", "HEALTHY"), ("", "BROKEN")] == [(row["UserName"], row["Status"]) for row in rows]


def test_no_cell_is_a_formula_and_no_line_break_is_in_a_cell() -> None:
    """Whatever hosts send, every line is one row and no cell starts like a formula."""
    text = render_csv(fleet())
    rows = _read(text)

    assert len(rows) + 1 == len(text.splitlines())
    assert not [cell for row in rows for cell in row.values() if cell.lstrip()[:1] in tuple("=+-@")]
    assert "'=cmd|'/c calc'!A0\\u001b[2J\\u001b]0;owned\\u0007\\u202etxt.exe" in {row["UserName"] for row in rows}


def test_japanese_names_are_kept() -> None:
    """A Japanese user name passes unchanged."""
    assert JAPANESE_USER in {row["UserName"] for row in _read(render_csv(fleet()))}


def test_failure_is_told_in_notes_and_remedy() -> None:
    """A host that was not judged says where it failed, and what to try."""
    row = next(row for row in _read(render_csv(fleet())) if row["ComputerName"] == "pc-20")

    assert ("UNREACHABLE", "UNREACHABLE") == (row["Outcome"], row["Status"])
    assert "connect http:5985: nothing listens on 10.1.2.20" == row["Notes"]
    assert "check that WinRM is on: winrm quickconfig" == row["Remedy"]


def test_times_are_utc() -> None:
    """Times are ISO 8601 with Z."""
    row = _read(render_csv(run(visited("pc-01", user(Status.HEALTHY)))))[0]

    assert "2026-01-30T22:50:00Z" == row["PrtUpdateTime"]
    assert "2026-01-31T01:00:00Z" == row["CollectedAt"]
